//! From the templates of all layers to one engine, or to every problem in them.

use super::calls;
use super::chain::{Chain, drawing, template};
use super::faults::{self, Known};
use super::functions::{World, engine};
use super::scan::{self, Kind, Token};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{ComponentInfo, Tera};

/// The templates of a theme.
pub struct Templates {
    pub tera: Tera,
    /// Names that pages may use, without prefix; no files that only define components.
    pub names: Vec<Arc<str>>,
    /// Prefixes of the layers, the one that wins first.
    pub prefixes: Vec<String>,
    /// Templates of pictures by name; of those that are empty nothing is drawn.
    pub drawings: BTreeMap<Arc<str>, Arc<str>>,
    /// Files by the names that the engine knows them by.
    pub files: BTreeMap<String, Arc<str>>,
    /// Components that content may use, by name.
    pub content_components: BTreeMap<String, ComponentInfo>,
}

/// One template as the engine gets it.
pub struct Entry<'a> {
    /// With its layer's prefix.
    pub name: String,
    /// `None` where it only leads on to the next layer's template.
    pub file: Option<&'a Arc<str>>,
    pub text: std::borrow::Cow<'a, str>,
    pub tokens: Vec<Token<'a>>,
}

/// Loads all templates.
pub fn load(chain: &Chain, world: &World) -> (Option<Templates>, Vec<Diagnostic>) {
    let entries = entries(chain);
    let mut problems = Vec::new();
    for entry in &entries {
        if let Some(file) = entry.file {
            problems.extend(calls::check(file, &entry.tokens, world));
        }
    }
    let mut tera = engine(world);
    let prefixes = chain.layers.iter().map(|layer| layer.prefix.clone());
    let sources = entries.iter().map(|entry| (entry.name.as_str(), &*entry.text));
    // Prefixes are refused only where templates were added already.
    let loaded =
        tera.set_fallback_prefixes(prefixes).and_then(|()| tera.add_raw_templates(sources));
    if loaded.is_err() {
        problems.extend(faults::find_all(&known(chain, &entries), world));
        return (None, problems);
    }
    let files = entries
        .iter()
        .filter_map(|entry| entry.file.map(|file| (entry.name.clone(), Arc::clone(file))));
    let templates = Templates {
        prefixes: chain.layers.iter().map(|layer| layer.prefix.clone()).collect(),
        files: files.collect(),
        names: page_names(chain, &entries),
        drawings: drawings(chain),
        content_components: content_components(&tera),
        tera,
    };
    (Some(templates), problems)
}

/// What the engine gets, the layer that wins first. Where a layer lacks a template that one below
/// it has, an entry leads on, so that authors need not know which layer has it.
pub fn entries(chain: &Chain) -> Vec<Entry<'_>> {
    let mut below: BTreeMap<&str, String> = BTreeMap::new();
    let mut entries = Vec::new();
    for layer in chain.layers.iter().rev() {
        let mut own = BTreeMap::new();
        for (path, source) in &layer.sources {
            let (Some(name), Some(text)) = (template(path), &source.text) else { continue };
            let tokens = scan::scan(text);
            let full = format!("{}{name}", layer.prefix);
            own.insert(name, (!scan::is_components_only(&tokens)).then(|| full.clone()));
            let text = std::borrow::Cow::Borrowed(&**text);
            entries.push(Entry { name: full, file: Some(&source.file), text, tokens });
        }
        for (name, next) in &mut below {
            if !own.contains_key(name) {
                let full = format!("{}{name}", layer.prefix);
                let text = leading_on(next, &entries).into();
                entries.push(Entry { name: full.clone(), file: None, text, tokens: Vec::new() });
                *next = full;
            }
        }
        below.extend(own.into_iter().filter_map(|(name, full)| Some((name, full?))));
    }
    entries.reverse();
    entries
}

/// A template that does what this one does. An included template loses what it extends, so one
/// without blocks is included itself.
fn leading_on(next: &str, entries: &[Entry<'_>]) -> String {
    let has_blocks = |entry: &Entry<'_>| {
        let tags = ["extends", "block"];
        entry.tokens.windows(2).any(|pair| match pair {
            [open, name] => open.kind == Kind::Tag && tags.contains(&name.text),
            _ => false,
        })
    };
    let entry = entries.iter().find(|entry| entry.name == next);
    let extends = entry.is_some_and(|entry| match entry.file {
        Some(_) => has_blocks(entry),
        None => entry.text.contains("extends"),
    });
    let tag = if extends { "extends" } else { "include" };
    format!("{{% {tag} \"{next}\" %}}")
}

fn page_names(chain: &Chain, entries: &[Entry<'_>]) -> Vec<Arc<str>> {
    // The first layer has every name, its own or one that leads on.
    let Some(first) = chain.layers.first() else { return Vec::new() };
    let names = entries.iter().filter(|entry| !scan::is_components_only(&entry.tokens));
    let names = names.filter_map(|entry| entry.name.strip_prefix(&first.prefix));
    let mut names: Vec<Arc<str>> =
        names.filter(|name| drawing(name).is_none()).map(Arc::from).collect();
    names.sort();
    names
}

/// The file of each template of pictures that counts, unless there is nothing in it.
fn drawings(chain: &Chain) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut found = BTreeMap::new();
    for layer in chain.layers.iter().rev() {
        for (path, source) in layer.sources.iter().filter(|(path, _)| drawing(path).is_some()) {
            found.insert(Arc::clone(path), source);
        }
    }
    let has_text = |text: &Arc<str>| !text.trim().is_empty();
    found.retain(|_, source| source.text.as_ref().is_some_and(has_text));
    found.into_iter().map(|(path, source)| (path, Arc::clone(&source.file))).collect()
}

fn content_components(tera: &Tera) -> BTreeMap<String, ComponentInfo> {
    let infos = tera.get_component_names().filter_map(|name| tera.get_component_definition(name));
    let for_content = infos.filter(|info| {
        info.metadata().get("content").is_some_and(|content| content.as_bool() == Some(true))
    });
    for_content.map(|info| (info.name().to_owned(), info)).collect()
}

fn known<'a>(chain: &'a Chain, entries: &'a [Entry<'a>]) -> Known<'a> {
    let components = entries.iter().flat_map(|entry| scan::components(&entry.tokens));
    Known {
        prefixes: chain.layers.iter().map(|layer| layer.prefix.as_str()).collect(),
        components: components.map(|token| token.text).collect(),
        entries,
    }
}
