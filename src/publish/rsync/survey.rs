//! What is there now: a listing with checksums, and what an earlier publish left.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use super::super::{Error, File, MANIFEST, Manifest, Site, Survey};
use super::listing::{self, Entry, Listing};
use super::program::{self, Outcome};
use super::staging::{self, Staging};
use super::{Destination, Found, Rsync, ancestors, failure};
use crate::digest::Digest;

/// A manifest is not longer than so many bytes.
const LONGEST_MANIFEST: u64 = 64 * 1024 * 1024;

impl Rsync {
    /// Looks what is there.
    pub(super) fn look(&self, site: &Site<'_>) -> Result<(Found, Survey), Error> {
        program::check_version(&self.tools)?;
        let mut staging = Staging::open(site.folder, &self.name)?;
        let mut survey = Survey::default();
        let empty = staging.folder()?;
        let listing = self.list(&empty, &mut survey.warnings)?;
        survey.manifest = self.manifest(&listing, &mut staging, &mut survey.warnings)?;
        if let Some(path) = obstacle(site, &listing, survey.manifest.as_ref()) {
            return Err(Error::Refused {
                message: format!(
                    "{path} at {} is a folder where the site has a file, or the other way round",
                    self.destination
                ),
                help: "Vouchfolio did not put it there: move it away, or choose another folder"
                    .to_owned(),
            });
        }
        survey.files = compare(site.files, &listing)?;
        let found = Found { staging, listing, manifest: survey.manifest.clone() };
        Ok((found, survey))
    }

    fn list(&self, empty: &Path, warnings: &mut Vec<String>) -> Result<Listing, Error> {
        let kinds = ["--recursive", "--checksum", "--links", "--devices", "--specials"];
        let (outcome, output) = self.pretend(&kinds, &self.destination, empty)?;
        if outcome.is_success() {
            return Ok(Listing::parse(&output));
        }
        if failure::is_missing(&outcome) {
            self.check_parent(empty)?;
            return Ok(Listing::default());
        }
        let Some(closed) = failure::closed_folders(&outcome) else {
            return Err(failure::explain(&outcome, &self.destination));
        };
        let words = |folder| format!("{folder} may not be looked into, so it is left as it is");
        warnings.extend(closed.into_iter().map(words));
        Ok(Listing::parse(&output))
    }

    /// rsync makes one folder and none above it.
    fn check_parent(&self, empty: &Path) -> Result<(), Error> {
        let Some(parent) = self.destination.parent() else { return Ok(()) };
        let (outcome, _) = self.pretend(&["--dirs"], &parent, empty)?;
        if !failure::is_missing(&outcome) {
            return Ok(());
        }
        Err(Error::Refused {
            message: format!("the folder {parent} is not there"),
            help: "look at the path in `destination`; if it is right, make that folder first"
                .to_owned(),
        })
    }

    /// What rsync would fetch from there. Nothing is fetched.
    fn pretend(
        &self,
        options: &[&str],
        from: &Destination,
        empty: &Path,
    ) -> Result<(Outcome, Vec<u8>), Error> {
        let mut arguments = vec!["--dry-run".into(), "--8-bit-output".into()];
        arguments.push(listing::FORMAT.into());
        arguments.extend(options.iter().map(Into::into));
        arguments.extend(["--".into(), from.argument(), staging::inside(empty)]);
        let mut output = Vec::new();
        let take = &mut |piece: &[u8]| output.extend_from_slice(piece);
        let outcome = program::run(&self.tools, from, &arguments, take)?;
        Ok((outcome, output))
    }

