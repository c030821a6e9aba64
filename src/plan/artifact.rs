//! The things a site consists of, before they are rendered.

use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Plan, view};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;

/// One file of the site to be.
pub struct Artifact<'a> {
    /// Relative to the output folder, with `/`: `vouch/index.html`.
    pub path: Arc<str>,
    pub content: Content<'a>,
    /// What asked for it, for the problem of two outputs with one path.
    pub origin: Arc<str>,
}

/// What an [`Artifact`] holds.
pub enum Content<'a> {
    /// A page, which is composed when it is rendered.
    Page(PageSource<'a>),
    /// A file that is no page, made when it is rendered.
    File(FileSource<'a>),
    /// Finished already.
    Bytes(Vec<u8>),
    /// A copy of a file of the site.
    Copy { from: PathBuf, digest: Digest, strip_metadata: bool },
}

/// How a page is composed: the function of its kind, and which page of that kind it is.
#[derive(Clone, Copy)]
pub struct PageSource<'a> {
    pub compose: fn(&'a Plan<'a>, usize) -> Option<Composed<'a>>,
    pub number: usize,
}

/// How a file is made.
#[derive(Clone, Copy)]
pub struct FileSource<'a> {
    pub make: fn(&'a Plan<'a>) -> Vec<u8>,
    /// Of everything that it is made from; `None` where making it is as fast.
    pub digest: Option<fn(&'a Plan<'a>) -> Digest>,
}

/// A page, and what is wrong with the words around it.
pub struct Composed<'a> {
    pub page: PageArtifact<'a>,
    pub problems: Vec<Diagnostic>,
}

/// A template and what it shows.
#[derive(Hash)]
pub struct PageArtifact<'a> {
    pub template: &'a str,
    pub page: view::Meta<'a>,
    pub view: View<'a>,
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
