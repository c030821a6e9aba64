//! Markdown after parsing: HTML with holes where only the whole portfolio knows what to put.

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

use crate::digest::Digested;

/// A Markdown text, read once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Body {
    pub segments: Vec<Segment>,
    /// The first paragraph as plain text. Not filled for quotes.
    pub summary: Digested,
    /// The whole as plain text, for excerpts and highlights; white space is single spaces.
    /// Filled for quotes only.
    pub text: Digested,
    /// Anchors of headings and footnotes, for checking links; sorted.
    pub anchors: Vec<Box<str>>,
    /// Headings outside lists, quotes and footnotes, in their order.
    pub headings: Vec<Heading>,
}

impl Body {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
}

/// A heading of a text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Heading {
    /// As the page shows it, which knows no level below 6.
    pub level: u8,
    /// How many `#` it was written with; 0 for raw HTML.
    pub written: u8,
    /// How many levels all headings of the text are moved down.
    pub moved: u8,
    /// Bytes of the source file: the first of the heading, as many as `#`.
    pub range: Range<usize>,
}

/// A piece of a Markdown text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Segment {
    /// Finished HTML.
    Html(Digested),
    /// The start tag of a link into the site; [`Segment::LinkEnd`] closes it.
    LinkStart(Box<Link>),
    /// The end tag of the link opened last.
    LinkEnd,
    /// An image beside the file.
    Image(Box<Image>),
    /// A component call on its own or within a sentence.
    Component(Box<Call>),
}

/// A link into the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Link {
    pub target: Target,
    pub title: Box<str>,
    /// Bytes of the source file, for problems.
    pub range: Range<usize>,
}

/// Where a link into the site leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Target {
    /// A file, relative to the site's folder, with `/`, without `.` and `..`:
    /// `content/people/lena-brandt.md`, and the anchor after `#`.
    File { path: Arc<str>, anchor: Option<Box<str>> },
    /// A page by its URL from the site's root: `/vouch/`, and the anchor.
    Page { path: Box<str>, anchor: Option<Box<str>> },
    /// An anchor on the same page.
    Anchor(Box<str>),
}

/// An image beside the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Image {
    /// Relative to the site's folder, with `/`.
    pub path: Arc<str>,
    pub alt: Box<str>,
    pub title: Box<str>,
    pub range: Range<usize>,
}

/// A component call, `{{ <person id="lena-brandt" /> }}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Call {
    pub name: Box<str>,
    pub arguments: Vec<Argument>,
    /// Bytes of the name in the source file.
    pub name_range: Range<usize>,
    /// Bytes of the whole call, braces included.
    pub range: Range<usize>,
}

/// One argument of a component call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Argument {
    pub name: Box<str>,
    pub value: Value,
    pub name_range: Range<usize>,
    /// Bytes of the value, quotes included.
    pub value_range: Range<usize>,
}

/// A literal in a component call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Value {
    Text(Box<str>),
    Integer(i64),
    /// A number with a fraction, as written.
    Decimal(Box<str>),
    Toggle(bool),
}
