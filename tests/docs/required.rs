//! Which fields are required: what the program asks for when it is handed a mapping without them.
//!
//! Nothing is written down twice, so the tables cannot say another thing than the program does.

use super::rust::{Item, Member};
use std::collections::BTreeSet;
use std::sync::Arc;
use vouchfolio::diagnostic::{At, Code, Diagnostic, Step};
use vouchfolio::parse::{self, Kind, Settings};
use vouchfolio::source::TextFile;

/// Where a mapping stands: the file, and the way into it, a number being a place in a list.
pub struct Probe {
    pub file: &'static str,
    pub way: &'static [&'static str],
}

/// For each field: `yes`, `no`, or the condition.
pub fn required(probe: &Probe, item: &Item) -> Vec<String> {
    let asked = asked_for(probe, item, None);
    let conditions: Vec<(&str, BTreeSet<String>)> = item
        .members
        .iter()
        .map(|with| {
            let asked = asked_for(probe, item, Some(with)).into_iter().flatten().collect();
            (with.name.as_str(), asked)
        })
        .collect();
    let word = |field: &Member| {
        if let Some(names) = asked.iter().find(|names| names.contains(&field.name)) {
            let others = names.iter().filter(|name| **name != field.name);
            let others: Vec<String> = others.map(|name| format!("`{name}`")).collect();
            let is_alone = others.is_empty();
            return if is_alone { "yes".to_owned() } else { format!("or {}", others.join(", ")) };
        }
        let with = conditions.iter().find(|(_, asked)| asked.contains(&field.name));
        with.map_or("no".to_owned(), |(with, _)| format!("with `{with}`"))
    };
    item.members.iter().map(word).collect()
}

/// The fields that the program misses where only this one is there. Of those in one list, one is
/// enough.
fn asked_for(probe: &Probe, item: &Item, with: Option<&Member>) -> Vec<Vec<String>> {
    let inner = with.map_or(String::new(), |field| format!("{}: {}", field.name, value(field)));
    let mut yaml = format!("{{{inner}}}");
    for step in probe.way.iter().rev() {
        yaml = if is_index(step) { format!("[{yaml}]") } else { format!("{{{step}: {yaml}}}") };
    }
    let is_field = |name: &&str| item.members.iter().any(|member| member.name == **name);
    problems(probe.file, &yaml)
        .iter()
        .filter(|problem| is_here(problem, probe))
        .filter_map(|problem| match problem.code {
            Code::MissingField => Some(problem.message.as_str()),
            Code::MissingAlt => problem.help.as_deref(),
            _ => None,
        })
        .map(|text| {
            let words = text.split('`').skip(1).step_by(2).map(|word| word.trim_end_matches(':'));
            words.filter(is_field).map(str::to_owned).collect()
        })
        .collect()
}

fn problems(file: &str, yaml: &str) -> Vec<Diagnostic> {
    let file: Arc<str> = file.into();
    let Some(kind) = Kind::of(&file) else {
        return vouchfolio::config::read(yaml, &file).1;
    };
    let is_whole = file.ends_with(".yaml");
    let text = if is_whole { yaml.to_owned() } else { format!("---\n{yaml}\n---\n") };
    let (text, digest) = (text.into(), Default::default());
    let file = TextFile { path: file, text, digest, stamp: None, number: 0, unreadable: false };
    parse::parse(&file, kind, &Settings::default()).1
}

/// Whether a problem is of this mapping, as opposed to one within it or around it.
fn is_here(problem: &Diagnostic, probe: &Probe) -> bool {
    let step = |step: &&str| match step.parse() {
        Ok(index) => Step::Index(index),
        Err(_) => Step::from(*step),
    };
    let way: Vec<Step> = probe.way.iter().map(step).collect();
    match &problem.at {
        _ if problem.code == Code::MissingAlt => way.is_empty(),
        At::Range(_) => way.is_empty(),
        At::Value(at) => !way.is_empty() && *at == way,
        _ => false,
    }
}

fn is_index(step: &str) -> bool {
    step.parse::<usize>().is_ok()
}

/// A value that such a field takes.
fn value(field: &Member) -> &'static str {
    match field.kind.trim_start_matches("Option<") {
        kind if kind.starts_with("List<") => "[]",
        kind if kind.starts_with("Date") => "2024",
        kind if kind.starts_with("bool") => "true",
        _ if field.name == "base_url" => "https://maya.example/",
        kind if ["Scope", "Edited"].iter().any(|name| kind.starts_with(name)) => "none",
        kind if kind.starts_with("RelationKind") => "peer",
        "Text>" | "Id>" | "WebAddress>" | "Address>" | "SitePath>" | "Markdown>" => "x",
        kind if kind.contains("Reference") || kind.contains("Template") => "x",
        _ => "{}",
    }
}

#[test]
fn the_program_is_asked() {
    let text = "struct A { title: Option<Text>, date: Option<Date>, period: Option<Period>, \
                image: Option<FileReference>, image_alt: Option<Text>, draft: Option<bool> }";
    let found = |probe: &Probe, text: &str| required(probe, &super::rust::items("x", text)[0]);
    let probe = Probe { file: "content/accomplishments/x.md", way: &[] };
    assert_eq!(
        found(&probe, text),
        ["yes", "or `period`", "or `date`", "no", "with `image`", "no"]
    );
    let text = "struct R { kind: Option<RelationKind>, from: Option<Date>, to: Option<Date> }";
    let probe = Probe { file: "content/people/x.md", way: &["relation"] };
    assert_eq!(found(&probe, text), ["yes", "with `to`", "no"]);
}
