//! Markdown to a [`Body`]: CommonMark with tables, footnotes, task lists, strikethrough, definition
//! lists and component calls.
//!
//! All work is on pulldown-cmark's event stream with its offsets; nothing scans the text before it.
//! Two kinds of text are told apart: the owner's bodies ([`parse`]) and somebody else's words
//! ([`quote`], which ends in a sanitiser).

mod blocks;
mod components;
mod footnotes;
mod highlight;
mod html;
mod links;
mod outward;
mod plain;
mod quote;
mod raw;
mod stream;
mod writer;

#[cfg(test)]
mod tests;

pub use outward::web_links;

use crate::diagnostic::Diagnostic;
use crate::model::body::Body;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the owner may choose about Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Settings {
    /// Straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
}

/// Whose words a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Owner,
    /// Somebody whom the owner quotes.
    Other,
}

/// The owner's words: components, raw HTML and relative links are allowed.
///
/// `text` is the whole file and `start` the first byte of the body, so that places are bytes of the
/// file. `file` is relative to the site's folder, `content/posts/x.md`; links start from where it
/// is.
///
/// Comments (`<!-- … -->`) are the owner's notes to self and are left out.
///
/// A body that has a level-1 heading has all its headings moved down by one level, since the page's
/// own title is its `h1`.
pub fn parse(
    text: &str,
    start: usize,
    file: &Arc<str>,
    settings: &Settings,
) -> (Body, Vec<Diagnostic>) {
    let source = stream::Source::new(text, start, file);
    match stream::read(source.text, stream::owner_options(settings)) {
        Ok(stream) => writer::write(source, &stream),
        Err(range) => (Body::default(), vec![source.too_complex(range)]),
    }
}

/// Somebody else's words: no components, no raw HTML, no images; sanitised.
///
/// The part of the plain text that `highlight` names is wrapped in `<mark>`, several if other
/// elements begin or end within it. The flag tells whether it was found; true without a highlight.
pub fn quote(
    text: &str,
    start: usize,
    file: &Arc<str>,
    highlight: Option<&str>,
    settings: &Settings,
) -> (Body, bool, Vec<Diagnostic>) {
    let source = stream::Source::new(text, start, file);
    match stream::read(source.text, stream::quote_options(settings)) {
        Ok(stream) => quote::write(source, &stream, highlight),
        Err(range) => (Body::default(), true, vec![source.too_complex(range)]),
    }
}
