//! The outputs of a good build, as a static host would have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::render::{Content, Output};

/// What can be served: outputs by path, and where pages went.
pub struct Site {
    /// Sorted by path.
    outputs: Vec<Output>,
    base_path: Arc<str>,
    /// From the paths of pages that are gone to those that took their place.
    moves: BTreeMap<Arc<str>, Arc<str>>,
}

/// What is at a path.
pub enum Found<'s> {
    Output(&'s Output),
    /// A page is at this path with a slash at its end.
    Folder,
    Nothing,
}

impl Site {
    /// The outputs come sorted by path. `before` is what they take the place of.
    pub fn new(outputs: Vec<Output>, base_path: &str, before: Option<&Site>) -> Site {
        let mut site = Site { outputs, base_path: base_path.into(), moves: BTreeMap::new() };
        if let Some(before) = before {
            site.moves = before.moves.clone();
            site.moves.extend(moves(before, &site));
            let outputs = &site.outputs;
            site.moves.retain(|gone, _| find(outputs, gone).is_none());
        }
        site
    }

    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The output with exactly this path, `vouch/index.html`.
    pub fn output(&self, path: &str) -> Option<&Output> {
        find(&self.outputs, path)
    }

    /// What a static host has at this path, which is decoded and within the base path: `vouch/`.
    pub fn find(&self, path: &str) -> Found<'_> {
        if path.is_empty() || path.ends_with('/') {
            let page = self.output(&format!("{path}index.html"));
            return page.map_or(Found::Nothing, Found::Output);
        }
        match self.output(path) {
            Some(output) => Found::Output(output),
            None if self.output(&format!("{path}/index.html")).is_some() => Found::Folder,
            None => Found::Nothing,
        }
    }

    /// The page that is shown where there is none.
    pub fn not_found(&self) -> Option<&Output> {
        self.output("404.html")
    }

    /// The path of the page that took the place of the one at this path, `accomplishments/new/`.
    pub fn moved(&self, path: &str) -> Option<&str> {
        let mut last = None;
        let mut path = format!("{}index.html", path.strip_suffix("index.html").unwrap_or(path));
        // As many steps as there are moves, lest two pages that change places have no end.
        for _ in &self.moves {
            let Some(next) = self.moves.get(&*path) else { break };
            last = Some(next);
            path = next.to_string();
        }
        let last = last.filter(|last| self.output(last).is_some())?;
        last.strip_suffix("index.html")
    }
}

fn find<'o>(outputs: &'o [Output], path: &str) -> Option<&'o Output> {
    let at = outputs.binary_search_by(|output| (*output.path).cmp(path)).ok()?;
    outputs.get(at)
}

/// Pages that are gone, each with the new page that took its place: the only one with its title,
/// or where one page of a folder is gone and one is new, that one.
fn moves(before: &Site, now: &Site) -> Vec<(Arc<str>, Arc<str>)> {
    let gone = pages_only_in(before, now);
    if gone.is_empty() {
        return Vec::new();
    }
    let new = pages_only_in(now, before);
    let mut titles: BTreeMap<&str, Vec<&Output>> = BTreeMap::new();
    // How many are gone from a folder, and which are new there.
    let mut folders: BTreeMap<&str, (usize, Vec<&Output>)> = BTreeMap::new();
    for page in &gone {
        folders.entry(folder(page)).or_default().0 += 1;
    }
    for page in new {
        folders.entry(folder(page)).or_default().1.push(page);
        if let Some(title) = title(page) {
            titles.entry(title).or_default().push(page);
        }
    }
    let successor = |page: &Output| {
        let same = title(page).and_then(|title| titles.get(title)).map(Vec::as_slice);
        match (same, folders.get(folder(page)).map(|(gone, new)| (*gone, new.as_slice()))) {
            (Some([sole]), _) | (_, Some((1, [sole]))) => Some(Arc::clone(&sole.path)),
            _ => None,
        }
    };
    gone.iter().filter_map(|page| Some((Arc::clone(&page.path), successor(page)?))).collect()
}

/// Pages of one site that the other does not have.
fn pages_only_in<'s>(site: &'s Site, other: &Site) -> Vec<&'s Output> {
    let mut others = other.outputs.iter().peekable();
    let is_new = |output: &&Output| {
        while others.next_if(|other| other.path < output.path).is_some() {}
        others.peek().is_none_or(|other| other.path != output.path)
    };
    let new = site.outputs.iter().filter(is_new);
    new.filter(|output| output.path.ends_with("/index.html")).collect()
}

/// `accomplishments` of `accomplishments/settlement/index.html`.
fn folder(page: &Output) -> &str {
    let page = page.path.strip_suffix("/index.html").unwrap_or(&page.path);
    page.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What stands between the tags.
fn title(page: &Output) -> Option<&str> {
    let Content::Bytes(bytes) = &page.content else { return None };
    let html = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = html.split_once("<title>")?;
    Some(rest.split_once("</title>")?.0)
}
