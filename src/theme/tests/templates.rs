//! Templates and words: what is wrong with them, and what they make.

use super::*;

#[test]
fn templates_show_all_problems_at_once() {
    let check = |files: &[(&str, &str)], expect: &[&str]| {
        let loaded = load_own(files);
        assert!(loaded.theme.is_none(), "{files:?}");
        let lines = said(&loaded);
        let lines: Vec<&str> =
            lines.iter().map(|line| line.trim_start_matches("themes/own/templates/")).collect();
        assert_eq!(lines, expect);
    };
    check(
        &[
            ("templates/a.html", "é\n{{ x | upperr }} {{ nothing() }}\n{{ <Crad /> }}"),
            ("templates/b.html", "{% include \"pag.html\" %}{% if x is od %}{% endif %}"),
            ("templates/c.html", "{% component Card() %}{{ x | upppper }}{% endcomponent %}"),
            ("templates/d.html", "{% extends \"page.html\" %}{% block gone %}{% endblock %}"),
        ],
        &[
            "a.html:2:21 template-error: there is no function `nothing`",
            "a.html:2:8 template-error: there is no filter `upperr` (did you mean `upper`?)",
            "a.html:3:4 template-error: there is no component `Crad` (did you mean `Card`?)",
            "b.html:1:12 template-error: there is no template `pag.html` to include (did you mean `page.html`?)",
            "b.html:1:36 template-error: there is no test `od` (did you mean `odd`?)",
            "c.html:1:30 template-error: there is no filter `upppper` (did you mean `upper`?)",
            "d.html:1:35 template-error: no parent of this template has a block `gone`",
        ],
    );
    check(
        &[
            ("templates/a.html", "{% if %}"),
            ("templates/b.html", "text\n{{ 1 + }}"),
            ("templates/c.html", "{{ <Card /> }}{{ x | upperr }}"),
            ("templates/d.html", "{% extends \"fram.html\" %}{% block a %}{% endblock %}"),
            ("templates/e.html", "{% extends \"d.html\" %}{% block b %}{% endblock %}"),
        ],
        &[
            "a.html:1:7 template-error: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`",
            "b.html:2:8 template-error: found `}}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`",
            "c.html:1:22 template-error: there is no filter `upperr` (did you mean `upper`?)",
            "d.html:1:12 template-error: there is no template `fram.html` to extend",
        ],
    );
    check(
        &[
            ("templates/a.html", "{% extends \"b.html\" %}"),
            ("templates/b.html", "{% extends \"a.html\" %}"),
            ("templates/c.html", "c {% include \"d.html\" %}"),
            ("templates/d.html", "{% include 'c.html' %}"),
            ("templates/e.html", "{% component A() %}{% endcomponent %}"),
            ("templates/f.html", "{% component A() %}{% endcomponent %}"),
        ],
        &[
            "b.html:1:12 template-error: the template extends itself (themes/own/templates/a.html → themes/own/templates/b.html → themes/own/templates/a.html)",
            "d.html:1:12 template-error: the template includes itself (themes/own/templates/c.html → themes/own/templates/d.html → themes/own/templates/c.html)",
            "f.html:1:14 template-error: the component `A` is defined twice in one layer (the other one is in themes/own/templates/e.html; keep one of them)",
        ],
    );
}

#[test]
fn calls_are_checked_before_rendering() {
    let check = |template: &str, expect: &str| {
        let loaded = load_own(&[("templates/a.html", template)]);
        assert_eq!(said(&loaded), [format!("themes/own/templates/a.html:{expect}")], "{template}");
    };
    let no_safe = "template-error: the filter `safe` is not available in themes (HTML in the page's values is safe already; everything else is text and must stay escaped)";
    check("{{ x | safe }}", &format!("1:8 {no_safe}"));
    check("{% filter safe %}{% endfilter %}", &format!("1:11 {no_safe}"));
    check(
        "{{ t(key=\"greting\") }}",
        "1:10 missing-string: there is no string `greting` (did you mean `greeting`?)",
    );
    check(
        "{{ t(key=\"greeting\") }}",
        "1:10 missing-string: the string `greeting` gets nothing for its placeholder `{name}` (write `t(key=\"greeting\", name=…)`)",
    );
    check(
        "{{ t(key='people') }}",
        "1:10 missing-string: the string `people` has plural forms and gets no number as `count` (write `t(key=\"people\", count=…)`)",
    );
    check(
        "{{ t(key=\"date.\" ~ x) }}",
        "1:10 missing-string: no string's key starts with `date.` (did you mean `dates`?)",
    );
    check(
        "{{ asset(path=\"site.js\") }}",
        "1:15 template-error: the theme has no file `static/site.js` (add static/site.js)",
    );
    check(
        "{{ url(path=\"//evil.example/\") }}",
        "1:13 template-error: `//evil.example/` is no path from the site's home page (it starts with one slash: `url(path=\"/vouch/\")`)",
    );
}

