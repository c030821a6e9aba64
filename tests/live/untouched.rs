//! A server writes nothing but what it remembers, and what it serves is what a build writes.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::*;

type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a folder but what git is told.
pub fn files(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let entries = entries.filter(|entry| entry.file_type().is_file());
    let entries = entries.filter(|entry| entry.file_name() != ".gitignore");
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy();
        (path.into_owned(), fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// Says where two differ, rather than show all their bytes.
#[track_caller]
pub fn assert_same(found: &Files, expected: &Files) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected));
    for (path, bytes) in expected {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&found[path]), text(bytes), "{path}");
    }
}

/// Builds a copy of the site that knows of no earlier build; the folder that it is in.
pub fn clean(site: &Site) -> PathBuf {
    try_clean(site).unwrap_or_else(|said| panic!("{said}"))
}

/// The same, or what is said where there are errors.
pub fn try_clean(site: &Site) -> Result<PathBuf, String> {
    let copy = site.folder.path().join("clean");
    let out = site.folder.path().join("out");
    for folder in [&copy, &out] {
        if folder.exists() {
            fs::remove_dir_all(folder).expect("removed");
        }
    }
    for top in ["vouchfolio.yaml", "content", "static", "themes"] {
        if site.path.join(top).exists() {
            fs::create_dir_all(&copy).expect("a folder");
            recovery::copy_folder(&site.path.join(top), &copy.join(top));
        }
    }
    let output = command(&copy, &["build", "--out", "../out"]).output();
    let output = output.expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(out) } else { Err(said) }
}

/// Times and bytes of everything in a folder.
fn state(folder: &Path) -> Vec<(PathBuf, SystemTime, Option<Vec<u8>>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entry = |entry: walkdir::DirEntry| {
        let time = entry.metadata().expect("metadata").modified().expect("a time");
        (entry.path().to_owned(), time, fs::read(entry.path()).ok())
    };
    entries.map(Result::unwrap).map(entry).collect()
}

#[test]
fn the_output_folder_is_none_of_its_business() {
    let site = Site::new();
    let program = site.serve(&[]);
    let edit = |words: &str| {
        site.put(ONE, one(words));
        program.wait_for_page(ONE_PAGE, words);
    };
    edit("First edit.");
    let entries = fs::read_dir(&site.path).expect("the site");
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".vouchfolio", "content", "static", "themes", "vouchfolio.yaml"]);
    // One that somebody built, and edited by hand.
    assert!(command(&site.path, &["build", "-q"]).status().expect("it runs").success());
    site.put("public/index.html", "By hand.");
    site.put("public/other.txt", "Of somebody else.");
    let before = state(&site.path.join("public"));
    edit("Second edit.");
    site.put(ONE, one("Broken.").replace("title", "titel"));
    program.err.wait_for("a refusal", |lines| lines.iter().any(is_not_built));
    edit("Third edit.");
    drop(program);
    assert_eq!(state(&site.path.join("public")), before);
}
