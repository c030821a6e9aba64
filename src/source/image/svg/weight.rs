//! How much a drawing comes to once everything that it refers to is in its place. A few elements
//! that show each other many times come to millions.

use roxmltree::{Document, Node};
use rustc_hash::FxHashMap;

use super::style;
use crate::source::image::Malformed;

/// So many elements may be drawn.
const MOST: u64 = 400_000;
/// So many references may follow on each other.
const LONGEST: usize = 400;

/// Refuses a drawing that comes to too much.
pub fn check(svg: &str) -> Result<(), Malformed> {
    // It was written by us, and is small enough.
    let Ok(document) = Document::parse(svg) else { return Ok(()) };
    let mut targets = FxHashMap::default();
    let mut sheets = String::new();
    for node in document.descendants().filter(Node::is_element) {
        if let Some(id) = node.attribute("id") {
            targets.entry(id).or_insert(node);
        }
        if node.tag_name().name() == "style" {
            sheets.push_str(node.text().unwrap_or_default());
        }
    }
    let mut by_class: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (class, id) in style::references(&sheets) {
        by_class.entry(class).or_default().push(id);
    }
    let mut weights = Weights { targets, by_class, known: FxHashMap::default() };
    let weight = weights.of(document.root_element(), 0);
    if weight <= MOST {
        return Ok(());
    }
    Err(Malformed {
        message: "the picture shows its own parts so often that nothing could draw it".to_owned(),
        help: "take out what is repeated by `use` or patterns, and draw it once".into(),
        at: None,
    })
}

struct Weights<'a, 'i> {
    targets: FxHashMap<&'a str, Node<'a, 'i>>,
    by_class: FxHashMap<&'a str, Vec<&'a str>>,
    /// `None` while it is worked out: what shows itself shows nothing.
    known: FxHashMap<roxmltree::NodeId, Option<u64>>,
}

impl<'a, 'i: 'a> Weights<'a, 'i> {
    fn of(&mut self, node: Node<'a, 'i>, depth: usize) -> u64 {
        if depth > LONGEST {
            return MOST + 1;
        }
        match self.known.get(&node.id()) {
            Some(known) => return known.unwrap_or(0),
            None => self.known.insert(node.id(), None),
        };
        let mut weight = 1_u64;
        for child in node.children().filter(Node::is_element) {
            weight = weight.saturating_add(self.of(child, depth + 1));
        }
        for target in self.references(node) {
            weight = weight.saturating_add(self.of(target, depth + 1));
        }
        self.known.insert(node.id(), Some(weight));
        weight
    }

    /// What an element shows besides what is in it.
    fn references(&self, node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
        let mut ids: Vec<&'a str> = Vec::new();
        for attribute in node.attributes() {
            let value: &'a str = attribute.value();
            match attribute.name() {
                "href" => ids.extend(value.strip_prefix('#')),
                "class" => {
                    let classes = value.split_ascii_whitespace();
                    ids.extend(classes.filter_map(|class| self.by_class.get(class)).flatten());
                }
                _ => ids.extend(style::own(value)),
            }
        }
        ids.into_iter().filter_map(|id| self.targets.get(id).copied()).collect()
    }
}
