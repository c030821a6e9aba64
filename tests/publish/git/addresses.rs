//! The ways to name a remote.

use super::{Stage, texts};
use std::fs;

const SITE: &[(&str, &str)] = &[("index.html", "a")];

/// Stands in for ssh: does on this machine what is asked of the other, and notes how it was called.
const SSH: &str = "echo \"$@\" >> \"$HOME/ssh\"\nfor last; do :; done\nexec sh -c \"$last\"";

#[track_caller]
fn reaches(stage: &Stage, remote: &str) {
    let mut request = stage.request(SITE);
    request.remote = remote.to_owned();
    request.branch = format!("b{}", remote.len());
    stage.run(&request).is_done();
    assert_eq!(stage.branch(&request.branch), texts(SITE), "{remote}");
}

#[test]
fn paths() {
    let stage = Stage::new();
    let path = stage.path("remote.git").display().to_string();
    reaches(&stage, &path);
    reaches(&stage, &format!("file://{path}"));
    reaches(&stage, "./../remote.git");
}

#[test]
fn a_name_of_a_remote_is_seen_from_the_repository() {
    let stage = Stage::new();
    stage.repository();
    fs::create_dir_all(stage.path("site/sites/maya")).expect("a folder");
    let mut request = stage.request(SITE);
    request.site = stage.path("site/sites/maya");
    request.remote = "origin".to_owned();
    stage.run(&request).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    // Where pushes go counts, not where they come from.
    stage.bare("pushed.git");
    stage.git("site", &["remote", "set-url", "--push", "origin", "../pushed.git"]);
    let outcome = stage.run(&request);
    assert_eq!(outcome.is_done().added.len(), 1);
    assert_eq!(stage.git("pushed.git", &["rev-list", "--count", "gh-pages"]), "1");
}

#[test]
fn ssh_is_not_left_waiting_for_an_answer() {
    let stage = Stage::new();
    stage.program("ssh", SSH);
    let path = stage.path("remote.git").display().to_string();
    reaches(&stage, &format!("git@host.example:{path}"));
    reaches(&stage, &format!("ssh://git@host.example:2222{path}"));
    let calls = fs::read_to_string(stage.path("home/ssh")).expect("ssh was called");
    assert!(calls.lines().count() >= 4, "{calls}");
    assert!(calls.lines().all(|call| call.starts_with("-o BatchMode=yes")), "{calls}");

    // Whoever says how ssh is called is left to it.
    fs::remove_file(stage.path("home/ssh")).expect("it goes");
    stage.git(".", &["config", "--global", "core.sshCommand", "ssh -F none"]);
    reaches(&stage, &format!("host.example:{path}"));
    let calls = fs::read_to_string(stage.path("home/ssh")).expect("ssh was called");
    assert!(calls.lines().all(|call| call.starts_with("-F none")), "{calls}");
}

#[test]
fn settings_that_lead_elsewhere_are_followed_and_judged() {
    let stage = Stage::new();
    let path = format!("{}/", stage.root.path().display());
    let key = |base: &str| format!("url.{base}.insteadOf");
    stage.git(".", &["config", "--global", &key(&path), "https://host.example/"]);
    reaches(&stage, "https://host.example/remote.git");
    stage.git(
        ".",
        &["config", "--global", &key("ext::sh -c touch% ran% "), "https://evil.example/"],
    );
    for repository in [false, true] {
        if repository {
            stage.repository();
        }
        let mut request = stage.request(SITE);
        request.remote = "https://evil.example/a.git".to_owned();
        stage.run(&request).failed(true, "the remote would be reached over `ext::`");
    }
}
