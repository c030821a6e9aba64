//! A server on loopback that answers as a test wants it to, well or badly.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub method: String,
    /// The path and what follows.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a server does with a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status, headers and a body, as they should be.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes, and then the connection is closed.
    Raw(Vec<u8>),
    /// A body that goes on until its reader has had enough.
    Endless,
    /// Nothing, for as long as somebody waits.
    Silence,
    /// The next request on this connection is for somebody else (`CONNECT`).
    Tunnel,
}

/// An answer without headers.
pub fn status(status: u16) -> Answer {
    Answer::Whole(status, Vec::new(), Vec::new())
}

/// A page.
pub fn page(text: &str) -> Answer {
    Answer::Whole(200, Vec::new(), text.as_bytes().to_vec())
}

/// A redirect.
pub fn redirect(status: u16, to: &str) -> Answer {
    Answer::Whole(status, vec![("location", to.to_owned())], Vec::new())
}

type Handler = dyn Fn(&Seen) -> Answer + Send + Sync;

/// A server that runs until it is dropped.
pub struct Server {
    pub port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    seen: Mutex<Vec<Seen>>,
    ended: AtomicBool,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Server {
    pub fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let handler: Arc<Handler> = Arc::new(handler);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.ended.load(Ordering::SeqCst) {
                    return;
                }
                let (state, handler) = (Arc::clone(&shared), Arc::clone(&handler));
                let Ok(stream) = stream else { continue };
                std::thread::spawn(move || serve(stream, &state, &*handler));
            }
        });
        Server { port, state }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().expect("no panic").clone()
    }

    /// The requests so far, `GET /path`.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect()
    }

    /// How many requests there were at one time, at most.
    pub fn most(&self) -> usize {
        self.state.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// A port on loopback at which nobody is.
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn serve(mut stream: TcpStream, state: &State, handler: &Handler) {
    while let Some(seen) = read(&mut stream) {
        let now = state.now.fetch_add(1, Ordering::SeqCst) + 1;
        state.most.fetch_max(now, Ordering::SeqCst);
        state.seen.lock().expect("no panic").push(seen.clone());
        let answer = handler(&seen);
        state.now.fetch_sub(1, Ordering::SeqCst);
        if let Answer::Tunnel = answer {
            if stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").is_err() {
                return;
            }
            continue;
        }
        // Whoever is asked closes last: else what it said may be lost with what it did not read.
        let _ = write(&mut stream, &seen, answer);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
        return;
    }
}

/// Reads one request.
fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
        // A handshake of TLS is no head: it is enough that it is there.
        if head[0] == 0x16 {
            return Some(Seen { method: "TLS".to_owned(), ..Seen::default() });
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut seen = Seen { method, target, headers, body: Vec::new() };
    let length = seen.header("content-length").and_then(|length| length.parse().ok());
    seen.body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut seen.body).ok()?;
    Some(seen)
}

fn write(stream: &mut TcpStream, seen: &Seen, answer: Answer) -> std::io::Result<()> {
    match answer {
        Answer::Whole(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status} Words\r\nconnection: close\r\n");
            for (name, value) in headers {
                head += &format!("{name}: {value}\r\n");
            }
            head += &format!("content-length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes())?;
            if seen.method == "HEAD" { Ok(()) } else { stream.write_all(&body) }
        }
        Answer::Raw(bytes) => stream.write_all(&bytes),
        Answer::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            if seen.method == "HEAD" {
                return Ok(());
            }
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Answer::Silence => std::io::copy(stream, &mut std::io::sink()).map(drop),
        Answer::Tunnel => Ok(()),
    }
}
