//! Icons and the web manifest.

use ::image::{GenericImageView, ImageFormat};
use serde_json::Value;

use super::Site;
use crate::html;
use crate::sample::{SAMPLE, Tree, UNDER_SUB_PATH};

const SIDES: [(&str, u32); 4] = [
    ("apple-touch-icon.png", 180),
    ("icon-192.png", 192),
    ("icon-512.png", 512),
    ("icon-maskable-512.png", 512),
];

fn pixels(tree: &Tree, path: &str) -> ::image::DynamicImage {
    ::image::load_from_memory(&tree[path]).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn assert_icons(tree: &Tree) {
    for (path, side) in SIDES {
        let icon = pixels(tree, path);
        assert_eq!(icon.dimensions(), (side, side), "{path}");
        let corner = icon.get_pixel(0, 0).0[3];
        let must_fill = path.contains("apple") || path.contains("maskable");
        assert!(corner == 255 || !must_fill, "{path} is transparent at its corner");
        let (first, middle) = (icon.get_pixel(2, side / 2), icon.pixels());
        assert!(middle.filter(|(_, _, pixel)| *pixel != first).count() > 100, "{path} is empty");
    }
    let ico = &tree["favicon.ico"];
    assert_eq!(ico.get(..6), Some(&[0, 0, 1, 0, 1, 0][..]));
    let small = ::image::load_from_memory_with_format(&ico[22..], ImageFormat::Png).expect("a PNG");
    assert_eq!(small.dimensions(), (32, 32));
}

#[test]
fn every_icon_is_there_in_its_size() {
    assert_icons(&SAMPLE);
    let svg = String::from_utf8(SAMPLE["favicon.svg"].clone()).expect("text");
    let document = roxmltree::Document::parse(&svg).expect("well-formed");
    let names: Vec<&str> = document.descendants().map(|node| node.tag_name().name()).collect();
    assert!(names.contains(&"path") && !names.contains(&"text"), "letters are outlines: {svg}");
    assert!(svg.contains("prefers-color-scheme: dark"), "{svg}");
}

#[test]
fn pages_name_the_icons() {
    for (tree, root) in [(&*SAMPLE, "/"), (&*UNDER_SUB_PATH, "/sub/path/")] {
        let page = html::read(&String::from_utf8_lossy(&tree["index.html"]));
        for (relation, file) in [
            ("icon", "favicon.ico"),
            ("icon", "favicon.svg"),
            ("apple-touch-icon", "apple-touch-icon.png"),
            ("manifest", "site.webmanifest"),
        ] {
            let expected = format!("{root}{file}");
            let mut links = page.named("link").filter(|it| it.attribute("rel") == Some(relation));
            assert!(links.any(|it| it.attribute("href") == Some(&*expected)), "{expected}");
            assert!(tree.contains_key(file), "{file}");
        }
    }
}

#[test]
fn the_manifest_is_what_browsers_expect() {
    let manifest: Value =
        serde_json::from_slice(&UNDER_SUB_PATH["site.webmanifest"]).expect("JSON");
    for key in ["start_url", "scope", "id"] {
        assert_eq!(manifest[key], "/sub/path/", "{key}");
    }
    assert_eq!((&manifest["name"], &manifest["lang"]), (&"Maya Okafor".into(), &"en".into()));
    assert_eq!(manifest["display"], "browser");
    for color in ["theme_color", "background_color"] {
        let color = manifest[color].as_str().expect("a colour");
        assert!(color.len() == 7 && color.starts_with('#'), "{color}");
    }
    let icons = manifest["icons"].as_array().expect("icons");
    assert_eq!(icons.len(), 3);
    for icon in icons {
        let path = icon["src"].as_str().and_then(|src| src.strip_prefix("/sub/path/"));
        let (width, height) = pixels(&UNDER_SUB_PATH, path.expect("on this site")).dimensions();
        assert_eq!(icon["sizes"], format!("{width}x{height}"));
    }
}

const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>\
                    <rect width='10' height='10' fill='#ff0000'/><script>1</script>\
                    <rect x='10' width='10' height='10' fill='#0000ff'/></svg>";

fn with_logo(path: &str) -> Site {
    let site = Site::new(&[]);
    let config = format!("title: Ada\nbase_url: https://ada.example/\nlogo: {path}\n");
    site.put("vouchfolio.yaml", config);
    site
}

#[test]
fn a_logo_takes_the_place_of_the_initials() {
    for path in ["content/logo.svg", "static/brand/logo.svg"] {
        let site = with_logo(path);
        site.put(path, LOGO);
        let tree = site.tree();
        assert_icons(&tree);
        let svg = String::from_utf8(tree["favicon.svg"].clone()).expect("text");
        assert!(svg.contains("#ff0000") && !svg.contains("script"), "{svg}");
        let icon = pixels(&tree, "icon-192.png");
        assert_eq!(icon.get_pixel(40, 96).0, [255, 0, 0, 255]);
        assert_eq!(icon.get_pixel(150, 96).0, [0, 0, 255, 255]);
        assert_eq!(icon.get_pixel(96, 10).0[3], 0, "it keeps its proportions");
    }
    let site = with_logo("content/logo.png");
    let mut png = Vec::new();
    let red = ::image::RgbImage::from_pixel(700, 350, ::image::Rgb([255, 0, 0]));
    let mut cursor = std::io::Cursor::new(&mut png);
    red.write_to(&mut cursor, ImageFormat::Png).expect("a PNG");
    site.put("content/logo.png", &png);
    let tree = site.tree();
    assert_icons_of_pixels(&tree);
}

fn assert_icons_of_pixels(tree: &Tree) {
    assert!(!tree.contains_key("favicon.svg"));
    let page = String::from_utf8(tree["index.html"].clone()).expect("text");
    assert!(!page.contains("favicon.svg") && page.contains("favicon.ico"), "{page}");
    for (path, side) in SIDES {
        let icon = pixels(tree, path);
        assert_eq!(icon.dimensions(), (side, side), "{path}");
        assert_eq!(icon.get_pixel(side / 2, side / 2).0, [255, 0, 0, 255], "{path}");
    }
    assert_eq!(pixels(tree, "icon-192.png").get_pixel(96, 10).0[3], 0);
    assert_eq!(pixels(tree, "icon-maskable-512.png").get_pixel(256, 10).0[3], 255);
}

#[test]
fn a_file_of_the_site_takes_the_place_of_each() {
    let site = Site::new(&[]);
    site.put("static/favicon.ico", "mine");
    site.put("static/site.webmanifest", "{}");
    let tree = site.tree();
    assert_eq!((&*tree["favicon.ico"], &*tree["site.webmanifest"]), (&b"mine"[..], &b"{}"[..]));
    assert!(tree.contains_key("icon-512.png"));
}
