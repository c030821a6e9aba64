//! The events of a text, read once, and what must be known before the first is written.

use super::Settings;
use crate::diagnostic::{At, Code, Diagnostic};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;

/// Elements within elements; hostile text nests deeper, people do not.
const DEPTH_LIMIT: usize = 100;

/// A body within its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    /// The body alone; ranges of events are bytes of it.
    pub text: &'a str,
    start: usize,
    pub file: &'a Arc<str>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str, start: usize, file: &'a Arc<str>) -> Source<'a> {
        Source { text: text.get(start..).unwrap_or_default(), start, file }
    }

    /// Bytes of the body as bytes of the file.
    pub fn shift(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.start..range.end + self.start
    }

    /// Whether these bytes of the body read exactly so.
    pub fn holds(&self, range: &Range<usize>, text: &str) -> bool {
        self.text.get(range.clone()) == Some(text)
    }

    pub fn problem(&self, code: Code, message: &str, range: &Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message).in_file(self.file).at(At::Range(self.shift(range)))
    }

    pub fn too_complex(&self, range: Range<usize>) -> Diagnostic {
        self.problem(Code::TooComplex, "the Markdown nests more than 100 levels deep", &range)
            .help("take out some of the nested quotes, lists or emphasis")
    }
}

/// An event and its bytes of the body.
pub(super) type Spanned<'a> = (Event<'a>, Range<usize>);

/// A text as events, and what they hold as a whole.
#[derive(Debug, Default)]
pub(super) struct Stream<'a> {
    pub events: Vec<Spanned<'a>>,
    pub has_level_one: bool,
    /// Indices of the lists that hold a task.
    pub task_lists: FxHashSet<usize>,
    pub notes: Notes,
}

/// The footnotes that something refers to.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Their labels in lower case, in the order of their numbers.
    labels: Vec<String>,
    numbers: FxHashMap<String, usize>,
    /// The first definition of each label: its index among the events.
    definitions: FxHashMap<String, usize>,
}

impl Notes {
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// The number of a label, from 0.
    pub fn number(&self, label: &str) -> Option<usize> {
        self.numbers.get(&label.to_lowercase()).copied()
    }

    /// Whether the definition at this index is the one that counts.
    pub fn counts(&self, label: &str, index: usize) -> bool {
        self.definitions.get(&label.to_lowercase()) == Some(&index)
    }
}

/// The owner's Markdown.
pub(super) fn owner_options(settings: &Settings) -> Options {
    quote_options(settings)
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The Markdown of quotes: only what the sanitiser lets through.
pub(super) fn quote_options(settings: &Settings) -> Options {
    let mut options = Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, settings.smart_punctuation);
    options
}

/// Reads all events, or says where they nest too deeply.
pub(super) fn read(text: &str, options: Options) -> Result<Stream<'_>, Range<usize>> {
    let mut stream = Stream { events: Vec::with_capacity(text.len() / 32), ..Stream::default() };
    let mut references = References::default();
    let mut lists = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let index = stream.events.len();
        match &event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Err(range);
                }
                match tag {
                    Tag::List(_) => lists.push(index),
                    Tag::Heading { level: HeadingLevel::H1, .. } => stream.has_level_one = true,
                    Tag::FootnoteDefinition(label) => {
                        references.within.push(label.to_lowercase());
                        let known = &mut stream.notes.definitions;
                        known.entry(label.to_lowercase()).or_insert(index);
                    }
                    _ => {}
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag {
                    TagEnd::List(_) => drop(lists.pop()),
                    TagEnd::FootnoteDefinition => drop(references.within.pop()),
                    _ => {}
                }
            }
            Event::TaskListMarker(_) => stream.task_lists.extend(lists.last()),
            Event::FootnoteReference(label) => references.add(label),
            _ => {}
        }
        stream.events.push((event, range));
    }
    references.number(&mut stream.notes);
    Ok(stream)
}

/// References to footnotes, by the footnote that they stand in.
#[derive(Default)]
struct References {
    /// The definitions that are open.
    within: Vec<String>,
    in_text: Vec<String>,
    in_notes: FxHashMap<String, Vec<String>>,
}

impl References {
    fn add(&mut self, label: &str) {
        let label = label.to_lowercase();
        match self.within.last() {
            None => self.in_text.push(label),
            Some(note) => self.in_notes.entry(note.clone()).or_default().push(label),
        }
    }

    /// Numbers notes by their first reference in the text, then in notes already numbered.
    fn number(mut self, notes: &mut Notes) {
        let mut queue = self.in_text;
        let mut next = 0;
        loop {
            for label in queue.drain(..) {
                if notes.definitions.contains_key(&label) && !notes.numbers.contains_key(&label) {
                    notes.numbers.insert(label.clone(), notes.labels.len());
                    notes.labels.push(label);
                }
            }
            let Some(label) = notes.labels.get(next) else { return };
            queue = self.in_notes.remove(label).unwrap_or_default();
            next += 1;
        }
    }
}
