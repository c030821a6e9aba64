//! A bucket, or the way to it, that fails.

use super::{Memory, What, hasty, options, place, refusal};
use crate::publish::stub::{Reply, Request, answer};
use crate::publish::web::{CANARY, failure, first, pace, publish, second};
use std::sync::Mutex;
use vouchfolio::publish::{Allowed, Pace, s3};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };

/// How many requests a change takes.
fn steps() -> usize {
    let (stub, _) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    stub.requests();
    publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    stub.requests().len()
}

/// Everything from one step on comes to nothing, at every step in turn; then all is well again.
fn interrupted_everywhere(cut: fn(usize, usize) -> What) {
    let steps = steps();
    assert!(steps > 10, "{steps}");
    for last in 0..steps {
        let (stub, memory) = Memory::start();
        memory.put("cv.pdf", "not ours");
        let adopt = Allowed { deletes: None, adopt: true };
        publish(&mut *place(&stub), &first(), adopt).unwrap();
        memory.fault(move |count, _| cut(count, last));
        let error = failure(publish(&mut *hasty(&stub), &second(), NOTHING));
        assert!(error.contains("the connection broke off"), "{last}: {error}");
        // Every file is one of the old or the new ones, and nothing that is shown lacks anything.
        for key in memory.keys() {
            let text = memory.text(&key).unwrap();
            let both = [first(), second()];
            let mut files = both.iter().flat_map(|pages| pages.site().files);
            let is_known =
                files.any(|file| *file.path == *key && *file.bytes().unwrap() == *text.as_bytes());
            assert!(is_known || key == "cv.pdf" || key == ".vouchfolio.json", "{last}: {key}");
        }
        if memory.text("index.html").unwrap().contains("again") {
            assert!(memory.text("assets/site.77777777.css").is_some(), "{last}");
        }
        if memory.text("old/index.html").is_none() {
            assert_eq!(memory.text("sitemap.xml").as_deref(), Some("<urlset>2</urlset>"));
        }
        memory.heal();
        let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
        assert!(done.stops.is_empty(), "{last}: {done:?}");
        memory.assert_holds(&second(), &["cv.pdf"]);
        let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
        assert_eq!(done.counts, [0, 0, 0, 5], "{last}");
    }
}

#[test]
fn interrupted_before_any_step_it_can_be_repeated() {
    interrupted_everywhere(|count, last| match count >= last {
        true => What::Instead(Reply::Cut),
        false => What::Pass,
    });
}

#[test]
fn interrupted_after_any_step_it_can_be_repeated() {
    interrupted_everywhere(|count, last| match count.cmp(&last) {
        std::cmp::Ordering::Less => What::Pass,
        std::cmp::Ordering::Equal => What::PassAndCut,
        std::cmp::Ordering::Greater => What::Instead(Reply::Cut),
    });
}

#[test]
fn an_interrupted_first_publish_can_be_repeated() {
    // What remains is the manifest, and so the place is ours.
    for last in 3..9 {
        let (stub, memory) = Memory::start();
        memory.fault(move |count, _| match count >= last {
            true => What::Instead(Reply::Cut),
            false => What::Pass,
        });
        failure(publish(&mut *hasty(&stub), &first(), NOTHING));
        memory.heal();
        let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        assert!(done.stops.is_empty(), "{last}: {done:?}");
        memory.assert_holds(&first(), &[]);
    }
}

#[test]
fn what_passes_is_tried_again() {
    for (why, reply) in [
        ("the server answered 429", answer(429, "").with("Retry-After", "0")),
        ("the server answered 503", refusal(503, "SlowDown")),
        ("the server answered 500", refusal(500, "InternalError")),
        ("the connection broke off", Reply::Cut),
    ] {
        let (stub, memory) = Memory::start();
        // Each request fails the first time.
        let seen: Mutex<Vec<String>> = Mutex::default();
        memory.fault(move |_, request: &Request| {
            let line = format!("{}{:?}", request.line(), request.body);
            let mut seen = seen.lock().unwrap();
            if seen.contains(&line) {
                return What::Pass;
            }
            seen.push(line);
            What::Instead(reply.clone())
        });
        let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        // Reading and writing the manifest, which is written twice, and five files.
        assert_eq!(done.retries, vec![why; 8]);
        assert_eq!((done.bytes, done.size), (60, 60), "{why}: what is sent twice counts once");
        memory.assert_holds(&first(), &[]);
    }
}

#[test]
fn what_goes_on_ends_with_what_to_do() {
    let (stub, memory) = Memory::start();
    memory.fault(|_, request| match &*request.method {
        "PUT" => What::Instead(refusal(503, "SlowDown")),
        _ => What::Pass,
    });
    let error = failure(publish(&mut *place(&stub), &first(), NOTHING));
    let host = stub.address;
    assert_eq!(
        error,
        format!(
            "{host} is too busy to write .vouchfolio.json: it answered 503, again and again\n  help: publish again in a few minutes; what is sent already is not sent again"
        )
    );
    assert_eq!(stub.lines().iter().filter(|line| line.starts_with("PUT")).count(), 3);
    assert!(memory.keys().is_empty());
}

#[test]
fn a_file_that_is_refused_keeps_all_that_comes_after() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    stub.requests();
    memory.fault(|_, request| match request.path().ends_with("/new/index.html") {
        true => What::Instead(refusal(403, "AccessDenied")),
        false => What::Pass,
    });
    let error = failure(publish(&mut *place(&stub), &second(), NOTHING));
    assert!(error.contains("may not write new/index.html"), "{error}");
    let lines = stub.lines();
    assert!(!lines.iter().any(|line| line.starts_with("DELETE") || line.contains("sitemap")));
}

