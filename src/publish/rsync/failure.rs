//! What rsync and ssh say when they fail, in words that help.

use super::super::Error;
use super::destination::Destination;
use super::program::Outcome;

/// Words by which a failure is known, what it means, and what to do. `HOST` and `PLACE` are
/// replaced. The first that fits counts.
const OF_SSH: [(&[&str], &str, &str); 12] = [
    (
        &["REMOTE HOST IDENTIFICATION HAS CHANGED"],
        "the host key of HOST is not the one that it had before",
        "somebody may stand in between; ask who runs the server, and only if the key was changed on purpose, let `ssh-keygen -R` forget the old one and log in once with `ssh HOST`",
    ),
    (
        &["Host key verification failed"],
        "the host key of HOST is not known here",
        "log in once with `ssh HOST`, compare the fingerprint with the one that the server's owner names, and publish again",
    ),
    (
        &[
            "Permission denied (p",
            "Permission denied (k",
            "Permission denied (g",
            "Permission denied (h",
            "Permission denied, please",
            "Too many authentication failures",
        ],
        "HOST does not let you in",
        "see that `ssh HOST` logs in without asking: the public half of your key belongs into ~/.ssh/authorized_keys there, and ssh-agent keeps a key's passphrase; which key is for which server belongs into ~/.ssh/config",
    ),
    (
        &["Could not resolve hostname", "Name or service not known"],
        "there is no machine called HOST",
        "look at the name in `destination`, at ~/.ssh/config and at your connection",
    ),
    (
        &["Failed to exec"],
        "`ssh` could not be started",
        "install OpenSSH, or look at RSYNC_RSH in the environment",
    ),
    (
        &[
            "Connection refused",
            "Connection timed out",
            "Operation timed out",
            "No route to host",
            "Network is unreachable",
        ],
        "no connection to HOST could be made",
        "see that the server runs and lets ssh in; a port other than 22 belongs into ~/.ssh/config",
    ),
    (
        &[
            "rsync: command not found",
            "rsync: not found",
            "Unknown command: rsync",
            "rsync: No such file",
            "command not found: rsync",
        ],
        "there is no rsync on HOST",
        "install rsync on the server too, or ask its owner to",
    ),
    (
        &[
            "is your shell clean",
            "protocol version mismatch",
            "allows sftp connections only",
            "This account is currently not available",
        ],
        "HOST answers with something that is not rsync",
        "an account for sftp alone cannot be used; otherwise `ssh HOST true` must print nothing: look at .bashrc and its kin on the server",
    ),
    (
        &["unknown option", "on remote machine"],
        "the rsync on HOST does not understand what is asked",
        "it takes rsync 3.1 or newer on the server too",
    ),
    (
        &[
            "Bad owner or permissions",
            "Bad configuration option",
            "terminating, 1 bad configuration",
        ],
        "ssh does not accept its configuration",
        "`ssh HOST` says what is wrong with ~/.ssh/config",
    ),
    (
        &["UNPROTECTED PRIVATE KEY FILE"],
        "ssh does not use a key that others may read",
        "say `chmod 600` and the key's file",
    ),
    (
        &[
            "connection unexpectedly closed",
            "Connection closed",
            "Connection reset",
            "Broken pipe",
            "timeout in data",
        ],
        "the connection to HOST broke off",
        "publish again: what is there already is not sent again",
    ),
];

const OF_DISKS: [(&[&str], &str, &str); 6] = [
    (
        &["Not a directory (20)"],
        "PLACE is no folder, or a part of its path is none",
        "name another folder",
    ),
    (
        &["No space left on device", "Disk quota exceeded"],
        "there is no room left at PLACE",
        "make room there and publish again",
    ),
    (&["Read-only file system"], "PLACE can only be read", "name another folder"),
    (
        &["mkdir \""],
        "the folder PLACE could not be made",
        "make it on that machine, or name a folder that is there",
    ),
    (
        &["Permission denied (13)", "Operation not permitted (1)"],
        "the permissions at PLACE do not allow it",
        "the folder and all that is in it must belong to whom you log in as",
    ),
    (&["max-delete limit"], "PLACE changed while the site was being published", "publish again"),
];

/// Why a run failed.
pub fn explain(outcome: &Outcome, destination: &Destination) -> Error {
    let host = destination.host().unwrap_or_default();
    let place = destination.to_string();
    let of_ssh = if destination.host().is_some() { &OF_SSH[..] } else { &[] };
    let known = OF_DISKS
        .iter()
        .chain(of_ssh)
        .find(|(words, ..)| words.iter().any(|word| outcome.stderr.contains(word)));
    match known {
        Some((_, message, help)) => Error::Place {
            message: message.replace("HOST", host).replace("PLACE", &place),
            help: help.replace("HOST", host).replace("PLACE", &place),
        },
        None => Error::Place {
            message: match said(&outcome.stderr) {
                Some(line) => format!("rsync failed: {line}"),
                None => match outcome.code {
                    Some(code) => format!("rsync failed with code {code}"),
                    None => "rsync was ended from outside".to_owned(),
                },
            },
            help: "publish again; what is there already is not sent again".to_owned(),
        },
    }
}

