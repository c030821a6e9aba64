//! YAML with places: typed values from text, and every problem where it stands.
//!
//! What is accepted: YAML 1.2's core schema as `yaml_serde` reads it, one document, a mapping at
//! the root. Duplicate keys, alias bombs and deep nesting are refused.

mod fields;
mod guard;
mod place;

pub use fields::{Custom, Free, List, Map, Text};
pub use guard::control_character;
pub use place::locate;

use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};

/// At most this many problems are looked for in one text.
const MOST_PROBLEMS: usize = 60;

/// What was read from a text, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Read<T> {
    pub value: T,
    /// Without a file yet. Places are bytes of the text.
    pub problems: Vec<Diagnostic>,
    /// Root keys whose values were wrong and are left out of `value`.
    pub left_out: Vec<String>,
    /// The text could not be read at all; `value` is empty.
    pub unreadable: bool,
}

/// Reads the YAML in `text[yaml]` as a `T` whose fields are all optional.
///
/// Where a root entry is wrong, it is reported and left out, and the rest is read again, so that
/// all problems come at once.
pub fn read<T: DeserializeOwned + Default>(text: &str, yaml: Range<usize>) -> Read<T> {
    let source = text.get(yaml.clone()).unwrap_or_default();
    let mut read = Read::default();
    if let Some(problem) = guard::check(source, yaml.start) {
        read.problems.push(problem);
        read.unreadable = true;
        return read;
    }
    let mut current = Cow::Borrowed(source);
    while read.problems.len() < MOST_PROBLEMS {
        let error = match serde_yaml::from_str::<T>(&current) {
            Ok(value) => {
                read.value = value;
                return read;
            }
            Err(error) => error,
        };
        let found = explain(&error, &current);
        let entry = found.entry.clone();
        read.left_out.extend(found.meant.clone());
        read.problems.push(found.into_diagnostic(yaml.start));
        let Some(entry) = entry else { break };
        let key = current.get(entry.clone()).and_then(|text| text.split(':').next());
        read.left_out.extend(key.map(|key| key.trim_matches(['"', '\'', ' ', '\n']).to_owned()));
        if !blank(current.to_mut(), entry) {
            break;
        }
    }
    read.unreadable = true;
    read
}

/// A problem found in YAML, with bytes of the YAML alone.
struct Found {
    code: Code,
    message: String,
    help: Option<String>,
    range: Range<usize>,
    /// The part to leave out before the rest is read again.
    entry: Option<Range<usize>>,
    /// The root key that an unknown one was probably meant to be.
    meant: Option<String>,
}

impl Found {
    fn into_diagnostic(self, offset: usize) -> Diagnostic {
        let range = self.range.start + offset..self.range.end + offset;
        let mut problem = Diagnostic::new(self.code, self.message).at(At::Range(range));
        problem.help = self.help;
        problem
    }
}

/// Puts an error of `yaml_serde` into our words.
fn explain(error: &serde_yaml::Error, yaml: &str) -> Found {
    let start = error.location().map_or(0, |location| location.index().min(yaml.len()));
    let full = error.to_string();
    let (path, message) = split_path(without_position(&full));
    let key = path.last_key();
    if let Some(custom) = fields::decode(message) {
        let range = place::token(yaml, start);
        let entry = Some(place::root_entry(yaml, start));
        return Found {
            code: custom.code,
            message: custom.message,
            help: custom.help,
            range,
            entry,
            meant: None,
        };
    }
    if let Some(name) = quoted(message, "unknown field `") {
        return unknown_key(name, message, yaml, start);
    }
    if let Some(name) = quoted(message, "unknown variant `") {
        return unknown_variant(name, message, key, yaml, start);
    }
    if let Some(name) = quoted(message, "duplicate field `") {
        let range = place::second_key(yaml, start, name);
        let entry = Some(place::root_entry(yaml, range.start));
        return duplicate_key(name, range, entry);
    }
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        return wrong_type(rest, key, yaml, start);
    }
    if message.contains("more than one document") {
        let range = place::second_document(yaml);
        let message = "the YAML ends here, and more follows".to_owned();
        let help = "take out this line: one YAML document may stand here".to_owned();
        let code = Code::InvalidYaml;
        return Found { code, message, help: Some(help), range, entry: None, meant: None };
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
        entry: None,
        meant: None,
    }
}

pub(crate) fn duplicate_key_message(name: &str) -> String {
    format!("the key `{name}` stands twice")
}

fn duplicate_key(name: &str, range: Range<usize>, entry: Option<Range<usize>>) -> Found {
    Found {
        code: Code::DuplicateKey,
        message: duplicate_key_message(name),
        help: Some("keep one of the two".to_owned()),
        range,
        entry,
        meant: None,
    }
}

fn unknown_key(name: &str, message: &str, yaml: &str, start: usize) -> Found {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let entry = place::root_entry(yaml, start);
    let near = did_you_mean(name, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "no keys may stand here".to_owned(),
        None => format!("the keys that may stand here: {}", known.join(", ")),
    };
    Found {
        code: Code::UnknownKey,
        message: format!("unknown key `{name}`"),
        help: Some(help),
        range: place::token(yaml, start),
        meant: near.filter(|_| entry.start == start).map(str::to_owned),
        entry: Some(entry),
    }
}

fn unknown_variant(
    name: &str,
    message: &str,
    key: Option<&str>,
    yaml: &str,
    start: usize,
) -> Found {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let of = key.map(|key| format!(" for `{key}`")).unwrap_or_default();
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
        entry: Some(place::root_entry(yaml, start)),
        meant: None,
    }
}

fn wrong_type(rest: &str, key: Option<&str>, yaml: &str, start: usize) -> Found {
    let (found, expected) = rest.split_once(", expected ").unwrap_or((rest, "something else"));
    let range = place::token(yaml, start);
    let written = yaml.get(range.clone()).unwrap_or_default().trim();
    let found = kind_in_words(found);
    let expected = expected_in_words(expected);
    let subject = key.map_or_else(|| "this".to_owned(), |key| format!("`{key}`"));
    let help = match expected {
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
        entry: Some(place::root_entry(yaml, start)),
        meant: None,
    }
}

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

/// Overwrites a part with spaces, keeping line breaks; whether there was anything to overwrite.
fn blank(yaml: &mut String, range: Range<usize>) -> bool {
    let Some(part) = yaml.get(range.clone()) else { return false };
    if part.trim().is_empty() {
        return false;
    }
    let mut spaces = String::with_capacity(part.len());
    for byte in part.bytes() {
        spaces.push(if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
    }
    yaml.replace_range(range, &spaces);
    true
}

#[cfg(test)]
mod tests;
