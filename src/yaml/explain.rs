//! Puts the errors of `yaml_serde` into our words.

use std::ops::Range;

use super::{fields, place};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};

/// A problem found in YAML, with bytes of the YAML alone.
pub(super) struct Found {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
    pub range: Range<usize>,
    /// The byte whose value is to be left out before the rest is read again; `None` where the
    /// text cannot be read any further.
    pub wrong: Option<usize>,
    /// The way to the value, `positions[0].from`; an unknown key counts as the one that was
    /// probably meant.
    pub path: String,
}

impl Found {
    pub(super) fn into_diagnostic(self, offset: usize) -> Diagnostic {
        let range = self.range.start + offset..self.range.end + offset;
        let mut problem = Diagnostic::new(self.code, self.message).at(At::Range(range));
        problem.help = self.help;
        problem
    }
}

pub(super) const UNUSUAL_SPACE_HELP: &str = "retype the spaces here with the space bar";

/// The message for a space that YAML does not know.
pub(super) fn unusual_space(space: char) -> String {
    format!("YAML does not take U+{:04X} for a space", u32::from(space))
}

/// Puts an error of `yaml_serde` into our words.
pub(super) fn explain(error: &serde_yaml::Error, yaml: &str) -> Found {
    let mut found = as_reported(error, yaml);
    if matches!(found.code, Code::InvalidYaml | Code::UnknownKey | Code::WrongType)
        && let Some((at, space)) = place::unusual_space(yaml, found.range.start)
    {
        found.code = Code::InvalidYaml;
        found.message = unusual_space(space);
        found.help = Some(UNUSUAL_SPACE_HELP.to_owned());
        found.range = at..at + space.len_utf8();
        // The lines around it mean something else than they seem to.
        found.wrong = None;
    }
    found
}

fn as_reported(error: &serde_yaml::Error, yaml: &str) -> Found {
    let start = error.location().map_or(0, |location| location.index().min(yaml.len()));
    let full = error.to_string();
    let (path, message) = split_path(without_position(&full));
    if let Some(custom) = fields::decode(message) {
        return Found {
            code: custom.code,
            message: custom.message,
            help: custom.help,
            range: place::token(yaml, start),
            wrong: Some(start),
            path: path.0.to_owned(),
        };
    }
    if let Some(name) = quoted(message, "unknown field `") {
        return unknown_key(name, message, &path, yaml, start);
    }
    if let Some(name) = quoted(message, "unknown variant `") {
        return unknown_variant(name, message, &path, yaml, start);
    }
    if let Some(name) = quoted(message, "duplicate field `") {
        let range = place::second_key(yaml, start, name);
        return duplicate_key(name, &path, range);
    }
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        return wrong_type(rest, &path, yaml, start);
    }
    if message.contains("more than one document") {
        let range = place::second_document(yaml);
        let message = "the YAML ends here, and more follows".to_owned();
        let help = "take out this line: one YAML document may stand here".to_owned();
        let code = Code::InvalidYaml;
        return Found { code, message, help: Some(help), range, wrong: None, path: String::new() };
    }
    // Where a quote or a bracket was opened says more than where the text ended.
    let opened = ["scanning a quoted scalar", "parsing a flow", "scanning an alias"]
        .iter()
        .find_map(|context| full.split_once(context))
        .and_then(|(_, rest)| place::of_position(yaml, rest));
    Found {
        code: Code::InvalidYaml,
        message: format!("this is not valid YAML: {message}"),
        help: Some(syntax_help(&full).to_owned()),
        range: place::syntax(yaml, opened.unwrap_or(start)),
        wrong: None,
        path: String::new(),
    }
}

fn duplicate_key(name: &str, path: &ErrorPath<'_>, range: Range<usize>) -> Found {
    Found {
        code: Code::DuplicateKey,
        message: format!("the key `{name}` stands twice"),
        help: Some("keep one of the two".to_owned()),
        wrong: Some(range.start),
        range,
        path: path.to_key(name),
    }
}

fn unknown_key(name: &str, message: &str, path: &ErrorPath<'_>, yaml: &str, start: usize) -> Found {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let range = place::token(yaml, start);
    // `{summary: One, two}`: the comma has cut a text in two, and the rest reads as a key.
    let after = yaml.get(range.end..).unwrap_or_default().trim_start();
    let is_cut = after.starts_with([',', '}']);
    let near = did_you_mean(name, known.iter().copied()).filter(|_| !is_cut);
    let help = match near {
        _ if is_cut => {
            "a comma between braces ends a text; put the whole text in quotes".to_owned()
        }
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "no keys may stand here".to_owned(),
        None => format!("the keys that may stand here: {}", known.join(", ")),
    };
    Found {
        code: Code::UnknownKey,
        message: format!("unknown key `{name}`"),
        help: Some(help),
        range,
        wrong: Some(start),
        path: path.to_key(near.unwrap_or(name)),
    }
}

fn unknown_variant(
    name: &str,
    message: &str,
    path: &ErrorPath<'_>,
    yaml: &str,
    start: usize,
) -> Found {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let of = path.last_key().map(|key| format!(" for `{key}`")).unwrap_or_default();
    let list = format!("it can be {}", known.join(", "));
    let help = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    };
    Found {
        code: Code::UnknownOption,
        message: format!("`{name}` is not a value{of}"),
        help: Some(help),
        range: place::token(yaml, start),
        wrong: Some(start),
        path: path.0.to_owned(),
    }
}