/// Words of a connection that may stand next time.
const PASSING: [&str; 9] = [
    "Connection refused",
    "Connection timed out",
    "Operation timed out",
    "Connection reset",
    "Connection closed",
    "connection unexpectedly closed",
    "Broken pipe",
    "timeout in data",
    "Network is unreachable",
];

/// Whether it may be otherwise next time, for a machine that was reached before.
pub fn is_passing(outcome: &Outcome) -> bool {
    let has = |word: &&str| outcome.stderr.contains(*word);
    let lasting = |(words, ..): &(&[&str], &str, &str)| words.iter().any(has);
    // The machine let us in before; whatever stands first in the table is no accident.
    let is_lasting = OF_SSH.iter().take(5).any(lasting) || OF_DISKS.iter().any(lasting);
    PASSING.iter().any(has) && !is_lasting
}

/// Whether the folder that was to be listed is not there.
pub fn is_missing(outcome: &Outcome) -> bool {
    let is_so =
        |line: &str| line.contains("change_dir") && line.contains("No such file or directory (2)");
    outcome.code == Some(23) && outcome.stderr.lines().any(is_so)
}

/// Folders that may not be looked into, where nothing else was wrong with a listing.
pub fn closed_folders(outcome: &Outcome) -> Option<Vec<String>> {
    let mut folders = Vec::new();
    for line in outcome.stderr.lines().filter(|line| !line.starts_with("rsync error:")) {
        let closed = line.contains("opendir") && line.contains("Permission denied (13)");
        let name = line.split('"').nth(1).filter(|_| closed)?;
        folders.push(clean(name));
    }
    (outcome.code == Some(23) && !folders.is_empty()).then_some(folders)
}

/// The first line that says something.
fn said(stderr: &str) -> Option<String> {
    stderr.lines().map(clean).find(|line| !line.is_empty())
}

/// One line without what moves a terminal's cursor, and not too long.
fn clean(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(code: i32, stderr: &str) -> Outcome {
        Outcome { code: Some(code), stderr: stderr.to_owned() }
    }

    fn message(code: i32, stderr: &str) -> String {
        let host = Destination::Host { host: "maya@host".to_owned(), path: "/srv/x".to_owned() };
        explain(&outcome(code, stderr), &host).to_string()
    }

    #[test]
    fn what_ssh_says_is_put_into_words() {
        for (stderr, expected) in [
            (
                "Host key verification failed.\r\nrsync: connection unexpectedly closed",
                "the host key of maya@host is not known here",
            ),
            (
                "@@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@\nHost key verification failed.",
                "the host key of maya@host is not the one that it had before",
            ),
            (
                "maya@host: Permission denied (publickey,password).\nrsync: connection unexpectedly closed",
                "maya@host does not let you in",
            ),
            (
                "ssh: Could not resolve hostname host: Name or service not known",
                "there is no machine called maya@host",
            ),
            (
                "ssh: connect to host host port 22: Connection refused",
                "no connection to maya@host could be made",
            ),
            ("bash: line 1: rsync: command not found", "there is no rsync on maya@host"),
            (
                "protocol version mismatch -- is your shell clean?",
                "maya@host answers with something that is not rsync",
            ),
            (
                "rsync: on remote machine: -s: unknown option",
                "the rsync on maya@host does not understand what is asked",
            ),
            (
                "rsync: [receiver] mkstemp \"/srv/x/.a.html.x\" failed: Permission denied (13)",
                "the permissions at maya@host:/srv/x do not allow it",
            ),
            (
                "rsync: [Receiver] mkdir \"/srv/x\" failed: No such file or directory (2)",
                "the folder maya@host:/srv/x could not be made",
            ),
            (
                "rsync: write failed on \"/srv/x/a\": No space left on device (28)\nrsync: connection unexpectedly closed",
                "there is no room left at maya@host:/srv/x",
            ),
            (
                "rsync: connection unexpectedly closed (0 bytes received so far)",
                "the connection to maya@host broke off",
            ),
            ("\n\u{1b}[2Jodd things\n", "rsync failed: [2Jodd things"),
            ("", "rsync failed with code 12"),
        ] {
            assert_eq!(message(12, stderr), expected, "{stderr}");
        }
    }

    #[test]
    fn only_broken_connections_are_tried_again() {
        for passing in [
            "ssh: connect to host h port 22: Connection refused",
            "client_loop: send disconnect: Broken pipe\nrsync: connection unexpectedly closed",
        ] {
            assert!(is_passing(&outcome(255, passing)), "{passing}");
        }
        for lasting in [
            "Permission denied (publickey).\nrsync: connection unexpectedly closed",
            "Host key verification failed.\nrsync: connection unexpectedly closed",
            "failed: No space left on device (28)\nrsync: connection unexpectedly closed",
            "failed: Permission denied (13)",
            "",
        ] {
            assert!(!is_passing(&outcome(12, lasting)), "{lasting}");
        }
    }

    #[test]
    fn closed_folders_are_no_failure() {
        let closed = "rsync: [sender] opendir \"/srv/x/lost+found\" failed: Permission denied (13)\nrsync error: some files/attrs were not transferred (code 23)";
        let names = closed_folders(&outcome(23, closed));
        assert_eq!(names, Some(vec!["/srv/x/lost+found".to_owned()]));
        let more = format!("rsync: [sender] readlink failed: Input/output error (5)\n{closed}");
        assert_eq!(closed_folders(&outcome(23, &more)), None);
    }
}
