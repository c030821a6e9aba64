//! What holds on every page: of the sample, at a domain's root and below another site, of the
//! sites at the edges, of the examples, and of a site with a crowd in it.

mod assets;
mod data;
mod links;
mod pages;
mod search;

use crate::edges::{self, EDGES, TREES};
use crate::html::{self, Page};
use crate::sample::{SAMPLE, SUB_PATH, Tree, UNDER_SUB_PATH};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A built site, and its pages as a browser reads them.
struct Site {
    base_url: &'static str,
    language: &'static str,
    owner: &'static str,
    tree: &'static Tree,
    pages: BTreeMap<&'static str, Page>,
}

/// The sample, which has something of everything.
static SITES: LazyLock<[Site; 2]> = LazyLock::new(|| {
    [("https://maya.example/", &*SAMPLE), (SUB_PATH, &*UNDER_SUB_PATH)]
        .map(|(base_url, tree)| Site::new(base_url, "en", "Maya Okafor", tree))
});

/// Sites that lack much, or have too much of it.
static OTHERS: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let edges = EDGES.iter().zip(&*TREES);
    let edges = edges.map(|(edge, tree)| Site::new(edge.base_url, edge.language, edge.owner, tree));
    let crowd = Site::new(edges::CROWD, "en", "Maya Crowd", edges::crowd());
    edges.chain([crowd]).collect()
});

/// Every site there is.
fn all() -> impl Iterator<Item = &'static Site> {
    SITES.iter().chain(&*OTHERS)
}

impl Site {
    fn new(
        base_url: &'static str,
        language: &'static str,
        owner: &'static str,
        tree: &'static Tree,
    ) -> Site {
        let pages = tree.iter().filter(|(path, _)| path.ends_with(".html"));
        let pages = pages.map(|(path, _)| (path.as_str(), html::read(text(tree, path)))).collect();
        Site { base_url, language, owner, tree, pages }
    }

    /// Its pages, but for those that only lead on to others.
    fn proper_pages(&self) -> impl Iterator<Item = (&'static str, &Page)> {
        let leads_on = |page: &Page| {
            page.named("meta").any(|it| it.attribute("http-equiv") == Some("refresh"))
        };
        self.pages.iter().filter(move |(_, page)| !leads_on(page)).map(|(path, page)| (*path, page))
    }

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
