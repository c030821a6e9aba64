//! What builds of one site remember from one to the next.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::cache::{self, Snapshot};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::model::Portfolio;
use crate::parse::{Document, Settings};
use crate::picture;
use crate::plan::Pieces;
use crate::render;
use crate::source::Sources;
use crate::source::disk::{Cache, Fault};

/// What a build leaves for the next one of the same site. With it a build takes less time, and
/// nothing else is different.
#[derive(Default)]
pub struct Memory {
    pub(super) sources: Sources,
    pub(super) documents: Documents,
    pub(super) pictures: picture::Known,
    pub(super) pages: render::Memo,
    pub(super) pieces: Pieces,
    /// Of no use any more; whoever has the memory decides whether to take it apart.
    pub(super) spare: Option<Portfolio>,
    between_runs: Option<BetweenRuns>,
    /// There is but one build, so that what only the next one needs is let go of.
    pub(super) is_for_one: bool,
    /// Texts are taken for what they were, in tests.
    pub(super) ignores_digests: bool,
}

/// What came of parsing texts.
#[derive(Default)]
pub(super) struct Documents {
    pub settings: Settings,
    /// In the order of the sources' content.
    pub parsed: Vec<Arc<Parsed>>,
}

/// What came of parsing one text.
pub(super) struct Parsed {
    pub document: Option<Arc<Document>>,
    pub problems: Vec<Diagnostic>,
}

/// How a memory is kept in `.vouchfolio/` between runs.
struct BetweenRuns {
    cache: Cache,
    /// Of the texts and assets that are in the cache.
    texts: Option<Digest>,
    /// The name for pages of one output folder, and the digest of those that are in the cache.
    pages: Option<(String, Option<Digest>)>,
    has_kept_texts: bool,
    /// The cache is being written.
    under_way: Option<JoinHandle<Result<(), Fault>>>,
    faults: Vec<Fault>,
}

impl Memory {
    /// What earlier runs left of a site's texts and assets.
    pub fn load(site: &Path) -> Memory {
        let mut memory = Memory::default();
        let Some(cache) = Cache::of(site) else { return memory };
        memory.pictures = picture::Known::in_cache(&cache);
        let mut faults = Vec::new();
        let mut texts = None;
        match cache::load(&cache) {
            Ok(None) => {}
            Ok(Some((sources, documents))) => {
                texts = Some(Snapshot::of(&sources, &documents).digest());
                (memory.sources, memory.documents) = (sources, documents);
            }
            Err(fault) => faults.push(fault),
        }
        let between = BetweenRuns {
            cache,
            texts,
            pages: None,
            has_kept_texts: false,
            under_way: None,
            faults,
        };
        memory.between_runs = Some(between);
        memory
    }

    /// What earlier runs left of a site's pictures, which then need not be looked at. Nothing is
    /// added to it.
    pub fn to_check(site: &Path) -> Memory {
        let cache = Cache::of(site);
        let pictures = cache.as_ref().map(picture::Known::in_cache).unwrap_or_default();
        Memory { pictures, ..Memory::default() }
    }

    /// A memory without a past, but for pictures: those are kept in the cache of a folder, which
    /// may be shared by sites.
    pub fn with_pictures_in(folder: &Path) -> Memory {
        let cache = Cache::of(folder);
        let pictures = cache.as_ref().map(picture::Known::in_foreign_cache).unwrap_or_default();
        Memory { pictures, ..Memory::default() }
    }

    /// What earlier runs left of the pages in one output folder, by
    /// [`crate::emit::Destination::name`].
    pub fn load_pages(&mut self, outputs: &str) {
        let Some(between) = &mut self.between_runs else { return };
        let name = format!("pages-{outputs}");
        let mut known = None;
        match between.cache.load(&name) {
            Ok(None) => {}
            Ok(Some(bytes)) => match render::Memo::from_bytes(&bytes) {
                Some(pages) => {
                    known = Some(Digest::of(&bytes));
                    self.pages = pages;
                }
                None => between.faults.push(Fault::Damaged),
            },
            Err(fault) => between.faults.push(fault),
        }
        between.pages = Some((name, known));
    }

    /// A memory that makes mistakes: it takes texts for what they were whatever they hold
    /// (`None`), or pages whatever becomes of one thing that decides what they are. For the test
    /// that shows that such a mistake is noticed.
    #[doc(hidden)]
    pub fn sabotaged(ignored: Option<render::Ingredient>) -> Memory {
        let mut memory = Memory::default();
        memory.pages.ignored = ignored;
        memory.pieces.trust_all(ignored == Some(render::Ingredient::Piece));
        memory.ignores_digests = ignored.is_none();
        memory
    }

    /// How many pictures were made, rather than known.
    pub fn encoded_pictures(&self) -> usize {
        self.pictures.encoded()
    }

    /// A memory for a single build.
    pub fn for_one(self) -> Memory {
        Memory { is_for_one: true, ..self }
    }

    /// Whether the last build read a file of this path from the site's folder, with `/`.
    pub fn has(&self, path: &str) -> bool {
        self.sources.has(path)
    }

    /// Writes texts and assets into the cache, beside what goes on, where they are others than
    /// those that are there. Once: later edits are few, and known soon enough.
    pub(super) fn keep_texts(&mut self) {
        let Some(between) = &mut self.between_runs else { return };
        if std::mem::replace(&mut between.has_kept_texts, true) {
            return;
        }
        let snapshot = Snapshot::of(&self.sources, &self.documents);
        let digest = snapshot.digest();
        if between.texts.replace(digest) == Some(digest) {
            return;
        }
        let cache = between.cache.clone();
        // A thread of its own: somebody on the pool may wait for it.
        between.under_way = Some(thread::spawn(move || snapshot.save(&cache)));
    }

    /// Writes what the next run can use, and says what of the cache was of no use.
    pub fn save(&mut self) -> Vec<Fault> {
        let Some(between) = &mut self.between_runs else { return Vec::new() };
        if let Some((name, known)) = &mut between.pages {
            let bytes = self.pages.to_bytes();
            let digest = Digest::of(&bytes);
            if known.replace(digest) != Some(digest) {
                between.faults.extend(between.cache.save(name, std::iter::once(bytes)).err());
            }
        }
        between.wait();
        let mut faults = std::mem::take(&mut between.faults);
        faults.extend(self.pictures.take_faults());
        faults
    }
}

impl BetweenRuns {
    /// Waits until the cache is written.
    fn wait(&mut self) {
        let Some(thread) = self.under_way.take() else { return };
        if let Ok(Err(fault)) = thread.join() {
            self.faults.push(fault);
        }
    }
}