#[test]
fn deletes_that_are_forbidden_are_said() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.fault(|_, request| match &*request.method {
        "DELETE" => What::Instead(refusal(403, "AccessDenied")),
        _ => What::Pass,
    });
    let error = failure(publish(&mut *place(&stub), &second(), NOTHING));
    assert!(error.contains("the key in AWS_ACCESS_KEY_ID may not delete "), "{error}");
    assert!(error.contains("s3:DeleteObject"), "{error}");
    // They are still known as ours, and go once they may.
    memory.heal();
    publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    memory.assert_holds(&second(), &[]);
}

#[test]
fn each_refusal_says_what_to_do() {
    for (reply, expected) in [
        (refusal(404, "NoSuchBucket"), "there is no bucket `maya` at HOST"),
        (refusal(403, "InvalidAccessKeyId"), "HOST does not know the key in AWS_ACCESS_KEY_ID"),
        (
            refusal(403, "SignatureDoesNotMatch"),
            "AWS_SECRET_ACCESS_KEY is not the secret of the key in AWS_ACCESS_KEY_ID",
        ),
        (refusal(400, "ExpiredToken"), "AWS_SESSION_TOKEN is not valid, or no longer"),
        (
            refusal(403, "AccessDenied"),
            "the key in AWS_ACCESS_KEY_ID may not list what is in the bucket at HOST",
        ),
        (refusal(403, "RequestTimeTooSkewed"), "the clock of this machine is wrong"),
        (
            refusal(403, "AccessDenied").with("Date", "Mon, 05 Jan 2015 10:00:00 GMT"),
            "minutes fast",
        ),
        (
            refusal(403, "RequestTimeTooSkewed").with("Date", "Thu, 05 Jan 2096 10:00:00 GMT"),
            "minutes slow",
        ),
        (
            refusal(301, "PermanentRedirect").with("x-amz-bucket-region", "eu-west-3"),
            "the bucket `maya` is in the region eu-west-3, not in auto\n  help: write `region: eu-west-3`",
        ),
        (
            answer(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>",
            ),
            "write `region: eu-west-3`",
        ),
        (
            answer(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Region>x\u{1b}[31m</Region></Error>",
            ),
            "the bucket `maya` is not in the region auto",
        ),
        (refusal(418, "Teapot"), "HOST answered 418 (Teapot) to a request to list"),
        (refusal(418, "Tea pot\u{7}"), "HOST answered 418 to a request to list"),
        (answer(404, "<html>"), "not as an S3 service does"),
        (answer(200, "<html>"), "what HOST answers is not the listing of a bucket"),
        (answer(200, vec![0xff, 0xfe]), "what HOST answers is not the listing of a bucket"),
        (refusal(503, "SlowDown"), "HOST is too busy to list what is in the bucket"),
        (refusal(501, "NotImplemented"), "HOST answered 501 (NotImplemented)"),
        (Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec()), "HOST could not be asked to list"),
    ] {
        let (stub, memory) = Memory::start();
        let shown = format!("{reply:?}");
        memory.fault(move |_, _| What::Instead(reply.clone()));
        let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
        let expected = expected.replace("HOST", &stub.address.to_string());
        assert!(error.contains(&expected), "{shown}: {error}");
        let (_, help) = error.split_once("\n  help: ").unwrap();
        assert!(help.len() > 10, "{error}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (elsewhere, _) = Memory::start();
    let (stub, memory) = Memory::start();
    let url = elsewhere.url();
    memory
        .fault(move |_, _| What::Instead(refusal(307, "TemporaryRedirect").with("Location", &url)));
    failure(publish(&mut *hasty(&stub), &first(), NOTHING));
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn nobody_there_is_said() {
    let (stub, _) = Memory::start();
    let address = stub.address;
    let options = s3::Options { pace: pace(1), ..options(&stub) };
    drop(stub);
    // The server ends once it has seen the last connection.
    let error = (0..100).find_map(|_| {
        let error = failure(publish(&mut *s3::open(&options).unwrap(), &first(), NOTHING));
        error.contains("no connection").then_some(error)
    });
    let error = error.expect("an error of the connection");
    assert!(error.starts_with(&format!("{address} could not be asked to list what is in the bucket: no connection could be made")), "{error}");
}

#[test]
fn who_published_in_between_is_not_overwritten() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    let pages = second();
    let (mut ours, mut theirs) = (place(&stub), place(&stub));
    let survey = ours.survey(&pages.site()).unwrap();
    publish(&mut *theirs, &second(), NOTHING).unwrap();
    let plan = vouchfolio::publish::plan(pages.site().files, &survey);
    stub.requests();
    let error = ours.send(&pages.site(), &plan, &Nobody).expect_err("a failure");
    assert_eq!(error.to_string(), "somebody else published to `maya` in the meantime");
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));
    memory.assert_holds(&second(), &[]);
}

struct Nobody;

impl vouchfolio::publish::Watch for Nobody {
    fn begin(&self, _: usize, _: vouchfolio::publish::Size) {}
    fn sent(&self, _: u64) {}
    fn step(&self, _: &str) {}
    fn retry(&self, _: &vouchfolio::http::Retry) {}
}

#[test]
fn a_long_pause_is_not_waited_out() {
    let (stub, memory) = Memory::start();
    memory.fault(|_, _| What::Instead(answer(429, CANARY).with("Retry-After", "86400")));
    let error = failure(publish(&mut *place(&stub), &first(), NOTHING));
    assert!(error.contains("it answered 429"), "{error}");
    assert!(Pace::default().longest.as_secs() <= 120);
}
