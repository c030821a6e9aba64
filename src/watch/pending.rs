//! What has changed and is not told of yet, and until when that waits.
//!
//! A save is several events. It is told of a moment after the last of them: a short one where the
//! file is surely whole, a longer one where more is to come, and never later than [`LONGEST`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Change;

/// After what ends a save: the file was closed, or got its name. Only Linux tells of that.
const WHOLE: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 5 } else { 30 });

/// After what more follows upon: a file was made, written to, moved away or removed.
const PART: Duration = Duration::from_millis(30);

/// From the first event, however many follow.
const LONGEST: Duration = Duration::from_millis(250);

/// How long a file that was just made empty is not believed: some programs truncate a file and
/// write it a while later.
const EMPTY: Duration = Duration::from_millis(150);

/// More names than this are [`Change::All`].
const MOST: usize = 1000;

/// What an event says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is there, empty or not.
    Made,
    /// It was written to, and perhaps not for the last time.
    Written,
    /// Who wrote to it has closed it.
    Closed,
    /// It got this name, as a whole.
    Named,
    /// It is there no longer, or moved away to be replaced.
    Gone,
}

/// What is there of a file now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    File,
    Empty,
    Missing,
    /// A folder, a pipe or the like.
    Other,
}

/// Changes that wait.
#[derive(Debug, Default)]
pub(super) struct Pending {
    names: BTreeMap<PathBuf, Waiting>,
    /// Until when [`Change::All`] waits.
    all: Option<Instant>,
    /// When the first event came that is not told of, those in doubt aside.
    first: Option<Instant>,
}

#[derive(Debug)]
struct Waiting {
    until: Instant,
    last: Instant,
    /// It came into being within this batch.
    is_new: bool,
    /// It is empty; until when that is not believed.
    doubted: Option<Instant>,
    /// It waits for nothing but that doubt, so others need not wait for it.
    aside: bool,
}

impl Pending {
    /// Takes in what an event at this moment said of a file.
    pub(super) fn note(&mut self, path: PathBuf, step: Step, at: Instant) {
        self.first.get_or_insert(at);
        let is_new = matches!(step, Step::Made | Step::Named);
        let fresh = Waiting { until: at, last: at, is_new, doubted: None, aside: false };
        let name = self.names.entry(path).or_insert(fresh);
        name.last = at;
        name.aside = false;
        let is_over = match step {
            Step::Closed | Step::Named => true,
            Step::Made | Step::Written => false,
            // What came and went within a batch was a temporary file.
            Step::Gone => name.is_new,
        };
        name.until = at + if is_over { WHOLE } else { PART };
    }

    /// Takes in that more changed at this moment than can be named.
    pub(super) fn note_all(&mut self, at: Instant) {
        self.first.get_or_insert(at);
        self.all = Some(at + PART);
    }

    /// When there is something to tell; `None` while nothing waits.
    pub(super) fn due(&self) -> Option<Instant> {
        let aside = self.names.values().filter(|name| name.aside).filter_map(|name| name.doubted);
        self.batch_due().into_iter().chain(aside).min()
    }

    fn batch_due(&self) -> Option<Instant> {
        let names = self.names.values().filter(|name| !name.aside).map(|name| name.until);
        let settled = names.chain(self.all).max()?;
        Some(self.first.map_or(settled, |first| settled.min(first + LONGEST)))
    }

    /// Whether [`Change::All`] is among what waits.
    pub(super) fn has_all(&self) -> bool {
        self.all.is_some()
    }

    /// What is to be told now. Looks at each file to see whether it can be believed.
    pub(super) fn take(&mut self, now: Instant, look: &dyn Fn(&Path) -> Now) -> Option<Change> {
        let is_due = self.batch_due().is_some_and(|due| due <= now);
        let mut told = Vec::new();
        let mut kept = BTreeMap::new();
        for (path, mut name) in std::mem::take(&mut self.names) {
            if name.aside && name.doubted.is_some_and(|until| now < until) || !name.aside && !is_due
            {
                kept.insert(path, name);
                continue;
            }
            match look(&path) {
                Now::Other => {}
                Now::Empty if now < *name.doubted.get_or_insert(name.last + EMPTY) => {
                    name.aside = true;
                    kept.insert(path, name);
                }
                Now::File | Now::Missing | Now::Empty => told.push(path),
            }
        }
        self.names = kept;
        let mut all = told.len() > MOST;
        if is_due {
            self.first = None;
            all |= self.all.take().is_some();
        }
        match told {
            _ if all => Some(Change::All),
            told if told.is_empty() => None,
            told => Some(Change::Named(told)),
        }
    }
}
