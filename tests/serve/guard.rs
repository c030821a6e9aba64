//! Who is answered: no page of another site can read what is served.

use super::*;

/// The status of a request with exactly these header lines.
fn status(server: &Server, target: &str, headers: &[String]) -> u16 {
    let head = format!("GET {target} HTTP/1.1\r\n{}\r\n", headers.concat());
    let head = head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let head = if headers.is_empty() { head.replace("\r\n\r\n", "\r\n") } else { head };
    let head = match headers {
        [] => format!("GET {target} HTTP/1.1\r\nConnection: close\r\n\r\n"),
        _ => head,
    };
    replies(&exchange(server.address(), head.as_bytes()), false)[0].status
}

fn line(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}

#[test]
fn only_own_hosts_are_answered() {
    let server = serving(&[("index.html", "<p>x")]);
    let port = server.address().port();
    let check = |host: &str, expected| {
        assert_eq!(status(&server, "/", &[line("Host", host)]), expected, "{host}");
    };
    for own in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        check(&format!("{own}:{port}"), 200);
        check(own, 403);
        check(&format!("{own}:{}", port ^ 1), 403);
    }
    for other in [
        "evil.example",
        "localhost.evil.example",
        "evil.localhost",
        "127.0.0.2",
        "0.0.0.0",
        "localhost.",
        "[::]",
        "10.0.0.1",
        "127.1",
        "2130706433",
        "user@localhost",
        "",
    ] {
        check(&format!("{other}:{port}"), 403);
    }
    let refused =
        format!("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n");
    let reply = replies(&exchange(server.address(), refused.as_bytes()), false).remove(0);
    assert!(reply.text().contains("only under its own name"), "{reply:?}");
    assert!(!reply.text().contains("<p>x"), "{reply:?}");
}

#[test]
fn there_must_be_one_host() {
    let server = serving(&[("index.html", "<p>x")]);
    let own = line("Host", &host(&server));
    assert_eq!(status(&server, "/", &[]), 400);
    assert_eq!(status(&server, "/", &[own.clone(), own.clone()]), 400);
    assert_eq!(status(&server, "/", &[own.clone(), line("Host", "evil.example")]), 400);
    assert_eq!(status(&server, "/", &[line("Host", "evil.example"), own]), 400);
    let old = exchange(server.address(), b"GET / HTTP/1.0\r\n\r\n");
    assert_eq!(replies(&old, false)[0].status, 400);
}

#[test]
fn a_whole_url_as_target_must_be_own_too() {
    let server = serving(&[("index.html", "<p>x")]);
    let own = host(&server);
    let check = |target: &str, host: &str, expected| {
        assert_eq!(status(&server, target, &[line("Host", host)]), expected, "{target} {host}");
    };
    check(&format!("http://{own}/"), &own, 200);
    check(&format!("http://{own}"), &own, 200);
    check("http://evil.example/", &own, 403);
    check(&format!("http://{own}/"), "evil.example", 403);
    check(&format!("http://evil@{own}/"), &own, 403);
    check(&format!("https://{own}/"), &own, 400);
    check(&format!("ftp://{own}/"), &own, 400);
    check("file:///etc/passwd", &own, 400);
}

#[test]
fn a_name_that_was_asked_for_is_allowed() {
    // Every machine has this one, by another spelling than that which is always allowed.
    let server = start(&Options { host: "127.0.0.2".to_owned(), ..options() });
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let port = server.address().port();
    assert_eq!(server.url(), format!("http://127.0.0.2:{port}/"));
    assert_eq!(status(&server, "/", &[line("Host", &format!("127.0.0.2:{port}"))]), 200);
    assert_eq!(status(&server, "/", &[line("Host", &format!("127.0.0.3:{port}"))]), 403);
}

#[test]
fn at_all_addresses_only_the_one_that_was_reached_is_a_host() {
    let server = start(&Options { host: "0.0.0.0".to_owned(), ..options() });
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let port = server.address().port();
    assert_eq!(server.url(), format!("http://localhost:{port}/"));
    if let Some(url) = server.url_for_others() {
        let start = |host: &str| format!("http://{host}:{port}/");
        assert!(url.ends_with(&start("").replace("http://", "")), "{url}");
        assert!(
            ![start("localhost"), start("127.0.0.1"), start("0.0.0.0")].contains(&url),
            "{url}"
        );
    }
    assert_eq!(self::start(&options()).url_for_others(), None, "others cannot reach it");
    let reach = |address: &str, host: &str| {
        let head = format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        let address = format!("{address}:{port}").parse().expect("an address");
        replies(&exchange(address, head.as_bytes()), false)[0].status
    };
    assert_eq!(reach("127.0.0.1", "localhost"), 200);
    assert_eq!(reach("127.0.0.2", "127.0.0.2"), 200);
    assert_eq!(reach("127.0.0.2", "127.0.0.3"), 403);
    assert_eq!(reach("127.0.0.2", "0.0.0.0"), 403);
    assert_eq!(reach("127.0.0.2", "evil.example"), 403);
}

#[test]
fn the_stream_is_for_own_pages_only() {
    let server = serving(&[("index.html", "<p>x")]);
    let own = host(&server);
    let port = server.address().port();
    let check = |lines: &[(&str, &str)], expected: &str| {
        let lines: String = lines.iter().map(|(name, value)| line(name, value)).collect();
        let head = format!(
            "GET /__vouchfolio/livereload?page=/&version= HTTP/1.1\r\nHost: {own}\r\n{lines}\r\n"
        );
        let mut stream = connect(server.address());
        stream.write_all(head.as_bytes()).expect("written");
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("a status");
        assert_eq!(String::from_utf8_lossy(&status), format!("HTTP/1.1 {expected}"), "{lines}");
    };
    let origin = format!("http://{own}");
    check(&[], "200");
    check(&[("Origin", &origin)], "200");
    check(&[("Sec-Fetch-Site", "same-origin")], "200");
    check(&[("Origin", &origin), ("Sec-Fetch-Site", "same-origin")], "200");
    for other in [
        "null",
        "",
        "http://evil.example",
        "https://evil.example",
        "http://localhost",
        &format!("https://{own}"),
        &format!("http://127.0.0.1:{port}"),
        "http://10.0.0.1",
        &format!("http://localhost:{}", port ^ 1),
        &format!("http://{own}/"),
        &own,
        "chrome-extension://abcdefgh",
        "file://",
        &format!("http://{own}.evil.example"),
    ] {
        check(&[("Origin", other)], "403");
        check(&[("Origin", other), ("Sec-Fetch-Site", "same-origin")], "403");
    }
    check(&[("Origin", &origin), ("Origin", &origin)], "403");
    check(&[("Origin", &origin), ("Origin", "null")], "403");
    for other in ["cross-site", "same-site", "none", "", "Same-Origin"] {
        check(&[("Sec-Fetch-Site", other)], "403");
        check(&[("Origin", &origin), ("Sec-Fetch-Site", other)], "403");
    }
    check(&[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")], "403");
    assert_eq!(request(&server, "HEAD", "/__vouchfolio/livereload", &[]).status, 405);
}
