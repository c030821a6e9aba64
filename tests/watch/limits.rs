//! Where the system does not tell of changes, they are found all the same, and it is said why.
#![cfg(target_os = "linux")]

use super::*;
use std::process::Command;

const WATCHES: &str = "/proc/sys/user/max_inotify_watches";
const INSTANCES: &str = "/proc/sys/user/max_inotify_instances";

#[test]
fn too_many_folders() {
    in_a_namespace(&format!("echo 5 > {WATCHES}"), "child_with_few_folders");
}

#[test]
fn too_many_folders_later() {
    in_a_namespace(&format!("echo 30 > {WATCHES}"), "child_with_folders_later");
}

#[test]
fn too_many_watchers() {
    in_a_namespace(&format!("echo 0 > {INSTANCES}"), "child_without_watchers");
}

/// Runs one of the tests below where these limits hold: in a user namespace of its own.
fn in_a_namespace(limit: &str, test: &str) {
    let can = Command::new("unshare").args(["-Ur", "sh", "-c", limit]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system allows no user namespaces, so no limits of one's own");
        return;
    }
    let script = format!("{limit} && exec \"$0\" \"$@\"");
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new("unshare");
    command.args(["-Ur", "sh", "-c", &script]).arg(program);
    let test = format!("watch::limits::{test}");
    let output = command.args(["--exact", &test, "--ignored", "--nocapture"]).output();
    let output = output.expect("the test runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// The limit as it is here; whoever runs the tests below by hand has a large one.
fn limit(file: &str) -> usize {
    let limit = fs::read_to_string(file).unwrap_or_default();
    limit.trim().parse().unwrap_or(usize::MAX)
}

#[test]
#[ignore = "run by too_many_folders"]
fn child_with_few_folders() {
    if limit(WATCHES) > 5 {
        return;
    }
    let mut desk = polling_desk(
        "the system watches no more folders, so changes are looked for every 2 s; raise the limit \
         with `sudo sysctl fs.inotify.max_user_watches=524288` and start again",
    );
    desk.during(|site| put(site, POST, NEW));
    assert_eq!(desk.states.last().and_then(Option::as_deref), Some(NEW));
}

#[test]
#[ignore = "run by too_many_watchers"]
fn child_without_watchers() {
    if limit(INSTANCES) > 0 {
        return;
    }
    let mut desk = polling_desk(
        "too many programs watch folders, so changes are looked for every 2 s; raise the limit \
         with `sudo sysctl fs.inotify.max_user_instances=1024` and start again",
    );
    desk.during(|site| put(site, "content/people/new/ada.md", NEW));
}

/// A site whose watch says this before anything else.
fn polling_desk(notice: &str) -> Desk {
    let mut desk = Desk::new(Mode::Polling, as_it_is);
    desk.watch = Watch::start(&desk.site, Mode::Events.options()).expect("a watch");
    match desk.watch.next(None) {
        News::Polling(said) => assert_eq!(said.to_string(), notice),
        other => panic!("{other:?}"),
    }
    desk
}

#[test]
#[ignore = "run by too_many_folders_later"]
fn child_with_folders_later() {
    if limit(WATCHES) > 30 {
        return;
    }
    let mut desk = Desk::new(Mode::Events, as_it_is);
    for number in 0..60 {
        put(&desk.site, &format!("content/people/{number}/ada.md"), OLD);
    }
    let notice = loop {
        match desk.watch.next(Some(LONGEST)) {
            News::Changed(change) => desk.look(&change),
            News::Polling(notice) => break notice.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert!(notice.starts_with("the system watches no more folders"), "{notice}");
    desk.listen(&mut || false);
    desk.heard.clear();
    desk.during(|site| put(site, "content/people/59/ada.md", NEW));
    assert!(desk.heard.contains(&Change::All));
}
