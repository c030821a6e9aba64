//! Links and images in Markdown: whether what they lead to is there.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Stage, assets};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::body::{Image, Link, Segment, Target};
use crate::model::{Portfolio, TargetState};
use crate::parse::{Document, Front, in_footer};
use crate::source::Asset;

impl Stage<'_> {
    /// Checks every link and image into the site's files, held-back documents included.
    pub(super) fn links(&mut self, documents: &[Arc<Document>]) {
        let site = Site { documents, assets: self.assets, portfolio: &self.resolved.portfolio };
        let found: Vec<Diagnostic> =
            documents.par_iter().flat_map_iter(|document| site.check(document)).collect();
        self.resolved.problems.extend(found);
    }
}

/// What links can lead to.
struct Site<'a> {
    /// Sorted by path.
    documents: &'a [Arc<Document>],
    assets: &'a BTreeMap<Arc<str>, Asset>,
    portfolio: &'a Portfolio,
}

impl Site<'_> {
    fn document(&self, path: &str) -> Option<&Document> {
        let found = self.documents.binary_search_by(|document| (*document.path).cmp(path));
        found.ok().and_then(|at| self.documents.get(at)).map(|document| &**document)
    }

    fn check(&self, document: &Document) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for segment in &document.body.segments {
            let problem = match segment {
                Segment::LinkStart(link) => self.link(document, link),
                Segment::Image(image) => self.image(document, image),
                _ => None,
            };
            problems.extend(problem.map(|problem| {
                let problem = problem.in_file(&document.path);
                if matches!(document.front, Front::Footer) { in_footer(problem) } else { problem }
            }));
        }
        problems
    }

    fn link(&self, document: &Document, link: &Link) -> Option<Diagnostic> {
        let at = || At::Range(link.range.clone());
        match &link.target {
            Target::Page { .. } => None,
            Target::Anchor(anchor) => {
                let known = document.body.anchors.binary_search(anchor).is_ok();
                (!known).then(|| broken_anchor(anchor, &document.path, document).at(at()))
            }
            Target::File { path, anchor } => match self.portfolio.targets.get(path) {
                None if self.portfolio.withheld.contains(path) => Some(held_back(path).at(at())),
                None if self.assets.contains_key(path) => None,
                None => Some(self.broken_link(document, path).at(at())),
                Some(TargetState::HeldBack) => {
                    let broken = self.document(path).is_some_and(|target| target.broken);
                    (!broken).then(|| held_back(path).at(at()))
                }
                Some(state) => {
                    let anchor = anchor.as_deref()?;
                    let target = self.document(path)?;
                    if self.has_anchor(*state, target, anchor) {
                        return None;
                    }
                    let file = format!("/{anchor}.md");
                    let is_hidden = |(known, state): (&Arc<str>, &TargetState)| {
                        known.starts_with("content/testimonials/")
                            && known.ends_with(&file)
                            && *state == TargetState::HeldBack
                    };
                    if self.portfolio.targets.iter().any(is_hidden) {
                        return Some(held_back(anchor).at(at()));
                    }
                    Some(broken_anchor(anchor, path, target).at(at()))
                }
            },
        }
    }

    fn has_anchor(&self, state: TargetState, target: &Document, anchor: &str) -> bool {
        let in_body = target.body.anchors.binary_search_by(|known| (**known).cmp(anchor)).is_ok();
        let on_page = match state {
            TargetState::Person(person) => {
                self.portfolio.people.get(person.index()).is_some_and(|person| {
                    person.testimonials.iter().any(|said| {
                        let said = self.portfolio.testimonials.get(said.index());
                        said.is_some_and(|said| *said.id == *anchor)
                    })
                })
            }
            _ => false,
        };
        in_body || on_page || target.broken
    }

    fn image(&self, document: &Document, picture: &Image) -> Option<Diagnostic> {
        let at = At::Range(picture.range.clone());
        let Some(asset) = self.assets.get(&picture.path) else {
            let message = format!("there is no file `{}`", picture.path);
            let known = self.assets.keys().map(|key| &**key);
            let help = assets::near(&document.path, &picture.path, known)
                .unwrap_or_else(|| "write the path as seen from this file".to_owned());
            return Some(Diagnostic::new(Code::MissingAsset, message).at(at).help(help));
        };
        if self.portfolio.withheld.contains(&picture.path) {
            let message = format!("`{}` is held back, so it is not shown here", picture.path);
            let help = "it belongs to somebody or something that is not shown";
            return Some(Diagnostic::new(Code::HeldBackReference, message).at(at).help(help));
        }
        asset.refusal(&picture.path).map(|problem| problem.at(at))
    }

    fn broken_link(&self, document: &Document, path: &str) -> Diagnostic {
        let message = format!("the link leads to `{path}`, which is not there");
        let known = self.documents.iter().map(|known| &*known.path);
        let known = known.filter(|known| **known != *document.path);
        let known = known.chain(self.assets.keys().map(|key| &**key));
        let help = assets::near(&document.path, path, known)
            .unwrap_or_else(|| "write the path as seen from this file".to_owned());
        Diagnostic::new(Code::BrokenLink, message).help(help)
    }
}

fn broken_anchor(anchor: &str, path: &str, target: &Document) -> Diagnostic {
    let message = format!("`{path}` has no anchor `#{anchor}`");
    let known = target.body.anchors.iter().map(|known| &**known);
    let help = match did_you_mean(anchor, known) {
        Some(near) => format!("did you mean `#{near}`?"),
        None => "anchors come from headings: `## What changed` is `#what-changed`".to_owned(),
    };
    Diagnostic::new(Code::BrokenAnchor, message).help(help)
}

fn held_back(path: &str) -> Diagnostic {
    let message = format!("`{path}` is held back, so the link keeps its words and leads nowhere");
    Diagnostic::new(Code::HeldBackReference, message)
        .help("`vouchfolio build` lists what is held back, and why")
}
