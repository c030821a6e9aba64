//! What publishing leaves alone: the user's repository, whatever state it is in, and what the
//! user's settings would do to the published bytes.

use super::{Stage, executable, texts};
use std::fs;
use std::path::PathBuf;

const SITE: &[(&str, &str)] = &[("index.html", "a\r\nb\n"), ("assets/site.css", "a\n")];

impl Stage {
    /// Everything about a repository that publishing could disturb.
    fn state(&self, folder: &str) -> Vec<String> {
        let read = |path: &str| {
            let git = self.git(folder, &["rev-parse", "--absolute-git-dir"]);
            fs::read(PathBuf::from(git).join(path)).map(|bytes| format!("{path}: {bytes:?}"))
        };
        let git = |arguments: &[&str]| self.git(folder, arguments);
        vec![
            git(&["--no-optional-locks", "status", "--porcelain=v2", "--branch", "-uall"]),
            git(&["for-each-ref"]),
            git(&["stash", "list"]),
            git(&["count-objects", "-v"]),
            git(&["worktree", "list"]),
            git(&["submodule", "status"]),
            read("HEAD").unwrap_or_default(),
            read("index").unwrap_or_default(),
            read("config").unwrap_or_default(),
            read("FETCH_HEAD").unwrap_or_default(),
            read("logs/HEAD").unwrap_or_default(),
        ]
    }

    /// Publishes to `origin`, twice, and sees that the repository is as it was.
    #[track_caller]
    fn leaves_alone(&self, site: &str) {
        let before = self.state(site);
        let mut request = self.request(SITE);
        request.site = self.path(site);
        request.remote = "origin".to_owned();
        self.run(&request).is_done();
        assert_eq!(self.branch("gh-pages"), texts(SITE));
        assert_eq!(self.run(&request).is_done().changes(), 0);
        assert_eq!(self.state(site), before);
        assert!(!self.path("ran").exists(), "a hook ran");
    }

    fn traps(&self, folder: &str) {
        fs::create_dir_all(self.path(folder)).expect("a folder");
        let names = [
            "pre-push",
            "pre-commit",
            "post-commit",
            "commit-msg",
            "post-index-change",
            "post-checkout",
            "pre-auto-gc",
            "post-rewrite",
        ];
        for name in names {
            let hook = self.path(folder).join(name);
            let script = format!("#!/bin/sh\ntouch '{}'\nexit 1\n", self.path("ran").display());
            fs::write(&hook, script).expect("a hook");
            executable(&hook);
        }
    }
}

#[test]
fn a_work_tree_full_of_unfinished_work() {
    let stage = Stage::new();
    stage.repository();
    let other = stage.path("other").display().to_string();
    stage.git(".", &["init", "--quiet", "other"]);
    stage.git("other", &["commit", "--quiet", "--allow-empty", "-m", "First"]);
    let add = ["-c", "protocol.file.allow=always", "submodule", "add", "--quiet", &other, "sub"];
    stage.git("site", &add);
    for (path, text) in [("content/staged.md", "s"), ("content/profile.md", "changed")] {
        fs::write(stage.path("site").join(path), text).expect("a file");
    }
    stage.git("site", &["add", "content/staged.md"]);
    stage.git("site", &["stash", "push", "--quiet", "--include-untracked"]);
    fs::write(stage.path("site/content/untracked.md"), "u").expect("a file");
    fs::write(stage.path("site/content/staged.md"), "s").expect("a file");
    stage.git("site", &["add", "content/staged.md"]);
    fs::write(stage.path("site/content/staged.md"), "and changed").expect("a file");
    stage.traps("site/.git/hooks");
    let trap = stage.path("site/.git/hooks");
    fs::copy(trap.join("pre-push"), trap.join("reference-transaction")).expect("a hook");
    stage.leaves_alone("site");
    // The traps are traps: the user's own commit runs into one.
    let commit = stage.try_git("site", &["commit", "--quiet", "-m", "Own"], b"");
    assert!(!commit.status.success() && stage.path("ran").exists());
}

