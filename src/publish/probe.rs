//! After publishing: is the new version what readers get?
//!
//! A host may take minutes, so that it is not there yet says little, and is no failure.

use std::time::{Duration, Instant};

use super::manifest::{self, Manifest};
use crate::config::BaseUrl;
use crate::digest::Digest;
use crate::http::{Client, Options, Request, Response};

/// What readers get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Live {
    Yes,
    /// Something else, or nothing. Reads on from "because".
    NotYet {
        why: String,
    },
}

/// Before the second look; each further pause is half as long again.
const PAUSE: Duration = Duration::from_millis(500);
/// From `http` to `https`, and to a host's other name.
const REDIRECTS: u32 = 5;

/// Looks until the new version is there, as long as `patience` lasts. It is where its manifest is;
/// on hosts that do not hand out files whose names begin with a dot, where its home page is.
pub fn look(base_url: &BaseUrl, manifest: &Manifest, home: Digest, patience: Duration) -> Live {
    let start = Instant::now();
    let deadline = start + patience;
    let options = Options { redirects: REDIRECTS, answer: patience, ..Options::default() };
    let asked = Asked { client: Client::new(&options), base_url, deadline };
    let version = Digest::of(&manifest.to_bytes()).to_string();
    let mut pause = PAUSE;
    for attempt in 1.. {
        // No cache has seen an address that nobody asked for.
        let query = format!("?version={version}-{attempt}");
        let why = match asked.look(manifest, home, &query) {
            Live::Yes => return Live::Yes,
            Live::NotYet { why } => why,
        };
        if Instant::now() + pause >= deadline {
            return Live::NotYet { why };
        }
        std::thread::sleep(pause);
        pause = pause * 3 / 2;
    }
    Live::NotYet { why: "it took too long".to_owned() }
}

struct Asked<'a> {
    client: Client,
    base_url: &'a BaseUrl,
    deadline: Instant,
}

impl Asked<'_> {
    fn look(&self, manifest: &Manifest, home: Digest, query: &str) -> Live {
        let not_yet = |why: &str| Live::NotYet { why: why.to_owned() };
        let found = match self.get(manifest::NAME, query) {
            Ok(answer) => answer,
            Err(live) => return live,
        };
        let found = Manifest::parse(&found.body).filter(|_| found.is_success());
        if let Some(found) = found {
            let is_new = found.is_same(manifest);
            return if is_new { Live::Yes } else { not_yet("another version is there") };
        }
        match self.get("", query) {
            Err(live) => live,
            Ok(answer) if !answer.is_success() => {
                not_yet(&format!("the server answers {}", answer.status))
            }
            Ok(answer) if Digest::of(&answer.body) == home => Live::Yes,
            Ok(_) => not_yet("the home page is not that of this version"),
        }
    }

    fn get(&self, path: &str, query: &str) -> Result<Response, Live> {
        let url = [self.base_url.as_str(), path, query].concat();
        let request = Request {
            method: "GET",
            url: &url,
            headers: vec![("cache-control", "no-cache".to_owned())],
            deadline: Some(self.deadline),
            ..Request::default()
        };
        self.client.send(&request).map_err(|failure| Live::NotYet { why: failure.to_string() })
    }
}
