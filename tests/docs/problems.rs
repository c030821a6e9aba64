//! The catalogue of problems: an entry for every code, whose example has that problem and no
//! other, and whose mended example has none.
//!
//! A block without more words is a file of the site that all examples share. `wrong` and `right`
//! after a file's name, or after `sh`, say in which of an entry's two sites a file lies or commands
//! run. Other files of the shared site stay as they are.

use super::document::{Block, Document};
use super::examples::Stage;
use super::{assert_none, read};
use rayon::prelude::*;
use std::collections::BTreeSet;
use vouchfolio::diagnostic::Code;

/// The catalogue.
pub const FILE: &str = "docs/problems.md";

#[test]
fn every_code_has_its_entry() {
    assert_none(&faults(&Document::read(FILE, &read(FILE)), Code::ALL));
}

#[test]
fn every_problem_is_as_its_entry_says() {
    let document = Document::read(FILE, &read(FILE));
    let problems: Vec<String> =
        Code::ALL.par_iter().flat_map(|code| try_out(&document, *code)).collect();
    assert_none(&problems);
}

/// Entries that are missing, out of order, without a part, or say something else than the code.
fn faults(document: &Document, codes: &[Code]) -> Vec<String> {
    let mut faults = Vec::new();
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let entries: Vec<&str> = document.anchors.iter().skip(1).map(String::as_str).collect();
    if entries != names {
        let missing = names.iter().filter(|name| !entries.contains(name));
        let unknown = entries.iter().filter(|name| !names.contains(name));
        let wrong: Vec<&str> = missing.chain(unknown).copied().collect();
        faults.push(format!("{FILE}: entries are not the codes in their order: {wrong:?}"));
    }
    for code in codes {
        let (severity, meaning) = (code.severity(), code.meaning());
        let start = format!("\n## {code}\n\n**{severity}**: {meaning}\n\n");
        if !document.text.contains(&start) {
            faults.push(format!("{FILE}: no entry begins so: {start}"));
        }
        for word in ["wrong", "right"] {
            if !blocks(document, code.as_str(), word).any(|block| !is_for_both(block)) {
                faults.push(format!("{FILE}#{code}: there is no block `{word}`"));
            }
        }
    }
    let lines: Vec<&str> = document.text.lines().collect();
    for block in &document.blocks {
        let label = block.line.checked_sub(3).and_then(|line| lines.get(line)).unwrap_or(&"");
        let is_named = path(block).is_none_or(|path| label.contains(&format!("`{path}`")));
        if !is_named || !label.ends_with(':') {
            faults.push(format!("{FILE}:{}: the line above does not name the file", block.line));
        }
    }
    faults
}

/// Builds both sites of an entry.
fn try_out(document: &Document, code: Code) -> Vec<String> {
    let mut problems = Vec::new();
    for (word, expected) in [("wrong", Some(code)), ("right", None)] {
        let found = match found(document, code, word) {
            Ok(found) => found,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let expected: BTreeSet<String> =
            expected.into_iter().map(|code| format!("{}[{code}]", code.severity())).collect();
        if found != expected {
            problems.push(format!("{FILE}#{code}: {word}: {found:?} instead of {expected:?}"));
        }
    }
    problems
}

/// What `check` and `build` say of one of the two sites, and `publish` where there is a target. That
/// something is held back is of account in its own entry alone.
fn found(document: &Document, code: Code, word: &str) -> Result<BTreeSet<String>, String> {
    let mut stage = Stage::empty();
    let shared = document.anchors.first().map(String::as_str).unwrap_or_default();
    let shared = document.blocks.iter().filter(|block| block.section == shared);
    for block in shared.chain(blocks(document, code.as_str(), word)) {
        match path(block) {
            Some(path) => stage.write(path, &block.text),
            None => {
                let said = stage.run(&block.text);
                if !said.is_empty() || stage.code != 0 {
                    return Err(format!("{FILE}:{}: {said}", block.line));
                }
            }
        }
    }
    let mut said = stage.run("vouchfolio check --message-format json")
        + &stage.run("vouchfolio build --message-format json");
    if stage.run("cat vouchfolio.yaml").contains("publish:") {
        said += &stage.run("vouchfolio publish --no-probe --message-format json");
    }
    if [Code::UnknownField, Code::OutsideRequest, Code::InlineCode].contains(&code) {
        said += &stage.run("vouchfolio theme check --message-format json");
    }
    if code == Code::DeadLink {
        said += &stage.run("vouchfolio check --external --message-format json");
    }
    let objects = said.lines().filter(|line| line.starts_with('{'));
    let mut found = BTreeSet::new();
    for line in objects {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| object[key].as_str().expect("text").to_owned();
        // The plan, and that it was carried out.
        if text("code").starts_with("publish")
            && !Code::ALL.iter().any(|code| code.as_str() == text("code"))
        {
            continue;
        }
        if text("code") != Code::HeldBack.as_str() || code == Code::HeldBack {
            found.insert(format!("{}[{}]", text("severity"), text("code")));
        }
    }
    Ok(found)
}

/// The blocks of an entry for one of its two sites.
fn blocks<'d>(
    document: &'d Document,
    entry: &'d str,
    word: &'d str,
) -> impl Iterator<Item = &'d Block> {
    let of_entry = document.blocks.iter().filter(move |block| block.section == entry);
    of_entry.filter(move |block| block.info.split(' ').any(|other| other == word))
}

fn is_for_both(block: &Block) -> bool {
    block.info.ends_with(" wrong right")
}

/// The file that a block is; `None` for commands.
fn path(block: &Block) -> Option<&str> {
    let path = block.info.split(' ').nth(1).unwrap_or_default();
    (!block.info.starts_with("sh ")).then_some(path)
}

#[test]
fn wrong_entries_are_found() {
    let text = "# P\n\n`vouchfolio.yaml`:\n\n```yaml vouchfolio.yaml\ntitle: A\n\
                base_url: https://a.example/\n```\n\n## bad-url\n\n**error**: Nothing.\n\nWrong:\n\n\
                ```md content/profile.md wrong\n---\nname: A\n---\n```\n\n```sh right\nexit 1\n```\n";
    let document = Document::read("x.md", text);
    let codes = [Code::BadUrl, Code::BadDate];
    let found = faults(&document, &codes);
    for expected in [
        "in their order: [\"bad-date\"]",
        "no entry begins so: \n## bad-url",
        "no entry begins so: \n## bad-date",
        "#bad-date: there is no block `wrong`",
        "#bad-date: there is no block `right`",
        ":16: the line above does not name the file",
        ":22: the line above does not name the file",
    ] {
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
    assert_eq!(
        try_out(&document, Code::BadUrl),
        [
            format!(
                "{FILE}#bad-url: wrong: {{\"error[missing-field]\"}} instead of {{\"error[bad-url]\"}}"
            ),
            format!("{FILE}:22: "),
        ]
    );
}
