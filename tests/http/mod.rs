//! Requests against servers on loopback, most of which misbehave.

mod redirects;
mod retries;
mod secrets;
pub mod server;
mod uploads;

use server::{Answer, Server, closed_port, page, status};
use std::time::{Duration, Instant};
use vouchfolio::http::{Client, Failure, Options, Request, Response};

/// A client that waits as long as a busy machine needs.
fn client() -> Client {
    Client::new(&options())
}

fn options() -> Options {
    let patience = Duration::from_secs(20);
    Options { connect: patience, answer: patience, ..Options::default() }
}

fn get(client: &Client, url: &str) -> Result<Response, Failure> {
    client.send(&Request { method: "GET", url, ..Request::default() })
}

/// Asks once, up to a moment.
fn by(deadline: Instant, url: &str) -> Result<Response, Failure> {
    let deadline = Some(deadline);
    client().send(&Request { method: "GET", url, deadline, ..Request::default() })
}

#[test]
fn an_answer_comes_whole() {
    let server = Server::start(|_| page("Hello"));
    let answer = get(&client(), &server.url("/a/ä b?x=1#c")).expect("an answer");
    assert_eq!((answer.status, &*answer.body), (200, &b"Hello"[..]));
    assert!(answer.is_success());
    let seen = server.seen();
    assert_eq!(server.lines(), ["GET /a/%C3%A4%20b?x=1"]);
    assert_eq!(seen[0].header("user-agent"), Some("vouchfolio/0.1.0"));
}

#[test]
fn what_is_refused_is_an_answer_too() {
    let server = Server::start(|seen| status(seen.target[1..].parse().expect("a status")));
    for status in [204, 301, 401, 403, 404, 410, 418, 429, 500, 503, 999] {
        let answer = get(&client(), &server.url(&format!("/{status}"))).expect("an answer");
        assert_eq!(answer.status, status);
        assert_eq!(answer.is_success(), status == 204);
    }
}

#[test]
fn no_more_is_read_than_the_limit() {
    let server = Server::start(|_| Answer::Endless);
    let client = Client::new(&Options { longest_answer: 10_000, ..options() });
    assert_eq!(get(&client, &server.url("/")).expect("an answer").body.len(), 10_000);
}

#[test]
fn a_head_has_a_limit() {
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1_000_000));
    let server = Server::start(move |_| Answer::Raw(head.clone().into_bytes()));
    assert_eq!(get(&client(), &server.url("/")).unwrap_err(), Failure::BadAnswer);
}

#[test]
fn silence_comes_to_an_end() {
    let server = Server::start(|_| Answer::Silence);
    let short = Duration::from_millis(200);
    let url = server.url("/");
    for options in
        [Options { answer: short, ..options() }, Options { whole: Some(short), ..options() }]
    {
        assert_eq!(get(&Client::new(&options), &url).unwrap_err(), Failure::TooSlow);
    }
    assert_eq!(by(Instant::now() + short, &url).unwrap_err(), Failure::TooSlow);
}

#[test]
fn after_the_deadline_nobody_is_asked() {
    let server = Server::start(|_| page("Hello"));
    let url = server.url("/");
    assert_eq!(by(Instant::now(), &url).unwrap_err(), Failure::TooSlow);
    assert!(server.seen().is_empty());
}

#[test]
fn a_body_that_never_ends_comes_to_an_end() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHell";
    let server = Server::start(move |seen| match seen.target.as_str() {
        "/cut" => Answer::Raw(head.to_vec()),
        _ => Answer::Endless,
    });
    assert_eq!(get(&client(), &server.url("/cut")).unwrap_err(), Failure::BrokenOff);
    let limits =
        Options { whole: Some(Duration::from_millis(300)), longest_answer: u64::MAX, ..options() };
    assert_eq!(get(&Client::new(&limits), &server.url("/")).unwrap_err(), Failure::TooSlow);
}

#[test]
fn what_is_no_http_is_no_answer() {
    let server = Server::start(|seen| match (seen.method.as_str(), seen.target.as_str()) {
        ("TLS", _) => Answer::Raw(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()),
        (_, "/none") => Answer::Raw(Vec::new()),
        _ => Answer::Raw(b"220 mail.maya.example ESMTP\r\n\r\n".to_vec()),
    });
    assert_eq!(get(&client(), &server.url("/")).unwrap_err(), Failure::BadAnswer);
    assert_eq!(get(&client(), &server.url("/none")).unwrap_err(), Failure::BrokenOff);
    let secure = format!("https://127.0.0.1:{}/", server.port);
    assert_eq!(get(&client(), &secure).unwrap_err(), Failure::Encryption);
}

#[test]
fn nobody_there_is_told_from_no_such_host() {
    let url = format!("http://127.0.0.1:{}/", closed_port());
    assert_eq!(get(&client(), &url).unwrap_err(), Failure::NoConnection);
    // Without a network nobody knows whether there is such a host.
    let unknown = get(&client(), "http://no-such-host.invalid/").unwrap_err();
    assert!(
        [Failure::NoSuchHost, Failure::NoLookup, Failure::Proxy].contains(&unknown),
        "{unknown}"
    );
}

#[test]
fn only_addresses_of_the_web_are_asked_for() {
    for url in [
        "",
        "/",
        "maya.example",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
        "http://a b/",
    ] {
        assert_eq!(get(&client(), url).unwrap_err(), Failure::BadAddress, "{url}");
    }
    let server = Server::start(|_| page("Hello"));
    let url = server.url("/");
    for headers in [vec![("a b", "c".to_owned())], vec![("a", "b\r\nc: d".to_owned())]] {
        let request = Request { method: "GET", url: &url, headers, ..Request::default() };
        assert_eq!(client().send(&request).unwrap_err(), Failure::BadAddress);
    }
    assert!(server.seen().is_empty());
}
