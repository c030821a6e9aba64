//! What was rendered before: a page that is made from the same things is the same page.

use rustc_hash::FxHashMap;
use std::iter::Peekable;
use std::ops::Range;
use std::slice::Iter;
use std::sync::Arc;

use super::{Content, Keep, Output};
use crate::digest::Digest;
use crate::plan::{Composed, view};

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
    /// What a piece shows that this page has in common with others.
    Piece,
}

/// A page, or another file, that was rendered.
#[derive(Clone, Debug)]
pub(super) struct Page {
    path: Arc<str>,
    key: Digest,
    /// Of the bytes.
    digest: Digest,
    /// What became of the bytes.
    content: Content,
    /// Of a long file.
    pub(super) parts: Option<Box<Parts>>,
}

/// The digests of what the parts of a file were made from, each with the place of its bytes.
pub(super) type Parts = Box<[(Digest, Range<usize>)]>;

/// As it is kept between runs: path, key, digest.
type Line = (Arc<str>, Digest, Digest);

impl Memo {
    /// What stands for the theme and what is around every page.
    pub(super) fn around(&self, theme: Digest, site: &view::Site<'_>) -> Digest {
        let theme = (self.ignored != Some(Ingredient::Theme)).then_some(theme);
        let site = (self.ignored != Some(Ingredient::Site)).then_some(site);
        Digest::of_value(&(theme, site))
    }

    /// Everything that decides what a page is. Whether it has a social card depends on how many
    /// others have.
    pub(super) fn key(&self, around: Digest, page: &Composed<'_>, has_card: bool) -> Digest {
        let page = (self.ignored != Some(Ingredient::View)).then_some((page, has_card));
        Digest::of_value(&(around, page))
    }

    /// Reads what [`Memo::to_bytes`] wrote. The bytes of the pages are in the output folder, or
    /// nowhere.
    pub fn from_bytes(bytes: &[u8]) -> Option<Memo> {
        let lines: Vec<Line> = postcard::from_bytes(bytes).ok()?;
        let content = Content::InPlace;
        let page =
            |(path, key, digest)| Page { path, key, digest, content: content.clone(), parts: None };
        Some(Memo { pages: lines.into_iter().map(page).collect(), ignored: None })
    }

    /// For the time between runs; the same for the same memo.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.pages.iter().map(|page| (Arc::clone(&page.path), page.key, page.digest));
        let lines: Vec<Line> = lines.collect();
        postcard::to_allocvec(&lines).unwrap_or_default()
    }

    /// Finds pages by their paths, which must come in order.
    pub(super) fn finder(&self) -> Finder<'_> {
        Finder(self.pages.iter().peekable())
    }

    /// Makes room for so many pages.
    pub(super) fn reserve(&mut self, pages: usize) {
        self.pages.reserve_exact(pages);
    }

    /// Adds the next page, in the order of paths: an output, and what it was made from.
    pub(super) fn add(&mut self, key: Digest, parts: Option<Box<Parts>>, output: &Output) {
        let Output { path, digest, content } = output;
        let (path, content) = (Arc::clone(path), content.clone());
        self.pages.push(Page { path, key, digest: *digest, content, parts });
    }
}

/// Goes through the pages of a memo once.
pub(super) struct Finder<'m>(Peekable<Iter<'m, Page>>);

impl<'m> Finder<'m> {
    pub(super) fn find(&mut self, path: &str) -> Option<&'m Page> {
        while self.0.next_if(|page| *page.path < *path).is_some() {}
        self.0.next_if(|page| *page.path == *path)
    }
}

impl Page {
    /// The output, where it was made from the same and its bytes are kept.
    pub(super) fn output(&self, key: Digest, keep: &dyn Keep) -> Option<Output> {
        if self.key != key {
            return None;
        }
        let content = keep.kept(&self.path, self.digest, &self.content)?;
        Some(Output { path: Arc::clone(&self.path), digest: self.digest, content })
    }

    /// The parts whose bytes are in memory, by what they were made from.
    pub(super) fn bytes_of_parts(&self) -> FxHashMap<Digest, &[u8]> {
        let Content::Bytes(bytes) = &self.content else { return FxHashMap::default() };
        let parts = self.parts.iter().flat_map(|parts| parts.iter());
        parts.filter_map(|(digest, at)| Some((*digest, bytes.get(at.clone())?))).collect()
    }
}
