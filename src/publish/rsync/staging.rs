//! Where files wait for rsync: a folder within the site's `.vouchfolio/`, gone afterwards.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::super::Error;

/// A folder of which one publish at a time makes use. Removed when dropped.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    next: u32,
    _lock: File,
}

impl Staging {
    /// The folder for a target of this name, emptied.
    pub fn open(site: &Path, name: &str) -> Result<Staging, Error> {
        let state = site.join(".vouchfolio");
        let parent = state.join("publish");
        fs::create_dir_all(&parent).map_err(Error::write(&parent))?;
        ignore_in_git(&state)?;
        let path = parent.join(format!("{name}.lock"));
        let mut options = OpenOptions::new();
        let lock = options.create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(Error::write(&path))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Place {
                    message: format!("another publish to `{name}` is under way"),
                    help: "wait for it to end, and publish again".to_owned(),
                });
            }
            Err(TryLockError::Error(cause)) if cause.kind() != io::ErrorKind::Unsupported => {
                return Err(Error::Write { path, cause });
            }
            _ => {}
        }
        let folder = parent.join(name);
        match fs::remove_dir_all(&folder) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                return Err(Error::Write { path: folder, cause });
            }
            _ => {}
        }
        fs::create_dir(&folder).map_err(Error::write(&folder))?;
        Ok(Staging { folder, next: 0, _lock: lock })
    }

    /// An empty folder within it.
    pub fn folder(&mut self) -> Result<PathBuf, Error> {
        self.next += 1;
        let folder = self.folder.join(self.next.to_string());
        fs::create_dir(&folder).map_err(Error::write(&folder))?;
        Ok(folder)
    }

    /// A file of names or rules, each ended by a NUL.
    pub fn list<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) -> Result<PathBuf, Error> {
        self.next += 1;
        let path = self.folder.join(self.next.to_string());
        let mut text = String::new();
        for line in lines {
            text.push_str(line);
            text.push('\0');
        }
        fs::write(&path, text).map_err(Error::write(&path))?;
        Ok(path)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What stays, the next publish removes.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Writes a file into a folder, and makes the folders on the way.
pub fn put(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Error> {
    let place = folder.join(path);
    let parent = place.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(Error::write(parent))?;
    fs::write(&place, bytes).map_err(Error::write(&place))
}

/// A folder as rsync takes it: with a slash, for what is in it.
pub fn inside(folder: &Path) -> OsString {
    let mut argument = folder.as_os_str().to_owned();
    argument.push("/");
    argument
}

/// What is kept there is nobody's source.
fn ignore_in_git(state: &Path) -> Result<(), Error> {
    let path = state.join(".gitignore");
    match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(mut file) => file.write_all(b"*\n").map_err(Error::write(&path)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(cause) => Err(Error::Write { path, cause }),
    }
}
