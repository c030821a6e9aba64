//! What docs/yaml.md says of YAML, tried row by row.

use super::document::Table;
use super::{Document, assert_none, read};
use serde::Deserialize;
use std::sync::Arc;
use vouchfolio::digest::Digest;
use vouchfolio::parse::{Kind, Settings, parse};
use vouchfolio::source::{LARGEST_TEXT, TextFile};
use vouchfolio::yaml::{self, Free, Text};

/// Fields of three types.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    title: Option<Text>,
    draft: Option<bool>,
    extra: Option<Free>,
}

/// What a cell of a table says, of what these lines are read as.
fn said(lines: &str, shown: fn(&Fields) -> String) -> String {
    let found = yaml::read::<Fields>(lines, 0..lines.len());
    match found.problems.first() {
        Some(problem) => format!("error {}", problem.code),
        None => shown(&found.value),
    }
}

fn title(fields: &Fields) -> String {
    fields.title.as_ref().map_or("nothing".to_owned(), |title| title.to_string())
}

fn draft(fields: &Fields) -> String {
    let draft = fields.draft.map(|draft| if draft { "yes" } else { "no" });
    draft.unwrap_or("not written").to_owned()
}

fn extra(fields: &Fields) -> String {
    fields
        .extra
        .as_ref()
        .map(|extra| serde_json::to_string(&extra.0).expect("JSON"))
        .unwrap_or_default()
}

/// Rows whose cells say something else than `found` does.
fn wrong(table: &Table, found: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in &table.rows {
        let (written, cells) = row.split_first().expect("a row has cells");
        let found = found(written);
        if found != cells {
            wrong.push(format!("`{written}` is {found:?}, and docs/yaml.md says {cells:?}"));
        }
    }
    wrong
}

fn table(section: &str, first: &str) -> Table {
    let document = Document::read("docs/yaml.md", &read("docs/yaml.md"));
    let position = document.tables.iter().position(|table| {
        table.section == section && table.head.first().is_some_and(|head| head == first)
    });
    let mut tables = document.tables;
    tables.swap_remove(position.unwrap_or_else(|| panic!("no table below {section}")))
}

#[test]
fn values_are_read_as_written() {
    let in_extra = |value: &str| {
        let found = said(&format!("extra:\n  v: {value}\n"), extra);
        let inside = found.strip_prefix("{\"v\":").and_then(|found| found.strip_suffix('}'));
        inside.unwrap_or(&found).to_owned()
    };
    let found = |value: &str| vec![said(&format!("title: {value}\n"), title), in_extra(value)];
    assert_none(&wrong(&table("values", "Written"), found));
}

#[test]
fn words_are_yes_or_no_as_written() {
    let found = |value: &str| vec![said(&format!("draft: {value}\n"), draft)];
    assert_none(&wrong(&table("yes-or-no", "Written"), found));
}

#[test]
fn structure_is_read_as_written() {
    let found = |line: &str| vec![said(&format!("{line}\n"), extra)];
    assert_none(&wrong(&table("structure", "Written"), found));
}

#[test]
fn limits_are_as_written() {
    let table = table("limits", "Limit");
    let mut problems = Vec::new();
    for row in &table.rows {
        let (limit, most, beyond) = (&row[0], row[1].parse().expect("a number"), &row[2]);
        let (at, over) = (reached(limit, most), reached(limit, most + 1));
        if at != "fine" || over != *beyond {
            problems.push(format!("{limit}: {most} is {at:?}, and one more {over:?}"));
        }
    }
    assert_none(&problems);
}

/// What the program says of a text that has this many of something.
fn reached(limit: &str, count: usize) -> String {
    let text = match limit.split(' ').next().expect("a word") {
        "levels" => format!("extra: {{a: {}1{}}}\n", "[".repeat(count - 2), "]".repeat(count - 2)),
        "values" => {
            // Besides the items: the root, `extra`, `a` and `b` with their keys, the list once more.
            let items = vec!["1"; (count - 8) / 2].join(",");
            let odd = if count % 2 == 1 { ",1" } else { "" };
            format!("extra: {{a: &a [{items}], b: [*a{odd}]}}\n")
        }
        "brackets" => format!("extra: {{a: [{}]}}\n", vec!["[]"; count - 2].join(",")),
        "bytes" if limit.ends_with("front matter") => {
            format!("title: {}\n", "x".repeat(count - 8))
        }
        "bytes" => {
            return if count as u64 > LARGEST_TEXT { "error file-too-large" } else { "fine" }
                .to_owned();
        }
        _ => {
            let keys: String = (0..count).map(|key| format!("k{key}: 1\n")).collect();
            let shown = yaml::read::<Fields>(&keys, 0..keys.len()).problems.len();
            let rest = "the rest shows when these are gone";
            return if shown < count { rest } else { "fine" }.to_owned();
        }
    };
    let text: Arc<str> = format!("---\n{text}---\n").into();
    let digest = Digest::of(text.as_bytes());
    let path = "content/pages/x.md".into();
    let file = TextFile { path, text, digest, stamp: None, number: 0, unreadable: false };
    let (_, problems) = parse(&file, Kind::Page, &Settings::default());
    let problems = problems.iter().filter(|problem| problem.code.as_str() != "missing-field");
    problems.map(|problem| format!("error {}", problem.code)).next().unwrap_or("fine".to_owned())
}
