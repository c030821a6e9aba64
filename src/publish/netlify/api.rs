//! Requests to Netlify's API (<https://open-api.netlify.com>).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

use super::refusal::{refusal, unreadable};
use crate::http::{Client, Request, Response};
use crate::plan::percent_encode;
use crate::publish::pace::{Pace, Progress};
use crate::publish::{Error, Secret};

/// Netlify's API, with the token of its user.
pub(super) struct Api {
    /// With the version, without a slash at its end.
    pub(super) base: String,
    pub(super) token: Secret,
    pub(super) client: Client,
    pub(super) pace: Pace,
}

/// What Netlify knows of a site.
#[derive(Deserialize)]
pub(super) struct SiteInfo {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) ssl_url: Option<String>,
    #[serde(default)]
    pub(super) custom_domain: Option<String>,
    #[serde(default)]
    pub(super) domain_aliases: Option<Vec<String>>,
    /// What is shown now.
    #[serde(default)]
    pub(super) published_deploy: Option<Deploy>,
}

#[derive(Deserialize)]
pub(super) struct Deploy {
    pub(super) id: String,
    #[serde(default)]
    pub(super) state: Option<String>,
    #[serde(default)]
    pub(super) title: Option<String>,
    /// SHA-1 digests of what is to be sent.
    #[serde(default)]
    pub(super) required: Option<Vec<String>>,
    #[serde(default)]
    pub(super) deploy_ssl_url: Option<String>,
    #[serde(default)]
    pub(super) deploy_url: Option<String>,
    #[serde(default)]
    pub(super) error_message: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    #[serde(default)]
    sha: Option<String>,
}

/// What a deploy is to hold.
#[derive(serde::Serialize)]
pub(super) struct Wanted<'a> {
    /// SHA-1 digests by path, with a slash before it.
    pub(super) files: &'a BTreeMap<String, String>,
    pub(super) draft: bool,
    /// Netlify compares the files after it has answered.
    #[serde(rename = "async")]
    pub(super) is_async: bool,
}

/// So many files are on a page of a listing; a listing without pages has them all on the first.
const PAGE: usize = 100;
/// A site with more is none of ours.
const MOST_FILES: usize = 200_000;
/// What makes Netlify answer with the bytes of a file, rather than with what it knows of it.
const RAW: &str = "application/vnd.bitballoon.v1.raw";

impl Api {
    pub(super) fn site(&self, site: &str, progress: &Progress<'_>) -> Result<SiteInfo, Error> {
        let what = format!("look at the site `{site}`");
        let answer = self.get(&format!("/sites/{site}"), &what, progress)?;
        let info: SiteInfo = self.read(&answer, &what)?;
        is_id(&info.id).then_some(info).ok_or_else(|| unreadable(&what))
    }

    /// SHA-1 digests by path, without the slash before it, of what is shown now.
    pub(super) fn files(&self, site: &str) -> Result<BTreeMap<String, String>, Error> {
        let what = "list the site's files";
        let mut files = BTreeMap::new();
        for page in 1.. {
            let path = format!("/sites/{site}/files?page={page}&per_page={PAGE}");
            let answer = self.get(&path, what, &Progress::unseen())?;
            let listed: Vec<Listed> = self.read(&answer, what)?;
            let (length, known) = (listed.len(), files.len());
            for Listed { path, sha } in listed {
                let is_path = !path.chars().any(char::is_control);
                let sha = sha.filter(|sha| is_path && is_sha(sha));
                let sha = sha.ok_or_else(|| unreadable(what))?;
                files.insert(path.trim_start_matches('/').to_owned(), sha);
            }
            if length < PAGE || files.len() == known {
                break;
            }
            if files.len() > MOST_FILES {
                return Err(Error::Refused {
                    message: format!("the site has more than {MOST_FILES} files"),
                    help: "choose another `site:`".to_owned(),
                });
            }
        }
        Ok(files)
    }

    /// What a file holds, if the API tells.
    pub(super) fn file(&self, site: &str, path: &str) -> Option<Vec<u8>> {
        let url = format!("{}/sites/{site}/files/{}", self.base, encoded(path));
        let mut request = self.request("GET", &url, &[]);
        request.headers.push(("accept", RAW.to_owned()));
        request.headers.push(("content-type", RAW.to_owned()));
        let retries = self.pace.retries(&|_| {});
        let answer = self.client.send_again(&request, &retries).ok()?;
        answer.is_success().then_some(answer.body)
    }

