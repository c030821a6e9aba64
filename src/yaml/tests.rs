use super::*;
use crate::diagnostic::{At, Code};
use crate::path;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sample {
    title: Option<Text>,
    when: Option<crate::model::Date>,
    relation: Option<Relation>,
    skills: Option<List<Text>>,
    draft: Option<bool>,
    extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Relation {
    kind: Option<crate::model::RelationKind>,
    at: Option<Text>,
}

/// Each problem as `code @ marked text`.
fn check(yaml: &str, expected: &[&str]) {
    let text = format!("---\n{yaml}---\n");
    let problems = read::<Sample>(&text, 4..4 + yaml.len()).problems;
    let found: Vec<String> = problems
        .iter()
        .map(|problem| match &problem.at {
            At::Range(range) => format!("{} @ {}", problem.code, &text[range.clone()]),
            other => format!("{} @ {other:?}", problem.code),
        })
        .collect();
    assert_eq!(found, expected, "{yaml}");
}

#[test]
fn problems_stand_where_they_are() {
    check("title: 2024\nwhen: 2024-02-29\n", &[]);
    check("titel: x\n", &["unknown-key @ titel"]);
    check("skills: payments # one\n", &["wrong-type @ payments"]);
    check("skills: [a, [b], c]\n", &["wrong-type @ [b]"]);
    check("relation: {kind: manger, at: x}\n", &["unknown-value @ manger"]);
    check("relation:\n  knd: manager\n", &["unknown-key @ knd"]);
    check("when: yesterday\n", &["bad-date @ yesterday"]);
    check("when: 2023-02-29\n", &["impossible-day @ 2023-02-29"]);
    check("when: \"2023-13\"\n", &["impossible-day @ \"2023-13\""]);
    check("title: a\ntitle: b\n", &["duplicate-key @ title"]);
    check("relation: {kind: peer, kind: manager}\n", &["duplicate-key @ kind"]);
    check("extra: {a: 1, a: 2}\n", &["duplicate-key @ a"]);
    check("draft: maybe\n", &["wrong-type @ maybe"]);
    check("title: a: b\n", &["invalid-yaml @ :"]);
    check("- a\n", &["wrong-type @ - a"]);
    check("title: \u{7}\n", &["control-character @ \u{7}"]);
}

#[test]
fn spaces_that_yaml_does_not_know_are_found() {
    check("extra:\n  a:\n  \u{a0}\u{a0}b: 1\n", &["invalid-yaml @ \u{a0}"]);
    check("relation:\n\u{a0}\u{a0}kind: peer\n", &["invalid-yaml @ \u{a0}"]);
    check("title:\u{a0}x\n", &["invalid-yaml @ \u{a0}"]);
    check("when:\u{2003}2024\ntitle: x\n", &["invalid-yaml @ \u{2003}"]);
    check("skills:\n  - a\n  -\u{a0}b\n", &["invalid-yaml @ \u{a0}"]);
    check("title: x\u{2028}y\n", &["control-character @ \u{2028}"]);
    check("title: a\u{a0}b\nextra: {a\u{a0}b: x}\n", &[]);
    check("title: \u{a0}x\nextra:\n  a: |\n    \u{3000}x\n", &[]);
}

#[test]
fn all_problems_come_at_once() {
    check(
        "titel: x\nskills: payments\nrelation:\n  kind: boss\nwhen: soon\ndraft: 3\ntitle: fine\n",
        &[
            "unknown-key @ titel",
            "wrong-type @ payments",
            "unknown-value @ boss",
            "bad-date @ soon",
            "wrong-type @ 3",
        ],
    );
}

#[test]
fn one_wrong_value_hides_no_other() {
    check(
        "relation:\n  kind: boss # no\n  at: [x]\n  form: 2\n",
        &["unknown-value @ boss", "wrong-type @ [x]", "unknown-key @ form"],
    );
    check(
        "relation: {kind: boss, at: [x, \"}\"], form: {a: [b, c]}}\ntitle: [a]\n",
        &[
            "unknown-value @ boss",
            "wrong-type @ [x, \"}\"]",
            "unknown-key @ form",
            "wrong-type @ [a]",
        ],
    );
    check("{title: [a], draft: 3}\n", &["wrong-type @ [a]", "wrong-type @ 3"]);
    check("{draft: 3}\n", &["wrong-type @ 3"]);
    check("skills:\n  - {a: b}\n  - c\n  - [d]\n", &["wrong-type @ {a: b}", "wrong-type @ [d]"]);
    check("relation:\n  kind: peer\n  kind: boss\n", &["duplicate-key @ kind"]);
}

#[test]
fn values_are_found_by_their_path() {
    let yaml = "title: x\nskills:\n  - a\n  - \"b c\" # note\nrelation: {kind: peer, at: [y]}\n";
    let mark = |path: Vec<Step>, key| &yaml[locate(yaml, 0..yaml.len(), &path, key)];
    use crate::diagnostic::Step;
    assert_eq!(mark(path!["skills", 1], false), "\"b c\"");
    assert_eq!(mark(path!["skills", 0], false), "a");
    assert_eq!(mark(path!["relation", "at"], false), "[y]");
    assert_eq!(mark(path!["relation", "at"], true), "at");
    assert_eq!(mark(path!["relation", "from"], true), "relation");
    assert_eq!(mark(path!["relation"], true), "relation");
}

#[test]
fn bombs_are_refused_at_once() {
    let brackets = format!("extra: {}\n", "[".repeat(30_000));
    check(&brackets, &["too-complex @ ["]);
    let mut laughs = String::from("extra:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (name, of) in ["b", "c", "d", "e", "f"].iter().zip(["a", "b", "c", "d", "e"]) {
        laughs += &format!("  {name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(","));
    }
    check(&laughs, &["too-complex @ *"]);
}

#[test]
fn deep_values_are_refused() {
    let deep = format!("extra: {{a: {}1{}}}\n", "[".repeat(40), "]".repeat(40));
    let problems = read::<Sample>(&deep, 0..deep.len()).problems;
    assert_eq!(problems.first().map(|p| p.code), Some(Code::TooComplex));
}
