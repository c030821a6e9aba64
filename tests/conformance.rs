//! How our Markdown differs from CommonMark 0.31 and from its extensions: every example of theirs
//! runs through our renderer, before anything is sanitised.
//!
//! What differs everywhere in the same way, such as the ids of headings, is a rule in `rules`, and
//! is taken away on both sides. Every other difference stands in `differences.md` under its reason,
//! with the lines of our HTML that are not theirs. An example that stands there and agrees fails
//! the test, like one that differs and does not stand there.
//!
//! `cargo xtask bless` rewrites the lines of HTML, and nothing else: a reason is written by hand.

mod examples;
mod html;
mod rules;

use examples::Example;
use rules::Rule;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The suites of examples whose Markdown we read, and whether quotes become typographic in it.
const SUITES: [(&str, bool); 10] = [
    ("spec", false),
    ("gfm_table", false),
    ("table", false),
    ("gfm_strikethrough", false),
    ("strikethrough", false),
    ("gfm_tasklist", false),
    ("footnotes", false),
    ("definition_lists", false),
    ("heading_attrs", false),
    ("smart_punct", true),
];

/// The sections of CommonMark 0.31.2 that hold examples, and the last one of each.
const SECTIONS: [(usize, &str); 26] = [
    (11, "Tabs"),
    (24, "Backslash escapes"),
    (41, "Entity and numeric character references"),
    (42, "Precedence"),
    (61, "Thematic breaks"),
    (79, "ATX headings"),
    (106, "Setext headings"),
    (118, "Indented code blocks"),
    (147, "Fenced code blocks"),
    (191, "HTML blocks"),
    (218, "Link reference definitions"),
    (226, "Paragraphs"),
    (227, "Blank lines"),
    (252, "Block quotes"),
    (300, "List items"),
    (326, "Lists"),
    (327, "Inlines"),
    (349, "Code spans"),
    (481, "Emphasis and strong emphasis"),
    (571, "Links"),
    (593, "Images"),
    (612, "Autolinks"),
    (632, "Raw HTML"),
    (647, "Hard line breaks"),
    (649, "Soft line breaks"),
    (652, "Textual content"),
];

#[test]
fn every_difference_is_explained() {
    let path = file();
    let text = fs::read_to_string(&path).expect("the list of differences");
    let found = differences();
    let (written, wrong) = rewritten(&text, &found);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let written = snapbox::Data::text(written).raw();
    snapbox::assert_data_eq!(written, snapbox::Data::read_from(&path, None).raw());
}

#[test]
fn all_of_commonmark_is_run() {
    let numbers: Vec<usize> = examples::read("spec").iter().map(|found| found.number).collect();
    let (last, _) = SECTIONS[SECTIONS.len() - 1];
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
}

#[test]
fn every_rule_is_needed() {
    let agree = SUITES.iter().flat_map(|(suite, smart)| {
        let all = examples::read(suite).into_iter();
        all.map(|example| (example, *smart))
            .filter(|(example, smart)| compare(example, *smart, |_| true).is_none())
    });
    let agree: Vec<(Example, bool)> = agree.collect();
    for rule in rules::RULES {
        let others = |other: &Rule| other.name != rule.name;
        let mut examples = agree.iter();
        let needed = examples.any(|(example, smart)| compare(example, *smart, others).is_some());
        assert!(needed, "no example needs the rule `{}`", rule.name);
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/differences.md")
}

/// The lines of our HTML that are not theirs, by the name of the example.
fn differences() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (suite, smart) in SUITES {
        for example in examples::read(suite) {
            if let Some(lines) = compare(&example, smart, |_| true) {
                found.insert(name(suite, example.number), lines);
            }
        }
    }
    found
}

/// How an example is called: `spec 601, Autolinks`.
fn name(suite: &str, number: usize) -> String {
    match SECTIONS.iter().find(|(last, _)| suite == "spec" && number <= *last) {
        Some((_, section)) => format!("{suite} {number}, {section}"),
        None => format!("{suite} {number}"),
    }
}

