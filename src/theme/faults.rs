//! Every problem that keeps templates from loading, and problems of rendering, with their places.
//!
//! Tera stops at the first problem of some kinds and joins others into one text. So each file is
//! parsed alone first; then all are loaded again and again, with what was reported mended.

use super::functions::{FILTERS, FUNCTIONS, TESTS, World, engine, uncarry};
use super::limited::LONGEST_PAGE;
use super::meant;
use super::scan;
use super::templates::{Entry, Templates};
use crate::diagnostic::{At, Code, Diagnostic};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tera::{Error, ErrorKind, Tera};

/// What templates may name.
pub struct Known<'a> {
    pub entries: &'a [Entry<'a>],
    pub prefixes: Vec<&'a str>,
    pub components: BTreeSet<&'a str>,
}

/// All problems of templates that did not load.
pub fn find_all(known: &Known<'_>, world: &World) -> Vec<Diagnostic> {
    let mut search = Search {
        known,
        texts: known.entries.iter().map(|entry| (&*entry.name, entry.text.clone())).collect(),
        problems: Vec::new(),
        has_gaps: false,
    };
    let engine = engine(world);
    search.syntax(&engine);
    // Every round mends one template; a bound in case that ever fails.
    for _ in 0..=2 * known.entries.len() {
        let mut tera = engine.clone();
        let prefixes = known.prefixes.iter().map(|prefix| (*prefix).to_owned());
        let loaded = tera
            .set_fallback_prefixes(prefixes)
            .and_then(|()| tera.add_raw_templates(search.texts.iter()));
        match loaded {
            Err(error) if search.structure(&error) => {}
            Err(error) => {
                search.references(&error);
                break;
            }
            Ok(()) => break,
        }
    }
    search.problems
}

/// A problem of rendering.
pub fn rendering(error: &Error, templates: &Templates) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => report,
        ErrorKind::TemplateNotFound(name) => {
            let message = format!("the theme has no template `{name}`");
            let problem = Diagnostic::new(Code::UnknownTemplate, message);
            let help = meant(name, templates.names.iter().map(|name| &**name));
            return Diagnostic { help, ..problem };
        }
        _ => return uncarry(&error.to_string()),
    };
    let mut problem = uncarry(report.message());
    problem.message = lower_first(&problem.message);
    if let Some((message, fields)) = problem.message.split_once(". Available fields: ") {
        problem.help = Some(format!("its fields are {fields}"));
        problem.message = message.to_owned();
    }
    if let Some(file) = templates.files.get(report.filename()) {
        problem = problem.in_file(file).at(At::Range(report.span().range.clone()));
    }
    if problem.help.is_none() {
        problem.help = caller(&error.to_string(), templates);
    }
    problem
}

/// That a page of this template, or what a component writes, is too long.
pub fn too_long(name: &str, templates: &Templates) -> Diagnostic {
    let limit = LONGEST_PAGE / 1024 / 1024;
    let message = format!("what `{name}` writes is longer than {limit} MiB");
    let problem = Diagnostic::new(Code::TemplateError, message)
        .help("is there a loop in it, or in a component that it calls, that goes on too long?");
    let file = |prefix: &String| templates.files.get(&format!("{prefix}{name}"));
    match templates.prefixes.iter().find_map(file) {
        Some(file) => problem.in_file(file),
        None => problem,
    }
}

/// Where the component was called in which rendering failed; only Tera's own report says so.
fn caller(report: &str, templates: &Templates) -> Option<String> {
    let note = report.split("\n\nnote: called from ").nth(1)?.lines().next()?;
    let (name, place) = split_place(note)?;
    let file = templates.files.get(name)?;
    Some(format!("it was called from {file}:{}:{}", place.0, place.1))
}

struct Search<'a> {
    known: &'a Known<'a>,
    texts: BTreeMap<&'a str, Cow<'a, str>>,
    problems: Vec<Diagnostic>,
    /// Some template was emptied or lost its parent, so what it would define counts as there.
    has_gaps: bool,
}

