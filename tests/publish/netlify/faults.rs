//! A Netlify, or the way to it, that fails.

use super::{CANARY, Memory, What, hasty, netlify, options, place, refusal, told};
use crate::publish::stub::{Reply, Request, answer};
use crate::publish::web::{failure, first, pace, publish, second};
use serde_json::json;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use vouchfolio::publish::{Allowed, Pace, Secret};

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
        publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        memory.fault(move |count, _| cut(count, last));
        let error = failure(publish(&mut *hasty(&stub), &second(), NOTHING));
        assert!(error.contains("the connection broke off"), "{last}: {error}");
        // Readers get all of the old site, or all of the new one.
        let is_new = memory.shown()["index.html"].contains("again");
        memory.assert_shows(&if is_new { second() } else { first() }, &[]);
        memory.heal();
        let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
        assert!(done.stops.is_empty(), "{last}: {done:?}");
        memory.assert_shows(&second(), &[]);
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
fn what_passes_is_tried_again() {
    let soon = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().to_string();
    for (why, reply) in [
        ("the server answered 429", refusal(429, "").with("X-RateLimit-Reset", &soon)),
        ("the server answered 429", answer(429, "").with("Retry-After", "0")),
        ("the server answered 503", answer(503, "<html>")),
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
        // The site, the deploy, six files with the manifest, and what became of it.
        assert_eq!(done.retries, vec![why; 9]);
        assert_eq!(done.bytes, done.size, "{why}: what is sent twice counts once");
        memory.assert_shows(&first(), &[]);
    }
}

#[test]
fn the_pause_is_as_long_as_the_limit_says() {
    let (stub, memory) = Memory::start();
    let at = SystemTime::now() + Duration::from_secs(2);
    let reset = at.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let reset_at = UNIX_EPOCH + Duration::from_secs(reset);
    memory.fault(move |_, request: &Request| {
        let is_early = request.method == "POST" && SystemTime::now() < reset_at;
        match is_early {
            true => What::Instead(refusal(429, "").with("X-RateLimit-Reset", &reset.to_string())),
            false => What::Pass,
        }
    });
    let pace = Pace { attempts: 2, longest: Duration::from_secs(20), ..pace(2) };
    let mut place = netlify::open(&netlify::Options { pace, ..options(&stub) }).unwrap();
    let done = publish(&mut *place, &first(), NOTHING).unwrap();
    assert_eq!(done.retries, ["the server answered 429"]);
    memory.assert_shows(&first(), &[]);
}

#[test]
fn each_refusal_says_what_to_do() {
    let looks: fn(&Request) -> bool = |request| request.method == "GET";
    let begins: fn(&Request) -> bool = |request| request.method == "POST";
    let sends: fn(&Request) -> bool = |request| request.method == "PUT";
    for (when, reply, expected) in [
        (
            looks,
            refusal(401, "Access Denied"),
            "Netlify does not accept the token in NETLIFY_AUTH_TOKEN",
        ),
        (
            looks,
            refusal(403, "Forbidden"),
            "the token in NETLIFY_AUTH_TOKEN may not look at the site `maya-okafor.netlify.app`: Forbidden",
        ),
        (
            looks,
            refusal(404, "Not Found"),
            "Netlify finds nothing when it is to look at the site `maya-okafor.netlify.app`",
        ),
        (looks, answer(404, "<html>"), "correct `site:`"),
        (
            begins,
            refusal(422, "files are too many"),
            "Netlify refuses to begin a deploy: files are too many",
        ),
        (begins, refusal(429, "slow"), "there were too many requests"),
        (
            begins,
            refusal(500, "oops"),
            "Netlify answered 500 to a request to begin a deploy, again and again",
        ),
        (begins, refusal(402, "pay"), "Netlify answered 402 to a request to begin a deploy: pay"),
        (begins, answer(302, "").with("Location", "http://127.0.0.1:1/"), "Netlify answered 302"),
        (sends, refusal(422, "bad\u{1b}[31m\u{202e}file"), ": bad[31mfile"),
        (sends, refusal(413, &"x".repeat(9_000)), &format!(": {}\n", "x".repeat(200))),
        (sends, refusal(403, &format!("Bearer {CANARY}")), ": Bearer …"),
        (
            looks,
            answer(200, "<html>"),
            "what Netlify answers to a request to look at the site `maya-okafor.netlify.app` cannot be understood",
        ),
        (looks, answer(200, ""), "cannot be understood"),
        (looks, told(200, json!({"id": "../../users"})), "cannot be understood"),
        (looks, told(200, json!([1, 2])), "cannot be understood"),
        (
            begins,
            told(200, json!({"id": "d/../x"})),
            "what Netlify answers to a request to begin a deploy cannot be understood",
        ),
        (
            begins,
            told(200, json!({"id": "d1", "required": ["0".repeat(40)]})),
            "Netlify asks for a file that the site does not have",
        ),
        (
            sends,
            told(200, json!({"path": "/x", "sha": "0".repeat(40)})),
            "did not come to Netlify as it was sent",
        ),
        (
            looks,
            Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec()),
            "Netlify could not be asked to look at the site",
        ),
    ] {
        let (stub, memory) = Memory::start();
        let shown = format!("{reply:?}");
        memory.fault(move |_, request| match when(request) {
            true => What::Instead(reply.clone()),
            false => What::Pass,
        });
        let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
        assert!(error.contains(expected), "{shown}: {error}");
        let (_, help) = error.split_once("\n  help: ").unwrap();
        assert!(help.len() > 10, "{error}");
        assert!(memory.shown().is_empty());
    }
}

