//! A site at Netlify: a deploy of SHA-1 digests, of which Netlify asks for the files that it does
//! not have.
//!
//! A deploy is shown when it is whole, all at once, and holds all of the site: what it does not
//! name is gone. So what others put there is named too, and stays; Netlify has it already.
//!
//! Files whose names begin with a dot are not shown by Netlify, which is why the manifest has
//! another name here. Where it cannot be read, the title of the deploy says that it is ours.

mod api;
mod refusal;

use sha1::Digest as _;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::http::Uri;

use super::pace::{Pace, Progress, uncounted};
use super::parallel::each;
use super::{Entry, Error, File, Manifest, Place, Plan, Secret, Sent, Site, Size, Survey, Watch};
use crate::config::host_of;
use crate::digest::Digest;
use crate::http::Client;
use api::{Api, Deploy, SiteInfo, Wanted};
use refusal::shown;

/// How a site at Netlify is reached.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its name, its id or its domain.
    pub site: Arc<str>,
    /// Whether it is a preview, under an address of its own.
    pub draft: bool,
    pub token: Secret,
    /// The address of the API, without version.
    pub api: Arc<str>,
    pub pace: Pace,
}

/// The address of Netlify's API.
pub const API: &str = "https://api.netlify.com";

/// The manifest's name at Netlify.
const MANIFEST: &str = "_vouchfolio.json";
/// The title of a deploy in which everything is ours.
const TITLE: &str = "Vouchfolio";
/// The title of one with files of others.
const MIXED: &str = "Vouchfolio, and files beside it";
/// So many requests at once; Netlify takes five.
const THREADS: usize = 4;
/// With more files, Netlify is to compare them after its answer, as its own programs ask it to.
const SYNC: usize = 100;

/// Opens a site. Connects to nothing yet.
pub fn open(options: &Options) -> Result<Box<dyn Place>, Error> {
    let Options { site, draft, token, api, pace } = options;
    let base = address(api).ok_or_else(|| Error::Refused {
        message: "NETLIFY_API_URL is no address that the token may be sent to".to_owned(),
        help: "unset it, or give it an address with https".to_owned(),
    })?;
    if !token.reveal().chars().all(|c| c.is_ascii_graphic()) {
        return Err(Error::Refused {
            message: "NETLIFY_AUTH_TOKEN holds no token".to_owned(),
            help: "copy it anew: it is one word of letters, digits, `_` and `-`".to_owned(),
        });
    }
    let written = site.trim_start_matches("https://").trim_end_matches('/');
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if written.is_empty() || written.contains("..") || !written.chars().all(is_part) {
        return Err(Error::Refused {
            message: format!("`{site}` is no site at Netlify"),
            help: "write its name as in `NAME.netlify.app`, or its id".to_owned(),
        });
    }
    let is_id = written.len() == 36 && written.chars().filter(|c| *c == '-').count() == 4;
    let site = match is_id || written.contains('.') {
        true => written.to_owned(),
        false => format!("{written}.netlify.app"),
    };
    let client = Client::new(&crate::http::Options::default());
    let api = Api { base, token: token.clone(), client, pace: *pace };
    let there = BTreeMap::new();
    Ok(Box::new(Netlify { api, site, draft: *draft, published: None, there, shas: Vec::new() }))
}

/// The API with its version. The token is sent there, so nobody may listen.
fn address(api: &str) -> Option<String> {
    let api = api.trim().trim_end_matches('/').trim_end_matches("/api/v1");
    let uri: Uri = api.parse().ok().filter(|uri: &Uri| uri.query().is_none())?;
    let is_safe = !api.contains(['@', '#']) && is_safe(&uri);
    is_safe.then(|| format!("{api}/api/v1"))
}

fn is_safe(uri: &Uri) -> bool {
    let is_here = matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    has_host && (uri.scheme_str() == Some("https") || is_here && uri.scheme_str() == Some("http"))
}

