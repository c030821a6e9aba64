//! The memory of builds as bytes, for the time between runs.
//!
//! What is kept are facts that stay true: a file with this stamp had this digest, a text with this
//! digest is this document, a page made from this comes to that. So a file that is out of date does
//! no harm.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::memory::{Documents, Parsed};
use crate::digest::Digest;
use crate::parse::{Document, Settings};
use crate::source::disk::{Cache, Fault, Stamp};
use crate::source::{Asset, Sources, TextFile};

/// So many documents are in one block, which one thread reads.
const BLOCK: usize = 256;

/// About as many bytes as a document has.
const ENTRY: usize = 2048;

/// What stands before the blocks of documents.
#[derive(Deserialize, Serialize)]
struct Head<'a> {
    settings: Settings,
    assets: Cow<'a, BTreeMap<Arc<str>, Asset>>,
}

/// A text that was read, and what it is.
#[derive(Deserialize, Serialize)]
struct Entry {
    digest: Digest,
    stamp: Option<Stamp>,
    document: Arc<Document>,
}

/// Texts and assets of a site, to be written.
pub(super) struct Snapshot {
    settings: Settings,
    assets: BTreeMap<Arc<str>, Asset>,
    entries: Vec<Entry>,
}

impl Snapshot {
    /// Of documents in which nothing is wrong: problems are found anew each time.
    pub(super) fn of(sources: &Sources, documents: &Documents) -> Snapshot {
        let texts = sources.content.iter().zip(&documents.parsed);
        let entries = texts.filter_map(|(file, parsed)| {
            let document = parsed.document.as_ref().filter(|_| parsed.problems.is_empty())?;
            let document = Arc::clone(document);
            Some(Entry { digest: file.digest, stamp: file.stamp, document })
        });
        Snapshot {
            settings: documents.settings,
            assets: sources.assets.clone(),
            entries: entries.collect(),
        }
    }

    /// Tells whether two are the same.
    pub(super) fn digest(&self) -> Digest {
        let texts = self.entries.iter();
        let texts = texts.map(|entry| (&entry.document.path, entry.digest, entry.stamp));
        let assets = self.assets.iter().map(|(path, asset)| (path, asset.digest, asset.stamp));
        Digest::of_value(&(
            self.settings.smart_punctuation,
            texts.collect::<Vec<_>>(),
            assets.collect::<Vec<_>>(),
        ))
    }

    pub(super) fn save(self, cache: &Cache) -> Result<(), Fault> {
        let head = Head { settings: self.settings, assets: Cow::Borrowed(&self.assets) };
        // One block at a time is in memory, and documents are let go of with theirs: mostly
        // nobody else needs them any more.
        let mut rest = self.entries.into_iter();
        let blocks = std::iter::from_fn(|| {
            let block: Vec<Entry> = rest.by_ref().take(BLOCK).collect();
            (!block.is_empty()).then(|| framed(&block, block.len() * ENTRY))
        });
        cache.save(NAME, std::iter::once(framed(&head, 0)).chain(blocks))
    }
}

/// A value as bytes, after their number; there are about `length`. That nothing of ours can be
/// written as bytes is no case there is; nothing is then read back.
fn framed(value: &impl Serialize, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME + length);
    bytes.resize(FRAME, 0);
    let bytes = postcard::to_extend(value, bytes);
    let mut bytes = bytes.unwrap_or_else(|_| vec![0; FRAME]);
    let length = (bytes.len() - FRAME) as u64;
    bytes.splice(..FRAME, length.to_le_bytes());
    bytes
}

/// The number of bytes takes so many itself.
const FRAME: usize = size_of::<u64>();

/// The bytes that stand first.
fn unframed<'b>(rest: &mut &'b [u8]) -> Result<&'b [u8], Fault> {
    let (length, after) = rest.split_first_chunk::<FRAME>().ok_or(Fault::Damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Fault::Damaged)?;
    let (bytes, after) = after.split_at_checked(length).ok_or(Fault::Damaged)?;
    *rest = after;
    Ok(bytes)
}

const NAME: &str = "sources";

/// What an earlier run knew of the site's texts and assets, if there was one.
pub(super) fn load(cache: &Cache) -> Result<Option<(Sources, Documents)>, Fault> {
    let Some(bytes) = cache.load(NAME)? else { return Ok(None) };
    let mut rest = &*bytes;
    let head: Head<'_> = postcard::from_bytes(unframed(&mut rest)?).map_err(|_| Fault::Damaged)?;
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        blocks.push(unframed(&mut rest)?);
    }
    let decode = |block: &[u8]| postcard::from_bytes::<Vec<Entry>>(block);
    let entries = blocks.into_par_iter().map(decode).collect::<Result<Vec<_>, _>>();
    let entries = entries.map_err(|_| Fault::Damaged)?;

    let mut sources = Sources::default();
    sources.assets = head.assets.into_owned();
    for (path, asset) in &mut sources.assets {
        asset.source = cache.root().join(&**path);
    }
    let mut parsed = Vec::new();
    for Entry { digest, stamp, document } in entries.into_iter().flatten() {
        sources.content.push(TextFile::known(&document.path, digest, stamp, parsed.len()));
        parsed.push(Arc::new(Parsed { document: Some(document), problems: Vec::new() }));
    }
    Ok(Some((sources, Documents { settings: head.settings, parsed })))
}
