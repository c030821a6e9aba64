//! What is refused before YAML is read: control characters and bombs.
//!
//! Limits as measured with `yaml_serde` 0.10, which takes seconds for a few kilobytes of `[` or of
//! aliases.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

use crate::diagnostic::{At, Code, Diagnostic};

/// Opening brackets and braces in one text.
const MOST_BRACKETS: usize = 2_000;
/// Values after all aliases are expanded.
const MOST_NODES: usize = 50_000;
/// Levels of nesting.
pub(super) const DEEPEST: usize = 32;

/// The first reason to refuse a text, if any. `offset` is where the YAML begins in its file.
pub(super) fn check(yaml: &str, offset: usize) -> Option<Diagnostic> {
    control_character(yaml, offset)
        .or_else(|| line_separator(yaml, offset))
        .or_else(|| too_complex(yaml, offset))
}

/// A character that some programs take for the end of a line, and others do not.
fn line_separator(yaml: &str, offset: usize) -> Option<Diagnostic> {
    if yaml.is_ascii() {
        return None;
    }
    let is_separator = |c: char| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}');
    first_of(yaml, offset, is_separator, "line separator")
}

/// The first control character that neither YAML nor HTML takes.
pub fn control_character(yaml: &str, offset: usize) -> Option<Diagnostic> {
    // Byte by byte first, without branches: nearly every text has nothing to look at twice. 0xC2
    // begins those beyond ASCII.
    let is_suspicious =
        |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0x7f || b == 0xc2;
    if !yaml.bytes().fold(false, |found, byte| found | is_suspicious(byte)) {
        return None;
    }
    let is_refused = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    first_of(yaml, offset, is_refused, "control character")
}

/// The first character that is refused, and what it is called.
fn first_of(
    yaml: &str,
    offset: usize,
    is_refused: impl Fn(char) -> bool,
    name: &str,
) -> Option<Diagnostic> {
    let (at, character) = yaml.char_indices().find(|(_, c)| is_refused(*c))?;
    let range = offset + at..offset + at + character.len_utf8();
    let message = format!("the text holds the {name} U+{:04X}", u32::from(character));
    Some(
        Diagnostic::new(Code::ControlCharacter, message)
            .at(At::Range(range))
            .help("delete it; it is invisible, so retype the words around it"),
    )
}

fn too_complex(yaml: &str, offset: usize) -> Option<Diagnostic> {
    let place = |at: usize| At::Range(offset + at..offset + at + 1);
    let mut brackets = yaml.bytes().enumerate().filter(|(_, b)| matches!(b, b'[' | b'{'));
    if let Some((at, _)) = brackets.nth(MOST_BRACKETS) {
        let message = format!("more than {MOST_BRACKETS} brackets in one YAML text");
        return Some(
            Diagnostic::new(Code::TooComplex, message)
                .at(place(at))
                .help("keep front matter to plain values"),
        );
    }
    let aliased = yaml.contains('&') && yaml.contains('*');
    if aliased && expands_too_far(yaml) {
        let message = format!("aliases expand to more than {MOST_NODES} values");
        return Some(
            Diagnostic::new(Code::TooComplex, message)
                .at(place(yaml.find('*').unwrap_or_default()))
                .help("write the values out instead of using `&` and `*`"),
        );
    }
    None
}

fn expands_too_far(yaml: &str) -> bool {
    let left = Cell::new(MOST_NODES + 1);
    let walk = Count { left: &left };
    let _ = walk.deserialize(serde_yaml::Deserializer::from_str(yaml));
    left.get() == 0
}

/// Walks a text and stops once the budget is used up.
#[derive(Clone, Copy)]
struct Count<'a> {
    left: &'a Cell<usize>,
}

impl Count<'_> {
    fn take<E: Error>(self) -> Result<(), E> {
        match self.left.get() {
            0 => Err(E::custom("budget")),
            left => {
                self.left.set(left - 1);
                Ok(())
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Count<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.take()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key_seed(self)?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }
}