#[test]
fn another_token_is_refused() {
    let (stub, memory) = Memory::start();
    let options = netlify::Options { token: Secret::new("other"), ..options(&stub) };
    let error = failure(publish(&mut *netlify::open(&options).unwrap(), &first(), NOTHING));
    assert_eq!(
        error,
        "Netlify does not accept the token in NETLIFY_AUTH_TOKEN\n  help: make a new one at Netlify under User settings, Applications, Personal access tokens"
    );
    assert!(memory.shown().is_empty());
}

#[test]
fn a_deploy_that_fails_leaves_the_last_one() {
    for (why, expected) in [
        ("Invalid redirect rule\u{7} in line 3", "Invalid redirect rule in line 3"),
        ("", "it does not say why"),
    ] {
        let (stub, memory) = Memory::start();
        publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        memory.with(|state| state.error = Some(why));
        let error = failure(publish(&mut *place(&stub), &second(), NOTHING));
        assert!(
            error.starts_with(&format!(
                "Netlify could not make the site of what it got: {expected}\n"
            )),
            "{error}"
        );
        memory.assert_shows(&first(), &[]);
    }
}

#[test]
fn what_takes_long_is_waited_for_and_what_never_ends_is_not() {
    let (stub, memory) = Memory::start();
    memory.with(|state| state.delay = 6);
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.assert_shows(&first(), &[]);
    memory.with(|state| state.delay = usize::MAX);
    let pace = Pace { patience: Duration::from_millis(50), ..pace(1) };
    let mut place = netlify::open(&netlify::Options { pace, ..options(&stub) }).unwrap();
    let error = failure(publish(&mut *place, &second(), NOTHING));
    assert!(error.starts_with("Netlify has not finished with what it got\n"), "{error}");
    memory.assert_shows(&first(), &[]);
}

#[test]
fn a_site_whose_publishing_is_locked_is_said() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.with(|state| state.is_locked = true);
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    let notes = done.sent.unwrap().notes;
    assert!(notes[0].contains("goes on showing an earlier deploy"), "{notes:?}");
    memory.assert_shows(&first(), &[]);
}

#[test]
fn who_published_in_between_is_not_overwritten() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.fault(|count, request| {
        // Between the look and the deploy, another deploy is shown.
        let is_site = request.target.ends_with(super::ID) && count > 0;
        match is_site {
            true => What::Instead(told(
                200,
                json!({"id": super::ID, "published_deploy": {"id": "other"}}),
            )),
            false => What::Pass,
        }
    });
    stub.requests();
    let error = failure(publish(&mut *place(&stub), &second(), NOTHING));
    assert!(error.starts_with("somebody else published to the site in the meantime"), "{error}");
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));
}
