//! The commit to the remote, if the branch there is still what was seen.

use super::super::{Error, Size, Watch};
use super::branch::Tip;
use super::program::Git;
use super::remote::Address;
use super::store::Store;
use super::trouble;

/// What came of a push that the remote has answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Done,
    /// The branch is not as it was seen.
    Stale,
}

/// A commit that is to be where a branch leads.
pub(super) struct Push<'a> {
    pub branch: &'a str,
    pub commit: &'a str,
    /// Where the branch leads now; `None` where it is not there.
    pub seen: Option<&'a Tip>,
    /// Of what is sent, for who watches.
    pub size: Size,
}

/// Pushes a commit under a lease. `Err` holds what git said where it is not sure what has come of
/// it.
pub(super) fn push(
    git: &Git,
    store: &Store,
    remote: &str,
    push: &Push<'_>,
    watch: &dyn Watch,
) -> Result<Result<Pushed, String>, Error> {
    let seen = push.seen.map_or("", |tip| &tip.commit);
    let lease = format!("--force-with-lease=refs/heads/{}:{seen}", push.branch);
    let refspec = format!("{}:refs/heads/{}", push.commit, push.branch);
    let arguments = [
        "push",
        "--porcelain",
        "--progress",
        "--no-thin",
        "--no-verify",
        "--no-follow-tags",
        "--recurse-submodules=no",
        &lease,
        "--",
        remote,
        &refspec,
    ];
    let mut sent = 0;
    let done = git.run_and_watch(&arguments, &store.folder, &[], |line| {
        let now = percent(line).map_or(sent, |percent| push.size.0 / 100 * percent);
        if now > sent {
            watch.sent(now - sent);
            sent = now;
        }
    })?;
    if done.status.success() {
        watch.sent(push.size.0.saturating_sub(sent));
        return Ok(Ok(Pushed::Done));
    }
    let out = String::from_utf8_lossy(&done.out);
    let Some(rejected) = out.lines().find_map(|line| line.strip_prefix("!\t")) else {
        return Ok(Err(done.err));
    };
    let (_, why) = rejected.rsplit_once('\t').unwrap_or(("", rejected));
    if is_stale(why) {
        return Ok(Ok(Pushed::Stale));
    }
    if why.contains("unpack") || why.contains("remote failure") {
        return Ok(Err(done.err));
    }
    Err(refused_by(why, &trouble::said_by_remote(&done.err), push.branch))
}

/// What git and hosts say when somebody else was there first.
fn is_stale(why: &str) -> bool {
    let signs = [
        "stale info",
        "fetch first",
        "non-fast-forward",
        "needs force",
        "incorrect old value",
        "reference already exists",
        "cannot lock ref",
        "failed to update ref",
        "failed to lock",
    ];
    signs.iter().any(|sign| why.contains(sign))
}

/// The remote has been reached, and says no.
fn refused_by(why: &str, said: &str, branch: &str) -> Error {
    let why = trouble::shown(why);
    let reason = why.rsplit_once('(').map_or(&*why, |(_, why)| why.trim_end_matches(')'));
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    let help = if reason.contains("protected") || said.contains("protected") {
        format!("in the repository's settings, let yourself push to `{branch}`")
    } else if reason.contains("checked out") || reason.contains("current branch") {
        "choose a branch that is not checked out there, or a bare repository".to_owned()
    } else if said.contains("file size limit") || said.contains("exceeds") {
        "take the large files out of the site: `vouchfolio publish --dry-run` names sizes"
            .to_owned()
    } else {
        "mend what the remote complains of; until then the site there stays as it is".to_owned()
    };
    Error::Place { message: format!("the remote refuses the push ({reason}){said}"), help }
}

/// Why it is not known what has come of a push.
pub(super) fn unsure(address: &Address, err: &str) -> Error {
    trouble::of_remote(address, err)
}

/// `Writing objects:  45% (9/20), 1.20 MiB | 2.00 MiB/s`
fn percent(line: &str) -> Option<u64> {
    let (number, _) = line.strip_prefix("Writing objects:")?.split_once('%')?;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{is_stale, percent, refused_by};

    #[test]
    fn progress_is_read_and_nothing_else() {
        assert_eq!(percent("Writing objects:  45% (9/20), 1.20 MiB | 2.00 MiB/s"), Some(45));
        assert_eq!(percent("Writing objects: 100% (20/20), done."), Some(100));
        assert_eq!(percent("Counting objects:  45% (9/20)"), None);
        assert_eq!(percent("remote: Writing objects: 9%"), None);
    }

    #[test]
    fn what_another_publish_causes_is_told_from_what_a_hook_says() {
        assert!(is_stale("[rejected] (stale info)"));
        assert!(is_stale(
            "[remote rejected] (cannot lock ref 'refs/heads/gh-pages': is at 1 but 2)"
        ));
        assert!(!is_stale("[remote rejected] (pre-receive hook declined)"));
    }

    #[test]
    fn the_remote_is_quoted() {
        let error = refused_by("[remote rejected] (pre-receive hook declined)", "no", "gh-pages");
        assert_eq!(
            error.to_string(),
            "the remote refuses the push (pre-receive hook declined): no"
        );
        let error =
            refused_by("[remote rejected] (protected branch hook declined)", "", "gh-pages");
        assert_eq!(error.help(), "in the repository's settings, let yourself push to `gh-pages`");
    }
}