impl<'a> Search<'a> {
    fn entry(&self, name: &str) -> Option<&'a Entry<'a>> {
        self.known.entries.iter().find(|entry| entry.name == name)
    }

    fn report(
        &mut self,
        name: &str,
        message: String,
        range: Option<Range<usize>>,
        help: Option<String>,
    ) {
        let mut problem = Diagnostic::new(Code::TemplateError, message);
        problem.help = help;
        if let Some(file) = self.entry(name).and_then(|entry| entry.file) {
            problem = problem.in_file(file).at(range.map_or(At::File, At::Range));
        }
        self.problems.push(problem);
    }

    fn syntax(&mut self, engine: &Tera) {
        for entry in self.known.entries.iter().filter(|entry| entry.file.is_some()) {
            let Err(error) = engine.clone().add_raw_template(&entry.name, &entry.text) else {
                continue;
            };
            if let ErrorKind::SyntaxError(report) = error.kind() {
                let range = report.span().range.clone();
                let word = entry.text.get(range.clone()).unwrap_or_default();
                let open = (report.message() == "Unknown tag" && word.starts_with("end"))
                    .then(|| "is an `{% if %}` or `{% for %}` before it still open?".to_owned());
                self.report(&entry.name, lower_first(report.message()), Some(range), open);
                self.texts.insert(&entry.name, Cow::Borrowed(""));
                self.has_gaps = true;
            }
        }
    }

