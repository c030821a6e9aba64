//! Old addresses lead to where something is now.

use crate::html;
use crate::sample::{self, build};
use std::fs;
use std::path::Path;
use vouchfolio::engine::Redirect;

/// A page of each kind with old addresses, and links that use some of them.
const FILES: &[(&str, &str)] = &[
    ("vouchfolio.yaml", "title: Ada\nbase_url: https://ada.example/\n"),
    ("content/profile.md", "---\nname: Ada Park\nheadline: I build bridges\n---\n"),
    (
        "content/accomplishments/bridge.md",
        "---\ntitle: A bridge & more\ndate: 2024\naliases: [/accomplishments/brigde/, /bridge.html]\n\
         skills: [steel]\nlinks: [{label: Old, url: /people/b/}]\n---\n\
         As [it was](/accomplishments/brigde/) and [is](/old/steel).\n",
    ),
    (
        "content/accomplishments/draft.md",
        "---\ntitle: Draft\ndate: 2024\naliases: [/drafted/]\ndraft: true\n---\n",
    ),
    (
        "content/people/bea.md",
        "---\nname: Bea Holm\nrelation: {kind: peer}\nconsent: {given: 2024}\naliases: [/people/b/]\n---\n",
    ),
    (
        "content/people/hidden.md",
        "---\nname: Hidden\nrelation: {kind: peer}\naliases: [/people/hid/]\n---\n",
    ),
    ("content/skills.yaml", "steel: {aliases: [/old/steel/]}\nunused: {aliases: [/unused/]}\n"),
    ("content/posts/one.md", "---\ntitle: One\naliases: [/blog/one]\n---\n"),
    ("content/pages/now.md", "---\ntitle: Now\naliases: [/today/, /robots/]\n---\n"),
    ("static/robots/index.html", "<p>Mine"),
];

/// What each old address leads to, below the path of the base URL.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("/accomplishments/brigde/", "accomplishments/bridge/", "accomplishments/brigde/index.html"),
    ("/blog/one", "writing/one/", "blog/one/index.html"),
    ("/bridge.html", "accomplishments/bridge/", "bridge.html"),
    ("/old/steel/", "skills/steel/", "old/steel/index.html"),
    ("/people/b/", "people/bea/", "people/b/index.html"),
    ("/today/", "now/", "today/index.html"),
];

fn write(site: &Path) {
    for (path, text) in FILES {
        let file = site.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}

#[track_caller]
fn check(base_url: &str, base_path: &str) {
    let site = tempfile::tempdir().expect("a folder");
    write(site.path());
    let built = build(site.path(), Some(base_url));
    // Links to old addresses are no mistakes, and nothing else is.
    assert_eq!(sample::problems(&built), "");
    let redirect = |(from, to, path): &(&str, &str, &str)| Redirect {
        from: (*from).to_owned(),
        to: format!("{base_path}{to}"),
        path: (*path).into(),
    };
    assert_eq!(built.redirects, EXPECTED.iter().map(redirect).collect::<Vec<_>>());
    let tree = sample::tree(&built);
    for Redirect { to, path, .. } in &built.redirects {
        let page = html::read(std::str::from_utf8(&tree[&**path]).expect("UTF-8"));
        let refresh = page.named("meta").find(|it| it.attribute("http-equiv") == Some("refresh"));
        let content = refresh.expect("a redirect").attribute("content");
        assert_eq!(content, Some(&*format!("0; url={to}")), "{path}");
        let canonical = page.named("link").find(|it| it.attribute("rel") == Some("canonical"));
        let address = format!("{base_url}{}", to.strip_prefix(base_path).expect("inside"));
        assert_eq!(canonical.expect("a link").attribute("href"), Some(&*address), "{path}");
        assert!(tree.contains_key(&format!("{}index.html", &to[base_path.len()..])), "{to}");
    }
    for gone in ["drafted/", "people/hid/", "unused/"] {
        assert!(!tree.contains_key(&format!("{gone}index.html")), "{gone}");
    }
    assert_eq!(tree["robots/index.html"], b"<p>Mine");
}

#[test]
fn everything_that_has_a_page_may_have_old_addresses() {
    check("https://ada.example/", "/");
}

#[test]
fn also_below_a_path() {
    check("https://x.example/sub/path/", "/sub/path/");
}
