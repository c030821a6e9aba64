//! The writing half of the rim: carries out a plan, and keeps the manifests.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "emit is the rim: it writes the site"
)]

mod ground;
mod listing;

pub(super) use ground::Ground;
pub(super) use listing::{complete, survey};

use super::manifest::Manifest;
use super::plan::{Action, Plan, Step};
use super::survey::Survey;
use super::{Error, IGNORE_ALL, Wanted};
use crate::digest::{Digest, Digester};
use crate::render::Content;
use crate::source::image;
use ground::make_folder;
use rayon::prelude::*;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The size of the pieces in which files are read, in bytes.
pub(super) const BUFFER: usize = 256 * 1024;

/// Where the manifest of one output folder is kept.
#[derive(Debug)]
pub(super) struct Store(PathBuf);

impl Store {
    /// The name is a digest of the folder's path: from the site where it is inside, so that a site
    /// can be moved, and from the root otherwise.
    pub(super) fn of(site: &Path, folder: &Path) -> Store {
        let path = folder.strip_prefix(site).unwrap_or(folder);
        let name = Digest::of(path.as_os_str().as_encoded_bytes());
        Store(site.join(".vouchfolio/outputs").join(format!("{name}.manifest")))
    }

    pub(super) fn name(&self) -> String {
        self.0.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The text, if there is one. Bytes that are no text come back as what no manifest holds.
    pub(super) fn load(&self) -> Result<Option<String>, Error> {
        match fs::read(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &self.0)(error)),
            Ok(bytes) => Ok(Some(String::from_utf8(bytes).unwrap_or_default())),
        }
    }

    pub(super) fn save(&self, manifest: &Manifest) -> Result<(), Error> {
        let folder = self.0.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        // The lock is held, so nobody else has this file open.
        let temporary = self.0.with_extension("tmp");
        fs::write(&temporary, manifest.to_string()).map_err(Error::io("write", &temporary))?;
        fs::rename(&temporary, &self.0).map_err(Error::io("write", &self.0))
    }
}

/// Does what the plan says. Assets before pages, deletions last.
pub(super) fn carry_out(
    plan: &Plan<'_>,
    survey: &Survey,
    ground: &Ground,
    site: &Path,
) -> Result<(), Error> {
    let delete = |action| {
        let steps = plan.steps.par_iter().filter(move |step| step.action == action);
        steps.try_for_each(|step| remove(&ground.place(step.path)))
    };
    survey.leftovers.iter().try_for_each(|path| remove(path))?;
    survey.unreadable.iter().try_for_each(|path| make_public(&ground.place(path)))?;

    delete(Action::ClearAway)?;
    for folder in &plan.folders_in_the_way {
        let place = ground.place(folder);
        fs::remove_dir(&place).map_err(Error::io("remove", &place))?;
    }
    // Those of outputs that are written already are there.
    let waiting = plan.steps.iter().filter_map(|step| step.wanted);
    let waiting = waiting.filter(|it| !matches!(it.content, Content::InPlace));
    let wanted = super::folders_of(waiting);
    let missing = plan.missing_folders.iter().copied().filter(|folder| wanted.contains(folder));
    make_folders(missing.collect(), ground)?;
    let writes = plan.steps.iter().filter(|step| step.action.writes());
    let (pages, assets): (Vec<_>, Vec<_>) = writes.partition(|step| step.path.ends_with(".html"));
    for steps in [assets, pages] {
        steps
            .par_iter()
            .try_for_each_init(Vec::new, |buffer, step| write(step, ground, site, buffer))?;
    }

    delete(Action::Delete)?;
    for folder in &plan.former_folders {
        // It may hold files that are not ours; then it stays.
        let _ = fs::remove_dir(ground.place(folder));
    }
    ground.finish()
}

/// Whether there is a folder. Anything else there, a link included, is an error.
fn is_folder(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io("look at", path)(error)),
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => {
            let reason = super::Refusal::NotAFolder;
            Err(Error::Refused { folder: path.to_owned(), reason })
        }
    }
}

/// Makes folders, those of one depth in parallel.
fn make_folders(mut folders: Vec<&str>, ground: &Ground) -> Result<(), Error> {
    let depth = |path: &str| path.matches('/').count();
    folders.sort_by_key(|folder| depth(folder));
    folders.chunk_by(|a, b| depth(a) == depth(b)).try_for_each(|level| {
        level
            .par_iter()
            .try_for_each(|folder| make_folder(&ground.place(folder), ground.keeps_modes()))
    })
}

/// Puts a `.gitignore` of `*` into a folder, unless there is one.
pub(super) fn ignore_in_git(folder: &Path) -> Result<(), Error> {
    let path = folder.join(".gitignore");
    match fs::symlink_metadata(&path) {
        Ok(found) if !found.is_file() || found.len() > 0 => Ok(()),
        _ => fs::write(&path, IGNORE_ALL).map_err(Error::io("write", &path)),
    }
}