    /// Reports a problem in how templates build on each other and mends it; false if it is none.
    fn structure(&mut self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::MissingParent { current, parent } => {
                let help = self.meant_template(parent);
                let message = format!("there is no template `{parent}` to extend");
                self.cut(current, "extends", Some(parent), message, help)
            }
            ErrorKind::CircularExtend { tpl, inheritance_chain } => {
                let chain = self.chain(std::iter::once(tpl).chain(inheritance_chain));
                // One that merely leads on to the next layer has no file to point into.
                let mut names = inheritance_chain.iter().chain([tpl]);
                let own = names.find(|name| self.entry(name).is_some_and(|e| e.file.is_some()));
                let name = own.unwrap_or(tpl).clone();
                let message = "the template extends itself".to_owned();
                self.cut(&name, "extends", None, message, Some(chain))
            }
            ErrorKind::CircularInclude { include_chain, .. } => {
                let [.., from, to] = include_chain.as_slice() else { return false };
                let help = self.chain(include_chain.iter());
                let target = self.unprefixed(to).to_owned();
                let message = "the template includes itself".to_owned();
                let from = from.clone();
                self.cut(&from, "include", Some(&target), message, Some(help))
            }
            ErrorKind::Msg(message) => self.duplicate(message),
            _ => false,
        }
    }

    /// Reports a tag and blanks it out, so that loading can go on.
    fn cut(
        &mut self,
        name: &str,
        tag: &str,
        target: Option<&str>,
        message: String,
        help: Option<String>,
    ) -> bool {
        let Some(entry) = self.entry(name) else { return false };
        let is_meant = |token: &scan::Token<'_>| {
            target.is_none_or(|target| token.text == target || token.text.ends_with(target))
        };
        let tokens = scan::targets(&entry.tokens, tag);
        let found = tokens.iter().find(|token| is_meant(token)).or_else(|| tokens.first());
        self.report(name, message, found.map(|token| token.range.clone()), help);
        self.has_gaps = true;
        let text = found.and_then(|token| blank_tag(self.texts.get(name)?, token.range.start));
        self.texts.insert(&entry.name, Cow::Owned(text.unwrap_or_default()));
        true
    }

    fn duplicate(&mut self, message: &str) -> bool {
        let parts: Vec<&str> = message.split('`').collect();
        let ["Component ", component, " is defined in both ", first, _, second, ..] = *parts else {
            return false;
        };
        let Some(entry) = self.entry(second) else { return false };
        let places = scan::components(&entry.tokens);
        let place = places.into_iter().find(|token| token.text == component);
        let other = self.entry(first).and_then(|entry| entry.file);
        let help = other.map(|file| format!("the other one is in {file}; keep one of them"));
        let message = format!("the component `{component}` is defined twice in one layer");
        self.report(second, message, place.map(|token| token.range), help);
        self.texts.insert(&entry.name, Cow::Borrowed(""));
        self.has_gaps = true;
        true
    }

    /// Splits the joined report of unknown filters, functions, components, includes and blocks.
    fn references(&mut self, error: &Error) {
        let report = error.to_string();
        let mut found = false;
        for part in report.split("\n\nerror: ") {
            found |= self.reference(part.strip_prefix("error: ").unwrap_or(part)).is_some();
        }
        if !found && self.problems.is_empty() {
            self.problems.push(Diagnostic::new(Code::TemplateError, lower_first(&report)));
        }
    }

    fn reference(&mut self, report: &str) -> Option<()> {
        let (message, rest) = report.split_once('\n')?;
        let (name, place) = split_place(rest.lines().next()?.trim_start().strip_prefix("--> ")?)?;
        let width = rest.bytes().rev().take_while(|byte| *byte == b'^').count();
        let range = range(&self.entry(name)?.text, place, width);
        let word = message.split('`').nth(1).unwrap_or_default();
        let (message, help) = match message.split('`').next().unwrap_or_default().trim_end() {
            "Unknown filter" => {
                (format!("there is no filter `{word}`"), meant(word, FILTERS.iter().copied()))
            }
            "Unknown test" => {
                (format!("there is no test `{word}`"), meant(word, TESTS.iter().copied()))
            }
            "Unknown function" => {
                (format!("there is no function `{word}`"), meant(word, FUNCTIONS.iter().copied()))
            }
            _ if self.has_gaps => return None,
            "Unknown component" => {
                let help = meant(word, self.known.components.iter().copied());
                (format!("there is no component `{word}`"), help)
            }
            "Unknown template" => {
                (format!("there is no template `{word}` to include"), self.meant_template(word))
            }
            "Block" => (format!("no parent of this template has a block `{word}`"), None),
            _ => (lower_first(message), None),
        };
        self.report(name, message, Some(range), help);
        Some(())
    }

    fn unprefixed<'n>(&self, name: &'n str) -> &'n str {
        let stripped = self.known.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
        stripped.unwrap_or(name)
    }

    fn meant_template(&self, name: &str) -> Option<String> {
        let full = self.known.entries.iter().map(|entry| entry.name.as_str());
        let short = full.clone().map(|name| self.unprefixed(name));
        meant(name, full.chain(short))
    }

    /// A circle of templates as their files.
    fn chain<'n>(&self, names: impl Iterator<Item = &'n String>) -> String {
        let files = names.filter_map(|name| self.entry(name)?.file.map(|file| file.to_string()));
        files.collect::<Vec<_>>().join(" → ")
    }
}

/// The same text with the tag around this byte replaced by spaces.
fn blank_tag(text: &str, inside: usize) -> Option<String> {
    let start = text.get(..inside)?.rfind("{%")?;
    let end = inside + text.get(inside..)?.find("%}")? + 2;
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    Some(format!("{before}{}{after}", " ".repeat(end - start)))
}

/// `name:line:column`
fn split_place(text: &str) -> Option<(&str, (usize, usize))> {
    let mut parts = text.rsplitn(3, ':');
    let column = parts.next()?.trim().parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, (line, column)))
}

/// Bytes of a place with line and column from 1, and so many characters of that line.
fn range(text: &str, (line, column): (usize, usize), width: usize) -> Range<usize> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest: &str = text.get(start..).unwrap_or_default();
    let byte = |count: usize| rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
    let from = column.saturating_sub(1);
    start + byte(from)..start + byte(from + width)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        // An acronym or a name stays as it is.
        Some(first) if !characters.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(characters).collect::<String>().trim_end_matches('.').into()
        }
        _ => text.to_owned(),
    }
}