struct Netlify {
    api: Api,
    /// As it stands in addresses: once it was looked at, the id.
    site: String,
    draft: bool,
    /// The deploy that was shown when the place was looked at.
    published: Option<String>,
    /// SHA-1 digests of what it held, and stays unless it was ours and is no more.
    there: BTreeMap<String, String>,
    /// SHA-1 digests of the site's files, in their order.
    shas: Vec<String>,
}

impl Place for Netlify {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        check_names(site.files)?;
        let digests = site.files.iter().map(|file| Ok(sha1(&file.bytes()?)));
        self.shas = digests.collect::<Result<_, Error>>()?;
        let info = self.api.site(&self.site, &Progress::unseen())?;
        self.site.clone_from(&info.id);
        let mut survey = Survey::default();
        survey.warnings.extend(other_address(site, &info).filter(|_| !self.draft));
        if let Some(published) = &info.published_deploy {
            self.published = Some(published.id.clone());
            self.there = self.api.files(&self.site)?;
            survey.manifest = self.manifest(site, &info, published);
        }
        if self.draft && survey.manifest.is_none() {
            // A preview leaves it alone.
            self.there.clear();
        }
        self.there.remove(MANIFEST);
        for (path, sha) in &self.there {
            let ours = site.files.binary_search_by(|file| (*file.path).cmp(path)).ok();
            let same = ours.filter(|at| self.shas.get(*at) == Some(sha));
            let digest = same.and_then(|at| site.files.get(at)).map(|file| file.digest);
            // Another digest than that of any file.
            let digest = digest.or_else(|| ours.map(|_| Digest::of(sha.as_bytes())));
            survey.files.insert(path.as_str().into(), digest);
        }
        let hidden: Vec<&File> = site.files.iter().filter(|file| is_hidden(&file.path)).collect();
        survey.warnings.extend(hidden.first().map(|first| {
            let count = hidden.len();
            format!("Netlify shows no files whose names begin with a dot: {count} stay out, {} among them", first.path)
        }));
        for file in hidden {
            survey.files.insert(Arc::clone(&file.path), Some(file.digest));
        }
        Ok(survey)
    }

    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        let now = uncounted(watch, |progress| self.api.site(&self.site, progress))?;
        if now.published_deploy.map(|deploy| deploy.id) != self.published {
            return Err(Error::Place {
                message: "somebody else published to the site in the meantime".to_owned(),
                help: "publish again".to_owned(),
            });
        }
        let manifest = File::new(MANIFEST, site.manifest.to_bytes());
        let sources = self.sources(site, &manifest);
        let kept = self.kept(&sources, plan);
        let shas = sources.iter().map(|(path, (sha, _))| (path, sha));
        let files: BTreeMap<String, String> =
            shas.chain(&kept).map(|(path, sha)| (format!("/{path}"), sha.clone())).collect();
        let deploy = self.begin(&files, if kept.is_empty() { TITLE } else { MIXED }, watch)?;
        self.upload(&deploy, &sources, &kept, watch)?;
        watch.step("waiting until Netlify shows it");
        let done = self.wait(&deploy.id, &["ready"], watch)?;
        self.outcome(&done, watch)
    }
}

/// Files by path, each with its SHA-1 digest.
type Sources<'a> = BTreeMap<String, (String, &'a File)>;

