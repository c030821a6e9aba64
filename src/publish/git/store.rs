//! A bare repository of our own, for one publish: so that nothing is left in the user's.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::program::Git;
use super::remote::refused;
use super::trouble;
use crate::emit;

/// A bare repository in `.vouchfolio/publish/`, which goes when it is dropped.
pub(super) struct Store {
    pub folder: PathBuf,
    /// Held until the folder is gone.
    _lock: File,
}

impl Store {
    /// An empty one for this target. What an interrupted publish left is removed.
    pub fn make(site: &Path, target: &str) -> Result<Store, Error> {
        let state = emit::state_folder(site).map_err(|error| Error::Place {
            message: error.to_string(),
            help: "publishing keeps what it needs there; make it possible".to_owned(),
        })?;
        let parent = state.join("publish");
        if parent.is_symlink() {
            // What lies there is removed, and so must be nobody else's.
            let message = format!("{} is a link", parent.display());
            return Err(refused(&message, "remove it; a folder is made in its place"));
        }
        let made = fs::create_dir_all(&parent);
        made.map_err(|cause| Error::Write { path: parent.clone(), cause })?;
        let lock = lock(&parent.join(format!("{target}.lock")), target)?;
        let folder = parent.join(format!("{target}.git"));
        // Git takes paths as they are, wherever it is started.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        remove(&folder)?;
        Ok(Store { folder, _lock: lock })
    }

    /// Makes the repository itself; an earlier one goes.
    pub fn init(&self, git: &Git, format: &str) -> Result<(), Error> {
        remove(&self.folder)?;
        let made = fs::create_dir(&self.folder);
        made.map_err(|cause| Error::Write { path: self.folder.clone(), cause })?;
        let format = format!("--object-format={format}");
        let init = ["init", "--quiet", "--bare", "--template=", &format];
        let done = git.run(&init, &self.folder, &[])?;
        match done.status.success() {
            true => Ok(()),
            false => Err(trouble::explained("git cannot make a repository of our own", &done.err)),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // What stays is removed by the next publish.
        let _ = remove(&self.folder);
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(Error::Write { path: folder.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

fn lock(path: &Path, target: &str) -> Result<File, Error> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|cause| Error::Write { path: path.to_owned(), cause })?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::Place {
            message: format!("another publish to `{target}` is under way"),
            help: "wait for it to end, and publish again".to_owned(),
        }),
        Err(TryLockError::Error(cause)) if cause.kind() != io::ErrorKind::Unsupported => {
            Err(Error::Write { path: path.to_owned(), cause })
        }
        _ => Ok(file),
    }
}
