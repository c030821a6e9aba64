//! One build of a site at a time: an operating-system lock on `.vouchfolio/lock`.
//!
//! The system lets go of the lock when the process ends, however it ends; the file itself stays.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "emit is the rim: it writes the site"
)]

use super::{Error, disk};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Takes the lock of a site, which is held as long as the file is open. Makes `.vouchfolio/`.
pub(super) fn take(site: &Path, wait: bool, on_wait: &dyn Fn()) -> Result<File, Error> {
    let path = state_folder(site)?.join("lock");
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(Error::io("open", &path))?;
    let taken = match file.try_lock() {
        Err(TryLockError::WouldBlock) if !wait => return Err(Error::Locked { lock: path }),
        Err(TryLockError::WouldBlock) => {
            on_wait();
            file.lock()
        }
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => Ok(()),
    };
    match taken {
        // Some network file systems know no locks; a build there is better than none.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        taken => taken.map(|()| file).map_err(Error::io("lock", &path)),
    }
}

/// The site's `.vouchfolio/`, made if need be, which git is told to ignore.
pub(crate) fn state_folder(site: &Path) -> Result<PathBuf, Error> {
    let folder = site.join(".vouchfolio");
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Error::io("create", &folder)(error));
        }
        _ => {}
    }
    let is_link =
        fs::symlink_metadata(&folder).map_err(Error::io("look at", &folder))?.is_symlink();
    if is_link {
        let paths = vec![".vouchfolio".into()];
        return Err(Error::SymbolicLink { folder: site.to_owned(), paths });
    }
    disk::ignore_in_git(&folder)?;
    Ok(folder)
}
