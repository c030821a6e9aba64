//! What builds remember between runs: files in `.vouchfolio/cache/`, whose content is not read here.
//!
//! A file begins with a line that names what wrote it, and the digest of the rest:
//!
//! ```text
//! vouchfolio-cache 1f0c83a2b9d47e65 6c78e0e3bd51d358d01e758642b85fb8
//! ```

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads and writes the cache")]

use std::fmt;
use std::fs;
use std::io::{self, Seek, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::InWords;
use crate::digest::{Digest, Digester};

/// The cache of one site.
#[derive(Clone, Debug)]
pub struct Cache {
    /// The site's folder, without symbolic links.
    root: PathBuf,
}

/// Why a file of the cache is of no use, or was not written. Builds go on without it.
#[derive(Debug)]
pub enum Fault {
    /// It is not as it was written.
    Damaged,
    /// Another version of this program wrote it.
    Foreign,
    /// It could not be written.
    NotWritten(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Damaged => f.write_str("the cache is damaged, so it was not used"),
            Fault::Foreign => {
                f.write_str("the cache is of another version of this program, so it was not used")
            }
            Fault::NotWritten(cause) => {
                write!(f, "the cache could not be written: {}", InWords(cause))
            }
        }
    }
}

/// What a file holds after its first line.
pub struct Content {
    bytes: Vec<u8>,
    start: usize,
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

/// How many files this process has begun to write.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

const MAGIC: &str = "vouchfolio-cache";

/// Tells builds of this program apart.
const FINGERPRINT: &str = env!("VOUCHFOLIO_FINGERPRINT");

impl Cache {
    /// The cache of a site, which need not be there yet.
    pub fn of(site: &Path) -> Option<Cache> {
        fs::canonicalize(site).ok().map(|root| Cache { root })
    }

    /// The site's folder, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of this name in the cache, which need not be there; the cache's own has none.
    pub fn folder(&self, name: &str) -> PathBuf {
        let mut folder = self.root.join(".vouchfolio");
        folder.push("cache");
        if !name.is_empty() {
            folder.push(name);
        }
        folder
    }

    /// Makes a folder in the cache, unless it is there. One behind a symbolic link is refused.
    pub fn make_folder(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.folder(name);
        fs::create_dir_all(&folder)?;
        if fs::canonicalize(&folder)? != folder {
            return Err(io::Error::other("it is behind a symbolic link"));
        }
        let ignore = self.root.join(".vouchfolio/.gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        Ok(folder)
    }

    /// The content of a file, if it is there.
    pub fn load(&self, name: &str) -> Result<Option<Content>, Fault> {
        let bytes = match fs::read(self.folder("").join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|_| Fault::Damaged)?,
        };
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(Fault::Damaged)?;
        let line = bytes.get(..end).and_then(|line| std::str::from_utf8(line).ok());
        let mut words = line.unwrap_or_default().split(' ');
        if words.next() != Some(MAGIC) {
            return Err(Fault::Damaged);
        }
        if words.next() != Some(FINGERPRINT) {
            return Err(Fault::Foreign);
        }
        let digest = words.next().and_then(|digest| digest.parse().ok());
        let content = Content { bytes, start: end + 1 };
        if digest == Some(Digest::of(&content)) { Ok(Some(content)) } else { Err(Fault::Damaged) }
    }

    /// Writes a file whose content comes in parts, one at a time. It is there as a whole or not at
    /// all.
    pub fn save(&self, name: &str, parts: impl Iterator<Item = Vec<u8>>) -> Result<(), Fault> {
        self.write(name, parts).map_err(Fault::NotWritten)
    }

    fn write(&self, name: &str, parts: impl Iterator<Item = Vec<u8>>) -> io::Result<()> {
        let folder = self.make_folder("")?;
        // Neither another process nor another thread writes the same file.
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!("{name}.{}-{number}.tmp", std::process::id()));
        let result = fs::File::create(&temporary).and_then(|mut file| {
            let mut digester = Digester::default();
            // The digest, always as long, is put there in the end.
            writeln!(file, "{MAGIC} {FINGERPRINT} {}", Digest::default())?;
            for part in parts {
                digester.update(&part);
                file.write_all(&part)?;
            }
            file.rewind()?;
            writeln!(file, "{MAGIC} {FINGERPRINT} {}", digester.finish())?;
            fs::rename(&temporary, folder.join(name))
        });
        if result.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        result
    }
}
