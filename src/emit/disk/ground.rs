//! The folder that files are written into.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "emit is the rim: it writes the site"
)]

use super::{create, ignore_in_git, is_folder, make_file_public};
use crate::digest::Digest;
use crate::emit::{Error, Refusal};
use crate::render::{Content, InMemory, Keep};
use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

/// The output folder; or, where there is none yet, one beside it that becomes it as a whole.
#[derive(Debug)]
pub(in crate::emit) struct Ground {
    path: PathBuf,
    /// The output folder, where that does not exist yet.
    becomes: Option<PathBuf>,
    begun: OnceLock<Begun>,
    /// The first thing that went wrong while outputs were kept.
    failure: Mutex<Option<Error>>,
    has_failed: AtomicBool,
    is_finished: AtomicBool,
}

/// A new folder that was made, as far as it was.
#[derive(Debug, Default)]
struct Begun {
    /// The folders above it that were made for it, outermost first.
    above: Vec<PathBuf>,
    /// It is there, and ours.
    is_made: bool,
    /// What is made in it has the modes that were asked for: no umask takes any away.
    keeps_modes: bool,
}

impl Ground {
    /// `site` and `folder` are canonical.
    pub(in crate::emit) fn of(site: &Path, folder: &Path) -> Result<Ground, Error> {
        let of = |path, becomes| {
            Ok(Ground {
                path,
                becomes,
                begun: OnceLock::new(),
                failure: Mutex::default(),
                has_failed: AtomicBool::default(),
                is_finished: AtomicBool::default(),
            })
        };
        if is_folder(folder)? {
            return of(folder.to_owned(), None);
        }
        // The name is ours, and this site's: another one may be built to the same place just now.
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let whose = Digest::of(site.as_os_str().as_encoded_bytes()).0 as u32;
        let path = folder.with_file_name(format!(".{name}.{whose:08x}.vouchfolio-tmp"));
        if path == site {
            return Err(Error::Refused { folder: path, reason: Refusal::Site });
        }
        // What a killed build left there must not become part of this one.
        if is_folder(&path)? {
            fs::remove_dir_all(&path).map_err(Error::io("remove", &path))?;
        }
        of(path, Some(folder.to_owned()))
    }

    pub(in crate::emit) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is to become the output folder, rather than being it.
    pub(in crate::emit) fn is_new(&self) -> bool {
        self.becomes.is_some()
    }

    pub(super) fn keeps_modes(&self) -> bool {
        self.begun.get().is_some_and(|begun| begun.keeps_modes)
    }

