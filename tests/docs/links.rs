//! Links between documents, and to files of the repository.

use super::{Document, assert_none, documents};
use std::path::Path;

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    assert_none(&broken(&documents));
}

/// Links that lead to nothing. Addresses of other hosts are not tried.
fn broken(documents: &[Document]) -> Vec<String> {
    let mut problems = Vec::new();
    for document in documents {
        for link in &document.links {
            if ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
                continue;
            }
            let (path, anchor) = match link.split_once('#') {
                Some((path, anchor)) => (path, Some(anchor)),
                None => (link.as_str(), None),
            };
            let file =
                if path.is_empty() { document.file.clone() } else { beside(&document.file, path) };
            if !Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).exists() {
                problems.push(format!("{}: there is no `{file}`", document.file));
            } else if let Some(anchor) = anchor {
                let target = documents.iter().find(|other| other.file == file);
                if !target.is_some_and(|t| t.anchors.iter().any(|known| known == anchor)) {
                    problems.push(format!("{}: `{file}` has no `#{anchor}`", document.file));
                }
            }
        }
    }
    problems
}

/// A path as seen from a file of the repository.
fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn broken_links_are_found() {
    let text = "# A b\n[1](#a-b) [2](#nope) [3](../README.md) [4](nope.md) [5](https://x.example)";
    let found = broken(&[Document::read("docs/guide.md", text)]);
    assert_eq!(
        found,
        [
            "docs/guide.md: `docs/guide.md` has no `#nope`",
            "docs/guide.md: there is no `docs/nope.md`"
        ]
    );
}
