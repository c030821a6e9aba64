//! What is on disk before a build, as a value: every entry of the output folder.

use crate::digest::Digest;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// The entries of an output folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// By path.
    pub entries: Vec<(Arc<str>, Found)>,
    /// Temporary files of a build that was killed.
    pub leftovers: Vec<PathBuf>,
    /// Files and folders that not everybody may read, of those that were looked at.
    pub unreadable: Vec<Arc<str>>,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The digest is known if the file is an output, or in the manifest, and can be read.
    File(Option<Digest>),
    Folder,
    Link,
    Other,
}

impl Survey {
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Arc<str>, Found)> {
        self.entries.iter().map(|(path, found)| (path, *found))
    }

    pub(super) fn get(&self, path: &str) -> Option<Found> {
        let index = self.entries.binary_search_by(|(it, _)| (**it).cmp(path)).ok()?;
        self.entries.get(index).map(|(_, found)| *found)
    }

    /// Everything inside a folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = (&Arc<str>, Found)> {
        let inside = format!("{folder}/");
        let start = self.entries.partition_point(|(path, _)| **path < *inside);
        let rest = self.entries.iter().skip(start);
        rest.take_while(move |(path, _)| path.starts_with(&inside))
            .map(|(path, found)| (path, *found))
    }
}

impl FromIterator<(Arc<str>, Found)> for Survey {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Found)>>(entries: I) -> Survey {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Survey { entries, ..Survey::default() }
    }
}
