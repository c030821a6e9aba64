//! A Netlify that lies, or a site made by somebody who means harm.

use super::{Memory, What, hasty, place, told};
use crate::publish::web::{failure, first, publish, second};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use vouchfolio::publish::{Allowed, Stop};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };
const ADOPT: Allowed = Allowed { deletes: None, adopt: true };

#[test]
fn listings_without_end_end() {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let (stub, memory) = Memory::start();
    memory.show(&[("cv.pdf", "not ours")]);
    memory.fault(|_, request| match request.path().ends_with("/files") {
        true => {
            let file = |_| json!({"path": format!("/f{}", NEXT.fetch_add(1, Ordering::SeqCst)), "sha": "0".repeat(40)});
            What::Instead(told(200, (0..20_000).map(file).collect()))
        }
        false => What::Pass,
    });
    let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
    assert!(error.starts_with("the site has more than 200000 files\n"), "{error}");
    assert_eq!(stub.requests().len(), 12);
}

#[test]
fn listings_that_are_none_are_refused() {
    for listing in [
        json!({}),
        json!([1]),
        json!([{"path": "/a"}]),
        json!([{"path": "/a", "sha": "zz"}]),
        json!([{"path": "/a\u{1b}[31m", "sha": "0".repeat(40)}]),
        Value::Null,
    ] {
        let (stub, memory) = Memory::start();
        memory.show(&[("cv.pdf", "not ours")]);
        let shown = listing.to_string();
        memory.fault(move |_, request| match request.path().ends_with("/files") {
            true => What::Instead(told(200, listing.clone())),
            false => What::Pass,
        });
        let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
        assert!(
            error.starts_with(
                "what Netlify answers to a request to list the site's files cannot be understood"
            ),
            "{shown}: {error}"
        );
    }
}

#[test]
fn a_manifest_that_is_none_makes_nothing_ours() {
    for text in ["", "{}", "<html>", r#"{"version":99,"site":"","files":{}}"#] {
        let (stub, memory) = Memory::start();
        memory.show(&[("_vouchfolio.json", text), ("cv.pdf", "not ours")]);
        let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        assert!(matches!(&done.stops[..], [Stop::NotOurs { count: 1, .. }]), "{text}: {done:?}");
    }
}

#[test]
fn what_netlify_lost_and_is_to_stay_is_said() {
    let (stub, memory) = Memory::start();
    memory.show(&[("cv.pdf", "not ours")]);
    memory.with(|state| state.blobs.clear());
    let error = failure(publish(&mut *place(&stub), &first(), ADOPT));
    assert!(error.starts_with("Netlify no longer has cv.pdf, which is to stay there\n"), "{error}");
    assert_eq!(memory.with(|state| state.published), Some(0));
}

#[test]
fn an_address_that_is_none_is_not_shown() {
    for url in ["javascript:alert(1)", "http://preview.example", "https://x\u{1b}[31m", "https://"]
    {
        let (stub, memory) = Memory::start();
        memory.fault(move |_, request| match &*request.method {
            "POST" => What::Instead(told(200, json!({"id": "d0", "required": []}))),
            _ if request.path().ends_with("/deploys/d0") => What::Instead(told(
                200,
                json!({"id": "d0", "state": "ready", "deploy_ssl_url": url}),
            )),
            _ => What::Pass,
        });
        let options = super::netlify::Options { draft: true, ..super::options(&stub) };
        let mut place = super::netlify::open(&options).unwrap();
        let done = publish(&mut *place, &second(), NOTHING).unwrap();
        assert_eq!(done.sent.unwrap().url, None, "{url:?}");
    }
}

#[test]
fn what_is_asked_for_many_times_is_sent_once() {
    let (stub, memory) = Memory::start();
    memory.fault(|_, request| match &*request.method {
        "POST" => {
            let wanted: Value = serde_json::from_slice(&request.body).unwrap();
            let sha = &wanted["files"]["/index.html"];
            What::Instead(told(200, json!({"id": "d0", "required": vec![sha; 1_000]})))
        }
        "PUT" => What::Instead(told(200, json!({}))),
        _ if request.path().ends_with("/deploys/d0") => {
            What::Instead(told(200, json!({"id": "d0", "state": "ready"})))
        }
        _ => What::Pass,
    });
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    let lines = stub.lines();
    assert_eq!(lines.iter().filter(|line| line.starts_with("PUT")).count(), 1, "{lines:?}");
}
