//! Brings sources up to date where it is known which files changed.

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads the site from disk")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::walk::{Found, is_text};
use super::{ReadError, add_theme_file, read_asset};
use crate::config;
use crate::source::{CLOSED, Sources, is_wanted};

/// What may be another since the last look at a site.
#[derive(Clone, Copy, Debug)]
pub enum Changes<'a> {
    /// Anything.
    Unknown,
    /// These files and no others: absolute paths, without symbolic links.
    Files(&'a [PathBuf]),
}

/// A file that was named.
enum Named {
    /// It is no concern of the site's, or read each time.
    Ignored,
    File(Found),
    Gone(Arc<str>),
    /// What it is shows only when everything is looked at.
    Unclear,
}

/// Looks at these files again. `false` where everything has to be looked at; the sources are then
/// as they were, or newer.
pub(super) fn files(sources: &mut Sources, files: &[PathBuf]) -> Result<bool, ReadError> {
    // What was found to be another, and not read since.
    let mut texts: Vec<Found> = std::mem::take(&mut sources.unread);
    for path in files {
        match named(&sources.root, path) {
            Named::Ignored => {}
            Named::Unclear => return Ok(false),
            Named::Gone(path) => {
                if !forget(sources, &path) {
                    return Ok(false);
                }
            }
            Named::File(found) if found.path.starts_with("themes/") => {
                add_theme_file(sources, &found)?;
            }
            Named::File(found) if is_content(&found.path) && is_text(&found.path) => {
                texts.push(found);
            }
            Named::File(found) => {
                let (path, asset) = read_asset(found)?;
                sources.assets.insert(path, asset);
            }
        }
    }
    // What could not be read has a problem, which is to be reported again.
    let unreadable = sources.content.iter().filter(|file| file.unreadable);
    texts.extend(unreadable.map(|file| Found {
        path: Arc::clone(&file.path),
        source: sources.root.join(&*file.path),
        before: None,
    }));
    // Of two for one file, the one that knows what it was before.
    texts.sort_by(|a, b| a.path.cmp(&b.path).then(a.before.is_none().cmp(&b.before.is_none())));
    texts.dedup_by(|a, b| a.path == b.path);
    for found in &mut texts {
        if let Ok(at) = sources.content.binary_search_by(|file| file.path.cmp(&found.path)) {
            found.before = Some(Box::new(sources.content.remove(at)));
        }
    }
    sources.unread = texts;
    Ok(true)
}

fn is_content(path: &str) -> bool {
    path.starts_with("content/")
}

fn named(root: &Path, path: &Path) -> Named {
    let Ok(inside) = path.strip_prefix(root) else { return Named::Unclear };
    let mut parts = Vec::new();
    for part in inside.components() {
        match part {
            Component::Normal(name) => match name.to_str() {
                Some(name) => parts.push(name),
                None => return Named::Unclear,
            },
            _ => return Named::Unclear,
        }
    }
    match parts.as_slice() {
        [] => return Named::Unclear,
        // It is read each time.
        [config::FILE] => return Named::Ignored,
        ["content" | "static" | "themes"] => return Named::Unclear,
        ["content" | "static" | "themes", names @ ..] => {
            if !names.iter().all(|name| is_wanted(name)) {
                return Named::Ignored;
            }
        }
        [top, ..] if CLOSED.contains(top) => return Named::Ignored,
        // A symbolic link of the site may lead there.
        _ => return Named::Unclear,
    }
    let name: Arc<str> = parts.join("/").into();
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Named::Gone(name),
        Ok(metadata) if metadata.is_file() => match fs::canonicalize(path) {
            // No symbolic link on the way: those are for the walk to judge.
            Ok(real) if real == path => {
                Named::File(Found { path: name, source: real, before: None })
            }
            _ => Named::Unclear,
        },
        _ => Named::Unclear,
    }
}

/// Forgets a file; `false` where it was none, but perhaps a folder.
fn forget(sources: &mut Sources, path: &str) -> bool {
    sources.unread.retain(|found| *found.path != *path);
    if let Ok(at) = sources.content.binary_search_by(|file| (*file.path).cmp(path)) {
        sources.content.remove(at);
        return true;
    }
    if let Some(inside) = path.strip_prefix("themes/")
        && let Some((theme, file)) = inside.split_once('/')
        && let Some(files) = sources.themes.get_mut(theme)
        && files.remove(file).is_some()
    {
        if files.is_empty() {
            sources.themes.remove(theme);
        }
        return true;
    }
    if sources.assets.remove(path).is_some() {
        return true;
    }
    // It came and went unseen, unless it was a folder.
    let inside = format!("{path}/");
    let content = sources.content.partition_point(|file| *file.path < *inside);
    let is_folder = sources.content.get(content).is_some_and(|it| it.path.starts_with(&inside))
        || sources.assets.keys().any(|file| file.starts_with(&inside))
        || path.starts_with("themes/");
    !is_folder
}
