//! From outputs to a place on the web. Every target keeps the same contract:
//!
//! 1. [`open`] says how a place is reached; nothing is sent yet.
//! 2. [`Place::survey`] looks what is there, and [`plan`] compares it with the site.
//! 3. [`guard`] says what makes it stop.
//! 4. [`Place::send`] sends assets, then pages, then what leads to them, and deletes last, only
//!    what an earlier publish put there, and only after no error.
//!
//! A place is ours when our manifest ([`Manifest`]) is there. It is sent first, naming what is
//! intended, and last, naming what is there: so whatever is interrupted can be repeated.
//!
//! Secrets come from the environment, and show in no error, plan or argument.
#![allow(clippy::disallowed_methods, reason = "the rim: publishing reaches other machines")]

mod compress;
mod file;
mod folder;
mod git;
mod github_actions;
mod guard;
mod hosts;
mod manifest;
pub mod netlify;
mod pace;
mod parallel;
mod plan;
pub mod private;
pub mod probe;
mod renamed;
pub mod rsync;
pub mod s3;
mod secret;

pub use self::git::address as git_address;
pub use self::github_actions::{WORKFLOW, workflow};
pub use compress::copies;
pub use file::{File, Size, Turn};
pub use guard::{Allowed, Stop, guard};
pub use hosts::{ASK_AGAIN, FOR_EVER, Setting, doubts, prepare, server_config, usual};
pub use manifest::{Entry, Manifest, NAME as MANIFEST};
pub use pace::Pace;
pub use plan::{Plan, plan};
pub use renamed::{Renamed, renamed};
pub use secret::Secret;

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{BaseUrl, Target, To};
use crate::diagnostic::InWords;
use crate::digest::Digest;
use crate::engine::Redirect;
use crate::http;
use crate::render::Output;

/// A site that is to be published.
pub struct Site<'a> {
    /// Its folder.
    pub folder: &'a Path,
    pub base_url: &'a BaseUrl,
    /// All of it, the host's own files among them. Sorted by path.
    pub files: &'a [File],
    /// What is at the place when all is well.
    pub manifest: &'a Manifest,
    /// Old addresses, for hosts that lead on by themselves.
    pub redirects: &'a [Redirect],
}

/// What is at a place.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// `None` where no publish of this program left one.
    pub manifest: Option<Manifest>,
    /// Every file there, our manifest left out, with its digest where the place tells it without
    /// being read: otherwise what the manifest says of it counts.
    pub files: BTreeMap<Arc<str>, Option<Digest>>,
    /// What the owner should know, each a sentence.
    pub warnings: Vec<String>,
}

/// What came of sending.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Where it is to be seen, if that is not the base URL.
    pub url: Option<String>,
    /// What the owner should know, each a sentence.
    pub notes: Vec<String>,
}

/// A place that a site is published to.
pub trait Place {
    /// What is there now. Changes nothing there.
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error>;

    /// Carries out the plan, for which nothing makes it stop. Where the place is not as the survey
    /// found it, it fails without harm.
    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error>;
}

/// Who is told how far sending is.
pub trait Watch {
    /// So many bytes are to be sent, in so many files. May be called again where the server says
    /// that it has some already.
    fn begin(&self, files: usize, size: Size);
    /// So many bytes more are sent.
    fn sent(&self, bytes: u64);
    /// What is being done now: `deleting`.
    fn step(&self, what: &str);
    /// There is a pause, and another attempt.
    fn retry(&self, retry: &http::Retry);
}

