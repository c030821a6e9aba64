//! Writes new files, and never over old ones.

use anyhow::{Context, Result};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Whether something is there already.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Writes a file that must not exist, and the folders above it.
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        let fail = || format!("cannot create the folder `{}`", folder.display());
        fs::create_dir_all(folder).with_context(fail)?;
    }
    let fail = || format!("cannot write `{}`", path.display());
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).with_context(fail)?;
    file.write_all(bytes).with_context(fail)
}

/// Makes a folder that only its owner can read.
pub fn create_private_folder(path: &Path) -> Result<()> {
    let fail = || format!("cannot create the folder `{}`", path.display());
    fs::create_dir_all(path).with_context(fail)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).with_context(fail)?;
    }
    Ok(())
}
