//! Where things stand in YAML: values by their path, tokens, root entries.

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::ops::Range;

use super::Text;
use crate::diagnostic::Step;

/// The bytes of `text` where the value at `path` stands, or its key.
///
/// The text is read again up to the path, where the reading fails on purpose: the error's
/// location is the place. Falls back to the nearest place that exists on the way.
pub fn locate(text: &str, yaml: Range<usize>, path: &[Step], key: bool) -> Range<usize> {
    let source = text.get(yaml.clone()).unwrap_or_default();
    for length in (1..=path.len()).rev() {
        let steps = path.get(..length).unwrap_or_default();
        let wants_key = key || length < path.len();
        let seek = Seek { steps, key: wants_key };
        let deserializer = serde_yaml::Deserializer::from_str(source);
        if let Err(error) = deserializer.deserialize_any(seek)
            && error.to_string().contains(FOUND)
            && let Some(location) = error.location()
        {
            let found = token(source, location.index());
            return found.start + yaml.start..found.end + yaml.start;
        }
    }
    let first = source.lines().next().map_or(0, str::len);
    yaml.start..yaml.start + first
}

const FOUND: &str = "\u{2}found\u{2}";

/// Walks to a path and fails there.
#[derive(Clone, Copy)]
struct Seek<'a> {
    steps: &'a [Step],
    /// Stop at the last step's key rather than at its value.
    key: bool,
}

impl<'a> Seek<'a> {
    fn is_last_key(self, name: &str) -> bool {
        self.key && matches!(self.steps, [Step::Key(last)] if last == name)
    }

    fn stop<T, E: Error>(self) -> Result<T, E> {
        Err(E::custom(if self.steps.is_empty() { FOUND } else { "" }))
    }

    fn next(self) -> Seek<'a> {
        Seek { steps: self.steps.get(1..).unwrap_or_default(), key: self.key }
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A key of a mapping; fails on the one that is looked for.
struct Key<'a>(Seek<'a>);

impl<'de> serde::de::DeserializeSeed<'de> for Key<'_> {
    type Value = Text;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Text, E> {
        if self.0.is_last_key(name) {
            return Err(E::custom(FOUND));
        }
        Ok(Text(name.into()))
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.stop()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.stop()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.stop()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.stop()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.stop()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.stop()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some(Step::Index(index)) = self.steps.first() else { return self.stop() };
        for _ in 0..*index {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(self.next())?;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(Step::Key(key)) = self.steps.first() else { return self.stop() };
        while let Some(name) = map.next_key_seed(Key(self))? {
            if *name == **key {
                return map.next_value_seed(self.next());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// The token that begins at `start`: a quoted text, a bracketed list, or a plain value up to the
/// end of its line. A block (several lines) counts with its first line.
pub(super) fn token(yaml: &str, start: usize) -> Range<usize> {
    let rest = yaml.get(start..).unwrap_or_default();
    let length = match rest.bytes().next() {
        Some(quote @ (b'"' | b'\'')) => quoted_length(rest, quote),
        Some(b'[' | b'{') => bracketed_length(rest),
        _ => plain_length(yaml, start, rest),
    };
    start..start + length
}

fn quoted_length(rest: &str, quote: u8) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => {
                let doubled = quote == b'\'' && bytes.get(at + 1) == Some(&quote);
                if !doubled {
                    return at + 1;
                }
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    rest.lines().next().map_or(0, str::len)
}

fn bracketed_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    let bytes = rest.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            quote @ (b'"' | b'\'') => {
                let length = quoted_length(rest.get(at..).unwrap_or_default(), quote);
                at += length.max(1) - 1;
            }
            _ => {}
        }
        at += 1;
    }
    rest.lines().next().map_or(0, str::len)
}

fn plain_length(yaml: &str, start: usize, rest: &str) -> usize {
    let line = rest.lines().next().unwrap_or_default();
    let in_flow = is_in_flow(yaml, start);
    let mut end = line.len();
    let bytes = line.as_bytes();
    for (at, byte) in line.bytes().enumerate() {
        let next = bytes.get(at + 1);
        let ends_key = byte == b':' && next.is_none_or(|b| matches!(b, b' ' | b'\t'));
        let ends_flow = in_flow && matches!(byte, b',' | b']' | b'}');
        let comment = byte == b'#' && at > 0 && bytes.get(at - 1) == Some(&b' ');
        if ends_key || ends_flow || comment {
            end = at;
            break;
        }
    }
    line.get(..end).unwrap_or(line).trim_end().len()
}

/// Whether a byte lies within brackets or braces, judged from its root entry's start.
fn is_in_flow(yaml: &str, at: usize) -> bool {
    let entry = root_entry(yaml, at);
    let before = yaml.get(entry.start..at).unwrap_or_default();
    let mut depth = 0_i32;
    let mut skip = 0;
    for (index, byte) in before.bytes().enumerate() {
        if index < skip {
            continue;
        }
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b'"' | b'\'' if !is_inside_word(before, index) => {
                let rest = before.get(index..).unwrap_or_default();
                skip = index + quoted_length(rest, byte).max(1);
            }
            _ => {}
        }
    }
    depth > 0
}

