//! What a client has already, and which bytes it wants.

use super::*;

#[test]
fn what_a_client_has_is_not_sent_again() {
    let server = serving(&[("index.html", &page("Home", "Hello")), ("a.css", "body {}")]);
    for path in ["/", "/a.css", "/__vouchfolio/livereload.js"] {
        let first = get(&server, path, &[]);
        let etag = first.header("etag").expect("an ETag").to_owned();
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 10, "{etag}");
        for known in
            [etag.clone(), format!("W/{etag}"), "*".to_owned(), format!("\"x\", W/{etag} ,\"y\"")]
        {
            let reply = get(&server, path, &[&format!("If-None-Match: {known}")]);
            assert_eq!((reply.status, reply.body.len()), (304, 0), "{path} {known}");
            assert_eq!(reply.header("etag"), Some(&*etag), "{path}");
            assert_eq!(reply.header("content-type"), None, "{path}");
        }
        let two = ["If-None-Match: \"x\"", &format!("If-None-Match: {etag}")];
        assert_eq!(get(&server, path, &two).status, 304);
        for other in ["\"x\"", "", etag.trim_matches('"'), "W/*"] {
            let reply = get(&server, path, &[&format!("If-None-Match: {other}")]);
            assert_eq!((reply.status, &reply.body), (200, &first.body), "{path} {other}");
        }
    }
}

#[test]
fn another_content_is_another_version() {
    let server = serving(&[("index.html", &page("Home", "Hello")), ("a.css", "body {}")]);
    let etag = |path| get(&server, path, &[]).header("etag").map(str::to_owned);
    let before = (etag("/"), etag("/a.css"));
    server.show("/", &outputs(&[("index.html", &page("Home", "Hi")), ("a.css", "p {}")]), &[]);
    assert!(before.0 != etag("/") && before.1 != etag("/a.css"));
}

#[test]
fn a_page_that_only_has_another_stylesheet_is_another_version() {
    let html = page("Home", "Hello");
    let show = |css| outputs(&[("index.html", html.as_str()), ("assets/site.css", css)]);
    let server = start(&options());
    server.show("/", &show("body {}"), &[]);
    let etag = get(&server, "/", &[]).header("etag").map(str::to_owned).expect("an ETag");
    server.show("/", &show("p {}"), &[]);
    // Otherwise the browser would keep a page that says it is shown with the old one.
    assert_eq!(get(&server, "/", &[&format!("If-None-Match: {etag}")]).status, 200);
}

#[test]
fn ranges_of_files_are_served() {
    let server = serving(&[("a.txt", "0123456789"), ("index.html", "<p>x"), ("empty.txt", "")]);
    let whole = get(&server, "/a.txt", &[]);
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    let etag = whole.header("etag").expect("an ETag").to_owned();
    let check = |headers: &[&str], status, range: Option<&str>, body: &str| {
        let reply = get(&server, "/a.txt", headers);
        assert_eq!(
            (reply.status, reply.header("content-range"), &*reply.text()),
            (status, range, body),
            "{headers:?}"
        );
    };
    check(&["Range: bytes=0-3"], 206, Some("bytes 0-3/10"), "0123");
    check(&["Range: bytes=8-"], 206, Some("bytes 8-9/10"), "89");
    check(&["Range: bytes=-2"], 206, Some("bytes 8-9/10"), "89");
    check(&["Range: bytes=5-100"], 206, Some("bytes 5-9/10"), "56789");
    check(&["Range: bytes=0-1,4-5"], 200, None, "0123456789");
    check(&["Range: pages=1-2"], 200, None, "0123456789");
    check(&["Range: bytes=x"], 200, None, "0123456789");
    check(&["Range: bytes=0-3", &format!("If-Range: {etag}")], 206, Some("bytes 0-3/10"), "0123");
    check(&["Range: bytes=0-3", "If-Range: \"x\""], 200, None, "0123456789");
    check(&["Range: bytes=0-3", &format!("If-Range: W/{etag}")], 200, None, "0123456789");
    let date = "If-Range: Sat, 01 Jan 2022 00:00:00 GMT";
    check(&["Range: bytes=0-3", date], 200, None, "0123456789");
    check(&["Range: bytes=0-3", &format!("If-None-Match: {etag}")], 304, None, "");
    let words = "The file has 10 bytes, and none in this range.\n";
    check(&["Range: bytes=10-"], 416, Some("bytes */10"), words);
    let empty = get(&server, "/empty.txt", &["Range: bytes=0-"]);
    assert_eq!((empty.status, empty.header("content-range")), (416, Some("bytes */0")));
    let head = request(&server, "HEAD", "/a.txt", &["Range: bytes=0-3"]);
    assert_eq!((head.status, head.header("content-length")), (200, Some("10")));
    let page = get(&server, "/", &["Range: bytes=0-1"]);
    assert_eq!((page.status, page.header("accept-ranges")), (200, None));
}
