//! One `strings/LANGUAGE.yaml`: keys and their words.

use super::tree::{self, below, kind, to_text};
use crate::diagnostic::{At, Code, Diagnostic, Path};
use crate::yaml::Mapping;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    Text(Pattern),
    /// By CLDR category; `other` is always there.
    Plural(BTreeMap<String, Pattern>),
    /// The names of months.
    List(Vec<String>),
}

/// A text with placeholders: `Managed {owner} at {organization}`. `{{` and `}}` are braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(String),
}

/// The plural categories of CLDR, <https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules>.
const CATEGORIES: &[&str] = &["zero", "one", "two", "few", "many", "other"];

/// Reads the file. Nested keys are joined by dots.
pub fn read(file: &Arc<str>, text: &str) -> (BTreeMap<String, Word>, Vec<Diagnostic>) {
    let (root, problems) = tree::read(file, text);
    let mut reader = Reader { file, words: BTreeMap::new(), problems };
    reader.mapping(&root, &Path::new(), "");
    (reader.words, reader.problems)
}

impl Word {
    /// For a help: what it is in another language.
    pub fn describe(&self) -> String {
        match self {
            Word::Text(pattern) => format!("“{}”", pattern.source),
            Word::Plural(forms) => {
                let forms = forms.iter().map(|(name, form)| format!("{name}: “{}”", form.source));
                forms.collect::<Vec<_>>().join(", ")
            }
            Word::List(items) => format!("[{}]", items.join(", ")),
        }
    }
}

impl Pattern {
    /// Reads the placeholders; an error says what is wrong.
    pub fn parse(source: &str) -> Result<Pattern, String> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = source;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = brace.strip_prefix("{{") {
                text.push('{');
                rest = after;
            } else if let Some(after) = brace.strip_prefix("}}") {
                text.push('}');
                rest = after;
            } else {
                let inside = brace.strip_prefix('{').and_then(|inside| inside.split_once('}'));
                let Some((name, after)) = inside.filter(|(name, _)| is_name(name)) else {
                    return Err("a brace here is no part of a `{placeholder}`".to_owned());
                };
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Placeholder(name.to_owned()));
                rest = after;
            }
        }
        text.push_str(rest);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Pattern { source: source.to_owned(), pieces })
    }

    /// The text with its placeholders replaced; an error names the one without a value.
    pub fn fill<'a>(
        &self,
        argument: &dyn Fn(&str) -> Option<Cow<'a, str>>,
    ) -> Result<String, &str> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Placeholder(name) => text.push_str(&argument(name).ok_or(name.as_str())?),
            }
        }
        Ok(text)
    }

    /// The names of its placeholders.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }
}

/// A mapping whose keys are plural categories, `other` among them.
fn is_plural(entries: &Mapping) -> bool {
    entries.contains_key("other") && entries.keys().all(|key| CATEGORIES.contains(&key.as_str()))
}

fn is_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(good)
}

struct Reader<'a> {
    file: &'a Arc<str>,
    words: BTreeMap<String, Word>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, message: impl Into<String>, at: At) {
        self.problems.push(Diagnostic::new(code, message).in_file(self.file).at(at));
    }

    fn mapping(&mut self, entries: &Mapping, at: &Path, prefix: &str) {
        for (name, node) in entries {
            let path = below(at, name);
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            if name.is_empty() || name.contains('.') {
                let problem = Diagnostic::new(Code::BadTheme, format!("`{name}` cannot be a key"))
                    .help("nest one mapping in another instead of writing dots");
                self.problems.push(problem.in_file(self.file).at(At::Key(path)));
                continue;
            }
            match node {
                Value::Object(inner) if is_plural(inner) => {
                    if let Some(forms) = self.forms(inner, &path) {
                        self.words.insert(key, Word::Plural(forms));
                    }
                }
                Value::Object(inner) => self.mapping(inner, &path, &key),
                Value::Array(items) => self.list(key, items, path),
                _ => {
                    if let Some(pattern) = self.pattern(node, &path) {
                        self.words.insert(key, Word::Text(pattern));
                    }
                }
            }
        }
    }

    fn forms(&mut self, entries: &Mapping, at: &Path) -> Option<BTreeMap<String, Pattern>> {
        let mut forms = BTreeMap::new();
        for (name, node) in entries {
            if let Some(pattern) = self.pattern(node, &below(at, name)) {
                forms.insert(name.clone(), pattern);
            }
        }
        forms.contains_key("other").then_some(forms)
    }

    fn list(&mut self, key: String, items: &[Value], at: Path) {
        if !matches!(key.as_str(), "dates.months" | "dates.short_months") {
            self.report(Code::WrongType, "words belong here, this is a list", At::Value(at));
            return;
        }
        match items.iter().map(to_text).collect::<Option<Vec<_>>>() {
            Some(names) if names.len() == 12 => {
                self.words.insert(key, Word::List(names));
            }
            _ => self.report(Code::BadTheme, "the names of 12 months belong here", At::Value(at)),
        }
    }

    fn pattern(&mut self, node: &Value, at: &Path) -> Option<Pattern> {
        let Some(text) = to_text(node) else {
            let message = format!("words belong here, this is {}", kind(node));
            self.report(Code::WrongType, message, At::Value(at.clone()));
            return None;
        };
        match Pattern::parse(&text) {
            Ok(pattern) => Some(pattern),
            Err(message) => {
                let help = "write `{name}` for a value, `{{` and `}}` for braces";
                let problem = Diagnostic::new(Code::BadTheme, message).help(help);
                self.problems.push(problem.in_file(self.file).at(At::Value(at.clone())));
                None
            }
        }
    }
}
