//! Tables that are made from the sources: fields, their types, and what their comments say.
//!
//! They stand between `<!-- generated: NAME -->` and `<!-- end -->`. With SNAPSHOTS=overwrite, as
//! `cargo xtask bless` sets it, they are written anew.

use super::required::{Probe, required};
use super::rust::{Item, items};
use super::{assert_none, read};
use std::fs;
use std::path::Path;

/// A table of fields: its name, the struct, the heading it stands under, what it is called in
/// other tables, alone and as many, and where one can be tried.
struct Fields {
    name: &'static str,
    file: &'static str,
    item: &'static str,
    section: &'static str,
    words: [&'static str; 2],
    probe: Probe,
}

const CONFIG: &str = "src/config/mod.rs";
const EXTERNAL: &str = "src/config/external.rs";
const TARGETS: &str = "src/config/publish.rs";
const FRONT: &str = "src/parse/front.rs";
const MODEL: &str = "src/model/mod.rs";

const SITE: &str = "vouchfolio.yaml";
const PROFILE: &str = "content/profile.md";
const CAREER: &str = "content/career.yaml";
const ACCOMPLISHMENT: &str = "content/accomplishments/x.md";
const PERSON: &str = "content/people/x.md";
const TESTIMONIAL: &str = "content/testimonials/x.md";

macro_rules! fields {
    ($($name:literal $source:ident $item:literal $section:literal [$one:literal $many:literal]
        $file:expr, [$($step:literal),*];)*) => {
        const FIELDS: &[Fields] = &[$(Fields {
            name: $name,
            file: $source,
            item: $item,
            section: $section,
            words: [$one, $many],
            probe: Probe { file: $file, way: &[$($step),*] },
        }),*];
    };
}

fields! {
    "site" CONFIG "Written" "the-site" ["site" "sites"] SITE, [];
    "theme" CONFIG "WrittenTheme" "theme" ["theme" "themes"] SITE, ["theme"];
    "navigation" CONFIG "WrittenLink" "navigation" ["entry" "entries"] SITE, ["navigation", "0"];
    "markdown-settings" CONFIG "WrittenMarkdown" "markdown-settings"
        ["Markdown settings" "Markdown settings"] SITE, ["markdown"];
    "external" EXTERNAL "WrittenExternal" "external" ["links to other sites" ""] SITE, ["external"];
    "target" TARGETS "WrittenTarget" "targets" ["target" "targets"] SITE, ["publish", "live"];
    "profile" FRONT "Profile" "profile" ["profile" "profiles"] PROFILE, [];
    "link" FRONT "Link" "links" ["link" "links"] PROFILE, ["contact"];
    "career" FRONT "Career" "career" ["career" "careers"] CAREER, [];
    "position" FRONT "Position" "position" ["position" "positions"] CAREER, ["positions", "0"];
    "education" FRONT "Education" "education" ["education" "education"]
        CAREER, ["education", "0"];
    "certificate" FRONT "Certificate" "certificate" ["certificate" "certificates"]
        CAREER, ["certificates", "0"];
    "award" FRONT "Award" "award" ["award" "awards"] CAREER, ["awards", "0"];
    "language" FRONT "Language" "language" ["language" "languages"] CAREER, ["languages", "0"];
    "skill" FRONT "Skill" "skills" ["skill" "skills"] "content/skills.yaml", ["payments"];
    "accomplishment" FRONT "Accomplishment" "accomplishments"
        ["accomplishment" "accomplishments"] ACCOMPLISHMENT, [];
    "period" FRONT "Period" "period" ["period" "periods"] ACCOMPLISHMENT, ["period"];
    "metric" FRONT "Metric" "metric" ["metric" "metrics"] ACCOMPLISHMENT, ["metric"];
    "person" FRONT "Person" "people" ["person" "people"] PERSON, [];
    "relation" FRONT "Relation" "relation" ["relation" "relations"] PERSON, ["relation"];
    "consent" FRONT "Consent" "consent" ["consent" "consents"] PERSON, ["consent"];
    "key" FRONT "Key" "key" ["key" "keys"] PERSON, ["keys", "0"];
    "testimonial" FRONT "Testimonial" "testimonials" ["testimonial" "testimonials"]
        TESTIMONIAL, [];
    "source" FRONT "Source" "source" ["source" "sources"] TESTIMONIAL, ["source"];
    "post" FRONT "Post" "posts-and-pages" ["post" "posts"] "content/posts/x.md", [];
}

/// The enums whose values stand in files.
const VALUES: &[(&str, &str, &str)] = &[
    ("relation-kind", MODEL, "RelationKind"),
    ("scope", FRONT, "Scope"),
    ("edited", FRONT, "Edited"),
];

/// The plain types, alone and as many.
const WORDS: &[(&str, &str, &str)] = &[
    ("Text", "text", "texts"),
    ("Date", "date", "dates"),
    ("bool", "yes or no", ""),
    ("Free", "anything", "anything"),
    ("Map<Free>", "anything", ""),
    ("Map<bool>", "[checks](#checks)", ""),
    ("Markdown", "Markdown", ""),
    ("Id", "id", "ids"),
    ("SkillReference", "skill's id", "skills' ids"),
    ("PersonReference", "person's id", "people's ids"),
    ("AccomplishmentReference", "accomplishment's id", "accomplishments' ids"),
    ("PositionReference", "position's id", "positions' ids"),
    ("FileReference", "file", "files"),
    ("TemplateName", "[template](themes.md#templates)", ""),
    ("AddressPattern", "", "web addresses, `*` for anything"),
    ("WebAddress", "web address", "web addresses"),
    ("Address", "address", "addresses"),
    ("SitePath", "path", "paths"),
];

#[test]
fn the_tables_of_content_are_up_to_date() {
    let mut blocks = Vec::new();
    for table in FIELDS {
        blocks.push((table.name.to_owned(), fields(table)));
    }
    for (name, file, item) in VALUES {
        blocks.push(((*name).to_owned(), values(&find(file, item))));
    }
    assert_current("docs/content.md", &blocks);
}

#[test]
fn every_part_of_front_matter_has_a_table() {
    let tables: Vec<&str> = FIELDS
        .iter()
        .filter(|table| table.file == FRONT)
        .map(|table| table.item)
        .chain(VALUES.iter().filter(|(_, file, _)| *file == FRONT).map(|(.., item)| *item))
        .collect();
    let all = items(FRONT, &read(FRONT));
    let all = all.iter().filter(|item| item.kind != "type").map(|item| item.name.as_str());
    assert_none(&super::complete::differences("tests/docs/reference.rs", tables, all));
}

#[test]
fn every_table_stands_under_its_heading() {
    let text = read("docs/content.md");
    let mut problems = Vec::new();
    for table in FIELDS {
        let before = text.split(&opening(table.name)).next().unwrap_or_default();
        let document = super::Document::read("docs/content.md", before);
        if document.anchors.last().is_none_or(|anchor| anchor != table.section) {
            problems.push(format!("`{}` does not stand under #{}", table.name, table.section));
        }
    }
    assert_none(&problems);
}

/// Fields that no example can show: one is read by nothing yet, the other holds its file back.
const WITHOUT_EXAMPLE: [&str; 2] = ["publish", "statement"];

#[test]
fn every_field_stands_in_an_example() {
    let document = super::Document::read("docs/content.md", &read("docs/content.md"));
    let examples: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    let mut problems = Vec::new();
    for table in FIELDS {
        for field in find(table.file, table.item).members {
            let name = field.name;
            if !examples.iter().any(|text| is_used(text, &name))
                && !WITHOUT_EXAMPLE.contains(&name.as_str())
            {
                problems.push(format!("`{name}` of `{}` stands in no example", table.item));
            }
        }
    }
    assert_none(&problems);
}

/// Fields that hold back what they stand in, so no site shows them.
const HOLDS_BACK: [&str; 2] = ["statement", "withdrawn"];

#[test]
fn one_site_has_every_field() {
    let mut texts = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/full")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.extension().and_then(|end| end.to_str()) {
                Some("md" | "yaml") => texts += &fs::read_to_string(path).expect("a text"),
                None if path.is_dir() => folders.push(path),
                _ => {}
            }
        }
    }
    let fields = FIELDS.iter().flat_map(|table| find(table.file, table.item).members);
    let names = fields.map(|field| field.name);
    let missing: Vec<String> = names
        .filter(|name| !is_used(&texts, name) && !HOLDS_BACK.contains(&name.as_str()))
        .map(|name| format!("tests/sites/full has no `{name}`"))
        .collect();
    assert_none(&missing);
}

