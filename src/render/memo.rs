//! What was rendered before: a page that is made from the same things is the same page.

use std::sync::Arc;

use super::{Content, Keep, Output};
use crate::digest::Digest;
use crate::plan::{PageArtifact, view};

/// Pages that were rendered, by output path. Each says what it was made from and what came of it,
/// which stays true whatever happens afterwards.
#[derive(Clone, Debug, Default)]
pub struct Memo {
    /// Sorted by path.
    pages: Vec<Page>,
    /// What keys are made without, in tests.
    pub(crate) ignored: Option<Ingredient>,
}

/// What decides what a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingredient {
    /// The theme, but for its styles: the address of those is around every page.
    Theme,
    /// What is around every page.
    Site,
    /// What this page shows.
    View,
}

#[derive(Clone, Debug)]
struct Page {
    path: Arc<str>,
    key: Digest,
    /// Of the bytes.
    digest: Digest,
    /// What became of the bytes.
    content: Content,
}

/// As it is kept between runs: path, key, digest.
type Line = (Arc<str>, Digest, Digest);

impl Memo {
    /// What stands for the theme and what is around every page.
    pub(super) fn around(&self, theme: Digest, site: &view::Site<'_>) -> Digest {
        let theme = (self.ignored != Some(Ingredient::Theme)).then_some(theme);
        let site = (self.ignored != Some(Ingredient::Site)).then_some(site);
        Digest::of_value(&(theme, site))
    }

    /// Everything that decides what a page is.
    pub(super) fn key(&self, around: Digest, page: &PageArtifact<'_>) -> Digest {
        let page = (self.ignored != Some(Ingredient::View)).then_some(page);
        Digest::of_value(&(around, page))
    }

    /// Reads what [`Memo::to_bytes`] wrote. The bytes of the pages are in the output folder, or
    /// nowhere.
    pub fn from_bytes(bytes: &[u8]) -> Option<Memo> {
        let lines: Vec<Line> = postcard::from_bytes(bytes).ok()?;
        let page = |(path, key, digest)| Page { path, key, digest, content: Content::InPlace };
        Some(Memo { pages: lines.into_iter().map(page).collect(), ignored: None })
    }

    /// For the time between runs; the same for the same memo.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.pages.iter().map(|page| (Arc::clone(&page.path), page.key, page.digest));
        let lines: Vec<Line> = lines.collect();
        postcard::to_allocvec(&lines).unwrap_or_default()
    }

    /// The page of this path, where it was made from the same before and its bytes are kept.
    pub(super) fn output(&self, path: &Arc<str>, key: Digest, keep: &dyn Keep) -> Option<Output> {
        let at = self.pages.binary_search_by(|page| page.path.cmp(path)).ok()?;
        let page = self.pages.get(at).filter(|page| page.key == key)?;
        let content = keep.kept(path, page.digest, &page.content)?;
        Some(Output { path: Arc::clone(path), digest: page.digest, content })
    }

    /// The next page, in the order of paths.
    pub(super) fn add(&mut self, key: Digest, output: &Output) {
        let Output { path, digest, content } = output;
        let (path, content) = (Arc::clone(path), content.clone());
        self.pages.push(Page { path, key, digest: *digest, content });
    }
}
