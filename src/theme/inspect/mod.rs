//! What can be wrong with a theme that still loads: names that no page has, requests to other
//! hosts, scripts and styles within pages.
//!
//! Nothing of it keeps a site from being built; `theme check` says it. [`of_page`] looks at what
//! came of a template, for what only shows there.

mod expression;
mod markup;
mod names;
mod outside;
mod shape;
mod sheet;

pub use super::manifest::Allow;

use super::chain::{self, Chain, Source, template};
use super::scan::scan;
use super::{Request, templates};
use crate::diagnostic::{At, Code, Diagnostic};
use outside::Finding;
use shape::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What came of it.
#[derive(Debug, Default)]
pub struct Inspection {
    pub problems: Vec<Diagnostic>,
    /// What the theme declares.
    pub allow: Allow,
    /// Languages that the theme, or one that it builds on, has words in.
    pub languages: BTreeSet<String>,
    /// Hosts that were named in problems, and an empty one for what could not be named.
    pub hosts: BTreeSet<String>,
}

/// Looks over the files of a theme that loads.
pub fn inspect(request: &Request<'_>) -> Inspection {
    let (Some(chain), _) = chain::follow(request) else { return Inspection::default() };
    let mut inspection =
        Inspection { allow: Allow::together(&chain.manifests), ..Inspection::default() };
    let files = chain.layers.iter().flat_map(|layer| layer.sources.keys());
    let languages = files.filter_map(|path| chain::file_in(path, "strings/", ".yaml"));
    inspection.languages = languages.map(str::to_owned).collect();
    let entries = templates::entries(&chain);
    let sheets = sheet::sheets(&entries);
    let prefixes: Vec<&str> = chain.layers.iter().map(|layer| layer.prefix.as_str()).collect();
    inspection.problems = names::check(&sheets, &prefixes, options(&chain));
    for (path, source) in effective(&chain) {
        let Some(text) = &source.text else { continue };
        let allow = &inspection.allow;
        let found = if template(path).is_some() && path.ends_with(".html") {
            let html = markup::without_code(text, &scan(text));
            outside::in_html(&html, allow)
        } else if path.ends_with(".css") {
            outside::in_style(text, 0, allow)
        } else if path.starts_with("static/") {
            outside::in_script(text, 0, allow)
        } else {
            continue;
        };
        for finding in found {
            inspection.add(finding, &source.file);
        }
    }
    inspection
}

impl Inspection {
    fn add(&mut self, finding: Finding, file: &Arc<str>) {
        if finding.code == Code::OutsideRequest {
            self.hosts.insert(finding.host.clone());
        }
        let at = At::Range(finding.range.clone());
        self.problems.push(finding.problem().in_file(file).at(at));
    }

    /// What shows only in a finished page: a request or a script that templates put together. The
    /// problems have no place.
    pub fn of_page(&self, html: &str) -> Vec<Diagnostic> {
        let is_said = |code| self.problems.iter().any(|problem| problem.code == code);
        let is_new = |finding: &Finding| match finding.code {
            Code::OutsideRequest => !self.hosts.contains(&finding.host) && !self.hosts.contains(""),
            code => !is_said(code),
        };
        let found = outside::in_html(html, &self.allow).into_iter().filter(is_new);
        let refused = outside::refused(html, &self.allow);
        found.map(Finding::problem).chain(refused).collect()
    }
}

/// The files that count: of one name those of the first layer; of templates all, since one may
/// extend another of its name.
fn effective(chain: &Chain) -> Vec<(&Arc<str>, &Source)> {
    let mut seen = BTreeSet::new();
    let files = chain.layers.iter().flat_map(|layer| &layer.sources);
    files.filter(|(path, _)| template(path).is_some() || seen.insert(Arc::clone(path))).collect()
}

/// The options that a chain declares, each one plain value.
fn options(chain: &Chain) -> Shape {
    let declared = chain.manifests.iter().flat_map(|manifest| manifest.options.keys());
    let fields: BTreeMap<String, Shape> =
        declared.map(|name| (name.clone(), Shape::Plain)).collect();
    Shape::Fields(fields.into())
}
