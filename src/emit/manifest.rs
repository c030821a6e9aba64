//! What earlier builds wrote into one output folder: a text file, one line for each of ours.
//!
//! ```text
//! vouchfolio-manifest 1 3
//! 6c78e0e3bd51d358d01e758642b85fb8  index.html
//! 99aa06d3014798d86001c324468d497f  vouch/index.html
//! d7a1c0f3e1b2a4958673c0d1e2f3a4b5 +vouch/index.html
//! ```
//! The head gives the version and the number of lines. Lines are sorted by path. A `+` stands for
//! *intended*: a build was about to write this; the file is ours only if it has this very digest.
//! So one path may have several lines, until the build is finished.

use crate::digest::Digest;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

const HEAD: &str = "vouchfolio-manifest 1";

/// The files of one output folder that earlier builds wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Sorted, without repetition.
    entries: Vec<Entry>,
}

/// One line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub path: Arc<str>,
    pub digest: Digest,
    /// Perhaps not written yet.
    pub intended: bool,
}

impl Manifest {
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a file with this path and digest is one that a build wrote, or was about to.
    pub(super) fn wrote(&self, path: &str, digest: Digest) -> bool {
        self.lines(path).iter().any(|entry| entry.digest == digest)
    }

    /// Whether a build finished this path, whatever became of the file since.
    pub(super) fn finished(&self, path: &str) -> bool {
        self.lines(path).iter().any(|entry| !entry.intended)
    }

    /// Whether a build wrote, or was about to write, into this folder.
    pub(super) fn used(&self, folder: &str) -> bool {
        // `/` is the first that may follow: "a/" ≤ "a/b", while "a-b" and "a.b" sort before it.
        let inside = format!("{folder}/");
        let start = self.entries.partition_point(|entry| *entry.path < *inside);
        self.entries.get(start).is_some_and(|entry| entry.path.starts_with(&inside))
    }

    /// Whether there is a line for this path.
    pub(super) fn names(&self, path: &str) -> bool {
        !self.lines(path).is_empty()
    }

    /// All lines of one path.
    pub(super) fn lines(&self, path: &str) -> &[Entry] {
        let start = self.entries.partition_point(|entry| *entry.path < *path);
        let rest = self.entries.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| *entry.path == *path).count();
        rest.get(..count).unwrap_or_default()
    }
}

impl FromIterator<Entry> for Manifest {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Manifest {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_unstable();
        entries.dedup_by(|b, a| (&a.path, a.digest) == (&b.path, b.digest));
        Manifest { entries }
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD} {}", self.entries.len())?;
        for Entry { path, digest, intended } in &self.entries {
            let mark = if *intended { '+' } else { ' ' };
            writeln!(f, "{digest} {mark}{path}")?;
        }
        Ok(())
    }
}

/// The text is not a whole manifest of this version.
#[derive(Debug)]
pub(super) struct Damaged;

impl FromStr for Manifest {
    type Err = Damaged;

    fn from_str(text: &str) -> Result<Manifest, Damaged> {
        let (head, lines) = text.split_once('\n').ok_or(Damaged)?;
        let count: usize =
            head.strip_prefix(HEAD).and_then(|count| count.trim().parse().ok()).ok_or(Damaged)?;
        let entries = lines.split_terminator('\n').map(Entry::parse);
        let entries = entries.collect::<Option<Vec<_>>>().ok_or(Damaged)?;
        let is_whole = entries.len() == count && (count == 0 || lines.ends_with('\n'));
        let is_sorted = entries.is_sorted_by(|a, b| a < b);
        if is_whole && is_sorted { Ok(Manifest { entries }) } else { Err(Damaged) }
    }
}

impl Entry {
    fn parse(line: &str) -> Option<Entry> {
        let (digest, path) = line.split_at_checked(32)?;
        let (intended, path) = match path.split_at_checked(2)? {
            ("  ", path) => (false, path),
            (" +", path) => (true, path),
            _ => return None,
        };
        let sound = super::path_problem(path).is_none();
        sound.then_some(Entry { path: path.into(), digest: digest.parse().ok()?, intended })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, content: &str, intended: bool) -> Entry {
        Entry { path: path.into(), digest: Digest::of(content.as_bytes()), intended }
    }

    #[test]
    fn text_is_read_back_as_it_was() {
        let manifest: Manifest = [
            entry("vouch/index.html", "new", true),
            entry("a-b", "x", false),
            entry("vouch/index.html", "old", false),
            entry("a/b", "x", false),
        ]
        .into_iter()
        .collect();
        assert_eq!(manifest.to_string().parse::<Manifest>().ok().as_ref(), Some(&manifest));
        assert_eq!(Manifest::default().to_string().parse().ok(), Some(Manifest::default()));
        assert!(manifest.wrote("vouch/index.html", Digest::of(b"new")));
        assert!(manifest.used("vouch") && manifest.used("a") && !manifest.used("a-b"));
    }

    #[test]
    fn any_missing_piece_is_damage() {
        let manifest: Manifest =
            [entry("a", "x", false), entry("b", "y", true)].into_iter().collect();
        let text = manifest.to_string();
        for end in 0..text.len() {
            assert!(
                text.get(..end).is_some_and(|text| text.parse::<Manifest>().is_err()),
                "{end} bytes"
            );
        }
        let outside = text.replace(" +b", " +../b");
        assert!(outside.parse::<Manifest>().is_err());
    }
}
