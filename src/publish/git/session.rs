//! One publish: git with what lets us in, our repository, and what was seen of the branch.

use std::path::Path;
use std::time::Duration;

use super::super::{Error, Plan, Site, Survey, Watch};
use super::around::{self, Around};
use super::branch::{self, Tip};
use super::program::{Done, Git};
use super::push::{self, Push, Pushed};
use super::remote::{self, Address, Login, Way, refused};
use super::store::Store;
use super::{Wanted, commit, trouble};
use crate::http;

pub(super) struct Session {
    git: Git,
    store: Store,
    address: Address,
    pub branch: String,
    /// The branch checked out in the site's own repository, if the remote is that repository's.
    own_branch: Option<String>,
    /// Where the branch leads; `None` where it is not there.
    pub tip: Option<Tip>,
    pub has_looked: bool,
    /// What kind of ids the remote has: one of them.
    format: String,
}

/// The remote's name within our repository, and the references in it.
const REMOTE: &str = "vouchfolio-publish";
const THERE: &str = "refs/vouchfolio/there";
const SOURCE: &str = "refs/vouchfolio/source";

/// Where git looks for what lets it in, when that stood in an address. It is a line for the shell
/// that comes with git, and holds nothing secret itself.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \
                      \"$VOUCHFOLIO_GIT_USERNAME\" \"$VOUCHFOLIO_GIT_PASSWORD\"; }; f";

/// Attempts to reach the remote, and the first pause between them.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// What `ls-remote` says.
#[derive(Default)]
struct Heads {
    /// The branch that HEAD stands for.
    default: Option<String>,
    has_branch: bool,
    /// An id, whichever.
    any: Option<String>,
}

impl Session {
    /// Finds git and the remote, and makes a repository of our own. Reaches nothing yet.
    pub fn open(wanted: &Wanted) -> Result<Session, Error> {
        let mut git = Git::find()?;
        check_branch(&git, &wanted.site, &wanted.branch)?;
        let around = around::look(&git, &wanted.site)?;
        let store = Store::make(&wanted.site, &wanted.target)?;
        let (address, login) = resolve(&git, &wanted.site, &wanted.remote, &around)?;
        if address.path().is_some_and(|path| !path.exists()) {
            return Err(Error::Place {
                message: format!("there is nothing at {}", address.url),
                help: "correct `remote`, or make a repository there: `git init --bare` and its \
                       path"
                    .to_owned(),
            });
        }
        let own = is_own(&wanted.remote, &address, &around).then(|| around.branch.clone());
        enter(&mut git, &around, &address, login);
        sign(&mut git, &around);
        // Said outright, git looks for no other repository, not even where ours is broken.
        git.variable("GIT_DIR", &store.folder);
        Ok(Session {
            git,
            store,
            address,
            branch: wanted.branch.to_string(),
            own_branch: own.flatten(),
            tip: None,
            has_looked: false,
            format: String::new(),
        })
    }

