//! What is served under `/assets/` may be kept for ever: its name changes with its bytes.

use super::{all, assert_none, text};
use vouchfolio::digest::Digest;

#[test]
fn every_name_has_the_fingerprint_of_its_bytes() {
    let mut faults = Vec::new();
    for site in all() {
        let assets = site.tree.iter().filter(|(path, _)| path.starts_with("assets/"));
        let assets: Vec<_> = assets.collect();
        assert!(assets.len() >= 2, "no stylesheets");
        for (path, bytes) in assets {
            if Digest::of(bytes).fingerprint_in(path).is_none() {
                faults.push(format!("{path}: not the fingerprint of its bytes"));
            }
        }
    }
    assert_none(&faults);
}

/// Whatever loads them does so by these names; that others would be found is for the test of links.
#[test]
fn everything_that_is_served_is_named_by_a_page_or_stylesheet() {
    let mut faults = Vec::new();
    for site in all() {
        let texts: Vec<&str> = site
            .tree
            .keys()
            .filter(|path| path.ends_with(".html") || path.ends_with(".css"))
            .map(|path| text(site.tree, path))
            .collect();
        for path in site.tree.keys().filter(|path| path.starts_with("assets/")) {
            let is_licence = path.contains("-OFL.") || path.contains("-LICENSE.");
            // With at most one person on each page nothing is filtered; the icon is for themes that
            // have no other.
            let may_be_unused =
                ["assets/filters.", "assets/icon."].iter().any(|it| path.starts_with(it));
            let name = path.rsplit('/').next().unwrap_or(path);
            if !is_licence && !may_be_unused && !texts.iter().any(|text| text.contains(name)) {
                faults.push(format!("{}: {path}", site.base_url));
            }
        }
    }
    assert_none(&faults);
}
