//! Where a page, stylesheet or script names other outputs.
//!
//! Texts are not parsed: whatever stands between quotes, brackets and spaces, and leads to a file
//! of the site, is taken for a reference. One too many costs a reload that was not needed.

use std::borrow::Cow;
use std::ops::Range;

use super::media_type::{self, Part};
use super::site::Site;
use super::target;
use crate::render::Output;

/// A place in a text that leads to a part of the page.
pub struct Reference<'s> {
    pub output: &'s Output,
    pub part: Part,
    /// What changes whenever the file does: the fingerprint in its name, and what stands after the
    /// path. The first comes first; either may be empty.
    pub fingerprints: [Range<usize>; 2],
}

/// The path of an output without the fingerprint, so that it stays when the bytes change.
pub fn name(output: &Output) -> Cow<'_, str> {
    let range = output.digest.fingerprint_in(&output.path);
    let parts = range.and_then(|range| {
        Some([output.path.get(..range.start)?, output.path.get(range.end..)?].concat())
    });
    parts.map_or(Cow::Borrowed(&*output.path), Cow::Owned)
}

/// All references of a text to parts of a page. `path` is the text's own.
pub fn references<'s>(site: &'s Site, path: &str, text: &[u8]) -> Vec<Reference<'s>> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut references = Vec::new();
    let mut start = 0;
    for word in text.split(|byte| is_end(*byte)) {
        let end = start + word.len();
        if word.contains(&b'.') {
            references.extend(reference(site, folder, word, end));
        }
        start = end + 1;
    }
    references
}

fn is_end(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`()<>,{}\\".contains(&byte)
}

/// What a word that ends at this place in the text leads to.
fn reference<'s>(site: &'s Site, folder: &str, word: &[u8], end: usize) -> Option<Reference<'s>> {
    let word = std::str::from_utf8(word).ok()?;
    let (path, rest) = word.split_at_checked(word.find(['?', '#']).unwrap_or(word.len()))?;
    // An attribute without quotes: `src=a.png`.
    let written = path.rsplit('=').next().unwrap_or(path);
    let part = media_type::part(written)?;
    let query = rest.split('#').next().unwrap_or_default();
    let end = end - rest.len();
    let path = target::decode(written)?;
    let path = match path.strip_prefix(site.base_path()) {
        Some(inside) => inside.to_owned(),
        None if path.starts_with('/') || path.contains("//") => return None,
        None => join(folder, &path)?,
    };
    let output = site.output(&path)?;
    let start = end - written.len();
    let fingerprint = output.digest.fingerprint_in(written);
    let fingerprint = fingerprint.map_or(end..end, |at| start + at.start..start + at.end);
    Some(Reference { output, part, fingerprints: [fingerprint, end..end + query.len()] })
}

/// A path relative to a folder; `None` if it leaves the site.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "." | "" => {}
            ".." => _ = segments.pop()?,
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}
