//! Themes as a site's owner and a theme's author meet them.

mod hostile;
mod served;
mod templates;

use super::*;
use crate::diagnostic::{At, line_column};
use crate::yaml::locate;

/// Everything that a small theme needs to load.
const OWN: &[(&str, &str)] = &[
    ("theme.yaml", "name: own\napi: 1\n"),
    ("strings/en.yaml", STRINGS),
    ("templates/page.html", "{{ t(key=\"greeting\", name=\"Ada\") }}"),
];

const STRINGS: &str = "\
greeting: Hello {name}
people: {one: \"{count} person\", other: \"{count} people\"}
dates:
  months: [January, February, March, April, May, June, July, August, September, October, November, December]
  short_months: [Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec]
  day: \"{day} {month} {year}\"
  month: \"{month} {year}\"
  period: \"{from} – {to}\"
  open: \"since {from}\"
  years: \"{from}–{to}\"
  open_years: \"since {from}\"
";

fn folder(files: &[&[(&str, &str)]]) -> Files {
    let files = files.iter().flat_map(|files| files.iter());
    files.map(|(path, text)| (Arc::from(*path), Arc::from(text.as_bytes()))).collect()
}

fn themes(folders: &[(&str, &[(&str, &str)])]) -> BTreeMap<Arc<str>, Files> {
    let folders = folders.iter().map(|(name, files)| (Arc::from(*name), folder(&[files])));
    folders.collect()
}

struct Wish<'a> {
    name: &'a str,
    language: &'a str,
    options: Vec<(String, OptionValue)>,
}

fn load_wish(wish: &Wish<'_>, site_themes: &BTreeMap<Arc<str>, Files>) -> Loaded {
    load(&Request {
        name: wish.name,
        options: wish.options.clone(),
        language: wish.language,
        base_path: "/sub/",
        site_themes,
        config_file: &Arc::from("vouchfolio.yaml"),
    })
}

fn load_named(name: &str, site_themes: &BTreeMap<Arc<str>, Files>) -> Loaded {
    load_wish(&Wish { name, language: "en", options: Vec::new() }, site_themes)
}

/// The theme `own` with these files over the least that loads.
fn load_own(files: &[(&str, &str)]) -> Loaded {
    let site = BTreeMap::from([(Arc::from("own"), folder(&[OWN, files]))]);
    load_named("own", &site)
}

/// A problem as `file:line:column code: message (help)`, sorted.
fn said(loaded: &Loaded) -> Vec<String> {
    let mut lines: Vec<String> =
        loaded.problems.iter().map(|problem| say(problem, &loaded.texts)).collect();
    lines.sort();
    lines
}

fn say(problem: &Diagnostic, texts: &Texts) -> String {
    let Diagnostic { code, message, help, file, at, .. } = problem;
    let file = file.as_deref().unwrap_or("-");
    let place = match (at, texts.get(file)) {
        (At::File, _) => String::new(),
        (At::Range(range), Some(text)) => {
            assert!(text.get(range.clone()).is_some(), "{file} {range:?}");
            let (line, column) = line_column(text, range.start);
            format!(":{line}:{column}")
        }
        (At::Value(path) | At::Key(path), Some(text)) => {
            let range = locate(text, 0..text.len(), path, matches!(at, At::Key(_)));
            let (line, column) = line_column(text, range.start);
            format!(":{line}:{column}")
        }
        (At::Value(path), None) => format!(" value {}", steps(path)),
        (At::Key(path), None) => format!(" key {}", steps(path)),
        (At::Range(_), None) => panic!("no text for {file}"),
    };
    let help = help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{file}{place} {code}: {message}{help}")
}

