//! Asking again.

use super::server::{Answer, Server, page, redirect, status};
use super::{client, closed_port, options};
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use vouchfolio::http::{Client, Failure, Options, Request, Response, Retries};

/// A server whose answers come one after the other, the last for ever.
fn answering(answers: Vec<Answer>) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |_| {
        let next = next.fetch_add(1, Ordering::SeqCst);
        answers[next.min(answers.len() - 1)].clone()
    })
}

/// Asks up to four times; what came of it, and what was said before each pause.
fn ask(client: &Client, url: &str, longest: Duration) -> (Result<Response, Failure>, Vec<String>) {
    let said = RefCell::new(Vec::new());
    let on_retry = |retry: &vouchfolio::http::Retry| said.borrow_mut().push(retry.why.clone());
    let pause = Duration::from_millis(1);
    let retries = Retries { attempts: 4, pause, longest, on_retry: &on_retry };
    let request = Request { method: "GET", url, ..Request::default() };
    let answer = client.send_again(&request, &retries);
    (answer, said.into_inner())
}

const LONG: Duration = Duration::from_secs(10);

#[test]
fn what_passes_is_asked_again() {
    let cut = Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHell".to_vec());
    let server = answering(vec![status(500), cut, status(503), page("Hello")]);
    let (answer, said) = ask(&client(), &server.url("/"), LONG);
    assert_eq!(&*answer.expect("an answer").body, b"Hello");
    let why = ["the server answered 500", "the connection broke off", "the server answered 503"];
    assert_eq!(said, why);
}

#[test]
fn the_last_answer_counts() {
    let server = answering(vec![status(503)]);
    let (answer, said) = ask(&client(), &server.url("/"), LONG);
    assert_eq!((answer.expect("an answer").status, said.len()), (503, 3));
    assert_eq!(server.seen().len(), 4);
    let url = format!("http://127.0.0.1:{}/", closed_port());
    let (answer, said) = ask(&client(), &url, LONG);
    assert_eq!((answer.unwrap_err(), said.len()), (Failure::NoConnection, 3));
}

#[test]
fn what_stays_is_not_asked_again() {
    for answer in [
        page(""),
        status(404),
        status(403),
        status(501),
        redirect(302, "/"),
        Answer::Raw(b"x\r\n\r\n".to_vec()),
    ] {
        let server = answering(vec![answer.clone()]);
        let (_, said) = ask(&client(), &server.url("/"), LONG);
        assert_eq!((server.seen().len(), said.len()), (1, 0), "{answer:?}");
    }
}

#[test]
fn a_server_says_when() {
    let busy = |when: &str| Answer::Whole(429, vec![("retry-after", when.to_owned())], Vec::new());
    let past = "Mon, 02 Nov 2015 12:00:00 GMT";
    let server = answering(vec![busy("0"), busy(past), page("Hello")]);
    let (answer, said) = ask(&client(), &server.url("/"), LONG);
    assert_eq!((answer.expect("an answer").status, said.len()), (200, 2));
    // Longer than anybody waits, it is left alone.
    for when in ["3600", "99999999999999999999", "Mon, 02 Nov 2099 12:00:00 GMT"] {
        let server = answering(vec![busy(when), page("Hello")]);
        let (answer, said) = ask(&client(), &server.url("/"), LONG);
        assert_eq!((answer.expect("an answer").status, said.len()), (429, 0), "{when}");
    }
}

#[test]
fn a_pause_is_as_long_as_the_server_says() {
    let busy = Answer::Whole(503, vec![("retry-after", "1".to_owned())], Vec::new());
    let server = answering(vec![busy, page("Hello")]);
    let start = Instant::now();
    let (answer, _) = ask(&client(), &server.url("/"), LONG);
    assert_eq!(answer.expect("an answer").status, 200);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn no_pause_outlasts_the_deadline() {
    let busy = Answer::Whole(503, vec![("retry-after", "9".to_owned())], Vec::new());
    let server = answering(vec![busy, page("Hello")]);
    let url = server.url("/");
    let deadline = Some(Instant::now() + Duration::from_secs(8));
    let on_retry = |_: &vouchfolio::http::Retry| panic!("a pause");
    let retries = Retries { attempts: 4, pause: LONG, longest: LONG, on_retry: &on_retry };
    let request = Request { method: "GET", url: &url, deadline, ..Request::default() };
    assert_eq!(client().send_again(&request, &retries).expect("an answer").status, 503);
}

#[test]
fn silence_is_asked_again() {
    let server = answering(vec![Answer::Silence, page("Hello")]);
    let client = Client::new(&Options { answer: Duration::from_secs(3), ..options() });
    let (answer, said) = ask(&client, &server.url("/"), LONG);
    assert_eq!(answer.expect("an answer").status, 200);
    assert_eq!(said, ["it took too long"]);
}
