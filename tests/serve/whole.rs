//! The whole sample, served: what is published, byte for byte, but for the script in pages.

use super::*;
use crate::sample::{self, SAMPLE, SUB_PATH, UNDER_SUB_PATH};
use serde_json::json;
use std::sync::Arc;
use vouchfolio::config::BaseUrl;

#[track_caller]
fn check(base_url: Option<&str>, expected: &sample::Tree) {
    let built = sample::build(sample::root(), base_url);
    let base_path = base_url
        .map_or("/".to_owned(), |url| BaseUrl::parse(url).expect("a URL").path().to_owned());
    let server = start(&Options { base_path: base_path.clone(), ..options() });
    server.show(&base_path, &built.outputs, &built.problems);
    assert!(expected.len() > 50);
    for (path, bytes) in expected {
        let url = format!("{base_path}{}", path.strip_suffix("index.html").unwrap_or(path));
        let reply = get(&server, &url, &[]);
        assert_eq!(reply.status, 200, "{url}");
        let body = match path.ends_with(".html") {
            true => without_script(&reply.body, &base_path),
            false => reply.body,
        };
        assert!(body == *bytes, "{url} is served as it is published");
    }
    // What was shown is as it was.
    assert!(sample::tree(&built) == *expected, "nothing is added to an output");
}

#[test]
fn every_output_is_served_as_it_is_published() {
    check(None, &SAMPLE);
}

#[test]
fn also_below_a_path() {
    check(Some(SUB_PATH), &UNDER_SUB_PATH);
}

#[test]
fn a_page_of_the_sample_knows_its_parts() {
    let built = sample::build(sample::root(), None);
    let server = start(&options());
    server.show("/", &built.outputs, &[]);
    let mut stream = Stream::of(&server, "/");
    let mut changed = built.outputs.clone();
    let is_stylesheet = |output: &&mut Output| {
        output.path.starts_with("assets/site.") && output.path.ends_with(".css")
    };
    let stylesheet = changed.iter_mut().find(is_stylesheet).expect("a stylesheet");
    let from = std::mem::replace(&mut stylesheet.path, "assets/site.css".into());
    stylesheet.digest = Digest::of(b"another");
    stylesheet.path = stylesheet.digest.fingerprinted("assets/site.css").into();
    let to = Arc::clone(&stylesheet.path);
    for output in &mut changed {
        let Content::Bytes(bytes) = &mut output.content else { continue };
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        *bytes = text.replace(&*from, &to).into_bytes().into();
    }
    changed.sort_by(|a, b| a.path.cmp(&b.path));
    server.show("/", &changed, &[]);
    let (kind, data) = stream.next_change();
    let expected = json!({ "from": format!("/{from}"), "to": format!("/{to}") });
    let sheet = &data["stylesheets"][0];
    assert_eq!((&*kind, &sheet["from"]), ("css", &expected["from"]));
    assert_eq!(sheet["to"], expected["to"]);
}
