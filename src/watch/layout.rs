//! Which folders hold the site's files, and under which names the site knows what is in them.
//!
//! Most files lie where the site has them. Those behind symbolic links do not, and events tell of
//! where a file lies. Links are followed where a build follows them: inside the site, and not into
//! what is closed.

#![allow(clippy::disallowed_methods, reason = "the rim: watch looks at the site's folders")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::config;
use crate::source::{CLOSED, is_wanted};

/// The folders of a site that are read.
const TOPS: [&str; 3] = ["content", "themes", "static"];

/// After so many links on the way to a file the system gives up, and so does this.
const MOST_LINKS: usize = 40;

/// Which folders and links there are. All keys are paths without symbolic links.
#[derive(Debug, Default)]
pub(super) struct Layout {
    root: PathBuf,
    /// Folders whose files are the site's, each with where the site has it.
    folders: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Files that links lead to, with where the site has them.
    files: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Links, and everything on the way to where they lead. Where such a name appears, vanishes or
    /// is replaced, the layout is another.
    turns: BTreeSet<PathBuf>,
}

/// What a walk comes by; where several links lead to one thing, more than once.
pub(super) enum Stop<'a> {
    /// A folder; before it is looked into, so that nothing is missed in between.
    Folder(&'a Path, Role),
    /// A file: where it lies, and where the site has it.
    File(&'a Path, &'a Path),
}

/// Why a folder counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The uppermost of a tree that is the site's.
    Top,
    /// Within such a tree.
    Inner,
    /// Single names in it matter.
    Passage,
}

/// Walks through everything that the site has. What cannot be read is passed over.
pub(super) fn walk(root: &Path, on_stop: &mut dyn FnMut(Stop<'_>)) -> Layout {
    let layout = Layout { root: root.to_path_buf(), ..Layout::default() };
    let mut walk = Walk { layout, on_stop, way: Vec::new() };
    if root.is_dir() {
        (walk.on_stop)(Stop::Folder(root, Role::Passage));
        walk.entry(&root.join(config::FILE), &root.join(config::FILE), Role::Top);
        for name in TOPS {
            walk.layout.turns.insert(root.join(name));
            walk.entry(&root.join(name), &root.join(name), Role::Top);
        }
    }
    walk.layout
}

/// Where the site's own folders lie, links followed.
pub(super) fn tops(root: &Path) -> Vec<PathBuf> {
    TOPS.iter().map(|name| root.join(name)).filter_map(|top| fs::canonicalize(top).ok()).collect()
}

impl Layout {
    /// Where the site has the file that lies here; nowhere, if it is none of the site's.
    pub(super) fn seen(&self, path: &Path) -> Vec<PathBuf> {
        let mut seen = self.files.get(path).cloned().unwrap_or_default();
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return seen };
        if folder == self.root && name == config::FILE {
            seen.push(path.to_path_buf());
        }
        if is_wanted(&name.to_string_lossy()) {
            let folders = self.folders.get(folder).into_iter().flatten();
            seen.extend(folders.map(|folder| folder.join(name)));
        }
        seen
    }

    /// Whether a folder or link that is here, or was, makes the layout what it is.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        path == self.root || self.turns.contains(path) || self.folders.contains_key(path)
    }

    /// Whether a link leads to the file that lies here.
    pub(super) fn is_linked(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Whether a folder that appeared here would be part of the site, or lies in one that is part
    /// of the site and not known yet.
    pub(super) fn would_hold(&self, path: &Path) -> bool {
        let names = path.ancestors().map_while(|path| Some((path.parent()?, path.file_name()?)));
        for (folder, name) in names {
            if !is_wanted(&name.to_string_lossy()) {
                return false;
            }
            if self.folders.contains_key(folder) {
                return true;
            }
        }
        false
    }
}

struct Walk<'a> {
    layout: Layout,
    on_stop: &'a mut dyn FnMut(Stop<'_>),
    /// The folders that the walk is in, so that a link back into one of them ends.
    way: Vec<PathBuf>,
}

impl Walk<'_> {
    /// Something that lies at `path`, where no link is but perhaps the last, and is to be `seen`.
    fn entry(&mut self, path: &Path, seen: &Path, role: Role) {
        let Ok(found) = fs::symlink_metadata(path) else { return };
        if found.is_dir() {
            self.folder(path, seen, role);
        } else if found.is_file() {
            (self.on_stop)(Stop::File(path, seen));
        } else if found.is_symlink()
            && let Some(target) = self.follow(path)
        {
            if target.is_dir() {
                self.folder(&target, seen, Role::Top);
            } else if target.is_file() {
                (self.on_stop)(Stop::File(&target, seen));
                self.layout.turns.remove(&target);
                self.layout.files.entry(target).or_default().push(seen.to_path_buf());
            }
        }
    }

    fn folder(&mut self, path: &Path, seen: &Path, role: Role) {
        if self.way.iter().any(|folder| folder == path) {
            return;
        }
        let known = self.layout.folders.entry(path.to_path_buf()).or_default();
        known.push(seen.to_path_buf());
        (self.on_stop)(Stop::Folder(path, role));
        self.way.push(path.to_path_buf());
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if !is_wanted(&name.to_string_lossy()) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_file() => {
                    (self.on_stop)(Stop::File(&path.join(&name), &seen.join(&name)));
                }
                _ => self.entry(&path.join(&name), &seen.join(&name), Role::Inner),
            }
        }
        self.way.pop();
    }

    /// Where a link leads, if that is there and a build goes there. Notes the way.
    fn follow(&mut self, link: &Path) -> Option<PathBuf> {
        let mut at = link.parent()?.to_path_buf();
        let mut rest = vec![PathBuf::from(link.file_name()?)];
        let mut links = 0;
        while let Some(part) = rest.pop() {
            if part == Path::new("..") {
                at.pop();
                continue;
            }
            if self.is_open(&at) {
                self.layout.turns.insert(at.join(&part));
                (self.on_stop)(Stop::Folder(&at, Role::Passage));
            }
            let next = at.join(&part);
            if !fs::symlink_metadata(&next).ok()?.is_symlink() {
                at = next;
                continue;
            }
            links += 1;
            if links > MOST_LINKS {
                return None;
            }
            let target = fs::read_link(&next).ok()?;
            let parts = target.components().filter(|part| *part != Component::CurDir);
            rest.extend(parts.map(|part| PathBuf::from(part.as_os_str())).rev());
        }
        self.is_open(&at).then_some(at)
    }

    fn is_open(&self, path: &Path) -> bool {
        let root = &self.layout.root;
        path.starts_with(root) && !CLOSED.iter().any(|name| path.starts_with(root.join(name)))
    }
}
