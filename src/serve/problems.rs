//! The problems of a build as the page shows them.

use serde::Serialize;
use std::sync::{Arc, OnceLock};

use super::{Editor, Folder};
use crate::diagnostic::{Located, Severity, draw, line_column};

/// How many problems a page shows. The terminal has them all.
const MOST: usize = 100;

/// The problems of one build, put into words when a page first asks.
pub struct Problems {
    /// Errors first.
    list: Vec<Located>,
    failed: bool,
    /// Which build of this server they are of.
    build: u64,
    /// For browsers on this machine: with links to the editor.
    local: OnceLock<Arc<str>>,
    /// For others, who are not told where the files are.
    remote: OnceLock<Arc<str>>,
}

/// What the client reads; `client/livereload.js` has its other half.
#[derive(Serialize)]
struct Message<'a> {
    /// Tells the problems of one build from the same ones of the next.
    build: u64,
    /// Whether the pages are those of an earlier build.
    failed: bool,
    errors: usize,
    warnings: usize,
    problems: Vec<Problem<'a>>,
    /// How many more there are.
    more: usize,
}

#[derive(Serialize)]
struct Problem<'a> {
    severity: &'static str,
    code: &'static str,
    /// As in the terminal.
    text: String,
    /// Where it is, as the text has it.
    place: Option<String>,
    file: Option<&'a str>,
    /// Opens the place in the editor.
    link: Option<String>,
}

/// From a file and a line and column in it to what opens them.
type Link<'a> = dyn Fn(&str, (usize, usize)) -> Option<String> + 'a;

impl Problems {
    pub fn new(problems: &[Located], build: u64) -> Problems {
        let mut list = problems.to_vec();
        // Stable: the rest of the order is that of the places.
        list.sort_by_key(|problem| problem.severity != Severity::Error);
        let failed = list.first().is_some_and(|problem| problem.severity == Severity::Error);
        Problems { list, failed, build, local: OnceLock::new(), remote: OnceLock::new() }
    }

    /// Whether there is any error.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// The problems as in the terminal, without colours.
    pub fn text(&self) -> String {
        let mut text: String =
            self.list.iter().take(MOST).map(|problem| draw::plain(problem) + "\n").collect();
        if self.list.len() > MOST {
            text += &format!("and {} more\n", self.list.len() - MOST);
        }
        text
    }

    /// The problems for a page, as one line of JSON; for browsers on this machine with links that
    /// open the places.
    pub fn json(&self, editor: &Editor, folder: &Folder, is_local: bool) -> Arc<str> {
        let once = if is_local { &self.local } else { &self.remote };
        let made = once.get_or_init(|| {
            let link = |file: &str, (line, column): (usize, usize)| {
                let path = folder.absolute.join(file);
                is_local.then(|| editor.link(&path, line, column)).flatten()
            };
            serde_json::to_string(&self.message(&link)).unwrap_or_default().into()
        });
        Arc::clone(made)
    }

    fn message(&self, link: &Link<'_>) -> Message<'_> {
        let count = |severity| self.list.iter().filter(|one| one.severity == severity).count();
        Message {
            build: self.build,
            failed: self.failed,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            problems: self.list.iter().take(MOST).map(|problem| shown(problem, link)).collect(),
            more: self.list.len().saturating_sub(MOST),
        }
    }
}

fn shown<'p>(problem: &'p Located, link: &Link<'_>) -> Problem<'p> {
    let place = problem.place.as_ref();
    let start = place
        .and_then(|place| place.text.as_ref().map(|text| line_column(text, place.range.start)));
    let file = place.map(|place| &*place.file);
    Problem {
        severity: problem.severity.as_str(),
        code: problem.code.as_str(),
        text: draw::plain(problem),
        place: file.map(|file| match start {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_owned(),
        }),
        file,
        link: file.and_then(|file| link(file, start.unwrap_or((1, 1)))),
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;
    use crate::diagnostic::{Code, Located, Place};
    use crate::serve::{Editor, Folder};

    /// Where the site lies is nobody's business but the owner's.
    #[test]
    fn other_machines_are_not_told_where_files_are() {
        let place = Some(Place { file: "content/a.md".into(), text: None, range: 0..0 });
        let (code, message) = (Code::BadId, "no id".to_owned());
        let problem = Located { code, severity: code.severity(), message, help: None, place };
        let problems = Problems::new(&[problem], 1);
        let folder = Folder { given: "site".into(), absolute: "/home/maya/site".into() };
        let json = |is_local| problems.json(&Editor::default(), &folder, is_local);
        assert!(json(true).contains("vscode://file/home/maya/site/content/a.md:1:1"));
        assert!(!json(false).contains("maya") && json(false).contains("content/a.md"));
    }
}