#[test]
fn a_repository_without_a_commit_a_second_work_tree_and_a_detached_head() {
    let stage = Stage::new();
    stage.git("site", &["init", "--quiet"]);
    fs::write(stage.path("site/.gitignore"), "/.vouchfolio/\n").expect("a file");
    stage.git("site", &["remote", "add", "origin", "../remote.git"]);
    stage.leaves_alone("site");

    let stage = Stage::new();
    stage.repository();
    stage.git("site", &["worktree", "add", "--quiet", "--detach", "../second"]);
    stage.git(
        "site",
        &["remote", "set-url", "origin", &stage.path("remote.git").display().to_string()],
    );
    stage.leaves_alone("second");
}

#[test]
fn a_shallow_clone() {
    let stage = Stage::new();
    stage.repository();
    stage.git("site", &["commit", "--quiet", "--allow-empty", "-m", "Second"]);
    stage.git("site", &["push", "--quiet", "origin", "main"]);
    let url = format!("file://{}", stage.path("remote.git").display());
    stage.git(".", &["clone", "--quiet", "--depth=1", &url, "shallow"]);
    stage.leaves_alone("shallow");
}

#[test]
fn settings_of_the_user_change_no_byte_and_run_nothing() {
    let stage = Stage::new();
    stage.repository();
    stage.traps("home/hooks");
    stage.traps("home/template/hooks");
    fs::write(stage.path("home/attributes"), "* text eol=crlf filter=no ident\n").expect("a file");
    fs::write(stage.path("site/.gitattributes"), "* text eol=crlf export-ignore\n")
        .expect("a file");
    let home = stage.path("home").display().to_string();
    let settings = format!(
        "[core]\n autocrlf = true\n safecrlf = true\n fileMode = false\n hooksPath = {home}/hooks\n \
         attributesFile = {home}/attributes\n fsmonitor = {home}/hooks/pre-push\n \
         splitIndex = true\n[commit]\n gpgSign = true\n[gpg]\n program = false\n\
         [push]\n gpgSign = true\n followTags = true\n pushOption = odd\n default = matching\n\
         [init]\n templateDir = {home}/template\n defaultObjectFormat = sha256\n\
         [safe]\n bareRepository = explicit\n[submodule]\n recurse = true\n\
         [fetch]\n prune = true\n[filter \"no\"]\n clean = false\n required = true\n\
         [protocol]\n allow = never\n[index]\n skipHash = true\n\
         [user]\n name = Maya Okafor\n email = maya@maya.example\n"
    );
    fs::write(stage.path("home/.gitconfig"), settings).expect("a file");
    let mut request = stage.request(SITE);
    request.remote = "origin".to_owned();
    stage.run(&request).is_done();
    assert_eq!(stage.run(&request).is_done().changes(), 0);
    fs::remove_file(stage.path("home/.gitconfig")).expect("it goes");
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    assert!(!stage.path("ran").exists(), "a hook ran");
    let who = stage.git("remote.git", &["log", "-1", "--format=%an <%ae> %cn <%ce>", "gh-pages"]);
    let maya = "Maya Okafor <maya@maya.example>";
    assert_eq!(who, format!("{maya} {maya}"));
}

#[test]
fn an_environment_that_points_elsewhere_is_not_followed() {
    let stage = Stage::new();
    stage.repository();
    let before = stage.state("site");
    let site = stage.path("site");
    let text = |path: PathBuf| path.display().to_string();
    let mut request = stage.request(SITE);
    request.remote = "origin".to_owned();
    request.environment = vec![
        ("GIT_DIR".to_owned(), text(site.join(".git"))),
        ("GIT_WORK_TREE".to_owned(), text(site.clone())),
        ("GIT_INDEX_FILE".to_owned(), text(site.join(".git/index"))),
        ("GIT_OBJECT_DIRECTORY".to_owned(), text(site.join(".git/objects"))),
        ("GIT_NAMESPACE".to_owned(), "elsewhere".to_owned()),
        ("GIT_DEFAULT_HASH".to_owned(), "sha256".to_owned()),
        ("GIT_CONFIG_PARAMETERS".to_owned(), "'remote.origin.url=/nowhere'".to_owned()),
    ];
    stage.run(&request).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    assert_eq!(stage.state("site"), before);
}
