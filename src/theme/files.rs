//! The files of a theme and of those that it builds on, as they count.

use super::chain::{self, template};
use super::scan::{is_components_only, scan};
use super::{Files, Request};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One of them.
#[derive(Clone, Debug)]
pub struct ChainFile {
    /// Within the theme's folder: `templates/home.html`.
    pub path: Arc<str>,
    /// The theme that it is from.
    pub theme: String,
    /// As problems name it: `themes/NAME/PATH`, or `built-in:NAME/PATH`.
    pub file: Arc<str>,
    pub bytes: Arc<[u8]>,
    pub part: Part,
}

/// What a file is for a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A template that others can extend.
    Template,
    /// A template that only defines components.
    Components,
    Strings,
    Styles,
    Static,
    Manifest,
    /// Nothing reads it.
    Other,
}

/// All of them by path. Those of the theme itself come before those that it builds on.
pub fn files(name: &str, site_themes: &BTreeMap<Arc<str>, Files>) -> BTreeMap<Arc<str>, ChainFile> {
    let request = Request {
        name,
        options: Vec::new(),
        language: "en",
        base_path: "/",
        site_themes,
        config_file: &Arc::from("vouchfolio.yaml"),
    };
    let mut files = BTreeMap::new();
    let Some(chain) = chain::follow(&request).0 else { return files };
    for layer in &chain.layers {
        for (path, source) in &layer.sources {
            let theme = source.file.split(['/', ':']).nth(1).unwrap_or_default().to_owned();
            let file = || ChainFile {
                path: Arc::clone(path),
                theme,
                file: Arc::clone(&source.file),
                bytes: Arc::clone(&source.bytes),
                part: part(path, source.text.as_deref()),
            };
            files.entry(Arc::clone(path)).or_insert_with(file);
        }
    }
    files
}

fn part(path: &str, text: Option<&str>) -> Part {
    if path == "theme.yaml" {
        Part::Manifest
    } else if template(path).is_some() {
        let is_components = text.is_some_and(|text| is_components_only(&scan(text)));
        if is_components { Part::Components } else { Part::Template }
    } else if chain::file_in(path, "strings/", ".yaml").is_some() {
        Part::Strings
    } else if chain::file_in(path, "styles/", ".css").is_some() {
        Part::Styles
    } else if path.starts_with("static/") {
        Part::Static
    } else {
        Part::Other
    }
}
