//! Where a site goes, as `destination:` says it: a folder here, or one on another machine.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::super::Error;
use crate::emit;

/// A folder, here or on another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Its real path.
    Folder(PathBuf),
    Host {
        /// As ssh takes it: `host`, `user@host`, with brackets around an IPv6 address.
        host: String,
        /// From the root, or from the folder that a log-in leads to. No part of it is `..`.
        path: String,
    },
}

impl Destination {
    /// Reads a destination. A folder of this machine is seen from the site's.
    pub fn parse(text: &str, site: &Path) -> Result<Destination, Error> {
        if text.contains(char::is_control) {
            let help = "write it as `user@host:/folder/`, on one line";
            return Err(refused("the destination holds a control character".to_owned(), help));
        }
        check_scheme(text)?;
        match split(text) {
            Some((host, path)) => on_host(text, host, path),
            None => in_folder(text, site),
        }
    }

    /// How rsync takes it, with a slash at its end: the folder itself.
    pub fn argument(&self) -> OsString {
        match self {
            Destination::Folder(path) => {
                let mut argument = path.clone().into_os_string();
                argument.push("/");
                argument
            }
            Destination::Host { host, path } => {
                // A relative path must not begin with what reads as an option there.
                let start = if path.starts_with('/') { "" } else { "./" };
                format!("{host}:{start}{path}/").into()
            }
        }
    }

    /// The same folder's parent; `None` where that is sure to be there.
    pub fn parent(&self) -> Option<Destination> {
        match self {
            Destination::Folder(path) => {
                path.parent().map(|parent| Destination::Folder(parent.to_owned()))
            }
            Destination::Host { host, path } => {
                let (parent, _) = path.rsplit_once('/').filter(|(parent, _)| !parent.is_empty())?;
                Some(Destination::Host { host: host.clone(), path: parent.to_owned() })
            }
        }
    }

    /// The other machine, as ssh takes it.
    pub fn host(&self) -> Option<&str> {
        match self {
            Destination::Folder(_) => None,
            Destination::Host { host, .. } => Some(host),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destination::Folder(path) => write!(f, "{}", path.display()),
            Destination::Host { host, path } => write!(f, "{host}:{path}"),
        }
    }
}

fn refused(message: String, help: &str) -> Error {
    Error::Refused { message, help: help.to_owned() }
}

/// Addresses of other protocols. None of them is shown, for it may hold a password.
fn check_scheme(text: &str) -> Result<(), Error> {
    let Some((scheme, _)) = text.split_once("://") else { return Ok(()) };
    if scheme.contains('/') {
        return Ok(());
    }
    let (message, help) = match scheme {
        "rsync" => (
            "`rsync://` sends everything unencrypted, and lets in whoever asks".to_owned(),
            "use rsync over ssh: write `user@host:/folder/`",
        ),
        _ => (
            format!("`{scheme}://` is no way to reach an rsync server"),
            "write `user@host:/folder/`; a port belongs into ~/.ssh/config",
        ),
    };
    Err(refused(message, help))
}

/// Host and path, where a colon comes before every slash, as rsync reads it.
fn split(text: &str) -> Option<(&str, &str)> {
    let bracket = text.find("[").filter(|at| text.get(..*at).is_some_and(is_user));
    let start = match bracket {
        Some(at) => at + text.get(at..)?.find(']')? + 1,
        None => 0,
    };
    let (before, path) = text.get(start..)?.split_once(':')?;
    let is_host = !before.contains('/') && (bracket.is_none() || before.is_empty());
    is_host.then(|| (text.get(..start + before.len()).unwrap_or_default(), path))
}

/// What may stand before an address in brackets: nothing, or `user@`.
fn is_user(text: &str) -> bool {
    text.is_empty() || text.ends_with('@') && !text.contains(['/', ':'])
}

fn on_host(text: &str, host: &str, path: &str) -> Result<Destination, Error> {
    let user_and_name = host.split_once('@').unwrap_or(("user", host));
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('-');
    let is_sound = is_name(user_and_name.0) && is_name(user_and_name.1);
    let is_plain = |c: char| !c.is_whitespace() && !"'\"`\\$&;|<>(){}*?!#".contains(c);
    if path.split_once('@').is_some_and(|(word, rest)| !word.contains('/') && rest.contains(':')) {
        return Err(refused(
            "the destination seems to hold a password, which ssh does not take from there"
                .to_owned(),
            "take it out, change the password if others may have seen it, and log in with a key",
        ));
    }
    if !is_sound || !host.chars().all(is_plain) {
        return Err(refused(
            format!("`{host}` is no name of a machine"),
            "write `user@host:/folder/`, or a name from ~/.ssh/config",
        ));
    }
    if path.starts_with(':') {
        return Err(refused(
            format!("`{text}` names a module of an rsync server, which is reached unencrypted"),
            "use rsync over ssh: write `user@host:/folder/` with a single colon",
        ));
    }
    if path.starts_with('~') && path != "~" && !path.starts_with("~/") {
        return Err(refused(
            format!("`{path}` is another person's home folder"),
            "write the folder's path from the root, beginning with `/`",
        ));
    }
    if path.contains(['*', '?', '[', ']', '\\']) {
        return Err(refused(
            format!("rsync takes `{path}` for a pattern that may mean several folders"),
            "choose a folder without `*`, `?`, brackets and backslashes in its path",
        ));
    }
    let path = match path.strip_prefix('~') {
        Some(below_home) => below_home.trim_start_matches('/'),
        None => path,
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return Err(refused(
            format!("`{path}` leads up through `..`"),
            "write the folder's path without `..`",
        ));
    }
    let start = if path.starts_with('/') { "/" } else { "" };
    if parts.is_empty() {
        let what = if start.is_empty() { "the home folder" } else { "the root of the file system" };
        return Err(refused(
            format!("`{text}` is {what} on that machine"),
            "name a folder that is for the site alone, as in `user@host:/var/www/site/`",
        ));
    }
    Ok(Destination::Host { host: host.to_owned(), path: format!("{start}{}", parts.join("/")) })
}

fn in_folder(text: &str, site: &Path) -> Result<Destination, Error> {
    if text.starts_with('~') {
        return Err(refused(
            format!("`{text}` begins with `~`, which only a shell understands"),
            "write the folder's whole path, beginning with `/`, or its way from the site's folder",
        ));
    }
    match emit::allowed(site, &site.join(text)) {
        Ok(folder) => Ok(Destination::Folder(folder)),
        Err(emit::Error::Refused { reason, .. }) => Err(refused(
            format!("cannot publish into `{text}`: it {reason}"),
            "name a folder that is for the published site alone",
        )),
        Err(error) => Err(Error::Place {
            message: error.to_string(),
            help: "name another folder as `destination`, or make this one possible".to_owned(),
        }),
    }
}
