//! What programs read: structured data, résumé, feed, sitemap, robots.txt.

use super::{SITES, all, assert_none, text};
use serde_json::Value;
use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../fixtures/json-resume/schema.json");
const ATOM: &str = "http://www.w3.org/2005/Atom";

#[test]
fn structured_data_is_json_without_reviews() {
    let mut faults = Vec::new();
    let mut types = BTreeSet::new();
    for (path, page) in all().flat_map(|site| &site.pages) {
        for script in page.named("script").filter(|script| script.attribute("src").is_none()) {
            if script.text.contains(['<', '\u{2028}', '\u{2029}']) {
                faults.push(format!("{path}: a raw `<` or line separator"));
            }
            match serde_json::from_str::<Value>(&script.text) {
                Ok(data) => {
                    if data.get("@context") != Some(&"https://schema.org".into()) {
                        faults.push(format!("{path}: no @context"));
                    }
                    collect_types(&data, &mut types);
                }
                Err(error) => faults.push(format!("{path}: {error}")),
            }
        }
    }
    assert_none(&faults);
    assert!(types.contains("ProfilePage") && types.contains("Quotation"), "{types:?}");
    let refused = ["Review", "AggregateRating", "Rating", "ClaimReview", "EmployerReview"];
    assert!(refused.iter().all(|name| !types.contains(*name)), "{types:?}");
}

fn collect_types(data: &Value, types: &mut BTreeSet<String>) {
    match data {
        Value::Array(items) => items.iter().for_each(|item| collect_types(item, types)),
        Value::Object(object) => {
            for (key, value) in object {
                if let ("@type", Value::String(name)) = (key.as_str(), value) {
                    types.insert(name.clone());
                }
                collect_types(value, types);
            }
        }
        _ => {}
    }
}

#[test]
fn the_resume_is_json_resume() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("a schema");
    for site in all() {
        let resume: Value = serde_json::from_str(text(site.tree, "resume.json")).expect("JSON");
        let mut faults = Vec::new();
        validate(&resume, &schema, &schema, "", &mut faults);
        assert_none(&faults);
        assert_eq!(resume.pointer("/basics/name"), Some(&site.owner.into()));
    }
    for site in &*SITES {
        let resume: Value = serde_json::from_str(text(site.tree, "resume.json")).expect("JSON");
        for section in ["basics", "work", "education", "references", "skills", "languages"] {
            assert!(resume.get(section).is_some(), "no {section}");
        }
    }
}

