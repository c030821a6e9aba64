//! Bodies on their way out.

use super::client;
use super::server::{Server, page, status};
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vouchfolio::http::{Request, Retries};

fn body() -> Vec<u8> {
    (0..1_000_000_u32).map(|at| (at % 251) as u8).collect()
}

fn put<'a>(url: &'a str, body: &'a [u8], on_sent: &'a dyn Fn(u64)) -> Request<'a> {
    Request { method: "PUT", url, body, on_sent: Some(on_sent), ..Request::default() }
}

#[test]
fn a_body_arrives_whole_and_is_told_of_in_pieces() {
    let server = Server::start(|_| page(""));
    let (url, body) = (server.url("/"), body());
    let pieces = RefCell::new(Vec::new());
    let on_sent = |bytes| pieces.borrow_mut().push(bytes);
    let request = put(&url, &body, &on_sent);
    assert_eq!(client().send(&request).expect("an answer").status, 200);
    let seen = server.seen().pop().expect("a request");
    assert!(seen.body == body);
    assert_eq!(seen.header("content-length"), Some("1000000"));
    let pieces = pieces.into_inner();
    assert_eq!(pieces.iter().sum::<u64>(), 1_000_000);
    assert!(pieces.len() > 3, "{pieces:?}");
}

#[test]
fn what_is_sent_again_is_not_told_again() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        if asked.fetch_add(1, Ordering::SeqCst) < 2 { status(503) } else { page("") }
    });
    let (url, body) = (server.url("/"), body());
    let told = RefCell::new(0);
    let on_sent = |bytes| *told.borrow_mut() += bytes;
    let pause = Duration::from_millis(1);
    let retries = Retries { attempts: 3, pause, longest: pause, on_retry: &|_| {} };
    let request = put(&url, &body, &on_sent);
    assert_eq!(client().send_again(&request, &retries).expect("an answer").status, 200);
    assert_eq!(server.seen().len(), 3);
    assert!(server.seen().iter().all(|seen| seen.body == body));
    assert_eq!(told.into_inner(), 1_000_000);
}

#[test]
fn an_empty_body_is_one_too() {
    let server = Server::start(|_| page(""));
    let url = server.url("/");
    for method in ["PUT", "POST", "DELETE", "GET", "HEAD"] {
        let request = Request { method, url: &url, ..Request::default() };
        assert_eq!(client().send(&request).expect("an answer").status, 200);
    }
    let lengths: Vec<_> =
        server.seen().iter().map(|seen| seen.header("content-length").map(str::to_owned)).collect();
    assert_eq!(lengths, [Some("0".to_owned()), Some("0".to_owned()), None, None, None]);
}