    /// Looks what is on the branch now.
    pub fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        if self.own_branch.as_ref() == Some(&self.branch) {
            let message = format!("`{}` is the branch that you work on", self.branch);
            return Err(refused(&message, ELSEWHERE));
        }
        self.store.init(&self.git, "sha1")?;
        let heads = self.heads()?;
        self.format = heads.any.clone().unwrap_or_else(|| "0".repeat(40));
        if branch::is_sha256(&self.format) {
            self.store.init(&self.git, "sha256")?;
        }
        self.tip = None;
        self.has_looked = true;
        let source = heads.default.as_ref().filter(|default| **default != self.branch);
        let mut references = Vec::new();
        if heads.has_branch {
            references.push(format!("+refs/heads/{}:{THERE}", self.branch));
        }
        references.extend(source.map(|source| format!("+refs/heads/{source}:{SOURCE}")));
        if !references.is_empty() {
            self.fetch(&references)?;
        }
        let mut survey = Survey::default();
        if heads.has_branch {
            let tip = branch::tip(&self.git, &self.store, THERE)?;
            survey = branch::survey(&self.git, &self.store, &tip, &self.branch, site)?;
            self.tip = Some(tip);
        }
        let is_default = heads.default.as_ref() == Some(&self.branch);
        if is_default && self.tip.is_some() && survey.manifest.is_none() {
            let message = format!("`{}` is the remote's default branch", self.branch);
            return Err(refused(&message, ELSEWHERE));
        }
        if let Some(source) = source {
            survey.warnings.extend(self.source_warning(source)?);
        }
        Ok(survey)
    }

    /// The commit that carries out the plan; `None` where nothing would be different.
    pub fn commit(
        &self,
        site: &Site<'_>,
        plan: &Plan<'_>,
        watch: &dyn Watch,
    ) -> Result<Option<String>, Error> {
        watch.step("putting the commit together");
        let (git, store, there) = (&self.git, &self.store, self.tip.as_ref());
        let objects = commit::store_files(git, store, site, plan, &self.format)?;
        let tree = commit::tree(git, store, there, plan, &objects)?;
        if there.is_some_and(|tip| tip.tree == tree) {
            return Ok(None);
        }
        let message = commit::message(site, plan);
        commit::commit(git, store, there, &tree, &message).map(Some)
    }

    /// Pushes, and again where the network fails.
    pub fn push(&self, push: &Push<'_>, watch: &dyn Watch) -> Result<Pushed, Error> {
        let mut pause = PAUSE;
        for attempt in 1..=ATTEMPTS {
            let err = match push::push(&self.git, &self.store, REMOTE, push, watch)? {
                Ok(pushed) => return Ok(pushed),
                Err(err) => err,
            };
            // The answer may have been lost, and not the push.
            if self.leads_to(push.commit) {
                return Ok(Pushed::Done);
            }
            if attempt == ATTEMPTS || !self.may_pass(&err) {
                return Err(push::unsure(&self.address, &err));
            }
            let wait = http::with_jitter(pause);
            let why = "the remote cannot be reached, or broke off".to_owned();
            watch.retry(&http::Retry { why, pause: wait });
            std::thread::sleep(wait);
            pause *= 2;
        }
        Ok(Pushed::Stale)
    }

    fn leads_to(&self, commit: &str) -> bool {
        let name = format!("refs/heads/{}", self.branch);
        let done = self.git.run(&["ls-remote", "--", REMOTE, &name], &self.store.folder, &[]);
        done.is_ok_and(|done| done.text() == format!("{commit}\t{name}"))
    }

    fn heads(&self) -> Result<Heads, Error> {
        let name = format!("refs/heads/{}", self.branch);
        let done = self.reach(&["ls-remote", "--symref", "--", REMOTE, "HEAD", &name])?;
        let mut heads = Heads::default();
        for line in done.text().lines() {
            match line.split_once('\t') {
                Some((target, "HEAD")) if target.starts_with("ref: ") => {
                    heads.default = target.strip_prefix("ref: refs/heads/").map(str::to_owned);
                }
                Some((id, found)) => {
                    heads.has_branch |= *found == name;
                    heads.any = Some(id.to_owned());
                }
                None => {}
            }
        }
        Ok(heads)
    }

    /// Names and commits, without what stands in the files where the remote can leave that out.
    fn fetch(&self, references: &[String]) -> Result<(), Error> {
        let mut arguments = vec![
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--filter=blob:none",
            "--",
            REMOTE,
        ];
        arguments.extend(references.iter().map(String::as_str));
        self.reach(&arguments).map(|_| ())
    }

    /// Runs what reads from the remote, and again where the network fails.
    fn reach(&self, arguments: &[&str]) -> Result<Done, Error> {
        let mut pause = PAUSE;
        for attempt in 1.. {
            let done = self.git.run(arguments, &self.store.folder, &[])?;
            if done.status.success() {
                return Ok(done);
            }
            if attempt >= ATTEMPTS || !self.may_pass(&done.err) {
                return Err(trouble::of_remote(&self.address, &done.err));
            }
            std::thread::sleep(http::with_jitter(pause));
            pause *= 2;
        }
        Err(trouble::of_remote(&self.address, ""))
    }

    fn may_pass(&self, err: &str) -> bool {
        self.address.way != Way::File && trouble::is_passing(err)
    }

    /// What is held back from the site is not held back from who can read its source.
    fn source_warning(&self, source: &str) -> Result<Option<String>, Error> {
        let paths = branch::paths(&self.git, &self.store, SOURCE)?;
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        Ok(branch::holds_source(&names).then(|| {
            format!(
                "the remote also holds the source of a site, in its branch `{}`: whoever can read it can read drafts and what people have not agreed to; publish to a repository of its own, or see that this one is not public",
                trouble::shown(source)
            )
        }))
    }
}

const ELSEWHERE: &str = "publish to a branch of its own: `branch: gh-pages`, or `pages` on \
                         Codeberg; in a new repository without any file, every branch will do";

fn check_branch(git: &Git, site: &Path, branch: &str) -> Result<(), Error> {
    let name = format!("refs/heads/{branch}");
    let done = git.run(&["check-ref-format", &name], site, &[])?;
    if done.status.success() && branch != "HEAD" && !branch.starts_with("refs/") {
        return Ok(());
    }
    let message = format!("`{branch}` is no name for a branch");
    Err(refused(&message, "write its name alone: `branch: gh-pages`"))
}

/// The address of a remote, without credentials.
pub(super) fn address(site: &Path, remote: &str) -> Result<String, Error> {
    let git = Git::find()?;
    let around = around::look(&git, site)?;
    resolve(&git, site, remote, &around).map(|(address, _)| address.url)
}

