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
    let successor = |page: &&Output| {
        let title = title(page)?;
        let same: Vec<_> = new.iter().filter(|other| self::title(other) == Some(title)).collect();
        let beside = |others: &[&Output]| -> Vec<Arc<str>> {
            let others = others.iter().filter(|other| folder(other) == folder(page));
            others.map(|other| Arc::clone(&other.path)).collect()
        };
        match (same.as_slice(), beside(&gone).as_slice(), beside(&new).as_slice()) {
            ([sole], ..) => Some(Arc::clone(&sole.path)),
            (_, [_], [sole]) => Some(Arc::clone(sole)),
            _ => None,
        }
    };
    gone.iter().filter_map(|page| Some((Arc::clone(&page.path), successor(page)?))).collect()
}

/// Pages of one site that the other does not have.
fn pages_only_in<'s>(site: &'s Site, other: &Site) -> Vec<&'s Output> {
    let pages = site.outputs.iter().filter(|output| output.path.ends_with("/index.html"));
    pages.filter(|page| other.output(&page.path).is_none()).collect()
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
