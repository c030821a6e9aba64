//! What must not be published is in no output, and changes no output.

mod canaries;
mod hostile;
mod interference;

use crate::sample::{self, TODAY, Tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use vouchfolio::engine::{Built, Request};
use vouchfolio::model::Date;

/// Begins every word that no output may hold.
const CANARY: &str = "zqxjk";

/// The files of a site by path.
#[derive(Clone, Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn put(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Files {
        self.0.insert(path.to_owned(), content.as_ref().to_vec());
        self
    }

    /// A site with an owner, a position, one accomplishment and one witness.
    fn new() -> Files {
        let mut files = Files::default();
        files
            .put("vouchfolio.yaml", "title: Ada Lund\nbase_url: https://ada.example/\n")
            .put("content/profile.md", "---\nname: Ada Lund\nheadline: I build bridges\n---\nHi.\n")
            .put(
                "content/career.yaml",
                "positions: [{id: mill, organization: Mill, title: Engineer, from: 2019}]\n",
            )
            .put(
                "content/accomplishments/bridge.md",
                "---\ntitle: Built a bridge\ndate: 2024-06\nat: mill\nskills: [steel]\n\
                 featured: true\n---\nIt stands.\n",
            )
            .put(
                "content/people/bea.md",
                "---\nname: Bea Holm\nrelation: {kind: peer, at: mill, from: 2019}\n\
                 consent: {given: 2025-01-01}\n---\n",
            )
            .put(
                "content/testimonials/bea-bridge.md",
                "---\nby: bea\ngiven: 2025-01-01\nabout: [bridge]\nskills: [steel]\n\
                 consent: {given: 2025-01-01}\n---\nI walked over it.\n",
            );
        files
    }

    /// Writes the site below a folder whose own name is a canary.
    fn write(&self) -> Site {
        let root = tempfile::Builder::new().prefix("zqxjkhome").tempdir().expect("a folder");
        for (path, content) in &self.0 {
            let file = root.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, content).expect("a file");
        }
        Site { root }
    }

    fn build(&self) -> Tree {
        sample::tree(&sample::build(&self.write().path(), None))
    }
}

/// A site on disk.
struct Site {
    root: TempDir,
}

impl Site {
    fn path(&self) -> PathBuf {
        self.root.path().to_owned()
    }

    fn request(&self, drafts: bool) -> Built {
        let today = Date::parse(TODAY).expect("a day");
        let request = Request { site: &self.path(), today, drafts, base_url: None };
        sample::build_with_pictures(&request)
    }
}

/// Every place of a word in paths and bytes, in any letter case and in the usual escapes.
fn leaks(tree: &Tree, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let escaped = |escape: fn(u8) -> String| word.bytes().map(escape).collect::<String>();
    let forms = [
        word.clone(),
        escaped(|byte| format!("%{byte:02x}")),
        escaped(|byte| format!("&#{byte};")),
        escaped(|byte| format!("&#x{byte:02x};")),
        escaped(|byte| format!("\\u00{byte:02x}")),
        escaped(|byte| format!("{}\0", char::from(byte))),
    ];
    let mut leaks = Vec::new();
    for (path, bytes) in tree {
        let haystacks = [("name", path.as_bytes()), ("content", bytes.as_slice())];
        for (what, haystack) in haystacks {
            let lower = haystack.to_ascii_lowercase();
            for at in forms.iter().flat_map(|form| places(&lower, form.as_bytes())) {
                let end = lower.len().min(at + 60);
                let part = haystack.get(at.saturating_sub(60)..end).unwrap_or_default();
                leaks.push(format!("{path} ({what}): …{}…", String::from_utf8_lossy(part)));
            }
        }
    }
    leaks
}

#[test]
fn words_are_found_in_every_form() {
    for text in [
        "a zqxjk b",
        "ZqxJk",
        "%7A%71%78%6A%6B",
        "&#122;&#113;&#120;&#106;&#107;",
        "&#x7a;&#x71;&#x78;&#x6A;&#x6b;",
        "\\u007a\\u0071\\u0078\\u006A\\u006b",
        "z\0q\0x\0j\0k\0",
    ] {
        let tree = Tree::from([("index.html".to_owned(), text.as_bytes().to_vec())]);
        assert_eq!(leaks(&tree, CANARY).len(), 1, "{text}");
    }
    let tree = Tree::from([("zqxjk.html".to_owned(), Vec::new())]);
    assert_eq!(leaks(&tree, CANARY).len(), 1);
}

fn places<'a>(haystack: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let windows = haystack.windows(word.len()).enumerate();
    windows.filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

fn assert_none(leaks: &[String]) {
    let shown: Vec<_> = leaks.iter().take(20).map(String::as_str).collect();
    assert!(leaks.is_empty(), "{} leaks, such as\n{}", leaks.len(), shown.join("\n"));
}
