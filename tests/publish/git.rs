//! Branches of repositories, with a real `git` and repositories on this machine.
//!
//! Each publish runs in a process of its own, with an environment that says which `git` it finds
//! and which settings that has.

mod addresses;
mod concurrent;
mod hooks;
mod hostile;
mod interrupted;
mod refused;
mod secret;
mod server;
mod ssh;
mod untouched;
mod whole;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use tempfile::TempDir;
use vouchfolio::config::{BaseUrl, Target, To};
use vouchfolio::http::Retry;
use vouchfolio::publish::{self, Allowed, Error, File, Manifest, Site, Size, Watch};

/// What a process is told to publish, and where to write what comes of it.
const REQUEST: &str = "VOUCHFOLIO_TEST_PUBLISH";

/// A home, a site and a bare repository, all in a temporary folder.
struct Stage {
    root: TempDir,
}

/// What is published, and where to.
#[derive(Clone, Deserialize, Serialize)]
struct Request {
    site: PathBuf,
    remote: String,
    branch: String,
    files: BTreeMap<String, String>,
    adopt: bool,
    allow_deletes: Option<usize>,
    dry_run: bool,
    outcome: PathBuf,
    /// Of the process, beside those that all have.
    environment: Vec<(String, String)>,
}

/// What came of it.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Outcome {
    /// `None` where the process did not live to tell.
    #[serde(skip)]
    exit: Option<i32>,
    error: Option<String>,
    help: String,
    refused: bool,
    stops: Vec<String>,
    warnings: Vec<String>,
    notes: Vec<String>,
    added: Vec<String>,
    changed: Vec<String>,
    unchanged: Vec<String>,
    deleted: Vec<String>,
    foreign: Vec<String>,
    /// Everything that was told while it ran.
    watched: Vec<String>,
    sent: u64,
    /// Everything that can be written of it, for what must not be in there.
    debug: String,
    #[serde(skip)]
    output: String,
}