#[test]
fn functions_and_filters() {
    let check = |expression: &str, expect: &str| {
        let template = format!("{{{{ {expression} }}}}");
        let loaded = load_own(&[
            ("templates/a.html", &template),
            ("static/site.js", ""),
            ("static/f/a.woff2", ""),
        ]);
        let texts = Arc::clone(&loaded.texts);
        let theme = whole(loaded);
        let mut context = tera::Context::new();
        context.insert("n", &2);
        context.insert("evil", "<b>");
        context.insert("nothing", &None::<i32>);
        context.insert("open", &serde_json::json!({"from": "2021-03", "to": null}));
        context.insert("over", &serde_json::json!({"from": "2021-03-05", "to": "2024"}));
        context.insert("same", &serde_json::json!({"from": "2024", "to": "2024"}));
        context.insert("month", &serde_json::json!({"from": "2024-05", "to": "2024-06"}));
        let rendered = page(&theme, "a.html", &context);
        assert_eq!(
            rendered.unwrap_or_else(|problem| say(&problem, &texts)),
            expect,
            "{expression}"
        );
    };
    let at = "themes/own/templates/a.html:1";
    check("t(key='greeting', name=evil)", "Hello &lt;b&gt;");
    check("t(key='people', count=1)", "1 person");
    check("t(key='people', count=n)", "2 people");
    check(
        "t(key='people', count=nothing)",
        &format!(
            "{at}:4 missing-string: the string `people` has plural forms and gets no number as `count` (write `t(key=\"people\", count=…)`)"
        ),
    );
    check(
        "t(key='gree' ~ 'tin', name='')",
        &format!("{at}:4 missing-string: there is no string `greetin` (did you mean `greeting`?)"),
    );
    check("asset(path='f/a.woff2')", "/sub/assets/f/a.99aa06d3.woff2");
    check("url(path='/vouch/')", "/sub/vouch/");
    check("url(path='/')", "/sub/");
    check("'2024-06-30' | date", "30 June 2024");
    check("'2024-06-30' | date(form='short')", "30 Jun 2024");
    check("'2024-06' | date", "June 2024");
    check("'2024' | date(form='short')", "2024");
    check("'2024-06-30' | date(form='year')", "2024");
    check("open | period", "since March 2021");
    check("open | period(form='year')", "since 2021");
    check("open | years", "since 2021");
    check("over | period", "5 March 2021 – 2024");
    check("over | period(form='short')", "5 Mar 2021 – 2024");
    check("over | years", "2021–2024");
    check("same | period", "2024");
    check("month | years", "2024");
    check("'soon' | date", &format!("{at}:13 template-error: this is no date, but `soon`"));
    check(
        "'2024' | period",
        &format!(
            "{at}:13 template-error: this is no period, but `2024` (a period has `from` and `to`; for a single date use the filter `date`)"
        ),
    );
    check(
        "open.gone.x",
        &format!("{at}:9 template-error: field `gone` is not defined (its fields are from, to)"),
    );
}

