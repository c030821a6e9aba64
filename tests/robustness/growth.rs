//! Texts that are made to take long: twice as much of one may take about twice as long.

use super::within;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vouchfolio::digest::Digest;
use vouchfolio::parse::{Kind, Settings, parse};
use vouchfolio::source::{LARGEST_TEXT, TextFile};

/// What is repeated, and what stands before and after all of it.
const MARKDOWN: [(&str, &str, &str); 40] = [
    ("", "[", ""),
    ("", "![", ""),
    ("", "![[[", ""),
    ("", "[a](", ""),
    ("", "[a](<", ""),
    ("", "[a][", ""),
    ("", "[a](b \"", ""),
    ("", "]", ""),
    ("", "*a **b ", ""),
    ("", "*a_ ", ""),
    ("", "_", "a"),
    ("", "**x* ", ""),
    ("", "a**b", ""),
    ("", "~~a ~b ", ""),
    ("", "<", ""),
    ("", "<a ", ""),
    ("", "<a href=\"", ""),
    ("", "<!-", ""),
    ("", "<!--", ""),
    ("a ", "<!--", ""),
    ("", "<?", ""),
    ("", "<![CDATA[", ""),
    ("", "<!A ", ""),
    ("", "`a ``b ", ""),
    ("", "```\n", ""),
    ("", "&", ""),
    ("", "\\", ""),
    ("", "> a\n\n", ""),
    ("", "- a\n\n", ""),
    ("", "# a\n", ""),
    ("", "a\n: b\n\n", ""),
    ("", "[a]: b\n", ""),
    ("[a] ", "[a]: b 'c\n", ""),
    ("", "[^a]: b [^a]\n", "[^a]"),
    ("", "[^a] ", "\n\n[^a]: b\n"),
    ("| a | b |\n|---|---|\n", "| a | b |\n", ""),
    ("|", "a|", "\n|-|\n"),
    ("", "{{ <person id=\"", ""),
    ("", "{{ <person /> }} ", ""),
    ("<div>\n", "{{ <person /> }} <!-- a --> <b id=\"c\">", ""),
];

const YAML: [(&str, &str, &str); 16] = [
    ("extra: {a: ", "[", "}"),
    ("extra: {a: ", "{", "}"),
    ("extra: {a: [", "a, ", "]}"),
    ("extra:\n", "  - ", "a"),
    ("extra:\n  ", "? ", "a"),
    ("extra:\n  a: ", "&a ", "b"),
    ("extra:\n  a: ", "!a ", "b"),
    ("title: \"", "\\n", "\""),
    ("title: '", "''", "'"),
    ("title: |\n", "  a\n", ""),
    ("title: ", "a: ", ""),
    ("title: a ", "#", ""),
    ("", "a: b\n", ""),
    ("", "# a\n", ""),
    ("skills: [", "{a: b}, ", "]"),
    ("title: ", "\u{a0}", "a"),
];

/// Time enough for a program that is not optimised, on a machine that does other things too.
const SECONDS: u64 = 60;

#[test]
fn markdown_takes_time_in_proportion() {
    for (before, piece, after) in MARKDOWN {
        proportional(piece, move |count| {
            format!("---\ntitle: A\n---\n{before}{}{after}", piece.repeat(count / piece.len()))
        });
    }
}

#[test]
fn yaml_takes_time_in_proportion() {
    for (before, piece, after) in YAML {
        // Front matter ends at 64 KiB.
        proportional(piece, move |count| {
            let count = count.min(60_000) / piece.len();
            format!("---\n{before}{}{after}\n---\n", piece.repeat(count))
        });
    }
}

/// Reads two lengths of a text, in quotes, which end at 64 KiB, and in the owner's texts alike.
fn proportional(piece: &'static str, text: impl Fn(usize) -> String) {
    for (kind, length) in [(Kind::Page, 32 * 1024), (Kind::Testimonial, 15 * 1024)] {
        let timed = |text: String| {
            within(SECONDS, piece, move || {
                let start = Instant::now();
                read(&text, kind);
                start.elapsed()
            })
        };
        let (mut short, mut long) = (Duration::MAX, Duration::MAX);
        // The best of a few times, since the machine does other things too.
        let fine = (0..5).any(|_| {
            short = short.min(timed(text(length)));
            long = long.min(timed(text(4 * length)));
            // Four times the text would take sixteen times as long if it grew with its square.
            long < short * 10 + Duration::from_millis(100)
        });
        assert!(fine, "{piece:?} in {kind:?}: {short:?}, and four times as much {long:?}");
    }
}

/// A file may be as large as the limit, whatever stands in it.
#[test]
fn the_largest_texts_are_read_in_time() {
    let most = usize::try_from(LARGEST_TEXT).expect("a number") - 40;
    for (before, piece) in
        [("", "a"), ("", "a b\n"), ("", "*a* [b](/) `c`\n\n"), ("", "[a"), ("", "> ")]
    {
        let text = format!("---\ntitle: A\n---\n{before}{}", piece.repeat(most / piece.len()));
        within(SECONDS, piece, move || read(&text, Kind::Page));
    }
    for piece in ["a: b\n", "- a\n", "  a: [b]\n"] {
        let text = format!("positions:\n{}", piece.repeat(most / piece.len()));
        within(SECONDS, piece, move || read(&text, Kind::Career));
    }
}

fn read(text: &str, kind: Kind) {
    let ending = if matches!(kind, Kind::Career) { "yaml" } else { "md" };
    let file = TextFile {
        path: format!("content/x.{ending}").into(),
        text: Arc::from(text),
        digest: Digest::of(text.as_bytes()),
        stamp: None,
        number: 0,
        unreadable: false,
    };
    parse(&file, kind, &Settings { smart_punctuation: true });
}