    /// What all the world gets from there. Without the token.
    pub(super) fn public(&self, url: &str) -> Option<Vec<u8>> {
        let request = Request { method: "GET", url, ..Request::default() };
        let answer = self.client.send_again(&request, &self.pace.retries(&|_| {})).ok()?;
        answer.is_success().then_some(answer.body)
    }

    pub(super) fn create(
        &self,
        site: &str,
        title: &str,
        wanted: &Wanted<'_>,
        progress: &Progress<'_>,
    ) -> Result<Deploy, Error> {
        let what = "begin a deploy";
        let url = format!("{}/sites/{site}/deploys?title={}", self.base, encoded(title));
        let body = serde_json::to_vec(wanted).unwrap_or_default();
        let mut request = self.request("POST", &url, &body);
        request.headers.push(("content-type", "application/json".to_owned()));
        let deploy: Deploy = self.read(&self.send(&request, what, progress)?, what)?;
        is_id(&deploy.id).then_some(deploy).ok_or_else(|| unreadable(what))
    }

    pub(super) fn deploy(&self, id: &str, progress: &Progress<'_>) -> Result<Deploy, Error> {
        let what = "look at the deploy";
        self.read(&self.get(&format!("/deploys/{id}"), what, progress)?, what)
    }

    /// Sends a file of a deploy. What Netlify says that it got is compared.
    pub(super) fn upload(
        &self,
        deploy: &str,
        path: &str,
        sha: &str,
        bytes: &[u8],
        progress: &Progress<'_>,
    ) -> Result<(), Error> {
        let what = format!("take {path}");
        let url = format!("{}/deploys/{deploy}/files/{}", self.base, encoded(path));
        let mut request = self.request("PUT", &url, bytes);
        request.headers.push(("content-type", "application/octet-stream".to_owned()));
        let answer = self.send(&request, &what, progress)?;
        let got: Option<Listed> = serde_json::from_slice(&answer.body).ok();
        match got.and_then(|got| got.sha) {
            Some(got) if got != sha => Err(Error::Place {
                message: format!("{path} did not come to Netlify as it was sent"),
                help: "publish again".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    fn get(&self, path: &str, what: &str, progress: &Progress<'_>) -> Result<Response, Error> {
        let url = format!("{}{path}", self.base);
        self.send(&self.request("GET", &url, &[]), what, progress)
    }

    fn request<'a>(&self, method: &'a str, url: &'a str, body: &'a [u8]) -> Request<'a> {
        let authorization = format!("Bearer {}", self.token.reveal());
        let headers = vec![("authorization", authorization)];
        Request { method, url, headers, body, ..Request::default() }
    }

    /// Sends it, and again where that may help. Any answer but a success is an error.
    fn send(
        &self,
        request: &Request<'_>,
        what: &str,
        progress: &Progress<'_>,
    ) -> Result<Response, Error> {
        let retries = self.pace.retries(progress.retry);
        let request = Request { on_sent: Some(progress.sent), ..request.clone() };
        match self.client.send_again(&request, &retries) {
            Ok(answer) if answer.is_success() => Ok(answer),
            Ok(answer) => Err(refusal(self, &answer, what)),
            Err(failure) => Err(Error::Place {
                message: format!("Netlify could not be asked to {what}: {failure}"),
                help: "see whether you are online, and publish again".to_owned(),
            }),
        }
    }

    fn read<T: DeserializeOwned>(&self, answer: &Response, what: &str) -> Result<T, Error> {
        serde_json::from_slice(&answer.body).map_err(|_| unreadable(what))
    }
}

/// Whether it may be put into an address.
fn is_id(id: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=64).contains(&id.len()) && id.chars().all(is_part)
}

fn is_sha(sha: &str) -> bool {
    sha.len() == 40 && sha.chars().all(|c| c.is_ascii_hexdigit())
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let mut text = String::new();
    percent_encode(path, &mut text);
    text
}
