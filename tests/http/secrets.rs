//! What a request holds shows nowhere.

use super::server::{Answer, Server, closed_port};
use super::{client, options};
use vouchfolio::http::{Client, Options, Request, without_secrets};

#[test]
fn no_secret_is_in_any_error_or_debug() {
    let server = Server::start(|seen| match seen.target.split('?').next() {
        Some("/cut") => {
            Answer::Raw(b"HTTP/1.1 200 OK\r\nx: CANARY\r\ncontent-length: 9\r\n\r\nC".to_vec())
        }
        Some("/odd") => Answer::Raw(b"CANARY\r\n\r\n".to_vec()),
        Some("/loop") => super::server::redirect(302, "/loop?CANARY"),
        _ => Answer::Whole(403, vec![("set-cookie", "CANARY".to_owned())], b"CANARY".to_vec()),
    });
    let at =
        |port: u16, path: &str| format!("http://CANARY:CANARY@127.0.0.1:{port}{path}?sign=CANARY");
    let urls = [
        at(server.port, "/"),
        at(server.port, "/cut"),
        at(server.port, "/odd"),
        at(server.port, "/loop"),
        at(closed_port(), "/"),
        "https://CANARY".replace("//", "//["),
    ];
    let clients = [client(), Client::new(&Options { redirects: 2, ..options() })];
    for url in &urls {
        for client in &clients {
            let headers = vec![("authorization", "CANARY".to_owned())];
            let request =
                Request { method: "PUT", url, headers, body: b"CANARY", ..Request::default() };
            let answer = client.send(&request);
            let shown = match &answer {
                Ok(answer) => format!("{answer:?}"),
                Err(failure) => format!("{failure} {failure:?}"),
            };
            let shown = format!("{shown} {request:?} {client:?}");
            assert!(!shown.contains("CANARY"), "{shown}");
        }
    }
    assert!(format!("{:?}", server.seen()).contains("CANARY"), "it was sent");
}

#[test]
fn addresses_are_shown_without_secrets() {
    let url = "https://maya:secret@host.example/a/b?sign=secret#secret";
    assert_eq!(without_secrets(url), "https://host.example/a/b");
    assert_eq!(without_secrets("secret"), "…");
}
