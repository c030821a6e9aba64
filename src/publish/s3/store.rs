//! Requests to a bucket: listing, reading, writing, deleting, each signed and repeated.
//!
//! They are signed in their address (AWS Signature Version 4), which therefore shows nowhere.

use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Credentials, S3Action};
use std::collections::BTreeMap;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::md5::Md5;
use super::refusal::{Asked, refusal};
use crate::http::{Client, Request, Response};
use crate::publish::Error;
use crate::publish::pace::{Pace, Progress};

/// A bucket that is reached.
pub(super) struct Store {
    pub(super) endpoint: Endpoint,
    pub(super) credentials: Credentials,
    pub(super) client: Client,
    pub(super) pace: Pace,
}

/// What a listing says of an object.
pub(super) struct Object {
    /// Without quotes; empty where it says none.
    pub(super) etag: String,
    /// In bytes.
    pub(super) size: Option<u64>,
}

/// An object that is to be written.
#[derive(Clone)]
pub(super) struct Written<'a> {
    pub(super) key: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) media_type: String,
    pub(super) cache_control: &'static str,
    /// Where it leads, at the bucket's website address.
    pub(super) redirect: Option<&'a str>,
}

/// How long a signature holds: as long as a request may take with all its pauses.
const VALID: Duration = Duration::from_secs(60 * 60);
/// A bucket with more is not one for a site.
const MOST_OBJECTS: usize = 200_000;
/// Nor has a listing more pages, which have a thousand objects each.
const MOST_PAGES: usize = 1_000;

impl Store {
    /// All objects whose keys begin so, by the rest of their keys.
    pub(super) fn list(&self, prefix: &str) -> Result<BTreeMap<String, Object>, Error> {
        let mut objects = BTreeMap::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut action = self.endpoint.bucket.list_objects_v2(Some(&self.credentials));
            if !prefix.is_empty() {
                action.with_prefix(prefix);
            }
            if let Some(token) = &token {
                action.with_continuation_token(token.as_str());
            }
            let url = action.sign(VALID).to_string();
            let request = Request { method: "GET", url: &url, ..Request::default() };
            let answer = self.ask(&request, Asked::List, &Progress::unseen())?;
            if !answer.is_success() {
                return Err(refusal(self, Asked::List, &answer));
            }
            let page = std::str::from_utf8(&answer.body).ok();
            let page = page.and_then(|page| ListObjectsV2::parse_response(page).ok());
            let page = page.ok_or_else(|| self.no_listing())?;
            for object in page.contents {
                let key = object.key.strip_prefix(prefix).ok_or_else(|| self.no_listing())?;
                let etag = object.etag.unwrap_or_default().trim_matches('"').to_owned();
                objects.insert(key.to_owned(), Object { etag, size: object.size });
            }
            match page.next_continuation_token {
                None => return Ok(objects),
                Some(next) if token.as_ref() == Some(&next) => return Err(self.no_listing()),
                next => token = next,
            }
            if objects.len() > MOST_OBJECTS {
                break;
            }
        }
        Err(Error::Refused {
            message: format!(
                "the bucket `{}` holds more than a site does: {MOST_OBJECTS} objects are looked at",
                self.endpoint.bucket.name()
            ),
            help: "give the site a bucket of its own, or a `prefix:`".to_owned(),
        })
    }

    fn no_listing(&self) -> Error {
        Error::Place {
            message: format!("what {} answers is not the listing of a bucket", self.endpoint.host),
            help: "see whether `endpoint:` is the address for S3, not that for readers".to_owned(),
        }
    }

    /// What an object holds; `None` where there is none.
    pub(super) fn read(
        &self,
        key: &str,
        progress: &Progress<'_>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let url = self.endpoint.bucket.get_object(Some(&self.credentials), key).sign(VALID);
        let url = url.to_string();
        let request = Request { method: "GET", url: &url, ..Request::default() };
        let answer = self.ask(&request, Asked::Read(key), progress)?;
        let is_nothing =
            answer.status == 404 && !String::from_utf8_lossy(&answer.body).contains("NoSuchBucket");
        match answer.is_success() {
            true => Ok(Some(answer.body)),
            false if is_nothing => Ok(None),
            false => Err(refusal(self, Asked::Read(key), &answer)),
        }
    }

    pub(super) fn write(
        &self,
        written: &Written<'_>,
        progress: &Progress<'_>,
    ) -> Result<(), Error> {
        let Written { key, bytes, media_type, cache_control, redirect } = written;
        // The service refuses what does not arrive as it was.
        let mut headers = vec![
            ("cache-control", (*cache_control).to_owned()),
            ("content-md5", Md5::of(bytes).base64()),
            ("content-type", media_type.clone()),
        ];
        headers.extend(redirect.map(|to| ("x-amz-website-redirect-location", to.to_owned())));
        let mut action = self.endpoint.bucket.put_object(Some(&self.credentials), key);
        for (name, value) in &headers {
            action.headers_mut().insert(*name, value.as_str());
        }
        let url = action.sign(VALID).to_string();
        let headers = headers.clone();
        let request =
            Request { method: "PUT", url: &url, headers, body: bytes, ..Request::default() };
        let answer = self.ask(&request, Asked::Write(key), progress)?;
        match answer.status {
            _ if answer.is_success() => Ok(()),
            // Not every service knows of redirects. The page leads on by itself, too.
            400 | 501 if redirect.is_some() => {
                self.write(&Written { redirect: None, ..written.clone() }, &Progress::unseen())
            }
            _ => Err(refusal(self, Asked::Write(key), &answer)),
        }
    }

    /// It is no error if there is none.
    pub(super) fn delete(&self, key: &str, progress: &Progress<'_>) -> Result<(), Error> {
        let url = self.endpoint.bucket.delete_object(Some(&self.credentials), key).sign(VALID);
        let url = url.to_string();
        let request = Request { method: "DELETE", url: &url, ..Request::default() };
        let answer = self.ask(&request, Asked::Delete(key), progress)?;
        match answer.is_success() || answer.status == 404 {
            true => Ok(()),
            false => Err(refusal(self, Asked::Delete(key), &answer)),
        }
    }

    fn ask(
        &self,
        request: &Request<'_>,
        asked: Asked<'_>,
        progress: &Progress<'_>,
    ) -> Result<Response, Error> {
        let retries = self.pace.retries(progress.retry);
        let request = Request { on_sent: Some(progress.sent), ..request.clone() };
        let answer = self.client.send_again(&request, &retries);
        answer.map_err(|failure| Error::Place {
            message: format!("{} could not be asked to {asked}: {failure}", self.endpoint.host),
            help: "see whether you are online and `endpoint:` is right, and publish again"
                .to_owned(),
        })
    }
}
