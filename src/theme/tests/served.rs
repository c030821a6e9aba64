//! Files that a theme serves, and the addresses by which its styles name them.

use super::*;
use crate::theme::compact::compact;

/// The name of a file of these bytes.
fn name(path: &str, bytes: &str) -> String {
    Digest::of(bytes.as_bytes()).fingerprinted(path)
}

fn text<'t>(theme: &'t Theme, path: &str) -> &'t str {
    std::str::from_utf8(&theme.static_file(path).unwrap().bytes).unwrap()
}

/// The stylesheet of a theme with these styles and a few files; or what is wrong.
#[track_caller]
fn check(css: &str, expect: &str) {
    let loaded = load_own(&[
        ("styles/a.css", css),
        ("static/a.png", "a"),
        ("static/fonts/b c.woff2", "b"),
        ("static/print.css", "p {}"),
    ]);
    let problems = said(&loaded);
    let is_right = problems.is_empty();
    let found = match is_right {
        true => styles(&whole(loaded)).trim_end().to_owned(),
        false => problems.join("\n"),
    };
    let (a, b, print) = (name("a.png", "a"), name("b c.woff2", "b"), name("print.css", "p {}"));
    let expect = expect.replace("A.png", &a).replace("B.woff2", &b.replace(' ', "%20"));
    let expect = expect.replace("PRINT.css", &print);
    // Problems are said of the stylesheet as it was written.
    assert_eq!(found, if is_right { compact(&expect) } else { expect }, "{css}");
}

#[test]
fn styles_name_files_as_they_are_served() {
    check("a { b: url(a.png) }", "a { b: url(A.png) }");
    check("a { b: url('./a.png?v=1#x') url(a.png) }", "a { b: url('A.png?v=1#x') url(A.png) }");
    check(
        "a { b: url(\"fonts/b%20c.woff2\"); c: url('fonts/b c.woff2') }",
        "a { b: url(\"fonts/B.woff2\"); c: url('fonts/B.woff2') }",
    );
    check("a { b: url(/sub/assets/a.png) url(/assets/a.png) }", "a { b: url(A.png) url(A.png) }");
    check("@import \"print.css\" print;", "@import \"PRINT.css\" print;");
    check(
        "a { b: image-set('a.png' 2x) } /* url(x.png) */",
        "a { b: image-set('A.png' 2x) } /* url(x.png) */",
    );
}

#[test]
fn other_addresses_stay_as_they_are() {
    for css in [
        "a { b: url(#mask) url(data:image/png;base64,aa==) url(https://x.example/a.png) url(//x/a) }",
        "a { b: url(../a.png) url(/a.png) url(/assets/own.png) url(/other/assets/a.png) url('') }",
        "a { b: url(%ff.png) }",
    ] {
        check(css, css);
    }
}

#[test]
fn an_address_that_leads_nowhere_is_an_error() {
    check(
        "a {\n  b: url(b.png);\n}",
        "themes/own/styles/a.css:2:10 missing-asset: the theme has no file `static/b.png` (did you mean `a.png`?)",
    );
    check(
        "@import 'screen/x.css';",
        "themes/own/styles/a.css:1:10 missing-asset: the theme has no file `static/screen/x.css` (add static/screen/x.css)",
    );
}

#[test]
fn stylesheets_among_static_files_name_others_too() {
    let theme = whole(load_own(&[
        ("static/css/print.css", "@import url(deep/more.css); a { b: url(../a.png) }"),
        ("static/css/deep/more.css", "q { r: url(../../css/x.svg) }"),
        ("static/css/x.svg", "<svg/>"),
        ("static/a.png", "a"),
    ]));
    let svg = name("x.svg", "<svg/>");
    let more = format!("q {{ r: url(../{svg}) }}");
    assert_eq!(text(&theme, "css/deep/more.css"), more);
    let print = format!(
        "@import url(deep/{}); a {{ b: url(../{}) }}",
        name("more.css", &more),
        name("a.png", "a")
    );
    assert_eq!(text(&theme, "css/print.css"), print);
    let file = theme.static_file("css/print.css").unwrap();
    assert_eq!(*file.path, *name("css/print.css", &print));
}

