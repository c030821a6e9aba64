//! The outputs of a good build, as a static host would have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::render::Output;
use crate::render::moves::moves;

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
            let moved = moves(&before.outputs, &site.outputs).into_iter();
            let paths = moved.map(|(gone, new)| (Arc::clone(&gone.path), Arc::clone(&new.path)));
            site.moves.extend(paths);
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
