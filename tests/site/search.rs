//! `/search.json`, as the search in the reader's browser reads it.

use super::{Site, all, assert_none, links, text};
use serde_json::Value;

#[test]
fn every_entry_is_whole_and_leads_somewhere() {
    let mut faults = Vec::new();
    for site in all() {
        let index = index(site);
        let kinds = index["kinds"].as_array().expect("kinds");
        for entry in entries(&index) {
            let words: Vec<&str> =
                entry[1..].iter().map(|part| part.as_str().expect("text")).collect();
            let [url, title, _, shown] = words[..] else { panic!("{entry:?}") };
            assert!(entry[0].as_u64().is_some_and(|kind| kinds.get(kind as usize).is_some()));
            assert!(!title.is_empty(), "{url}");
            assert!(!shown.contains("</p>") && !shown.contains("&amp;"), "{shown}");
            faults.extend(links::fault(site, "search.json", url));
        }
    }
    assert_none(&faults);
}

#[test]
fn each_page_of_content_can_be_found() {
    for site in all() {
        let index = index(site);
        let found: Vec<&str> =
            entries(&index).map(|entry| entry[1].as_str().expect("url")).collect();
        for (path, _) in site.proper_pages() {
            let is_one = ["accomplishments/", "people/", "skills/", "writing/"]
                .iter()
                .any(|folder| path.starts_with(folder) && path.matches('/').count() == 2);
            let url = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
            let is_there = found.iter().any(|known| known.ends_with(&url));
            assert!(!is_one || is_there, "{url} cannot be found");
        }
    }
}

#[test]
fn a_site_of_many_texts_has_their_summaries_only() {
    let is_long = |site: &Site| entries(&index(site)).count() > 500;
    let (long, short): (Vec<_>, Vec<_>) = all().partition(|site| is_long(site));
    let quotes = |site: &Site| {
        let index = index(site);
        entries(&index)
            .filter(|entry| entry[0] == 1)
            .map(|entry| entry[4].as_str().map_or(0, str::len))
            .sum::<usize>()
    };
    assert!(!long.is_empty() && long.iter().all(|site| quotes(site) == 0));
    assert!(short.iter().any(|site| quotes(site) > 1_000));
}

fn index(site: &Site) -> Value {
    serde_json::from_str(text(site.tree, "search.json")).expect("JSON")
}

fn entries(index: &Value) -> impl Iterator<Item = &Vec<Value>> {
    let entries = index["entries"].as_array().expect("entries");
    entries.iter().map(|entry| entry.as_array().expect("entry"))
}
