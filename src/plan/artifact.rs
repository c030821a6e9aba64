//! The things a site consists of, before they are rendered.

use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

use super::view;
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
    /// A page: a template, and what it shows.
    Page(Box<PageArtifact<'a>>),
    /// Finished already.
    Bytes(Vec<u8>),
    /// A copy of a file of the site.
    Copy { from: PathBuf, digest: Digest, strip_metadata: bool },
}

/// A template and what it shows.
pub struct PageArtifact<'a> {
    pub template: &'a str,
    pub page: view::Meta<'a>,
    pub view: View<'a>,
}

/// The view of a page, by kind.
#[derive(Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "every artifact is boxed as a whole")]
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