#[test]
fn what_is_no_resume_is_refused() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("a schema");
    for (resume, expected) in [
        (r#"{"basics": {"url": "not a url"}}"#, "/basics/url: no uri"),
        (r#"{"basics": {"email": "maya"}}"#, "/basics/email: no email"),
        (r#"{"work": [{"startDate": "June"}]}"#, "/work/0/startDate: not as"),
        (r#"{"work": {}}"#, "/work: no array"),
        (r#"{"wrok": []}"#, "/wrok: unknown"),
    ] {
        let mut faults = Vec::new();
        validate(&serde_json::from_str(resume).expect("JSON"), &schema, &schema, "", &mut faults);
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{resume}: {faults:?}");
    }
}

/// The part of JSON Schema (draft 4) that the JSON Resume schema uses; a keyword that is not known
/// here is a fault, so that a newer schema cannot pass unread.
fn validate(value: &Value, schema: &Value, root: &Value, at: &str, faults: &mut Vec<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (keyword, rule) in schema.as_object().into_iter().flatten() {
        let rule_text = rule.as_str().unwrap_or_default();
        match keyword.as_str() {
            "$ref" => {
                let pointer = rule_text.trim_start_matches('#');
                validate(value, root.pointer(pointer).expect("a rule"), root, at, faults);
            }
            "type" => {
                let fits = match rule_text {
                    "string" => value.is_string(),
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    _ => false,
                };
                if !fits {
                    faults.push(format!("{at}: no {rule_text}"));
                }
            }
            "format" => {
                let text = value.as_str().unwrap_or_default();
                let fits = match rule_text {
                    "uri" => is_uri(text),
                    "email" => text.split_once('@').is_some_and(|(to, host)| {
                        !to.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
                    }),
                    "date" => vouchfolio::model::Date::parse(text).is_ok(),
                    _ => false,
                };
                if !fits {
                    faults.push(format!("{at}: no {rule_text}: {text}"));
                }
            }
            "pattern" => {
                let pattern = fancy_regex::Regex::new(rule_text).expect("a pattern");
                if !pattern.is_match(value.as_str().unwrap_or_default()).unwrap_or(false) {
                    faults.push(format!("{at}: not as {rule_text}: {value}"));
                }
            }
            "properties" => {
                for (name, rule) in properties.into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        validate(value, rule, root, &format!("{at}/{name}"), faults);
                    }
                }
            }
            "additionalProperties" if rule == &Value::Bool(false) => {
                for name in value.as_object().into_iter().flat_map(|object| object.keys()) {
                    if !properties.is_some_and(|known| known.contains_key(name)) {
                        faults.push(format!("{at}/{name}: unknown"));
                    }
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(item, rule, root, &format!("{at}/{index}"), faults);
                }
            }
            "$schema"
            | "title"
            | "description"
            | "definitions"
            | "additionalItems"
            | "additionalProperties" => {}
            _ => faults.push(format!("{at}: the schema says {keyword}")),
        }
    }
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && text.is_ascii()
        && !text.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}'])
}

#[test]
fn the_feed_is_atom() {
    for site in all() {
        let document = roxmltree::Document::parse(text(site.tree, "feed.xml")).expect("XML");
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")));
        let child = |node: roxmltree::Node<'_, '_>, name: &'static str| -> Vec<String> {
            let children = node.children().filter(|child| child.has_tag_name((ATOM, name)));
            children.map(|child| child.text().unwrap_or_default().to_owned()).collect()
        };
        let entries: Vec<_> =
            feed.children().filter(|node| node.has_tag_name((ATOM, "entry"))).collect();
        assert!(entries.len() <= 50, "{} entries", entries.len());
        let mut ids = BTreeSet::new();
        for node in entries.iter().copied().chain([feed]) {
            for name in ["id", "title", "updated"] {
                let texts = child(node, name);
                assert!(
                    matches!(texts.as_slice(), [text] if !text.is_empty()),
                    "{name}: {texts:?}"
                );
            }
            let id = child(node, "id").remove(0);
            assert!(id.starts_with(site.base_url) && ids.insert(id.clone()), "{id}");
            for name in ["updated", "published"] {
                for instant in child(node, name) {
                    let (day, time) = instant.split_once('T').expect("an instant");
                    assert!(
                        vouchfolio::model::Date::parse(day).is_ok_and(|day| day.day().is_some())
                    );
                    assert_eq!(time, "00:00:00Z");
                }
            }
            let links = node.children().filter(|child| child.has_tag_name((ATOM, "link")));
            let relations: Vec<_> = links.filter_map(|link| link.attribute("rel")).collect();
            assert!(relations.contains(&"alternate"), "{id}: {relations:?}");
        }
        let newest = entries.iter().flat_map(|entry| child(*entry, "updated")).max();
        assert!(newest.is_none() || child(feed, "updated").pop() == newest);
        let author = feed.children().find(|node| node.has_tag_name((ATOM, "author")));
        assert_eq!(author.map(|author| child(author, "name")), Some(vec![site.owner.into()]));
    }
}

#[test]
fn the_sitemap_holds_every_page_and_nothing_else() {
    for site in all() {
        let document = roxmltree::Document::parse(text(site.tree, "sitemap.xml")).expect("XML");
        let urls: Vec<_> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "loc")
            .map(|node| node.text().unwrap_or_default().to_owned())
            .collect();
        let pages = site.proper_pages().filter(|(path, _)| *path != "404.html");
        let expected: BTreeSet<_> = pages.map(|(path, _)| site.url(path)).collect();
        assert_eq!(urls.iter().cloned().collect::<BTreeSet<_>>(), expected);
        assert_eq!(urls.len(), expected.len(), "a page stands twice in the sitemap");
        let hidden = site.pages.iter().filter(|(_, page)| {
            page.meta("robots").is_some_and(|robots| robots.contains("noindex"))
        });
        for (path, _) in hidden {
            assert!(!urls.contains(&site.url(path)), "{path} is noindex and in the sitemap");
        }
    }
}

#[test]
fn robots_are_welcome_and_told_of_the_sitemap() {
    // One site has a file of its own.
    for site in all().filter(|site| site.base_url != "https://eva.example/deep/er/") {
        let robots = text(site.tree, "robots.txt");
        let expected =
            format!("User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n", site.base_url);
        assert_eq!(robots, expected);
    }
}
