//! Lists in the documents against what the program has.

use super::{Document, assert_none, documents, read};
use std::collections::BTreeSet;
use vouchfolio::diagnostic::{Code, Severity};

#[test]
fn every_code_is_described() {
    let troubleshooting = document("docs/troubleshooting.md");
    let table = troubleshooting.table("all-codes", "Code").expect("the codes");
    let codes = || Code::ALL.iter().map(|code| code.as_str());
    let mut problems = differences("docs/troubleshooting.md#all-codes", table.names(), codes());
    for row in &table.rows {
        let code = Code::ALL.iter().find(|code| code.as_str() == row[0]);
        let Some(code) = code else { continue };
        if (row[1].as_str(), &*row[2])
            != (code.severity().as_str(), &code.meaning().replace('`', ""))
        {
            let (severity, meaning) = (code.severity(), code.meaning());
            problems.push(format!("the row should be | `{code}` | {severity} | {meaning} |"));
        }
    }
    assert_none(&problems);
}

#[test]
fn every_check_is_described() {
    let content = document("docs/content.md");
    let table = content.table("checks", "Check").expect("the checks");
    let advice = Code::ALL.iter().filter(|code| code.severity() == Severity::Advice);
    let codes = advice.map(|code| code.as_str());
    assert_none(&differences("docs/content.md#checks", table.names(), codes));
}

#[test]
fn every_code_that_is_named_exists() {
    let problems = documents().iter().flat_map(unknown_codes).collect::<Vec<_>>();
    assert_none(&problems);
}

/// Codes after `error`, `warning`, `advice` or `note` that no problem has.
fn unknown_codes(document: &Document) -> Vec<String> {
    let mut unknown = Vec::new();
    for severity in ["error", "warning", "advice", "note"] {
        for rest in document.text.split(&format!("{severity}[")).skip(1) {
            let code = rest.split(']').next().unwrap_or_default();
            if !Code::ALL.iter().any(|known| known.as_str() == code) {
                unknown.push(format!("{}: there is no `{severity}[{code}]`", document.file));
            }
        }
    }
    unknown
}

#[test]
fn every_template_is_described() {
    let themes = document("docs/themes.md");
    let table = themes.table("templates", "Template").expect("the templates");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/base/templates");
    let entries = std::fs::read_dir(folder).expect("the templates can be read");
    let files: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".html") && name != "frame.html")
        .collect();
    let files = files.iter().map(String::as_str);
    let problems = differences("docs/themes.md#templates", table.names(), files);
    assert_none(&problems);
}

#[test]
fn every_function_and_filter_is_described() {
    let themes = document("docs/themes.md");
    let functions = read("src/theme/functions.rs");
    let mut problems = Vec::new();
    for (section, head, call) in [
        ("functions", "Function", "register_function(\""),
        ("filters-for-dates", "Filter", "register_filter(\""),
    ] {
        let table = themes.table(section, head).expect("a table");
        let described =
            table.names().into_iter().map(|name| name.split('(').next().unwrap_or(name));
        let known = functions.split(call).skip(1).filter_map(|rest| rest.split('"').next());
        let known = known.filter(|name| *name != "safe");
        problems.extend(differences(&format!("docs/themes.md#{section}"), described, known));
    }
    assert_none(&problems);
}

#[test]
fn every_component_for_texts_is_described() {
    let content = document("docs/content.md");
    let table = content.table("components", "Component").expect("the components");
    let template = read("themes/base/templates/components/content.html");
    let mut known = Vec::new();
    let mut problems = Vec::new();
    for rest in template.split("{% component ").skip(1) {
        let (name, rest) = rest.split_once('(').expect("arguments");
        known.push(name);
        let arguments = rest.split(')').next().unwrap_or_default().split(',').map(str::trim);
        let usage = table.rows.iter().find(|row| row[0] == name).map(|row| row[1].as_str());
        for argument in arguments.filter(|argument| !argument.starts_with('@')) {
            let argument = argument.split(':').next().unwrap_or_default();
            if !usage.is_some_and(|usage| usage.contains(&format!(" {argument}=\""))) {
                problems.push(format!("docs/content.md#components: `{name}` takes `{argument}`"));
            }
        }
    }
    problems.extend(differences("docs/content.md#components", table.names(), known));
    assert_none(&problems);
}

fn document(file: &str) -> Document {
    Document::read(file, &read(file))
}

/// What only one of the two has.
pub fn differences<'a>(
    place: &str,
    described: impl IntoIterator<Item = &'a str>,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let described: BTreeSet<&str> = described.into_iter().collect();
    let known: BTreeSet<&str> = known.into_iter().collect();
    let missing = known.difference(&described).map(|name| format!("{place}: `{name}` is missing"));
    let wrong = described.difference(&known).map(|name| format!("{place}: there is no `{name}`"));
    missing.chain(wrong).collect()
}

#[test]
fn differences_are_found() {
    assert_eq!(
        differences("x", ["one", "three"], ["one", "two"]),
        ["x: `two` is missing", "x: there is no `three`"]
    );
    let document = Document::read("x.md", "error[bad-id] error[nope]");
    assert_eq!(unknown_codes(&document), ["x.md: there is no `error[nope]`"]);
}
