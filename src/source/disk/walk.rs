//! Finds the files of a site.

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads the site from disk")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

use super::ReadError;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{CLOSED, TextFile, is_wanted};

/// A file that was found.
#[derive(Clone, Debug)]
pub(in crate::source) struct Found {
    /// From the site's folder, with `/`.
    pub path: Arc<str>,
    pub source: PathBuf,
    /// What it was when it was read last.
    pub before: Option<Box<TextFile>>,
}

pub(super) struct Walk {
    /// The site's folder without symbolic links.
    pub root: PathBuf,
    pub problems: Vec<Diagnostic>,
}

impl Walk {
    /// All files in a folder of the site that are not hidden and no backups.
    pub fn files(&mut self, site: &Path, folder: &str) -> Result<Vec<Found>, ReadError> {
        let top = site.join(folder);
        let mut files = Vec::new();
        if top.is_symlink() && !self.stays_inside(&top) {
            self.report_link(
                site,
                &top,
                "leads out of the site, to nothing, or to what is private",
            );
            return Ok(files);
        }
        if !top.exists() {
            return Ok(files);
        }
        let walk = WalkDir::new(&top).follow_links(true).min_depth(1);
        let mut walk = walk
            .into_iter()
            .filter_entry(|entry: &DirEntry| is_wanted(&entry.file_name().to_string_lossy()));
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.report_walk_error(site, error)?;
                    continue;
                }
            };
            if entry.path_is_symlink() && !self.stays_inside(entry.path()) {
                self.report_link(
                    site,
                    entry.path(),
                    "leads out of the site, or to what is private",
                );
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
            } else if entry.file_type().is_file()
                && let Some(path) = relative(site, entry.path())
            {
                let source = entry.into_path();
                files.push(Found { path: path.into(), source, before: None });
            }
        }
        Ok(files)
    }

    pub fn stays_inside(&self, link: &Path) -> bool {
        let closed = CLOSED.map(|name| self.root.join(name));
        fs::canonicalize(link).is_ok_and(|target| {
            target.starts_with(&self.root) && !closed.iter().any(|c| target.starts_with(c))
        })
    }

    pub fn report_link(&mut self, site: &Path, path: &Path, fault: &str) {
        let file: Arc<str> = relative(site, path).unwrap_or_default().into();
        self.problems.push(
            Diagnostic::new(Code::SymbolicLink, format!("the symbolic link `{file}` {fault}"))
                .in_file(&file)
                .help("put a copy of what it leads to in its place"),
        );
    }

    /// Links that loop or lead nowhere are problems of the site, the rest is for the machine.
    fn report_walk_error(&mut self, site: &Path, error: walkdir::Error) -> Result<(), ReadError> {
        let path = error.path().unwrap_or(site).to_path_buf();
        if error.loop_ancestor().is_some() {
            self.report_link(site, &path, "leads back to a folder around it");
            return Ok(());
        }
        if fs::symlink_metadata(&path).is_ok_and(|data| data.file_type().is_symlink()) {
            self.report_link(site, &path, "leads nowhere");
            return Ok(());
        }
        let cause = error.into_io_error().unwrap_or_else(|| io::Error::other("walk failed"));
        Err(ReadError { path, cause })
    }
}

/// Whether a file in `content/` is read as text, by its path.
pub(super) fn is_text(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".md", ".markdown", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}

/// The path from the site's folder, with `/`. Names that are no UTF-8 keep a replacement mark.
fn relative(site: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(site).ok()?;
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    Some(parts.join("/"))
}
