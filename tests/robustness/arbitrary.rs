//! Arbitrary bytes and texts: whatever stands in a file, reading it ends, and says what is wrong at
//! places that exist.

use super::within;
use crate::sample::TODAY;
use proptest::prelude::*;
use proptest::sample::select;
use std::fs;
use std::sync::Arc;
use vouchfolio::diagnostic::{At, draw};
use vouchfolio::digest::Digest;
use vouchfolio::engine::{self, Request};
use vouchfolio::model::Date;
use vouchfolio::parse::{Kind, Settings, footer, parse};
use vouchfolio::source::TextFile;

/// Cases of each property, unless `PROPTEST_CASES` says otherwise: `PROPTEST_CASES=100000 cargo
/// test robustness::arbitrary` looks longer.
fn cases(count: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(count),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A case may take this long, even where nothing is optimised.
const SECONDS: u64 = 20;

const KINDS: [(Kind, &str); 8] = [
    (Kind::Profile, "content/profile.md"),
    (Kind::Career, "content/career.yaml"),
    (Kind::Skills, "content/skills.yaml"),
    (Kind::Accomplishment, "content/accomplishments/a.md"),
    (Kind::Person, "content/people/a.md"),
    (Kind::Testimonial, "content/testimonials/a.md"),
    (Kind::Post, "content/posts/a.md"),
    (Kind::Page, "content/pages/a.md"),
];

/// Pieces of front matter and of the YAML files.
const YAML: &[&str] = &[
    "title: ",
    "name: ",
    "headline: ",
    "date: ",
    "period: ",
    "from: ",
    "to: ",
    "at: ",
    "metric: ",
    "value: ",
    "before: ",
    "label: ",
    "skills: ",
    "with: ",
    "links: ",
    "url: ",
    "image: ",
    "image_alt: ",
    "draft: ",
    "extra: ",
    "relation: ",
    "kind: ",
    "peer",
    "consent: ",
    "given: ",
    "via: ",
    "scope: ",
    "expires: ",
    "keys: ",
    "by: ",
    "about: ",
    "highlight: ",
    "source: ",
    "statement: ",
    "letter: ",
    "edited: ",
    "positions:",
    "education:",
    "id: ",
    "organization: ",
    "aliases: ",
    "template: ",
    "2024-02-30",
    "2024",
    "true",
    "null",
    "~",
    "1e9",
    ".inf",
    "0x",
    "a",
    "é",
    "\u{a0}",
    "\u{2028}",
    "\u{200d}",
    "\u{202e}",
    "\t",
    " ",
    "  ",
    "    ",
    "- ",
    "? ",
    ": ",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|\n",
    ">\n",
    "#",
    " # ",
    "&a ",
    "*a",
    "<<: ",
    "!a ",
    "!!str ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "\\",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{0}",
    "\u{85}",
    "https://x.example/",
    "/a/",
    "../",
    "a.jpg",
];

/// Pieces of Markdown, HTML and component calls.
const MARKDOWN: &[&str] = &[
    "# ",
    "## ",
    "{#a}",
    "{.a b=c}",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "> ",
    "    ",
    "\t",
    "```\n",
    "```rust\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "](",
    ")",
    "![",
    "](a.md)",
    "](/vouch/)",
    "](#a)",
    "](../posts/a.md#b)",
    "](javascript:a)",
    "[a]: b\n",
    "[^a]",
    "[^a]: ",
    "| a | b |\n",
    "|---|:-:|\n",
    "a\n: b\n",
    "---\n",
    "===\n",
    "<",
    ">",
    "<a href=\"",
    "\">",
    "</a>",
    "<div>\n",
    "</div>\n",
    "<pre>",
    "<script>",
    "<!--",
    "-->",
    "<!-->",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<b id='a'>",
    "<https://a.example>",
    "{{",
    "}}",
    "{{ <person",
    " id=\"a\"",
    " id={\"a\"}",
    " count={2}",
    " />",
    " /> }}",
    "{%",
    "{#",
    "\\",
    "\\\n",
    "  \n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "&amp;",
    "&#0;",
    "&",
    "\"",
    "'",
    "...",
    "--",
    "é",
    "ß",
    "日本",
    "😀",
    "\u{0}",
    "\u{7f}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{300}",
    "a",
    "word ",
    "%zz",
    "%00",
];

fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(select(of), 0..50).prop_map(|pieces| pieces.concat())
}

