//! Folders that come, go, move and come back, and many files at once.

use super::*;
use std::process::{Command, Stdio};

#[test]
fn folders_count_at_once_and_after_they_come_back() {
    let cases: &[(&str, Act, Act)] = &[
        ("new nested folders with files", as_it_is, |site| {
            for number in 0..30 {
                put(site, &format!("content/people/a{number}/b/c/file.md"), NEW);
            }
            save_later(site, "content/people/a7/b/c/file.md");
        }),
        ("a folder removed and made again", as_it_is, |site| {
            fs::remove_dir_all(site.join("content/posts")).unwrap();
            put(site, POST, "between");
            save_later(site, POST);
        }),
        ("a folder that is made again and again", as_it_is, |site| {
            for number in 0..20 {
                put(site, POST, &format!("number {number}"));
                pause(number);
                fs::remove_dir_all(site.join("content/posts")).unwrap();
            }
            put(site, POST, "the last");
            save_later(site, POST);
        }),
        ("a folder renamed", as_it_is, |site| {
            rename(site, "content/posts", "content/pages");
            save_later(site, "content/pages/news.md");
        }),
        ("a folder renamed, and another in its place", as_it_is, |site| {
            rename(site, "content/posts", "content/pages");
            put(site, POST, "another");
            save_later(site, "content/pages/news.md");
            save_later(site, POST);
        }),
        ("a folder moved in from elsewhere", as_it_is, |site| {
            put(site, "../elsewhere/deep/page.md", OLD);
            rename(site, "../elsewhere", "content/pages");
            save_later(site, "content/pages/deep/page.md");
        }),
        ("a folder moved out", as_it_is, |site| {
            rename(site, "content/posts", "../elsewhere");
            pause(100);
            put(site, "../elsewhere/news.md", NEW);
        }),
        ("content removed and restored", as_it_is, |site| {
            fs::remove_dir_all(site.join("content")).unwrap();
            pause(400);
            put(site, POST, "restored");
            save_later(site, POST);
        }),
        ("content moved away and back", as_it_is, |site| {
            rename(site, "content", "content-old");
            pause(400);
            put(site, "content-old/posts/news.md", "meanwhile");
            rename(site, "content-old", "content");
            save_later(site, POST);
        }),
        ("themes and static only made later", bare, |site| {
            put(site, "themes/own/styles/own.css", "p { }");
            put(site, "static/files/cv.pdf", "%PDF");
            put(site, POST, "first");
            save_later(site, "themes/own/styles/own.css");
            save_later(site, "static/files/cv.pdf");
            save_later(site, POST);
        }),
        ("a file instead of a folder", as_it_is, |site| {
            fs::remove_dir_all(site.join("content/posts")).unwrap();
            put(site, "content/posts", "no folder");
            pause(200);
            remove(site, "content/posts");
            put(site, POST, "a folder again");
            save_later(site, POST);
        }),
        ("the site itself removed and restored", as_it_is, |site| {
            let moved = site.with_file_name("moved");
            fs::rename(site, &moved).unwrap();
            pause(1200);
            fs::rename(&moved, site).unwrap();
            save_later(site, POST);
        }),
        ("the site itself made anew", as_it_is, |site| {
            fs::remove_dir_all(site).unwrap();
            put(site, POST, "anew");
            save_later(site, POST);
        }),
        ("the configuration removed and restored", as_it_is, |site| {
            remove(site, "vouchfolio.yaml");
            pause(200);
            put(site, "vouchfolio.yaml", "title: Back\n");
        }),
    ];
    each(cases, |name, _, desk| assert!(!desk.heard.is_empty(), "{name}"));
}

fn bare(site: &Path) {
    for folder in ["themes", "static", "content"] {
        fs::remove_dir_all(site.join(folder)).unwrap();
    }
}

/// Saves a file once what happened before is surely told of.
pub(super) fn save_later(site: &Path, path: &str) {
    pause(500);
    let before = fs::read_to_string(site.join(path)).unwrap();
    fs::write(site.join(path), before + "\nAnd later this.\n").unwrap();
}

#[test]
fn a_checkout_of_500_files_is_few_changes() {
    each(
        &[("checkout", two_branches, |site| git(site, &["checkout", "--quiet", "second"]))],
        |_, _, desk| {
            assert_eq!(desk.mirror.len(), 502);
            assert!(desk.heard.len() <= 50, "{} changes", desk.heard.len());
        },
    );
}

/// On the second branch 400 files are others, 100 are gone, and 100 are new.
fn two_branches(site: &Path) {
    git(site, &["init", "--quiet", "--initial-branch", "first"]);
    let name = |number: usize| format!("content/people/{}/person-{number}.md", number % 7);
    for number in 0..500 {
        put(site, &name(number), OLD);
    }
    remove(site, "static/robots.txt");
    remove(site, "vouchfolio.yaml");
    git(site, &["add", "."]);
    git(site, &["commit", "--quiet", "--message", "first"]);
    git(site, &["checkout", "--quiet", "-b", "second"]);
    for number in 0..400 {
        put(site, &name(number), NEW);
        if number < 100 {
            remove(site, &name(400 + number));
            put(site, &format!("content/posts/new/{number}.md"), NEW);
        }
    }
    git(site, &["add", "."]);
    git(site, &["commit", "--quiet", "--message", "second"]);
    git(site, &["checkout", "--quiet", "first"]);
}

fn git(site: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Maya", "-c", "user.email=maya@maya.example"]);
    command.args(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"]);
    let status = command.args(arguments).current_dir(site).stdout(Stdio::null()).status();
    assert!(status.expect("git runs").success(), "git {arguments:?}");
}

/// More names than are worth naming.
#[test]
fn a_flood_is_everything() {
    let mut desk = Desk::new(Mode::Events, as_it_is);
    for number in 0..1500 {
        put(&desk.site, &format!("content/posts/{number}.md"), NEW);
    }
    desk.listen(&mut || false);
    assert_eq!(desk.heard.first(), Some(&Change::All));
}
