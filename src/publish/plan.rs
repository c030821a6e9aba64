//! What publishing changes at a place: a pure function of the site and of what is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{File, Size, Survey, Turn, manifest};

/// What publishing changes at a place.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// In the order in which they are sent: assets, pages, then what leads to them.
    pub added: Vec<&'a File>,
    pub changed: Vec<&'a File>,
    pub unchanged: Vec<&'a File>,
    /// What an earlier publish put there and the site no longer has.
    pub deleted: Vec<Arc<str>>,
    /// What is there and no publish put there, where the site has no file: it stays.
    pub foreign: Vec<Arc<str>>,
    /// Of `changed`: what no earlier publish put there.
    pub taken: Vec<Arc<str>>,
    /// How many files an earlier publish put there.
    pub before: usize,
    /// An earlier publish put something there.
    pub is_ours: bool,
}

/// Compares the site with what is at the place. `files` are sorted by path.
pub fn plan<'a>(files: &'a [File], there: &Survey) -> Plan<'a> {
    let ours = there.manifest.as_ref();
    let mut plan = Plan {
        is_ours: ours.is_some(),
        before: ours.map_or(0, |manifest| manifest.files.len()),
        ..Plan::default()
    };
    for file in files {
        let found = there.files.get(&file.path);
        // What the place says of a file counts more than what we once wrote there.
        let digest = found.and_then(|found| {
            found.or_else(|| ours.and_then(|manifest| manifest.digest(&file.path)))
        });
        match (found, digest) {
            (None, _) => plan.added.push(file),
            (Some(_), Some(digest)) if digest == file.digest => plan.unchanged.push(file),
            (Some(_), _) => {
                plan.changed.push(file);
                if ours.is_none_or(|manifest| !manifest.files.contains_key(&file.path)) {
                    plan.taken.push(Arc::clone(&file.path));
                }
            }
        }
    }
    let wanted: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    for path in there.files.keys().filter(|path| !wanted.contains(&***path)) {
        let is_ours = ours.is_some_and(|manifest| manifest.files.contains_key(path));
        match is_ours {
            _ if **path == *manifest::NAME => {}
            true => plan.deleted.push(Arc::clone(path)),
            false => plan.foreign.push(Arc::clone(path)),
        }
    }
    for files in [&mut plan.added, &mut plan.changed] {
        files.sort_by_key(|file| file.turn());
    }
    plan
}

impl<'a> Plan<'a> {
    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.deleted.is_empty()
    }

    /// What is sent, in order: assets, pages, then what leads to them.
    pub fn sent(&self) -> Vec<&'a File> {
        let mut sent: Vec<&File> = self.added.iter().chain(&self.changed).copied().collect();
        sent.sort_by(|a, b| (a.turn(), &a.path).cmp(&(b.turn(), &b.path)));
        sent
    }

    /// What is sent of one turn.
    pub fn sent_in(&self, turn: Turn) -> Vec<&'a File> {
        self.sent().into_iter().filter(|file| file.turn() == turn).collect()
    }

    /// How much is sent.
    pub fn size(&self) -> Size {
        Size(self.added.iter().chain(&self.changed).map(|file| file.size).sum())
    }

    /// Files of the site.
    pub fn after(&self) -> usize {
        self.added.len() + self.changed.len() + self.unchanged.len()
    }
}
