//! Requests to servers: each with limits, repeated where that may help.
//!
//! What a request holds in its headers, its body or its address after the `?` shows in no error
//! and no `Debug`, and goes to no other host by a redirect. Nothing here is used by `build`,
//! `check` without `--external`, `watch` or `serve`.
//!
//! Proxies are those of the environment: `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`.
//! This machine is never asked through one. Certificates are checked against Mozilla's roots,
//! which are part of the program.
#![allow(clippy::disallowed_methods, reason = "the rim: requests to servers")]

mod reach;
mod redirect;
mod retry;
mod upload;

pub use reach::is_private;
pub use retry::{Retries, Retry, with_jitter};

use std::cell::Cell;
use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::http;
use url::Url;

/// How a client behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For one attempt: until the host's name is looked up, and then until a connection stands.
    pub connect: Duration,
    /// For one attempt: until all of the answer's head is there, counted from when all is sent;
    /// then until all of its body is; and until a server takes more of what is sent.
    pub answer: Duration,
    /// For one attempt in all, redirects included. Without it, an upload may take its time.
    pub whole: Option<Duration>,
    /// Of an answer's body no more than so many bytes are read.
    pub longest_answer: u64,
    /// How many redirects are followed; with 0, a redirect is an answer like any other.
    pub redirects: u32,
    /// Whether addresses within private networks are refused, except where a request names one
    /// itself.
    pub public_only: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            whole: None,
            longest_answer: 32 * 1024 * 1024,
            redirects: 0,
            public_only: false,
        }
    }
}

/// Sends requests; connections are kept for the next ones. Threads may share it.
pub struct Client {
    agent: ureq::Agent,
    options: Options,
}

/// What is asked of a server.
#[derive(Clone, Default)]
pub struct Request<'a> {
    /// `GET`, `PUT` and so on.
    pub method: &'a str,
    pub url: &'a str,
    /// Sent to this host alone, not to where a redirect leads.
    pub headers: Vec<(&'a str, String)>,
    pub body: &'a [u8],
    /// Told how many bytes of the body have gone out since it was last told: in all as many as
    /// the body has. What another attempt sends again is not told again.
    pub on_sent: Option<&'a dyn Fn(u64)>,
    /// When to give up, whatever the client's options say.
    pub deadline: Option<Instant>,
}

/// What a server answered.
#[derive(Clone)]
pub struct Response {
    pub status: u16,
    pub headers: http::HeaderMap,
    /// Cut off at the client's limit.
    pub body: Vec<u8>,
    /// Where redirects led.
    pub url: String,
}

impl Response {
    /// 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header's value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why there is no answer. Reads on from "because".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("there is no such host")]
    NoSuchHost,
    #[error("names of hosts cannot be looked up now")]
    NoLookup,
    #[error("no connection could be made")]
    NoConnection,
    #[error("the proxy of the environment let nothing through")]
    Proxy,
    #[error("the certificate or the encrypted connection is not right")]
    Encryption,
    #[error("it took too long")]
    TooSlow,
    #[error("the redirects have no end")]
    TooManyRedirects,
    #[error("it leads into a private network")]
    Private,
    #[error("the address is not one that can be asked for")]
    BadAddress,
    #[error("the answer is not one in HTTP")]
    BadAnswer,
    #[error("the connection broke off")]
    BrokenOff,
}