/// From a remote's name or address to where a push goes, by the user's settings.
fn resolve(
    git: &Git,
    site: &Path,
    remote: &str,
    around: &Around,
) -> Result<(Address, Option<Login>), Error> {
    let (base, name) = if around.remotes.contains_key(remote) {
        (around.top.as_deref().unwrap_or(site), remote)
    } else if remote::is_address(remote) {
        let (address, login) = Address::parse(remote, site)?;
        if login.is_some() {
            let message = "the address in `remote` holds a name or password";
            let help = "take it out of vouchfolio.yaml, which others may read; git's credential \
                        helper, or ssh with a key, lets you in";
            return Err(refused(message, help));
        }
        if address.way == Way::File {
            return Ok((address, None));
        }
        (site, REMOTE)
    } else {
        return Err(no_such_remote(remote, around));
    };
    let mut git = git.clone();
    if name == REMOTE {
        git.set(format!("remote.{REMOTE}.url"), remote);
    }
    let url = git.run(&["remote", "get-url", "--push", "--", name], site, &[])?;
    match url.status.success() {
        true => Address::parse(&url.text(), base),
        // Outside of a repository git knows no remotes, and still has settings for addresses.
        false if name == REMOTE => {
            let url = git.run(&["ls-remote", "--get-url", "--", remote], site, &[])?;
            Address::parse(&url.text(), site)
        }
        false => Err(trouble::explained("git does not say where the remote is", &url.err)),
    }
}

fn no_such_remote(remote: &str, around: &Around) -> Error {
    if around.distrusted {
        let message = "git does not trust the repository around the site, which is another user's";
        return refused(message, "make it yours, or write an address for `remote`");
    }
    let message = format!("there is no remote `{remote}`");
    let names: Vec<&str> = around.remotes.keys().map(String::as_str).collect();
    match (&around.top, &*names) {
        (None, _) => refused(
            &message,
            "the site is in no git repository, so write an address: `https://…` or `git@host:…`",
        ),
        (Some(_), []) => {
            refused(&message, "add it with `git remote add`, or write an address for `remote`")
        }
        (Some(_), names) => refused(&message, &format!("there is {}", names.join(", "))),
    }
}

/// Whether the remote belongs to the repository around the site, or is it.
fn is_own(remote: &str, address: &Address, around: &Around) -> bool {
    let itself = around.top.as_ref().is_some_and(|top| {
        let git = top.join(".git");
        [top, &git].into_iter().any(|path| remote::is_same(&path.to_string_lossy(), &address.url))
    });
    let mut known = around.remotes.values().flatten();
    let is_known = |known: &String| {
        let top = around.top.as_deref().unwrap_or(Path::new(""));
        let known = Address::parse(known, top);
        known.is_ok_and(|(known, _)| remote::is_same(&known.url, &address.url))
    };
    itself || around.remotes.contains_key(remote) || known.any(is_known)
}

/// Tells git where to go, and what lets it in there.
fn enter(git: &mut Git, around: &Around, address: &Address, login: Option<Login>) {
    for (key, value) in &around.carried {
        git.set(key, value);
    }
    git.set(format!("remote.{REMOTE}.url"), &address.url);
    // It is as it should be, and no other setting is to lead elsewhere.
    git.set(format!("url.{}.insteadOf", address.url), &address.url);
    git.set(format!("url.{}.pushInsteadOf", address.url), &address.url);
    // For this host alone: one that it leads on to is not to be told.
    let host = address.host();
    match login {
        Some(Login { username, password: Some(password) }) => {
            git.set(format!("credential.{host}.helper"), "");
            git.set(format!("credential.{host}.helper"), HELPER);
            git.variable("VOUCHFOLIO_GIT_USERNAME", username);
            git.variable("VOUCHFOLIO_GIT_PASSWORD", password.reveal());
        }
        Some(Login { username, password: None }) => {
            git.set(format!("credential.{host}.username"), username);
        }
        None => {}
    }
    if git.may_tell_ssh() && !around.names_ssh {
        let ssh = "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30";
        git.variable("GIT_SSH_COMMAND", ssh);
    }
}

/// Whose commit it is: the user's, as everywhere, or nobody's in particular.
fn sign(git: &mut Git, around: &Around) {
    let is_name = |name: &&String| {
        // Git leaves these out of names, and takes none that consists of nothing else.
        !name.chars().all(|c| c.is_control() || " .,:;<>\"\\'".contains(c))
    };
    let name = around.name.as_ref().filter(is_name).map_or("Vouchfolio", String::as_str);
    let email = around.email.as_ref().filter(is_name);
    let email = email.map_or("vouchfolio@localhost", String::as_str);
    let variables = [
        ("GIT_AUTHOR_NAME", name),
        ("GIT_AUTHOR_EMAIL", email),
        ("GIT_COMMITTER_NAME", name),
        ("GIT_COMMITTER_EMAIL", email),
    ];
    for (variable, value) in variables {
        if std::env::var_os(variable).is_none() {
            git.variable(variable, value);
        }
    }
}
