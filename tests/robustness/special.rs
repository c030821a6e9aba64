//! Things in a site's folder that are no files, or that change while it is read.

use super::within;
use crate::sample;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use tempfile::TempDir;
use vouchfolio::diagnostic::draw;
use vouchfolio::engine::{self, Request};
use vouchfolio::model::Date;

/// A site with required fields alone, to put things into.
fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    sample::copy(&sample::root().join("tests/sites/minimal"), folder.path());
    for name in ["content/pages", "content/people", "static", "themes/own/templates"] {
        fs::create_dir_all(folder.path().join(name)).expect("a folder");
    }
    folder
}

/// The problems of a site, one a line; or why it could not be read.
fn said(site: &Path) -> String {
    let site = site.to_path_buf();
    within(60, "a build", move || {
        let today = Date::parse(sample::TODAY).expect("a day");
        let request = Request { site: &site, today, drafts: false, base_url: None };
        match engine::build(&request, &|_| {}) {
            Ok(built) => built.problems.iter().map(draw::short).collect(),
            Err(error) => error.to_string(),
        }
    })
}

const PLACES: [&str; 5] = [
    "content/pages/pipe.md",
    "content/people/pipe.jpg",
    "content/pipe.yaml",
    "static/pipe",
    "themes/own/templates/pipe.html",
];

#[test]
fn pipes_are_passed_over() {
    let site = site();
    let quiet = said(site.path());
    for place in PLACES {
        pipe(&site.path().join(place));
    }
    assert_eq!(said(site.path()), quiet);
}

#[test]
fn sockets_are_passed_over() {
    let site = site();
    let quiet = said(site.path());
    let sockets = PLACES.map(|place| UnixListener::bind(site.path().join(place)));
    assert!(sockets.iter().all(Result::is_ok), "{sockets:?}");
    assert_eq!(said(site.path()), quiet);
}

/// Reading one of them would never end.
#[test]
fn links_to_devices_are_refused() {
    let site = site();
    symlink("/dev/zero", site.path().join("content/pages/zero.md")).expect("a link");
    symlink("/dev/zero", site.path().join("static/zero")).expect("a link");
    let said = said(site.path());
    assert_eq!(said.matches("error[symbolic-link]").count(), 2, "{said}");
}

#[test]
fn a_configuration_that_is_no_file_is_none() {
    for make in [pipe, folder] {
        let site = site();
        let config = site.path().join("vouchfolio.yaml");
        fs::remove_file(&config).expect("it was there");
        make(&config);
        let program = PathBuf::from(env!("CARGO_BIN_EXE_vouchfolio"));
        let output = within(60, "a build", move || {
            let mut command = Command::new(program);
            command.args(["build", "-C"]).arg(site.path());
            command.output().expect("the program runs")
        });
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("vouchfolio init"), "{said}");
    }
}

fn pipe(path: &Path) {
    let status = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(status.success());
}

fn folder(path: &Path) {
    fs::create_dir(path).expect("a folder");
}

#[test]
fn what_may_not_be_read_is_named() {
    let site = site();
    let secret = site.path().join("content/pages/secret.md");
    fs::write(&secret, "---\ntitle: Secret\n---\n").expect("a file");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o0)).expect("permissions");
    if fs::read(&secret).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let said = said(site.path());
    assert!(said.starts_with("cannot read `") && said.contains("secret.md"), "{said}");
}

/// Editors and synchronisers replace files at any time.
#[test]
fn files_may_come_and_go_while_they_are_read() {
    let site = site();
    let stop = AtomicBool::new(false);
    let pages = site.path().join("content/pages");
    let (mut built, mut failed) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for name in 0..20 {
                    let page = pages.join(format!("deep-{name}/page-{name}.md"));
                    fs::create_dir_all(page.parent().expect("a folder")).expect("a folder");
                    fs::write(&page, "---\ntitle: A page\n---\n").expect("a file");
                }
                for name in 0..20 {
                    fs::remove_dir_all(pages.join(format!("deep-{name}"))).expect("it was there");
                }
            }
        });
        for _ in 0..20 {
            let said = said(site.path());
            if said.starts_with("cannot read `") {
                failed += 1;
            } else {
                built += 1;
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(built + failed, 20);
    assert!(!said(site.path()).contains("cannot read"));
}

#[test]
fn problems_of_one_text_share_it() {
    let site = site();
    let links = "[nowhere](gone.md)\n\n".repeat(300);
    let page = site.path().join("content/pages/links.md");
    fs::write(page, format!("---\ntitle: Links\n---\n{links}")).expect("a file");
    let today = Date::parse("2026-06-15").expect("a day");
    let request = Request { site: site.path(), today, drafts: false, base_url: None };
    let built = engine::build(&request, &|_| {}).expect("a site");
    let texts: Vec<_> = built.problems.iter().map(|problem| problem.place.as_ref()).collect();
    assert_eq!(texts.len(), 300);
    let first = texts[0].and_then(|place| place.text.clone()).expect("the text, read again");
    let is_same = |text: &std::sync::Arc<str>| std::sync::Arc::ptr_eq(text, &first);
    assert!(texts.iter().flatten().all(|place| place.text.as_ref().is_some_and(is_same)));
}
