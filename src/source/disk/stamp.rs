//! What tells, without reading it, that a file is as it was.

#![allow(
    clippy::disallowed_methods,
    reason = "the rim: whether a stamp can be trusted is a matter of time"
)]

use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Size and times of a file, and its number on disk. A file that has the stamp it had is taken for
/// what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Stamp {
    /// In bytes.
    size: u64,
    /// Since 1970.
    modified: Option<Duration>,
    /// When anything about it was changed, its times included; since 1970.
    changed: Option<Duration>,
    /// Its number on the file system.
    number: u64,
}

/// Times of files are this coarse at worst.
const COARSE: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of a file.
    pub(super) fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, number) = more(metadata);
        Stamp { size: metadata.len(), modified, changed, number }
    }

    /// The stamp of a file that is about to be read. `None` where a later change might leave the
    /// stamp as it is, since the last one was only just now.
    pub(super) fn to_trust(metadata: &Metadata) -> Option<Stamp> {
        let stamp = Stamp::of(metadata);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        let is_old = |time: Duration| time + COARSE < now;
        let is_trusted = is_old(stamp.modified?) && stamp.changed.is_none_or(is_old);
        is_trusted.then_some(stamp)
    }
}

#[cfg(unix)]
fn more(metadata: &Metadata) -> (Option<Duration>, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).ok();
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).unwrap_or_default();
    (seconds.map(|seconds| Duration::new(seconds, nanoseconds)), metadata.ino())
}

#[cfg(not(unix))]
fn more(_: &Metadata) -> (Option<Duration>, u64) {
    (None, 0)
}