impl Stage {
    fn new() -> Stage {
        let stage = Stage { root: tempfile::tempdir().expect("a temporary folder") };
        for folder in ["home", "site", "bin"] {
            fs::create_dir(stage.path(folder)).expect("a folder");
        }
        fs::write(stage.path("site/vouchfolio.yaml"), "title: Test\n").expect("a file");
        stage.bare("remote.git");
        stage
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// A bare repository without anything, as hosts make them.
    fn bare(&self, path: &str) {
        self.git(".", &["init", "--quiet", "--bare", "--initial-branch=main", path]);
    }

    /// A repository around the site, with a commit of its source, and `origin`.
    fn repository(&self) {
        self.git("site", &["init", "--quiet", "--initial-branch=main"]);
        fs::create_dir_all(self.path("site/content")).expect("a folder");
        fs::write(self.path("site/content/profile.md"), "name: Maya\n").expect("a file");
        fs::write(self.path("site/.gitignore"), "/.vouchfolio/\n").expect("a file");
        self.git("site", &["remote", "add", "origin", "../remote.git"]);
        self.git("site", &["add", "."]);
        self.git("site", &["commit", "--quiet", "-m", "Source"]);
    }

    /// Runs git with the settings of this stage, and gives what it says.
    #[track_caller]
    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let output = self.try_git(folder, arguments, b"");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {err}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    fn try_git(&self, folder: &str, arguments: &[&str], input: &[u8]) -> Output {
        use std::io::Write;
        use std::process::Stdio;
        let mut command = Command::new("git");
        command.args(arguments).current_dir(self.path(folder));
        self.environment(&mut command);
        command.env("GIT_AUTHOR_NAME", "Somebody").env("GIT_AUTHOR_EMAIL", "some@body.example");
        command.env("GIT_COMMITTER_NAME", "Somebody");
        command.env("GIT_COMMITTER_EMAIL", "some@body.example");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("these tests need git");
        child.stdin.take().expect("its input").write_all(input).expect("it reads");
        child.wait_with_output().expect("it ends")
    }

    /// Nothing of the machine's settings, and nobody to be asked.
    fn environment(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            if name_text.starts_with("GIT_") || name_text.starts_with("SSH_") {
                command.env_remove(&name);
            }
        }
        command.env("HOME", self.path("home")).env("XDG_CONFIG_HOME", self.path("home"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env_remove("EMAIL");
    }

    fn request(&self, files: &[(&str, &str)]) -> Request {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Request {
            site: self.path("site"),
            remote: "../remote.git".to_owned(),
            branch: "gh-pages".to_owned(),
            files: files.iter().map(owned).collect(),
            adopt: false,
            allow_deletes: None,
            dry_run: false,
            outcome: self.path("outcome.json"),
            environment: Vec::new(),
        }
    }

    /// Publishes these files to `gh-pages` of `remote.git`.
    fn publish(&self, files: &[(&str, &str)]) -> Outcome {
        self.run(&self.request(files))
    }

    fn run(&self, request: &Request) -> Outcome {
        let _ = fs::remove_file(&request.outcome);
        let path = request.outcome.with_extension("request");
        fs::write(&path, serde_json::to_vec(request).expect("JSON")).expect("a file");
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["publish::git::process", "--exact", "--ignored", "--nocapture"]);
        self.environment(&mut command);
        let mut path_variable = self.path("bin").into_os_string();
        path_variable.push(":");
        path_variable.push(std::env::var_os("PATH").unwrap_or_default());
        command.env("PATH", path_variable).env(REQUEST, &path);
        command.envs(request.environment.iter().map(|(name, value)| (name, value)));
        let output = command.output().expect("this program runs");
        let written = fs::read(&request.outcome).unwrap_or_default();
        let mut outcome: Outcome = serde_json::from_slice(&written).unwrap_or_default();
        outcome.exit = output.status.code().filter(|_| !written.is_empty());
        outcome.output = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        outcome
    }

    /// The files on a branch of `remote.git`, with what is in them; our manifest left out.
    #[track_caller]
    fn branch(&self, branch: &str) -> BTreeMap<String, String> {
        let list = ["ls-tree", "-r", "--name-only", branch];
        let paths = self.git("remote.git", &list);
        let paths = paths.lines().filter(|path| *path != publish::MANIFEST);
        paths
            .map(|path| {
                let file = self.try_git("remote.git", &["show", &format!("{branch}:{path}")], b"");
                (path.to_owned(), String::from_utf8_lossy(&file.stdout).into_owned())
            })
            .collect()
    }

    fn commits(&self, branch: &str) -> usize {
        let done = self.try_git("remote.git", &["rev-list", "--count", branch], b"");
        String::from_utf8_lossy(&done.stdout).trim().parse().unwrap_or(0)
    }

    /// Commits files to a branch of `remote.git`, as somebody else would.
    fn commit(&self, branch: &str, files: &[(&str, &str)]) {
        let folder = tempfile::tempdir_in(self.root.path()).expect("a folder");
        let name = folder.path().strip_prefix(self.root.path()).expect("it is in there");
        let name = name.to_str().expect("its name").to_owned();
        self.git(&name, &["init", "--quiet", &format!("--initial-branch={branch}")]);
        self.git(&name, &["remote", "add", "origin", "../remote.git"]);
        let fetched = self.try_git(&name, &["pull", "--quiet", "origin", branch], b"");
        let _ = fetched.status.success();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        self.git(&name, &["add", "--all", "--force"]);
        self.git(&name, &["commit", "--quiet", "-m", "Something else"]);
        self.git(&name, &["push", "--quiet", "origin", branch]);
    }

    /// Puts a script on the path of the process that publishes.
    fn program(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
        executable(&path);
    }

    fn hook(&self, name: &str, script: &str) {
        let path = self.path("remote.git/hooks").join(name);
        fs::create_dir_all(self.path("remote.git/hooks")).expect("a folder");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a hook");
        executable(&path);
    }
}

fn executable(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// The real git, for scripts that stand in for it.
fn real_git() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("git"))
        .find(|path| path.is_file())
        .expect("these tests need git")
}

