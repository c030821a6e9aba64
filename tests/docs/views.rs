//! What templates get, made from the structs that they are given.

use super::read;
use super::reference::assert_current;
use super::rust::{Item, items};
use serde_json::Value;
use std::fmt::Write;

const PAGES: &str = "src/plan/view/pages.rs";
const PIECES: &str = "src/plan/view.rs";
const CHARTS: &str = "src/plan/view/charts.rs";
const CARDS: &str = "src/plan/view/card.rs";
const MODEL: &str = "src/model/mod.rs";

/// What the structs use of the model: shown as they are, or as words.
const OF_MODEL: &[&str] = &["Education", "Certificate", "Award", "Language"];

/// Types that are not described as structs, and what they are for a template.
const WORDS: &[(&str, &str)] = &[
    ("&str", "text"),
    ("Digested", "text"),
    ("&'static str", "text"),
    ("String", "text"),
    ("Arc<str>", "text"),
    ("Cow<str>", "text"),
    ("Html", "HTML"),
    ("JsonLd", "HTML"),
    ("bool", "true or false"),
    ("u32", "number"),
    ("i16", "number"),
    ("usize", "number"),
    ("Date", "date"),
    ("Period", "period"),
    ("Level", "level"),
    ("RelationKind", "kind"),
    ("Extra", "mapping"),
    ("Options", "mapping"),
    ("Excerpt", "text"),
    ("BTreeMap<&str,Shade>", "mapping"),
    ("Colors", "mapping"),
    ("Length", "true or false"),
];

#[test]
fn the_tables_of_themes_are_up_to_date() {
    let views = views();
    let (of_pages, mut others): (Vec<Item>, Vec<Item>) = views.iter().cloned().partition(is_page);
    let around = ["Site", "Meta"];
    let (mut first, rest): (Vec<Item>, Vec<Item>) =
        others.drain(..).partition(|item| around.contains(&item.name.as_str()));
    let cards = items(CARDS, &read(CARDS));
    let (of_cards, rest): (Vec<Item>, Vec<Item>) =
        rest.into_iter().partition(|item| cards.iter().any(|card| card.name == item.name));
    first.sort_by_key(|item| around.iter().position(|name| *name == item.name));
    let all = [("around", first), ("pages", of_pages), ("pieces", rest), ("cards", of_cards)];
    let described =
        all.map(|(name, list)| (name, list.iter().map(|item| view(item, &views)).collect()));
    let tables = [
        ("options", options()),
        ("templates", table_of_templates()),
        ("components", table_of_components()),
    ];
    let blocks = tables.into_iter().chain(described);
    let blocks: Vec<(String, String)> =
        blocks.map(|(name, text)| (name.to_owned(), text)).collect();
    assert_current("docs/themes.md", &blocks);
}

/// The fields as `theme check` compares templates with them.
#[test]
fn the_table_of_fields_is_up_to_date() {
    let views = views();
    let mut text = String::from(
        "# What templates are given, made by the tests from src/plan/view: `cargo xtask bless`.\n",
    );
    for item in &views {
        let of_page = if is_page(item) { templates(&item.doc) } else { Vec::new() };
        let of_page = of_page.into_iter().map(|(template, _)| template);
        let templates: Vec<&str> = of_page.chain(drawings(&item.doc)).collect();
        text += &[&[item.name.as_str()], templates.as_slice()].concat().join(" ");
        text += "\n";
        for field in &item.members {
            writeln!(text, "  {} {}", field.name, shape_of(&field.kind, &views)).expect("text");
        }
    }
    text += "Period\n  from -\n  to -\n";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/theme/inspect/fields.txt");
    if std::env::var_os("SNAPSHOTS").is_some_and(|word| word == "overwrite") {
        std::fs::write(file, &text).expect("the table can be written");
    }
    let found = std::fs::read_to_string(file).expect("the table");
    assert_eq!(found, text, "run `cargo xtask bless`");
}

/// A type as `theme::inspect::shape` reads it.
fn shape_of(kind: &str, views: &[Item]) -> String {
    shape_in_words(&kind_of(kind, views))
}

fn shape_in_words(words: &str) -> String {
    let words = words.strip_suffix(", or null").unwrap_or(words);
    match (words, words.strip_prefix("list of ")) {
        (_, Some(item)) => format!("[{}]", shape_in_words(item)),
        ("mapping", _) => "*".to_owned(),
        ("period", _) => "Period".to_owned(),
        _ => words.strip_prefix("[`").and_then(|it| it.split('`').next()).unwrap_or("-").to_owned(),
    }
}

