//! What ARCHITECTURE.md promises and no type or lint can keep.

mod layers;
mod rim;
mod templates;

use proc_macro2::TokenStream;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// The text of a file of the repository.
fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The text of every file in a folder of the repository whose name ends so, by its path from the
/// repository's root, with `/`. There is at least one.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> = WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending))
        .map(|path| {
            let name =
                path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text = read(&name);
            (name, text)
        })
        .collect();
    assert!(!files.is_empty(), "no *{ending} in {folder}");
    files
}

/// A Rust file as tokens: without comments, and with strings that are just strings.
fn tokens(file: &str, text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("{file} is not Rust: {error}"))
}

/// Fails with one finding a line, if there is any.
#[track_caller]
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
