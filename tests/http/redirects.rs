//! Redirects: how far they are followed, and what goes along.

use super::server::{Server, page, redirect};
use super::{get, options};
use vouchfolio::http::{Client, Failure, Options, Request};

fn following() -> Client {
    Client::new(&Options { redirects: 3, ..options() })
}

#[test]
fn redirects_are_followed_where_that_is_asked_for() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/a" => redirect(301, "b"),
        "/b" => redirect(302, "/c?x"),
        _ => page("Here"),
    });
    let answer = get(&following(), &server.url("/a")).expect("an answer");
    assert_eq!((answer.status, answer.url), (200, server.url("/c?x")));
    let answer = get(&Client::new(&options()), &server.url("/a")).expect("an answer");
    assert_eq!((answer.status, answer.url), (301, server.url("/a")));
}

#[test]
fn redirects_without_end_come_to_an_end() {
    let server = Server::start(|_| redirect(302, "/"));
    assert_eq!(get(&following(), &server.url("/")).unwrap_err(), Failure::TooManyRedirects);
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_redirect_leads_nowhere_but_to_the_web() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/none" => super::status(302),
        "/file" => redirect(302, "file:///etc/passwd"),
        _ => redirect(302, "http://"),
    });
    assert_eq!(get(&following(), &server.url("/none")).expect("an answer").status, 302);
    assert_eq!(get(&following(), &server.url("/file")).unwrap_err(), Failure::BadAddress);
    assert_eq!(get(&following(), &server.url("/odd")).unwrap_err(), Failure::BadAddress);
}

#[test]
fn no_header_goes_to_another_host() {
    let other = Server::start(|_| page("There"));
    let to = other.url("/there").replace("//", "//maya:CANARY@");
    let server = Server::start(move |seen| match seen.target.as_str() {
        "/away" => redirect(307, &to),
        "/near" => redirect(307, "/here"),
        _ => page("Here"),
    });
    let headers = || vec![("authorization", "CANARY".to_owned()), ("x-token", "CANARY".to_owned())];
    for (path, last) in [("/near", &server), ("/away", &other)] {
        let url = server.url(path);
        let request =
            Request { method: "GET", url: &url, headers: headers(), ..Request::default() };
        assert_eq!(following().send(&request).expect("an answer").status, 200);
        let seen = last.seen().pop().expect("a request");
        let is_there = format!("{seen:?}").contains("CANARY");
        assert_eq!(is_there, path == "/near", "{seen:?}");
    }
}

#[test]
fn a_body_goes_nowhere_else() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/303" => redirect(303, "/done"),
        "/307" => redirect(307, "/done"),
        _ => page("Done"),
    });
    let put = |path: &str| {
        let url = server.url(path);
        let request = Request { method: "PUT", url: &url, body: b"words", ..Request::default() };
        following().send(&request).expect("an answer").status
    };
    assert_eq!(put("/303"), 200);
    let seen = server.seen().pop().expect("a request");
    assert_eq!((&*seen.method, &*seen.body), ("GET", &b""[..]));
    assert_eq!(put("/307"), 307);
    assert_eq!(server.lines(), ["PUT /303", "GET /done", "PUT /307"]);
}

#[test]
fn a_redirect_leads_into_no_private_network() {
    let other = Server::start(|_| page("Secrets"));
    let port = other.port;
    let server = Server::start(move |seen| match seen.target.as_str() {
        "/same" => redirect(302, "/"),
        "/" => page("Here"),
        host => redirect(302, &format!("http://{}:{port}/", &host[1..])),
    });
    let public = Client::new(&Options { redirects: 3, public_only: true, ..options() });
    for host in [
        "localhost",
        "127.0.0.2",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "0x7f.2",
        "[::ffff:127.0.0.1]",
    ] {
        let url = server.url(&format!("/{host}"));
        assert_eq!(get(&public, &url).unwrap_err(), Failure::Private, "{host}");
    }
    assert!(other.seen().is_empty());
    // What a request names itself may be asked.
    assert_eq!(get(&public, &server.url("/same")).expect("an answer").status, 200);
    let named = format!("http://localhost:{port}/");
    assert_eq!(get(&public, &named).expect("an answer").status, 200);
}