    /// What is left of what earlier publishes put there.
    fn manifest(
        &self,
        listing: &Listing,
        staging: &mut Staging,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Manifest>, Error> {
        match listing.entries.get(MANIFEST) {
            Some(Entry::File { size, .. }) if *size <= LONGEST_MANIFEST => {}
            _ => return Ok(None),
        }
        let folder = staging.folder()?;
        let mut from = self.destination.argument();
        from.push(MANIFEST);
        let arguments = ["--".into(), from, staging::inside(&folder)];
        let outcome = program::run(&self.tools, &self.destination, &arguments, &mut |_| {})?;
        if !outcome.is_success() {
            return Err(failure::explain(&outcome, &self.destination));
        }
        let path = folder.join(MANIFEST);
        let bytes = std::fs::read(&path).map_err(|cause| Error::Read { path, cause })?;
        let Some(mut manifest) = Manifest::parse(&bytes) else {
            warnings.push(format!(
                "{MANIFEST} at {} is not as a publish leaves it, so what earlier ones put there is not known",
                self.destination
            ));
            return Ok(None);
        };
        // What has become a link or a folder is no longer ours.
        let is_other =
            |path: &str| matches!(listing.entries.get(path), Some(Entry::Other | Entry::Folder));
        manifest.files.retain(|path, _| !is_other(path));
        Ok(Some(manifest))
    }
}

/// What an interrupted run left of files that are ours.
pub(super) fn unfinished_of_ours(site: &Site<'_>, found: &Found) -> Vec<Arc<str>> {
    let is_ours = |path: &&Arc<str>| {
        let path = listing::finished(path);
        let before = found.manifest.as_ref().is_some_and(|it| it.files.contains_key(&*path));
        before || path == MANIFEST || site.files.iter().any(|file| *file.path == *path)
    };
    found.listing.unfinished.iter().filter(is_ours).cloned().collect()
}

/// Every file there but our manifest. The digest is the site's where the bytes are the same, and
/// otherwise another one.
fn compare(files: &[File], listing: &Listing) -> Result<BTreeMap<Arc<str>, Option<Digest>>, Error> {
    let same = files.par_iter().filter_map(|file| match listing.entries.get(&file.path) {
        Some(Entry::File { md5: there, size }) if *size == file.size => match file.bytes() {
            Ok(bytes) => (md5(&bytes) == *there).then(|| Ok((&*file.path, file.digest))),
            Err(error) => Some(Err(error)),
        },
        _ => None,
    });
    let same: BTreeMap<&str, Digest> = same.collect::<Result<_, Error>>()?;
    let there = listing.entries.iter().filter_map(|(path, entry)| {
        let other = match entry {
            Entry::Folder => return None,
            Entry::File { md5, .. } => Digest::of(md5.as_bytes()),
            Entry::Other => Digest::default(),
        };
        let digest = same.get(&**path).copied().unwrap_or(other);
        Some((Arc::clone(path), Some(digest)))
    });
    Ok(there.filter(|(path, _)| **path != *MANIFEST).collect())
}

fn md5(bytes: &[u8]) -> String {
    use md5::Digest as _;
    let mut hex = String::with_capacity(32);
    for byte in md5::Md5::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Something that is not ours and stands in the way: what should be a folder and is none, or a
/// folder that should be a file. What is ours is deleted first.
fn obstacle<'a>(
    site: &Site<'a>,
    listing: &'a Listing,
    manifest: Option<&Manifest>,
) -> Option<&'a str> {
    let is_ours = |path: &str| manifest.is_some_and(|it| it.files.contains_key(path));
    let folders: BTreeSet<&str> =
        site.files.iter().flat_map(|file| ancestors(&file.path)).collect();
    let no_folder = folders.into_iter().find(|folder| {
        let there = listing.entries.get(*folder);
        there.is_some_and(|there| *there != Entry::Folder && !is_ours(folder))
    });
    let foreign_below = |folder: &str| {
        let inside = format!("{folder}/");
        let below = listing.entries.range::<str, _>((Bound::Included(&*inside), Bound::Unbounded));
        let below = below.take_while(|(path, _)| path.starts_with(&inside));
        below.filter(|(_, entry)| **entry != Entry::Folder).any(|(path, _)| !is_ours(path))
    };
    let is_full = |file: &&File| listing.is_folder(&file.path) && foreign_below(&file.path);
    no_folder.or_else(|| site.files.iter().find(is_full).map(|file| &*file.path))
}
