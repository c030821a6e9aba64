//! What was rendered before: a page that is made from the same things is the same page.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::{Content, Keep, Output};
use crate::digest::Digest;
use crate::plan::PageArtifact;

/// Pages that were rendered, by output path. Each says what it was made from and what came of it,
/// which stays true whatever happens afterwards.
#[derive(Clone, Debug, Default)]
pub struct Memo(FxHashMap<Arc<str>, Page>);

#[derive(Clone, Debug)]
struct Page {
    key: Digest,
    /// Of the bytes.
    digest: Digest,
    /// What became of the bytes.
    content: Content,
}

/// Everything that decides what a page is: `around` stands for the theme and what is around every
/// page.
pub(super) fn key(around: Digest, page: &PageArtifact<'_>) -> Digest {
    Digest::of_value(&(around, page))
}

/// As it is kept between runs: path, key, digest.
type Line = (Arc<str>, Digest, Digest);

impl Memo {
    /// Reads what [`Memo::to_bytes`] wrote. The bytes of the pages are in the output folder, or
    /// nowhere.
    pub fn from_bytes(bytes: &[u8]) -> Option<Memo> {
        let lines: Vec<Line> = postcard::from_bytes(bytes).ok()?;
        let page = |(path, key, digest)| (path, Page { key, digest, content: Content::InPlace });
        Some(Memo(lines.into_iter().map(page).collect()))
    }

    /// For the time between runs; the same for the same memo.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.0.iter().map(|(path, page)| (Arc::clone(path), page.key, page.digest));
        let mut lines: Vec<Line> = lines.collect();
        lines.sort_unstable();
        postcard::to_allocvec(&lines).unwrap_or_default()
    }

    /// The page of this path, where it was made from the same before and its bytes are kept.
    pub(super) fn output(&self, path: &Arc<str>, key: Digest, keep: &dyn Keep) -> Option<Output> {
        let page = self.0.get(path).filter(|page| page.key == key)?;
        let content = keep.kept(path, page.digest, &page.content)?;
        Some(Output { path: Arc::clone(path), digest: page.digest, content })
    }

    pub(super) fn add(&mut self, key: Digest, output: &Output) {
        let Output { path, digest, content } = output;
        let page = Page { key, digest: *digest, content: content.clone() };
        self.0.insert(Arc::clone(path), page);
    }
}
