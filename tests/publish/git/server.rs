//! A host on this machine: git over https, behind a name and a password.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// `Basic` and `maya:canary-7f3a` in base64.
const LOGIN: &str = "Basic bWF5YTpjYW5hcnktN2YzYQ==";

/// Serves the repositories of a folder until the tests end.
pub(super) struct Server {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    root: PathBuf,
    /// Taken one by one, as the status of the next answers; 200 stands for a right one.
    ill: Mutex<Vec<u16>>,
    /// Where those who come are sent on to.
    leads_to: Mutex<Option<String>>,
    /// The first lines of all requests, and whether they came with a password.
    asked: Mutex<Vec<String>>,
}

struct Request {
    method: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Server {
    /// `ill` are the statuses of its first answers to those who may come in.
    pub fn start(root: &Path, ill: &[u16]) -> Server {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/publish");
        let certificate = CertificateDer::from_pem_file(certificate()).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(folder.join("loopback.key.pem")).expect("a key");
        let config = ServerConfig::builder().with_no_client_auth();
        let config = Arc::new(config.with_single_cert(vec![certificate], key).expect("they fit"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let ill = Mutex::new(ill.iter().rev().copied().collect());
        let (leads_to, asked) = (Mutex::default(), Mutex::default());
        let shared = Shared { root: root.to_owned(), ill, leads_to, asked };
        let shared = Arc::new(shared);
        let server = Server { port, shared: Arc::clone(&shared) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, shared) = (Arc::clone(&config), Arc::clone(&shared));
                std::thread::spawn(move || answer(stream, config, &shared));
            }
        });
        server
    }

    /// Sends everyone on to this host.
    pub fn lead_to(&self, host: &str) {
        *self.shared.leads_to.lock().expect("no panic") = Some(host.to_owned());
    }

    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().expect("no panic").clone()
    }
}

/// The certificate that those who come must trust.
pub(super) fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/publish/loopback.cert.pem")
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>, shared: &Shared) -> Option<()> {
    let connection = ServerConnection::new(config).ok()?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let request = read(&mut stream)?;
    let Request { method, target, headers, .. } = &request;
    let password = headers.contains_key("authorization");
    let with = if password { " with a password" } else { "" };
    shared.asked.lock().ok()?.push(format!("{method} {target}{with}"));
    let leads_to = shared.leads_to.lock().ok()?.clone();
    let to = stream.get_mut();
    if let Some(host) = leads_to {
        let head = format!("HTTP/1.1 302 There\r\nLocation: {host}{target}\r\n");
        to.write_all(format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
            .ok()?;
    } else if request.headers.get("authorization").map(String::as_str) != Some(LOGIN) {
        let head = "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"here\"\r\n";
        to.write_all(format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
            .ok()?;
    } else if let Some(status) = shared.ill.lock().ok()?.pop().filter(|status| *status != 200) {
        let head =
            format!("HTTP/1.1 {status} Ill\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        to.write_all(head.as_bytes()).ok()?;
    } else {
        to.write_all(&by_git(&request, &shared.root)?).ok()?;
    }
    to.flush().ok()?;
    to.conn.send_close_notify();
    to.conn.complete_io(&mut to.sock).ok()?;
    Some(())
}

fn read(stream: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut parts = line.split(' ');
    let (method, target) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let mut body = Vec::new();
    if headers.contains_key("transfer-encoding") {
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            let length = u64::from_str_radix(line.trim(), 16).ok()?;
            stream.take(length).read_to_end(&mut body).ok()?;
            stream.read_line(&mut line).ok()?;
            if length == 0 {
                break;
            }
        }
    } else if let Some(length) = headers.get("content-length") {
        stream.take(length.parse().ok()?).read_to_end(&mut body).ok()?;
    }
    Some(Request { method, target, headers, body })
}

/// What `git http-backend` answers, as HTTP.
fn by_git(request: &Request, root: &Path) -> Option<Vec<u8>> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut command = Command::new("git");
    command.arg("http-backend").env("GIT_PROJECT_ROOT", root).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("PATH_INFO", path).env("QUERY_STRING", query);
    command.env("REQUEST_METHOD", &request.method).env("REMOTE_USER", "maya");
    command.env("HOME", root.join("home")).env("GIT_CONFIG_NOSYSTEM", "1");
    for (header, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "HTTP_GIT_PROTOCOL"),
    ] {
        command.envs(request.headers.get(header).map(|value| (variable, value)));
    }
    command.env("CONTENT_LENGTH", request.body.len().to_string());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let (mut stdin, body) = (child.stdin.take()?, request.body.clone());
    let writer = std::thread::spawn(move || stdin.write_all(&body));
    let said = child.wait_with_output().ok()?.stdout;
    let _ = writer.join();
    let end = said.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&said[..end]).into_owned();
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
    let mut answer = format!("HTTP/1.1 {status}\r\n{head}\r\nConnection: close\r\n").into_bytes();
    answer
        .extend_from_slice(format!("Content-Length: {}\r\n\r\n", said.len() - end - 4).as_bytes());
    answer.extend_from_slice(&said[end + 4..]);
    Some(answer)
}
