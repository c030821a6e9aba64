//! A stranger's theme sees what it is given, and comes to an end.

use super::*;

/// What loading and rendering `page.html` says; what it writes where nothing is wrong.
fn said_of(template: &str) -> String {
    let loaded = load_own(&[("templates/page.html", template)]);
    let texts = Arc::clone(&loaded.texts);
    if loaded.theme.is_none() {
        return said(&loaded).join("; ");
    }
    let theme = whole(loaded);
    match page(&theme, "page.html", &tera::Context::new()) {
        Ok(html) => html,
        Err(problem) => say(&problem, &texts),
    }
}

#[test]
fn templates_reach_no_files() {
    for path in [
        "../../../../etc/passwd",
        "/etc/passwd",
        "theme.yaml",
        "../theme.yaml",
        "own/../../secret.html",
        "file:///etc/passwd",
        "../strings/en.yaml",
    ] {
        for tag in ["include", "extends"] {
            let said = said_of(&format!("{{% {tag} \"{path}\" %}}"));
            let what = if tag == "include" { "to include" } else { "to extend" };
            assert!(said.contains(&format!("there is no template `{path}` {what}")), "{said}");
        }
    }
}

#[test]
fn templates_reach_neither_environment_nor_clock_nor_network() {
    for call in [
        "now()",
        "get_env(name=\"HOME\")",
        "load_data(path=\"/etc/passwd\")",
        "get_random(end=3)",
        "get_url(path=\"x\")",
        "resize_image(path=\"x\")",
    ] {
        let name = call.split('(').next().unwrap_or_default();
        let said = said_of(&format!("{{{{ {call} }}}}"));
        assert!(said.contains(&format!("there is no function `{name}`")), "{said}");
    }
    for filter in ["read", "markdown", "filesizeformat", "shell", "regex_replace"] {
        let said = said_of(&format!("{{{{ \"a\" | {filter} }}}}"));
        assert!(said.contains(&format!("there is no filter `{filter}`")), "{said}");
    }
    let theme = whole(load_own(&[("templates/page.html", "{{ __tera_context }}")]));
    let mut context = tera::Context::new();
    context.insert("given", "this");
    let shown = page(&theme, "page.html", &context).unwrap();
    assert!(shown.contains("given") && !shown.contains("PATH"), "{shown}");
}

#[test]
fn what_never_ends_is_ended() {
    let check = |template: &str, expected: &str| {
        let said = said_of(template);
        assert!(said.contains(expected), "{template}: {said:.300}");
    };
    check(
        "{% for n in range(end=1000000000000) %}{% endfor %}",
        "would give 1000000000000 numbers",
    );
    check(
        "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}",
        "gave more than 1000000 numbers on one page",
    );
    let long = "x".repeat(100_000);
    check(
        &format!("{{% for a in range(end=90000) %}}{long}{{% endfor %}}"),
        "what `page.html` writes is longer than 32 MiB",
    );
    check(
        "{% component A() %}{{ <A /> }}{% endcomponent %}{{ <A /> }}",
        "components call each other more than 20 deep",
    );
    check("{% include \"page.html\" %}", "the template includes itself");
    check("{% extends \"page.html\" %}", "the template extends itself");
    check(
        "{% component A(n: integer) %}{{ n }}{% if n > 0 %}{{ <A n={n - 1} /> }}{% endif %}\
           {% endcomponent %}{{ <A n={5} /> }}",
        "543210",
    );
}

#[test]
fn components_that_write_much_are_ended() {
    let mut template = String::new();
    for number in 0..18 {
        let next = number + 1;
        template += &format!(
            "{{% component C{number}() %}}{}{{% endcomponent %}}",
            format!("{{{{ <C{next} /> }}}}").repeat(16)
        );
    }
    template += &format!("{{% component C18() %}}{}{{% endcomponent %}}", "x".repeat(1_000_000));
    template += "{{ <C0 /> }}";
    let said = said_of(&template);
    assert!(said.contains("what `page.html` writes is longer than 32 MiB"), "{said:.300}");
}

#[test]
fn numbers_are_those_of_tera() {
    let check = |call: &str, expected: &str| {
        assert_eq!(
            said_of(&format!("{{% for n in {call} %}}{{{{ n }}}} {{% endfor %}}")),
            expected
        );
    };
    check("range(end=3)", "0 1 2 ");
    check("range(start=1, end=8, step_by=3)", "1 4 7 ");
    check("range(start=3, end=0, step_by=-1)", "3 2 1 ");
    check("range(start=0, end=3, step_by=-1)", "");
    check("range(end=0)", "");
    assert!(said_of("{% for n in range(start=3, end=1) %}{% endfor %}").contains("after its end"));
    assert!(said_of("{% for n in range(end=1, step_by=0) %}{% endfor %}").contains("never ends"));
}
