//! Markdown to a [`Body`]: CommonMark with tables, footnotes, task lists, strikethrough, definition
//! lists and component calls.
//!
//! All work is on pulldown-cmark's event stream with its offsets; nothing scans the text before it.
//! Three kinds of text are told apart: the owner's bodies ([`parse`]), somebody else's words
//! ([`quote`], which ends in a sanitiser) and the footer of the configuration ([`fragment`]).

mod blocks;
mod components;
mod footnotes;
mod highlight;
mod html;
mod links;
mod plain;
mod quote;
mod raw;
mod stream;
mod writer;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
use crate::model::body::{Body, Segment, Target};
use std::sync::Arc;

/// What the owner may choose about Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
}

/// The owner's words: components, raw HTML and relative links are allowed.
///
/// `text` is the whole file and `start` the first byte of the body, so that places are bytes of the
/// file. `file` is relative to the site's folder, `content/posts/x.md`; links start from where it
/// is.
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

/// A short text of the configuration as HTML; one paragraph loses its `<p>`.
///
/// There is no file to start from, so images, links to files and unsafe links lose all but their
/// text; links to pages stay as written. Component calls vanish.
pub fn fragment(text: &str, settings: &Settings) -> String {
    let file: Arc<str> = Arc::from("");
    let (body, _) = parse(text, 0, &file, settings);
    let html = flatten(&body);
    match html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("</p>") => inner.to_owned(),
        _ => html,
    }
}

fn flatten(body: &Body) -> String {
    let mut out = String::new();
    let mut open = Vec::new();
    for segment in &body.segments {
        match segment {
            Segment::Html(html) => out.push_str(html),
            Segment::LinkStart(link) => open.push(link_start(&link.target, &link.title, &mut out)),
            Segment::LinkEnd => {
                if open.pop() == Some(true) {
                    out.push_str("</a>");
                }
            }
            Segment::Image(image) => html::escape(&mut out, &image.alt),
            Segment::Component(_) => {}
        }
    }
    out
}

/// Whether a start tag was written.
fn link_start(target: &Target, title: &str, out: &mut String) -> bool {
    let (path, anchor) = match target {
        Target::File { .. } => return false,
        Target::Page { path, anchor } => (path.as_ref(), anchor.as_deref()),
        Target::Anchor(anchor) => ("", Some(anchor.as_ref())),
    };
    out.push_str("<a href=\"");
    html::escape_href(out, path);
    if let Some(anchor) = anchor {
        out.push('#');
        html::escape_href(out, anchor);
    }
    out.push('"');
    html::title(out, title);
    out.push('>');
    true
}
