//! What holds on every page: of the sample, at a domain's root and below another site, and of the
//! sites in `tests/sites`, one with required fields alone and one with every field there is.

mod data;
mod links;
mod pages;

use crate::html::{self, Page};
use crate::sample::{FULL, MINIMAL, SAMPLE, SUB_PATH, Tree, UNDER_SUB_PATH};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A built site, and its pages as a browser reads them.
struct Site {
    base_url: &'static str,
    tree: &'static Tree,
    pages: BTreeMap<&'static str, Page>,
}

static SITES: LazyLock<[Site; 2]> =
    LazyLock::new(|| sites([("https://maya.example/", &*SAMPLE), (SUB_PATH, &*UNDER_SUB_PATH)]));

/// Sites at the edges: as little as there can be, and as much.
static EDGES: LazyLock<[Site; 2]> = LazyLock::new(|| {
    sites([("https://ada.example/", &*MINIMAL), ("https://eva.example/deep/er/", &*FULL)])
});

fn sites(trees: [(&'static str, &'static Tree); 2]) -> [Site; 2] {
    trees.map(|(base_url, tree)| {
        let pages = tree.iter().filter(|(path, _)| path.ends_with(".html"));
        let pages = pages.map(|(path, _)| (path.as_str(), html::read(text(tree, path)))).collect();
        Site { base_url, tree, pages }
    })
}

impl Site {
    /// The absolute address of an output.
    fn url(&self, path: &str) -> String {
        format!("{}{}", self.base_url, path.strip_suffix("index.html").unwrap_or(path))
    }
}

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    let bytes = tree.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with all faults at once.
fn assert_none(faults: &[String]) {
    let shown: Vec<_> = faults.iter().take(20).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults, such as\n{}", faults.len(), shown.join("\n"));
}
