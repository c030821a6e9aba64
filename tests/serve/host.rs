//! A site as a static host would give it.

use super::*;
use std::fs;
use vouchfolio::source::image::publishable;

fn site() -> Server {
    serving(&[
        ("index.html", &page("Home", "Hello")),
        ("vouch/index.html", &page("Vouch", "People")),
        ("404.html", &page("Lost", "Not here")),
        ("assets/site.css", "body {}"),
        ("a b/ü.txt", "odd name"),
        ("CNAME", "maya.example"),
    ])
}

#[test]
fn pages_and_files_are_found_as_by_a_static_host() {
    let server = site();
    for (path, status, kind) in [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        ("/vouch/", 200, "text/html; charset=utf-8"),
        ("/vouch/?q=1", 200, "text/html; charset=utf-8"),
        ("/assets/site.css?v=3", 200, "text/css; charset=utf-8"),
        ("/a%20b/%C3%BC.txt", 200, "text/plain; charset=utf-8"),
        ("/CNAME", 200, "text/plain; charset=utf-8"),
        ("/404.html", 200, "text/html; charset=utf-8"),
        ("/nowhere/", 404, "text/html; charset=utf-8"),
        ("/assets/", 404, "text/html; charset=utf-8"),
        ("/vouch/index.html/", 404, "text/html; charset=utf-8"),
    ] {
        let reply = get(&server, path, &[]);
        assert_eq!((reply.status, reply.header("content-type")), (status, Some(kind)), "{path}");
    }
    assert_eq!(get(&server, "/a%20b/%C3%BC.txt", &[]).text(), "odd name");
}

#[test]
fn a_folder_without_its_slash_redirects() {
    let server = site();
    let reply = get(&server, "/vouch?q=%2F1", &[]);
    assert_eq!((reply.status, reply.header("location")), (301, Some("/vouch/?q=%2F1")));
    assert_eq!(get(&server, "/assets", &[]).status, 404);
}

#[test]
fn what_is_not_there_shows_the_sites_own_page() {
    let server = site();
    let reply = get(&server, "/nowhere/", &[]);
    assert_eq!(reply.status, 404);
    assert_eq!(without_script(&reply.body, "/"), page("Lost", "Not here").into_bytes());
    assert_eq!(reply.header("etag"), None);
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let reply = get(&server, "/nowhere/", &[]);
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("Nothing is here"), "{reply:?}");
}

