//! What is made of the answers.

use super::Site;
use crate::http::server::{Answer, Server, closed_port, page, redirect, status};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vouchfolio::diagnostic::Severity;
use vouchfolio::external::{self, Found, Options};

/// As polite as it takes to be quick.
fn options() -> Options {
    let quick = Duration::from_millis(5);
    Options { pause: quick, retry: quick, ..Options::default() }
}

fn look(site: &Site, options: &Options) -> Found {
    external::look(site.path(), &site.built().links, options, &|_, _| {})
}

/// What is said of each path: its severity, and why.
fn said(found: &Found, server: &Server) -> BTreeMap<String, (Severity, String)> {
    let of = |problem: &vouchfolio::diagnostic::Located| {
        let message = problem.message.replace(&server.url(""), "");
        let (path, why) = message.split_once(": ").expect("a reason");
        let path = path.split('`').nth(1).expect("an address");
        (path.to_owned(), (problem.severity, why.to_owned()))
    };
    found.problems.iter().map(of).collect()
}

#[test]
fn each_kind_of_answer_is_judged() {
    let busy = |when: &str| Answer::Whole(429, vec![("retry-after", when.to_owned())], Vec::new());
    let (late, now) = (busy("600"), busy("0"));
    let counts: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let server = Server::start(move |seen| {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(seen.target.clone()).or_default();
        *count += 1;
        let is_head = seen.method == "HEAD";
        match seen.target.as_str() {
            "/fine" => page("Hello"),
            "/endless" => Answer::Endless,
            "/no-head-405" if is_head => status(405),
            "/no-head-404" if is_head => status(404),
            "/no-head-501" if is_head => status(501),
            "/no-head-cut" if is_head => Answer::Raw(Vec::new()),
            "/no-head-405" | "/no-head-404" | "/no-head-501" | "/no-head-cut" => page("Hello"),
            "/moved" => redirect(301, "/fine"),
            "/500-then-200" if *count == 1 => status(500),
            "/cut-then-200" if *count == 1 => Answer::Raw(b"HTTP/1.1 2".to_vec()),
            "/429-then-200" if *count == 1 => now.clone(),
            "/500-then-200" | "/cut-then-200" | "/429-then-200" => page("Hello"),
            "/loop" => redirect(302, "/loop"),
            "/lost" => redirect(302, "/404"),
            "/no-location" => status(302),
            "/private" => redirect(302, "http://192.168.7.7/"),
            "/429-late" => late.clone(),
            "/odd" => Answer::Raw(b"SSH-2.0\r\n\r\n".to_vec()),
            "/cut" => Answer::Raw(Vec::new()),
            path => status(path[1..].parse().expect("a status")),
        }
    });
    let alive = [
        "/fine",
        "/endless",
        "/no-head-405",
        "/no-head-404",
        "/no-head-501",
        "/no-head-cut",
        "/moved",
        "/500-then-200",
        "/cut-then-200",
        "/429-then-200",
        "/204",
    ];
    let others = [
        "/404",
        "/410",
        "/500",
        "/503",
        "/401",
        "/403",
        "/405",
        "/999",
        "/429-late",
        "/loop",
        "/lost",
        "/no-location",
        "/private",
        "/odd",
        "/cut",
    ];
    let urls: Vec<String> = alive.iter().chain(&others).map(|path| server.url(path)).collect();
    let found = look(&Site::linking(&urls), &options());
    let dead = |why: &str| (Severity::Warning, why.to_owned());
    let unsure = |why: &str| (Severity::Note, why.to_owned());
    let expected = [
        ("/401", unsure("the server answers 401")),
        ("/403", unsure("the server answers 403")),
        ("/404", dead("the server answers 404, so there is no such page")),
        ("/405", unsure("the server answers 405")),
        ("/410", dead("the server answers 410, so the page was taken away")),
        ("/429-late", unsure("the server answers 429")),
        ("/500", dead("the server answers 500, so something is wrong with it")),
        ("/503", dead("the server answers 503, so something is wrong with it")),
        ("/999", unsure("the server answers 999")),
        ("/cut", dead("the connection broke off")),
        ("/loop", dead("the redirects have no end")),
        ("/lost", dead("the server answers 404, so there is no such page")),
        ("/no-location", dead("the server answers 302, a redirect that does not say where to")),
        ("/odd", dead("the answer is not one in HTTP")),
        ("/private", dead("it leads into a private network")),
    ];
    let expected = expected.map(|(path, said)| (path.to_owned(), said));
    assert_eq!(said(&found, &server), BTreeMap::from(expected));
    assert_eq!((found.addresses, found.known, found.dead, found.unsure), (26, 0, 10, 5));
}

#[test]
fn silence_and_broken_encryption_are_dead() {
    let server = Server::start(|seen| match seen.method.as_str() {
        "TLS" => Answer::Raw(b"\x16\x03garbage".to_vec()),
        _ => Answer::Silence,
    });
    let secure = format!("https://127.0.0.1:{}/", server.port);
    let refused = format!("http://127.0.0.1:{}/", closed_port());
    let site = Site::linking(&[server.url("/"), secure, refused]);
    let patience = Duration::from_secs(3);
    let found = look(&site, &Options { patience, ..options() });
    let mut said: Vec<&str> =
        found.problems.iter().filter_map(|it| it.message.split(": ").last()).collect();
    said.sort_unstable();
    let expected = [
        "it took too long",
        "no connection could be made",
        "the certificate or the encrypted connection is not right",
    ];
    assert_eq!(said, expected);
    let helps: Vec<&str> = found.problems.iter().filter_map(|it| it.help.as_deref()).collect();
    assert_eq!(helps.iter().filter(|help| help.starts_with("try again later")).count(), 2);
}

