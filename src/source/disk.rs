//! Reads the site's folder. The only place that opens content.

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads the site from disk")]

mod cache;
mod renew;
mod stamp;
mod walk;

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Asset, LARGEST_TEXT, Sources, TextFile, encoding, image};
use crate::config;
use crate::diagnostic::{At, Code, Diagnostic, InWords};
use crate::digest::Digest;
use walk::{Walk, is_text};

pub use cache::{Cache, Fault};
pub use renew::Changes;
pub use stamp::Stamp;
pub(super) use walk::Found;

/// A folder or file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`: {}", path.display(), InWords(cause))]
pub struct ReadError {
    pub path: PathBuf,
    pub cause: io::Error,
}

/// Finds every file that a build needs, and reads all but the texts in `content/`, which
/// [`read_content`] does. Problems are those of single files: encodings, sizes, symbolic links.
///
/// Of what `sources` know from an earlier time, only what may be another now is looked at, as
/// `changes` and the stamps of files tell.
pub fn discover(
    sources: &mut Sources,
    site: &Path,
    changes: Changes<'_>,
) -> Result<Vec<Diagnostic>, ReadError> {
    let fail = |cause| ReadError { path: site.to_path_buf(), cause };
    let root = fs::canonicalize(site).map_err(fail)?;
    // Where reading fails half-way, all of it is looked at the next time.
    let is_known = std::mem::take(&mut sources.is_whole) && sources.root == root;
    sources.root = root;
    let mut problems = Vec::new();
    let renewed = match changes {
        Changes::Files(files) if is_known => renew::files(sources, files)?,
        _ => false,
    };
    // What is wrong with names and links is found by looking at everything.
    sources.is_whole = renewed || everything(sources, &mut problems)?;
    read_config(sources, &mut problems)?;
    Ok(problems)
}

/// Whether nothing that a build reads is another than `sources` have it. What is, is read by the
/// next build.
pub fn is_current(sources: &mut Sources, site: &Path) -> Result<bool, ReadError> {
    let before = sources.state();
    let problems = discover(sources, site, Changes::Unknown)?;
    let is_same = |found: &Found| {
        let was = found.before.as_ref().filter(|was| !was.unreadable)?;
        let (file, _) = read_text(Arc::clone(&found.path), &found.source, &mut Vec::new()).ok()?;
        (file.digest == was.digest).then_some(())
    };
    let texts_are_same = sources.unread.iter().all(|found| is_same(found).is_some());
    Ok(texts_are_same && problems.is_empty() && before == sources.state())
}

