//! Finds the place of each problem in its file's text, and sorts them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OutwardLink;
use crate::checks::Outward;
use crate::diagnostic::{At, Diagnostic, Located, Place};
use crate::parse;
use crate::source::Sources;
use crate::source::disk::{bytes_of, text_of};
use crate::theme;
use crate::yaml;

/// Problems with their exact places, sorted by file and place; those without a file come last.
pub(super) fn locate(
    problems: Vec<Diagnostic>,
    sources: &Sources,
    theme: &theme::Texts,
) -> Vec<Located> {
    let mut texts = Texts { sources, theme, known: BTreeMap::new() };
    let mut located: Vec<Located> = problems
        .into_iter()
        .map(|problem| {
            let place = problem.file.as_ref().map(|file| texts.place(&problem.at, file));
            Located {
                code: problem.code,
                severity: problem.severity,
                message: problem.message,
                help: problem.help,
                place,
            }
        })
        .collect();
    in_order(&mut located);
    located
}

/// Sorts problems as they are shown, and leaves out what is said twice.
pub fn in_order(problems: &mut Vec<Located>) {
    let key = |problem: &Located| match &problem.place {
        Some(place) => (false, Arc::clone(&place.file), place.range.start),
        None => (true, Arc::from(""), 0),
    };
    problems.sort_by(|a, b| {
        key(a).cmp(&key(b)).then(a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message))
    });
    problems.dedup_by(|a, b| key(a) == key(b) && a.code == b.code && a.message == b.message);
}

/// Links out of the site with their places, sorted by them.
pub(super) fn links(links: Vec<Outward>, sources: &Sources) -> Vec<OutwardLink> {
    let theme = theme::Texts::default();
    let mut texts = Texts { sources, theme: &theme, known: BTreeMap::new() };
    let mut located: Vec<OutwardLink> = links
        .into_iter()
        .map(|link| {
            let place = texts.place(&link.at, &link.file);
            OutwardLink { url: link.url, by_others: link.by_others, place }
        })
        .collect();
    let key = |link: &OutwardLink| (Arc::clone(&link.place.file), link.place.range.start);
    located.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.url.cmp(&b.url)));
    located
}

/// The text of a file of the site, from disk where it was let go of.
pub(super) fn read_again(sources: &Sources, file: &str) -> Option<Arc<str>> {
    sources.text(file).and_then(|source| text_of(source, &sources.root))
}

/// The texts that problems point into, each looked for once.
struct Texts<'a> {
    sources: &'a Sources,
    theme: &'a theme::Texts,
    known: BTreeMap<Arc<str>, Option<Arc<str>>>,
}

impl Texts<'_> {
    fn place(&mut self, at: &At, file: &Arc<str>) -> Place {
        let whole = Place { file: Arc::clone(file), text: None, range: 0..0 };
        if *at == At::File {
            return whole;
        }
        let Some(text) = self.of(file) else { return whole };
        let range = match at {
            At::File => 0..0,
            At::Range(range) => range.clone(),
            At::Value(path) => yaml::locate(&text, parse::yaml_range(file, &text), path, false),
            At::Key(path) => yaml::locate(&text, parse::yaml_range(file, &text), path, true),
        };
        Place { file: Arc::clone(file), text: Some(text), range }
    }

    /// The text of an SVG that cannot be read as one.
    fn drawing(&self, file: &str) -> Option<Arc<str>> {
        let asset = self.sources.assets.get(file).filter(|asset| asset.malformed.is_some())?;
        Some(String::from_utf8_lossy(&bytes_of(asset)?).into())
    }

    fn of(&mut self, file: &Arc<str>) -> Option<Arc<str>> {
        if let Some(known) = self.known.get(file) {
            return known.clone();
        }
        let theme = || self.theme.get(file).cloned();
        let text = read_again(self.sources, file).or_else(theme).or_else(|| self.drawing(file));
        self.known.insert(Arc::clone(file), text.clone());
        text
    }
}