impl Client {
    pub fn new(options: &Options) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_resolve(Some(options.connect))
            .timeout_connect(Some(options.connect))
            .timeout_per_write(Some(options.answer))
            .timeout_recv_response(Some(options.answer))
            .timeout_recv_body(Some(options.answer))
            .max_redirects(0)
            .user_agent(concat!("vouchfolio/", env!("CARGO_PKG_VERSION")))
            .build();
        let connector = ureq::unversioned::transport::DefaultConnector::default();
        let resolver = reach::Resolver::new(options.public_only);
        let agent = ureq::Agent::with_parts(config, connector, resolver);
        Client { agent, options: *options }
    }

    /// Sends a request once.
    pub fn send(&self, request: &Request<'_>) -> Result<Response, Failure> {
        self.attempt(request, &Cell::new(0))
    }

    /// Sends a request once and follows redirects. Of its body, `told` bytes have been told of.
    fn attempt(&self, request: &Request<'_>, told: &Cell<u64>) -> Result<Response, Failure> {
        let start = address(request.url)?;
        let whole = self.options.whole.map(|whole| Instant::now() + whole);
        let until = [whole, request.deadline].into_iter().flatten().min();
        let mut method = request.method;
        let mut url = start.clone();
        for _ in 0..=self.options.redirects {
            let headers = match url.origin() == start.origin() {
                true => &*request.headers,
                false => &[],
            };
            let built = build(method, &url, headers)?;
            let response = match has_body(method, request) {
                true => self.upload(built, &url, request, until, told)?,
                false => self.exchange(built, &url, until)?,
            };
            let next = redirect::next(&response, &url, method, !request.body.is_empty());
            let Some(next) = next.filter(|_| self.options.redirects > 0) else {
                return Ok(response);
            };
            (method, url) = (next.method, next.url?);
            if self.options.public_only && is_private(&url) && url.host() != start.host() {
                return Err(Failure::Private);
            }
        }
        Err(Failure::TooManyRedirects)
    }

    fn upload(
        &self,
        built: http::Request<()>,
        url: &Url,
        request: &Request<'_>,
        until: Option<Instant>,
        told: &Cell<u64>,
    ) -> Result<Response, Failure> {
        let mut upload = upload::Upload::new(request.body, request.on_sent, told);
        let (mut parts, ()) = built.into_parts();
        parts.headers.insert(http::header::CONTENT_LENGTH, request.body.len().into());
        let body = ureq::SendBody::from_reader(&mut upload);
        let answer = self.exchange(http::Request::from_parts(parts, body), url, until);
        if answer.is_ok() {
            upload.tell();
        }
        answer
    }

    fn exchange(
        &self,
        built: http::Request<impl ureq::AsSendBody>,
        url: &Url,
        until: Option<Instant>,
    ) -> Result<Response, Failure> {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Err(Failure::TooSlow);
        }
        let mut configured = self.agent.configure_request(built).timeout_global(left);
        if reach::is_this_machine(url) {
            configured = configured.proxy(None);
        }
        let answer = self.agent.run(configured.build()).map_err(|error| failure(&error))?;
        let (parts, body) = answer.into_parts();
        let mut bytes = Vec::new();
        let mut reader = body.into_reader().take(self.options.longest_answer);
        reader.read_to_end(&mut bytes).map_err(|error| failure(&error.into()))?;
        let (status, url) = (parts.status.as_u16(), url.to_string());
        Ok(Response { status, headers: parts.headers, body: bytes, url })
    }
}

/// Whether a body goes along, be it an empty one.
fn has_body(method: &str, request: &Request<'_>) -> bool {
    match method {
        "GET" | "HEAD" | "DELETE" => method == request.method && !request.body.is_empty(),
        _ => true,
    }
}

fn build(
    method: &str,
    url: &Url,
    headers: &[(&str, String)],
) -> Result<http::Request<()>, Failure> {
    let mut built = http::Request::builder().method(method).uri(url.as_str());
    for (name, value) in headers {
        built = built.header(*name, value);
    }
    built.body(()).map_err(|_| Failure::BadAddress)
}

/// The address of a server. What follows `#` is never sent.
fn address(url: &str) -> Result<Url, Failure> {
    let mut url = Url::parse(url).map_err(|_| Failure::BadAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failure::BadAddress);
    }
    url.set_fragment(None);
    Ok(url)
}

/// An address for people to read: without what may be secret in it.
pub fn without_secrets(url: &str) -> String {
    let Ok(mut url) = address(url) else { return "…".to_owned() };
    // Neither fails for an address of the web.
    let _ = (url.set_username(""), url.set_password(None));
    url.set_query(None);
    url.into()
}

fn failure(error: &ureq::Error) -> Failure {
    use ureq::Error;
    match error {
        Error::HostNotFound => Failure::NoSuchHost,
        Error::Timeout(_) => Failure::TooSlow,
        Error::Tls(_) | Error::Rustls(_) => Failure::Encryption,
        Error::TooManyRedirects | Error::RedirectFailed => Failure::TooManyRedirects,
        Error::BadUri(_) | Error::Http(_) => Failure::BadAddress,
        Error::Protocol(_) | Error::LargeResponseHeader(..) => Failure::BadAnswer,
        Error::ConnectionFailed => Failure::NoConnection,
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => Failure::Proxy,
        Error::Other(cause) => cause.downcast_ref().cloned().unwrap_or(Failure::BrokenOff),
        Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused
            | std::io::ErrorKind::HostUnreachable
            | std::io::ErrorKind::NetworkUnreachable
            | std::io::ErrorKind::AddrNotAvailable => Failure::NoConnection,
            std::io::ErrorKind::TimedOut => Failure::TooSlow,
            std::io::ErrorKind::InvalidData => Failure::Encryption,
            _ => Failure::BrokenOff,
        },
        _ => Failure::BrokenOff,
    }
}

/// The names of headers, whose values nobody is to see.
struct Names<'a>(Vec<&'a str>);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|name| (name, "…"))).finish()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("options", &self.options).finish_non_exhaustive()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &without_secrets(self.url))
            .field("headers", &Names(self.headers.iter().map(|(name, _)| *name).collect()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("url", &without_secrets(&self.url))
            .field("headers", &Names(self.headers.keys().map(|name| name.as_str()).collect()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