    pub(super) fn place(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// Makes a new folder, with those above it, once. What goes wrong is said by
    /// [`Ground::take_failure`].
    fn begin(&self, site: &Path) -> &Begun {
        self.begun.get_or_init(|| {
            let mut begun = Begun::default();
            if let Err(error) = self.make(site, &mut begun) {
                self.fail(error);
            }
            begun
        })
    }

    /// Notes in `begun` what it made, also where it fails half-way.
    fn make(&self, site: &Path, begun: &mut Begun) -> Result<(), Error> {
        let above = self.path.ancestors().skip(1).take_while(|folder| !folder.is_dir());
        let above: Vec<_> = above.map(Path::to_owned).collect();
        for folder in above.into_iter().rev() {
            make_folder(&folder, false)?;
            begun.above.push(folder);
        }
        // Nobody else may have made it.
        folder_builder().create(&self.path).map_err(Error::io("create", &self.path))?;
        begun.is_made = true;
        begun.keeps_modes = has_folder_mode(&self.path)?;
        set_folder_mode(&self.path)?;
        // Git ignores it if it is inside the site.
        if self.path.starts_with(site) { ignore_in_git(&self.path) } else { Ok(()) }
    }

    fn fail(&self, error: Error) {
        self.has_failed.store(true, Ordering::Relaxed);
        if let Ok(mut failure) = self.failure.lock() {
            failure.get_or_insert(error);
        }
    }

    /// What went wrong first, if anything did.
    fn take_failure(&self) -> Option<Error> {
        self.failure.lock().ok().and_then(|mut failure| failure.take())
    }

    /// A new folder is there afterwards, with everything that was kept so far.
    pub(in crate::emit) fn ready(&self, site: &Path) -> Result<(), Error> {
        if self.is_new() {
            self.begin(site);
        }
        self.take_failure().map_or(Ok(()), Err)
    }

    /// Writes an output that is there already, so that it need not wait in memory. What goes
    /// wrong is said by [`Ground::ready`].
    pub(in crate::emit) fn keep(&self, path: &str, bytes: Cow<'_, [u8]>, site: &Path) -> Content {
        if !self.is_new() {
            return InMemory.keep(path, bytes);
        }
        self.begin(site);
        if !self.has_failed.load(Ordering::Relaxed)
            && let Err(error) = self.write(&self.place(path), &bytes)
        {
            self.fail(error);
        }
        Content::InPlace
    }

    fn write(&self, place: &Path, bytes: &[u8]) -> Result<(), Error> {
        self.make_folder_of(place)?;
        let mut file = create(place)?;
        file.write_all(bytes).map_err(Error::io("write", place))?;
        if self.keeps_modes() {
            return Ok(());
        }
        make_file_public(&file).map_err(Error::io("set the permissions of", place))
    }

    /// Makes the folder of a place within, and those above it up to the ground, which is there.
    fn make_folder_of(&self, place: &Path) -> Result<(), Error> {
        let folder = place.parent().filter(|folder| *folder != self.path);
        let Some(folder) = folder else { return Ok(()) };
        match make_folder(folder, self.keeps_modes()) {
            Err(Error::Io { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
                self.make_folder_of(folder)?;
                make_folder(folder, self.keeps_modes())
            }
            result => result,
        }
    }

    /// Puts a new folder into its place.
    pub(super) fn finish(&self) -> Result<(), Error> {
        if let Some(folder) = &self.becomes {
            fs::rename(&self.path, folder).map_err(|cause| match cause.kind() {
                io::ErrorKind::DirectoryNotEmpty
                | io::ErrorKind::AlreadyExists
                | io::ErrorKind::NotADirectory => Error::Appeared { path: folder.clone() },
                _ => Error::io("create", folder)(cause),
            })?;
        }
        self.is_finished.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Ground {
    /// Nothing is left of a new folder that did not get into its place.
    fn drop(&mut self) {
        let Some(begun) = self.begun.get() else { return };
        if self.is_finished.load(Ordering::Relaxed) {
            return;
        }
        if begun.is_made {
            let _ = fs::remove_dir_all(&self.path);
        }
        for folder in begun.above.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes a folder of the mode 0755, whatever the umask, unless it `keeps_mode`.
pub(super) fn make_folder(path: &Path, keeps_mode: bool) -> Result<(), Error> {
    match folder_builder().create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path)? => Ok(()),
        Err(error) => Err(Error::io("create", path)(error)),
        Ok(()) if keeps_mode => Ok(()),
        Ok(()) => set_folder_mode(path),
    }
}

/// For folders of the mode 0755, as far as the umask lets them be.
fn folder_builder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder
}

#[cfg(unix)]
fn set_folder_mode(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(path, mode).map_err(Error::io("set the permissions of", path))
}

#[cfg(not(unix))]
fn set_folder_mode(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// Whether a folder that was just made has the mode that was asked for.
#[cfg(unix)]
fn has_folder_mode(path: &Path) -> Result<bool, Error> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::symlink_metadata(path).map_err(Error::io("look at", path))?;
    Ok(metadata.permissions().mode() & 0o777 == 0o755)
}

#[cfg(not(unix))]
fn has_folder_mode(_: &Path) -> Result<bool, Error> {
    Ok(true)
}