/// Whether a key stands in some YAML, at the start of a line or within braces.
fn is_used(text: &str, key: &str) -> bool {
    let ends = |before: &str| before.is_empty() || before.ends_with([' ', '\n', '{']);
    let parts: Vec<&str> = text.split(&format!("{key}:")).collect();
    parts.split_last().is_some_and(|(_, before)| before.iter().any(|part| ends(part)))
}

/// Fails where a block of a document is not as it should be, or writes it anew.
pub fn assert_current(file: &str, blocks: &[(String, String)]) {
    let text = read(file);
    let found: Vec<&str> = text
        .split("<!-- generated: ")
        .skip(1)
        .filter_map(|rest| rest.split(" -->").next())
        .collect();
    let names: Vec<&str> = blocks.iter().map(|(name, _)| name.as_str()).collect();
    assert_none(&super::complete::differences(&format!("blocks of {file}"), found, names));
    let expected = blocks.iter().fold(text.clone(), |text, (name, body)| filled(&text, name, body));
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        // In one step, since other tests read the document.
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let new = path.with_extension("new");
        fs::write(&new, expected).and_then(|()| fs::rename(&new, &path)).expect("it is written");
        return;
    }
    let compared = snapbox::Assert::new().try_eq(
        Some(&format!("{file}; `cargo xtask bless` writes its tables anew:")),
        text.into(),
        expected.into(),
    );
    compared.unwrap_or_else(|error| panic!("{error}"));
}

