//! Remotes that say no.

use super::{Stage, texts};
use std::fs;

const SITE: &[(&str, &str)] = &[("index.html", "a")];
const NEXT: &[(&str, &str)] = &[("index.html", "b")];

#[test]
fn a_hook_that_refuses_is_quoted_and_changes_nothing() {
    for (hook, reason) in
        [("pre-receive", "pre-receive hook declined"), ("update", "hook declined")]
    {
        let stage = Stage::new();
        stage.publish(SITE).is_done();
        stage.hook(hook, "printf '\\033[31mno files\\033[0m over 1 MB\\n' >&2; exit 1");
        let outcome = stage.publish(NEXT);
        outcome.failed(false, &format!("the remote refuses the push ({reason})"));
        let error = outcome.error.as_deref().unwrap_or_default();
        assert!(error.contains("no files") && error.contains("over 1 MB"), "{error}");
        assert!(!error.contains('\u{1b}'), "{error}");
        assert_eq!(stage.branch("gh-pages"), texts(SITE));
        fs::remove_file(stage.path("remote.git/hooks").join(hook)).expect("it goes");
        stage.publish(NEXT).is_done();
        assert_eq!(stage.branch("gh-pages"), texts(NEXT));
    }
}

#[test]
fn a_hook_that_complains_afterwards_comes_too_late() {
    let stage = Stage::new();
    stage.hook("post-receive", "echo no >&2; exit 1");
    stage.publish(SITE).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
}

#[test]
fn a_branch_that_is_checked_out_there_is_refused_by_git() {
    let stage = Stage::new();
    fs::remove_dir_all(stage.path("remote.git")).expect("it goes");
    stage.git(".", &["init", "--quiet", "--initial-branch=gh-pages", "remote.git"]);
    let outcome = stage.publish(SITE);
    outcome.failed(false, "the remote refuses the push");
    assert!(outcome.help.contains("not checked out"), "{outcome:#?}");
}

#[test]
fn a_remote_that_cannot_take_it_says_why() {
    let stage = Stage::new();
    stage.git("remote.git", &["config", "receive.maxInputSize", "10"]);
    let outcome = stage.publish(SITE);
    let error = outcome.error.as_deref().unwrap_or_default();
    assert!(error.contains("maximum allowed size"), "{outcome:#?}");
    assert_eq!(stage.git("remote.git", &["for-each-ref"]), "");
}
