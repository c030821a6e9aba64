//! What is told of a quote where there is no room for it, worked out when a page shows it.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use crate::digest::Digested;

/// A quote of more words than this is long.
const LONG: usize = 60;
/// An excerpt has about this many words.
const EXCERPT: usize = 32;

/// Whether a quote with this text is long.
#[derive(Clone, Copy, Debug)]
pub struct Length<'a>(pub &'a str);

impl Hash for Length<'_> {
    /// Nothing: the same text is in the [`Excerpt`] beside it.
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Serialize for Length<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(self.0.split_whitespace().nth(LONG).is_some())
    }
}

/// The part of a quote that stands for it.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Excerpt<'a> {
    pub highlight: Option<&'a str>,
    /// The whole quote as text.
    pub text: &'a Digested,
}

impl<'a> Excerpt<'a> {
    /// The highlight, or the first sentence or two.
    pub fn words(&self) -> Cow<'a, str> {
        excerpt(self.highlight, self.text)
    }
}

impl Serialize for Excerpt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words())
    }
}

/// The highlight, or as many whole sentences as make an excerpt, or its first words.
fn excerpt<'a>(highlight: Option<&'a str>, text: &'a str) -> Cow<'a, str> {
    if let Some(highlight) = highlight {
        return Cow::Borrowed(highlight);
    }
    let mut end = None;
    let mut limit = text.len();
    let mut words = 0;
    for (at, _) in text.match_indices(' ') {
        words += 1;
        let ends = text.get(..at).is_some_and(|before| before.ends_with(['.', '!', '?', '…']));
        if ends && words <= EXCERPT {
            end = Some(at);
        }
        if words == EXCERPT {
            limit = at;
            break;
        }
    }
    if words < EXCERPT {
        return Cow::Borrowed(text);
    }
    match end.and_then(|end| text.get(..end)) {
        Some(sentences) => Cow::Borrowed(sentences),
        None => Cow::Owned(text.get(..limit).unwrap_or(text).to_owned() + "…"),
    }
}
