//! The theme that is measured beside other generators' layouts.

use crate::sample::{self, copy};
use std::fs;

#[test]
fn the_measured_theme_shows_every_quote_where_the_others_do() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&sample::root().join("tests/sites/nameless/content"), &folder.path().join("content"));
    copy(&sample::root().join("examples/minimal/content"), &folder.path().join("content"));
    copy(&sample::root().join("benches/plain"), &folder.path().join("themes/plain"));
    let config = "title: Ada\nbase_url: https://ada.example/\ntheme: {name: plain}\n";
    fs::write(folder.path().join("vouchfolio.yaml"), config).expect("a configuration");
    let built = sample::build(folder.path(), None);
    assert_eq!(sample::problems(&built), "");
    let tree = sample::tree(&built);
    let quotes = |start: &str| -> usize {
        let pages = tree.iter().filter(|(path, _)| path.starts_with(start));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        pages.map(|(_, bytes)| text(bytes).matches("<figure class=\"testimonial\">").count()).sum()
    };
    // As many as the résumé's data has, by name; the nameless stand on no person's page.
    let resume = String::from_utf8_lossy(&tree["resume.json"]);
    let resume: serde_json::Value = serde_json::from_str(&resume).expect("JSON");
    let references = resume["references"].as_array().expect("references");
    let named = references.iter().filter(|said| said["name"].is_string()).count();
    let about: usize =
        references.iter().filter_map(|said| said["accomplishments"].as_array().map(Vec::len)).sum();
    assert!(0 < named && named < references.len());
    assert_eq!(quotes("people/"), named);
    assert_eq!(quotes("accomplishments/"), about);
    assert!((1..=named).contains(&quotes("vouch/")));
}