/// Texts that are near to what each kind of file holds.
fn near() -> impl Strategy<Value = String> {
    prop_oneof![
        pieces(YAML),
        (pieces(YAML), pieces(MARKDOWN)).prop_map(|(a, b)| format!("---\n{a}\n---\n{b}")),
        pieces(MARKDOWN).prop_map(|text| format!("---\ntitle: A\nby: a\n---\n{text}")),
        pieces(MARKDOWN)
            .prop_map(|text| format!("---\nby: a\ngiven: 2024\nhighlight: word a\n---\n{text}")),
        (pieces(YAML), any::<String>()).prop_map(|(a, b)| format!("---\nextra: {b}\n{a}---\n{b}")),
        any::<String>(),
    ]
}

/// Reads a text as every kind of file and as a footer.
fn read(text: &str) {
    let text: Arc<str> = text.into();
    for smart_punctuation in [false, true] {
        let settings = Settings { smart_punctuation };
        for (kind, path) in KINDS {
            let digest = Digest::of(text.as_bytes());
            let (path, text) = (path.into(), Arc::clone(&text));
            let file = TextFile { path, text, digest, stamp: None, number: 0, unreadable: false };
            let (_, problems) = parse(&file, kind, &settings);
            for problem in problems {
                assert!(problem.file.is_some() && !problem.message.is_empty(), "{problem:?}");
                if let At::Range(range) = &problem.at {
                    assert!(
                        file.text.get(range.clone()).is_some(),
                        "{problem:?} in {text:?}",
                        text = file.text
                    );
                }
            }
        }
        footer(&text, "vouchfolio.yaml", &settings);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn texts_are_read(text in near()) {
        within(SECONDS, "reading a text", move || read(&text));
    }
}

/// A file of a site, by its path.
fn file() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let paths = select(vec![
        "vouchfolio.yaml",
        "content/profile.md",
        "content/career.yaml",
        "content/skills.yaml",
        "content/accomplishments/a.md",
        "content/people/a.md",
        "content/people/A.md",
        "content/testimonials/a.md",
        "content/posts/a.md",
        "content/pages/a.md",
        "content/pages/deep/a.md",
        "content/people/a.jpg",
        "content/other.md",
        "static/a.svg",
        "static/index.html",
        "static/a/b",
        "themes/own/theme.yaml",
        "themes/ledger/strings/en.yaml",
        "themes/ledger/templates/page.html",
        "themes/ledger/styles/a.css",
    ]);
    let bytes = prop_oneof![
        near().prop_map(String::into_bytes),
        near().prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..200),
    ];
    (paths, bytes)
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn sites_are_built_or_their_problems_told(files in prop::collection::vec(file(), 0..8)) {
        within(SECONDS * 3, "building a site", move || build(&files));
    }
}

/// Builds a site that is well but for these files.
fn build(files: &[(&str, Vec<u8>)]) {
    let site = tempfile::tempdir().expect("a folder");
    let base = [
        ("vouchfolio.yaml", "title: A\nbase_url: https://a.example/\n"),
        ("content/profile.md", "---\nname: A\nheadline: B\n---\n"),
    ];
    let base = base.iter().map(|(path, text)| (*path, text.as_bytes()));
    for (path, bytes) in base.chain(files.iter().map(|(path, bytes)| (*path, &**bytes))) {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let today = Date::parse(TODAY).expect("a day");
    let request = Request { site: site.path(), today, drafts: true, base_url: None };
    let built = engine::build(&request, &|_| {}).expect("a site that can be read");
    assert_eq!(built.has_errors(), built.outputs.is_empty());
    for problem in &built.problems {
        assert!(!draw::human(problem).is_empty() && draw::json(problem).ends_with("}\n"));
    }
}
