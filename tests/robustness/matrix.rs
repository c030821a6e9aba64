//! The same site, however its text files are saved.

use crate::sample;
use std::fs;
use std::path::Path;

/// What an editor does to a text, besides what its user does.
type Change = fn(&str) -> Vec<u8>;

const CHANGES: [(&str, Change); 8] = [
    ("a byte order mark", |text| format!("\u{feff}{text}").into_bytes()),
    ("CR LF", |text| text.replace('\n', "\r\n").into_bytes()),
    ("a byte order mark and CR LF", |text| {
        format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes()
    }),
    ("no line break at the end", |text| text.trim_end_matches('\n').as_bytes().to_vec()),
    ("empty lines at the end", |text| format!("{text}\n\n\n").into_bytes()),
    ("spaces after the lines of front matter", |text| {
        text.replace("---\n", "--- \t\n").into_bytes()
    }),
    ("an empty line before the text", |text| text.replacen("\n---\n", "\n---\n\n", 1).into_bytes()),
    ("a line of spaces at the end", |text| format!("{text}   \n").into_bytes()),
];

#[test]
fn sites_are_the_same_however_their_files_are_saved() {
    for part in ["tests/sites/full", "tests/sites/minimal", "."] {
        let site = sample::root().join(part);
        let plain = sample::tree(&sample::build(&site, None));
        for (name, change) in CHANGES {
            let changed = tempfile::tempdir().expect("a folder");
            let count = copy(&site, changed.path(), change);
            assert!(count > 2, "{name}: only {count} texts are changed");
            let built = sample::tree(&sample::build(changed.path(), None));
            let paths: Vec<_> = plain.keys().chain(built.keys()).collect();
            let other: Vec<_> =
                paths.into_iter().filter(|p| plain.get(*p) != built.get(*p)).collect();
            assert!(other.is_empty(), "{}, with {name}: {other:?} differ", site.display());
        }
    }
}

/// Copies the parts of a site, with its texts changed; how many were.
fn copy(from: &Path, to: &Path, change: Change) -> usize {
    let mut count = 0;
    for entry in walkdir::WalkDir::new(from).min_depth(1).into_iter().filter_entry(is_of_the_site) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.path().strip_prefix(from).expect("a path within"));
        let ending = entry.path().extension().and_then(|ending| ending.to_str());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
        } else if matches!(ending, Some("md" | "yaml")) {
            let text = fs::read_to_string(entry.path()).expect("a text");
            let changed = change(&text);
            count += usize::from(changed != text.as_bytes());
            fs::write(&target, changed).expect("a file");
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
    count
}

/// The repository's root is the sample, and holds other things too.
fn is_of_the_site(entry: &walkdir::DirEntry) -> bool {
    entry.depth() != 1
        || ["vouchfolio.yaml", "content", "static"].iter().any(|name| entry.file_name() == *name)
}
