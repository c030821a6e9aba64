//! Clients that are slow, many, or half gone; and where the server listens.

use super::*;
use std::net::TcpListener;
use std::thread;

fn hasty() -> Options {
    let limits = Limits {
        connections: 8,
        streams: 4,
        head: Duration::from_millis(400),
        stalled: Duration::from_millis(400),
        keep_alive: Duration::from_millis(50),
    };
    Options { limits, ..options() }
}

#[test]
fn slow_clients_do_not_keep_others_out() {
    let server = start(&hasty());
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let mut slow: Vec<TcpStream> = (0..40).map(|_| connect(server.address())).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHo").expect("written");
    }
    let begin = Instant::now();
    assert_eq!(get(&server, "/", &[]).status, 200);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    // A byte now and then does not keep it either.
    let mut trickle = connect(server.address());
    trickle.write_all(b"GET / HTTP/1.1\r\n").expect("written");
    let ended = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        trickle.write_all(b"X").is_err()
    });
    assert!(ended, "a head that never ends is not waited for");
}

#[test]
fn clients_that_do_not_read_do_not_keep_others_out() {
    let server = start(&hasty());
    let large = "x".repeat(20_000_000);
    server.show("/", &outputs(&[("index.html", "<p>x"), ("large.txt", &large)]), &[]);
    let head = format!("GET /large.txt HTTP/1.1\r\nHost: {}\r\n\r\n", host(&server));
    let deaf: Vec<TcpStream> = (0..16)
        .map(|_| {
            let mut stream = connect(server.address());
            stream.write_all(head.as_bytes()).expect("written");
            stream
        })
        .collect();
    thread::sleep(Duration::from_millis(100));
    assert_eq!(get(&server, "/", &[]).status, 200);
    drop(deaf);
}

#[test]
fn many_streams_make_way_for_new_ones() {
    let server = start(&hasty());
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let mut streams: Vec<Stream> = (0..6).map(|_| Stream::of(&server, "/")).collect();
    server.show("/", &outputs(&[("index.html", "<p>y")]), &[]);
    let told: Vec<bool> = streams
        .iter_mut()
        .map(|stream| {
            loop {
                match stream.event(Duration::from_millis(500)) {
                    Some((kind, _)) if kind == "reload" => break true,
                    Some(_) => {}
                    None => break false,
                }
            }
        })
        .collect();
    assert_eq!(told, [false, false, true, true, true, true]);
}

#[test]
fn a_waiting_page_hears_that_the_server_is_there() {
    let server = start(&hasty());
    server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    let mut stream = Stream::of(&server, "/");
    assert_eq!(stream.next().0, "problems");
    for _ in 0..3 {
        assert!(stream.until("\n:\n\n").is_some() || stream.until(":\n\n").is_some());
    }
}

#[test]
fn requests_may_come_together_and_from_a_half_closed_socket() {
    let server = serving(&[("a.txt", "one"), ("b.txt", "two"), ("index.html", "<p>x")]);
    let host = host(&server);
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let mut stream = connect(server.address());
    let all = [one("/a.txt"), one("/b.txt"), one("/none"), one("/a.txt")].concat();
    stream.write_all(all.as_bytes()).expect("written");
    stream.shutdown(Shutdown::Write).expect("half closed");
    let replies = replies(&read_to_end(&mut stream), false);
    let bodies: Vec<_> = replies.iter().map(|reply| (reply.status, reply.body.len())).collect();
    assert_eq!(bodies.len(), 4, "{bodies:?}");
    assert_eq!((bodies[0], bodies[1], bodies[2].0, bodies[3]), ((200, 3), (200, 3), 404, (200, 3)));
    assert_eq!(replies[1].text(), "two");
}

#[test]
fn a_half_closed_socket_gets_what_has_to_be_read_first() {
    let server = start(&options());
    server.show("/", &[copy("a.toml", Path::new("Cargo.toml"), false)], &[]);
    let mut stream = connect(server.address());
    let head = format!("GET /a.toml HTTP/1.1\r\nHost: {}\r\n\r\n", host(&server));
    stream.write_all(head.as_bytes()).expect("written");
    stream.shutdown(Shutdown::Write).expect("half closed");
    let replies = replies(&read_to_end(&mut stream), false);
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].body, std::fs::read("Cargo.toml").expect("it is there"));
}

#[test]
fn a_request_that_comes_byte_by_byte_is_answered() {
    let server = serving(&[("a.txt", "one")]);
    let mut stream = connect(server.address());
    let head =
        format!("GET /a.txt HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host(&server));
    for byte in head.as_bytes() {
        stream.write_all(&[*byte]).expect("written");
    }
    assert_eq!(replies(&read_to_end(&mut stream), false)[0].text(), "one");
}

#[test]
fn the_next_free_port_is_taken_if_that_is_allowed() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let fixed = Options { port, port_is_fixed: true, ..options() };
    let error = serve::start(&fixed, Path::new(".")).err().expect("no server").to_string();
    assert_eq!(error, format!("port {port} is taken by another program"));
    let next = start(&Options { port, ..options() });
    assert!((port + 1..port + 20).contains(&next.address().port()), "{}", next.address());
    assert_eq!(next.url(), format!("http://localhost:{}/", next.address().port()));
    next.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    assert_eq!(get(&next, "/", &[]).status, 200);
}

#[test]
fn where_it_cannot_listen_is_said() {
    let fails = |host: &str| {
        let options = Options { host: host.to_owned(), ..options() };
        serve::start(&options, Path::new(".")).err().expect("no server").to_string()
    };
    let error = fails("192.0.2.1");
    assert!(error.starts_with("cannot serve at 192.0.2.1:0: "), "{error}");
    let error = fails("no-such-host.invalid");
    assert!(error.starts_with("the host `no-such-host.invalid` is not known"), "{error}");
    assert!(!error.contains("os error"), "{error}");
}

#[test]
fn it_ends_at_once() {
    let server = serving(&[("index.html", "<p>x")]);
    let address = server.address();
    let mut open = Stream::of(&server, "/");
    let _idle = connect(address);
    let begin = Instant::now();
    drop(server);
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    open.stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    while open.until("\n\n").is_some() {}
    // The port is free again.
    TcpListener::bind(address).expect("the port is free");
}
