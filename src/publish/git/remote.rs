//! Where a branch is pushed to: an address that is encrypted or on this machine, and what lets the
//! user in, which is kept apart from it.

use std::path::{Path, PathBuf};

use super::super::{Error, Secret};

/// The address of a repository. Holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// As git is given it: without credentials, and with a path that does not begin at another
    /// folder for git than for us.
    pub url: String,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Https,
    Ssh,
    File,
}

/// What stood in an address before the `@`.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub username: String,
    pub password: Option<Secret>,
}

impl Address {
    /// Reads an address. A path is seen from `base`. No error shows credentials.
    pub fn parse(text: &str, base: &Path) -> Result<(Address, Option<Login>), Error> {
        if text.chars().any(char::is_control) {
            let message = "the address of the remote holds a control character";
            return Err(refused(message, "write it anew"));
        }
        let before_slash = text.split('/').next().unwrap_or_default();
        if let Some((helper, _)) = before_slash.split_once("::") {
            return Err(other_way(&format!("{helper}::")));
        }
        match text.split_once("://") {
            Some(("https", rest)) => https(rest),
            Some(("ssh", rest)) => ssh(text, rest).map(|address| (address, None)),
            Some(("file", path)) => Ok((file(path, base), None)),
            Some(("http", _)) => Err(refused(
                "the remote would be reached over http, where everyone on the way can read along",
                "write `https://` or use ssh",
            )),
            Some((scheme, _)) => Err(other_way(&format!("{scheme}://"))),
            None => match before_slash.split_once(':') {
                Some((host, _)) if !is_drive(host) => scp(text, host).map(|it| (it, None)),
                _ => Ok((file(text, base), None)),
            },
        }
    }

    /// Scheme and host of an address over https.
    pub fn host(&self) -> &str {
        let path = self.url.match_indices('/').nth(2).map(|(at, _)| at);
        self.url.get(..path.unwrap_or(self.url.len())).unwrap_or_default()
    }

    /// The path, if it is one on this machine.
    pub fn path(&self) -> Option<&Path> {
        (self.way == Way::File).then(|| Path::new(&self.url))
    }
}

fn https(rest: &str) -> Result<(Address, Option<Login>), Error> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (userinfo, host) = match authority.rsplit_once('@') {
        Some((userinfo, host)) => (Some(userinfo), host),
        None => (None, authority),
    };
    if host.is_empty() || path.contains(['?', '#']) {
        let message = "the remote is no address of a repository";
        return Err(refused(message, "write host and path only: `https://host/maya/site.git`"));
    }
    let login = userinfo.map(login).transpose()?;
    Ok((Address { url: format!("https://{host}{path}"), way: Way::Https }, login))
}

/// `maya:password`, or a name alone, which may be a token.
fn login(userinfo: &str) -> Result<Login, Error> {
    let (username, password) = match userinfo.split_once(':') {
        Some((username, password)) => (username, Some(password)),
        None => (userinfo, None),
    };
    let decoded = |text| {
        percent_decoded(text).ok_or_else(|| {
            let message = "the name or password in the remote's address cannot be read";
            refused(message, "set the remote's address anew, without them")
        })
    };
    let password = password.map(decoded).transpose()?;
    Ok(Login { username: decoded(username)?, password: password.map(Secret::new) })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    // A line break would let it say more to git than a name and a password.
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

fn ssh(text: &str, rest: &str) -> Result<Address, Error> {
    let authority = rest.split('/').next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if user.contains(':') {
        return Err(password_in_ssh());
    }
    checked_host(user, host)?;
    Ok(Address { url: text.to_owned(), way: Way::Ssh })
}

/// `maya@host:site.git`
fn scp(text: &str, before_colon: &str) -> Result<Address, Error> {
    let after = text.get(before_colon.len() + 1..).unwrap_or_default();
    if !before_colon.contains('@') && after.split('/').next().is_some_and(|it| it.contains('@')) {
        return Err(password_in_ssh());
    }
    let (user, host) = before_colon.rsplit_once('@').unwrap_or(("", before_colon));
    checked_host(user, host)?;
    Ok(Address { url: text.to_owned(), way: Way::Ssh })
}

/// ssh would read a host that begins with `-` as an option.
fn checked_host(user: &str, host: &str) -> Result<(), Error> {
    if host.is_empty() || host.starts_with('-') || user.starts_with('-') {
        let message = "the remote's address has no host";
        return Err(refused(message, "write `git@host:maya/site.git`"));
    }
    Ok(())
}

fn file(path: &str, base: &Path) -> Address {
    Address { url: base.join(path).to_string_lossy().into_owned(), way: Way::File }
}

/// `C:` of a path on Windows.
fn is_drive(host: &str) -> bool {
    cfg!(windows) && host.len() == 1 && host.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn password_in_ssh() -> Error {
    let help = "take it out; ssh asks for a password itself, or better, uses a key";
    refused("the remote's address holds a password, which ssh does not take from there", help)
}

fn other_way(way: &str) -> Error {
    let message = format!("the remote would be reached over `{way}`");
    refused(&message, "use an address over https or ssh, or a folder on this machine")
}

pub(super) fn refused(message: &str, help: &str) -> Error {
    Error::Refused { message: message.to_owned(), help: help.to_owned() }
}

/// Whether a word in the configuration is an address and not a remote's name.
pub(super) fn is_address(text: &str) -> bool {
    text.contains([':', '/', '\\']) || matches!(text, "." | "..")
}

/// Whether two addresses lead to one place, as far as that can be told without going there.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim_end_matches('/');
        text.strip_suffix(".git").unwrap_or(text).trim_end_matches('/').to_owned()
    };
    let canonical = |text: &str| -> Option<PathBuf> { std::fs::canonicalize(text).ok() };
    plain(a) == plain(b) || canonical(a).is_some_and(|a| canonical(b) == Some(a))
}

