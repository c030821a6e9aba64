//! Whether the new version is what readers get, asked of servers on loopback.

use crate::http::server::{Answer, Seen, Server, closed_port, page, redirect, status};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vouchfolio::config::BaseUrl;
use vouchfolio::digest::Digest;
use vouchfolio::publish::probe::{Live, look};
use vouchfolio::publish::{File, Manifest};

/// How long a look may take on a machine that does other things too.
const LONG: Duration = Duration::from_secs(20);
/// Enough for one look, and hardly for two.
const SHORT: Duration = Duration::from_secs(1);

/// A site of one page.
fn manifest(home: &str) -> Manifest {
    let files = [File::new("index.html", home.as_bytes().to_vec())];
    Manifest::of("https://nia.test/", &files)
}

fn bytes(home: &str) -> Answer {
    Answer::Whole(200, Vec::new(), manifest(home).to_bytes())
}

/// Looks for the page `New` at this address.
fn look_at(base_url: &str, patience: Duration) -> Live {
    let base_url = BaseUrl::parse(base_url).expect("a base URL");
    look(&base_url, &manifest("New"), Digest::of(b"New"), patience)
}

fn why(live: Live) -> String {
    match live {
        Live::Yes => "it is live".to_owned(),
        Live::NotYet { why } => why,
    }
}

fn is_manifest(seen: &Seen) -> bool {
    seen.target.starts_with("/me/.vouchfolio.json?")
}

#[test]
fn a_version_is_where_its_manifest_is() {
    let server = Server::start(|seen| if is_manifest(seen) { bytes("New") } else { page("Odd") });
    assert_eq!(look_at(&server.url("/me/"), LONG), Live::Yes);
    assert_eq!(server.seen().len(), 1);
    let server = Server::start(|seen| if is_manifest(seen) { bytes("Old") } else { page("New") });
    assert_eq!(why(look_at(&server.url("/me/"), SHORT)), "another version is there");
}

#[test]
fn where_the_manifest_is_hidden_the_home_page_tells() {
    for hidden in [status(403), status(404), page("New"), status(200), page("{\"version\": 9}")] {
        let answer = hidden.clone();
        let server =
            Server::start(move |seen| if is_manifest(seen) { answer.clone() } else { page("New") });
        assert_eq!(look_at(&server.url("/me/"), LONG), Live::Yes, "{hidden:?}");
        let server =
            Server::start(move |seen| if is_manifest(seen) { hidden.clone() } else { page("Old") });
        let why = why(look_at(&server.url("/me/"), SHORT));
        assert_eq!(why, "the home page is not that of this version");
    }
}

#[test]
fn it_looks_again_and_never_at_the_same_address() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => bytes("Old"),
        1 => Answer::Raw(Vec::new()),
        _ => bytes("New"),
    });
    assert_eq!(look_at(&server.url("/me/"), LONG), Live::Yes);
    let targets: BTreeSet<String> = server.seen().into_iter().map(|seen| seen.target).collect();
    assert_eq!(targets.len(), 3, "{targets:?}");
}

#[test]
fn a_host_may_lead_on() {
    let site = Server::start(|seen| if is_manifest(seen) { bytes("New") } else { page("") });
    let to = site.url("");
    let server = Server::start(move |seen| redirect(301, &format!("{to}{}", seen.target)));
    assert_eq!(look_at(&server.url("/me/"), LONG), Live::Yes);
}

#[test]
fn what_keeps_it_from_being_seen_is_said() {
    let refused = format!("http://127.0.0.1:{}/", closed_port());
    assert_eq!(why(look_at(&refused, SHORT)), "no connection could be made");
    let cases = [
        (status(404), "the server answers 404"),
        (status(503), "the server answers 503"),
        (Answer::Raw(b"220 mail\r\n\r\n".to_vec()), "the answer is not one in HTTP"),
        (Answer::Silence, "it took too long"),
        (redirect(302, "/"), "the redirects have no end"),
    ];
    for (answer, said) in cases {
        let server = Server::start(move |_| answer.clone());
        assert_eq!(why(look_at(&server.url("/"), SHORT)), said);
    }
}

#[test]
fn a_look_sends_little() {
    let server = Server::start(|_| page("Old"));
    look_at(&server.url("/"), Duration::from_secs(4));
    // Two requests a look, and half a second between looks, then longer.
    let asked = server.seen().len();
    assert!((4..=12).contains(&asked), "{asked}");
}