impl Netlify {
    /// What an earlier publish left.
    fn manifest(&self, site: &Site<'_>, info: &SiteInfo, published: &Deploy) -> Option<Manifest> {
        if let Some(sha) = self.there.get(MANIFEST) {
            if *sha == sha1(&site.manifest.to_bytes()) {
                return Some(site.manifest.clone());
            }
            let is_it = |bytes: &Vec<u8>| sha1(bytes) == *sha;
            let addresses = [&published.deploy_ssl_url, &info.ssl_url].into_iter().flatten();
            let mut addresses = addresses.filter(|url| is_web_address(url));
            let bytes = self.api.file(&self.site, MANIFEST).filter(is_it).or_else(|| {
                addresses.find_map(|url| {
                    let url = format!("{}/{MANIFEST}", url.trim_end_matches('/'));
                    self.api.public(&url).filter(is_it)
                })
            });
            if let Some(manifest) = bytes.as_deref().and_then(Manifest::parse) {
                return Some(manifest);
            }
        }
        (published.title.as_deref() == Some(TITLE)).then(|| {
            let mut manifest = Manifest::of(site.base_url.as_str(), &[]);
            let paths = self.there.keys().filter(|path| **path != *MANIFEST);
            manifest.files.extend(paths.map(|path| (path.as_str().into(), Entry::default())));
            manifest
        })
    }

    fn sources<'a>(&self, site: &Site<'a>, manifest: &'a File) -> Sources<'a> {
        let files = site.files.iter().zip(&self.shas);
        let files = files.filter(|(file, _)| !is_hidden(&file.path));
        let files = files.map(|(file, sha)| (file.path.to_string(), (sha.clone(), file)));
        let bytes = site.manifest.to_bytes();
        files.chain([(MANIFEST.to_owned(), (sha1(&bytes), manifest))]).collect()
    }

    /// What is there, is not ours, and stays.
    fn kept(&self, sources: &Sources<'_>, plan: &Plan<'_>) -> BTreeMap<String, String> {
        let stays = |path: &str| {
            !sources.contains_key(path) && !plan.deleted.iter().any(|deleted| **deleted == *path)
        };
        let kept = self.there.iter().filter(|(path, _)| stays(path));
        kept.map(|(path, sha)| (path.clone(), sha.clone())).collect()
    }

    /// Begins a deploy, and waits until Netlify knows what it needs.
    fn begin(
        &self,
        files: &BTreeMap<String, String>,
        title: &str,
        watch: &dyn Watch,
    ) -> Result<Deploy, Error> {
        let wanted = Wanted { files, draft: self.draft, is_async: files.len() > SYNC };
        let deploy =
            uncounted(watch, |progress| self.api.create(&self.site, title, &wanted, progress))?;
        if !wanted.is_async {
            return Ok(deploy);
        }
        watch.step("waiting until Netlify has compared the files");
        let states = ["prepared", "uploading", "uploaded", "ready"];
        let compared = self.wait(&deploy.id, &states, watch)?;
        Ok(Deploy { id: deploy.id, ..compared })
    }

    /// Sends what Netlify asks for.
    fn upload(
        &self,
        deploy: &Deploy,
        sources: &Sources<'_>,
        kept: &BTreeMap<String, String>,
        watch: &dyn Watch,
    ) -> Result<(), Error> {
        let mut uploads = Vec::new();
        let required: BTreeSet<&String> = deploy.required.iter().flatten().collect();
        for sha in required {
            let known = uploads.len();
            let wanted = sources.iter().filter(|(_, (known, _))| known == sha);
            uploads.extend(wanted.map(|(path, (sha, file))| (path, sha, *file)));
            if uploads.len() > known {
                continue;
            }
            let lost = kept.iter().find(|(_, kept)| *kept == sha).map(|(path, _)| path);
            return Err(Error::Place {
                message: match lost {
                    Some(path) => format!("Netlify no longer has {path}, which is to stay there"),
                    None => "Netlify asks for a file that the site does not have".to_owned(),
                },
                help: match lost {
                    Some(_) => "put a copy of it into `static/`, and publish again".to_owned(),
                    None => "publish again".to_owned(),
                },
            });
        }
        uploads.sort_by_key(|(path, _, file)| (file.turn(), *path));
        watch.begin(uploads.len(), Size(uploads.iter().map(|(.., file)| file.size).sum()));
        each(&uploads, THREADS, watch, &|(path, sha, file), progress| {
            self.api.upload(&deploy.id, path, sha, &file.bytes()?, progress)
        })
    }

