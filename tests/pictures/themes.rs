//! What a theme says of pictures in its `images`.

use super::*;
use vouchfolio::diagnostic::draw;

const STRINGS: &str = include_str!("../../themes/base/strings/en.yaml");

/// A site with a theme `own` over `base` whose manifest ends so.
fn with_images(images: &str) -> Site {
    let site = Site::showing("a.jpg", &jpeg(&corners(200, 100), None));
    let config = "title: Maya\nbase_url: https://maya.example/\ntheme: {name: own}\n";
    site.put("vouchfolio.yaml", config);
    site.put("themes/own/theme.yaml", format!("name: own\nextends: base\napi: 1\n{images}"));
    site.put("themes/own/strings/en.yaml", STRINGS);
    site
}

#[test]
fn a_theme_replaces_the_widths_of_a_role() {
    let site = with_images("images: {work: {widths: [50, 100], crop: square, avif: 50}}\n");
    assert_eq!(said(&site.variants()), ["50x50 avif", "50x50 jpg", "100x100 jpg"]);
    let site = with_images("");
    assert_eq!(said(&site.variants()), ["200x100 avif", "200x100 jpg"]);
}

#[test]
fn a_theme_without_images_shows_pictures_as_they_are() {
    let site = Site::showing("a.jpg", &jpeg(&corners(200, 100), None));
    let config = "title: Maya\nbase_url: https://maya.example/\ntheme: {name: plain}\n";
    site.put("vouchfolio.yaml", config);
    sample::copy(&sample::root().join("benches/plain"), &site.path.join("themes/plain"));
    let tree = site.build();
    assert_eq!(said(&variants(&tree)), ["200x100 jpg"]);
    assert!(tree.contains_key("media/posts/a.jpg"));
}

#[test]
fn mistakes_in_a_manifest_are_told_at_their_place() {
    let check = |images: &str, expected: &[&str]| {
        let built = with_images(&format!("images: {images}\n")).again(&mut Memory::default());
        let problems: String = built.problems.iter().map(draw::short).collect();
        let lines: Vec<&str> = problems.lines().collect();
        let found: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix("themes/own/theme.yaml:4:")).collect();
        assert_eq!((found.as_slice(), lines.len()), (expected, expected.len()), "{images}");
    };
    check(
        "{wrok: {widths: [50]}}",
        &["10: error[unknown-key]: `wrok` is no key that may stand here"],
    );
    check(
        "{work: {width: [50]}}",
        &[
            "10: error[missing-field]: the pictures have no `widths`",
            "17: error[unknown-key]: `width` is no key that may stand here",
        ],
    );
    let list = "25: error[wrong-type]: `widths` takes a list of numbers of pixels";
    check("{work: {widths: 50}}", &[list]);
    check("{work: {widths: []}}", &[list]);
    let range = "takes whole numbers of pixels, 16 to 4096";
    check("{work: {widths: [50, 5]}}", &[&format!("25: error[wrong-type]: `widths` {range}")]);
    check("{work: {widths: [50, x]}}", &[&format!("25: error[wrong-type]: `widths` {range}")]);
    check(
        "{work: {widths: [60, 50]}}",
        &["25: error[bad-theme]: `widths` takes numbers that grow, and few of them"],
    );
    check(
        "{work: {widths: [50], crop: round}}",
        &["37: error[unknown-value]: pictures cannot be cropped to `round`"],
    );
    check(
        "{work: {widths: [50], avif: 1.5}}",
        &[&format!("37: error[wrong-type]: `avif` {range}")],
    );
    let mapping = "a mapping belongs here, this is";
    check("[work]", &[&format!("9: error[wrong-type]: {mapping} a list")]);
    check("{work: 480}", &[&format!("16: error[wrong-type]: {mapping} a number")]);
}