#[cfg(test)]
mod tests {
    use super::{Address, Login, Way, is_same};
    use crate::publish::Error;
    use std::path::Path;

    fn parse(text: &str) -> Result<(Address, Option<Login>), Error> {
        Address::parse(text, Path::new("/sites/maya"))
    }

    #[test]
    fn addresses_are_read_as_git_reads_them() {
        let cases = [
            (
                "https://host.example/maya/site.git",
                Way::Https,
                "https://host.example/maya/site.git",
            ),
            (
                "ssh://git@host.example:2222/site.git",
                Way::Ssh,
                "ssh://git@host.example:2222/site.git",
            ),
            ("git@host.example:maya/site.git", Way::Ssh, "git@host.example:maya/site.git"),
            ("host:site.git", Way::Ssh, "host:site.git"),
            ("/srv/site.git", Way::File, "/srv/site.git"),
            ("file:///srv/site.git", Way::File, "/srv/site.git"),
            ("../site.git", Way::File, "/sites/maya/../site.git"),
            ("./a:b", Way::File, "/sites/maya/./a:b"),
        ];
        for (text, way, url) in cases {
            let (address, login) = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((address.way, &*address.url), (way, url), "{text}");
            assert!(login.is_none(), "{text}");
        }
    }

    #[test]
    fn credentials_are_kept_apart() {
        let (address, login) =
            parse("https://maya:s%40cret@host.example:8443/site.git").expect("an address");
        assert_eq!(address.url, "https://host.example:8443/site.git");
        let login = login.expect("a login");
        assert_eq!(address.host(), "https://host.example:8443");
        assert_eq!(login.username, "maya");
        assert_eq!(login.password.as_ref().map(|it| it.reveal()), Some("s@cret"));
        assert!(!format!("{address:?} {login:?}").contains("@cret"));

        let (_, login) = parse("https://token@host.example/site.git").expect("an address");
        assert!(login.is_some_and(|login| login.username == "token" && login.password.is_none()));
    }

    #[test]
    fn other_ways_are_refused_and_nothing_secret_is_said() {
        let cases = [
            ("http://maya:canary@host.example/site.git", "over http,"),
            ("git://host.example/site.git", "over `git://`"),
            ("ext::sh -c canary", "over `ext::`"),
            ("fd::17/canary", "over `fd::`"),
            ("https::canary", "over `https::`"),
            ("HTTPS://host.example/site.git", "over `HTTPS://`"),
            ("ssh://maya:canary@host.example/site.git", "holds a password"),
            ("maya:canary@host.example/site.git", "holds a password"),
            ("ssh://-oProxyCommand=canary/site.git", "has no host"),
            ("git@-oProxyCommand=canary:site.git", "has no host"),
            (":canary", "has no host"),
            ("https:///canary.git", "no address of a repository"),
            ("https://host.example/site.git?token=canary", "no address of a repository"),
            ("https://maya:canary%0aurl=x@host.example/site.git", "cannot be read"),
            ("https://host.example/a\nb", "control character"),
        ];
        for (text, expected) in cases {
            let Err(error) = parse(text) else { panic!("{text} is taken") };
            let said = format!("{error}\n{}\n{error:?}", error.help());
            assert!(matches!(error, Error::Refused { .. }), "{text}");
            assert!(said.contains(expected), "{text}: {said}");
            assert!(!said.contains("canary"), "{text}: {said}");
        }
    }

    #[test]
    fn one_place_has_many_spellings() {
        assert!(is_same("https://host.example/a.git", "https://host.example/a/"));
        assert!(!is_same("https://host.example/a.git", "https://host.example/b.git"));
    }
}
