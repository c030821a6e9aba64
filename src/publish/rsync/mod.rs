//! With the user's own rsync: to a folder, or to another machine over ssh.
//!
//! One listing with checksums tells what is there. Files go in a few runs, each named one by one
//! (`--files-from`) and put into place together at its end (`--delay-updates`).
//!
//! What is deleted is named one by one too: rsync may delete what a rule `R` names, and everything
//! else is protected by the last rule, `P *`. With `--delete-missing-args` it would be simpler, but
//! many servers have an rsync of 2026 that fails with it. `--max-delete` is the belt.
//!
//! Connections are few, for some servers refuse the sixth within half a minute.

mod batches;
mod destination;
mod failure;
mod listing;
mod program;
mod staging;
mod survey;

pub use program::Tools;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use super::{Error, File, MANIFEST, Manifest, Place, Plan, Sent, Site, Survey, Watch};
use crate::http;
use batches::{Batch, batches};
use destination::Destination;
use listing::{Entry, Listing};
use staging::Staging;

/// The place of the target `name`. A destination on this machine is seen from the site.
pub fn open(name: &Arc<str>, destination: &str, site: &Path, tools: Tools) -> Result<Rsync, Error> {
    let destination = Destination::parse(destination, site)?;
    Ok(Rsync { name: Arc::clone(name), tools, destination, found: None })
}

/// A place that rsync reaches.
#[derive(Debug)]
pub struct Rsync {
    name: Arc<str>,
    tools: Tools,
    destination: Destination,
    found: Option<Found>,
}

/// What a survey found, and where its files wait.
#[derive(Debug)]
struct Found {
    staging: Staging,
    listing: Listing,
    /// What is left of what earlier publishes put there.
    manifest: Option<Manifest>,
}

/// A run that is broken off is repeated so often.
const ATTEMPTS: u32 = 4;

impl Rsync {
    /// Runs rsync, again where the connection broke off.
    fn run(&self, arguments: &[OsString], progress: &mut Progress<'_>) -> Result<(), Error> {
        let mut pause = self.tools.pause;
        for attempt in 1.. {
            let take = &mut |piece: &[u8]| progress.take(piece);
            let outcome = program::run(&self.tools, &self.destination, arguments, take)?;
            if outcome.is_success() {
                break;
            }
            if attempt >= ATTEMPTS || !failure::is_passing(&outcome) {
                return Err(failure::explain(&outcome, &self.destination));
            }
            let why = "the connection broke off".to_owned();
            let retry = http::Retry { why, pause: http::with_jitter(pause) };
            progress.watch.retry(&retry);
            std::thread::sleep(retry.pause);
            pause = pause.saturating_mul(2);
        }
        Ok(())
    }

    /// Sends files, which come into place together. New folders are made, with modes that every
    /// host shows; those that are there keep theirs.
    fn upload(&self, files: &[&File], found: &mut Found, watch: &dyn Watch) -> Result<(), Error> {
        let folder = found.staging.folder()?;
        let mut names = Vec::new();
        if !found.listing.exists {
            names.push(".".to_owned());
            found.listing.exists = true;
        }
        for file in files {
            staging::put(&folder, &file.path, &file.bytes()?)?;
            for above in ancestors(&file.path) {
                if !found.listing.is_folder(above) {
                    names.push(format!("./{above}"));
                    found.listing.entries.insert(above.into(), Entry::Folder);
                }
            }
            names.push(format!("./{}", file.path));
        }
        let list = found.staging.list(names.iter().map(String::as_str))?;
        let mut arguments: Vec<OsString> = [
            "--from0",
            "--no-implied-dirs",
            "--checksum",
            "--perms",
            "--chmod=D755,F644",
            "--delay-updates",
            "--info=progress2",
            "--no-human-readable",
        ]
        .map(OsString::from)
        .into();
        let mut files_from = OsString::from("--files-from=");
        files_from.push(&list);
        arguments.extend([files_from, "--".into()]);
        arguments.extend([staging::inside(&folder), self.destination.argument()]);
        let ours = files.iter().filter(|file| *file.path != *MANIFEST);
        let mut progress = Progress::new(watch, ours.map(|file| file.size).sum());
        self.run(&arguments, &mut progress)?;
        progress.finish();
        Ok(())
    }

    /// Deletes these files, and the folders that only they were in.
    fn delete(
        &self,
        paths: &[Arc<str>],
        site: &Site<'_>,
        found: &mut Found,
        watch: &dyn Watch,
    ) -> Result<(), Error> {
        watch.step("deleting");
        let living = living_folders(paths, site.files, &found.listing);
        let folder = found.staging.folder()?;
        let mut doomed: BTreeSet<String> = paths.iter().map(|path| pattern(path, "")).collect();
        for above in paths.iter().flat_map(|path| ancestors(path)) {
            if living.contains(above) {
                // rsync looks for what to delete in folders that are on both sides.
                let place = folder.join(above);
                std::fs::create_dir_all(&place).map_err(Error::write(&place))?;
            } else {
                doomed.insert(pattern(above, "/"));
            }
        }
        let rules = doomed.iter().map(String::as_str).chain(["P *"]);
        let rules = found.staging.list(rules)?;
        let mut merge = OsString::from("--filter=merge ");
        merge.push(&rules);
        let arguments = [
            "--recursive".into(),
            "--delete-after".into(),
            format!("--max-delete={}", doomed.len()).into(),
            "--from0".into(),
            merge,
            "--".into(),
            staging::inside(&folder),
            self.destination.argument(),
        ];
        self.run(&arguments, &mut Progress::new(watch, 0))?;
        for path in paths {
            found.listing.entries.remove(path);
        }
        found
            .listing
            .entries
            .retain(|path, entry| *entry != Entry::Folder || !doomed.contains(&pattern(path, "/")));
        Ok(())
    }
}

