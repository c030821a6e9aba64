//! Publishing to a Netlify that behaves.

use super::{CANARY, Memory, netlify, options, place};
use crate::publish::web::{Pages, first, publish, second};
use vouchfolio::publish::{Allowed, Secret, Stop};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };
const ADOPT: Allowed = Allowed { deletes: None, adopt: true };

#[test]
fn first_publish_then_change_then_nothing() {
    let (stub, memory) = Memory::start();
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!(done.counts, [5, 0, 0, 0]);
    assert!(done.warnings.is_empty() && done.retries.is_empty(), "{done:?}");
    let sent = done.sent.unwrap();
    assert!(sent.notes.is_empty() && sent.url.is_none(), "{sent:?}");
    assert_eq!(done.bytes, done.size);
    memory.assert_shows(&first(), &[]);

    stub.requests();
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    memory.assert_shows(&second(), &[]);
    let lines = stub.lines();
    let mut sent: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("PUT ")).collect();
    sent.sort_unstable();
    assert_eq!(
        sent,
        [
            "/api/v1/deploys/d1/files/_vouchfolio.json",
            "/api/v1/deploys/d1/files/assets/site.77777777.css",
            "/api/v1/deploys/d1/files/index.html",
            "/api/v1/deploys/d1/files/new/index.html",
            "/api/v1/deploys/d1/files/sitemap.xml",
        ]
    );

    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [0, 0, 0, 5]);
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));
    memory.assert_shows(&second(), &[]);
}

#[test]
fn what_was_there_before_is_not_sent_again() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    stub.requests();
    // Back to what Netlify has already, the manifest too.
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!((done.bytes, done.size), (0, 0));
    assert!(!stub.lines().iter().any(|line| line.starts_with("PUT")));
    memory.assert_shows(&first(), &[]);
}

#[test]
fn files_with_the_same_bytes_are_all_there() {
    let (stub, memory) = Memory::start();
    let pages =
        Pages::new(&[("a/index.html", "<p>"), ("b/index.html", "<p>"), ("c d/ß.html", "<p>")]);
    publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    memory.assert_shows(&pages, &[]);
}

#[test]
fn a_large_site_is_compared_after_the_answer() {
    let (stub, memory) = Memory::start();
    memory.with(|state| state.delay = 3);
    let texts: Vec<(String, String)> =
        (0..250).map(|number| (format!("p{number}/index.html"), format!("<p>{number}"))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
    let pages = Pages::new(&files);
    publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    memory.assert_shows(&pages, &[]);
    // Listed on several pages, and where the listing knows no pages.
    for is_without_pages in [false, true] {
        memory.with(|state| state.is_without_pages = is_without_pages);
        let done = publish(&mut *place(&stub), &pages, NOTHING).unwrap();
        assert_eq!(done.counts, [0, 0, 0, 250]);
    }
}

#[test]
fn a_site_of_somebody_else_is_taken_over_only_when_asked_to() {
    let (stub, memory) = Memory::start();
    memory.show(&[("cv.pdf", "not ours"), ("index.html", "not ours")]);
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert!(matches!(&done.stops[..], [Stop::NotOurs { count: 2, .. }]), "{done:?}");
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));

    let done = publish(&mut *place(&stub), &first(), ADOPT).unwrap();
    assert_eq!((done.counts, done.foreign), ([4, 1, 0, 0], 1));
    // It is named in the deploy, so it stays, in the next ones too.
    memory.assert_shows(&first(), &["cv.pdf"]);
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    memory.assert_shows(&second(), &["cv.pdf"]);
}

