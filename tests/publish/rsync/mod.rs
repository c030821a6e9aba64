//! With Debian's rsync, to a folder and to an OpenSSH server on this machine.

mod interrupted;
mod places;
pub(super) mod server;
mod ssh;
mod whole;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use vouchfolio::config::BaseUrl;
use vouchfolio::http::Retry;
use vouchfolio::publish::rsync::{self, Rsync, Tools};
use vouchfolio::publish::{
    self, Allowed, Error, File, MANIFEST, Manifest, Place, Site, Size, Stop, Survey, Watch,
};

/// A site's folder, and beside it a folder to publish to.
struct Ground {
    root: TempDir,
    tools: Tools,
}

/// What came of a publish.
#[derive(Debug, Default)]
struct Published {
    added: Vec<String>,
    changed: Vec<String>,
    deleted: Vec<String>,
    foreign: Vec<String>,
    unchanged: usize,
    stops: Vec<Stop>,
    warnings: Vec<String>,
    events: Events,
}

/// What is told on the way.
#[derive(Debug, Default)]
struct Events {
    begun: RefCell<Vec<(usize, u64)>>,
    sent: RefCell<u64>,
    steps: RefCell<Vec<String>>,
    retries: RefCell<Vec<String>>,
}

impl Watch for Events {
    fn begin(&self, files: usize, size: Size) {
        self.begun.borrow_mut().push((files, size.0));
    }

    fn sent(&self, bytes: u64) {
        *self.sent.borrow_mut() += bytes;
    }

    fn step(&self, what: &str) {
        self.steps.borrow_mut().push(what.to_owned());
    }

    fn retry(&self, retry: &Retry) {
        self.retries.borrow_mut().push(retry.why.clone());
    }
}

impl Ground {
    /// `None` where there is no rsync, which on CI is a failure.
    fn new() -> Option<Ground> {
        is_there("rsync").then(|| {
            let root = tempfile::tempdir().expect("a folder");
            fs::create_dir(root.path().join("site")).expect("a folder");
            fs::write(root.path().join("site/vouchfolio.yaml"), "title: Test").expect("a file");
            let tools = Tools {
                rsync: "rsync".into(),
                shell: None,
                may_ask: false,
                pause: Duration::from_millis(5),
            };
            Ground { root, tools }
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        fs::canonicalize(self.root.path()).expect("the folder").join(name)
    }

    fn site(&self) -> PathBuf {
        self.path("site")
    }

    /// Has rsync run through a script, in which `$@` are its arguments.
    fn through(&mut self, script: &str) {
        let path = self.path("rsync.sh");
        let text = format!(
            "#!/bin/sh\n[ \"$1\" = --version ] && exec rsync --version\nhere='{}'\n{script}\n",
            self.path("").display()
        );
        fs::write(&path, text).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
        self.tools.rsync = path.into();
    }

    fn open(&self, destination: &str) -> Result<Rsync, Error> {
        rsync::open(&Arc::from("server"), destination, &self.site(), self.tools.clone())
    }

    fn publish(&self, destination: &str, files: &[(&str, &str)]) -> Result<Published, Error> {
        self.publish_as(destination, files, Allowed { adopt: false, deletes: Some(100) })
    }

    fn adopt(&self, destination: &str, files: &[(&str, &str)]) -> Result<Published, Error> {
        self.publish_as(destination, files, Allowed { adopt: true, deletes: Some(100) })
    }

    /// Surveys, plans, and sends unless something makes it stop.
    fn publish_as(
        &self,
        destination: &str,
        files: &[(&str, &str)],
        allowed: Allowed,
    ) -> Result<Published, Error> {
        let files = made(files);
        let manifest = Manifest::of("https://maya.test/", &files);
        let base_url = BaseUrl::parse("https://maya.test/").expect("a URL");
        let folder = self.site();
        let site = Site {
            folder: &folder,
            base_url: &base_url,
            files: &files,
            manifest: &manifest,
            redirects: &[],
        };
        let mut place = self.open(destination)?;
        let survey: Survey = place.survey(&site)?;
        let plan = publish::plan(&files, &survey);
        let paths = |files: &[&File]| files.iter().map(|file| file.path.to_string()).collect();
        let names = |paths: &[Arc<str>]| paths.iter().map(|path| path.to_string()).collect();
        let published = Published {
            added: paths(&plan.added),
            changed: paths(&plan.changed),
            deleted: names(&plan.deleted),
            foreign: names(&plan.foreign),
            unchanged: plan.unchanged.len(),
            stops: publish::guard(&plan, allowed),
            warnings: survey.warnings.clone(),
            events: Events::default(),
        };
        let is_whole = survey.manifest.is_some_and(|there| there.is_same(&manifest));
        if published.stops.is_empty() && !(plan.is_empty() && is_whole) {
            place.send(&site, &plan, &published.events)?;
        }
        Ok(published)
    }
}

/// Files of a site, sorted.
fn made(files: &[(&str, &str)]) -> Vec<File> {
    let mut files: Vec<File> =
        files.iter().map(|(path, text)| File::new(*path, text.as_bytes().to_vec())).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Every file in a folder but the manifest, links shown by where they lead; empty folders as `/`.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let entries: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().collect();
    for entry in &entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().expect("its kind");
        if kind.is_symlink() {
            let to = fs::read_link(entry.path()).expect("a link");
            found.insert(name, format!("-> {}", to.display()));
        } else if kind.is_dir() {
            let inside = tree(&entry.path());
            if inside.is_empty() {
                found.insert(format!("{name}/"), String::new());
            }
            found.extend(inside.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
        } else if name != MANIFEST {
            found.insert(name, fs::read_to_string(entry.path()).expect("a text"));
        }
    }
    found
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Makes files in a folder.
fn put(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let place = folder.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("a file");
    }
}

fn manifest_in(folder: &Path) -> Manifest {
    let bytes = fs::read(folder.join(MANIFEST)).expect("a manifest");
    Manifest::parse(&bytes).expect("a whole manifest")
}

/// Whether a program is there; on CI it must be.
fn is_there(program: &str) -> bool {
    let version = if program == "rsync" { "--version" } else { "-V" };
    let mut command = Command::new(program);
    command.arg(version).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let found = command.status().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "{program} is not installed");
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}
