//! Plain text: white space collapsed, and phrases found in it.

use std::borrow::Cow;
use std::ops::Range;

/// Plain text under construction; white space becomes single spaces, none at the ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain {
    text: String,
    space: bool,
}

impl Plain {
    pub fn push(&mut self, text: &str) {
        if text.is_ascii() {
            return self.push_words(text.split(|c: char| c.is_ascii_whitespace() || c == '\u{b}'));
        }
        self.push_words(text.split(char::is_whitespace));
    }

    fn push_words<'t>(&mut self, words: impl Iterator<Item = &'t str>) {
        for (index, word) in words.enumerate() {
            self.space |= index > 0;
            if !word.is_empty() {
                self.position();
                self.text.push_str(word);
            }
        }
    }

    /// A break between words.
    pub fn space(&mut self) {
        self.space = true;
    }

    /// The byte where the next word, or the rest of this one, goes.
    pub fn position(&mut self) -> usize {
        if self.space && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.space = false;
        self.text.len()
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Where a phrase stands in plain text, in bytes.
///
/// White space counts as a single space. What smart punctuation makes equals what it is made from:
/// `’` is `'`, `…` is `...`, `–` is `--`.
pub(super) fn find(text: &str, phrase: &str) -> Option<Range<usize>> {
    let mut wanted = Plain::default();
    wanted.push(phrase);
    let wanted = fold(wanted.as_str()).0;
    if wanted.is_empty() {
        return None;
    }
    let (folded, origins) = fold(text);
    let from = folded.find(wanted.as_ref())?;
    let last = from + wanted.len() - 1;
    if text.is_ascii() {
        return Some(from..last + 1);
    }
    let (start, end) = (*origins.get(from)?, *origins.get(last)?);
    Some(start..end + text.get(end..)?.chars().next()?.len_utf8())
}

/// The text with typographic characters written plainly, and the byte each byte comes from, which
/// is itself in ASCII.
fn fold(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    if text.is_ascii() {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut out = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '‘' | '’' | '‚' | '‛' => out.push('\''),
            '“' | '”' | '„' | '‟' => out.push('"'),
            '…' => out.push_str("..."),
            '–' => out.push_str("--"),
            '—' => out.push_str("---"),
            other => out.push(other),
        }
        origins.resize(out.len(), at);
    }
    (Cow::Owned(out), origins)
}