#[test]
fn a_preview_has_an_address_of_its_own_and_changes_nothing() {
    let (stub, memory) = Memory::start();
    let open = || netlify::open(&netlify::Options { draft: true, ..options(&stub) }).unwrap();
    memory.show(&[("index.html", "not ours")]);
    // What is not ours stays as it is, so nothing stops.
    let done = publish(&mut *open(), &first(), NOTHING).unwrap();
    assert_eq!((done.counts, done.stops.len()), ([5, 0, 0, 0], 0));
    assert_eq!(done.sent.unwrap().url, Some(stub.url()));
    assert_eq!(
        memory.shown().into_iter().collect::<Vec<_>>(),
        [("index.html".into(), "not ours".into())]
    );
    let preview = memory.with(|state| state.deploys.last().unwrap().clone());
    assert!(preview.draft && preview.state == "ready" && preview.files.len() == 6, "{preview:?}");

    publish(&mut *place(&stub), &first(), ADOPT).unwrap();
    let done = publish(&mut *open(), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    memory.assert_shows(&first(), &[]);
}

#[test]
fn the_manifest_is_found_where_the_api_does_not_tell_it() {
    let (stub, memory) = Memory::start();
    memory.show(&[("cv.pdf", "not ours")]);
    publish(&mut *place(&stub), &first(), ADOPT).unwrap();
    memory.with(|state| state.is_without_raw = true);
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!((done.counts, done.foreign), ([2, 2, 2, 1], 1));
    memory.assert_shows(&second(), &["cv.pdf"]);
    // What else it may be, it is not all ours.
    memory.with(|state| state.is_secretive = true);
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert!(matches!(&done.stops[..], [Stop::NotOurs { .. }]), "{done:?}");
}

#[test]
fn a_site_that_hides_its_manifest_is_known_by_its_title() {
    let (stub, memory) = Memory::start();
    memory.with(|state| state.is_secretive = true);
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!((done.counts, done.foreign, done.stops.len()), ([2, 2, 2, 1], 0, 0));
    memory.assert_shows(&second(), &[]);
    // Its digest is in the listing, so there is nothing to do.
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert!(done.counts == [0, 0, 0, 5] && done.sent.is_none(), "{done:?}");
}

#[test]
fn names_that_netlify_does_not_show_are_said() {
    let (stub, memory) = Memory::start();
    let pages =
        Pages::new(&[("index.html", "<p>"), (".nojekyll", ""), ("media/.thumbs/a.jpg", "a")]);
    for expected in [[1, 0, 0, 2], [0, 0, 0, 3]] {
        let done = publish(&mut *place(&stub), &pages, NOTHING).unwrap();
        assert_eq!(done.counts, expected);
        assert_eq!(
            done.warnings,
            [
                "Netlify shows no files whose names begin with a dot: 2 stay out, .nojekyll among them"
            ]
        );
    }
    assert_eq!(memory.shown().into_keys().collect::<Vec<_>>(), [MANIFEST_NAME, "index.html"]);
}

const MANIFEST_NAME: &str = "_vouchfolio.json";

#[test]
fn names_that_netlify_refuses_are_refused_before() {
    let (stub, memory) = Memory::start();
    for (path, expected) in [
        ("a#b.html", "a#b.html cannot be published to Netlify: it has `#` or `?` in its name"),
        ("why?.html", "why?.html cannot be published to Netlify: it has `#` or `?` in its name"),
        (MANIFEST_NAME, "_vouchfolio.json is the name that Vouchfolio uses for itself at Netlify"),
    ] {
        let pages = Pages::new(&[(path, "<p>")]);
        let error = publish(&mut *place(&stub), &pages, NOTHING).expect_err("a refusal");
        assert_eq!(error.to_string(), expected);
        assert!(matches!(error, vouchfolio::publish::Error::Refused { .. }));
    }
    assert!(stub.requests().is_empty() && memory.shown().is_empty());
}

#[test]
fn another_address_than_the_site_s_is_said() {
    let (stub, memory) = Memory::start();
    memory.fault(|count, _| match count {
        0 => super::What::Instead(super::told(200, serde_json::json!({
            "id": super::ID, "name": "maya-okafor", "ssl_url": "https://maya-okafor.netlify.app",
        }))),
        _ => super::What::Pass,
    });
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!(
        done.warnings,
        [
            "the site says that it is at maya.example, and Netlify shows it at https://maya-okafor.netlify.app"
        ]
    );
}

#[test]
fn a_site_is_found_by_name_id_and_address() {
    let (stub, _) = Memory::start();
    for (site, asked) in [
        ("maya-okafor", "maya-okafor.netlify.app"),
        ("https://maya-okafor.netlify.app/", "maya-okafor.netlify.app"),
        (super::ID, super::ID),
    ] {
        let mut place =
            netlify::open(&netlify::Options { site: site.into(), ..options(&stub) }).unwrap();
        place.survey(&first().site()).unwrap();
        assert_eq!(stub.lines()[0], format!("GET /api/v1/sites/{asked}"));
    }
    for site in ["", "a/b", "../users", "maya okafor", "a?b", "a..b"] {
        let error = netlify::open(&netlify::Options { site: site.into(), ..options(&stub) }).err();
        assert_eq!(
            error.expect("a refusal").to_string(),
            format!("`{site}` is no site at Netlify")
        );
    }
}

#[test]
fn the_token_goes_only_where_nobody_listens() {
    let (stub, _) = Memory::start();
    let opened = |api: &str| netlify::open(&netlify::Options { api: api.into(), ..options(&stub) });
    for api in [
        "https://api.netlify.com",
        "https://gate.example/netlify/",
        "http://127.0.0.1:1",
        "http://localhost:1/api/v1",
        "http://[::1]:1",
    ] {
        assert!(opened(api).is_ok(), "{api}");
    }
    for api in [
        "",
        "http://api.netlify.com",
        "http://127.0.0.1.evil.example",
        "ftp://x",
        "api.netlify.com",
        "https://",
        "https://a@b",
        "https://x/?y",
        "https://x/#y",
    ] {
        let error = opened(api).err().expect(api).to_string();
        assert_eq!(error, "NETLIFY_API_URL is no address that the token may be sent to");
    }
    for token in ["two words", "li\nne", "ünïcode"] {
        let options = netlify::Options { token: Secret::new(token), ..options(&stub) };
        assert_eq!(
            netlify::open(&options).err().expect(token).to_string(),
            "NETLIFY_AUTH_TOKEN holds no token"
        );
    }
}

#[test]
fn no_secret_shows() {
    let (stub, memory) = Memory::start();
    memory.with(|state| state.is_without_raw = true);
    assert!(!format!("{:?}", options(&stub)).contains(CANARY));
    for pages in [first(), second()] {
        let done = publish(&mut *place(&stub), &pages, NOTHING).unwrap();
        assert!(!format!("{done:?}").contains(CANARY));
    }
    let (mut with, mut without) = (0, 0);
    for request in stub.requests() {
        let is_api = request.target.starts_with("/api/v1/");
        // In one header, and in none where readers go.
        assert_eq!(format!("{request:?}").matches(CANARY).count(), usize::from(is_api));
        *(if is_api { &mut with } else { &mut without }) += 1;
    }
    assert!(with > 10 && without > 0);
}
