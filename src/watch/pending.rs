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

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    const FILE: &dyn Fn(&Path) -> Now = &|_| Now::File;
    const EMPTY_FILE: &dyn Fn(&Path) -> Now = &|_| Now::Empty;

    /// Takes in steps of files at these milliseconds; returns when there is something to tell.
    #[track_caller]
    fn check(steps: &[(u64, &str, Step)], due: u64) {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut pending = Pending::default();
        for (time, file, step) in steps {
            pending.note(file.into(), *step, at(*time));
        }
        assert_eq!(pending.due().map(|due| due - start), Some(Duration::from_millis(due)));
        assert_eq!(pending.take(at(due - 1), FILE), None);
        let mut names: Vec<PathBuf> = steps.iter().map(|(_, file, _)| file.into()).collect();
        names.sort();
        names.dedup();
        assert_eq!(pending.take(at(due), FILE), Some(Change::Named(names)));
        assert_eq!(pending.due(), None);
    }

    #[test]
    fn a_save_waits_until_it_is_whole() {
        use Step::{Closed, Gone, Made, Named, Written};
        check(&[(0, "a", Closed)], 5);
        check(&[(0, "a", Named)], 5);
        check(&[(0, "a", Written), (8, "a", Closed)], 13);
        check(&[(0, "a", Written)], 30);
        check(&[(0, "a", Gone)], 30);
        check(&[(0, "a", Gone), (20, "a", Named)], 25);
        check(&[(0, "b", Written), (3, "a", Closed)], 30);
        // A temporary file does not delay.
        check(&[(0, "t", Made), (1, "t", Closed), (2, "t", Gone), (2, "a", Named)], 7);
        check(&[(0, "t", Closed), (2, "t", Gone), (2, "a", Named)], 32);
    }

    #[test]
    fn a_steady_stream_does_not_wait_for_ever() {
        let steps: Vec<_> = (0..100).map(|number| (number * 20, "a", Step::Written)).collect();
        check(&steps, 250);
    }

    #[test]
    fn an_empty_file_is_doubted_and_others_do_not_wait_for_it() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let named = |name: &str| Some(Change::Named(vec![name.into()]));
        let one_empty = |path: &Path| if path == Path::new("a") { Now::Empty } else { Now::File };
        let mut pending = Pending::default();
        pending.note("a".into(), Step::Closed, at(0));
        pending.note("b".into(), Step::Closed, at(0));
        assert_eq!(pending.take(at(5), &one_empty), named("b"));
        assert_eq!(pending.due(), Some(at(150)));
        pending.note("c".into(), Step::Closed, at(50));
        assert_eq!(pending.take(at(55), &one_empty), named("c"));
        assert_eq!(pending.take(at(149), EMPTY_FILE), None);
        assert_eq!(pending.take(at(150), EMPTY_FILE), named("a"));
        assert_eq!(pending.due(), None);
        // Written in between, it is told of at once; emptied again and again, it is told of too.
        pending.note("a".into(), Step::Closed, at(1000));
        assert_eq!(pending.take(at(1005), EMPTY_FILE), None);
        pending.note("a".into(), Step::Closed, at(1100));
        assert_eq!(pending.take(at(1105), EMPTY_FILE), None);
        pending.note("a".into(), Step::Closed, at(1140));
        assert_eq!(pending.take(at(1150), EMPTY_FILE), named("a"));
    }

    #[test]
    fn folders_and_floods_are_everything() {
        let now = Instant::now();
        let later = now + Duration::from_secs(1);
        let mut pending = Pending::default();
        pending.note("a".into(), Step::Closed, now);
        pending.note_all(now);
        assert_eq!(pending.take(now + WHOLE, FILE), None);
        assert_eq!(pending.take(later, FILE), Some(Change::All));
        (0..=MOST).for_each(|n| pending.note(format!("{n}").into(), Step::Closed, now));
        assert_eq!(pending.take(later, FILE), Some(Change::All));
        pending.note("folder".into(), Step::Written, now);
        assert_eq!(pending.take(later, &|_| Now::Other), None);
        assert_eq!(pending.due(), None);
    }
}