fn wrong_type(rest: &str, path: &ErrorPath<'_>, yaml: &str, start: usize) -> Found {
    let key = path.last_key();
    let (found, expected) = rest.split_once(", expected ").unwrap_or((rest, "something else"));
    let range = place::token(yaml, start);
    let written = yaml.get(range.clone()).unwrap_or_default().trim();
    let found = kind_in_words(found);
    let expected = expected_in_words(expected);
    let subject = key.map_or_else(|| "this".to_owned(), |key| format!("`{key}`"));
    let shape = key.and_then(|key| SHAPES.iter().find(|(name, _)| *name == key));
    let help = match expected {
        "a list" | "a mapping" if shape.is_some() => {
            shape.map(|(key, shape)| format!("write it as in `{key}: {shape}`"))
        }
        "a list" if !written.contains('\n') && !written.is_empty() => {
            let key = key.map(|key| format!("{key}: ")).unwrap_or_default();
            Some(format!("write it in brackets: `{key}[{written}]`"))
        }
        "true or false" => Some("write `true` or `false`, without quotes".to_owned()),
        "text" if found == "a list" || found == "a mapping" => {
            Some("put the text in quotes if it begins with `[` or `{`".to_owned())
        }
        "a mapping" => {
            let key = key.map(|key| format!("{key}: ")).unwrap_or_default();
            Some(format!("write keys and values: `{key}{{…: …}}`"))
        }
        "a date" => Some("write 2024, 2024-06 or 2024-06-30".to_owned()),
        _ => None,
    };
    Found {
        code: Code::WrongType,
        message: format!("{subject} should be {expected}, not {found}"),
        help,
        range,
        wrong: Some(start),
        path: path.0.to_owned(),
    }
}

/// What fields look like that hold more than words.
const SHAPES: &[(&str, &str)] = &[
    ("links", "[{label: Talk, url: \"https://…\"}]"),
    ("contact", "{label: Write to me, url: \"mailto:…\"}"),
    ("navigation", "[{label: Work, url: /accomplishments/}]"),
    ("positions", "[{id: northbank, organization: Northbank, title: Engineer, from: 2021-03}]"),
    ("education", "[{institution: …, area: …, from: 2010, to: 2014}]"),
    ("certificates", "[{name: …, issuer: …, date: 2020-05}]"),
    ("awards", "[{title: …, awarder: …, date: 2022}]"),
    ("languages", "[{language: Portuguese, fluency: Fluent}]"),
    ("period", "{from: 2023-09, to: 2024-06}"),
    ("metric", "{value: 9 min, before: 26 h, label: settlement time}"),
    ("relation", "{kind: manager, at: northbank, from: 2021-03, to: 2024-01}"),
    ("consent", "{given: 2025-05-02, via: email}"),
    ("source", "{url: \"https://…\"}"),
    ("theme", "{name: ledger}"),
    ("markdown", "{smart_punctuation: true}"),
];

fn kind_in_words(found: &str) -> &str {
    match found.split([' ', '`']).next().unwrap_or_default() {
        "string" => "text",
        "integer" | "floating" => "a number",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a mapping",
        "unit" | "null" | "Option" => "nothing",
        _ => found,
    }
}

fn expected_in_words(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "a map" => "a mapping",
        "field identifier" | "variant identifier" => "a word",
        _ if expected.starts_with("struct ") => "a mapping",
        _ => expected,
    }
}

fn syntax_help(message: &str) -> &'static str {
    if message.starts_with("mapping values are not allowed") {
        "a text with a colon needs quotes: `title: \"Before: after\"`; or check the indentation"
    } else if message.contains("tab character") {
        "indent with spaces, not with tabs; fields of the file itself begin at the left edge"
    } else if message.starts_with("did not find expected key") {
        "begin the line where its neighbours begin, fields of the file itself at the left edge; or \
         check quotes and brackets above"
    } else if message.contains("cannot start any token") {
        "put the value in quotes; indent with spaces, not tabs"
    } else if message.contains("quoted scalar") {
        "close the quote; within quotes, a quote is doubled or written `\\\"`"
    } else if message.contains("alias") || message.contains("anchor") {
        "a value that begins with `*` or `&` needs quotes"
    } else if message.contains("parsing a flow") {
        "close this bracket, and check the commas within"
    } else {
        "check quotes, brackets and indentation here"
    }
}

/// The message of an error without the line and column that `yaml_serde` adds.
fn without_position(full: &str) -> &str {
    full.find(" at line ").map_or(full, |at| full.get(..at).unwrap_or(full))
}

/// The path before an error's message, `relation.kind`, `skills[1]`.
struct ErrorPath<'a>(&'a str);

impl<'a> ErrorPath<'a> {
    /// The path to a key of the mapping it leads to.
    fn to_key(&self, key: &str) -> String {
        if self.0.is_empty() { key.to_owned() } else { format!("{}.{key}", self.0) }
    }

    fn last_key(&self) -> Option<&'a str> {
        let last = self.0.rsplit('.').next()?;
        let key = last.split('[').next().unwrap_or(last);
        (!key.is_empty()).then_some(key)
    }
}

fn split_path(message: &str) -> (ErrorPath<'_>, &str) {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
    match message.split_once(": ") {
        Some((path, rest)) if !path.is_empty() && path.chars().all(word) => (ErrorPath(path), rest),
        _ => (ErrorPath(""), message),
    }
}

fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    message.strip_prefix(before)?.split('`').next()
}