/// Every struct that templates are given.
fn views() -> Vec<Item> {
    let pages = items(PAGES, &read(PAGES));
    let mut pieces = items(PIECES, &read(PIECES));
    pieces.extend(items(CHARTS, &read(CHARTS)));
    let model = items(MODEL, &read(MODEL));
    let used = model.into_iter().filter(|item| OF_MODEL.contains(&item.name.as_str()));
    let cards = items(CARDS, &read(CARDS));
    let mut views: Vec<Item> = pieces.into_iter().chain(pages).chain(used).chain(cards).collect();
    let words = ["Html", "Options", "Excerpt", "Length", "Colors"];
    views.retain(|item| item.kind == "struct" && !words.contains(&&*item.name));
    views
}

/// The options of the default theme, with what the manifests say of them.
fn options() -> String {
    let mut options = serde_json::Map::new();
    for theme in ["base", vouchfolio::config::DEFAULT_THEME] {
        let manifest = read(&format!("themes/{theme}/theme.yaml"));
        let mut manifest: Value = serde_yaml::from_str(&manifest).expect("theme.yaml");
        options.append(manifest["options"].as_object_mut().expect("options"));
    }
    let mut text = String::from("| Option | Type | Default | Meaning |\n|---|---|---|---|\n");
    for (name, option) in &options {
        let default = match &option["default"] {
            Value::String(text) if text.is_empty() => "empty".to_owned(),
            Value::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        };
        let (kind, summary) = (kind_of_option(option), option["summary"].as_str());
        let summary = summary.unwrap_or_else(|| panic!("`{name}` has no summary"));
        writeln!(text, "| `{name}` | {kind} | {default} | {summary} |").expect("text");
    }
    text
}

fn kind_of_option(option: &Value) -> String {
    let choices = || option["choices"].as_array().into_iter().flatten().filter_map(Value::as_str);
    match option["type"].as_str().unwrap_or_default() {
        "color" => "colour".to_owned(),
        "toggle" => "yes or no".to_owned(),
        "number" => format!("number, {} to {}", option["min"], option["max"]),
        "choice" => choices().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "),
        "text" => "text".to_owned(),
        other => panic!("no words for options of the type `{other}`"),
    }
}

/// Each template with its page and its struct.
fn table_of_templates() -> String {
    let mut text = String::from("| Template | Page | What it gets |\n|---|---|---|\n");
    for item in items(PAGES, &read(PAGES)).iter().filter(|item| is_page(item)) {
        for (template, page) in templates(&item.doc) {
            let page = page.map_or(format!("/{template}"), str::to_owned);
            let name = &item.name;
            let link = format!("[`{name}`](#{})", name.to_lowercase());
            writeln!(text, "| `{template}` | `{page}` | {link} |").expect("text");
        }
    }
    text
}

/// Each component of the base with its arguments and what the comment before it says.
fn table_of_components() -> String {
    let mut files = super::files_in("themes/base/templates/components");
    files.sort();
    let mut text = String::from("| Component | Arguments | What it shows |\n|---|---|---|\n");
    for file in files {
        let template = read(&file);
        for (name, arguments, comment) in components(&template) {
            let arguments = match arguments.as_str() {
                "" => "none".to_owned(),
                arguments => format!("`{arguments}`"),
            };
            writeln!(text, "| `{name}` | {arguments} | {comment} |").expect("text");
        }
    }
    text
}

/// Name, arguments and comment of each component that a template defines.
fn components(template: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{% component ") {
        let comment = before.trim_end().strip_suffix("-#}").and_then(|it| it.rsplit_once("{#-"));
        let comment = comment.map_or("", |(_, comment)| comment.trim());
        let comment = comment.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
        let (name, after) = after.split_once('(').expect("arguments");
        let (arguments, after) = after.split_once(')').expect("the end of the arguments");
        found.push((name.to_owned(), arguments.replace('|', "\\|"), comment));
        rest = after;
    }
    found
}

/// Whether a struct is of a page: its comment begins with the template.
fn is_page(item: &Item) -> bool {
    item.doc.starts_with('`') && item.doc.contains(".html`")
}

