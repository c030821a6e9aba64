//! Sites in which every file has one mistake: all of them are named at once, each in one error,
//! and nothing is written. And a folder that is hardly a site at all.

use crate::golden;
use crate::sample::{self, TODAY, Tree, copy};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use vouchfolio::parse::Kind;

/// Sites that cannot be built.
pub const FOLDERS: [&str; 2] = ["tests/sites/mistakes", "tests/sites/mistakes-in-theme"];

/// Files that are right, and needed.
const RIGHT: [&str; 2] = [
    "tests/sites/mistakes-in-theme/vouchfolio.yaml",
    "tests/sites/mistakes-in-theme/content/profile.md",
];

/// Files that only stand beside one with a mistake.
const BESIDE: [&str; 1] = ["tests/sites/mistakes/content/people/di.heic"];

fn build(site: &Path, format: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    command.arg("-C").arg(site).args(["build", "--today", TODAY, "--message-format", format]);
    command.env_remove("CLICOLOR_FORCE").output().expect("the program runs")
}

#[test]
fn every_mistake_is_one_problem() {
    for folder in FOLDERS {
        let root = tempfile::tempdir().expect("a folder");
        copy(&sample::root().join(folder), root.path());
        let said = build(root.path(), "json");
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for line in String::from_utf8_lossy(&said.stdout).lines() {
            let problem: Value = serde_json::from_str(line).expect("JSON");
            let file = problem.get("file").and_then(Value::as_str).expect("a file");
            *found.entry(format!("{folder}/{file}")).or_default() += 1;
        }
        let mut files = Vec::new();
        list(&sample::root().join(folder), folder, &mut files);
        files.retain(|file| !RIGHT.contains(&&**file) && !BESIDE.contains(&&**file));
        let expected: BTreeMap<String, usize> = files.into_iter().map(|file| (file, 1)).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn every_kind_of_content_has_a_mistake() {
    let mut files = Vec::new();
    list(&sample::root().join(FOLDERS[0]), "", &mut files);
    for (folder, _) in Kind::FOLDERS {
        let inside = format!("/content/{folder}/");
        assert!(files.iter().any(|file| file.starts_with(&inside)), "none in {folder}");
    }
    for file in ["/vouchfolio.yaml", "/content/profile.md", "/content/career.yaml"] {
        assert!(files.iter().any(|known| known == file), "no {file}");
    }
}

#[test]
fn mistakes_are_told_as_they_were_blessed() {
    for folder in FOLDERS {
        let root = tempfile::tempdir().expect("a folder");
        let site = root.path().join("site");
        copy(&sample::root().join(folder), &site);
        let human = build(&site, "human");
        let json = build(&site, "json");
        assert_eq!((human.status.code(), json.status.code()), (Some(1), Some(1)));
        assert!(human.stdout.is_empty() && json.stderr.is_empty(), "on the other stream");
        assert!(!site.join("public").exists(), "something was written");
        let files = [("human.txt", human.stderr), ("problems.jsonl", json.stdout)];
        let told: Tree = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
        golden::compare(folder.trim_start_matches("tests/sites/"), &told);
    }
}

/// The paths of all files below, after what stands before them.
fn list(folder: &Path, before: &str, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = format!("{before}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => list(&entry.path(), &path, files),
            false => files.push(path),
        }
    }
}
