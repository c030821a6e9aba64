//! Digests the program's own sources, so that what one build of it keeps between runs is not taken
//! up by another (`engine::cache`).

#![allow(clippy::disallowed_methods, reason = "a build script reads the sources it is about")]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut digest = DefaultHasher::new();
    for input in ["src", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={input}");
        add(Path::new(input), &mut digest)?;
    }
    for setting in ["TARGET", "OPT_LEVEL", "CARGO_PKG_VERSION"] {
        std::env::var(setting).unwrap_or_default().hash(&mut digest);
    }
    // Themes and the sample are embedded: a new file there is a change too.
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rustc-env=VOUCHFOLIO_FINGERPRINT={:016x}", digest.finish());
    Ok(())
}

/// Adds a file, or all files of a folder in the order of their names.
fn add(path: &Path, digest: &mut DefaultHasher) -> io::Result<()> {
    if !path.is_dir() {
        path.hash(digest);
        // The lock file is not there where the package is a dependency.
        fs::read(path).unwrap_or_default().hash(digest);
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| add(entry, digest))
}
