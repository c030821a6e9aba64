//! Requests to servers: each with limits, repeated where that may help.
//!
//! What a request holds in its headers never shows in an error. Nothing here is used by `build`,
//! `check` without `--external`, `watch` or `serve`.
#![allow(clippy::disallowed_methods, reason = "the rim: requests to servers")]

mod retry;

pub use retry::{Retries, Retry};

use std::io::Read;
use std::time::Duration;
use ureq::http;

/// How a client behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For one attempt: until a connection stands, and until the answer is there. A body that is
    /// long has longer.
    pub connect: Duration,
    pub answer: Duration,
    /// Of an answer's body no more than so many bytes are read.
    pub longest_answer: u64,
    /// How many redirects are followed.
    pub redirects: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            longest_answer: 32 * 1024 * 1024,
            redirects: 0,
        }
    }
}

/// Sends requests; connections are kept for the next ones.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    answer: Duration,
    longest_answer: u64,
}

/// What is asked of a server.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// `GET`, `PUT` and so on.
    pub method: &'a str,
    pub url: &'a str,
    pub headers: Vec<(&'a str, String)>,
    pub body: &'a [u8],
}

/// What a server answered.
#[derive(Clone, Debug)]
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
    #[error("no connection could be made")]
    NoConnection,
    #[error("the certificate or the encrypted connection is not right")]
    Encryption,
    #[error("it took too long")]
    TooSlow,
    #[error("the redirects have no end")]
    TooManyRedirects,
    #[error("the address is not one that can be asked for")]
    BadAddress,
    #[error("the answer is not one in HTTP")]
    BadAnswer,
    #[error("the connection broke off")]
    BrokenOff,
}

impl Client {
    pub fn new(options: &Options) -> Client {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(options.connect))
            .timeout_global(Some(options.answer))
            .max_redirects(options.redirects)
            .max_redirects_will_error(options.redirects > 0)
            .redirect_auth_headers(ureq::config::RedirectAuthHeaders::Never)
            .user_agent(concat!("vouchfolio/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Client { agent, answer: options.answer, longest_answer: options.longest_answer }
    }

    /// Sends a request once.
    pub fn send(&self, request: &Request<'_>) -> Result<Response, Failure> {
        self.send_watched(request, &|_| {})
    }

    /// Sends a request once; `sent` is told of each piece of the body, in bytes, as it goes.
    pub fn send_watched(
        &self,
        request: &Request<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Response, Failure> {
        let mut built = http::Request::builder().method(request.method).uri(request.url);
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let answer =
            if request.body.is_empty() && matches!(request.method, "GET" | "HEAD" | "DELETE") {
                let built = built.body(()).map_err(|_| Failure::BadAddress)?;
                self.agent.run(built)
            } else {
                let mut body = Watched { rest: request.body, sent };
                let built = built
                    .header(http::header::CONTENT_LENGTH, request.body.len())
                    .body(ureq::SendBody::from_reader(&mut body))
                    .map_err(|_| Failure::BadAddress)?;
                // Much takes longer than little.
                let patience = self.answer + Duration::from_secs(request.body.len() as u64 / SLOW);
                let built = self.agent.configure_request(built).timeout_global(Some(patience));
                self.agent.run(built.build())
            };
        let answer = answer.map_err(|error| failure(&error))?;
        let url = ureq::ResponseExt::get_uri(&answer).to_string();
        let (parts, body) = answer.into_parts();
        let mut bytes = Vec::new();
        let mut reader = body.into_reader().take(self.longest_answer);
        reader.read_to_end(&mut bytes).map_err(|_| Failure::BrokenOff)?;
        Ok(Response { status: parts.status.as_u16(), headers: parts.headers, body: bytes, url })
    }
}

/// The slowest line that is waited for, in bytes a second.
const SLOW: u64 = 16 * 1024;

/// A body that tells how far it is.
struct Watched<'a> {
    rest: &'a [u8],
    sent: &'a dyn Fn(u64),
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.rest.read(buffer)?;
        (self.sent)(read as u64);
        Ok(read)
    }
}

fn failure(error: &ureq::Error) -> Failure {
    use ureq::Error;
    match error {
        Error::HostNotFound => Failure::NoSuchHost,
        Error::Timeout(_) => Failure::TooSlow,
        Error::Tls(_) | Error::Rustls(_) => Failure::Encryption,
        Error::TooManyRedirects | Error::RedirectFailed => Failure::TooManyRedirects,
        Error::BadUri(_) | Error::Http(_) => Failure::BadAddress,
        Error::Protocol(_) => Failure::BadAnswer,
        Error::ConnectionFailed => Failure::NoConnection,
        Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused => Failure::NoConnection,
            std::io::ErrorKind::TimedOut => Failure::TooSlow,
            std::io::ErrorKind::InvalidData => Failure::Encryption,
            _ => Failure::BrokenOff,
        },
        _ => Failure::BrokenOff,
    }
}
