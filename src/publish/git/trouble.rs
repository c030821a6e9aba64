//! What git, and the host behind it, say when something goes wrong, in words that help.

use super::super::Error;
use super::remote::Address;

/// A kind of trouble: what git says, what it means for the remote, and what to do.
struct Kind {
    signs: &'static [&'static str],
    /// Goes on after the remote's address.
    means: &'static str,
    help: &'static str,
    /// It may be otherwise next time.
    passing: bool,
}

/// The first that fits counts: those that say more stand before those that say less.
const KINDS: [Kind; 11] = [
    Kind {
        signs: &["aborted by hook"],
        means: "has a hook that refuses it",
        help: "mend what the hook complains of; until then the site there stays as it is",
        passing: false,
    },
    Kind {
        signs: &["Host key verification failed"],
        means: "is not known to ssh yet, or is another machine than before",
        help: "connect to it once with `ssh`, and compare the key with what the host says it is",
        passing: false,
    },
    Kind {
        signs: &["Permission denied (", "Too many authentication failures"],
        means: "does not let you in with the keys that ssh has",
        help: "give the host your public key, and try `ssh -T` with the address up to its colon",
        passing: false,
    },
    Kind {
        signs: &[
            "could not read Username",
            "could not read Password",
            "Authentication failed",
            "terminal prompts disabled",
            "Access denied",
            "error: 401",
            "error: 403",
            "Permission to ",
        ],
        means: "does not let you in",
        help: "give git a token that may write there, which its credential helper keeps, or use \
               the address for ssh; `git ls-remote` and the address shows whether git gets in",
        passing: false,
    },
    Kind {
        signs: &["dubious ownership"],
        means: "belongs to another user of this machine",
        help: "make it yours, or tell git that it is safe: `git config --global --add \
               safe.directory` and its path",
        passing: false,
    },
    Kind {
        signs: &[
            "Repository not found",
            "repository not found",
            "does not appear to be a git repository",
            "could not be found",
            "error: 404",
            "' not found",
        ],
        means: "is no repository, or one that you may not see",
        help: "make an empty repository there first, or correct `remote`",
        passing: false,
    },
    Kind {
        signs: &["SSL certificate", "certificate verif", "server verification failed"],
        means: "does not show a certificate that can be trusted",
        help: "see whether the address is right, and whether a proxy stands in between",
        passing: false,
    },
    Kind {
        signs: &["' not allowed", "' is not allowed", "not supported or disabled"],
        means: "leads on to another address that is not safe",
        help: "use an address over https or ssh, or a folder on this machine",
        passing: false,
    },
    Kind {
        signs: &["ermission denied", "insufficient permission", "Read-only file system"],
        means: "does not let you read or write its files",
        help: "change their permissions, or choose another remote",
        passing: false,
    },
    Kind {
        signs: &["error: 429"],
        means: "says that there were too many requests",
        help: "wait a few minutes and publish again",
        passing: true,
    },
    Kind {
        signs: &[
            "Could not resolve host",
            "Failed to connect",
            "Couldn't connect",
            "Connection refused",
            "Connection timed out",
            "Connection reset",
            "Connection closed",
            "Operation too slow",
            "Network is unreachable",
            "No route to host",
            "unexpected disconnect",
            "early EOF",
            "RPC failed",
            "hung up unexpectedly",
            "error: 5",
            "Recv failure",
            "Empty reply",
        ],
        means: "cannot be reached, or broke off",
        help: "see whether the network is there, and publish again: it goes on where this ended",
        passing: true,
    },
];

fn kind(err: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.signs.iter().any(|sign| err.contains(sign)))
}

/// Whether it may be otherwise next time.
pub(super) fn is_passing(err: &str) -> bool {
    kind(err).is_some_and(|kind| kind.passing)
}

/// Why the remote does not do what it is asked for.
pub(super) fn of_remote(address: &Address, err: &str) -> Error {
    let url = &address.url;
    let Some(kind) = kind(err) else {
        return explained(&format!("git does not get on with {url}"), err);
    };
    let said = said(err);
    let said = if said.is_empty() { said } else { format!(": {said}") };
    Error::Place { message: format!("{url} {}{said}", kind.means), help: kind.help.to_owned() }
}

/// An error of git's own, with what it says of it.
pub(super) fn explained(what: &str, err: &str) -> Error {
    let said = said(err);
    let said = if said.is_empty() { "it does not say why".to_owned() } else { said };
    Error::Place {
        message: format!("{what}: {said}"),
        help: "mend what git complains of, and publish again".to_owned(),
    }
}

/// The first lines that git means for people, as one.
fn said(err: &str) -> String {
    let signs = ["fatal: ", "error: ", "remote: "];
    // It comes with whatever went wrong over ssh, and says less.
    let meant = |line: &&str| {
        signs.iter().any(|sign| line.starts_with(sign))
            && !line.contains("Could not read from remote")
    };
    lines(err, meant)
}

/// What the remote itself says, as one line.
pub(super) fn said_by_remote(err: &str) -> String {
    lines(err, |line| line.starts_with("remote: "))
}

/// Of a remote that says much, so many lines are shown.
const LINES: usize = 6;
const LONGEST: usize = 600;

fn lines(err: &str, meant: impl Fn(&&str) -> bool) -> String {
    let lines = err.lines().filter(meant).map(|line| {
        let line = line.split_once(": ").map_or(line, |(_, said)| said);
        shown(line)
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).take(LINES).collect();
    lines.join("; ").chars().take(LONGEST).collect()
}

/// A line without what a terminal would obey, and without credentials in addresses.
pub(super) fn shown(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("://") {
        plain.push_str(before);
        plain.push_str("://");
        let end = after.find(|c: char| c == '/' || c.is_whitespace() || c == '\'');
        let (authority, behind) =
            after.split_at_checked(end.unwrap_or(after.len())).unwrap_or_default();
        match authority.rsplit_once('@') {
            Some((_, host)) => {
                plain.push_str("…@");
                plain.push_str(host);
            }
            None => plain.push_str(authority),
        }
        rest = behind;
    }
    plain.push_str(rest);
    let is_plain = |c: &char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}');
    plain.chars().filter(is_plain).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{is_passing, said, shown};

    #[test]
    fn credentials_and_commands_to_a_terminal_are_left_out() {
        let line = "unable to access 'https://maya:canary@host.example/a/': \u{1b}[31mno";
        assert_eq!(shown(line), "unable to access 'https://…@host.example/a/': [31mno");
        assert_eq!(
            shown("see https://a@b@c/ and http://d/e@f"),
            "see https://…@c/ and http://d/e@f"
        );
    }

    #[test]
    fn only_what_is_meant_for_people_is_said() {
        let err = "trace: Authorization: canary\nfatal: no\nremote: a\nremote:\nhint: b\n";
        assert_eq!(said(err), "no; a");
    }

    #[test]
    fn what_passes_is_told_from_what_stays() {
        let fatal = "fatal: unable to access 'https://host.example/': ";
        assert!(is_passing(&format!("{fatal}The requested URL returned error: 503")));
        assert!(is_passing(&format!("{fatal}The requested URL returned error: 429")));
        assert!(is_passing(&format!("{fatal}Could not resolve host: host.example")));
        assert!(!is_passing(&format!("{fatal}The requested URL returned error: 403")));
        let ssh =
            "git@host: Permission denied (publickey).\nfatal: the remote end hung up unexpectedly";
        assert!(!is_passing(ssh));
    }
}
