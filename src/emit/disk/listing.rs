//! The reading half of the rim: lists the output folder, and digests the files that matter.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "emit is the rim: it writes the site"
)]

use super::Ground;
use crate::digest::{Digest, Digester};
use crate::emit::manifest::Manifest;
use crate::emit::survey::{Found, Survey};
use crate::emit::{Error, Wanted, find};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Looks at everything in the folder, and reads the files that are in the manifest.
pub(in crate::emit) fn survey(ground: &Ground, manifest: &Manifest) -> Result<Survey, Error> {
    if ground.is_new() {
        return Ok(Survey::default());
    }
    let mut survey = list(ground.path())?;
    look(&mut survey, ground, |path, found| {
        matches!(found, Found::File(_)) && manifest.names(path)
    })?;
    Ok(survey)
}

/// Looks at what outputs are to replace, too.
pub(in crate::emit) fn complete(
    survey: &mut Survey,
    ground: &Ground,
    wanted: &[Wanted<'_>],
    folders: &BTreeSet<&str>,
) -> Result<(), Error> {
    look(survey, ground, |path, found| match found {
        Found::File(None) => find(wanted, path).is_some(),
        Found::Folder => folders.contains(path),
        _ => false,
    })?;
    let is_wanted = |path: &str| folders.contains(path) || find(wanted, path).is_some();
    survey.unreadable.retain(|path| is_wanted(path));
    Ok(())
}

/// Reads the files, and looks at the folders, that matter.
fn look(
    survey: &mut Survey,
    ground: &Ground,
    matters: impl Fn(&str, Found) -> bool + Sync,
) -> Result<(), Error> {
    let unreadable = survey.entries.par_iter_mut().map_init(Vec::new, |buffer, (path, found)| {
        if !matters(path, *found) {
            return Ok(None);
        }
        let place = ground.path().join(&**path);
        let is_readable = match found {
            Found::Folder => fs::symlink_metadata(&place).map(|it| super::is_public(&it)),
            _ => digest(&place, buffer).map(|(digest, is_public)| {
                *found = Found::File(digest);
                is_public
            }),
        };
        let is_readable = is_readable.map_err(Error::io("read", &place))?;
        Ok((!is_readable).then(|| Arc::clone(path)))
    });
    let unreadable: Vec<_> = unreadable.collect::<Result<_, _>>()?;
    survey.unreadable.extend(unreadable.into_iter().flatten());
    Ok(())
}

/// Everything in a folder, level by level. No link is followed.
fn list(root: &Path) -> Result<Survey, Error> {
    let mut entries = Vec::new();
    let mut leftovers = Vec::new();
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let listed: Vec<_> =
            level.par_iter().map(|folder| list_one(root, folder)).collect::<Result<_, _>>()?;
        level.clear();
        for (path, found, is_leftover) in listed.into_iter().flatten() {
            if is_leftover {
                leftovers.push(root.join(path));
                continue;
            }
            if found == Found::Folder {
                level.push(path.clone());
            }
            entries.push((Arc::from(path), found));
        }
    }
    Ok(Survey { leftovers, ..entries.into_iter().collect() })
}

/// What is in one folder: paths from the root, and whether each is a temporary file of ours.
fn list_one(root: &Path, folder: &str) -> Result<Vec<(String, Found, bool)>, Error> {
    let place = root.join(folder);
    let entries = match fs::read_dir(&place) {
        // Such as `lost+found`. What cannot be looked into is not ours; if it must be, writing fails.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !folder.is_empty() => {
            return Ok(Vec::new());
        }
        entries => entries.map_err(Error::io("list", &place))?,
    };
    let mut listed = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("list", &place))?;
        let name = entry.file_name();
        let kind = entry.file_type().map_err(Error::io("look at", &entry.path()))?;
        let found = match kind {
            _ if name.to_str().is_none() => Found::Other,
            kind if kind.is_symlink() => Found::Link,
            kind if kind.is_dir() => Found::Folder,
            kind if kind.is_file() => Found::File(None),
            _ => Found::Other,
        };
        let name = name.to_string_lossy();
        let is_leftover = kind.is_file() && super::is_temporary(&name);
        let path = if folder.is_empty() { name.into() } else { format!("{folder}/{name}") };
        listed.push((path, found, is_leftover));
    }
    Ok(listed)
}

/// The digest of a file, `None` if it may not be read, and whether everybody may read it.
fn digest(path: &Path, buffer: &mut Vec<u8>) -> io::Result<(Option<Digest>, bool)> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok((None, false)),
        file => file?,
    };
    let metadata = file.metadata()?;
    let is_public = super::is_public(&metadata);
    buffer.resize(super::BUFFER, 0);
    let read = match file.read(buffer) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        read => read?,
    };
    let first = buffer.get(..read).unwrap_or_default();
    if read as u64 == metadata.len() {
        return Ok((Some(Digest::of(first)), is_public));
    }
    let mut digester = Digester::default();
    digester.update(first);
    super::read_in_pieces(&mut file, buffer, |piece| {
        digester.update(piece);
        Ok(())
    })?;
    Ok((Some(digester.finish()), is_public))
}
