//! Netlify as its API is documented (<https://open-api.netlify.com>), with any fault on the way.

mod faults;
mod hostile;
mod whole;

use serde_json::{Value, json};
use sha1::Digest as _;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::stub::{Reply, Request, Stub, answer};
use super::web::{CANARY, Pages, pace};
use vouchfolio::publish::{Manifest, Place, Secret, netlify};

const MANIFEST: &str = "_vouchfolio.json";
const ID: &str = "3f1c9d2e-0000-4000-8000-000000000001";

type Fault = Box<dyn Fn(usize, &Request) -> What + Send>;

enum What {
    Pass,
    /// Netlify does it, and the answer is lost.
    PassAndCut,
    Instead(Reply),
}

#[derive(Clone, Debug, Default)]
struct Deploy {
    /// SHA-1 digests by path.
    files: BTreeMap<String, String>,
    title: String,
    draft: bool,
    state: &'static str,
    /// So often it is asked for until it is another step ahead.
    delay: usize,
}

/// One site, `maya-okafor`.
#[derive(Default)]
pub struct State {
    url: String,
    deploys: Vec<Deploy>,
    published: Option<usize>,
    blobs: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    count: usize,
    delay: usize,
    /// A deploy that is ready is not shown.
    is_locked: bool,
    /// Neither the API nor the site tells what is in a file.
    is_secretive: bool,
    /// The API tells of files, but not what they hold.
    is_without_raw: bool,
    /// All files are on each page of the listing.
    is_without_pages: bool,
    /// What becomes of each deploy.
    error: Option<&'static str>,
}

#[derive(Clone)]
pub struct Memory(Arc<Mutex<State>>);

impl Memory {
    pub fn start() -> (Stub, Memory) {
        let memory = Memory(Arc::default());
        let handler = memory.clone();
        let stub = Stub::start(move |request| handler.handle(request));
        memory.with(|state| state.url = stub.url());
        (stub, memory)
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    /// From now on.
    fn fault(&self, fault: impl Fn(usize, &Request) -> What + Send + 'static) {
        let fault: Fault = Box::new(fault);
        self.with(|state| (state.fault, state.count) = (Some(fault), 0));
    }

    fn heal(&self) {
        self.with(|state| state.fault = None);
    }

    /// Shows files that somebody else put there.
    fn show(&self, files: &[(&str, &str)]) {
        self.with(|state| {
            let mut deploy =
                Deploy { state: "ready", title: "by hand".into(), ..Deploy::default() };
            for (path, text) in files {
                let sha = sha1(text.as_bytes());
                deploy.files.insert(format!("/{path}"), sha.clone());
                state.blobs.insert(sha, text.as_bytes().to_vec());
            }
            state.deploys.push(deploy);
            state.published = Some(state.deploys.len() - 1);
        });
    }

    /// What readers get: texts by path.
    pub fn shown(&self) -> BTreeMap<String, String> {
        self.with(|state| {
            let Some(published) = state.published else { return BTreeMap::new() };
            let files = &state.deploys[published].files;
            let text = |sha: &String| String::from_utf8_lossy(&state.blobs[sha]).into_owned();
            files.iter().map(|(path, sha)| (path[1..].to_owned(), text(sha))).collect()
        })
    }

    /// Fails unless readers get these files as they are, our manifest, and these others.
    fn assert_shows(&self, pages: &Pages, others: &[&str]) {
        let mut shown = self.shown();
        let manifest = shown.remove(MANIFEST).expect("a manifest");
        assert_eq!(Manifest::parse(manifest.as_bytes()).as_ref(), Some(pages.site().manifest));
        for file in pages.site().files {
            let text = shown.remove(&*file.path).expect(&file.path);
            assert_eq!(text.as_bytes(), &*file.bytes().unwrap(), "{}", file.path);
        }
        assert_eq!(shown.keys().collect::<Vec<_>>(), others);
    }

    fn handle(&self, request: &Request) -> Reply {
        let mut state = self.0.lock().unwrap();
        let count = state.count;
        state.count += 1;
        match state.fault.as_ref().map_or(What::Pass, |fault| fault(count, request)) {
            What::Pass => state.done(request),
            What::PassAndCut => {
                state.done(request);
                Reply::Cut
            }
            What::Instead(reply) => reply,
        }
    }
}

impl State {
    fn done(&mut self, request: &Request) -> Reply {
        let path = request.path();
        let Some(path) = path.strip_prefix("/api/v1/") else { return self.page(&path, request) };
        if request.header("authorization") != Some(&format!("Bearer {CANARY}")) {
            return refusal(401, "Access Denied");
        }
        let parts: Vec<&str> = path.splitn(4, '/').collect();
        match (&*request.method, &parts[..]) {
            ("GET", ["sites", ID | "maya-okafor.netlify.app"]) => self.site(),
            ("GET", ["sites", ID, "files"]) => self.listing(request),
            ("GET", ["sites", ID, "files", path]) => self.file(path, request),
            ("POST", ["sites", ID, "deploys"]) => self.create(request),
            ("PUT", ["deploys", id, "files", path]) => self.put(id, path, request),
            ("GET", ["deploys", id]) => self.look(id),
            _ => refusal(404, "Not Found"),
        }
    }

    fn site(&self) -> Reply {
        let deploy = self.published.map(|number| self.deploy(number));
        told(
            200,
            json!({
                "id": ID, "name": "maya-okafor", "ssl_url": "https://maya.example",
                "custom_domain": "maya.example", "domain_aliases": [], "published_deploy": deploy,
            }),
        )
    }

