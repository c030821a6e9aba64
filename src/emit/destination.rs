//! Which folders a site may not be built into.
//!
//! Paths are compared as they really are: links followed, `..` and case resolved, also where the
//! folder does not exist yet.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "emit is the rim: it writes the site"
)]

use super::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Why a folder is refused, whatever it is asked with. Reads on from "it".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Root,
    Home,
    WorkingFolder,
    Site,
    HoldsSite,
    /// Of the site: `content`, `private` and the like.
    InsideOf(&'static str),
    HoldsPartOfSite(&'static str),
    InsideOfState,
    HoldsRepository,
    HoldsAnotherSite,
    NotAFolder,
    BrokenLink,
    LinkLeavesSite,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Root => "is the root of the file system",
            Refusal::Home => "is the home folder, or holds it",
            Refusal::WorkingFolder => "is the working folder",
            Refusal::Site => "is the site's own folder",
            Refusal::HoldsSite => "holds the site's own folder",
            Refusal::InsideOf(part) => return write!(f, "is inside the site's {part} folder"),
            Refusal::HoldsPartOfSite(part) => return write!(f, "holds the site's {part} folder"),
            Refusal::InsideOfState => "is inside a .git or .vouchfolio folder",
            Refusal::HoldsRepository => "holds a .git repository",
            Refusal::HoldsAnotherSite => "holds a vouchfolio.yaml, so it is a site's own folder",
            Refusal::NotAFolder => "is, or lies below, something that is not a folder",
            Refusal::BrokenLink => "leads through a symbolic link to nowhere",
            Refusal::LinkLeavesSite => "leads out of the site through a symbolic link",
        })
    }
}

/// The folders of a site whose files are its owner's.
const PARTS: [&str; 4] = ["content", "themes", "static", "private"];

/// The canonical paths of the site and of its output folder, unless that is refused.
pub(super) fn resolve(site: &Path, out: &Path) -> Result<(PathBuf, PathBuf), Error> {
    let site = fs::canonicalize(site).map_err(Error::io("open the site", site))?;
    let refused = |reason| Error::Refused { folder: out.to_owned(), reason };
    let folder = follow(out, &site)?.map_err(refused)?;
    let reason = match refusal_by_place(&folder, &site) {
        None => refusal_by_content(&folder)?,
        reason => reason,
    };
    reason.map_or(Ok((site, folder)), |reason| Err(refused(reason)))
}

/// The canonical form of a path whose last parts need not exist.
fn follow(out: &Path, site: &Path) -> Result<Result<PathBuf, Refusal>, Error> {
    let mut real = PathBuf::new();
    for component in std::path::absolute(out).map_err(Error::io("find", out))?.components() {
        let name = match component {
            Component::Normal(name) => name,
            Component::ParentDir => {
                real.pop();
                continue;
            }
            Component::CurDir => continue,
            start @ (Component::Prefix(_) | Component::RootDir) => {
                real.push(start);
                continue;
            }
        };
        let next = real.join(name);
        match fs::symlink_metadata(&next) {
            Ok(found) if found.is_symlink() => {
                let Ok(target) = fs::canonicalize(&next) else {
                    return Ok(Err(Refusal::BrokenLink));
                };
                if real.starts_with(site) && !target.starts_with(site) {
                    return Ok(Err(Refusal::LinkLeavesSite));
                }
                real = target;
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Ok(Err(Refusal::NotAFolder));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("look at", &next)(error));
            }
            _ => real = next,
        }
    }
    with_true_case(real)
}

/// The path as the file system spells it, as far as it exists.
fn with_true_case(path: PathBuf) -> Result<Result<PathBuf, Refusal>, Error> {
    let existing = path.ancestors().find(|folder| folder.exists()).unwrap_or(&path);
    if !existing.is_dir() {
        return Ok(Err(Refusal::NotAFolder));
    }
    let rest = path.strip_prefix(existing).unwrap_or(Path::new(""));
    let real = fs::canonicalize(existing).map_err(Error::io("find", existing))?;
    Ok(Ok(real.components().chain(rest.components()).collect()))
}

fn refusal_by_place(folder: &Path, site: &Path) -> Option<Refusal> {
    let real = |path: PathBuf| fs::canonicalize(path).ok();
    if folder.parent().is_none() {
        return Some(Refusal::Root);
    }
    if folder == site {
        return Some(Refusal::Site);
    }
    if std::env::home_dir().and_then(real).is_some_and(|home| home.starts_with(folder)) {
        return Some(Refusal::Home);
    }
    if site.starts_with(folder) {
        return Some(Refusal::HoldsSite);
    }
    if std::env::current_dir().ok().and_then(real).is_some_and(|working| working == folder) {
        return Some(Refusal::WorkingFolder);
    }
    // A site may itself lie in an odd place; only the way from there counts.
    let below = folder.strip_prefix(site).unwrap_or(folder);
    let is_state = |part: Component<'_>| {
        let name = part.as_os_str();
        name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case(".vouchfolio")
    };
    if below.components().any(is_state) {
        return Some(Refusal::InsideOfState);
    }
    PARTS.iter().find_map(|part| refusal_by_part(part, folder, site))
}

/// Compares with one of [`PARTS`]: by its name, in any case, and by where it really is.
fn refusal_by_part(part: &'static str, folder: &Path, site: &Path) -> Option<Refusal> {
    let first = folder.strip_prefix(site).ok().and_then(|below| below.components().next());
    if first.is_some_and(|first| first.as_os_str().eq_ignore_ascii_case(part)) {
        return Some(Refusal::InsideOf(part));
    }
    let real = fs::canonicalize(site.join(part)).ok()?;
    if folder.starts_with(&real) {
        Some(Refusal::InsideOf(part))
    } else if real.starts_with(folder) {
        Some(Refusal::HoldsPartOfSite(part))
    } else {
        None
    }
}

fn refusal_by_content(folder: &Path) -> Result<Option<Refusal>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(Error::io("list", folder))?,
    };
    for entry in entries {
        let name = entry.map_err(Error::io("list", folder))?.file_name();
        if name.eq_ignore_ascii_case(".git") {
            return Ok(Some(Refusal::HoldsRepository));
        }
        if name.eq_ignore_ascii_case("vouchfolio.yaml") {
            return Ok(Some(Refusal::HoldsAnotherSite));
        }
    }
    Ok(None)
}