fn read_config(sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Result<(), ReadError> {
    sources.config = None;
    let config = sources.root.join(config::FILE);
    let mut walk = Walk { root: sources.root.clone(), problems: Vec::new() };
    if config.is_symlink() && !walk.stays_inside(&config) {
        walk.report_link(&sources.root, &config, "leads out of the site");
    } else if config.is_file() {
        let (file, problem) = read_text(config::FILE.into(), &config, &mut Vec::new())?;
        sources.config = Some(file);
        problems.extend(problem);
    }
    problems.extend(walk.problems);
    Ok(())
}

/// Looks at everything. Files with the stamp that they had are not read. Whether all names and links
/// are as they should be.
fn everything(sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Result<bool, ReadError> {
    let root = sources.root.clone();
    let mut walk = Walk { root: root.clone(), problems: Vec::new() };
    let content = walk.files(&root, "content")?;
    let (mut texts, assets): (Vec<_>, Vec<_>) =
        content.into_iter().partition(|found| is_text(&found.path));
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    sort_out(sources, texts);
    let statics = walk.files(&root, "static")?;
    let known = std::mem::take(&mut sources.assets);
    let assets = assets.into_iter().chain(statics).collect();
    sources.assets = read_assets(assets, &known, problems)?;
    sources.themes.clear();
    for file in walk.files(&root, "themes")? {
        add_theme_file(sources, &file)?;
    }
    problems.extend(walk.problems);
    let is_odd = |found: &Found| found.path.contains('\u{fffd}');
    Ok(problems.is_empty() && !sources.unread.iter().any(is_odd))
}

/// Parts texts that are as they were from those that are to be read. Both stay sorted by path.
fn sort_out(sources: &mut Sources, found: Vec<Found>) {
    let known = std::mem::take(&mut sources.content);
    let mut known = known.into_iter().peekable();
    let pairs: Vec<(Found, Option<TextFile>)> = found
        .into_iter()
        .map(|found| {
            while known.next_if(|file| file.path < found.path).is_some() {}
            let file = known.next_if(|file| file.path == found.path);
            (found, file)
        })
        .collect();
    let sorted: Vec<Result<TextFile, Found>> = pairs
        .into_par_iter()
        .map(|(found, file)| match file {
            Some(file) if file.stamp.is_some() && file.stamp == stamp_of(&found.source) => Ok(file),
            before => Err(Found { before: before.map(Box::new), ..found }),
        })
        .collect();
    sources.unread.clear();
    for file in sorted {
        match file {
            Ok(file) => sources.content.push(file),
            Err(found) => sources.unread.push(found),
        }
    }
}

/// The stamp of a file, whenever it was changed.
fn stamp_of(path: &Path) -> Option<Stamp> {
    fs::metadata(path).ok().map(|metadata| Stamp::of(&metadata))
}

/// Reads the texts in `content/`, in parallel, and hands each to `take` as soon as it is there. A
/// text that `take` releases is never in memory beside all the others.
///
/// `before` is what an earlier call returned, or nothing: texts that are what they were then, as
/// `is_same` tells of their digests, are not read, or not taken, again. Results come sorted by
/// path, so that the order on disk does not matter.
pub fn read_content<T: Clone + Send + Sync>(
    sources: &mut Sources,
    before: Vec<T>,
    is_same: impl Fn(Digest, Digest) -> bool + Sync,
    take: impl Fn(&mut TextFile) -> T + Sync,
) -> Result<(Vec<T>, Vec<Diagnostic>), ReadError> {
    let root = &sources.root;
    let mut content = std::mem::take(&mut sources.content);
    let mut unread = std::mem::take(&mut sources.unread);
    let lost = content.extract_if(.., |file| file.number >= before.len());
    unread.extend(lost.map(|file| Found {
        path: Arc::clone(&file.path),
        source: root.join(&*file.path),
        before: None,
    }));
    let read: Result<Vec<_>, ReadError> = unread
        .into_par_iter()
        .map_init(Vec::new, |buffer, found| {
            let (mut file, problem) = read_text(found.path, &found.source, buffer)?;
            let was =
                found.before.filter(|was| problem.is_none() && is_same(file.digest, was.digest));
            let result = match was.and_then(|was| before.get(was.number)) {
                Some(result) => {
                    file.release();
                    result.clone()
                }
                None => take(&mut file),
            };
            Ok((file, result, problem))
        })
        .collect();
    let read = read.inspect_err(|_| sources.is_whole = false)?;

    let (mut fresh, mut problems) = (Vec::with_capacity(read.len()), Vec::new());
    // Handed on, not copied: to count how many have a result costs as much as all the rest.
    let mut before: Vec<Option<T>> = before.into_iter().map(Some).collect();
    content.reserve_exact(read.len());
    for (file, result, problem) in read {
        // Their numbers follow those of what was known.
        content.push(TextFile { number: before.len() + fresh.len(), ..file });
        fresh.push(Some(result));
        problems.extend(problem);
    }
    content.sort_by(|a, b| a.path.cmp(&b.path));
    let mut results = Vec::with_capacity(content.len());
    for file in &mut content {
        let known = before.get_mut(file.number).and_then(Option::take);
        let result =
            known.or_else(|| fresh.get_mut(file.number - before.len()).and_then(Option::take));
        // Every file has a result.
        results.extend(result);
        file.number = results.len() - 1;
    }
    sources.content = content;
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

/// The bytes of a file that may be copied, as they are; `None` where it is gone.
pub fn bytes_of(asset: &Asset) -> Option<Vec<u8>> {
    fs::read(&asset.source).ok()
}

/// Reads a file that is said to have so many bytes, but no more of it than one byte above the
/// limit of texts, however large it is.
fn read_whole(file: &mut fs::File, length: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.clear();
    bytes.resize(usize::try_from(length.min(LARGEST_TEXT)).unwrap_or_default(), 0);
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    // Where its bytes are as many as it says, looking for more would be one call in five of a
    // build; should it grow now, its stamp tells. A file that says nothing may have any number.
    if length == 0 || length > LARGEST_TEXT {
        let rest = (LARGEST_TEXT + 1).saturating_sub(filled as u64);
        file.take(rest).read_to_end(bytes)?;
    }
    Ok(())
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
    let mut file = fs::File::open(source).map_err(fail)?;
    let metadata = file.metadata().ok();
    let stamp = metadata.as_ref().and_then(Stamp::to_trust);
    read_whole(&mut file, metadata.map_or(0, |metadata| metadata.len()), bytes).map_err(fail)?;
    let digest = Digest::of(bytes);
    let unreadable = |text: Arc<str>, path: Arc<str>, problem: Diagnostic| {
        let problem = problem.in_file(&path);
        let file = TextFile { path, text, digest, stamp: None, number: 0, unreadable: true };
        Ok((file, Some(problem)))
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
        Ok(text) => {
            // A name that is no UTF-8 does not lead back to the file.
            let stamp = stamp.filter(|_| !path.contains('\u{fffd}'));
            let text = text.into();
            Ok((TextFile { path, text, digest, stamp, number: 0, unreadable: false }, None))
        }
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

/// Reads files that may be copied, for their digests and sizes; not those with the stamp that they
/// had.
fn read_assets(
    files: Vec<Found>,
    known: &BTreeMap<Arc<str>, Asset>,
    problems: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<Arc<str>, Asset>, ReadError> {
    let read = |file: Found| {
        let known = known.get(&file.path).filter(|asset| asset.source == file.source);
        match known.filter(|it| it.stamp.is_some() && it.stamp == stamp_of(&file.source)) {
            Some(asset) => Ok((file.path, asset.clone())),
            None => read_asset(file),
        }
    };
    let read: Result<Vec<_>, ReadError> = files.into_par_iter().map(read).collect();
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

fn read_asset(file: Found) -> Result<(Arc<str>, Asset), ReadError> {
    let metadata = fs::metadata(&file.source);
    let bytes = read_file(&file.source)?;
    let kind = image::kind(&file.path, &bytes);
    // What lies in `static/` is the owner's own, scripts included.
    let is_drawing = kind == image::Kind::Svg;
    let publishable = match is_drawing && file.path.starts_with("static/") {
        true => std::borrow::Cow::Borrowed(&*bytes),
        false => image::publishable(&bytes),
    };
    let malformed = || image::sanitized(&bytes).err().map(Box::new);
    let asset = Asset {
        digest: Digest::of(&publishable),
        kind,
        malformed: is_drawing.then(malformed).flatten(),
        size: publishable.len() as u64,
        dimensions: image::dimensions(&bytes),
        strip_metadata: matches!(publishable, std::borrow::Cow::Owned(_)),
        stamp: metadata.ok().and_then(|metadata| Stamp::to_trust(&metadata)),
        source: file.source,
    };
    Ok((file.path, asset))
}

fn add_theme_file(sources: &mut Sources, file: &Found) -> Result<(), ReadError> {
    let inside = file.path.strip_prefix("themes/").unwrap_or(&file.path);
    let Some((theme, path)) = inside.split_once('/') else { return Ok(()) };
    let bytes = read_file(&file.source)?;
    sources.themes.entry(theme.into()).or_default().insert(path.into(), bytes.into());
    Ok(())
}
