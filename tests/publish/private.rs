//! The look for what is private, just before a site is sent.

use proptest::prelude::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use vouchfolio::publish::private::{self, Found};
use vouchfolio::publish::{Error, File};

const LENA: &str = "\
email: Lena.Brandt@harbor.test
phone: +351 912 345 678
met: {where: Northbank, when: 2021-03}
noticed:
  - {date: 2024-06-20, what: \"She said: \\\"it's <fast> & sound\\\"\", about: settlement-in-minutes}
interactions: [{date: 2025-01-12, via: coffee, note: Is thinking of leaving Harbor}]
keep_in_touch: 6 months
ask: {status: agreed, kind: testimonial, asked: 2025-04-20}
";
const KEYRING: &str = "k7f3: q9ZbT1xVnE4mWc8YpL0aRd6sHu2iKo5gJfXzN3vBhQw\n";

fn site(files: &[(&str, &str)]) -> TempDir {
    let site = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let place = site.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("a file");
    }
    site
}

fn usual() -> TempDir {
    site(&[("private/people/lena-brandt.yaml", LENA), ("private/keyring.yaml", KEYRING)])
}

fn find(site: &Path, output: &str) -> Vec<(String, usize)> {
    let files = [File::new("vouch/index.html", output.as_bytes().to_vec())];
    let found = private::find(site, &files, &[]).expect("a look");
    found.iter().map(|it| (format!("{}: {}", it.source, it.key), it.line)).collect()
}

#[test]
fn every_form_of_a_value_is_found() {
    let site = usual();
    let cases: [(&str, &[&str]); 4] = [
        (
            "email",
            &[
                "lena.brandt@harbor.test",
                "<a href=\"mailto:Lena.Brandt@Harbor.test?subject=Hi\">write</a>",
                "lena.brandt&#64;harbor.test",
                "lena&period;brandt&commat;harbor&#x2E;test",
                "lena.brandt%40harbor.test",
                "{\"mail\": \"lena.brandt\\u0040harbor.test\"}",
                "<b>lena</b>.brandt@<wbr>harbor.test",
                "write to lena.brandt@harbor.test.",
                "&lt;p&gt;lena&lt;b&gt;.&lt;/b&gt;brandt@harbor.test",
                "url('x?to=lena.brandt%2540harbor.test')",
            ],
        ),
        (
            "phone",
            &[
                "+351 912 345 678",
                "<a href=\"tel:+351912345678\">call</a>",
                "912-345-678",
                "912.345.678",
                "(+351) 912&nbsp;345&#160;678",
                "00351912345678",
                "%2B351%20912%20345%20678",
                "<span>912</span> <span>345</span> <span>678</span>",
            ],
        ),
        (
            "noticed[0].what",
            &[
                "She said: \"it's <fast> & sound\"",
                "<q>She said: &quot;it&#39;s &lt;fast&gt; &amp; sound&quot;</q>",
                "{\"x\": \"She said: \\\"it's \\u003cfast\\u003e \\u0026 sound\\\"\"}",
                "?q=She%20said%3A+%22it%27s+%3Cfast%3E+%26+sound%22",
                "<p>She said:\n  “it’s &lt;fast&gt; &amp; sound”</p>",
                "SHE SAID: \"IT'S &lt;FAST> & SOUND\"",
            ],
        ),
        (
            "interactions[0].note",
            &["Is <em>thinking</em> of leaving Harbor", "is thinking of\nleaving   harbor"],
        ),
    ];
    for (key, forms) in cases {
        let expected = [(format!("private/people/lena-brandt.yaml: {key}"), 3)];
        for form in forms {
            let lines = form.matches('\n').count();
            let found = find(site.path(), &format!("<p>one</p>\n<p>two</p>\n{form}\n<p>end</p>\n"));
            let expected: Vec<_> =
                expected.iter().map(|(name, line)| (name.clone(), line + lines)).collect();
            assert_eq!(found, expected, "{form}");
        }
    }
    let key = find(site.path(), "#v1.q9ZbT1xVnE4mWc8YpL0aRd6sHu2iKo5gJfXzN3vBhQw");
    assert_eq!(key, [("private/keyring.yaml: k7f3".to_owned(), 1)]);
}

#[test]
fn what_only_looks_alike_is_no_finding() {
    let site = usual();
    for output in [
        "helena.brandt@harbor.test",
        "lena.brandt@harbor.test.example",
        "lena.brandt@harbor.testing",
        "brandt@harbor.test",
        "lena-brandt, harbor.test",
        "912 345 679",
        "1912345678901",
        "a digest: c912345678",
        "912345678f0",
        "912, 345, 678",
        // Ids, dates, places and states are no secrets.
        "settlement-in-minutes, Northbank, 2021-03, 2024-06-20, coffee, testimonial, 6 months",
    ] {
        assert_eq!(find(site.path(), output), [], "{output}");
    }
}

#[test]
fn contact_details_under_consent_may_be_shown() {
    let site = usual();
    let page = "lena.brandt@harbor.test, 912 345 678, is thinking of leaving Harbor";
    let files = [File::new("index.html", page.as_bytes().to_vec())];
    let keys = |shown: &[&str]| {
        let found = private::find(site.path(), &files, shown).expect("a look");
        found.iter().map(|it| it.key.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&[]), ["email", "interactions[0].note", "phone"]);
    assert_eq!(keys(&["lena-brandt"]), ["interactions[0].note"]);
    assert_eq!(keys(&["rui-tavares", "lena"]), keys(&[]));
}

