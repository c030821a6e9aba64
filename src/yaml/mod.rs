//! YAML with places: typed values from text, and every problem where it stands.
//!
//! What is accepted: YAML 1.2's core schema as `yaml_serde` reads it, one document, a mapping at
//! the root. Duplicate keys, alias bombs and deep nesting are refused.

mod explain;
mod fields;
mod guard;
mod place;

pub use fields::{Custom, Free, List, Map, Mapping, Text};
pub use guard::control_character;
pub use place::locate;

use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use explain::explain;

/// At most this many problems are looked for in one text.
const MOST_PROBLEMS: usize = 60;

/// At most about this many bytes are read again for that: each problem takes another reading.
const MOST_READ_AGAIN: usize = 4 * 1024 * 1024;

/// What was read from a text, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Read<T> {
    pub value: T,
    /// Without a file yet. Places are bytes of the text.
    pub problems: Vec<Diagnostic>,
    /// What was wrong and is left out of `value`, as paths: `title`, `positions[0].from`.
    pub left_out: Vec<String>,
    /// The text could not be read at all; `value` is empty.
    pub unreadable: bool,
}

/// Reads the YAML in `text[yaml]` as a `T` whose fields are all optional.
///
/// Where a value is wrong, it is reported and left out with its key, and the rest is read again,
/// so that all problems come at once.
pub fn read<T: DeserializeOwned + Default>(text: &str, yaml: Range<usize>) -> Read<T> {
    let source = text.get(yaml.clone()).unwrap_or_default();
    let mut read = Read::default();
    if let Some(problem) = guard::check(source, yaml.start) {
        read.problems.push(problem);
        read.unreadable = true;
        return read;
    }
    let mut current = Cow::Borrowed(source);
    let most = (MOST_READ_AGAIN / source.len().max(1)).clamp(1, MOST_PROBLEMS);
    while read.problems.len() < most {
        let error = match serde_yaml::from_str::<T>(&current) {
            Ok(value) => {
                read.value = value;
                return read;
            }
            Err(error) => error,
        };
        let found = explain(&error, &current);
        let left = found.wrong.and_then(|at| leave_out::<T>(&current, at, &found.path));
        read.left_out.push(found.path.clone());
        read.problems.push(found.into_diagnostic(yaml.start));
        let Some((without, key)) = left else { break };
        read.left_out.extend(key);
        current = Cow::Owned(without);
    }
    read.unreadable = true;
    read
}

/// The text without the smallest part around a wrong byte that can be left out: a key and its
/// value, or else the whole root entry, whose key comes with it.
///
/// `path` is the way to the value: where it is still wrong without the pair, the pair is too small.
fn leave_out<T: DeserializeOwned>(
    yaml: &str,
    wrong: usize,
    path: &str,
) -> Option<(String, Option<String>)> {
    let pair = place::pair(yaml, wrong).and_then(|pair| blanked(yaml, pair));
    if let Some(without) = pair {
        let next = serde_yaml::from_str::<T>(&without).err().map(|error| explain(&error, &without));
        if next.is_none_or(|next| next.wrong.is_some() && next.path != path) {
            return Some((without, None));
        }
    }
    let entry = place::root_entry(yaml, wrong);
    let key = yaml.get(entry.clone()).and_then(|text| text.split(':').next());
    let key = key.map(|key| key.trim_matches(['"', '\'', ' ', '\n']).to_owned());
    blanked(yaml, entry).map(|without| (without, key))
}

/// A text with a part overwritten by spaces, keeping line breaks; `None` where there is nothing to
/// overwrite.
fn blanked(yaml: &str, range: Range<usize>) -> Option<String> {
    let part = yaml.get(range.clone()).filter(|part| !part.trim().is_empty())?;
    let mut without = String::with_capacity(yaml.len());
    without.push_str(yaml.get(..range.start)?);
    for byte in part.bytes() {
        without.push(if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
    }
    without.push_str(yaml.get(range.end..)?);
    Some(without)
}

#[cfg(test)]
mod tests;