fn is_inside_word(text: &str, at: usize) -> bool {
    at > 0 && text.as_bytes().get(at - 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// The place of a syntax error: a character, or the line where the text ends.
pub(super) fn syntax(yaml: &str, start: usize) -> Range<usize> {
    let start = if start >= yaml.len() { yaml.trim_end().len() } else { start };
    let next = yaml.get(start..).and_then(|rest| rest.chars().next());
    start..start + next.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8)
}

/// The line that begins a second document.
pub(super) fn second_document(yaml: &str) -> Range<usize> {
    let mut at = 0;
    let mut begun = false;
    for line in yaml.split_inclusive('\n') {
        let words = line.trim_end();
        if begun && (words == "---" || words == "..." || words.starts_with("--- ")) {
            return at..at + words.len().min(3);
        }
        begun |= !words.is_empty() && !words.starts_with(['#', '%']);
        at += line.len();
    }
    syntax(yaml, 0)
}

/// The byte that an error's ` at line 2 column 8` means.
pub(super) fn of_position(yaml: &str, message: &str) -> Option<usize> {
    let mut numbers = message.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let line: usize = numbers.next()?.parse().ok()?;
    let column: usize = numbers.next()?.parse().ok()?;
    let start: usize = yaml.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = yaml.get(start..)?;
    let inside = rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
    Some(start + inside)
}

/// The key and value of a mapping around a byte, with a comma where it stands within braces;
/// `None` where the byte is in no mapping of its own.
pub(super) fn pair(yaml: &str, at: usize) -> Option<Range<usize>> {
    if is_in_flow(yaml, at) { flow_pair(yaml, at) } else { block_pair(yaml, at) }
}

fn flow_pair(yaml: &str, at: usize) -> Option<Range<usize>> {
    let entry = root_entry(yaml, at);
    // Where each open bracket's current element begins.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut index = entry.start;
    while index < at {
        let rest = yaml.get(index..).unwrap_or_default();
        match rest.bytes().next()? {
            bracket @ (b'[' | b'{') => open.push((bracket, index + 1)),
            b']' | b'}' => drop(open.pop()),
            b',' => {
                if let Some(last) = open.last_mut() {
                    last.1 = index + 1;
                }
            }
            quote @ (b'"' | b'\'') if !is_inside_word(yaml, index) => {
                index += quoted_length(rest, quote).max(1) - 1;
            }
            _ => {}
        }
        index += 1;
    }
    let (bracket, start) = open.pop()?;
    if bracket != b'{' {
        return None;
    }
    let end = flow_end(yaml, at);
    // One of the commas around it goes too.
    if yaml.get(end..)?.starts_with(',') {
        return Some(start..end + 1);
    }
    let first = yaml.get(..start)?.ends_with('{');
    Some(if first { start } else { start - 1 }..end)
}

/// Where the element that a byte within brackets belongs to ends.
fn flow_end(yaml: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut index = at;
    while let Some(byte) = yaml.as_bytes().get(index) {
        match *byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' | b',' if depth == 0 => return index,
            b']' | b'}' => depth -= 1,
            quote @ (b'"' | b'\'') if !is_inside_word(yaml, index) => {
                let rest = yaml.get(index..).unwrap_or_default();
                index += quoted_length(rest, quote).max(1) - 1;
            }
            _ => {}
        }
        index += 1;
    }
    index
}

