//! The dev server over plain sockets: what a browser, and what anyone else, gets from it.

mod client;
mod connections;
mod conditions;
mod follow;
mod guard;
mod host;
mod hostile;
mod problems;
mod reload;
mod whole;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vouchfolio::digest::Digest;
use vouchfolio::render::{Content, Output};
use vouchfolio::serve::{self, Limits, Options, Server};

/// How long an answer may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long nothing must happen for it to count as nothing.
const SILENCE: Duration = Duration::from_millis(250);

/// A server of any free port.
fn options() -> Options {
    Options { port: 0, ..Options::default() }
}

fn start(options: &Options) -> Server {
    serve::start(options, Path::new(env!("CARGO_MANIFEST_DIR"))).expect("a server")
}

/// A server that shows these files.
fn serving(files: &[(&str, &str)]) -> Server {
    let server = start(&options());
    server.show("/", &outputs(files), &[]);
    server
}

/// Outputs in memory, sorted by path.
fn outputs(files: &[(&str, &str)]) -> Vec<Output> {
    let mut outputs: Vec<Output> = files.iter().map(|(path, text)| output(path, text)).collect();
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    outputs
}

fn output(path: &str, text: &str) -> Output {
    let digest = Digest::of(text.as_bytes());
    Output { path: path.into(), digest, content: Content::Bytes(text.to_owned().into()) }
}

/// An output that is a copy of this file.
fn copy(path: &str, from: &Path, strip_metadata: bool) -> Output {
    let digest = Digest::of(path.as_bytes());
    Output {
        path: path.into(),
        digest,
        content: Content::Copy { from: from.into(), strip_metadata },
    }
}

/// A page of this text, as a theme would make it.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/assets/site.css\"></head><body>{body}</body></html>"
    )
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a header that is there at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(own, _)| own == name);
        let first = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice: {self:?}");
        first
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }
}

/// The answer to `GET` with these further header lines.
fn get(server: &Server, path: &str, headers: &[&str]) -> Reply {
    request(server, "GET", path, headers)
}

/// The answer to a request with the server's own `Host`.
fn request(server: &Server, method: &str, path: &str, headers: &[&str]) -> Reply {
    let mut lines = vec![format!("Host: {}", host(server))];
    lines.extend(headers.iter().map(|line| (*line).to_owned()));
    lines.push("Connection: close".to_owned());
    let head = format!("{method} {path} HTTP/1.1\r\n{}\r\n\r\n", lines.join("\r\n"));
    let raw = exchange(server.address(), head.as_bytes());
    let mut replies = replies(&raw, method == "HEAD");
    assert_eq!(replies.len(), 1, "{}", String::from_utf8_lossy(&raw));
    replies.remove(0)
}

fn host(server: &Server) -> String {
    format!("localhost:{}", server.address().port())
}

/// Sends these bytes and reads until the server ends the connection.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // The server may end the connection before it has read all.
    _ = stream.write_all(bytes);
    read_to_end(&mut stream)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    match stream.read_to_end(&mut read) {
        Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
            panic!("the connection stays open after {}", String::from_utf8_lossy(&read));
        }
        // What was not read makes the system reset the connection.
        _ => read,
    }
}

/// The answers in what a connection brought.
pub fn replies(mut raw: &[u8], without_body: bool) -> Vec<Reply> {
    let mut replies = Vec::new();
    while !raw.is_empty() {
        let end = raw.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
        let head = String::from_utf8(raw[..end].to_vec()).expect("a head of text");
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
        let length = if without_body { 0 } else { length };
        raw = &raw[end..];
        assert!(raw.len() >= length, "cut short after {} of {length} bytes", raw.len());
        let body = raw[..length].to_vec();
        raw = &raw[length..];
        replies.push(Reply { status: status.expect("a status"), headers, body });
    }
    replies
}

