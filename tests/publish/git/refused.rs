//! What is never published to.

use super::{Outcome, Stage};
use std::fs;

const SITE: &[(&str, &str)] = &[("index.html", "a"), ("assets/a.css", "a")];

fn to(stage: &Stage, remote: &str, branch: &str) -> Outcome {
    let mut request = stage.request(SITE);
    (request.remote, request.branch) = (remote.to_owned(), branch.to_owned());
    request.adopt = true;
    stage.run(&request)
}

#[test]
fn addresses_that_are_not_safe() {
    let stage = Stage::new();
    let cases = [
        ("ext::sh -c touch% ran", "the remote would be reached over `ext::`"),
        ("fd::3", "the remote would be reached over `fd::`"),
        ("git://host.example/a.git", "the remote would be reached over `git://`"),
        ("http://host.example/a.git", "where everyone on the way can read along"),
        ("https://maya:canary@host.example/a.git", "holds a name or password"),
        ("https://canary@host.example/a.git", "holds a name or password"),
        ("ssh://maya:canary@host.example/a.git", "holds a password"),
        ("git@-oProxyCommand=touch ran:a", "has no host"),
    ];
    for (remote, message) in cases {
        let outcome = to(&stage, remote, "gh-pages");
        outcome.failed(true, message);
        assert!(!format!("{outcome:?}").contains("canary"), "{outcome:#?}");
    }
    assert!(!stage.path("site/ran").exists());
}

#[test]
fn a_remote_that_is_not_there() {
    let stage = Stage::new();
    to(&stage, "orgin", "gh-pages").failed(true, "there is no remote `orgin`");
    assert!(to(&stage, "orgin", "gh-pages").help.contains("is in no git repository"));
    stage.repository();
    assert_eq!(to(&stage, "orgin", "gh-pages").failed(true, "no remote").help, "there is origin");
    to(&stage, "../nowhere.git", "gh-pages").failed(false, "there is nothing at ");
    fs::create_dir(stage.path("folder")).expect("a folder");
    to(&stage, "../folder", "gh-pages")
        .failed(false, "is no repository, or one that you may not see");
}

#[test]
fn branches_that_are_none() {
    let stage = Stage::new();
    for branch in ["HEAD", "refs/heads/gh-pages", "a..b", "a b", "a:b", "x.lock", "@{1}", "a\u{7}"]
    {
        to(&stage, "../remote.git", branch).failed(true, "is no name for a branch");
    }
}

#[test]
fn the_branch_that_the_user_works_on() {
    let stage = Stage::new();
    stage.repository();
    let path = stage.path("remote.git").display().to_string();
    let url = format!("file://{path}/");
    for remote in ["origin", "../remote.git", &path, &url, ".", "./.git"] {
        to(&stage, remote, "main").failed(true, "`main` is the branch that you work on");
    }
    assert_eq!(stage.git("remote.git", &["for-each-ref"]), "");
    // Another branch of the same repository will do.
    to(&stage, ".", "gh-pages").is_done();
    assert_eq!(stage.git("site", &["rev-list", "--count", "gh-pages"]), "1");
    assert_eq!(stage.git("site", &["status", "--porcelain"]), "");
}

#[test]
fn the_default_branch_unless_it_is_a_published_site() {
    let stage = Stage::new();
    stage.commit("main", &[("README.md", "Hello")]);
    to(&stage, "../remote.git", "main").failed(true, "`main` is the remote's default branch");
    assert_eq!(stage.commits("main"), 1);

    // Hosts make the first branch of an empty repository the default.
    let stage = Stage::new();
    stage.git("remote.git", &["symbolic-ref", "HEAD", "refs/heads/gh-pages"]);
    to(&stage, "../remote.git", "gh-pages").is_done();
    stage.publish(&[("index.html", "b"), ("assets/a.css", "a")]).is_done();
    assert_eq!(stage.commits("gh-pages"), 2);
}

#[test]
fn a_branch_that_holds_the_source() {
    let stage = Stage::new();
    stage.commit("work", &[("vouchfolio.yaml", "title: A"), ("content/profile.md", "name: Maya")]);
    to(&stage, "../remote.git", "work")
        .failed(true, "the branch `work` holds the source of a site");
    assert_eq!(stage.commits("work"), 1);
}

#[test]
fn what_stands_in_the_way() {
    let stage = Stage::new();
    stage.commit("gh-pages", &[("assets", "a file"), ("index.html/page", "in a folder")]);
    to(&stage, "../remote.git", "gh-pages")
        .failed(true, "assets/a.css cannot go where assets is on the branch `gh-pages`");
    assert_eq!(stage.commits("gh-pages"), 1);
}

#[test]
fn a_source_beside_the_site_is_warned_of() {
    let stage = Stage::new();
    stage.repository();
    stage.git("site", &["push", "--quiet", "origin", "main"]);
    let outcome = to(&stage, "origin", "gh-pages");
    assert_eq!(outcome.is_done().warnings.len(), 1, "{outcome:#?}");
    assert!(
        outcome.warnings[0].contains("in its branch `main`: whoever can read it can read drafts")
    );
    // A server that can leave files out is asked to.
    stage.git("remote.git", &["config", "uploadpack.allowFilter", "true"]);
    assert_eq!(to(&stage, "origin", "gh-pages").is_done().warnings, outcome.warnings);

    let stage = Stage::new();
    stage.commit("main", &[("README.md", "Hello")]);
    assert!(to(&stage, "../remote.git", "gh-pages").is_done().warnings.is_empty());
}

#[test]
fn without_git_or_with_an_old_one_it_is_said() {
    let stage = Stage::new();
    stage.program("git", "echo git version 2.20.1");
    stage.publish(SITE).failed(false, "git is 2.20, which is too old");
    let mut request = stage.request(SITE);
    request.environment = vec![("PATH".to_owned(), stage.path("home").display().to_string())];
    let outcome = stage.run(&request);
    outcome.failed(false, "cannot run `git`");
    assert_eq!(outcome.help, "install `git`, and see that it is on the path");
}