fn block_pair(yaml: &str, at: usize) -> Option<Range<usize>> {
    let line_start = yaml.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = yaml.get(line_start..)?;
    let dashes = |c: char| c == ' ' || c == '-';
    let column = line.len() - line.trim_start_matches(dashes).len();
    let mut end = line_start;
    for (index, line) in line.split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if index > 0 && indent <= column && !line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    Some(line_start + column..end)
}

/// The whole root entry around a byte: from its key at the start of a line to the next one. Where
/// the root is a `{…}` mapping that is all of it.
pub(super) fn root_entry(yaml: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    let mut offset = 0;
    for line in yaml.split_inclusive('\n') {
        if begins_entry(line) {
            if offset > at {
                return start..offset;
            }
            start = offset;
        }
        offset += line.len();
    }
    start..yaml.len()
}

fn begins_entry(line: &str) -> bool {
    !line.starts_with([' ', '\t', '#', '\n', '\r', ']', '}']) && !line.starts_with("- ")
}

/// The second place where `key` stands as a key, from `start` on.
pub(super) fn second_key(yaml: &str, start: usize, key: &str) -> Range<usize> {
    let mut found = Vec::new();
    let mut from = start;
    while let Some(at) = yaml.get(from..).and_then(|rest| rest.find(key)) {
        let at = from + at;
        if is_key(yaml, at, key) {
            found.push(at);
        }
        from = at + key.len().max(1);
    }
    let column = |at: usize| at - yaml.get(..at).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
    let first = found.first().copied().unwrap_or(start);
    let same = |at: &&usize| column(**at) == column(first) || is_in_flow(yaml, first);
    let second = found.iter().skip(1).find(same).copied().unwrap_or(first);
    second..second + key.len()
}

fn is_key(yaml: &str, at: usize, key: &str) -> bool {
    let before = yaml.get(..at).unwrap_or_default();
    let after = yaml.get(at + key.len()..).unwrap_or_default();
    let opens = before.is_empty() || before.ends_with([' ', '\n', '{', ',', '"', '\'']);
    let after = after.trim_start_matches(['"', '\'', ' ']);
    opens && after.starts_with(':')
}

/// A space that YAML takes for a letter, such as a no-break space, where an ordinary one has a
/// meaning: at the start of the line of this byte, or after a dash or colon there; or in the line
/// before, which is then read as one with it.
pub(super) fn unusual_space(yaml: &str, at: usize) -> Option<(usize, char)> {
    let before = yaml.get(..at)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let earlier =
        before.get(..start.saturating_sub(1))?.rfind('\n').map_or(0, |newline| newline + 1);
    unusual_in_line(yaml, start).or_else(|| unusual_in_line(yaml, earlier))
}

fn unusual_in_line(yaml: &str, start: usize) -> Option<(usize, char)> {
    let unusual = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r');
    let mut before = ' ';
    for (index, character) in yaml.get(start..)?.lines().next()?.char_indices() {
        if unusual(character) && matches!(before, ' ' | '-' | ':') {
            return Some((start + index, character));
        }
        if before == ':' && character == ' ' {
            return None;
        }
        before = character;
    }
    None
}