#[test]
fn every_answer_says_how_to_treat_it() {
    let server = site();
    for path in ["/", "/assets/site.css", "/nowhere/", "/vouch", "/%00", "/__vouchfolio/x"] {
        let reply = get(&server, path, &["Origin: http://evil.example"]);
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(reply.header("last-modified"), None, "{path}");
        let cors = |(name, _): &&(String, String)| name.starts_with("access-control");
        assert_eq!(reply.headers.iter().find(cors), None, "{path}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let server = site();
    for path in ["/", "/assets/site.css", "/nowhere/", "/vouch"] {
        let (whole, head) = (get(&server, path, &[]), request(&server, "HEAD", path, &[]));
        let without_date = |reply: &Reply| -> Vec<_> {
            reply.headers.iter().filter(|(name, _)| name != "date").cloned().collect()
        };
        assert_eq!(whole.status, head.status, "{path}");
        assert_eq!(without_date(&whole), without_date(&head), "{path}");
        let length = head.header("content-length").map(str::to_owned);
        assert_eq!(length, Some(whole.body.len().to_string()), "{path}");
    }
}

#[test]
fn other_methods_are_refused() {
    let server = site();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"] {
        let reply = request(&server, method, "/", &[]);
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn a_site_below_a_path_is_only_there() {
    let server = start(&Options { base_path: "/sub/path/".to_owned(), ..options() });
    server.show(
        "/sub/path/",
        &outputs(&[("index.html", "<p>x"), ("vouch/index.html", "<p>y")]),
        &[],
    );
    assert!(server.url().ends_with("/sub/path/"), "{}", server.url());
    let redirect = |path, status, to| {
        let reply = get(&server, path, &[]);
        assert_eq!((reply.status, reply.header("location")), (status, Some(to)), "{path}");
    };
    redirect("/", 302, "/sub/path/");
    redirect("/sub/path", 301, "/sub/path/");
    redirect("/sub/path/vouch", 301, "/sub/path/vouch/");
    let reply = get(&server, "/sub/path/", &[]);
    assert_eq!(without_script(&reply.body, "/sub/path/"), b"<p>x");
    assert_eq!(get(&server, "/sub/path/__vouchfolio/livereload.js", &[]).status, 200);
    for outside in ["/vouch/", "/sub/", "/sub/pathx/", "/__vouchfolio/livereload.js", "/sub/path2"]
    {
        let reply = get(&server, outside, &[]);
        assert_eq!(reply.status, 404, "{outside}");
        assert!(reply.text().contains("/sub/path/"), "{outside}: {reply:?}");
    }
}

#[test]
fn copies_are_read_from_their_sources_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let photo = fs::read("content/people/derek-halloran.jpg").expect("the sample has a photo");
    let metadata = b"\xff\xd8\xff\xfe\x00\x10a comment, gone".to_vec();
    let photo = [metadata, photo[2..].to_vec()].concat();
    let large: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    fs::write(folder.path().join("photo.jpg"), &photo).expect("written");
    fs::write(folder.path().join("large.pdf"), &large).expect("written");
    fs::write(folder.path().join("page.html"), "<p>static").expect("written");
    fs::create_dir(folder.path().join("folder.pdf")).expect("made");
    let server = serve::start(&options(), folder.path()).expect("a server");
    // As the engine writes them, and relative to the site.
    let sources = [
        ("folder.pdf", folder.path().join("folder.pdf"), false),
        ("gone.pdf", folder.path().join("gone.pdf"), false),
        ("large.pdf", PathBuf::from("large.pdf"), false),
        ("page.html", folder.path().join("page.html"), false),
        ("photo.jpg", folder.path().join("photo.jpg"), true),
        ("raw.jpg", folder.path().join("photo.jpg"), false),
    ];
    let copies = sources.map(|(path, from, strip_metadata)| copy(path, &from, strip_metadata));
    server.show("/", &copies, &[]);
    assert!(publishable(&photo) != photo, "there is something to leave out");
    assert_eq!(get(&server, "/photo.jpg", &[]).body, publishable(&photo).into_owned());
    assert_eq!(get(&server, "/raw.jpg", &[]).body, photo);
    assert_eq!(get(&server, "/large.pdf", &[]).body, large);
    let part = get(&server, "/large.pdf", &["Range: bytes=300000-899999"]);
    assert_eq!((part.status, part.body), (206, large[300_000..900_000].to_vec()));
    assert_eq!(without_script(&get(&server, "/page.html", &[]).body, "/"), b"<p>static");
    for (path, status, words) in
        [("/gone.pdf", 404, "gone.pdf"), ("/folder.pdf", 500, "it is not a file")]
    {
        let reply = get(&server, path, &[]);
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.text().contains(words), "{reply:?}");
        assert!(!reply.text().contains(&*folder.path().to_string_lossy()), "{reply:?}");
    }
}

#[test]
fn before_the_first_build_a_page_says_so() {
    let server = start(&options());
    for path in ["/", "/vouch/", "/assets/site.css"] {
        let reply = get(&server, path, &[]);
        assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")), "{path}");
        assert!(reply.text().contains("first build is under way"), "{reply:?}");
        assert!(reply.text().contains("/__vouchfolio/livereload.js"), "{reply:?}");
    }
    assert_eq!(get(&server, "/__vouchfolio/livereload.js", &[]).status, 200);
}
