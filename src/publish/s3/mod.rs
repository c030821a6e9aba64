//! A bucket at AWS, Cloudflare R2, Backblaze B2, MinIO or another service that speaks S3.
//!
//! Objects are sent in parallel, each whole or not at all. What is there already is told by the
//! listing: an object's ETag is the MD5 digest of its bytes, except in buckets that encrypt with
//! keys of their own. Our manifest shows which kind a bucket is of, as its bytes and its ETag are
//! both known; where ETags say nothing, sizes and the manifest's digests do.

mod endpoint;
mod md5;
mod refusal;
mod store;

use rusty_s3::Credentials;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::pace::{Pace, Progress, uncounted};
use super::parallel::each;
use super::{
    ASK_AGAIN, Error, FOR_EVER, File, MANIFEST, Manifest, Place, Plan, Secret, Sent, Site, Survey,
    Turn, Watch,
};
use crate::digest::Digest;
use crate::http::Client;
use endpoint::Endpoint;
use md5::Md5;
use store::{Object, Store, Written};

/// How a bucket is reached.
#[derive(Clone, Debug)]
pub struct Options {
    pub bucket: Arc<str>,
    /// Without it, that of AWS for the region.
    pub endpoint: Option<Arc<str>>,
    pub region: Arc<str>,
    /// Without slashes at its ends; empty for all of the bucket.
    pub prefix: Arc<str>,
    pub key: Secret,
    pub secret: Secret,
    /// Temporary keys have one.
    pub token: Option<Secret>,
    pub pace: Pace,
}

/// So many requests at once.
const THREADS: usize = 6;

/// Opens a bucket. Connects to nothing yet.
pub fn open(options: &Options) -> Result<Box<dyn Place>, Error> {
    let Options { bucket, endpoint, region, prefix, key, secret, token, pace } = options;
    let prefix = match &**prefix {
        "" => String::new(),
        prefix if is_plain(prefix) => format!("{prefix}/"),
        prefix => {
            return Err(Error::Refused {
                message: format!("`{prefix}` is no prefix of a site's files"),
                help: "write names with `/` between them: `prefix: sites/maya`".to_owned(),
            });
        }
    };
    let (key, secret) = (key.reveal(), secret.reveal());
    let credentials = match token {
        Some(token) => Credentials::new_with_token(key, secret, token.reveal()),
        None => Credentials::new(key, secret),
    };
    let endpoint = Endpoint::new(endpoint.as_deref(), bucket, region)?;
    let client = Client::new(&crate::http::Options::default());
    let store = Store { endpoint, credentials, client, pace: *pace };
    Ok(Box::new(Bucket { store, prefix, found: None, before: None }))
}

struct Bucket {
    store: Store,
    /// Ends with a slash, or is empty.
    prefix: String,
    /// The manifest as it was when the place was looked at, and what it says.
    found: Option<Vec<u8>>,
    before: Option<Manifest>,
}

impl Place for Bucket {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        let mut objects = self.store.list(&self.prefix)?;
        let mut survey = Survey::default();
        if self.store.endpoint.is_open {
            survey.warnings.push(format!(
                "the connection to {} is not encrypted: who is on the way can read what is sent",
                self.store.endpoint.host
            ));
        }
        let manifest = objects.remove(MANIFEST);
        if manifest.is_some() {
            self.found = self.store.read(&self.key(MANIFEST), &Progress::unseen())?;
            survey.manifest = self.found.as_deref().and_then(Manifest::parse);
            if survey.manifest.is_none() {
                survey
                    .warnings
                    .push(format!("{} is no manifest of Vouchfolio", self.key(MANIFEST)));
            }
        }
        let tells = match (&manifest, &self.found) {
            (Some(object), Some(bytes)) => object.etag == Md5::of(bytes).hex(),
            _ => false,
        };
        // What consoles make for a folder.
        objects.retain(|key, _| !key.is_empty() && !key.ends_with('/'));
        let known = objects.len();
        objects.retain(|key, _| is_plain(key));
        if known > objects.len() {
            survey.warnings.push(format!(
                "{} objects have keys that no file of a site can have; they stay as they are",
                known - objects.len()
            ));
        }
        let files: BTreeMap<&str, &File> =
            site.files.iter().map(|file| (&*file.path, file)).collect();
        for (path, object) in objects {
            let digest = match files.get(&*path) {
                Some(file) => digest(file, &object, tells)?,
                None => None,
            };
            survey.files.insert(path.into(), digest);
        }
        self.before.clone_from(&survey.manifest);
        Ok(survey)
    }

    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        let key = self.key(MANIFEST);
        if uncounted(watch, |progress| self.store.read(&key, progress))? != self.found {
            return Err(Error::Place {
                message: format!("somebody else published to `{}` in the meantime", self.name()),
                help: "publish again".to_owned(),
            });
        }
        if !plan.is_empty() {
            self.write_manifest(&site.manifest.interim(self.before.as_ref()), watch)?;
        }
        // A header holds no other letters.
        let redirects = site.redirects.iter().filter(|redirect| redirect.to.is_ascii());
        let redirects: BTreeMap<&str, &str> =
            redirects.map(|redirect| (&*redirect.path, &*redirect.to)).collect();
        watch.begin(plan.sent().len(), plan.size());
        for turn in [Turn::Asset, Turn::Page, Turn::Last] {
            each(&plan.sent_in(turn), THREADS, watch, &|file, progress| {
                let written = Written {
                    key: &self.key(&file.path),
                    bytes: &file.bytes()?,
                    media_type: file.media_type(),
                    cache_control: if file.has_fingerprint() { FOR_EVER } else { ASK_AGAIN },
                    redirect: redirects.get(&*file.path).copied(),
                };
                self.store.write(&written, progress)
            })?;
        }
        if !plan.deleted.is_empty() {
            watch.step("deleting");
            each(&plan.deleted, THREADS, watch, &|path, progress| {
                self.store.delete(&self.key(path), progress)
            })?;
        }
        self.write_manifest(site.manifest, watch)?;
        Ok(Sent::default())
    }
}

impl Bucket {
    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// As its owner knows it.
    fn name(&self) -> String {
        let key = self.key("");
        format!("{}/{key}", self.store.endpoint.bucket.name()).trim_end_matches('/').to_owned()
    }

    /// Unless it is there as it is.
    fn write_manifest(&mut self, manifest: &Manifest, watch: &dyn Watch) -> Result<(), Error> {
        let bytes = manifest.to_bytes();
        if self.found.as_ref() == Some(&bytes) {
            return Ok(());
        }
        let written = Written {
            key: &self.key(MANIFEST),
            bytes: &bytes,
            media_type: "application/json".to_owned(),
            cache_control: ASK_AGAIN,
            redirect: None,
        };
        uncounted(watch, |progress| self.store.write(&written, progress))?;
        self.found = Some(bytes);
        Ok(())
    }
}

/// What the listing tells of a file: its digest if it is what is there, one that is no file's if
/// it is not, and nothing if that cannot be told.
fn digest(file: &File, object: &Object, tells: bool) -> Result<Option<Digest>, Error> {
    let other = Digest::of(object.etag.as_bytes());
    if object.size.is_some_and(|size| size != file.size) {
        return Ok(Some(other));
    }
    Ok(match Md5::of(&file.bytes()?).hex() == object.etag {
        true => Some(file.digest),
        false => tells.then_some(other),
    })
}

/// Whether a file of a site can have this path. Addresses give others another meaning.
fn is_plain(path: &str) -> bool {
    let is_name = |name: &str| !matches!(name, "" | "." | "..");
    path.split('/').all(is_name) && !path.chars().any(char::is_control)
}
