//! Reads the site's folder. The only place that opens content.

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads the site from disk")]

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

use super::{Asset, CLOSED, LARGEST_TEXT, Sources, TextFile, encoding, image};
use crate::config;
use crate::diagnostic::{At, Code, Diagnostic, InWords};
use crate::digest::Digest;

/// A folder or file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`: {}", path.display(), InWords(cause))]
pub struct ReadError {
    pub path: PathBuf,
    pub cause: io::Error,
}

/// Finds every file that a build needs, and reads all but the texts in `content/`, which
/// [`read_content`] does. Problems are those of single files: encodings, sizes, symbolic links.
pub fn discover(site: &Path) -> Result<(Sources, Vec<Diagnostic>), ReadError> {
    let fail = |cause| ReadError { path: site.to_path_buf(), cause };
    let root = fs::canonicalize(site).map_err(fail)?;
    let site = root.as_path();
    let mut walk = Walk { root: root.clone(), problems: Vec::new() };
    let mut sources = Sources { root: root.clone(), ..Sources::default() };
    let config = site.join(config::FILE);
    if config.is_symlink() && !walk.stays_inside(&config) {
        walk.report_link(site, &config, "leads out of the site");
    } else if config.is_file() {
        let (file, problem) = read_text(config::FILE.into(), &config, &mut Vec::new())?;
        sources.config = Some(file);
        walk.problems.extend(problem);
    }
    let content = walk.files(site, "content")?;
    let (mut texts, assets): (Vec<_>, Vec<_>) =
        content.into_iter().partition(|found| is_text(&found.path));
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    sources.unread = texts;
    let statics = walk.files(site, "static")?;
    let assets = assets.into_iter().chain(statics).collect();
    sources.assets = read_assets(assets, &mut walk.problems)?;
    for file in walk.files(site, "themes")? {
        add_theme_file(&mut sources, &file)?;
    }
    Ok((sources, walk.problems))
}

/// Reads the texts in `content/`, in parallel, and hands each to `take` as soon as it is there.
/// Results come sorted by path, so that the order on disk does not matter. A text that `take`
/// releases is never in memory beside all the others.
pub fn read_content<T: Send>(
    sources: &mut Sources,
    take: impl Fn(&mut TextFile) -> T + Sync,
) -> Result<(Vec<T>, Vec<Diagnostic>), ReadError> {
    let read: Result<Vec<_>, ReadError> = std::mem::take(&mut sources.unread)
        .into_par_iter()
        .map_init(Vec::new, |buffer, found| {
            let (mut file, problem) = read_text(found.path, &found.source, buffer)?;
            let taken = take(&mut file);
            Ok((file, problem, taken))
        })
        .collect();
    let read = read?;
    let (mut results, mut problems) = (Vec::with_capacity(read.len()), Vec::new());
    sources.content.reserve(read.len());
    for (file, problem, taken) in read {
        sources.content.push(file);
        results.push(taken);
        problems.extend(problem);
    }
    Ok((results, problems))
}

/// The text of a file, read again where it was let go of; `None` where the file is another now.
pub fn text_of(file: &TextFile, root: &Path) -> Option<Arc<str>> {
    if !file.text.is_empty() {
        return Some(Arc::clone(&file.text));
    }
    let (again, _) =
        read_text(Arc::clone(&file.path), &root.join(&*file.path), &mut Vec::new()).ok()?;
    (again.digest == file.digest).then_some(again.text)
}

/// A file that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// From the site's folder, with `/`.
    path: Arc<str>,
    source: PathBuf,
}

struct Walk {
    /// The site's folder without symbolic links.
    root: PathBuf,
    problems: Vec<Diagnostic>,
}

impl Walk {
    /// All files in a folder of the site that are not hidden and no backups.
    fn files(&mut self, site: &Path, folder: &str) -> Result<Vec<Found>, ReadError> {
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
        let mut walk = walk.into_iter().filter_entry(is_wanted);
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
                files.push(Found { path: path.into(), source: entry.into_path() });
            }
        }
        Ok(files)
    }

    fn stays_inside(&self, link: &Path) -> bool {
        let closed = CLOSED.map(|name| self.root.join(name));
        fs::canonicalize(link).is_ok_and(|target| {
            target.starts_with(&self.root) && !closed.iter().any(|c| target.starts_with(c))
        })
    }

    fn report_link(&mut self, site: &Path, path: &Path, fault: &str) {
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

/// Hidden names that web servers and hosts know, for `static/`.
const SERVED: [&str; 2] = [".well-known", ".nojekyll"];

fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let hidden = name.starts_with('.') && !SERVED.contains(&&*name);
    !hidden && !name.ends_with('~')
}

