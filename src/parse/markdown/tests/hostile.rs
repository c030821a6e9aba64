//! Text that is meant to break something, or might as well be.

use super::{PLAIN, SMART, file, problems};
use crate::model::body::Segment;
use crate::parse::markdown::{parse, quote};
use proptest::prelude::*;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[test]
fn hostile_text_ends_soon() {
    let (sender, done) = mpsc::channel();
    thread::spawn(move || {
        hostile_text();
        sender.send(()).unwrap();
    });
    assert_eq!(done.recv_timeout(Duration::from_secs(120)), Ok(()));
}

fn hostile_text() {
    let deep = [
        "> ".repeat(10_000),
        "- ".repeat(10_000) + "a",
        "![".repeat(9_000) + &"](a)".repeat(9_000),
    ];
    for text in deep {
        let (_, problems) = parse(&text, 0, &file(), &PLAIN);
        assert!(problems.iter().any(|problem| problem.code.as_str() == "too-complex"));
    }
    for piece in [
        "{{ <t",
        "{{ <t a=\"",
        "{{ <t />",
        "{{",
        "{{ <t /> }}",
        "[^a]: [^a]",
        "# a\n",
        "<!--",
        "<p id=\"",
        "[a](",
        "| a ",
        "\\{{ <",
    ] {
        let text = piece.repeat(20_000);
        parse(&text, 0, &file(), &SMART);
        parse(&["<div>\n", &text].concat(), 0, &file(), &PLAIN);
        quote(&text, 0, &file(), Some("t a"), &PLAIN);
    }
}

fn markdownish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{{ <t",
        " a=\"1\"",
        " a={\"",
        "}",
        " />",
        " }}",
        "{{",
        "}}",
        "<",
        ">",
        "*",
        "_",
        "`",
        "[",
        "](",
        "](x.md",
        ")",
        "![",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "[ ] ",
        "[^a]",
        "[^a]: ",
        "| a |",
        "|-|",
        "```rust\n",
        "# ",
        "{#x}",
        "<div>",
        "<!--",
        "-->",
        "é",
        "…",
        "\"",
        "'",
        "\\",
        "a",
        " ",
        "\t",
        "\r\n",
        "&amp;",
        "\u{0}",
        "~~",
        "http://a",
        "1. ",
        ": ",
        "%zz",
        "\u{2028}",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

fn all(text: &str, start: usize) {
    for settings in [PLAIN, SMART] {
        let (_, found) = parse(text, start, &file(), &settings);
        problems(&found, text);
        let (body, _, found) = quote(text, start, &file(), Some("a <t"), &settings);
        problems(&found, text);
        for segment in &body.segments {
            let Segment::Html(html) = segment else { panic!("quotes are HTML: {segment:?}") };
            assert!(!html.contains("<div") && !html.contains("<img"), "{html:?}");
        }
        if let Some(word) = body.text.split(' ').find(|word| !word.is_empty()) {
            assert!(quote(text, start, &file(), Some(word), &settings).1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in any::<String>(), start in 0_usize..20) {
        all(&text, start);
    }

    #[test]
    fn nothing_panics_on_markdown(text in markdownish(), start in 0_usize..20) {
        all(&text, start);
    }
}
