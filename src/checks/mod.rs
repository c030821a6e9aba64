//! Advice on what is right and could be better: one file for each check, and one line for each in
//! the registry.
//!
//! A check sees what the site shows. What is held back gets no advice: its owner knows that it is
//! not ready.

mod headings;
mod images;
mod outward;
mod skills;
mod unvouched;

pub use outward::{Outward, outward};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Body, Portfolio, TargetState};
use crate::parse::Document;
use crate::source::Asset;

/// What checks look at.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    pub portfolio: &'a Portfolio,
    /// All of them, for the places of what stands in their front matter.
    pub documents: &'a [Arc<Document>],
    /// By path from the site's folder.
    pub assets: &'a BTreeMap<Arc<str>, Asset>,
    /// Paths of the pictures that readers load as they are, rather than made anew.
    pub unchanged: &'a BTreeSet<Arc<str>>,
}

type Check = fn(&Inputs<'_>) -> Vec<Diagnostic>;

/// Every check, and the code of its advice, by which it is switched off.
const CHECKS: &[(Code, Check)] = &[
    (Code::SkillSpelledTwice, skills::check),
    (Code::LargeImage, images::check),
    (Code::HeadingSkipped, headings::check),
    (Code::Unvouched, unvouched::check),
];

/// The advice of all checks but those that are switched off.
pub fn check(inputs: &Inputs<'_>, off: &[Code]) -> Vec<Diagnostic> {
    let on = CHECKS.iter().filter(|(code, _)| !off.contains(code));
    on.flat_map(|(_, check)| check(inputs)).collect()
}

impl<'a> Inputs<'a> {
    /// The documents that the site shows.
    fn shown(self) -> impl Iterator<Item = &'a Document> {
        let targets = &self.portfolio.targets;
        self.documents.iter().map(|document| &**document).filter(|document| {
            targets.get(&document.path).is_some_and(|state| *state != TargetState::HeldBack)
        })
    }

    /// The texts in the owner's words that the site shows, and their files.
    fn texts(self) -> impl Iterator<Item = (&'a Arc<str>, &'a Body)> {
        let portfolio = self.portfolio;
        let profile = &portfolio.profile;
        let profile = profile.file.iter().map(|file| (file, &*profile.body));
        profile
            .chain(portfolio.accomplishments.iter().map(|item| (&item.file, &*item.body)))
            .chain(portfolio.people.iter().map(|item| (&item.file, &*item.body)))
            .chain(portfolio.posts.iter().map(|item| (&item.file, &*item.body)))
            .chain(portfolio.pages.iter().map(|item| (&item.file, &*item.body)))
    }
}

#[test]
fn every_advice_has_its_check() {
    use crate::diagnostic::Severity;
    let codes = Code::ALL.iter().filter(|code| code.severity() == Severity::Advice);
    let checks = CHECKS.iter().map(|(code, _)| code);
    assert!(codes.eq(checks), "the registry and the codes differ");
}