/// The lines of our HTML that are not theirs; `None` where both are the same by these rules.
fn compare(example: &Example, smart: bool, applies: impl Fn(&Rule) -> bool) -> Option<String> {
    let (ours, problems) = html::ours(&example.markdown, smart);
    let (mut ours, mut theirs) = (ours, example.html.clone());
    for rule in rules::RULES.iter().filter(|rule| applies(rule)) {
        (ours, theirs) = (rule.apply)(&ours, &theirs);
    }
    if ours == theirs && problems.is_empty() {
        return None;
    }
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let alike = |(a, b): &(&&str, &&str)| a == b;
    let before = ours.iter().zip(&theirs).take_while(alike).count();
    let rest = ours.len().min(theirs.len()) - before;
    let after = ours.iter().rev().zip(theirs.iter().rev()).take(rest).take_while(alike).count();
    let mut lines = String::new();
    for line in &ours[before..ours.len() - after] {
        writeln!(lines, "{line}").expect("a text takes all");
    }
    lines.push_str(&problems);
    Some(lines)
}

/// The list with the lines as they are now, and what is wrong with its entries.
fn rewritten(text: &str, found: &BTreeMap<String, String>) -> (String, Vec<String>) {
    let mut written = String::new();
    let mut wrong = Vec::new();
    let mut left = found.clone();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        writeln!(written, "{line}").expect("a text takes all");
        let Some(name) = line.strip_prefix("### ") else { continue };
        let Some(html) = left.remove(name) else {
            wrong.push(format!("`{name}` does not differ, or stands twice: take it out"));
            continue;
        };
        let block = lines.by_ref().find(|line| !line.is_empty());
        if block != Some("```html") || !lines.by_ref().any(|line| line == "```") {
            wrong.push(format!("`{name}` has no block of `html`"));
        }
        write!(written, "\n```html\n{html}```\n").expect("a text takes all");
    }
    for (name, html) in left {
        wrong.push(format!("`{name}` differs, and no reason is given for it:\n{html}"));
    }
    (written, wrong)
}

#[test]
fn what_is_listed_wrongly_is_found() {
    let one = |name: &str| BTreeMap::from([(name.to_owned(), "<p>\n".to_owned())]);
    let listed = "## Why\n\nSo.\n\n### a 1\n\n```html\n<b>\n```\n";
    let (written, wrong) = rewritten(listed, &one("a 1"));
    assert_eq!((written.as_str(), wrong.len()), (listed.replace("<b>", "<p>").as_str(), 0));
    assert!(rewritten(listed, &BTreeMap::new()).1[0].contains("`a 1` does not differ"));
    assert!(rewritten("", &one("a 1")).1[0].contains("`a 1` differs, and no reason"));
    assert!(rewritten("### a 1\n", &one("a 1")).1[0].contains("no block"));
}

#[test]
fn other_html_is_found() {
    let check = |markdown: &str, html: &str, expected: Option<&str>| {
        let example = Example { number: 1, markdown: markdown.to_owned(), html: html.to_owned() };
        assert_eq!(compare(&example, false, |_| true).as_deref(), expected, "{markdown}");
    };
    check("# a {#b}\n\nc", "<h1 id=\"b\">a</h1>\n<p>c</p>\n", None);
    check("# a {#b}\n\nc", "<h1 id=\"x\">a</h1>\n<p>c</p>\n", Some("<h2 id=\"b\">a</h2>\n"));
    check("a *b*", "<p>a b</p>\n", Some("<p>a <em>b</em></p>\n"));
    check("- a\n- b", "<ul>\n<li>a</li>\n</ul>\n", Some("<li>b</li>\n"));
    let code = Some("\nb</code></pre>\n");
    check("    a\n\n    b", "<pre><code>a\nb\n</code></pre>\n", code);
}
