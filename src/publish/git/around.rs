//! The user's repository around the site, if there is one: only read, and never written to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::program::Git;
use super::trouble;

/// What git knows where the site lies.
#[derive(Default)]
pub(super) struct Around {
    /// The repository's own folder.
    pub top: Option<PathBuf>,
    /// The branch that is checked out there, also before its first commit.
    pub branch: Option<String>,
    /// The addresses of its remotes, as they are written.
    pub remotes: BTreeMap<String, Vec<String>>,
    /// Settings of that repository alone by which others let the user in.
    pub carried: Vec<(String, String)>,
    pub name: Option<String>,
    pub email: Option<String>,
    /// Whether the user says how ssh is called.
    pub names_ssh: bool,
    /// There is one, and git does not trust it, for it belongs to another user.
    pub distrusted: bool,
}

/// Looks where the site lies.
pub(super) fn look(git: &Git, site: &Path) -> Result<Around, Error> {
    let list = ["config", "--list", "--null", "--show-scope", "--includes"];
    let settings = git.run(&list, site, &[])?;
    if !settings.status.success() {
        return Err(trouble::explained("git's own settings cannot be read", &settings.err));
    }
    let mut around = read(&String::from_utf8_lossy(&settings.out));
    let top = git.run(&["rev-parse", "--show-toplevel"], site, &[])?;
    around.distrusted = top.err.contains("dubious ownership");
    match top.status.code() {
        Some(0) => around.top = Some(PathBuf::from(top.text())),
        Some(_) => return Ok(around),
        None => {
            return Err(trouble::explained("git does not say where the repository is", &top.err));
        }
    }
    let branch = git.run(&["symbolic-ref", "--quiet", "--short", "HEAD"], site, &[])?;
    match branch.status.code() {
        Some(0) => around.branch = Some(branch.text()),
        // `HEAD` leads to a commit, and to no branch.
        Some(1) => {}
        _ => return Err(trouble::explained("git does not say which branch this is", &branch.err)),
    }
    Ok(around)
}

/// Entries of a scope, and of a key and its value with a line break between them.
fn read(list: &str) -> Around {
    let mut around = Around::default();
    let mut parts = list.split('\0');
    while let (Some(scope), Some(entry)) = (parts.next(), parts.next()) {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
        let (section, name) = (key.split('.').next().unwrap_or_default(), key.rsplit('.').next());
        let is_own = matches!(scope, "local" | "worktree");
        match key {
            _ if scope == "command" => {}
            "user.name" => around.name = Some(value.to_owned()),
            "user.email" => around.email = Some(value.to_owned()),
            "core.sshcommand" => around.names_ssh = true,
            _ if section == "remote" && matches!(name, Some("url" | "pushurl")) => {
                let remote = key.split_once('.').and_then(|(_, rest)| rest.rsplit_once('.'));
                let remote = remote.map(|(remote, _)| remote).unwrap_or_default();
                around.remotes.entry(remote.to_owned()).or_default().push(value.to_owned());
            }
            _ => {}
        }
        let lets_in = matches!(section, "credential" | "http" | "url" | "ssh")
            || matches!(key, "core.sshcommand" | "core.askpass");
        if is_own && lets_in {
            around.carried.push((key.to_owned(), value.to_owned()));
        }
    }
    around
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn settings_are_read_with_their_scopes() {
        let around = read(
            "global\0user.name\nMaya\0local\0user.name\nMaya Okafor\0\
             local\0remote.a.b.url\nhttps://host.example/a.git\0\
             local\0http.https://host.example/.extraheader\nX: y\0\
             global\0http.proxy\nhttp://proxy.example\0local\0core.bare\0command\0user.name\nno\0",
        );
        assert_eq!(around.name.as_deref(), Some("Maya Okafor"));
        assert_eq!(around.remotes["a.b"], ["https://host.example/a.git"]);
        let header = ("http.https://host.example/.extraheader".to_owned(), "X: y".to_owned());
        assert_eq!(around.carried, [header]);
    }
}
