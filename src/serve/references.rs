//! Where a page, stylesheet or script names other outputs.
//!
//! Texts are not parsed: whatever stands between quotes, brackets and spaces, and leads to a file
//! of the site, is taken for a reference. One too many costs a reload that was not needed.

use std::ops::Range;

use super::media_type::{self, Part};
use super::site::Site;
use super::target;
use crate::render::Output;

/// A place in a text that leads to a part of the page.
pub struct Reference<'s> {
    pub output: &'s Output,
    pub part: Part,
    /// What stands after the path: a fingerprint, mostly.
    pub query: Range<usize>,
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
    let path = path.rsplit('=').next().unwrap_or(path);
    let part = media_type::part(path)?;
    let query = rest.split('#').next().unwrap_or_default();
    let start = end - rest.len();
    let path = target::decode(path)?;
    let path = match path.strip_prefix(site.base_path()) {
        Some(inside) => inside.to_owned(),
        None if path.starts_with('/') || path.contains("//") => return None,
        None => join(folder, &path)?,
    };
    Some(Reference { output: site.output(&path)?, part, query: start..start + query.len() })
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
