//! Symbolic links: to the site, and within it.
#![cfg(unix)]

use super::folders::save_later;
use super::*;
use std::os::unix::fs::symlink;

#[test]
fn what_links_lead_to_is_watched() {
    let cases: &[(&str, Act, Act)] = &[
        ("a file", link_file, |site| put(site, "shared/news.md", NEW)),
        ("a file replaced", link_file, |site| {
            put(site, "shared/news.md.tmp", NEW);
            rename(site, "shared/news.md.tmp", "shared/news.md");
            save_later(site, "shared/news.md");
        }),
        ("a file removed and made again", link_file, |site| {
            remove(site, "shared/news.md");
            pause(200);
            put(site, "shared/news.md", NEW);
            save_later(site, "shared/news.md");
        }),
        ("a folder", link_folder, |site| {
            put(site, "shared/people/ada.md", NEW);
            put(site, "shared/people/more/grace.md", OLD);
            save_later(site, "content/people/more/grace.md");
        }),
        ("a folder that appears", link_nowhere, |site| {
            put(site, "shared/later/people/ada.md", NEW);
            save_later(site, "shared/later/people/ada.md");
        }),
        ("a folder renamed away", link_folder, |site| {
            rename(site, "shared", "other");
            pause(200);
            put(site, "shared/people/ada.md", "another");
            save_later(site, "shared/people/ada.md");
        }),
        ("a link changed to another folder", link_folder, |site| {
            put(site, "others/ada.md", "another");
            fs::remove_file(site.join("content/people")).unwrap();
            symlink("../others", site.join("content/people")).unwrap();
            save_later(site, "others/ada.md");
        }),
        ("a link replaced in one step", link_folder, |site| {
            put(site, "others/ada.md", "another");
            symlink("../others", site.join("content/.people")).unwrap();
            rename(site, "content/.people", "content/people");
            save_later(site, "others/ada.md");
        }),
        ("a link replaced by a folder", link_folder, |site| {
            fs::remove_file(site.join("content/people")).unwrap();
            put(site, "content/people/ada.md", "no longer shared");
            save_later(site, "content/people/ada.md");
        }),
        ("a link over a link", link_twice, |site| {
            put(site, "shared/people/ada.md", NEW);
            put(site, "others/ada.md", "another");
            fs::remove_file(site.join("current")).unwrap();
            symlink("others", site.join("current")).unwrap();
            save_later(site, "others/ada.md");
        }),
        ("content itself", link_content, |site| {
            put(site, "texts/posts/news.md", NEW);
            put(site, "texts/pages/about.md", NEW);
            save_later(site, "texts/pages/about.md");
        }),
        ("vouchfolio.yaml", link_configuration, |site| {
            put(site, "settings/site.yaml", "title: Shared\n");
            rename(site, "settings/site.yaml", "settings/old.yaml");
            pause(100);
            put(site, "settings/site.yaml", "title: Shared again\n");
        }),
        ("two links to one folder", link_folder_twice, |site| {
            put(site, "shared/people/ada.md", NEW);
        }),
        ("a folder that holds itself", link_loop, |site| put(site, POST, NEW)),
        ("a new link", as_it_is, |site| {
            put(site, "shared/people/ada.md", OLD);
            symlink("../shared/people", site.join("content/people")).unwrap();
            save_later(site, "shared/people/ada.md");
        }),
    ];
    each(cases, |name, _, desk| assert!(!desk.heard.is_empty(), "{name}"));
}

fn link_file(site: &Path) {
    put(site, "shared/news.md", OLD);
    remove(site, POST);
    symlink("../../shared/news.md", site.join(POST)).unwrap();
}

fn link_folder(site: &Path) {
    put(site, "shared/people/ada.md", OLD);
    symlink("../shared/people", site.join("content/people")).unwrap();
}

fn link_folder_twice(site: &Path) {
    link_folder(site);
    symlink(site.join("shared/people"), site.join("content/friends")).unwrap();
}

fn link_nowhere(site: &Path) {
    symlink("../shared/later/people", site.join("content/people")).unwrap();
}

fn link_twice(site: &Path) {
    put(site, "shared/people/ada.md", OLD);
    symlink("shared/people", site.join("current")).unwrap();
    symlink("../current", site.join("content/people")).unwrap();
}

fn link_content(site: &Path) {
    rename(site, "content", "texts");
    symlink("texts", site.join("content")).unwrap();
}

fn link_configuration(site: &Path) {
    fs::create_dir(site.join("settings")).unwrap();
    rename(site, "vouchfolio.yaml", "settings/site.yaml");
    symlink("settings/site.yaml", site.join("vouchfolio.yaml")).unwrap();
}

fn link_loop(site: &Path) {
    symlink("..", site.join("content/posts/around")).unwrap();
    symlink("itself", site.join("content/itself")).unwrap();
}

/// A file behind a link is named as the site has it, once for each link.
#[test]
fn a_linked_file_is_named_by_its_links() {
    let mut desk = Desk::new(Mode::Events, link_folder_twice);
    desk.during(|site| put(site, "shared/people/ada.md", NEW));
    let names = ["content/friends/ada.md", "content/people/ada.md"];
    assert_eq!(desk.named(), Some(names.map(str::to_owned).to_vec()));
}

#[test]
fn what_is_beyond_the_site_wakes_nobody() {
    let leave = |site: &Path| {
        put(site, "../elsewhere/ada.md", OLD);
        put(site, "private/bob.md", OLD);
        put(site, "public/deep/page.html", OLD);
        symlink("../../elsewhere", site.join("content/people")).unwrap();
        symlink("../private", site.join("content/friends")).unwrap();
        symlink("../../public/deep/page.html", site.join("content/posts/page.html")).unwrap();
    };
    let mut desk = Desk::new(Mode::Events, leave);
    for path in ["../elsewhere/ada.md", "private/bob.md", "public/deep/page.html"] {
        put(&desk.site, path, NEW);
        put(&desk.site, &format!("{path}.new"), NEW);
    }
    assert!(matches!(desk.watch.next(Some(SILENCE)), News::Quiet));
}

#[test]
fn a_site_behind_a_link_is_watched() {
    for mode in [Mode::Events, Mode::Polling] {
        let mut desk = Desk::new(mode, as_it_is);
        let link = desk.site.with_file_name("link");
        symlink(&desk.site, &link).unwrap();
        desk.watch = Watch::start(&link, mode.options()).expect("a watch");
        // Names are those of the real folder, however the file was written.
        desk.during(|site| put(&site.with_file_name("link"), POST, NEW));
        assert_eq!(desk.states.last().and_then(Option::as_deref), Some(NEW));
    }
}