/// Opens the place of a target. Connects to nothing yet.
pub fn open(target: &Target, site: &Path) -> Result<Box<dyn Place>, Error> {
    Ok(match &target.to {
        To::Folder { path } => Box::new(folder::open(path, site)),
        To::Git { remote, branch, .. } => {
            Box::new(git::Git::new(site, &target.name, remote, branch))
        }
        To::Rsync { destination } => {
            let tools = rsync::Tools::from_environment();
            Box::new(rsync::open(&target.name, destination, site, tools)?)
        }
        To::S3 { bucket, endpoint, region, prefix } => s3::open(&s3::Options {
            bucket: Arc::clone(bucket),
            endpoint: endpoint.clone(),
            region: Arc::clone(region),
            prefix: Arc::clone(prefix),
            key: Secret::from_environment("AWS_ACCESS_KEY_ID")?,
            secret: Secret::from_environment("AWS_SECRET_ACCESS_KEY")?,
            token: Secret::from_environment("AWS_SESSION_TOKEN").ok(),
            pace: Pace::default(),
        })?,
        To::Netlify { site, draft } => {
            let api = std::env::var("NETLIFY_API_URL").ok().filter(|api| !api.trim().is_empty());
            netlify::open(&netlify::Options {
                site: Arc::clone(site),
                draft: *draft,
                token: Secret::from_environment("NETLIFY_AUTH_TOKEN")?,
                api: api.as_deref().unwrap_or(netlify::API).into(),
                pace: Pace::default(),
            })?
        }
        To::GithubActions { install } => {
            Box::new(github_actions::GithubActions::new(site, install.as_deref()))
        }
    })
}

/// All files of a site as they are sent: its outputs, what its host is told, and compressed copies
/// if they are wanted. Sorted by path.
pub fn assemble(
    outputs: &[Output],
    site: &Path,
    precompress: bool,
    setting: &Setting<'_>,
) -> Result<Vec<File>, Error> {
    if let To::GithubActions { install } = setting.to {
        return Ok(vec![workflow(site, install.as_deref())?]);
    }
    let files: Result<Vec<File>, Error> =
        outputs.par_iter().map(|output| File::of(output, site)).collect();
    let mut files = prepare(files?, setting)?;
    if precompress {
        files.extend(copies(&files)?);
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(files)
}

/// Refuses addresses under which no site is published.
pub fn check_address(base_url: &BaseUrl) -> Result<(), Error> {
    let host = base_url.host();
    let is_local = host == "localhost"
        || host.ends_with(".localhost")
        || host == "0.0.0.0"
        || host.starts_with("127.")
        || host.starts_with('[');
    let why = if is_local {
        "is this machine's own"
    } else if PLACEHOLDERS.contains(&host) {
        "is that of an example"
    } else {
        return Ok(());
    };
    Err(Error::Refused {
        message: format!("the site's address {} {why}", base_url.as_str()),
        help: "write the address that the site will have as `base_url` into vouchfolio.yaml: links, feed and sitemap are made from it".to_owned(),
    })
}

/// Of the sample, and of a site that was just started.
const PLACEHOLDERS: [&str; 2] = ["maya.example", "example.org"];

/// A URL without the user name and password that it may hold.
pub fn without_secrets(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => url.to_owned(),
    }
}

/// Why publishing failed. No error holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The target is not one that may be published to, as it is: exit code 1.
    #[error("{message}")]
    Refused { message: String, help: String },
    /// The place does not do what it is asked for: exit code 2.
    #[error("{message}")]
    Place { message: String, help: String },
    /// A variable of the environment is not there.
    #[error("{variable} is not set")]
    NoSecret { variable: &'static str },
    #[error("cannot run `{program}`: {}", InWords(cause))]
    Program { program: &'static str, cause: io::Error },
    #[error("cannot read {}: {}", path.display(), InWords(cause))]
    Read { path: PathBuf, cause: io::Error },
    #[error("cannot write {}: {}", path.display(), InWords(cause))]
    Write { path: PathBuf, cause: io::Error },
    #[error("{} changed while the site was being published", path.display())]
    SourceChanged { path: PathBuf },
    #[error("{path} is not in memory")]
    NotAtHand { path: Arc<str> },
}

impl Error {
    /// What a failed write of this path becomes.
    fn write(path: &Path) -> impl FnOnce(io::Error) -> Error {
        |cause| Error::Write { path: path.to_owned(), cause }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Error::Refused { help, .. } | Error::Place { help, .. } => help.clone(),
            Error::NoSecret { variable } => {
                format!(
                    "set it in the environment for this command only, as docs/publish.md shows; never write {variable} into a file of the site"
                )
            }
            Error::Program { program, .. } => {
                format!("install `{program}`, and see that it is on the path")
            }
            Error::Read { .. } | Error::Write { .. } => {
                "make it possible and publish again".to_owned()
            }
            Error::SourceChanged { .. } | Error::NotAtHand { .. } => "publish again".to_owned(),
        }
    }
}
