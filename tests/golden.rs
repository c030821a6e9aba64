//! The sample portfolio, and sites at the edges, byte for byte as they were last looked at and
//! found good.
//!
//! `cargo xtask bless` rewrites `tests/golden`; the difference is for a person to read. For its sake
//! files of the theme and pictures stand there without the fingerprints in their names, which would
//! change every page with each change of a style; `site::assets` looks at those.

use crate::edges::{EDGES, TREES};
use crate::sample::{self, SAMPLE, Tree};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use vouchfolio::digest::Digest;

/// Where the digests of everything stand that nobody reads as text.
pub const DIGESTS: &str = "digests.tsv";
/// How many differing files are shown.
const SHOWN: usize = 5;

#[test]
fn the_sample_is_as_it_was_blessed() {
    compare("sample", &readable(&PLAIN_SAMPLE));
}

#[test]
fn edges_are_as_they_were_blessed() {
    let differ: Vec<_> = EDGES
        .iter()
        .zip(&*TREES)
        .filter_map(|(edge, tree)| differences(&edge.name(), &part(&plain(tree), edge.shown)))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Fails where a site is not as `tests/golden/NAME` has it.
pub fn compare(name: &str, found: &Tree) {
    if let Some(differences) = differences(name, found) {
        panic!("{differences}");
    }
}

/// What differs from `tests/golden/NAME`, in words; overwrites it where that is asked for.
fn differences(name: &str, found: &Tree) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        overwrite(&folder, found);
        return None;
    }
    let blessed = read(&folder);
    let paths: BTreeSet<&String> = found.keys().chain(blessed.keys()).collect();
    let differences: Vec<String> = paths
        .into_iter()
        .filter_map(|path| difference(path, blessed.get(path), found.get(path)))
        .collect();
    (!differences.is_empty()).then(|| {
        format!(
            "{} differ from tests/golden/{name}; `cargo xtask bless` accepts them:\n\n{}",
            differences.len(),
            differences.iter().take(SHOWN).cloned().collect::<String>()
        )
    })
}

#[test]
fn building_the_sample_twice_gives_the_same() {
    assert!(*SAMPLE == sample::tree(&sample::build(sample::root(), None)));
}

static PLAIN_SAMPLE: LazyLock<Tree> = LazyLock::new(|| plain(&SAMPLE));

/// The site without fingerprints in names and addresses.
pub fn plain(tree: &Tree) -> Tree {
    let mut names: Vec<(String, String)> = Vec::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| is_fingerprinted(path)) {
        let Some(range) = Digest::of(bytes).fingerprint_in(path) else { continue };
        let plain = [&path[..range.start], &path[range.end..]].concat();
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        names.push((name(path), name(&plain)));
    }
    let without = |text: &str| {
        names.iter().fold(text.to_owned(), |text, (name, plain)| text.replace(name, plain))
    };
    let file = |(path, bytes): (&String, &Vec<u8>)| {
        let is_text = [".html", ".css", ".xml", ".json"].iter().any(|end| path.ends_with(end));
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) if is_text => without(text).into_bytes(),
            _ => bytes.clone(),
        };
        (without(path), bytes)
    };
    tree.iter().map(file).collect()
}

fn is_fingerprinted(path: &str) -> bool {
    ["assets/", "media/"].iter().any(|folder| path.starts_with(folder))
}

/// Text as it is; a digest a line for the rest.
fn readable(tree: &Tree) -> Tree {
    let mut readable = Tree::new();
    let mut digests = String::new();
    for (path, bytes) in tree {
        let is_text = [".html", ".xml", ".json", ".txt"].iter().any(|end| path.ends_with(end));
        if is_text && !path.starts_with("assets/") {
            readable.insert(path.clone(), bytes.clone());
        } else {
            let _ = writeln!(digests, "{path}\t{}", Digest::of(bytes));
        }
    }
    readable.insert(DIGESTS.to_owned(), digests.into_bytes());
    readable
}

/// A few outputs as they are, and a digest a line for the rest. What the sample has too is left
/// out, and so are styles, scripts and fonts, which the sample's digests tell of.
fn part(tree: &Tree, shown: &[&str]) -> Tree {
    let mut part = Tree::new();
    for path in shown {
        let bytes = tree.get(*path).unwrap_or_else(|| panic!("no {path}"));
        part.insert((*path).to_owned(), bytes.clone());
    }
    let mut digests = String::new();
    let sample = &*PLAIN_SAMPLE;
    for (path, bytes) in tree {
        let is_known = path.starts_with("assets/") || sample.get(path) == Some(bytes);
        if !part.contains_key(path) && !is_known {
            let _ = writeln!(digests, "{path}\t{}", Digest::of(bytes));
        }
    }
    part.insert(DIGESTS.to_owned(), digests.into_bytes());
    part
}

/// What changed first in a file, in words.
fn difference(path: &str, blessed: Option<&Vec<u8>>, found: Option<&Vec<u8>>) -> Option<String> {
    let (blessed, found) = match (blessed, found) {
        (Some(blessed), Some(found)) if blessed == found => return None,
        (Some(blessed), Some(found)) => (blessed, found),
        (Some(_), None) => return Some(format!("{path}: no longer part of the site\n\n")),
        (None, _) => return Some(format!("{path}: new\n\n")),
    };
    let (blessed, found) = (String::from_utf8_lossy(blessed), String::from_utf8_lossy(found));
    let same = blessed.lines().zip(found.lines()).take_while(|(one, other)| one == other).count();
    let before = blessed.lines().nth(same).unwrap_or("(end of file)");
    let after = found.lines().nth(same).unwrap_or("(end of file)");
    let from = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let context = blessed.lines().nth(same.wrapping_sub(1)).unwrap_or_default();
    Some(format!(
        "{path}:{}:{}\n    {}\n  - {}\n  + {}\n\n",
        same + 1,
        from + 1,
        around(context, 0),
        around(before, from),
        around(after, from)
    ))
}

/// The part of a long line that matters.
fn around(line: &str, at: usize) -> String {
    const BEFORE: usize = 40;
    const LENGTH: usize = 160;
    let start = at.saturating_sub(BEFORE);
    let part: String = line.chars().skip(start).take(LENGTH).collect();
    let begin = if start > 0 { "…" } else { "" };
    let end = if line.chars().count() > start + LENGTH { "…" } else { "" };
    format!("{begin}{part}{end}")
}

fn overwrite(folder: &Path, found: &Tree) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("golden files can be removed");
    }
    for (path, bytes) in found {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a golden file can be written");
    }
}

fn read(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(&inside).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(folder).expect("inside");
            let name = relative.to_string_lossy().replace('\\', "/");
            tree.insert(name, fs::read(&path).expect("a golden file"));
        }
    }
    tree
}