#[test]
fn a_server_that_does_not_answer_head_is_asked_otherwise() {
    let server = Server::start(|seen| match seen.method.as_str() {
        "HEAD" => Answer::Silence,
        _ => page("Hello"),
    });
    let patience = Duration::from_secs(10);
    let found = look(&Site::linking(&[server.url("/")]), &Options { patience, ..options() });
    assert_eq!((found.dead, found.unsure), (0, 0), "{:?}", found.problems);
}

#[test]
fn an_address_is_asked_for_once() {
    let server = Server::start(|_| page("Hello"));
    let site = Site::linking(&[server.url("/a#x"), server.url("/a#y"), server.url("/a")]);
    site.write("content/posts/b.md", &format!("---\ntitle: B\n---\n[b]({})\n", server.url("/a")));
    assert_eq!(look(&site, &options()).addresses, 1);
    assert_eq!(server.lines(), ["HEAD /a"]);
}

#[test]
fn every_place_of_a_dead_link_is_told() {
    let server = Server::start(|_| status(404));
    let site = Site::linking(&[server.url("/a"), server.url("/a#x")]);
    let found = look(&site, &options());
    assert_eq!((found.problems.len(), found.dead), (2, 1));
    assert_eq!(server.lines(), ["HEAD /a", "GET /a"]);
}

#[test]
fn good_answers_are_remembered_and_bad_ones_are_not() {
    let server = Server::start(|seen| if seen.target == "/a" { page("") } else { status(404) });
    let site = Site::linking(&[server.url("/a"), server.url("/b")]);
    assert_eq!(look(&site, &options()).known, 0);
    let found = look(&site, &options());
    assert_eq!((found.known, found.dead), (1, 1));
    assert_eq!(server.lines().iter().filter(|line| line.ends_with("/a")).count(), 1);
    assert_eq!(server.lines().iter().filter(|line| line.ends_with("/b")).count(), 4);
    // Whatever is wrong with the cache, it is as if there were none.
    let whole = fs::read(site.cache()).expect("a cache");
    for damaged in [&whole[..whole.len() - 2], b"", b"{}", &[0xff; 100]] {
        fs::write(site.cache(), damaged).expect("a file");
        assert_eq!(look(&site, &options()).known, 0);
        assert_eq!(look(&site, &options()).known, 1, "it was written anew");
    }
}

#[test]
fn no_host_is_asked_too_much_at_once() {
    let server = Server::start(|_| {
        // Long enough for others to come, were they let.
        std::thread::sleep(Duration::from_millis(30));
        page("")
    });
    let urls: Vec<String> = (0..12).map(|page| server.url(&format!("/{page}"))).collect();
    let found = look(&Site::linking(&urls), &options());
    assert_eq!((found.dead, found.unsure, server.seen().len()), (0, 0, 12));
    assert!(server.most() <= 2, "{} at once", server.most());
}

#[test]
fn other_people_cannot_have_private_addresses_asked_for() {
    let server = Server::start(|_| page("Secrets"));
    let secret = format!("https://127.0.0.1:{}/theirs", server.port);
    let site = Site::linking(&[server.url("/own")]);
    site.write("content/people/ola.md", "---\nname: Ola Berg\nrelation: {kind: peer}\n---\n");
    site.write(
        "content/testimonials/ola.md",
        &format!(
            "---\nby: ola\ngiven: 2025-01-01\nconsent: {{given: 2025-01-01, via: email}}\n---\n\
             She [did it]({secret}) and [more](https://localhost:{}/).\n",
            server.port
        ),
    );
    let found = look(&site, &options());
    assert_eq!(server.lines(), ["HEAD /own"]);
    assert_eq!(found.dead, 2);
    let ends = |it: &vouchfolio::diagnostic::Located| it.message.ends_with("a private network");
    assert!(found.problems.iter().all(ends), "{:?}", found.problems);
}

#[test]
fn progress_is_told_of_each_address() {
    let server = Server::start(|_| page(""));
    let urls: Vec<String> = (0..5).map(|page| server.url(&format!("/{page}"))).collect();
    let site = Site::linking(&urls);
    let told = AtomicUsize::new(0);
    external::look(site.path(), &site.built().links, &options(), &|done, of| {
        assert_eq!((done, of), (told.fetch_add(1, Ordering::SeqCst) + 1, 5));
    });
    assert_eq!(told.into_inner(), 5);
}

#[test]
fn where_nobody_is_reached_this_machine_is_offline() {
    let hosts = ["a.invalid", "b.invalid", "c.invalid"];
    let urls = hosts.map(|host| format!("https://{host}/"));
    let found = look(&Site::linking(&urls), &options());
    assert_eq!((found.dead, found.unsure), (0, 3), "{:?}", found.problems);
    // One host that answers shows that the others are gone.
    let server = Server::start(|_| page(""));
    let mut urls = urls.to_vec();
    urls.push(server.url("/"));
    let found = look(&Site::linking(&urls), &options());
    assert_eq!(found.dead + found.unsure, 3);
}