#[test]
fn every_file_is_looked_at_but_compressed_copies() {
    let site = usual();
    let secret = b"\xff\xd8 binary LENA.brandt@harbor.test \x00".to_vec();
    let file = |path: &str| File::new(path, secret.clone());
    let files = [file("a.jpg"), file("b.html.gz"), file("c.html.br"), file("d/e.pdf")];
    let found = private::find(site.path(), &files, &[]).expect("a look");
    let outputs: Vec<(&str, usize)> = found.iter().map(|it| (&*it.output, it.line)).collect();
    assert_eq!(outputs, [("a.jpg", 1), ("d/e.pdf", 1)]);
}

#[test]
fn without_private_files_nothing_is_found() {
    let none = site(&[("content/profile.md", "x")]);
    assert_eq!(find(none.path(), "lena.brandt@harbor.test"), []);
    let empty = site(&[
        ("private/empty.yaml", ""),
        ("private/comment.yml", "# email: lena.brandt@harbor.test\n"),
        ("private/.gitignore", "*\n"),
        ("private/people/notes.md", "lena.brandt@harbor.test"),
    ]);
    assert_eq!(find(empty.path(), "lena.brandt@harbor.test"), []);
}

#[test]
fn what_cannot_be_read_stops_it_and_is_not_shown() {
    let deep = format!("a: {}{}", "[".repeat(40), "]".repeat(40));
    for (text, line) in [
        ("email: zqxjk@harbor.test\nphone: [zqxjk", 2),
        ("email: zqxjk@harbor.test\nemail: zqxjk@harbor.test\n", 2),
        ("- email: zqxjk@harbor.test\n", 1),
        ("zqxjk", 1),
        ("a: 1\nb: zqxjk\u{1}\n", 2),
        ("a: &x zqxjk\nb: *y\n", 2),
        (&deep, 1),
    ] {
        let site = site(&[("private/people/lena.yaml", text)]);
        let error = private::find(site.path(), &[], &[]).expect_err(text);
        let expected = format!("private/people/lena.yaml cannot be understood at line {line}");
        assert_eq!(error.to_string(), expected, "{text}");
        assert!(matches!(error, Error::Place { .. }));
        assert!(!format!("{error:?}{}", error.help()).contains("zqxjk"), "{error:?}");
    }
    let latin = site(&[]);
    fs::create_dir_all(latin.path().join("private")).expect("a folder");
    fs::write(latin.path().join("private/x.yaml"), b"a: 1\nnote: caf\xe9\n").expect("a file");
    let error = private::find(latin.path(), &[], &[]).expect_err("not UTF-8");
    assert_eq!(error.to_string(), "private/x.yaml cannot be understood at line 2");
    #[cfg(unix)]
    {
        let gone = site(&[("private/a.yaml", "email: a@b.test")]);
        std::os::unix::fs::symlink("nowhere", gone.path().join("private/b.yaml")).expect("a link");
        let error = private::find(gone.path(), &[], &[]).expect_err("a broken link");
        assert!(matches!(error, Error::Read { .. }), "{error:?}");
    }
}

#[test]
fn a_finding_does_not_hold_the_value() {
    let site = usual();
    let files = [File::new("index.html", LENA.as_bytes().to_vec())];
    let found: Vec<Found> = private::find(site.path(), &files, &[]).expect("a look");
    assert_eq!(found.len(), 4, "{found:?}");
    let shown = format!("{found:?}").to_lowercase();
    for value in ["harbor", "912", "fast", "leaving"] {
        assert!(!shown.contains(value), "{value} in {shown}");
    }
}

#[test]
fn the_sample_raises_no_alarm() {
    // A ledger such as the sample's owner would keep, with nothing of it in the sample.
    let site = usual();
    let files = crate::sample::SAMPLE.iter();
    let files: Vec<File> =
        files.map(|(path, bytes)| File::new(path.as_str(), bytes.clone())).collect();
    assert!(files.len() > 50, "{} files", files.len());
    assert_eq!(private::find(site.path(), &files, &[]).expect("a look"), []);
}

/// How a character may be written.
fn written(c: char, how: u8) -> String {
    match how {
        0 => format!("&#{};", u32::from(c)),
        1 => format!("&#x{:X};", u32::from(c)),
        2 => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        3 => {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
        }
        4 => format!("<i>{c}</i>"),
        5 => c.to_uppercase().to_string(),
        _ => c.to_string(),
    }
}

proptest! {
    #[test]
    fn a_note_is_found_however_it_is_written(
        note in "[a-zà-ü0-9][a-zà-ü0-9 ,;:!?'()]{14,40}[a-zà-ü0-9]",
        how in prop::collection::vec(0u8..12, 60),
        before in "[ -~]{0,30}",
    ) {
        let site = site(&[("private/a.yaml", &format!("note: {}\n", serde_json::json!(note)))]);
        let text: String = note.chars().zip(how).map(|(c, how)| written(c, how)).collect();
        // What stands before must not reach into the first character.
        let before = before.replace(['&', '%', '\\', '<', '+', '-'], "");
        let found = find(site.path(), &format!("{before}|{text}|"));
        prop_assert_eq!(found.len(), 1, "{} as {}", note, text);
    }

    #[test]
    fn whatever_an_output_holds_it_is_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let site = usual();
        let files = [File::new("a.html", bytes)];
        prop_assert!(private::find(site.path(), &files, &[]).is_ok());
    }

    #[test]
    fn odd_text_is_read(text in "[&#x;%\\\\u0-9a-f<>!\"-]{0,80}") {
        let site = usual();
        prop_assert!(private::find(site.path(), &[File::new("a.html", text.into_bytes())], &[]).is_ok());
    }
}
