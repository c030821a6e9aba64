//! Addresses that an earlier publish had and that lead nowhere now.

use std::fmt;
use std::sync::Arc;

use super::{Manifest, Site};
use crate::render::moves::moves;

/// A page that has another address than before, and none that leads on from the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// From the site's root, `/accomplishments/old/`.
    pub old: String,
    pub new: String,
}

/// Pages of content that were renamed since the publish that left this manifest. Sorted.
pub fn renamed(site: &Site<'_>, before: &Manifest) -> Vec<Renamed> {
    let is_page = |path: &str| path == "index.html" || path.ends_with("/index.html");
    let titled = |manifest: &Manifest| -> Vec<(Arc<str>, String)> {
        let pages = manifest.files.iter().filter(|(path, _)| is_page(path));
        let titled =
            pages.filter_map(|(path, entry)| Some((Arc::clone(path), entry.title.clone()?)));
        titled.collect()
    };
    let leads_on = |path: &str| site.redirects.iter().any(|redirect| *redirect.path == *path);
    let (before, now) = (titled(before), titled(site.manifest));
    let found = moves(&before, &now).into_iter();
    let found = found.filter(|((old, _), (new, _))| {
        is_content(old) && is_content(new) && !leads_on(old) && !has(site, old)
    });
    let mut found: Vec<Renamed> = found
        .map(|((old, _), (new, _))| Renamed { old: address(old), new: address(new) })
        .collect();
    found.sort_by(|a, b| a.old.cmp(&b.old));
    found
}

fn has(site: &Site<'_>, path: &str) -> bool {
    site.files.binary_search_by(|file| (*file.path).cmp(path)).is_ok()
}

/// Whether this is the page of one file, not a list: `accomplishments/ID/`, or `ID/`.
fn is_content(path: &str) -> bool {
    const KINDS: [&str; 4] = ["accomplishments", "people", "skills", "writing"];
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [kind, _, "index.html"] => KINDS.contains(kind),
        [id, "index.html"] => !KINDS.contains(id),
        _ => false,
    }
}

fn address(path: &str) -> String {
    format!("/{}", path.trim_end_matches("index.html"))
}

impl Renamed {
    /// What to do about it.
    pub fn help(&self) -> String {
        let id = self.new.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        match self.new.starts_with("/skills/") {
            true => format!("add `aliases: [{}]` to `{id}` in content/skills.yaml", self.old),
            false => format!("add the line `aliases: [{}]` to {id}.md", self.old),
        }
    }
}

impl fmt::Display for Renamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is gone, and {} looks like the same page", self.old, self.new)
    }
}
