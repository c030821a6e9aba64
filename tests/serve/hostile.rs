//! Requests that nobody means well with: a status for each, never another file, never the end.

use super::*;

const SECRET: &str = "hidden in the site's folder";

/// A site whose folder holds more than is served.
fn site() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("secret.txt"), SECRET).expect("written");
    std::fs::create_dir(folder.path().join("static")).expect("made");
    std::fs::write(folder.path().join("static/a.txt"), "served").expect("written");
    let server = serve::start(&options(), folder.path()).expect("a server");
    let mut all = outputs(&[("index.html", "<p>x"), ("vouch/index.html", "<p>y")]);
    all.insert(0, copy("a.txt", &folder.path().join("static/a.txt"), false));
    server.show("/", &all, &[]);
    (folder, server)
}

/// The answers to these bytes, if any; the server must go on.
fn answers(server: &Server, bytes: &[u8]) -> Vec<u16> {
    let mut stream = connect(server.address());
    _ = stream.write_all(bytes);
    _ = stream.shutdown(Shutdown::Write);
    let raw = read_to_end(&mut stream);
    let text = String::from_utf8_lossy(&raw);
    assert!(!text.contains(SECRET) && !text.contains("root:"), "{text}");
    assert_eq!(get(server, "/a.txt", &[]).text(), "served", "the server goes on");
    replies(&raw, false).iter().map(|reply| reply.status).collect()
}

fn to(server: &Server, target: &[u8]) -> Vec<u16> {
    let host = host(server);
    let rest = format!(" HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    answers(server, &[b"GET ".as_slice(), target, rest.as_bytes()].concat())
}

#[test]
fn a_target_never_becomes_a_path() {
    let (folder, server) = site();
    let absolute = folder.path().join("secret.txt").to_string_lossy().into_owned();
    let deep = "../".repeat(40);
    for target in [
        "/secret.txt",
        "/static/a.txt",
        "/../secret.txt",
        "/../../../../etc/passwd",
        "/vouch/../a.txt",
        "/./a.txt",
        "/vouch/..",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/.%2e/secret.txt",
        "//a.txt",
        "///etc/passwd",
        "/a.txt/",
        "/a.txt%2f",
        "/vouch%2findex.html",
        "/vouch//",
        "/%c0%ae%c0%ae/secret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/c:/windows/win.ini",
        "/C:%5Cwindows",
        "/.git/config",
        "/a.txt::$DATA",
        "/A.TXT",
        "/a.txt.",
        "/a.txt%20",
        "/CON",
        "/a.txt;x",
        "/content/",
        &format!("/{deep}etc/passwd"),
        &format!("/{absolute}"),
        &absolute,
    ] {
        let statuses = to(&server, target.as_bytes());
        assert!(matches!(*statuses, [400 | 404]), "{target}: {statuses:?}");
    }
}

#[test]
fn targets_that_are_none_are_refused() {
    let (_folder, server) = site();
    for target in [
        b"/%00".as_slice(),
        b"/a.txt%00",
        b"/a%",
        b"/a%2",
        b"/a%zz",
        b"/%ff%fe",
        b"/%0d%0aX: y",
        b"/a\x00b",
        b"/a\x01",
        b"/\xff\xfe",
        b"/\xc3\xbc",
        b"/a\tb",
        b"/a\x7f",
        b"*",
        b"a.txt",
        b"",
        b"?",
        b"#",
        b"/a b",
        b"/<a>",
        b"http://",
        b"http:///a.txt",
        b"://",
        b"/{}|^`",
        b"localhost:1",
        b"/a.txt#x",
    ] {
        let statuses = to(&server, target);
        let shown = String::from_utf8_lossy(target);
        assert!(matches!(*statuses, [400 | 403 | 404] | [200]), "{shown}: {statuses:?}");
        let means_a_file = [b"/a.txt#x".as_slice()].contains(&target);
        assert!(means_a_file || *statuses != [200], "{shown}: {statuses:?}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let (_folder, server) = site();
    let host = format!("Host: {}\r\n", host(&server));
    let long = "a".repeat(20_000);
    let huge = "a".repeat(2_000_000);
    assert_eq!(to(&server, format!("/{long}").as_bytes()), [414]);
    assert_eq!(to(&server, format!("/?{long}").as_bytes()), [414]);
    assert!(matches!(*to(&server, format!("/{huge}").as_bytes()), [414 | 431]));
    let with = |header: &str| {
        answers(&server, format!("GET / HTTP/1.1\r\n{host}{header}\r\n\r\n").as_bytes())
    };
    assert_eq!(with(&format!("X: {huge}")), [431]);
    assert_eq!(with(&format!("{huge}: x")), [431]);
    assert_eq!(with(&"X: y\r\n".repeat(500)), [431]);
    assert_eq!(with(&format!("X: {long}")), [200]);
}

#[test]
fn garbage_is_answered_or_dropped() {
    let (_folder, server) = site();
    for garbage in [
        b"".as_slice(),
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET",
        b"GET /",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost",
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\n: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\nX: y\r\r\n\n",
    ] {
        let statuses = answers(&server, garbage);
        let shown = String::from_utf8_lossy(garbage);
        assert!(statuses.iter().all(|status| (400..500).contains(status)), "{shown}: {statuses:?}");
    }
    let mut seed = 7_u64;
    for _ in 0..200 {
        let noise: Vec<u8> = (0..64)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
                (seed >> 56) as u8
            })
            .collect();
        let mut stream = connect(server.address());
        _ = stream.write_all(&noise);
        _ = stream.shutdown(Shutdown::Write);
        read_to_end(&mut stream);
    }
    assert_eq!(get(&server, "/a.txt", &[]).text(), "served");
}

#[test]
fn a_stream_takes_any_query() {
    let (_folder, server) = site();
    let long = "s".repeat(3_000);
    for query in [
        "",
        "page",
        "page=",
        "page=%",
        "page=%00&version=%ff",
        "page=//evil.example/&version=x",
        "page=../../etc&version=.s.s.s",
        "version=ffffffffffffffffffff",
        "page=/&version=é",
        "page=/&version=0.szzzzzzzzzzzzzzzz",
        &format!("page=/&version=0.{long}"),
    ] {
        let encoded = query.replace('é', "%C3%A9");
        let head = format!(
            "GET /__vouchfolio/livereload?{encoded} HTTP/1.1\r\nHost: {}\r\n\r\n",
            host(&server)
        );
        let mut stream = connect(server.address());
        stream.write_all(head.as_bytes()).expect("written");
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("a status");
        assert_eq!(&status, b"HTTP/1.1 200", "{query}");
    }
    assert_eq!(get(&server, "/a.txt", &[]).text(), "served");
}