fn steps(path: &crate::diagnostic::Path) -> String {
    let step = |step: &crate::diagnostic::Step| match step {
        crate::diagnostic::Step::Key(key) => key.clone(),
        crate::diagnostic::Step::Index(index) => index.to_string(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

fn whole(loaded: Loaded) -> Theme {
    let lines = said(&loaded);
    loaded.theme.unwrap_or_else(|| panic!("{}", lines.join("\n")))
}

fn styles(theme: &Theme) -> &str {
    std::str::from_utf8(&theme.stylesheet().bytes).unwrap()
}

fn render(theme: &Theme, template: &str) -> String {
    page(theme, template, &tera::Context::new()).unwrap()
}

fn page(theme: &Theme, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
    let mut out = Vec::new();
    theme.render(template, context, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn built_in_themes_load_in_every_language() {
    let none = BTreeMap::new();
    for name in builtin_names() {
        let files = builtin_files(name).unwrap();
        assert!(files.contains_key("theme.yaml"), "{name}");
        for language in ["en", "en-GB", "de", "de-AT"] {
            let loaded = load_wish(&Wish { name, language, options: Vec::new() }, &none);
            assert_eq!(said(&loaded), Vec::<String>::new(), "{name} {language}");
            assert!(whole(loaded).has_template("home.html"), "{name}");
        }
    }
    assert_eq!(list(&none).len(), builtin_names().count());
}

#[test]
fn layers_build_on_each_other() {
    let site = themes(&[
        (
            "low",
            &[
                ("theme.yaml", "name: low\napi: 1\nsummary: The lowest\n"),
                ("strings/en.yaml", STRINGS),
                ("templates/frame.html", "<{% block main %}low{% endblock %}>"),
                ("templates/page.html", "{% extends \"frame.html\" %}"),
                ("templates/part.html", "part of low"),
                ("templates/components/a.html", "{% component A() %}A of low{% endcomponent %}"),
            ],
        ),
        ("middle", &[("theme.yaml", "name: middle\napi: 1\nextends: low\n")]),
        (
            "top",
            &[
                ("theme.yaml", "name: top\napi: 1\nextends: middle\n"),
                (
                    "templates/frame.html",
                    "{% extends \"middle/frame.html\" %}{% block main %}top over {{ super() }}{% endblock %}",
                ),
                ("templates/more.html", "{% include \"part.html\" %}, {{ <A /> }}"),
                ("templates/components/a.html", "{% component A() %}A of top{% endcomponent %}"),
                ("strings/en.yaml", "greeting: Good day {name}"),
            ],
        ),
    ]);
    let top = whole(load_named("top", &site));
    assert_eq!(render(&top, "page.html"), "<top over low>");
    assert_eq!(render(&top, "more.html"), "part of low, A of top");
    assert_eq!(top.text("greeting", &[("name", "Ada")]).unwrap(), "Good day Ada");
    assert_eq!(
        top.template_names().collect::<Vec<_>>(),
        ["frame.html", "more.html", "page.html", "part.html"]
    );
    assert_eq!(render(&whole(load_named("low", &site)), "page.html"), "<low>");
    let listed = list(&site).into_iter().find(|theme| theme.name == "low").unwrap();
    assert_eq!((listed.summary.as_str(), listed.origin), ("The lowest", Origin::Site));
}

#[test]
fn a_site_overrides_single_files_of_a_built_in_theme() {
    let home = "{% extends \"ledger/home.html\" %}{% block main %}mine{% endblock %}";
    let same = std::str::from_utf8(&builtin_files("ledger").unwrap()["theme.yaml"]).unwrap();
    let site = themes(&[(
        "ledger",
        &[
            ("theme.yaml", same),
            ("templates/home.html", home),
            ("static/mine.txt", "mine"),
            ("styles/99-mine.css", ".mine {}"),
            ("README.md", "ignored"),
        ],
    )]);
    let theme = whole(load_named("ledger", &site));
    assert_eq!(&*theme.static_file("mine.txt").unwrap().bytes, b"mine");
    assert!(styles(&theme).contains(".mine{}@layer options"));
    assert_eq!(theme.source_text("themes/ledger/templates/home.html").as_deref(), Some(home));
    let listed = list(&site).into_iter().find(|theme| theme.name == "ledger").unwrap();
    assert_eq!(listed.origin, Origin::Overridden);
    let plain = whole(load_named("ledger", &BTreeMap::new()));
    assert_ne!(theme.page_digest(), plain.page_digest());
    let only_same = themes(&[("ledger", &[("theme.yaml", same)])]);
    let only_same = whole(load_named("ledger", &only_same));
    assert_eq!(only_same.page_digest(), plain.page_digest());
    assert_eq!(only_same.stylesheet().path, plain.stylesheet().path);
}

#[test]
fn wrong_themes_are_named() {
    let check = |name: &str, folders: &[(&str, &[(&str, &str)])], expect: &[&str]| {
        assert_eq!(said(&load_named(name, &themes(folders))), expect, "{name}");
    };
    check(
        "leger",
        &[],
        &[
            "vouchfolio.yaml value theme.name unknown-theme: there is no theme `leger` (did you mean `ledger`? The themes are base, commons, ledger, signal)",
        ],
    );
    check(
        "a",
        &[("a", &[("strings/en.yaml", STRINGS)])],
        &[
            "themes/a/theme.yaml bad-theme: the theme `a` has no theme.yaml (create it with `name`, `api` and, to build on a built-in theme, `extends`)",
        ],
    );
    check(
        "a",
        &[
            ("a", &[("theme.yaml", "name: a\napi: 1\nextends: b\n"), ("strings/en.yaml", STRINGS)]),
            ("b", &[("theme.yaml", "name: b\napi: 1\nextends: a\n")]),
        ],
        &["themes/b/theme.yaml:3:10 bad-theme: the theme extends itself (a → b → a)"],
    );
    check(
        "a",
        &[(
            "a",
            &[
                ("theme.yaml", "name: b\napi: 2\nextends: bass\nsumary: x\n"),
                ("strings/en.yaml", STRINGS),
            ],
        )],
        &[
            "themes/a/theme.yaml:1:7 bad-theme: the theme is named `b`, its folder `a` (write `name: a`, or rename the folder)",
            "themes/a/theme.yaml:2:6 bad-theme: the theme is for another version of the theme API (this version of vouchfolio reads themes with `api: 1`)",
            "themes/a/theme.yaml:3:10 bad-theme: there is no theme `bass` to extend (did you mean `base`?)",
            "themes/a/theme.yaml:4:1 unknown-key: `sumary` is no key that may stand here (did you mean `summary`?)",
        ],
    );
}

#[test]
fn declared_options_are_checked() {
    let check = |option: &str, expect: &[&str]| {
        let manifest = format!("name: own\napi: 1\noptions:\n  it: {option}\n");
        assert_eq!(said(&load_own(&[("theme.yaml", &manifest)])), expect, "{option}");
    };
    check("{type: text, default: ''}", &[]);
    check("{type: number, default: 3, min: 1, max: 5, summary: Three}", &[]);
    check(
        "{type: number, default: 9, max: 5}",
        &[
            "themes/own/theme.yaml:4:31 bad-option: 9 is out of the option's range (it takes 5 or less)",
        ],
    );
    check(
        "{type: number, choices: [a], default: x}",
        &[
            "themes/own/theme.yaml:4:22 unknown-key: `choices` is no key that may stand here (these may: type, default, summary, min, max)",
            "themes/own/theme.yaml:4:45 bad-option: the option takes a number, this is a text (write a number here)",
        ],
    );
    check(
        "{type: colour, default: red}",
        &[
            "themes/own/theme.yaml:4:14 unknown-value: no option can be of the type `colour` (it is one of text, number, toggle, choice, color)",
        ],
    );
    check(
        "{type: color, default: \"#777\", contrast: 12, light_surface: \"#888\", dark_surface: \"#777\"}",
        &["themes/own/theme.yaml:4:48 bad-theme: no colour has this contrast on both surfaces"],
    );
    check(
        "{type: color, default: \"#777\", contrast: 7}",
        &[
            "themes/own/theme.yaml:4:3 missing-field: `contrast`, `light_surface` and `dark_surface` need each other",
        ],
    );
    check(
        "{type: choice, default: a}",
        &[
            "themes/own/theme.yaml:4:3 missing-field: an option of the type `choice` needs `choices`",
        ],
    );
    check(
        "{type: toggle}",
        &["themes/own/theme.yaml:4:3 missing-field: the option has no `default`"],
    );
}

const OPTIONS: &str = "name: own\napi: 1\noptions:\n  \
    accent: {type: color, default: \"oklch(0.42 0.13 25)\", dark: \"oklch(0.80 0.10 35)\", contrast: 7, light_surface: \"oklch(0.965 0.010 85)\", dark_surface: \"oklch(0.235 0.012 60)\"}\n  \
    page_size: {type: number, default: 20, min: 1, max: 200}\n  \
    motto: {type: text, default: none}\n  \
    wide: {type: toggle, default: true}\n  \
    density: {type: choice, choices: [regular, compact], default: regular}\n";

fn load_with(option: &str, value: OptionValue) -> Loaded {
    let site = BTreeMap::from([(Arc::from("own"), folder(&[OWN, &[("theme.yaml", OPTIONS)]]))]);
    load_wish(
        &Wish { name: "own", language: "en", options: vec![(option.to_owned(), value)] },
        &site,
    )
}

#[test]
fn chosen_options_are_checked() {
    let check = |option: &str, value: OptionValue, expect: &str| {
        assert_eq!(said(&load_with(option, value)), [format!("vouchfolio.yaml {expect}")]);
    };
    let text = |text: &str| OptionValue::Text(text.to_owned());
    check(
        "acent",
        text("#fff"),
        "key theme.options.acent unknown-option: the theme `own` has no option `acent` (did you mean `accent`?)",
    );
    check(
        "accent",
        text("oklch(0.4, 0.1, 25)"),
        "value theme.options.accent bad-color: `oklch(0.4, 0.1, 25)` is not written as a theme's colours are (`oklch()` separates its parts with spaces: `oklch(0.42 0.13 25)`)",
    );
    check(
        "page_size",
        OptionValue::Integer(0),
        "value theme.options.page_size bad-option: 0 is out of the option's range (it takes 1 to 200)",
    );
    check(
        "wide",
        text("yes"),
        "value theme.options.wide bad-option: the option takes `true` or `false`, this is a text (write `true` or `false` here)",
    );
    check(
        "density",
        text("compat"),
        "value theme.options.density bad-option: `compat` is none of the option's choices (did you mean `compact`?)",
    );
    check(
        "motto",
        OptionValue::Other,
        "value theme.options.motto bad-option: an option takes one plain value (write a text, a number, `true` or `false` here)",
    );
}

#[test]
fn chosen_options_reach_templates_and_the_stylesheet() {
    let theme = whole(load_with("page_size", OptionValue::Integer(7)));
    assert_eq!(theme.page_size(), 7);
    assert_eq!(theme.options()["motto"].as_str(), Some("none"));
    assert!(styles(&theme).contains(":root{--option-accent:oklch(0.42 0.13 25)}"));
    assert!(styles(&theme).contains("dark){:root{--option-accent:oklch(0.80 0.10 35)}}"));
    let yellow = whole(load_with("accent", OptionValue::Text("#ff0".to_owned())));
    assert_eq!(yellow.page_size(), 20);
    assert!(
        styles(&yellow).contains("\"dark\"]{--option-accent:oklch(0.9680 0.2110 109.7692)}"),
        "{}",
        styles(&yellow)
    );
    assert_ne!(theme.stylesheet().path, yellow.stylesheet().path);
    assert_ne!(theme.page_digest(), yellow.page_digest());
}

#[test]
fn broken_manifests_make_no_further_problems() {
    let check = |manifest: &str, expect: &[&str]| {
        assert_eq!(said(&load_own(&[("theme.yaml", manifest)])), expect, "{manifest}");
    };
    check(
        "name: own\napi: 1\nname: own\nextends: base\n",
        &[
            "themes/own/theme.yaml:3:1 duplicate-key: the key `name` stands twice (keep one of the two)",
        ],
    );
    check(
        "",
        &[
            "themes/own/theme.yaml missing-field: the theme does not say for which `api` it is (this version of vouchfolio reads themes with `api: 1`)",
            "themes/own/theme.yaml missing-field: the theme has no `name` (write `name: own`)",
        ],
    );
}
