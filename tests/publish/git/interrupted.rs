//! A publish that ends in the middle: the branch is as before or as after, and the next is whole.

use super::{Stage, real_git, texts};
use std::fs;

const SITES: [&[(&str, &str)]; 2] = [
    &[("index.html", "a"), ("assets/a.css", "a"), ("old/index.html", "o")],
    &[("index.html", "b"), ("assets/b.css", "b"), ("new/index.html", "n")],
];

impl Stage {
    /// Has git, or who called it, end at the call with this number. Calls are counted in `calls`.
    fn kill_at(&self, call: usize, how: &str) {
        fs::write(self.path("calls"), "0").expect("a file");
        let git = real_git().display().to_string();
        let calls = self.path("calls").display().to_string();
        self.program(
            "git",
            &format!(
                "n=$(($(cat '{calls}') + 1)); echo $n > '{calls}'\n\
                 if [ $n = {call} ]; then\n  case {how} in\n    before) kill -9 $$;;\n    \
                 after) '{git}' \"$@\"; kill -9 $$;;\n    caller) '{git}' \"$@\"; kill -9 $PPID;;\n  \
                 esac\nfi\nexec '{git}' \"$@\""
            ),
        );
    }

    fn calls(&self) -> usize {
        fs::read_to_string(self.path("calls"))
            .ok()
            .and_then(|it| it.trim().parse().ok())
            .unwrap_or(0)
    }
}

fn at_every_call(how: &str) {
    let stage = Stage::new();
    stage.publish(SITES[0]).is_done();
    let mut now = 0;
    for call in 1.. {
        let next = 1 - now;
        stage.kill_at(call, how);
        let outcome = stage.publish(SITES[next]);
        let is_over = stage.calls() < call;
        let there = stage.branch("gh-pages");
        assert!(
            there == texts(SITES[now]) || there == texts(SITES[next]),
            "call {call}: {there:?}\n{outcome:#?}"
        );
        if is_over {
            outcome.is_done();
            assert!(call > 12, "only {call} calls");
            return;
        }
        fs::remove_file(stage.path("bin/git")).expect("it goes");
        stage.publish(SITES[next]).is_done();
        assert_eq!(stage.branch("gh-pages"), texts(SITES[next]), "call {call}");
        assert!(!stage.path("site/.vouchfolio/publish/live.git").exists(), "call {call}");
        now = next;
    }
    stage.git("remote.git", &["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn git_is_killed_at_every_step() {
    at_every_call("before");
}

#[test]
fn the_program_is_killed_at_every_step() {
    at_every_call("caller");
}

#[test]
fn a_push_whose_answer_is_lost_has_come() {
    let stage = Stage::new();
    stage.publish(SITES[0]).is_done();
    let git = real_git().display().to_string();
    stage
        .program("git", &format!("'{git}' \"$@\"\ns=$?\n[ \"$1\" = push ] && kill -9 $$\nexit $s"));
    stage.publish(SITES[1]).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITES[1]));
}

#[test]
fn the_host_breaks_off_while_it_takes_the_site() {
    let stage = Stage::new();
    stage.publish(SITES[0]).is_done();
    stage.hook("pre-receive", "kill -9 $PPID");
    let outcome = stage.publish(SITES[1]);
    outcome.failed(false, "cannot be reached, or broke off");
    assert_eq!(stage.branch("gh-pages"), texts(SITES[0]));
    fs::remove_file(stage.path("remote.git/hooks/pre-receive")).expect("it goes");
    stage.publish(SITES[1]).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITES[1]));
}

#[test]
fn a_folder_that_leads_elsewhere_is_not_emptied() {
    let stage = Stage::new();
    fs::create_dir_all(stage.path("home/live.git")).expect("a folder");
    fs::create_dir(stage.path("site/.vouchfolio")).expect("a folder");
    let link = stage.path("site/.vouchfolio/publish");
    std::os::unix::fs::symlink(stage.path("home"), link).expect("a link");
    stage.publish(SITES[0]).failed(true, ".vouchfolio/publish is a link");
    assert!(stage.path("home/live.git").exists());
}

#[test]
fn what_an_earlier_publish_left_is_no_hindrance() {
    let stage = Stage::new();
    let store = stage.path("site/.vouchfolio/publish/live.git");
    fs::create_dir_all(store.join("refs/vouchfolio")).expect("a folder");
    for file in ["HEAD.lock", "index.lock", "shallow.lock", "config", "refs/vouchfolio/there.lock"]
    {
        fs::write(store.join(file), "rubbish").expect("a file");
    }
    stage.publish(SITES[0]).is_done();
    assert!(!store.exists());
}