    fn deploy(&self, number: usize) -> Value {
        let Deploy { files, title, state, .. } = &self.deploys[number];
        let missing: Vec<&String> =
            files.values().filter(|sha| !self.blobs.contains_key(*sha)).collect();
        let required = match *state {
            "uploading" | "prepared" => json!(missing),
            _ => json!(null),
        };
        json!({
            "id": format!("d{number}"), "state": state, "title": title, "required": required,
            "deploy_ssl_url": self.url, "error_message": self.error,
        })
    }

    fn listing(&self, request: &Request) -> Reply {
        let files = self.published.map(|number| self.deploys[number].files.clone());
        let files = files.unwrap_or_default();
        let number = |name| request.query(name).unwrap().parse::<usize>().unwrap();
        let (page, per_page) = match self.is_without_pages {
            true => (1, usize::MAX),
            false => (number("page"), number("per_page")),
        };
        let files = files.iter().skip((page - 1) * per_page).take(per_page);
        let files: Vec<Value> =
            files.map(|(path, sha)| json!({"id": path, "path": path, "sha": sha})).collect();
        told(200, json!(files))
    }

    fn file(&self, path: &str, request: &Request) -> Reply {
        let published = self.published.map(|number| &self.deploys[number].files);
        let sha = published.and_then(|files| files.get(&format!("/{path}")));
        let Some(sha) = sha else { return refusal(404, "Not Found") };
        let is_raw = request.header("content-type") == Some("application/vnd.bitballoon.v1.raw");
        match is_raw && !self.is_without_raw && !self.is_secretive {
            true => answer(200, self.blobs[sha].clone()),
            false => told(200, json!({"path": path, "sha": sha})),
        }
    }

    /// What readers get.
    fn page(&self, path: &str, request: &Request) -> Reply {
        assert!(request.header("authorization").is_none(), "the token went to the site");
        let published = self.published.map(|number| &self.deploys[number].files);
        let sha = published.and_then(|files| files.get(path)).filter(|_| !self.is_secretive);
        sha.map_or(answer(404, "Not Found"), |sha| answer(200, self.blobs[sha].clone()))
    }

    fn create(&mut self, request: &Request) -> Reply {
        let wanted: Value = serde_json::from_slice(&request.body).unwrap();
        let files: BTreeMap<String, String> =
            serde_json::from_value(wanted["files"].clone()).unwrap();
        assert!(files.keys().all(|path| path.starts_with('/')), "{files:?}");
        // Names with a dot are dropped, as the real one does.
        let files: BTreeMap<String, String> =
            files.into_iter().filter(|(path, _)| !path.contains("/.")).collect();
        let is_async = wanted["async"].as_bool().unwrap();
        let deploy = Deploy {
            state: if is_async { "preparing" } else { "uploading" },
            files,
            title: request.query("title").unwrap(),
            draft: wanted["draft"].as_bool().unwrap(),
            delay: self.delay,
        };
        self.deploys.push(deploy);
        let number = self.deploys.len() - 1;
        self.advance(number);
        told(200, self.deploy(number))
    }

    fn put(&mut self, id: &str, path: &str, request: &Request) -> Reply {
        let number: usize = id[1..].parse().unwrap();
        let sha = sha1(&request.body);
        if self.deploys[number].files.get(&format!("/{path}")) != Some(&sha) {
            return refusal(422, "the file does not match the digest");
        }
        self.blobs.insert(sha.clone(), request.body.clone());
        self.advance(number);
        told(200, json!({"path": format!("/{path}"), "sha": sha}))
    }

    fn look(&mut self, id: &str) -> Reply {
        let number: usize = id[1..].parse().unwrap();
        let deploy = &mut self.deploys[number];
        if deploy.delay > 0 {
            deploy.delay -= 1;
        } else {
            match deploy.state {
                "preparing" => (deploy.state, deploy.delay) = ("prepared", self.delay),
                "processing" if self.error.is_some() => deploy.state = "error",
                "processing" => {
                    deploy.state = "ready";
                    if !deploy.draft && !self.is_locked {
                        self.published = Some(number);
                    }
                }
                _ => {}
            }
        }
        self.advance(number);
        told(200, self.deploy(number))
    }

    /// Once all files are there, they are made a site of.
    fn advance(&mut self, number: usize) {
        let deploy = &mut self.deploys[number];
        let is_whole = deploy.files.values().all(|sha| self.blobs.contains_key(sha));
        if is_whole && matches!(deploy.state, "uploading" | "prepared") {
            deploy.state = "processing";
        }
    }
}

fn sha1(bytes: &[u8]) -> String {
    sha1::Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn told(status: u16, value: Value) -> Reply {
    answer(status, value.to_string()).with("Content-Type", "application/json")
}

/// An error as Netlify documents it.
fn refusal(status: u16, message: &str) -> Reply {
    told(status, json!({"code": status, "message": message}))
}

fn options(stub: &Stub) -> netlify::Options {
    netlify::Options {
        site: "maya-okafor".into(),
        draft: false,
        token: Secret::new(CANARY),
        api: stub.url().into(),
        pace: pace(3),
    }
}

fn place(stub: &Stub) -> Box<dyn Place> {
    netlify::open(&options(stub)).expect("a site")
}

/// One that gives up at once.
fn hasty(stub: &Stub) -> Box<dyn Place> {
    netlify::open(&netlify::Options { pace: pace(1), ..options(stub) }).expect("a site")
}
