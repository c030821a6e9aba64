//! A file of the site as it is sent.

use bytes::Bytes;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Error;
use crate::digest::Digest;
use crate::render::{Content, Output, media_type};
use crate::source::image;

/// A file of the site as it is sent.
#[derive(Clone, Debug)]
pub struct File {
    /// From the site's root, with `/`: `vouch/index.html`.
    pub path: Arc<str>,
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Bytes(Bytes),
    Copy { from: PathBuf, strip_metadata: bool },
}

/// When a file is sent: what pages need before the pages, and what leads to them after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    Asset,
    Page,
    /// Sitemap, feed, and what the host is to do with all of it.
    Last,
}

impl File {
    /// The file that an output of a build in memory becomes. `site` is the site's folder.
    pub fn of(output: &Output, site: &Path) -> Result<File, Error> {
        let Output { path, digest, content } = output;
        let (body, size) = match content {
            Content::Bytes(bytes) => (Body::Bytes(bytes.clone()), bytes.len() as u64),
            Content::Copy { from, strip_metadata } => {
                let from = site.join(from);
                let size = if *strip_metadata {
                    read(&from, true)?.len() as u64
                } else {
                    let found = std::fs::metadata(&from);
                    found.map_err(|cause| Error::Read { path: from.clone(), cause })?.len()
                };
                (Body::Copy { from, strip_metadata: *strip_metadata }, size)
            }
            Content::InPlace => return Err(Error::NotAtHand { path: Arc::clone(path) }),
        };
        Ok(File { path: Arc::clone(path), digest: *digest, size, body })
    }

    /// A file with these bytes.
    pub fn new(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> File {
        let (digest, size) = (Digest::of(&bytes), bytes.len() as u64);
        File { path: path.into(), digest, size, body: Body::Bytes(bytes.into()) }
    }

    /// The same as `emit` takes it.
    pub(super) fn to_output(&self) -> Output {
        let content = match &self.body {
            Body::Bytes(bytes) => Content::Bytes(bytes.clone()),
            Body::Copy { from, strip_metadata } => {
                Content::Copy { from: from.clone(), strip_metadata: *strip_metadata }
            }
        };
        Output { path: Arc::clone(&self.path), digest: self.digest, content }
    }

    /// What it holds. An error where its source changed since the build.
    pub fn bytes(&self) -> Result<Bytes, Error> {
        match &self.body {
            Body::Bytes(bytes) => Ok(bytes.clone()),
            Body::Copy { from, strip_metadata } => {
                let bytes = read(from, *strip_metadata)?;
                match Digest::of(&bytes) == self.digest {
                    true => Ok(bytes.into()),
                    false => Err(Error::SourceChanged { path: from.clone() }),
                }
            }
        }
    }

    /// The value for `Content-Type`.
    pub fn media_type(&self) -> String {
        media_type::media_type(&self.path)
    }

    pub fn is_page(&self) -> bool {
        media_type::is_html(&self.path)
    }

    pub fn turn(&self) -> Turn {
        match &*self.path {
            _ if self.is_page() => Turn::Page,
            "sitemap.xml" | "feed.xml" | "robots.txt" | "_headers" | "_redirects" => Turn::Last,
            _ => Turn::Asset,
        }
    }

    /// Whether its name changes with its bytes, so that it may be kept for ever.
    pub fn has_fingerprint(&self) -> bool {
        has_fingerprint(&self.path)
    }
}

/// `assets/site.3f9a1c2e.css`, also compressed, and `media/maya-192.3f9a1c2e.avif`. Other files in
/// `media/` are the owner's, whatever their names.
fn has_fingerprint(path: &str) -> bool {
    let is_fingerprint = |part: &str| {
        part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    if let Some(name) = path.strip_prefix("assets/") {
        return name.split('.').skip(1).any(is_fingerprint);
    }
    let parts: Vec<&str> = path.rsplitn(3, '.').collect();
    let [extension, fingerprint, stem] = parts.as_slice() else { return false };
    let width = stem.strip_prefix("media/").and_then(|stem| stem.rsplit_once('-'));
    width.is_some_and(|(_, width)| width.parse::<u32>().is_ok())
        && is_fingerprint(fingerprint)
        && ["avif", "jpg", "png"].contains(extension)
}

fn read(from: &Path, strip_metadata: bool) -> Result<Vec<u8>, Error> {
    let read = |cause: io::Error| Error::Read { path: from.to_owned(), cause };
    let bytes = std::fs::read(from).map_err(read)?;
    Ok(if strip_metadata { image::publishable(&bytes).into_owned() } else { bytes })
}

/// A number of bytes as people say it, `1.4 MB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes @ ..1_000 => write!(f, "{bytes} B"),
            bytes @ ..1_000_000 => write!(f, "{:.1} kB", bytes as f64 / 1e3),
            bytes @ ..1_000_000_000 => write!(f, "{:.1} MB", bytes as f64 / 1e6),
            bytes => write!(f, "{:.1} GB", bytes as f64 / 1e9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_fingerprint;

    #[test]
    fn fingerprints_are_told_from_other_words() {
        for path in [
            "assets/site.3f9a1c2e.css",
            "assets/fonts/a.00000000.woff2.br",
            "media/people/a-b-192.3f9a1c2e.avif",
        ] {
            assert!(has_fingerprint(path), "{path}");
        }
        for path in [
            "assets/site.css",
            "media/a.3f9a1c2e.jpg",
            "media/a-192.jpg",
            "media/a-192.3f9a1c2e.pdf",
            "a-192.3f9a1c2e.jpg",
            "assets/3f9a1c2e.css",
            "index.html",
        ] {
            assert!(!has_fingerprint(path), "{path}");
        }
    }
}
