//! Reads pictures, and keeps what was made of them in `.vouchfolio/cache/pictures/`.
//!
//! What belongs to one picture has names that begin alike: the digest of its bytes, and the first
//! digits of the digest of the recipe.
//!
//! ```text
//! 3f9a….c01dbeef          what there is, in lines of text after their digest
//! 3f9a….c01dbeef.480.jpg  a variant
//! ```

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads and writes pictures")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Content, Format, Key, Made, Tint, Variant};
use crate::digest::Digest;
use crate::source::Asset;
use crate::source::disk::{Cache, Fault, ReadError};
use crate::source::image::publishable;

/// The bytes of a picture, without its metadata. That they are others than they were when the site
/// was looked at is a failure: the build has to begin again.
pub fn read(asset: &Asset) -> Result<Vec<u8>, ReadError> {
    let fail = |cause| ReadError { path: asset.source.clone(), cause };
    let mut bytes = fs::read(&asset.source).map_err(fail)?;
    if let std::borrow::Cow::Owned(stripped) = publishable(&bytes) {
        bytes = stripped;
    }
    if Digest::of(&bytes) != asset.digest {
        return Err(fail(io::Error::other("it changed while the site was being built")));
    }
    Ok(bytes)
}

/// Whether the files of a picture are still where they were kept.
pub fn is_there(made: &Made) -> bool {
    made.variants().all(|variant| match &variant.content {
        Content::Bytes(_) => true,
        Content::File(path) => fs::metadata(path).is_ok_and(|found| found.is_file()),
    })
}

/// Where pictures of one site are kept.
#[derive(Clone, Debug)]
pub struct Store {
    cache: Cache,
}

/// The folder in the cache.
const FOLDER: &str = "pictures";

/// How long a file that was not finished may be somebody's who is still at work.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// What the file begins with that says what there is of a picture.
const MAGIC: &str = "vouchfolio-picture";

/// How many files this process has begun to write.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

impl Store {
    pub fn of(cache: &Cache) -> Store {
        Store { cache: cache.clone() }
    }

    /// What was made of a picture, if anything was. Every file is looked at as a whole.
    pub fn load(&self, key: &Key) -> Result<Option<Made>, Fault> {
        let start = self.cache.folder(FOLDER).join(start(key));
        let text = match fs::read(&start) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.ok().and_then(|bytes| String::from_utf8(bytes).ok()),
        };
        let made = text.and_then(|text| parse(&text, &start)).ok_or(Fault::Damaged)?;
        let is_whole = |variant: &Variant| match &variant.content {
            Content::File(path) => {
                fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == variant.digest)
            }
            Content::Bytes(_) => false,
        };
        if made.variants().all(is_whole) { Ok(Some(made)) } else { Err(Fault::Damaged) }
    }

    /// Keeps the files of a picture; returns where they are. What says what there is comes last,
    /// so that it never tells of a file that is not there yet.
    pub fn save(&self, key: &Key, made: &Made) -> Result<Made, Fault> {
        let save = || -> io::Result<Made> {
            let start = self.cache.make_folder(FOLDER)?.join(start(key));
            let mut kept = made.clone();
            for variant in kept.plain.iter_mut().chain(&mut kept.avif) {
                let Content::Bytes(bytes) = &variant.content else { continue };
                let path = place(&start, variant.width, variant.format);
                put(&path, bytes)?;
                variant.content = Content::File(path);
            }
            put(&start, text(made).as_bytes())?;
            Ok(kept)
        };
        save().map_err(Fault::NotWritten)
    }

    /// Deletes what was made of pictures that the site no longer has, or by other recipes. What
    /// cannot be deleted stays: it does no harm.
    pub fn prune(&self, sources: &BTreeSet<Digest>, recipes: &BTreeSet<Digest>) {
        let Ok(entries) = fs::read_dir(self.cache.folder(FOLDER)) else { return };
        let sources: BTreeSet<String> = sources.iter().map(ToString::to_string).collect();
        let recipes: BTreeSet<String> = recipes.iter().map(|it| it.fingerprint()).collect();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let mut parts = name.split('.');
            let is_wanted = parts.next().is_some_and(|source| sources.contains(source))
                && parts.next().is_some_and(|recipe| recipes.contains(recipe));
            if !is_wanted || name.ends_with(".tmp") && is_abandoned(&entry) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_abandoned(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED))
}

/// How the names of a picture's files begin.
fn start(key: &Key) -> String {
    format!("{}.{}", key.source, key.recipe.fingerprint())
}

fn place(start: &Path, width: u32, format: Format) -> PathBuf {
    let mut name = start.as_os_str().to_owned();
    name.push(format!(".{width}.{}", format.extension()));
    name.into()
}

/// Writes a file, which is there as a whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Neither another process nor another thread writes the same file.
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}-{number}.tmp", std::process::id()));
    let result = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// What there is of a picture: its tint, then a line for each variant.
fn text(made: &Made) -> String {
    let mut lines = String::new();
    if let Some(tint) = made.tint {
        let _ = writeln!(lines, "tint {}", tint.number());
    }
    for Variant { width, height, format, digest, .. } in made.variants() {
        let _ = writeln!(lines, "{} {width} {height} {digest}", format.extension());
    }
    format!("{MAGIC} {}\n{lines}", Digest::of(lines.as_bytes()))
}

fn parse(text: &str, start: &Path) -> Option<Made> {
    let (head, lines) = text.split_once('\n')?;
    let digest: Digest = head.strip_prefix(MAGIC)?.trim_start().parse().ok()?;
    if digest != Digest::of(lines.as_bytes()) {
        return None;
    }
    let mut made = Made::default();
    for line in lines.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["tint", number] => made.tint = Some(Tint::at(number.parse().ok()?)?),
            [extension, width, height, digest] => {
                let formats = [Format::Jpeg, Format::Png, Format::Avif];
                let format = *formats.iter().find(|it| it.extension() == *extension)?;
                let (width, height) = (width.parse().ok()?, height.parse().ok()?);
                let content = Content::File(place(start, width, format));
                let digest = digest.parse().ok()?;
                let variants =
                    if format == Format::Avif { &mut made.avif } else { &mut made.plain };
                variants.push(Variant { width, height, format, digest, content });
            }
            _ => return None,
        }
    }
    Some(made)
}
