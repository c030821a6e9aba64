//! What README.md and docs/ promise: every example works, every link leads somewhere, and every
//! list of what there is names all of it.
//!
//! Each document is tried in a folder of its own that holds the sample portfolio. What happens to
//! a fenced block follows from the words after its fence:
//!
//! | words | what it is |
//! |---|---|
//! | `console` | a session: lines after `$ ` are run, and print what stands below them; `serve` and `watch` up to the first build |
//! | `md PATH`, `yaml PATH`, `html PATH`, `css PATH`, `svg PATH` | a file of the site |
//! | `yaml KIND`, `md text` | a part of a file, tried within a small one and taken away again |
//! | `sh` | commands that cannot run here: they never end, or need a network |
//! | `text` | nothing to try |
//!
//! docs/problems.md is tried in another way, which `problems` describes.

mod complete;
mod document;
mod examples;
mod links;
mod problems;
mod reference;
mod required;
mod rust;
mod views;
mod yaml;

use document::Document;
use std::fs;
use std::path::Path;

/// A file of the repository.
fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The files of a folder of the repository, by their paths from its root.
fn files_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    entries.expect("a folder").map(|entry| format!("{folder}/{}", name(entry))).collect()
}

/// README.md and every document in docs/.
fn documents() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let entries = fs::read_dir(&folder).expect("docs/ can be read");
    let mut files: Vec<String> = entries
        .map(|entry| entry.expect("docs/ can be read").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".md"))
        .map(|name| format!("docs/{name}"))
        .collect();
    files.push("README.md".to_owned());
    files.sort();
    files.iter().map(|file| Document::read(file, &read(file))).collect()
}

/// Fails with all problems, if there are any.
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
