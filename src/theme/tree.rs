//! A theme's YAML as a plain tree, to be checked value by value.

use crate::diagnostic::{Diagnostic, Path};
use crate::yaml::Mapping;
use crate::yaml::{self, Free};
use serde_json::Value;
use std::sync::Arc;

/// Reads a whole file, as much of it as is right. An empty file is an empty mapping.
pub fn read(file: &Arc<str>, text: &str) -> (Mapping, Vec<Diagnostic>) {
    let is_empty = text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'));
    if is_empty {
        return (Mapping::new(), Vec::new());
    }
    let read = yaml::read::<Free>(text, 0..text.len());
    let problems = read.problems.into_iter().map(|problem| problem.in_file(file));
    (Arc::unwrap_or_clone(read.value.0), problems.collect())
}

/// What a value is, in words.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::String(_) => "a text",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// A text; a number is taken as one.
pub fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The way to the value of a key of the mapping at `path`.
pub fn below(path: &Path, key: &str) -> Path {
    let mut path = path.clone();
    path.push(key.into());
    path
}