#[test]
fn what_a_stylesheet_names_changes_its_name() {
    let load = |svg| {
        let theme = whole(load_own(&[
            ("static/x.svg", svg),
            ("static/more.css", "q { r: url(x.svg) }"),
            ("styles/a.css", "@import \"more.css\";"),
        ]));
        (theme.stylesheet().path.clone(), theme.page_digest())
    };
    let (one, other) = (load("<svg/>"), load("<svg></svg>"));
    assert_eq!(one, load("<svg/>"));
    assert!(one.0 != other.0 && one.1 != other.1);
}

#[test]
fn stylesheets_in_a_circle_are_an_error() {
    let loaded = load_own(&[
        ("static/a.css", "@import 'b.css';"),
        ("static/b.css", "@import 'c.css';"),
        ("static/c.css", "@import 'a.css';"),
        ("static/self.css", "a {} @import 'self.css';"),
    ]);
    assert_eq!(
        said(&loaded),
        [
            "themes/own/static/c.css:1:10 bad-theme: `static/c.css` needs `static/a.css`, which needs it too (take one of the two addresses out)",
            "themes/own/static/self.css:1:15 bad-theme: `static/self.css` needs `static/self.css`, which needs it too (take one of the two addresses out)",
        ]
    );
}

#[test]
fn stylesheets_may_name_each_other_so_deep_and_no_deeper() {
    let load = |count: usize| {
        let files: Vec<(String, String)> = (0..count)
            .map(|at| (format!("static/{at}.css"), format!("@import '{}.css';", at + 1)))
            .chain([(format!("static/{count}.css"), String::new())])
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        said(&load_own(&files))
    };
    assert_eq!(load(32), [""; 0]);
    let expect = "bad-theme: stylesheets name each other more than 32 deep (name this one in the first stylesheet instead)";
    assert_eq!(load(33), [format!("themes/own/static/32.css:1:10 {expect}")]);
    assert!(!load(2_000).is_empty());
}

#[test]
fn names_without_a_fingerprint_are_warned_of() {
    let check = |file: &str, text: &str, expect: &[&str]| {
        let loaded = load_own(&[(file, text), ("static/a.png", ""), ("static/js/more.js", "")]);
        let expect: Vec<String> =
            expect.iter().map(|line| format!("themes/own/{file}:{line}")).collect();
        assert_eq!(said(&loaded), expect, "{text}");
        let is_error = loaded.problems.iter().any(|it| it.severity == Severity::Error);
        assert!(!is_error && loaded.theme.is_some());
    };
    let help = "(write `{{ asset(path=\"a.png\") }}`)";
    check(
        "templates/a.html",
        "<p>\n<img src=\"/assets/a.png\"><img src=\"/assets/b.png\">",
        &[&format!(
            "2:12 missing-asset: the theme's `static/a.png` is not served as `assets/a.png` {help}"
        )],
    );
    check(
        "templates/a.html",
        "{{ url(path=\"/assets/a.png\") }}{# assets/a.png #}{{ asset(path=\"a.png\") }}",
        &[&format!(
            "1:15 missing-asset: the theme's `static/a.png` is not served as `assets/a.png` {help}"
        )],
    );
    let help = "(its name changes with its bytes: hand the script `{{ asset(path=\"js/more.js\") }}` in a `data-` attribute)";
    check(
        "static/js/site.js",
        "import './more.js'; import \"./other.js\"; load('more.js')",
        &[&format!(
            "1:9 missing-asset: the theme's `static/js/more.js` is not served as `./more.js` {help}"
        )],
    );
    check(
        "static/deep/site.mjs",
        "// it's\nimport(`../js/more.js`); fetch(root + 'assets/js/more.js')",
        &[
            &format!(
                "2:40 missing-asset: the theme's `static/js/more.js` is not served as `assets/js/more.js` {help}"
            ),
            &format!(
                "2:9 missing-asset: the theme's `static/js/more.js` is not served as `../js/more.js` {help}"
            ),
        ],
    );
}
