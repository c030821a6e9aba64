//! Footnotes: numbered where the text first refers to them, collected after it.
//!
//! The roles are those of DPUB-ARIA 1.1, so that assistive technology names them in its reader's
//! language and no word stands in the HTML.

use super::html::{Ids, Output};
use super::stream::{Notes, Source, Spanned};
use crate::diagnostic::{Code, Diagnostic};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// What has been written of the footnotes.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    notes: Vec<Note>,
}

#[derive(Debug, Default)]
struct Note {
    id: String,
    /// The identifiers of the references to it.
    references: Vec<String>,
    content: Output,
}

impl Footnotes {
    pub fn new(notes: &Notes, ids: &mut Ids) -> Footnotes {
        let numbers = 1..=notes.count();
        let notes = numbers.map(|number| Note {
            id: ids.take(&["fn-", &number.to_string()].concat()),
            ..Note::default()
        });
        Footnotes { notes: notes.collect() }
    }

    /// Every identifier, for links to it.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().flat_map(|note| {
            let references = note.references.iter().map(String::as_str);
            std::iter::once(note.id.as_str()).chain(references)
        })
    }

    /// Writes a reference to the note of this number, from 0.
    pub fn reference(&mut self, number: usize, ids: &mut Ids, out: &mut String) {
        let Some(note) = self.notes.get_mut(number) else { return };
        let shown = (number + 1).to_string();
        let id = ids.take(&["fnref-", &shown].concat());
        out.push_str("<sup class=\"footnote-reference\"><a href=\"#");
        out.push_str(&note.id);
        out.push_str("\" id=\"");
        out.push_str(&id);
        out.push_str("\" role=\"doc-noteref\">");
        out.push_str(&shown);
        out.push_str("</a></sup>");
        note.references.push(id);
    }

    pub fn define(&mut self, number: usize, content: Output) {
        if let Some(note) = self.notes.get_mut(number) {
            note.content = content;
        }
    }

    /// Writes all notes as a list with links back.
    pub fn write(self, out: &mut Output) {
        if self.notes.is_empty() {
            return;
        }
        out.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for note in self.notes {
            out.html.push_str("<li id=\"");
            out.html.push_str(&note.id);
            out.html.push_str("\">");
            out.append(note.content);
            let length = out.html.trim_end().strip_suffix("</p>").map(str::len);
            if let Some(length) = length {
                out.html.truncate(length);
            }
            for (index, reference) in note.references.iter().enumerate() {
                out.html.push_str(" <a class=\"footnote-back\" href=\"#");
                out.html.push_str(reference);
                out.html.push_str("\" role=\"doc-backlink\">↩\u{fe0e}");
                if index > 0 {
                    out.html.push_str("<sup>");
                    out.html.push_str(&(index + 1).to_string());
                    out.html.push_str("</sup>");
                }
                out.html.push_str("</a>");
            }
            out.html.push_str(if length.is_some() { "</p></li>\n" } else { "</li>\n" });
        }
        out.html.push_str("</ol>\n</section>\n");
    }
}

/// A footnote that is not shown: a second one of its label, or one that nothing leads to.
pub(super) fn unused(source: Source<'_>, is_second: bool, range: &Range<usize>) -> Diagnostic {
    let text = source.text.get(range.clone()).unwrap_or_default();
    let length = text.find("]:").map_or(text.len(), |at| at + 2);
    let label = range.start..range.start + length;
    let (message, help) = match is_second {
        true => (
            "there is another footnote of this name, so this one is not shown",
            "rename one of the two",
        ),
        false => (
            "nothing in the text refers to this footnote, so it is not shown",
            "write its name, `[^name]`, where it belongs in the text",
        ),
    };
    source.problem(Code::UnusedFootnote, message, &label).help(help)
}

/// The index after the end of the definition that begins at this index.
pub(super) fn skip(events: &[Spanned<'_>], index: usize) -> usize {
    let mut depth = 0_usize;
    let mut next = index;
    while let Some((event, _)) = events.get(next) {
        next += 1;
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => depth += 1,
            Event::End(TagEnd::FootnoteDefinition) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    next
}
