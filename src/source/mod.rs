//! The site's files: everything that a build reads, as values.
//!
//! `private/` is never opened, and neither is the output folder.

pub mod disk;
mod encoding;
pub mod image;

pub use disk::Stamp;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;

/// A source file may be this long, in bytes.
pub const LARGEST_TEXT: u64 = 4 * 1024 * 1024;

/// A picture may have this many pixels. One of few bytes may say that it has far more, and whoever
/// decodes it would need memory for all of them.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Folders of a site whose files no build reads and nothing is put into but by who owns them.
pub const CLOSED: [&str; 4] = ["private", "public", ".vouchfolio", ".git"];

/// Hidden names that web servers and hosts know, for `static/`.
const SERVED: [&str; 2] = [".well-known", ".nojekyll"];

/// Whether a file or folder of this name is read: it is neither hidden, nor a backup (`x~`), nor
/// what Emacs has not saved yet (`#x#`).
pub fn is_wanted(name: &str) -> bool {
    let hidden = name.starts_with('.') && !SERVED.contains(&name);
    let unsaved = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    !hidden && !name.ends_with('~') && !unsaved
}

/// Everything that a build reads.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The site's folder, without symbolic links.
    pub root: PathBuf,
    /// `vouchfolio.yaml`.
    pub config: Option<TextFile>,
    /// Markdown and YAML in `content/`, sorted by path, once they are read.
    pub content: Vec<TextFile>,
    /// Those that are not.
    unread: Vec<disk::Found>,
    /// All of the site is known, and nothing is wrong with a name or link in it.
    is_whole: bool,
    /// All other files in `content/`, and those in `static/`, by path from the site's folder.
    pub assets: BTreeMap<Arc<str>, Asset>,
    /// Folders in `themes/`, by name; files by path within each.
    pub themes: Themes,
}

/// Theme folders, by name.
pub type Themes = BTreeMap<Arc<str>, ThemeFiles>;

/// Files of one theme folder, by path within it (`templates/home.html`), with `/`.
pub type ThemeFiles = BTreeMap<Arc<str>, Arc<[u8]>>;

/// A text file of the site.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// From the site's folder, with `/`.
    pub path: Arc<str>,
    /// Empty once it was let go of.
    pub text: Arc<str>,
    pub digest: Digest,
    /// When it was read; `None` where it is to be read again in any case.
    pub stamp: Option<Stamp>,
    /// Its place among the results of [`disk::read_content`].
    pub number: usize,
    /// It is too large or no UTF-8, which is reported already.
    pub unreadable: bool,
}

/// A file that is copied into the site.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Asset {
    /// Where it lies.
    #[serde(skip)]
    pub source: PathBuf,
    /// Of the bytes as they are to be published.
    pub digest: Digest,
    pub kind: image::Kind,
    /// In bytes, as it is to be published.
    pub size: u64,
    /// In pixels, for images.
    pub dimensions: Option<(u32, u32)>,
    /// An image whose metadata is left out on the way.
    pub strip_metadata: bool,
    /// Why it cannot be published, of an SVG.
    pub malformed: Option<Box<image::Malformed>>,
    /// When it was read; `None` where it is to be read again in any case.
    pub stamp: Option<Stamp>,
}

impl Asset {
    /// Why this file, at `path`, is not shown as a picture; without a place.
    pub fn refusal(&self, path: &str) -> Option<Diagnostic> {
        if let Some(reason) = self.kind.refusal() {
            let problem = Diagnostic::new(Code::UnsupportedImage, format!("`{path}` {reason}"));
            return Some(problem.help("save it as JPEG, PNG, AVIF, WebP, GIF or SVG"));
        }
        let (width, height) = self.dimensions.filter(|_| self.kind != image::Kind::Svg)?;
        if u64::from(width) * u64::from(height) <= MOST_PIXELS {
            return None;
        }
        let limit = MOST_PIXELS / 1_000_000;
        let message = format!(
            "`{path}` has {width} × {height} pixels, more than the limit of {limit} megapixels"
        );
        Some(Diagnostic::new(Code::FileTooLarge, message).help("make the picture smaller"))
    }
}

impl Sources {
    /// Tells whether two have the same files, texts in `content/` by their number only.
    fn state(&self) -> Digest {
        let assets = self.assets.iter().map(|(path, asset)| (path, asset.digest));
        Digest::of_value(&(
            self.config.as_ref().map(|file| file.digest),
            self.content.len() + self.unread.len(),
            assets.collect::<Vec<_>>(),
            &self.themes,
        ))
    }

    /// Whether there is a file of this path from the site's folder.
    pub fn has(&self, path: &str) -> bool {
        let theme = path.strip_prefix("themes/").and_then(|path| path.split_once('/'));
        let theme = theme.and_then(|(name, path)| self.themes.get(name)?.get(path));
        theme.is_some() || self.assets.contains_key(path) || self.text(path).is_some()
    }

    /// A text file by its path from the site's folder.
    pub fn text(&self, path: &str) -> Option<&TextFile> {
        if let Some(config) = self.config.as_ref().filter(|config| &*config.path == path) {
            return Some(config);
        }
        let found = self.content.binary_search_by(|file| (*file.path).cmp(path));
        found.ok().and_then(|index| self.content.get(index))
    }
}

impl TextFile {
    /// A text that was read at an earlier time, and came to the result of this number.
    pub fn known(path: &Arc<str>, digest: Digest, stamp: Option<Stamp>, number: usize) -> TextFile {
        let (path, text) = (Arc::clone(path), Arc::default());
        TextFile { path, text, digest, stamp, number, unreadable: false }
    }

    /// Lets go of the text, for the sake of memory. [`disk::text_of`] reads it again.
    pub fn release(&mut self) {
        // A name that is no UTF-8 does not lead back to the file.
        if !self.path.contains('\u{fffd}') {
            self.text = Arc::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_wanted;

    #[test]
    fn what_is_hidden_or_not_saved_is_not_wanted() {
        for name in ["news.md", "C#", "#1.md", "#", "news~.md", ".nojekyll", ".well-known"] {
            assert!(is_wanted(name), "{name}");
        }
        for name in [".git", ".news.md.swp", ".#news.md", "news.md~", "#news.md#", "##"] {
            assert!(!is_wanted(name), "{name}");
        }
    }
}
