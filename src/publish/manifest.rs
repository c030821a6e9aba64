//! What an earlier publish left at a place: a small file beside the site, there for all to read.
//!
//! It holds nothing that the site does not show: paths, digests and titles. It is what makes the
//! site ours, whichever machine publishes next. No output can have its name.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::File;
use crate::digest::Digest;
use crate::render::moves::title;

/// The name of the file.
pub const NAME: &str = ".vouchfolio.json";

/// The version of its form.
const VERSION: u32 = 1;

/// What an earlier publish put at a place, or was about to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    version: u32,
    /// The site's base URL.
    pub site: String,
    /// By path. While a publish is under way, also what it removes at its end.
    pub files: BTreeMap<Arc<str>, Entry>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Entry {
    /// Of the file's bytes: 32 hex digits. `None` while it is not sure what is there.
    pub digest: Option<String>,
    /// Of a page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

impl Manifest {
    /// What is at a place when all of the files are there.
    pub fn of(site: &str, files: &[File]) -> Manifest {
        let entry = |file: &File| {
            let bytes = if file.is_page() { file.bytes().ok() } else { None };
            let title = bytes.and_then(|html| title(&html).map(str::to_owned));
            let digest = Some(file.digest.to_string());
            (Arc::clone(&file.path), Entry { digest, title })
        };
        Manifest::with(site, files.iter().map(entry).collect())
    }

    /// One with these entries.
    pub fn with(site: &str, files: BTreeMap<Arc<str>, Entry>) -> Manifest {
        Manifest { version: VERSION, site: site.to_owned(), files }
    }

    /// What may be at the place while the site changes from `before` to this: the files of both,
    /// those that differ without digest. Sent before anything else, so that a publish that is
    /// interrupted can be repeated.
    pub fn interim(&self, before: Option<&Manifest>) -> Manifest {
        let mut interim = self.clone();
        for (path, entry) in &mut interim.files {
            let same = before.and_then(|before| before.files.get(path));
            if same.is_none_or(|same| same.digest != entry.digest) {
                entry.digest = None;
            }
        }
        for (path, entry) in before.into_iter().flat_map(|before| &before.files) {
            interim.files.entry(Arc::clone(path)).or_insert_with(|| entry.clone());
        }
        interim
    }

    /// Reads a manifest; `None` for anything else.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        (manifest.version == VERSION).then_some(manifest)
    }

    /// As it is written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }

    /// Whether both say for sure that the same files are there.
    pub fn is_same(&self, other: &Manifest) -> bool {
        let is_same = |(path, entry): (&Arc<str>, &Entry)| {
            let same = other.files.get(path).map(|other| &other.digest);
            entry.digest.is_some() && same == Some(&entry.digest)
        };
        self.files.len() == other.files.len() && self.files.iter().all(is_same)
    }

    /// What was at this path, if that is sure.
    pub fn digest(&self, path: &str) -> Option<Digest> {
        self.files.get(path)?.digest.as_deref()?.parse().ok()
    }
}
