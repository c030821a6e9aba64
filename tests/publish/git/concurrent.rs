//! Somebody else publishes at the same time.

use super::{Stage, real_git, texts};
use std::fs;

const SITE: &[(&str, &str)] = &[("index.html", "a"), ("p/index.html", "p")];
const NEXT: &[(&str, &str)] = &[("index.html", "b"), ("p/index.html", "p")];

impl Stage {
    /// Has somebody else run a script in a clone of the remote just before each push of ours.
    fn rival(&self, script: &str) {
        self.git(".", &["clone", "--quiet", "remote.git", "rival"]);
        let (git, home) = (real_git(), self.path("home"));
        fs::write(self.path("rival.sh"), script).expect("a script");
        let wrapper = format!(
            "if [ \"$1\" = push ]; then\n  env -i PATH=\"$PATH\" HOME='{home}' GIT_CONFIG_NOSYSTEM=1 \
             GIT='{git}' GIT_AUTHOR_NAME=R GIT_AUTHOR_EMAIL=r@r.example GIT_COMMITTER_NAME=R \
             GIT_COMMITTER_EMAIL=r@r.example sh -e -c 'cd \"{rival}\"; . \"{script}\"' >&2\nfi\n\
             exec '{git}' \"$@\"",
            home = home.display(),
            git = git.display(),
            rival = self.path("rival").display(),
            script = self.path("rival.sh").display(),
        );
        self.program("git", &wrapper);
    }
}

/// Once only: a commit with one more file.
const ONCE: &str = "[ -e done ] && return 0\n touch done\n";

#[test]
fn a_change_beside_the_site_is_built_upon() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.rival(&format!(
        "{ONCE}\"$GIT\" checkout -q gh-pages; echo x > CNAME; \"$GIT\" add CNAME\n\
         \"$GIT\" commit -q -m r; \"$GIT\" push -q origin gh-pages"
    ));
    let outcome = stage.publish(NEXT);
    outcome.is_done();
    assert!(outcome.watched.contains(&"retry: the branch has changed".to_owned()), "{outcome:?}");
    assert_eq!(stage.branch("gh-pages"), texts(&[NEXT, &[("CNAME", "x\n")]].concat()));
    assert_eq!(stage.commits("gh-pages"), 3);
}

#[test]
fn a_change_of_the_site_itself_is_not_overwritten_unseen() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.rival(&format!(
        "{ONCE}\"$GIT\" checkout -q gh-pages; echo x > p/index.html\n\
         \"$GIT\" commit -q -a -m r; \"$GIT\" push -q origin gh-pages"
    ));
    let outcome = stage.publish(NEXT);
    outcome.failed(false, "has changed since it was looked at");
    assert_eq!(outcome.help, "publish again");
    assert_eq!(stage.branch("gh-pages")["p/index.html"], "x\n");
    let again = stage.publish(NEXT);
    again.is_done();
    assert_eq!(again.changed, ["index.html", "p/index.html"]);
    assert_eq!(stage.branch("gh-pages"), texts(NEXT));
}

#[test]
fn the_first_publish_does_not_take_a_branch_that_somebody_has_made_meanwhile() {
    let stage = Stage::new();
    stage.rival(&format!(
        "{ONCE}\"$GIT\" checkout -q --orphan gh-pages; echo x > notes\n\
         \"$GIT\" add notes; \"$GIT\" commit -q -m r; \"$GIT\" push -q origin gh-pages"
    ));
    stage.publish(SITE).failed(false, "has changed since it was looked at");
    assert_eq!(stage.branch("gh-pages"), texts(&[("notes", "x\n")]));
}

#[test]
fn the_same_site_published_by_two_is_there_once() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.publish(NEXT).is_done();
    let next = stage.git("remote.git", &["rev-parse", "gh-pages"]);
    stage.git("remote.git", &["tag", "next", &next]);
    stage.git("remote.git", &["update-ref", "refs/heads/gh-pages", "gh-pages~1"]);
    stage.rival(&format!(
        "{ONCE}\"$GIT\" push -q origin \"refs/tags/next^{{commit}}:refs/heads/gh-pages\""
    ));
    stage.publish(NEXT).is_done();
    assert_eq!(stage.git("remote.git", &["rev-parse", "gh-pages"]), next);
}

#[test]
fn a_branch_that_never_rests_is_given_up() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.rival(
        "\"$GIT\" checkout -q gh-pages; \"$GIT\" commit -q --allow-empty -m r\n\
         \"$GIT\" push -q origin gh-pages",
    );
    let outcome = stage.publish(NEXT);
    outcome.failed(false, "`gh-pages` has changed since it was looked at");
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    assert_eq!(stage.commits("gh-pages"), 4);
}

#[test]
fn a_branch_that_was_set_back_is_noticed() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.publish(&[("index.html", "a2"), ("p/index.html", "p2")]).is_done();
    stage.rival(&format!("{ONCE}\"$GIT\" push -q -f origin origin/gh-pages~1:gh-pages"));
    stage.publish(NEXT).failed(false, "has changed since it was looked at");
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
}

#[test]
fn one_publish_to_a_target_at_a_time() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    let lock = fs::File::create(stage.path("site/.vouchfolio/publish/live.lock")).expect("a file");
    lock.lock().expect("a lock");
    stage.publish(NEXT).failed(false, "another publish to `live` is under way");
    drop(lock);
    stage.publish(NEXT).is_done();
}
