//! The things a site consists of, before they are rendered.

use serde::Serialize;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Plan, view};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::model::Extra;

/// One file of the site to be.
pub struct Artifact<'a> {
    /// Relative to the output folder, with `/`: `vouch/index.html`.
    pub path: Arc<str>,
    pub content: Content<'a>,
    /// What asked for it, for the problem of two outputs with one path: in words or as a file's
    /// path.
    pub origin: Cow<'a, str>,
}

/// What an [`Artifact`] holds.
pub enum Content<'a> {
    /// A page, which is composed when it is rendered.
    Page(PageSource<'a>),
    /// A file that is no page, made when it is rendered.
    File(FileSource<'a>),
    /// A picture that is drawn when it is rendered.
    Drawing(DrawingSource<'a>),
    /// A long file that is no page, of which only those parts are made that are others than
    /// before.
    Parts(fn(&'a Plan<'a>) -> Vec<Part<'a>>),
    /// Finished already.
    Bytes(Vec<u8>),
    /// A copy of a file of the site.
    Copy { from: PathBuf, digest: Digest, strip_metadata: bool },
}

/// How a page is composed: the functions of its kind, and which page of that kind it is.
#[derive(Clone, Copy)]
pub struct PageSource<'a> {
    pub kind: PageKind<'a>,
    pub number: usize,
}

/// The functions of one kind of page.
#[derive(Clone, Copy)]
pub struct PageKind<'a> {
    /// What the page of a number shows; `None` where there is no such page.
    pub compose: fn(&'a Plan<'a>, usize) -> Option<Composed<'a>>,
    /// What its head says. It is made when the page is rendered, and must follow from what the
    /// page shows, the site, the theme and the page's path, since nothing else tells whether the
    /// page has become another.
    pub head: fn(&'a Plan<'a>, usize, &Composed<'a>) -> Option<Head<'a>>,
}

/// How a file is made.
#[derive(Clone, Copy)]
pub struct FileSource<'a> {
    pub make: fn(&'a Plan<'a>) -> Vec<u8>,
    /// Of everything that it is made from; `None` where making it is as fast.
    pub digest: Option<fn(&'a Plan<'a>) -> Digest>,
}

/// How a picture is drawn, and which of its kind it is.
#[derive(Clone, Copy)]
pub struct DrawingSource<'a> {
    pub number: usize,
    /// Of everything that it is drawn from.
    pub digest: fn(&'a Plan<'a>, usize) -> Digest,
    pub make: fn(&'a Plan<'a>, usize) -> Result<Vec<u8>, Diagnostic>,
    /// Finds what would keep it from being drawn, where nobody wants it.
    pub check: fn(&'a Plan<'a>, usize) -> Result<(), Diagnostic>,
}

/// A part of a long file; parts stand one after the other.
pub struct Part<'a> {
    /// Of everything that it is made from.
    pub digest: Digest,
    /// About how many bytes it has.
    pub length: usize,
    /// Adds the part to those before it.
    pub make: Box<Make<'a>>,
}

type Make<'a> = dyn Fn(&mut Vec<u8>) + 'a;

/// A template and what it shows. Its `Hash` takes in all that tells one page of a site from what
/// it was before.
#[derive(Hash)]
pub struct Composed<'a> {
    /// As in [`view::Meta`].
    pub kind: &'static str,
    pub template: &'a str,
    /// As in [`view::Meta`].
    pub extra: &'a Extra,
    pub view: View<'a>,
}

/// The head of a page, and what is wrong with the words in it.
pub struct Head<'a> {
    pub meta: view::Meta<'a>,
    pub problems: Vec<Diagnostic>,
}

/// The view of a page, by kind.
#[derive(Hash, Serialize)]
#[serde(untagged)]
pub enum View<'a> {
    Home(view::Home<'a>),
    Vouch(view::Vouch<'a>),
    Accomplishments(view::Accomplishments<'a>),
    Accomplishment(view::Accomplishment<'a>),
    Person(view::PersonPage<'a>),
    Skills(view::Skills<'a>),
    Skill(view::SkillPage<'a>),
    Resume(view::Resume<'a>),
    Writing(view::Writing<'a>),
    Post(view::Post<'a>),
    HowVerified(view::HowVerified<'a>),
    NotFound(view::NotFound),
}
