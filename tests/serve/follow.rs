//! A page that moved is followed.

use super::*;
use serde_json::json;

const FOLDER: &str = "accomplishments";

/// A site with these accomplishments: id and title.
fn site(entries: &[(&str, &str)]) -> Vec<Output> {
    let mut all = outputs(&[("404.html", &page("Lost", "")), ("index.html", &page("Home", ""))]);
    for (id, title) in entries {
        all.push(output(&format!("{FOLDER}/{id}/index.html"), &page(title, "Story")));
    }
    all
}

#[track_caller]
fn check(before: &[(&str, &str)], after: &[(&str, &str)], expected: Option<&str>) {
    let server = start(&options());
    server.show("/", &site(before), &[]);
    let mut stream = Stream::of(&server, &format!("/{FOLDER}/old/"));
    let old = version(&get(&server, &format!("/{FOLDER}/old/"), &[]));
    // A build that fails in between makes no difference.
    server.show_problems(&[]);
    server.show("/", &site(after), &[]);
    let expected = match expected {
        Some(id) => ("follow".to_owned(), json!({ "url": format!("/{FOLDER}/{id}/") })),
        None => ("reload".to_owned(), json!({})),
    };
    assert_eq!(stream.next_change(), expected);
    // The same for who was not connected, also after further builds.
    server.show("/", &site(after), &[]);
    let mut late = Stream::with(&server, &format!("/{FOLDER}/old/"), &old);
    assert_eq!(late.next_change(), expected);
    // Whoever asks for the old address sees that it is gone, and is not sent around.
    let mut asked = Stream::of(&server, &format!("/{FOLDER}/old/"));
    asked.nothing_changes();
}

#[test]
fn the_only_new_page_of_the_folder_is_followed() {
    check(&[("old", "Old"), ("b", "B")], &[("new", "New"), ("b", "B")], Some("new"));
}

#[test]
fn of_several_the_one_with_the_title_is_followed() {
    let before = [("old", "Old"), ("b", "B")];
    check(&before, &[("x", "X"), ("new", "Old"), ("b", "B")], Some("new"));
    check(&before, &[("x", "X"), ("y", "Y"), ("b", "B")], None);
    check(&before, &[("x", "Old"), ("y", "Old"), ("b", "B")], None);
    // Both are gone, and nothing says which one the new page is.
    check(&before, &[("new", "New")], None);
}

#[test]
fn a_page_that_is_gone_shows_that_it_is() {
    check(&[("old", "Old"), ("b", "B")], &[("b", "B")], None);
}

#[test]
fn a_page_may_move_more_than_once() {
    let server = start(&options());
    server.show("/", &site(&[("old", "Old")]), &[]);
    let old = version(&get(&server, "/accomplishments/old/", &[]));
    for id in ["a", "b", "c"] {
        server.show("/", &site(&[(id, id)]), &[]);
    }
    let mut late = Stream::with(&server, "/accomplishments/old/", &old);
    assert_eq!(late.next_change().1, json!({ "url": "/accomplishments/c/" }));
    server.show("/", &site(&[("old", "Back")]), &[]);
    let mut late = Stream::with(&server, "/accomplishments/old/", &old);
    assert_eq!(late.next_change().0, "reload", "it is there again");
    server.show("/", &site(&[]), &[]);
    let mut late = Stream::with(&server, "/accomplishments/old/", &old);
    assert_eq!(late.next_change().0, "reload", "nothing is there");
    let mut late = Stream::with(&server, "/accomplishments/a/", &old);
    assert_eq!(late.next_change().0, "reload", "it leads to where nothing is");
}