#[test]
fn rendering_says_who_called() {
    let loaded = load_own(&[
        ("templates/a.html", "{{ <Card p={page} /> }}"),
        (
            "templates/components/card.html",
            "{% component Card(p: map) %}{{ p.a.b }}{% endcomponent %}",
        ),
        (
            "templates/components/content.html",
            "{% component note(text: string, @site) {\"content\": true} %}{{ site }}: {{ text }}{% endcomponent %}",
        ),
    ]);
    let texts = Arc::clone(&loaded.texts);
    let theme = whole(loaded);
    let mut context = tera::Context::new();
    context.insert("page", &serde_json::json!({}));
    assert_eq!(
        say(&page(&theme, "a.html", &context).unwrap_err(), &texts),
        "themes/own/templates/components/card.html:1:34 template-error: field `a` is not defined (it was called from themes/own/templates/a.html:1:4)"
    );
    assert_eq!(
        say(&page(&theme, "b.html", &context).unwrap_err(), &texts),
        "- unknown-template: the theme has no template `b.html` (did you mean `a.html`?)"
    );
    let names: Vec<&str> = theme.content_components().map(tera::ComponentInfo::name).collect();
    assert_eq!(names, ["note"]);
    let (mut arguments, mut implicits) = (tera::Context::new(), tera::Context::new());
    arguments.insert("text", "a < b");
    implicits.insert("site", "Site");
    let note = theme.render_component("note", &arguments, &implicits).unwrap();
    assert_eq!(note, "Site: a &lt; b");
}

#[test]
fn languages() {
    let check = |language: &str, files: &[(&str, &str)], expect: &[&str]| {
        let site = BTreeMap::from([(Arc::from("own"), folder(&[OWN, files]))]);
        let wish = Wish { name: "own", language, options: Vec::new() };
        assert_eq!(said(&load_wish(&wish, &site)), expect, "{language}");
    };
    let polish = STRINGS
        .replace("one: \"{count} person\"", "one: \"{count} osoba\", few: \"{count} osoby\"")
        .replace("{count} people", "{count} osób");
    check("en-GB", &[], &[]);
    check(
        "pt-BR",
        &[],
        &[
            "vouchfolio.yaml value language unknown-language: the theme `own` has no words in the language `pt-BR` (it has en; to add `pt-BR`, create themes/own/strings/pt-BR.yaml with the keys of themes/own/strings/en.yaml)",
        ],
    );
    check("pl", &[("strings/pl.yaml", &polish)], &[]);
    check("en", &[("strings/pl.yaml", &polish)], &[]);
    let short = polish.replace("greeting: Hello {name}\n", "");
    check(
        "pl",
        &[("strings/pl.yaml", &short)],
        &[
            "themes/own/strings/pl.yaml missing-string: the string `greeting` is missing in the language `pl` (in `en` it is “Hello {name}”)",
        ],
    );
    check(
        "en",
        &[(
            "strings/en.yaml",
            &STRINGS
                .replace("Hello {name}", "\"Hello {Name}\"")
                .replace("other:", "many: [], other: '{x', few:"),
        )],
        &[
            "themes/own/strings/en.yaml:1:11 bad-theme: a brace here is no part of a `{placeholder}` (write `{name}` for a value, `{{` and `}}` for braces)",
            "themes/own/strings/en.yaml:2:39 wrong-type: words belong here, this is a list",
            "themes/own/strings/en.yaml:2:50 bad-theme: a brace here is no part of a `{placeholder}` (write `{name}` for a value, `{{` and `}}` for braces)",
        ],
    );
    let site =
        BTreeMap::from([(Arc::from("own"), folder(&[OWN, &[("strings/pl.yaml", &polish)]]))]);
    let wish = Wish { name: "own", language: "pl-PL", options: Vec::new() };
    let theme = whole(load_wish(&wish, &site));
    for (count, expect) in
        [("1", "1 osoba"), ("3", "3 osoby"), ("12", "12 osób"), ("22", "22 osoby")]
    {
        assert_eq!(theme.text("people", &[("count", count)]).unwrap(), expect);
    }
    let problem = theme.text("peple", &[]).unwrap_err();
    assert_eq!(
        say(&problem, &Texts::new()),
        "themes/own/strings/pl.yaml missing-string: there is no string `peple` (did you mean `people`?)"
    );
}

#[test]
fn files_must_be_text() {
    let mut files = folder(&[OWN]);
    files.insert(Arc::from("templates/b.html"), Arc::from(&b"a\xff"[..]));
    files.insert(Arc::from("static/b.html"), Arc::from(&b"a\xff"[..]));
    let site = BTreeMap::from([(Arc::from("own"), files)]);
    assert_eq!(
        said(&load_named("own", &site)),
        [
            "themes/own/templates/b.html invalid-utf8: byte 2 (0xff) is not UTF-8 (save the file as UTF-8; your editor has this under “encoding”)"
        ]
    );
}