/// The page without what the server added, which must be there once.
pub fn without_script(html: &[u8], base_path: &str) -> Vec<u8> {
    let html = String::from_utf8(html.to_vec()).expect("text");
    let start = html.find("<meta name=\"vouchfolio-page\"").expect("the version is in the page");
    let script = format!("<script src=\"{base_path}__vouchfolio/livereload.js\"></script>");
    assert_eq!(html.matches(&script).count(), 1, "{html}");
    let end = html.find(&script).expect("the script is in the page") + script.len();
    format!("{}{}", &html[..start], &html[end..]).into_bytes()
}

/// The version that a page was served with.
fn version(reply: &Reply) -> String {
    let html = reply.text();
    let (_, rest) = html.split_once("name=\"vouchfolio-page\" content=\"").expect("a version");
    rest.split_once('"').expect("its end").0.to_owned()
}

/// A page that waits for events.
struct Stream {
    stream: TcpStream,
    read: String,
}

impl Stream {
    /// Loads a page, and waits for events as its script does.
    fn of(server: &Server, page: &str) -> Stream {
        Stream::with(server, page, &version(&get(server, page, &[])))
    }

    /// Waits for events of a page whose version is known.
    fn with(server: &Server, page: &str, version: &str) -> Stream {
        let base = server.url();
        let base = &base[base.find("//").expect("a scheme") + 2..];
        let base = &base[base.find('/').expect("a path")..];
        Stream::below(server, base, page, version)
    }

    /// The same below a base path that need not be the present one.
    fn below(server: &Server, base: &str, page: &str, version: &str) -> Stream {
        let mut stream = connect(server.address());
        let request = format!(
            "GET {base}__vouchfolio/livereload?page={page}&version={version} HTTP/1.1\r\n\
             Host: {}\r\nAccept: text/event-stream\r\nSec-Fetch-Site: same-origin\r\n\r\n",
            host(server)
        );
        stream.write_all(request.as_bytes()).expect("written");
        let mut stream = Stream { stream, read: String::new() };
        let head = stream.until("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/event-stream\r\n"), "{head}");
        stream
    }

    /// The next event: its kind and its data.
    fn next(&mut self) -> (String, serde_json::Value) {
        self.event(PATIENCE).expect("an event")
    }

    /// The next event that is not about problems.
    fn next_change(&mut self) -> (String, serde_json::Value) {
        loop {
            let event = self.next();
            if event.0 != "problems" {
                return event;
            }
        }
    }

    /// Fails if an event comes, other than about problems.
    #[track_caller]
    fn nothing_changes(&mut self) {
        while let Some((kind, data)) = self.event(SILENCE) {
            assert_eq!(kind, "problems", "{data}");
        }
    }

    fn event(&mut self, patience: Duration) -> Option<(String, serde_json::Value)> {
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            // That the server is still there is no event, however often it says so.
            if left.is_zero() {
                return None;
            }
            self.stream.set_read_timeout(Some(left)).expect("a timeout");
            let block = self.until("\n\n")?;
            // Sizes of the pieces of a body that has no length stand between.
            let lines = block.lines();
            let mut kind = None;
            for line in lines {
                if let Some(name) = line.strip_prefix("event: ") {
                    kind = Some(name.to_owned());
                } else if let (Some(kind), Some(data)) = (&kind, line.strip_prefix("data: ")) {
                    return Some((kind.clone(), serde_json::from_str(data).expect("JSON")));
                }
            }
        }
    }

    /// What comes up to this text, or `None` if it does not come.
    fn until(&mut self, end: &str) -> Option<String> {
        let mut buffer = [0; 4096];
        loop {
            if let Some(at) = self.read.find(end) {
                let rest = self.read.split_off(at + end.len());
                return Some(std::mem::replace(&mut self.read, rest));
            }
            match self.stream.read(&mut buffer) {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.read += &String::from_utf8_lossy(&buffer[..length]),
            }
        }
    }
}