impl Place for Rsync {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        // An earlier look gives its folder back first.
        self.found = None;
        let (found, survey) = self.look(site)?;
        self.found = Some(found);
        Ok(survey)
    }

    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        let mut found = match self.found.take() {
            Some(found) => found,
            None => self.look(site)?.0,
        };
        let sent = plan.sent();
        watch.begin(sent.len(), plan.size());
        let interim = site.manifest.interim(found.manifest.as_ref());
        let interim = File::new(MANIFEST, interim.to_bytes());
        let last = File::new(MANIFEST, site.manifest.to_bytes());
        let unfinished: Vec<Arc<str>> = survey::unfinished_of_ours(site, &found);
        for batch in batches(plan, (&interim, &last), &unfinished) {
            match batch {
                Batch::Send(files) => self.upload(&files, &mut found, watch)?,
                Batch::Delete(paths) => self.delete(&paths, site, &mut found, watch)?,
            }
        }
        Ok(Sent::default())
    }
}

/// The folders of these paths that hold something else too.
fn living_folders<'a>(
    deleted: &[Arc<str>],
    files: &'a [File],
    listing: &'a Listing,
) -> BTreeSet<&'a str> {
    let deleted: BTreeSet<&str> = deleted.iter().map(|path| &**path).collect();
    let there = listing.entries.iter().filter(|(_, entry)| **entry != Entry::Folder);
    let there = there.map(|(path, _)| &**path).filter(|path| !deleted.contains(path));
    files.iter().map(|file| &*file.path).chain(there).flat_map(ancestors).collect()
}

/// The folders that a path is in, outermost first.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// The rule that lets rsync delete this path and no other.
fn pattern(path: &str, end: &str) -> String {
    if !path.contains(['*', '?', '[']) {
        // Without one of these, rsync reads a backslash as itself.
        return format!("R /{path}{end}");
    }
    let mut escaped = String::from("R /");
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped + end
}

/// Tells how far a run is, as its output says: `1234567  12%  1.20MB/s …`, again and again.
struct Progress<'a> {
    watch: &'a dyn Watch,
    line: Vec<u8>,
    /// All of what is sent in this run.
    total: u64,
    told: u64,
}

impl<'a> Progress<'a> {
    fn new(watch: &'a dyn Watch, total: u64) -> Progress<'a> {
        Progress { watch, line: Vec::new(), total, told: 0 }
    }

    fn take(&mut self, piece: &[u8]) {
        for byte in piece {
            if !matches!(byte, b'\r' | b'\n') {
                self.line.push(*byte);
                continue;
            }
            let line = String::from_utf8_lossy(&self.line);
            let mut words = line.split_whitespace();
            let bytes = words.next().and_then(|word| word.parse().ok());
            if let Some(bytes) = bytes.filter(|_| words.next().is_some_and(|it| it.ends_with('%')))
            {
                self.tell(bytes);
            }
            self.line.clear();
        }
    }

    fn tell(&mut self, bytes: u64) {
        let bytes = bytes.min(self.total);
        if bytes > self.told {
            self.watch.sent(bytes - self.told);
            self.told = bytes;
        }
    }

    /// What was there already is as good as sent.
    fn finish(mut self) {
        self.tell(self.total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_one_path() {
        assert_eq!(pattern("a b/c.html", ""), "R /a b/c.html");
        assert_eq!(pattern("a[1]*/b", "/"), "R /a\\[1]\\*/b/");
    }

    #[test]
    fn progress_is_read_from_pieces() {
        struct Count(std::cell::RefCell<Vec<u64>>);
        impl Watch for Count {
            fn begin(&self, _: usize, _: super::super::Size) {}
            fn sent(&self, bytes: u64) {
                self.0.borrow_mut().push(bytes);
            }
            fn step(&self, _: &str) {}
            fn retry(&self, _: &http::Retry) {}
        }
        let count = Count(std::cell::RefCell::default());
        let mut progress = Progress::new(&count, 100);
        for piece in [
            &b"\r      1"[..],
            b"0  10%    0.00kB/s\r     10  10%\r  60  ",
            b"60%\rdone 5%\n",
            b"   200 100%\n",
        ] {
            progress.take(piece);
        }
        progress.finish();
        assert_eq!(*count.0.borrow(), [10, 50, 40]);
    }
}