    /// Waits until the deploy is in one of these states.
    fn wait(&self, id: &str, states: &[&str], watch: &dyn Watch) -> Result<Deploy, Error> {
        let begun = Instant::now();
        let mut pause = self.api.pace.pause;
        loop {
            let deploy = uncounted(watch, |progress| self.api.deploy(id, progress))?;
            let state = deploy.state.as_deref().unwrap_or_default();
            if states.contains(&state) {
                return Ok(deploy);
            }
            if matches!(state, "error" | "rejected") {
                let why = deploy.error_message.as_deref().unwrap_or_default();
                let why = shown(&self.api, why);
                return Err(Error::Place {
                    message: format!(
                        "Netlify could not make the site of what it got: {}",
                        if why.is_empty() { "it does not say why" } else { &why }
                    ),
                    help: "the site that was shown before still is; change what it names, and publish again".to_owned(),
                });
            }
            if begun.elapsed() > self.api.pace.patience {
                return Err(Error::Place {
                    message: "Netlify has not finished with what it got".to_owned(),
                    help: "look at the site's deploys at Netlify: it may still be shown without your doing".to_owned(),
                });
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(5)).max(self.api.pace.pause);
        }
    }

    /// Where it is to be seen, and whether it is.
    fn outcome(&self, done: &Deploy, watch: &dyn Watch) -> Result<Sent, Error> {
        if self.draft {
            let url = done.deploy_ssl_url.clone().or_else(|| done.deploy_url.clone());
            return Ok(Sent { url: url.filter(|url| is_web_address(url)), notes: Vec::new() });
        }
        let now = uncounted(watch, |progress| self.api.site(&self.site, progress))?;
        let is_shown = now.published_deploy.is_some_and(|deploy| deploy.id == done.id);
        let note = "Netlify has all of it and goes on showing an earlier deploy: choose it under Deploys, and unlock publishing there";
        let notes = if is_shown { Vec::new() } else { vec![note.to_owned()] };
        Ok(Sent { url: None, notes })
    }
}

/// What Netlify takes for no name of a file.
fn check_names(files: &[File]) -> Result<(), Error> {
    let fault = files.iter().find(|file| file.path.contains(['#', '?']) || *file.path == *MANIFEST);
    let Some(File { path, .. }) = fault else { return Ok(()) };
    Err(match **path == *MANIFEST {
        true => Error::Refused {
            message: format!("{path} is the name that Vouchfolio uses for itself at Netlify"),
            help: "give the file in `static/` another name".to_owned(),
        },
        false => Error::Refused {
            message: format!(
                "{path} cannot be published to Netlify: it has `#` or `?` in its name"
            ),
            help: "give the file another name".to_owned(),
        },
    })
}

/// A sentence where the site says that it is elsewhere than Netlify shows it.
fn other_address(site: &Site<'_>, info: &SiteInfo) -> Option<String> {
    let host = host_of(site.base_url.as_str());
    let own = info.name.as_ref().map(|name| format!("{name}.netlify.app"));
    let shown = info.ssl_url.as_deref().filter(|url| is_web_address(url));
    let known = [own.as_deref(), info.custom_domain.as_deref(), shown.map(host_of)];
    let aliases = info.domain_aliases.iter().flatten().map(String::as_str);
    let is_known = known.into_iter().flatten().chain(aliases).any(|known| known == host);
    let shown = shown.filter(|_| !is_known)?;
    Some(format!("the site says that it is at {host}, and Netlify shows it at {shown}"))
}

/// Netlify shows no such files, except in `.well-known`.
fn is_hidden(path: &str) -> bool {
    !path.starts_with(".well-known/") && path.split('/').any(|name| name.starts_with('.'))
}

fn is_web_address(url: &str) -> bool {
    url.chars().all(|c| c.is_ascii_graphic()) && url.parse().is_ok_and(|uri| is_safe(&uri))
}

fn sha1(bytes: &[u8]) -> String {
    sha1::Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
