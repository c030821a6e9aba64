//! Writes new files, and never over old ones.

use anyhow::{Context, Result, anyhow};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use vouchfolio::diagnostic::InWords;
use vouchfolio::source::CLOSED;

/// Whether something is there already.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Writes a file that must not exist, and the folders above it. It is there as a whole or not at
/// all.
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(folder).map_err(failure("create the folder", folder))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = folder.join(format!(".{name}.{}~", std::process::id()));
    let written = write_new(&draft, bytes).map_err(failure("write", path));
    // Unlike a rename, a link never takes the place of another file.
    let placed = written.and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !exists(path) => {
            // Some file systems know no links.
            fs::rename(&draft, path).map_err(failure("write", path))
        }
        linked => linked.map_err(failure("write", path)),
    });
    // Where it was renamed it is gone already.
    _ = fs::remove_file(&draft);
    placed
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// The same for a file of a site, unless a symbolic link on the way leads where a build would not
/// follow it: out of the site, or into what is private or built.
pub fn create_within(site: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let root = fs::canonicalize(site).map_err(failure("look at", site))?;
    let above = path.ancestors().skip(1).find(|folder| exists(folder)).unwrap_or(site);
    let leads_away = match fs::canonicalize(above) {
        Ok(real) => match real.strip_prefix(&root) {
            Ok(inside) => CLOSED.iter().any(|name| inside.starts_with(name)),
            Err(_) => true,
        },
        Err(_) => true,
    };
    if leads_away {
        let above = super::report::shown(above);
        return Err(anyhow!("the symbolic link on the way to `{above}` leads away from the site"))
            .context("replace the link with a folder of the site");
    }
    create(path, bytes)
}

/// Makes a folder that only its owner can read.
pub fn create_private_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(failure("create the folder", path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o700);
        fs::set_permissions(path, mode).map_err(failure("set the permissions of", path))?;
    }
    Ok(())
}

fn failure(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> anyhow::Error {
    move |error| anyhow!("cannot {doing} `{}`: {}", path.display(), InWords(&error))
}

/// Ids of the content of a kind: stems of the Markdown files in a folder of `content/`.
pub fn ids(site: &Path, folder: &str) -> Vec<String> {
    let walk = walkdir::WalkDir::new(site.join("content").join(folder)).sort_by_file_name();
    let names = walk.into_iter().flatten().map(|entry| entry.file_name().to_owned());
    names.filter_map(|name| Some(name.to_str()?.strip_suffix(".md")?.to_owned())).collect()
}