fn opening(name: &str) -> String {
    format!("<!-- generated: {name} -->\n")
}

/// The text with this block's contents.
fn filled(text: &str, name: &str, body: &str) -> String {
    let opening = opening(name);
    let (before, rest) = text.split_once(&opening).unwrap_or_else(|| panic!("{name}: no block"));
    let after = rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{name}: no end")).1;
    format!("{before}{opening}\n{body}\n<!-- end -->{after}")
}

fn find(file: &str, name: &str) -> Item {
    let item = items(file, &read(file)).into_iter().find(|item| item.name == name);
    item.unwrap_or_else(|| panic!("{file} has no `{name}`"))
}

/// A row for each field.
fn fields(table: &Fields) -> String {
    let item = find(table.file, table.item);
    let mut text = String::from("| Field | Type | Required | Meaning |\n|---|---|---|---|\n");
    for (field, required) in item.members.iter().zip(required(&table.probe, &item)) {
        assert!(!field.doc.is_empty(), "`{}` of `{}` has no comment", field.name, item.name);
        let kind = field.kind.strip_prefix("Option<").and_then(|kind| kind.strip_suffix('>'));
        let kind = kind_of(kind.expect("an optional field"), false);
        text += &format!("| `{}` | {kind} | {required} | {} |\n", field.name, field.doc);
    }
    text
}

/// A type in words.
fn kind_of(kind: &str, many: bool) -> String {
    if let Some(inner) = kind.strip_prefix("List<").and_then(|kind| kind.strip_suffix('>')) {
        return format!("list of {}", kind_of(inner, true));
    }
    if let Some(inner) = kind.strip_prefix("Map<Written").and_then(|kind| kind.strip_suffix('>')) {
        return format!("{} by name", kind_of(&format!("Written{inner}"), true));
    }
    if let Some((_, one, several)) = WORDS.iter().find(|(name, ..)| *name == kind) {
        return (if many { *several } else { *one }).to_owned();
    }
    if let Some(table) = FIELDS.iter().find(|table| table.item == kind) {
        return format!("[{}](#{})", table.words[usize::from(many)], table.section);
    }
    let values = VALUES.iter().find(|(.., name)| *name == kind);
    assert!(values.is_some(), "no words for the type `{kind}`; WORDS in this file has them");
    (if many { "words, see below" } else { "a word, see below" }).to_owned()
}

/// A row for each variant.
fn values(item: &Item) -> String {
    let mut text = String::from("| Word | Meaning |\n|---|---|\n");
    for variant in &item.members {
        assert!(!variant.doc.is_empty(), "`{}` of `{}` has no comment", variant.name, item.name);
        text += &format!("| `{}` | {} |\n", variant.name.to_lowercase(), variant.doc);
    }
    text
}

#[test]
fn keys_are_found() {
    assert!(is_used("a: 1\n", "a") && is_used("b: {a: 1}", "a") && is_used("x:\n  - a: 1", "a"));
    assert!(!is_used("ba: 1", "a") && !is_used("a of: 1", "a"));
}

#[test]
fn blocks_are_filled() {
    let text = "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n";
    let filled = filled(text, "x", "| new |\n");
    assert_eq!(filled, "a\n<!-- generated: x -->\n\n| new |\n\n<!-- end -->\nb\n");
}