impl Outcome {
    #[track_caller]
    fn is_done(&self) -> &Outcome {
        assert_eq!(self.exit, Some(0), "{self:#?}");
        assert!(self.error.is_none() && self.stops.is_empty(), "{self:#?}");
        self
    }

    /// That it failed with this message, and whether it is one that ends with exit code 1.
    #[track_caller]
    fn failed(&self, refused: bool, message: &str) -> &Outcome {
        let error = self.error.as_deref().unwrap_or_default();
        assert!(error.contains(message), "{message}\n{self:#?}");
        assert_eq!(self.refused, refused, "{self:#?}");
        assert!(!self.help.is_empty(), "{self:#?}");
        self
    }

    fn changes(&self) -> usize {
        self.added.len() + self.changed.len() + self.deleted.len()
    }
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[derive(Default)]
struct Watched(Mutex<(Vec<String>, u64)>);

impl Watched {
    fn note(&self, what: String) {
        self.0.lock().expect("no panic").0.push(what);
    }
}

impl Watch for Watched {
    fn begin(&self, files: usize, size: Size) {
        self.note(format!("begin {files} {size}"));
    }

    fn sent(&self, bytes: u64) {
        self.0.lock().expect("no panic").1 += bytes;
    }

    fn step(&self, what: &str) {
        self.note(what.to_owned());
    }

    fn retry(&self, retry: &Retry) {
        self.note(format!("retry: {}", retry.why));
    }
}

#[test]
#[ignore = "other tests start it"]
fn process() {
    let Some(path) = std::env::var_os(REQUEST) else { return };
    let request: Request =
        serde_json::from_slice(&fs::read(path).expect("it is there")).expect("it");
    let mut outcome = Outcome::default();
    if let Err(error) = carry_out(&request, &mut outcome) {
        outcome.refused = matches!(error, Error::Refused { .. });
        outcome.debug += &format!("{error:?} {}", error.help());
        outcome.help = error.help();
        outcome.error = Some(error.to_string());
    }
    fs::write(&request.outcome, serde_json::to_vec(&outcome).expect("JSON")).expect("a file");
}

fn carry_out(request: &Request, outcome: &mut Outcome) -> Result<(), Error> {
    let new = |(path, text): (&String, &String)| File::new(path.as_str(), text.clone().into());
    let files: Vec<File> = request.files.iter().map(new).collect();
    let base_url = BaseUrl::parse("https://maya.example/").expect("a base URL");
    let manifest = Manifest::of(base_url.as_str(), &files);
    let site = Site {
        folder: &request.site,
        base_url: &base_url,
        files: &files,
        manifest: &manifest,
        redirects: &[],
    };
    let (remote, branch) = (request.remote.as_str().into(), request.branch.as_str().into());
    let to = To::Git { remote, branch, domain: None };
    let target = Target { name: "live".into(), to, host: None, precompress: false };
    let mut place = publish::open(&target, &request.site)?;
    let survey = place.survey(&site)?;
    outcome.warnings.clone_from(&survey.warnings);
    let plan = publish::plan(&files, &survey);
    let paths = |files: &[&File]| files.iter().map(|file| file.path.to_string()).collect();
    (outcome.added, outcome.changed) = (paths(&plan.added), paths(&plan.changed));
    outcome.unchanged = paths(&plan.unchanged);
    outcome.deleted = plan.deleted.iter().map(ToString::to_string).collect();
    outcome.foreign = plan.foreign.iter().map(ToString::to_string).collect();
    outcome.debug += &format!("{survey:?} {plan:?}");
    let allowed = Allowed { deletes: request.allow_deletes, adopt: request.adopt };
    outcome.stops = publish::guard(&plan, allowed).iter().map(ToString::to_string).collect();
    if request.dry_run || !outcome.stops.is_empty() || plan.is_empty() {
        return Ok(());
    }
    let watched = Watched::default();
    let sent = place.send(&site, &plan, &watched);
    (outcome.watched, outcome.sent) = watched.0.into_inner().expect("no panic");
    outcome.notes = sent?.notes;
    Ok(())
}