fn is_text(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".md", ".markdown", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}

/// The path from the site's folder, with `/`. Names that are no UTF-8 keep a replacement mark.
fn relative(site: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(site).ok()?;
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    Some(parts.join("/"))
}

fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    fs::read(path).map_err(|cause| ReadError { path: path.to_path_buf(), cause })
}

/// Reads a text; the buffer only saves making a new one for each file.
fn read_text(
    path: Arc<str>,
    source: &Path,
    bytes: &mut Vec<u8>,
) -> Result<(TextFile, Option<Diagnostic>), ReadError> {
    let fail = |cause| ReadError { path: source.to_path_buf(), cause };
    bytes.clear();
    // One byte more than a text may have: however large the file is, no more of it is in memory.
    let file = fs::File::open(source).map_err(fail)?;
    file.take(LARGEST_TEXT + 1).read_to_end(bytes).map_err(fail)?;
    let digest = Digest::of(bytes);
    let unreadable = |text: Arc<str>, path: Arc<str>, problem: Diagnostic| {
        let problem = problem.in_file(&path);
        Ok((TextFile { path, text, digest, unreadable: true }, Some(problem)))
    };
    if bytes.len() as u64 > LARGEST_TEXT {
        let limit = LARGEST_TEXT / 1024 / 1024;
        let message = format!("the file is larger than {limit} MiB");
        let problem = Diagnostic::new(Code::FileTooLarge, message)
            .help("a text this long is probably something else; split it, or link to it");
        return unreadable("".into(), path, problem);
    }
    if let Some(encoding) = encoding::foreign(bytes) {
        let message = format!("the file is {encoding}, not UTF-8");
        let problem = Diagnostic::new(Code::InvalidUtf8, message).help(SAVE_AS_UTF8);
        return unreadable("".into(), path, problem);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((TextFile { path, text: text.into(), digest, unreadable: false }, None)),
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            let text: Arc<str> = String::from_utf8_lossy(bytes).into();
            let message = format!("byte {} (0x{byte:02x}) is not UTF-8", at + 1);
            let problem = Diagnostic::new(Code::InvalidUtf8, message)
                .at(At::Range(at..at + '\u{fffd}'.len_utf8()))
                .help(SAVE_AS_UTF8);
            unreadable(text, path, problem)
        }
    }
}

const SAVE_AS_UTF8: &str = "save the file as UTF-8; your editor has this under “encoding”";

/// Reads files that may be copied, for their digests and sizes.
fn read_assets(
    files: Vec<Found>,
    problems: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<Arc<str>, Asset>, ReadError> {
    let read: Result<Vec<_>, ReadError> = files
        .into_par_iter()
        .map(|file| {
            let bytes = read_file(&file.source)?;
            let publishable = image::publishable(&bytes);
            let asset = Asset {
                digest: Digest::of(&publishable),
                kind: image::kind(&file.path, &bytes),
                size: publishable.len() as u64,
                dimensions: image::dimensions(&bytes),
                strip_metadata: matches!(publishable, std::borrow::Cow::Owned(_)),
                source: file.source,
            };
            Ok((file.path, asset))
        })
        .collect();
    let mut assets = BTreeMap::new();
    for (path, asset) in read? {
        if path.contains('\u{fffd}') {
            problems.push(
                Diagnostic::new(Code::InvalidUtf8, format!("the file name `{path}` is not UTF-8"))
                    .in_file(&path)
                    .help("rename the file"),
            );
            continue;
        }
        assets.insert(path, asset);
    }
    Ok(assets)
}

fn add_theme_file(sources: &mut Sources, file: &Found) -> Result<(), ReadError> {
    let inside = file.path.strip_prefix("themes/").unwrap_or(&file.path);
    let Some((theme, path)) = inside.split_once('/') else { return Ok(()) };
    let bytes = read_file(&file.source)?;
    sources.themes.entry(theme.into()).or_default().insert(path.into(), bytes.into());
    Ok(())
}
