//! SVGs: what is left of them is a drawing, and nothing that runs or asks for other files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vouchfolio::source::image::{publishable, sanitized};

/// Files that somebody could have made to do harm.
pub fn hostile() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/svg");
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.collect();
    files.sort();
    files
}

const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4">"#;

fn clean(inside: &str) -> String {
    let found = sanitized(format!("{HEAD}{inside}</svg>").as_bytes()).expect("it is well-formed");
    let inside = found.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix("</svg>\n"));
    inside.unwrap_or(&found).to_owned()
}

#[track_caller]
fn refused(svg: &[u8], expected: &str) {
    let message = sanitized(svg).expect_err("it is refused").message;
    assert!(message.contains(expected), "{message}");
}

/// What a reader of XML finds that may not be there.
fn faults(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let mut faults = Vec::new();
    for node in document.root().descendants() {
        if node.is_comment() || node.is_pi() {
            faults.push(format!("{node:?}"));
        }
        if !node.is_element() {
            continue;
        }
        let name = node.tag_name();
        let is_svg = name.namespace() == Some("http://www.w3.org/2000/svg");
        if !is_svg || ["script", "foreignObject", "iframe", "a", "metadata"].contains(&name.name())
        {
            faults.push(format!("{name:?}"));
        }
        for attribute in node.attributes() {
            let value = attribute.value().to_lowercase();
            let is_link = attribute.name() == "href" && !value.starts_with(['#']);
            let is_link = is_link && !value.starts_with("data:image/png");
            if is_link || attribute.name().to_lowercase().starts_with("on") {
                faults.push(format!("{attribute:?}"));
            }
        }
    }
    if svg.contains("evil.example") || svg.contains("javascript") || svg.contains('\\') {
        faults.push(svg.to_owned());
    }
    faults
}

#[test]
fn hostile_files_are_harmless_or_refused() {
    let files = hostile();
    assert!(files.len() > 12);
    let mut refused = Vec::new();
    for file in files {
        let bytes = fs::read(&file).expect("a file");
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let Ok(clean) = sanitized(&bytes) else {
            refused.push(name);
            continue;
        };
        assert_eq!(faults(&clean), [""; 0], "{name}");
        assert!(clean.contains("<rect"), "{name} has lost its picture: {clean}");
        assert_eq!(sanitized(clean.as_bytes()).as_ref(), Ok(&clean), "{name}, a second time");
    }
    assert_eq!(refused, ["entity-bomb", "external-entity", "pattern-bomb", "use-bomb"]);
}

#[test]
fn what_draws_stays() {
    for inside in [
        r##"<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>"##,
        r##"<rect width="4" height="4" fill="url(#a)" transform="rotate(45 2 2)"/>"##,
        r#"<path d="M0 0h4v4z" style="fill:rgb(1,2,3);stroke-width:2"/>"#,
        r#"<text y="3" font-family="'Public Sans', sans-serif">1 &lt; 2 &amp; <tspan>3</tspan></text>"#,
        r#"<style>.a{fill: red}@media (prefers-color-scheme: dark){.a{fill: blue}}</style>"#,
        r##"<use href="#a" x="1"/>"##,
        r#"<title>A chart</title>"#,
        r#"<animate attributeName="x" values="0;1" dur="2s" repeatCount="indefinite"/>"#,
        r#"<g aria-label="All (of it)" class="a b" id="c"/>"#,
    ] {
        assert_eq!(clean(inside), inside);
    }
    assert_eq!(clean("<a href='#x'><g/></a>"), "<g><g/></g>");
    let old = r##"<use xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>"##;
    assert_eq!(clean(old), r##"<use href="#a"/>"##);
}

#[test]
fn names_of_namespaces_that_an_editor_wrote_as_entities_are_read() {
    let svg = "<!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\">]>\
               <svg xmlns=\"&ns;\"><g/></svg>";
    assert!(sanitized(svg.as_bytes()).expect("it is read").ends_with("<g/></svg>\n"));
}

#[test]
fn pictures_within_lose_their_metadata() {
    let png = super::png(6);
    let image = |data: &str| format!("<image href=\"data:image/png;base64,{data}\" width=\"4\"/>");
    let expected = image(&STANDARD.encode(publishable(&png)));
    assert!(STANDARD.encode(&png).len() > STANDARD.encode(publishable(&png)).len());
    assert_eq!(clean(&image(&STANDARD.encode(&png))), expected);
    // What it says of itself does not count, and what is no picture goes.
    assert_eq!(clean(&expected.replace("image/png", "image/jpeg")), expected);
    assert_eq!(clean(&image(&STANDARD.encode("<svg/>"))), r#"<image width="4"/>"#);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    refused(b"<svg><g></svg>", "not well-formed XML");
    refused(b"<svg/>", "no `svg` in the namespace of SVG");
    refused(b"<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>", "byte 41 of the picture");
    let torn = format!("\u{feff}{HEAD}\n<g>\n<rect</svg>");
    let at = sanitized(torn.as_bytes()).expect_err("it is refused").at.expect("a place");
    assert!(torn.get(at..).is_some_and(|rest| torn.len() - rest.len() > HEAD.len()), "{at}");
    let empty = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    assert_eq!(publishable(b"<svg><g></svg>").as_ref(), empty);
}

/// None of these is large; each would take a careless reader minutes, or all memory.
#[test]
fn bombs_are_refused_at_once() {
    let many = 200_000;
    let attributes: String = (0..many).map(|at| format!(" a{at}=''")).collect();
    let namespaces = "<g xmlns:a='b'>".repeat(many);
    let long = "x".repeat(20_000);
    let bombs = [
        (format!("{HEAD}<g{attributes}/></svg>"), "too many attributes"),
        (format!("{HEAD}{namespaces}"), "too many namespaces"),
        (format!("{HEAD}{}{}</svg>", "<g>".repeat(300), "</g>".repeat(300)), "200 deep"),
        (format!("{HEAD}{}</svg>", "<g/>".repeat(3 * many)), "more than 400000 parts"),
        (format!("<!DOCTYPE svg [<!ENTITY a '{long}'>]>{HEAD}&a;</svg>"), "too long entities"),
        (
            format!(
                "<!DOCTYPE svg [<!ENTITY a 'b'>]>{HEAD}<text>{}</text></svg>",
                "&a;".repeat(2000)
            ),
            "too many or too long entities",
        ),
        (format!("{HEAD}{}", " ".repeat(5 * 1024 * 1024)), "larger than 4 MiB"),
    ];
    for (bomb, expected) in bombs {
        let start = Instant::now();
        refused(bomb.as_bytes(), expected);
        assert!(start.elapsed() < Duration::from_secs(20), "{expected}");
    }
}
