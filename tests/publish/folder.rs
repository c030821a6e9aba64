//! The target `folder`.

use super::{Site, accomplishment, write};
use std::fs;

const COPY: &str = "{copy: {to: folder, path: ../out}}";

#[test]
fn folders_that_are_never_built_into_are_refused() {
    for (path, why) in [
        (".", "the site's own folder"),
        ("..", "holds the site's own folder"),
        ("content/out", "inside the site's content folder"),
        ("/", "the root"),
    ] {
        let site = Site::new(&format!("{{copy: {{to: folder, path: {path}}}}}"));
        site.publish(&[]).ended(2).says(why).says("help:");
    }
    let site = Site::new(COPY);
    write(&site.beside("out/.git/HEAD"), "ref: refs/heads/main");
    site.publish(&[]).ended(2).says("holds a .git repository");
}

#[test]
fn what_was_edited_by_hand_is_overwritten_or_left() {
    let site = Site::new(COPY);
    site.write("content/accomplishments/old-run.md", &accomplishment("Old"));
    site.publish(&[]).ended(0);
    let page = site.beside("out/accomplishments/winter-run/index.html");
    let old = site.beside("out/accomplishments/old-run/index.html");
    fs::write(&page, "by hand").expect("a page");
    fs::write(&old, "by hand").expect("a page");
    site.remove("content/accomplishments/old-run.md");
    site.publish(&[]).ended(0).says("edited by hand");
    assert!(fs::read_to_string(&page).expect("a page").contains("Winter run"));
    assert_eq!(fs::read_to_string(&old).expect("a page"), "by hand");
}

#[test]
fn compressed_copies_go_along_and_go() {
    let site = Site::new("{copy: {to: folder, path: ../out, precompress: true}}");
    site.publish(&[]).ended(0);
    let page = fs::read(site.beside("out/index.html")).expect("a page");
    let gz = fs::read(site.beside("out/index.html.gz")).expect("a copy");
    let mut inflated = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&*gz);
    std::io::Read::read_to_end(&mut decoder, &mut inflated).expect("gzip");
    assert_eq!(inflated, page);
    let br = fs::read(site.beside("out/index.html.br")).expect("a copy");
    let mut inflated = Vec::new();
    brotli::BrotliDecompress(&mut &*br, &mut inflated).expect("brotli");
    assert_eq!(inflated, page);
    assert!(gz.len() * 10 < page.len() * 9 && br.len() < gz.len());
    assert!(!site.beside("out/robots.txt.gz").exists());
    site.publish(&[]).ended(0).says("already");
    site.configure("https://nia.test/", COPY);
    site.publish(&["--allow-deletes", "100"]).ended(0);
    assert!(!site.beside("out/index.html.gz").exists());
}

#[test]
fn the_folder_and_public_do_not_know_each_other() {
    let site = Site::new(COPY);
    site.publish(&[]).ended(0);
    assert!(!site.path().join("public").exists());
}