/// Deletes a file. That it is gone already is as good.
fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("delete", path)(error))
        }
        _ => Ok(()),
    }
}

/// Writes one output beside its place, then moves it there. In a folder that is moved as a whole
/// it is written where it belongs.
fn write(step: &Step<'_>, ground: &Ground, site: &Path, buffer: &mut Vec<u8>) -> Result<(), Error> {
    let Some(wanted) = step.wanted else { return Ok(()) };
    let place = ground.place(step.path);
    if let Content::InPlace = wanted.content {
        let is_there = ground.is_new() && fs::symlink_metadata(&place).is_ok_and(|it| it.is_file());
        return if is_there { Ok(()) } else { Err(Error::Vanished { path: place }) };
    }
    if ground.is_new() {
        return fill(&place, wanted, site, ground, buffer);
    }
    let temporary = place.with_file_name(temporary_name());
    let is_vacant = || fs::symlink_metadata(&place).is_err();
    let result = fill(&temporary, wanted, site, ground, buffer).and_then(|()| {
        if step.action == Action::Create && !is_vacant() {
            return Err(Error::Appeared { path: place.clone() });
        }
        fs::rename(&temporary, &place).map_err(Error::io("write", &place))
    });
    if result.is_err() {
        // The next build removes it if this one cannot.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// Creates a file with the content of an output.
fn fill(
    path: &Path,
    wanted: &Wanted<'_>,
    site: &Path,
    ground: &Ground,
    buffer: &mut Vec<u8>,
) -> Result<(), Error> {
    let mut file = create(path)?;
    let digest = match wanted.content {
        Content::InPlace => wanted.digest,
        Content::Bytes(bytes) => {
            file.write_all(bytes).map_err(Error::io("write", path))?;
            wanted.digest
        }
        Content::Copy { from, strip_metadata } => {
            let from = site.join(from);
            if *strip_metadata {
                let bytes = fs::read(&from).map_err(Error::io("read", &from))?;
                let bytes = image::publishable(&bytes);
                file.write_all(&bytes).map_err(Error::io("write", path))?;
                Digest::of(&bytes)
            } else {
                copy(&from, (&mut file, path), buffer)?
            }
        }
    };
    match wanted.content {
        Content::Copy { from, .. } if digest != wanted.digest => {
            Err(Error::SourceChanged { from: from.clone() })
        }
        _ if ground.keeps_modes() => Ok(()),
        _ => make_file_public(&file).map_err(Error::io("set the permissions of", path)),
    }
}

/// A new file of the mode 0644, as far as the umask lets it be.
fn create(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    options.open(path).map_err(Error::io("create", path))
}

/// Copies a file piece by piece; the digest is of what was written.
fn copy(from: &Path, to: (&mut File, &Path), buffer: &mut Vec<u8>) -> Result<Digest, Error> {
    let mut source = File::open(from).map_err(Error::io("read", from))?;
    let mut digester = Digester::default();
    let mut failed_write = None;
    buffer.resize(BUFFER, 0);
    let result = read_in_pieces(&mut source, buffer, |piece| {
        digester.update(piece);
        to.0.write_all(piece).inspect_err(|error| failed_write = Some(error.kind()))
    });
    match (result, failed_write) {
        (Ok(()), _) => Ok(digester.finish()),
        (Err(error), Some(_)) => Err(Error::io("write", to.1)(error)),
        (Err(error), None) => Err(Error::io("read", from)(error)),
    }
}

/// Reads to the end, and hands on each piece.
pub(super) fn read_in_pieces(
    file: &mut File,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    loop {
        match file.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(buffer.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A name for a temporary file that no other thread uses.
fn temporary_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!(".vouchfolio-{:08x}.tmp", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Whether a file name is one of [`temporary_name`]'s.
pub(super) fn is_temporary(name: &str) -> bool {
    let number = name.strip_prefix(".vouchfolio-").and_then(|rest| rest.strip_suffix(".tmp"));
    number.is_some_and(|number| {
        number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether everybody may read a file, or enter a folder.
#[cfg(unix)]
pub(super) fn is_public(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let needed = if metadata.is_dir() { 0o755 } else { 0o644 };
    metadata.mode() & needed == needed
}

#[cfg(not(unix))]
pub(super) fn is_public(_: &Metadata) -> bool {
    true
}

/// Lets everybody read what is there, and takes nothing away.
fn make_public(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::symlink_metadata(path).map_err(Error::io("look at", path))?;
        if !is_public(&metadata) {
            let needed = if metadata.is_dir() { 0o755 } else { 0o644 };
            let mode = fs::Permissions::from_mode(metadata.permissions().mode() | needed);
            let doing = "set the permissions of";
            fs::set_permissions(path, mode).map_err(Error::io(doing, path))?;
        }
    }
    Ok(())
}

/// Gives a new file the mode 0644, which the umask may have narrowed.
fn make_file_public(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}
