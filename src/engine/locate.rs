//! Finds the place of each problem in its file's text, and sorts them.

use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, Located, Place};
use crate::parse;
use crate::source::Sources;
use crate::source::disk::text_of;
use crate::theme::Texts;
use crate::yaml;

/// Problems with their exact places, sorted by file and place; those without a file come last.
pub(super) fn locate(problems: Vec<Diagnostic>, sources: &Sources, theme: &Texts) -> Vec<Located> {
    let mut located: Vec<Located> = problems
        .into_iter()
        .map(|problem| {
            let place = problem.file.as_ref().map(|file| place(&problem.at, file, sources, theme));
            Located {
                code: problem.code,
                severity: problem.severity,
                message: problem.message,
                help: problem.help,
                place,
            }
        })
        .collect();
    let key = |problem: &Located| match &problem.place {
        Some(place) => (false, Arc::clone(&place.file), place.range.start),
        None => (true, Arc::from(""), 0),
    };
    located.sort_by(|a, b| {
        key(a).cmp(&key(b)).then(a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message))
    });
    located.dedup_by(|a, b| key(a) == key(b) && a.code == b.code && a.message == b.message);
    located
}

fn place(at: &At, file: &Arc<str>, sources: &Sources, theme: &Texts) -> Place {
    let content = sources.text(file).and_then(|source| text_of(source, &sources.root));
    let text = content.as_ref().or_else(|| theme.get(file));
    let whole = Place { file: Arc::clone(file), text: None, range: 0..0 };
    let Some(text) = text.filter(|_| *at != At::File) else { return whole };
    let range = match at {
        At::File => 0..0,
        At::Range(range) => range.clone(),
        At::Value(path) => yaml::locate(text, parse::yaml_range(file, text), path, false),
        At::Key(path) => yaml::locate(text, parse::yaml_range(file, text), path, true),
    };
    Place { file: Arc::clone(file), text: Some(Arc::clone(text)), range }
}
