//! Looking for changes every now and then, where the system does not tell of them.

#![allow(clippy::disallowed_methods, reason = "the rim: watch looks at the site's files")]

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::layout::{Stop, walk};
use crate::digest::Digest;

/// A file that was written so short ago may be written again without its metadata telling.
const UNSURE: Duration = Duration::from_secs(2);

/// A file that was made empty so short ago is perhaps only on its way to new content.
const EMPTY: Duration = Duration::from_millis(150);

/// Between two looks at a site that is just changing, and for how long in all.
const SETTLE: Duration = Duration::from_millis(30);
const LONGEST: Duration = Duration::from_millis(250);

/// At most one part in so many of the time is spent looking.
const SHARE: u32 = 10;

/// What the site looked like last, and when to look again.
#[derive(Debug)]
pub(super) struct Poll {
    root: PathBuf,
    every: Duration,
    last: Picture,
    /// The last picture shows files that were written only just before.
    is_unsure: bool,
    next: Instant,
}

impl Poll {
    pub(super) fn start(root: &Path, every: Duration) -> Poll {
        let begun = Instant::now();
        let last = Picture::of(root);
        let next = Instant::now() + every.max(begun.elapsed() * SHARE);
        Poll { root: root.to_path_buf(), every, is_unsure: last.is_young, last, next }
    }

    /// When to look again.
    pub(super) fn due(&self) -> Instant {
        self.next
    }

    /// Looks, and says whether anything changed since the last time.
    pub(super) fn look(&mut self) -> bool {
        let begun = Instant::now();
        let mut now = Picture::of(&self.root);
        let took = begun.elapsed();
        let changed = now != self.last;
        let mut is_settled = !changed;
        while !is_settled && begun.elapsed() < LONGEST {
            sleep(SETTLE);
            let again = Picture::of(&self.root);
            is_settled = again == now && !again.has_new_empty;
            now = again;
        }
        // What could not be seen right after a change is told of once that would show.
        let told = changed || self.is_unsure && !now.is_young;
        self.is_unsure = now.is_young || self.is_unsure && !told;
        self.last = now;
        self.next = Instant::now() + self.every.max(took * SHARE);
        told
    }
}

/// The metadata of all files of a site. Two are equal where the metadata is.
#[derive(Clone, Debug, Default)]
struct Picture {
    /// The sum of one digest for each file and folder, so that their order does not matter.
    sum: u128,
    is_young: bool,
    has_new_empty: bool,
}

impl PartialEq for Picture {
    fn eq(&self, other: &Picture) -> bool {
        self.sum == other.sum
    }
}

impl Picture {
    fn of(root: &Path) -> Picture {
        let mut picture = Picture::default();
        let now = SystemTime::now();
        walk(root, &mut |stop| match stop {
            Stop::Folder(path, _) => picture.add(&[path], &[]),
            Stop::File(path, seen) => {
                let Ok(found) = fs::metadata(path) else { return };
                picture.add(&[path, seen], &stamp(&found));
                let age = found.modified().ok().and_then(|at| now.duration_since(at).ok());
                picture.is_young |= age.is_some_and(|age| age < UNSURE);
                picture.has_new_empty |= found.len() == 0 && age.is_some_and(|age| age < EMPTY);
            }
        });
        picture
    }

    fn add(&mut self, paths: &[&Path], stamp: &[i128]) {
        let mut bytes = Vec::new();
        for path in paths {
            bytes.extend(path.as_os_str().as_encoded_bytes());
            bytes.push(0);
        }
        bytes.extend(stamp.iter().flat_map(|number| number.to_le_bytes()));
        self.sum = self.sum.wrapping_add(Digest::of(&bytes).0);
    }
}

#[cfg(unix)]
fn stamp(found: &Metadata) -> [i128; 6] {
    use std::os::unix::fs::MetadataExt;
    let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
    let [modified, modified_part, changed, changed_part] = times.map(i128::from);
    [found.size().into(), found.ino().into(), modified, modified_part, changed, changed_part]
}

#[cfg(not(unix))]
fn stamp(found: &Metadata) -> [i128; 2] {
    let modified = found.modified().ok();
    let since = modified.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    [found.len().into(), since.map_or(0, |since| since.as_nanos() as i128)]
}

#[cfg(test)]
mod tests {
    use super::{Poll, UNSURE};
    use std::time::Duration;

    /// A second write right after the first may leave the same metadata.
    #[test]
    fn what_was_just_written_is_told_of_once_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut poll = Poll::start(folder.path(), Duration::ZERO);
        assert!(!poll.look());
        std::fs::write(folder.path().join("vouchfolio.yaml"), "title: Test").expect("a file");
        assert!(poll.look());
        std::thread::sleep(UNSURE + Duration::from_millis(100));
        assert!(poll.look());
        assert!(!poll.look());
    }
}