/// The templates that a comment names, each with the page that it is for: the code that comes
/// next. Without one, the page is the template's own name.
fn templates(doc: &str) -> Vec<(&str, Option<&str>)> {
    let code: Vec<&str> = doc.split('`').skip(1).step_by(2).collect();
    let is_template = |word: &&str| word.ends_with(".html") && !word.starts_with('/');
    let names = code.iter().enumerate().filter(|(_, word)| is_template(word));
    let page = |at: usize| code.get(at).copied().filter(|word| word.starts_with('/'));
    names.map(|(at, name)| (*name, page(at + 1))).collect()
}

/// The templates of pictures that a comment begins with.
fn drawings(doc: &str) -> Vec<&str> {
    let code = doc.split('`').skip(1).step_by(2).filter(|_| doc.starts_with("`cards/"));
    code.filter(|word| word.starts_with("cards/") && word.ends_with(".svg")).collect()
}

/// A struct with its fields.
fn view(item: &Item, views: &[Item]) -> String {
    let mut text = format!("### {}\n\n", item.name);
    if !item.doc.is_empty() {
        writeln!(text, "{}\n", item.doc).expect("text");
    }
    if item.members.is_empty() {
        return text + "Nothing but `site` and `page`.\n\n";
    }
    text += "| Field | Type | Meaning |\n|---|---|---|\n";
    for field in &item.members {
        assert!(!field.doc.is_empty(), "`{}` of `{}` has no comment", field.name, item.name);
        let (kind, doc) = (kind_of(&field.kind, views), &field.doc);
        writeln!(text, "| `{}` | {kind} | {doc} |", field.name).expect("text");
    }
    text + "\n"
}

/// A type in words.
fn kind_of(kind: &str, views: &[Item]) -> String {
    let inner = |start: &str, end: char| kind.strip_prefix(start)?.strip_suffix(end);
    if let Some(kind) = inner("Option<", '>') {
        return format!("{}, or null", kind_of(kind, views));
    }
    if let Some(kind) = inner("Vec<", '>').or_else(|| inner("&[", ']')).or_else(|| inner("[", ']'))
    {
        return format!("list of {}", kind_of(kind, views));
    }
    if let Some((_, words)) = WORDS.iter().find(|(name, _)| *name == kind) {
        return (*words).to_owned();
    }
    if let Some(kind) = kind.strip_prefix('&') {
        return kind_of(kind, views);
    }
    if let Some(kind) = inner("Piece<", '>') {
        return kind_of(kind, views);
    }
    let known = views.iter().any(|item| item.name == kind);
    assert!(known, "no words for the type `{kind}`; WORDS in tests/docs/views.rs has them");
    format!("[`{kind}`](#{})", kind.to_lowercase())
}

#[test]
fn components_are_read() {
    let text = "{#- Of\n this. -#}\n{% component A(x: map, @site) -%}a{% endcomponent %}\n\
                {% component b() {\"content\": true} %}{% endcomponent %}";
    let found = components(text);
    let found: Vec<String> = found.iter().map(|(a, b, c)| format!("{a}({b}): {c}")).collect();
    assert_eq!(found, ["A(x: map, @site): Of this.", "b(): "]);
}

#[test]
fn comments_name_templates() {
    assert_eq!(templates("`home.html`: `/`."), [("home.html", Some("/"))]);
    assert_eq!(templates("`404.html`."), [("404.html", None)]);
    assert_eq!(drawings("`cards/a.svg` and `cards/b.svg`: x."), ["cards/a.svg", "cards/b.svg"]);
    assert_eq!(drawings("As `cards/a.svg`."), [""; 0]);
    let two = "`a.html` (`/w/ID/`) and `b.html` (`/ID/`), or the `template` of the front matter.";
    assert_eq!(templates(two), [("a.html", Some("/w/ID/")), ("b.html", Some("/ID/"))]);
    assert!(is_page(&items("x", "/// `a.html`: `/`.\nstruct A {}")[0]));
    assert!(!is_page(&items("x", "/// Not `a.html`.\nstruct A {}")[0]));
    let text = "struct A<'a> { b: Option<Vec<A<'a>>>, c: &'a [Cow<'a, str>], d: &'static str }";
    let found = items("x", text);
    let kinds: Vec<String> = found[0].members.iter().map(|m| kind_of(&m.kind, &found)).collect();
    assert_eq!(kinds, ["list of [`A`](#a), or null", "list of text", "text"]);
}
