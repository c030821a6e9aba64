//! The owner's Markdown as segments.

use super::blocks::{self, Table};
use super::components;
use super::footnotes::{self, Footnotes};
use super::html::{self, Ids, Output, escape};
use super::links::{self, Destination};
use super::plain::Plain;
use super::raw;
use super::stream::{Source, Spanned, Stream};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::body::{Body, Call, Heading, Image, Link, Segment};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::ops::Range;

/// Writes a stream as a body.
pub(super) fn write(source: Source<'_>, stream: &Stream<'_>) -> (Body, Vec<Diagnostic>) {
    let mut ids = Ids::default();
    let footnotes = Footnotes::new(&stream.notes, &mut ids);
    let mut writer = Writer {
        source,
        stream,
        out: Output::with_capacity(source.text.len() * 5 / 4),
        outer: Vec::new(),
        body: Body::default(),
        problems: Vec::new(),
        ids,
        footnotes,
        summary: Plain::default(),
        unopened: None,
        containers: 0,
        links: Vec::new(),
        table: Table::default(),
        raw: raw::Within::default(),
        heading_id: String::new(),
        label_open: false,
        in_paragraph: false,
    };
    let mut index = 0;
    while let Some((event, range)) = writer.events().get(index) {
        index = writer.event(index, event, range);
    }
    writer.finish()
}

/// What is written and known so far.
pub(super) struct Writer<'a> {
    source: Source<'a>,
    pub(super) stream: &'a Stream<'a>,
    pub(super) out: Output,
    /// The numbers of the footnotes that are open, and what was under construction before each.
    outer: Vec<(usize, Output)>,
    pub(super) body: Body,
    problems: Vec<Diagnostic>,
    pub(super) ids: Ids,
    footnotes: Footnotes,
    summary: Plain,
    /// The calls and blanks of a paragraph that holds nothing else yet and has no `<p>` yet.
    unopened: Option<Vec<Segment>>,
    /// Lists, block quotes and the like that are open.
    containers: usize,
    links: Vec<LinkEnd>,
    table: Table,
    raw: raw::Within,
    pub(super) heading_id: String,
    pub(super) label_open: bool,
    /// Whether the text is that of a paragraph outside all containers.
    in_paragraph: bool,
}

/// What ends an open link.
#[derive(Clone, Copy, Debug)]
enum LinkEnd {
    Tag,
    Segment,
    /// The link leads nowhere, only its text was written.
    Nothing,
}

impl<'a> Writer<'a> {
    pub(super) fn events(&self) -> &'a [Spanned<'a>] {
        &self.stream.events
    }

    /// Writes the event at this index; the index of the next to write.
    fn event(&mut self, index: usize, event: &'a Event<'a>, range: &Range<usize>) -> usize {
        match event {
            Event::Text(text) => return self.text(index + 1, text, range),
            Event::SoftBreak => self.blank("\n"),
            Event::Start(tag) => return self.start(index, tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Html(html) => self.html(html, range),
            Event::Rule => {
                self.close_label();
                self.out.html.push_str("<hr>\n");
            }
            Event::Code(code) => {
                self.open_paragraph();
                self.summarise(code);
                self.out.html.push_str("<code>");
                escape(&mut self.out.html, code);
                self.out.html.push_str("</code>");
            }
            // The owner's note to self.
            Event::InlineHtml(html) if html.starts_with("<!--") => {}
            Event::InlineHtml(html) => {
                self.open_paragraph();
                self.add_ids(html);
                self.out.html.push_str(html);
            }
            Event::HardBreak => {
                self.open_paragraph();
                self.summarise(" ");
                self.out.html.push_str("<br>\n");
            }
            Event::FootnoteReference(label) => {
                self.open_paragraph();
                if let Some(number) = self.stream.notes.number(label) {
                    self.footnotes.reference(number, &mut self.ids, &mut self.out.html);
                }
            }
            Event::TaskListMarker(done) => {
                self.open_paragraph();
                self.task(*done);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text),
        }
        index + 1
    }

    /// Writes text and the component calls that end or follow it.
    fn text(&mut self, next: usize, text: &'a str, range: &Range<usize>) -> usize {
        let (mut text, mut at, mut next) = (text, range.start, next);
        while let Some(found) = components::find(self.source, self.events(), text, at, next) {
            self.words(found.before);
            match found.call {
                Ok(call) => self.component(call),
                Err(problem) => self.problems.push(problem),
            }
            (text, at, next) = (found.rest.text, found.rest.at, found.rest.next);
        }
        self.words(text);
        next
    }

    fn words(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.unopened.is_some() && text.trim().is_empty() {
            return self.blank(text);
        }
        self.open_paragraph();
        self.summarise(text);
        escape(&mut self.out.html, text);
    }

    fn blank(&mut self, text: &str) {
        self.summarise(text);
        match &mut self.unopened {
            Some(waiting) => waiting.push(Segment::Html(text.into())),
            None => self.out.html.push_str(text),
        }
    }

    fn component(&mut self, call: Call) {
        match &mut self.unopened {
            Some(waiting) => waiting.push(Segment::Component(Box::new(call))),
            None => self.out.push(Segment::Component(Box::new(call))),
        }
    }

    /// Writes the `<p>` that waited for something besides component calls.
    fn open_paragraph(&mut self) {
        if let Some(waiting) = self.unopened.take() {
            self.out.html.push_str("<p>");
            for segment in waiting {
                self.out.push(segment);
            }
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(waiting) = self.unopened.take() {
            for call in waiting.into_iter().filter(|s| matches!(s, Segment::Component(_))) {
                self.out.push(call);
                self.out.html.push('\n');
            }
        } else {
            self.close_label();
            self.out.html.push_str("</p>\n");
        }
        if std::mem::take(&mut self.in_paragraph) {
            self.body.summary = self.summary.as_str().into();
        }
    }

    /// Adds to the summary what belongs to the first paragraph.
    fn summarise(&mut self, text: &str) {
        if self.in_paragraph {
            self.summary.push(text);
        }
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        self.add_ids(html);
        self.note_raw_headings(html, range);
        let problems = raw::write(self.source, &mut self.out, &mut self.raw, html, range);
        self.problems.extend(problems);
    }

    /// Notes a heading for whoever asks how they follow one another.
    fn note_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        if self.containers > 0 {
            return;
        }
        let written = level as u8;
        let moved = u8::from(self.stream.has_level_one);
        let level = (written + moved).min(6);
        let marks = range.start..range.start + usize::from(written);
        let range = self.source.shift(&marks);
        self.body.headings.push(Heading { level, written, moved, range });
    }

    /// Notes those of a line of raw HTML, unless they are in a comment or shown as code.
    fn note_raw_headings(&mut self, html: &str, range: &Range<usize>) {
        if self.containers > 0 || self.raw != raw::Within::default() || html.contains("<!--") {
            return;
        }
        let range = self.source.shift(range);
        let found = raw::headings(html);
        let heading = |level| Heading { level, written: 0, moved: 0, range: range.clone() };
        self.body.headings.extend(found.map(heading));
    }

    fn add_ids(&mut self, html: &str) {
        for id in raw::ids(html) {
            self.ids.take(id);
            self.body.anchors.push(Box::from(id));
        }
    }

    fn start(&mut self, index: usize, tag: &'a Tag<'a>, range: &Range<usize>) -> usize {
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_paragraph();
                self.start_link(*link_type, dest_url, title, range);
                return index + 1;
            }
            Tag::Image { dest_url, title, .. } => {
                self.open_paragraph();
                return self.image(index, dest_url, title, range);
            }
            Tag::Emphasis => return self.inline("<em>", index),
            Tag::Strong => return self.inline("<strong>", index),
            Tag::Strikethrough => return self.inline("<del>", index),
            Tag::Superscript => return self.inline("<sup>", index),
            Tag::Subscript => return self.inline("<sub>", index),
            _ => self.close_label(),
        }
        match tag {
            Tag::Paragraph => {
                self.unopened = Some(Vec::new());
                self.in_paragraph = self.containers == 0 && self.body.summary.is_empty();
            }
            Tag::Heading { level, id, .. } => {
                self.note_heading(*level, range);
                self.start_heading(index, *level, id.as_ref());
            }
            Tag::CodeBlock(kind) => return blocks::code(self.events(), index, kind, &mut self.out),
            Tag::List(first) => self.start_list(index, *first),
            Tag::Table(alignments) => self.table = Table::start(alignments, &mut self.out),
            Tag::TableHead => self.table.start_head(&mut self.out),
            Tag::TableRow => self.table.start_row(&mut self.out),
            Tag::TableCell => self.table.start_cell(&mut self.out),
            Tag::HtmlBlock => self.raw = raw::Within::default(),
            Tag::FootnoteDefinition(label) => return self.start_footnote(index, label, range),
            Tag::BlockQuote(_) => self.container("<blockquote>\n"),
            Tag::Item => self.container("<li>"),
            Tag::DefinitionList => self.out.html.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.html.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.container("<dd>"),
            _ => {}
        }
        index + 1
    }

    fn inline(&mut self, tag: &str, index: usize) -> usize {
        self.open_paragraph();
        self.out.html.push_str(tag);
        index + 1
    }

    fn container(&mut self, tag: &str) {
        self.containers += 1;
        self.out.html.push_str(tag);
    }

    fn end_container(&mut self, tag: &str) {
        self.close_label();
        self.containers = self.containers.saturating_sub(1);
        self.out.html.push_str(tag);
    }

    fn end(&mut self, tag: TagEnd) {
        let tag = match tag {
            TagEnd::Paragraph => return self.end_paragraph(),
            TagEnd::Link => return self.end_link(),
            TagEnd::Heading(level) => return self.end_heading(level),
            TagEnd::HtmlBlock => {
                return self.problems.extend(raw::unclosed(self.source, &self.raw));
            }
            TagEnd::Table => return self.table.end(&mut self.out),
            TagEnd::TableHead => return self.table.end_head(&mut self.out),
            TagEnd::TableCell => return self.table.end_cell(&mut self.out),
            TagEnd::BlockQuote(_) => return self.end_container("</blockquote>\n"),
            TagEnd::Item => return self.end_container("</li>\n"),
            TagEnd::DefinitionListDefinition => return self.end_container("</dd>\n"),
            TagEnd::FootnoteDefinition => return self.end_footnote(),
            TagEnd::TableRow => "</tr>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::CodeBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => "",
        };
        self.out.html.push_str(tag);
    }

    fn start_link(&mut self, kind: LinkType, url: &str, title: &str, range: &Range<usize>) {
        let place = links::place(self.source, url, range);
        let mailbox =
            if kind == LinkType::Email { ["mailto:", url].concat() } else { String::new() };
        let url = if mailbox.is_empty() { url } else { &mailbox };
        let end = match links::destination(url, self.source.file) {
            Ok(Destination::Web(url)) => {
                self.out.html.push_str("<a href=\"");
                html::escape_href(&mut self.out.html, url);
                self.out.html.push('"');
                html::title(&mut self.out.html, title);
                self.out.html.push('>');
                LinkEnd::Tag
            }
            Ok(Destination::Site(target)) => {
                let range = self.source.shift(&place);
                let link = Link { target, title: Box::from(title), range };
                self.out.push(Segment::LinkStart(Box::new(link)));
                LinkEnd::Segment
            }
            Err(fault) => {
                self.problems.push(fault.at(self.source, &place));
                LinkEnd::Nothing
            }
        };
        self.links.push(end);
    }

    fn end_link(&mut self) {
        match self.links.pop() {
            Some(LinkEnd::Tag) => self.out.html.push_str("</a>"),
            Some(LinkEnd::Segment) => self.out.push(Segment::LinkEnd),
            Some(LinkEnd::Nothing) | None => {}
        }
    }

    /// Writes the image that begins at this index; the index after its end.
    fn image(&mut self, index: usize, url: &str, title: &str, range: &Range<usize>) -> usize {
        let (alt, next) = blocks::image_text(self.events(), index + 1);
        if alt.as_str().is_empty() {
            let problem =
                self.source.problem(Code::MissingAlt, "an image has no description", range);
            let help =
                "say between the brackets what it shows: `![Settlement time per month](chart.png)`";
            self.problems.push(problem.help(help));
        }
        let place = links::place(self.source, url, range);
        match links::image(url, self.source.file) {
            Ok(path) => self.out.push(Segment::Image(Box::new(Image {
                path,
                alt: Box::from(alt.as_str()),
                title: Box::from(title),
                range: self.source.shift(&place),
            }))),
            Err(fault) => self.problems.push(fault.at(self.source, &place)),
        }
        next
    }

    /// Begins the footnote at this index, or skips one that nothing refers to.
    fn start_footnote(&mut self, index: usize, label: &str, range: &Range<usize>) -> usize {
        let number = self.stream.notes.number(label);
        match number.filter(|_| self.stream.notes.counts(label, index)) {
            Some(number) => {
                self.outer.push((number, std::mem::take(&mut self.out)));
                self.containers += 1;
                index + 1
            }
            None => {
                self.problems.push(footnotes::unused(self.source, number.is_some(), range));
                footnotes::skip(self.events(), index)
            }
        }
    }

    fn end_footnote(&mut self) {
        if let Some((number, outer)) = self.outer.pop() {
            self.containers = self.containers.saturating_sub(1);
            self.footnotes.define(number, std::mem::replace(&mut self.out, outer));
        }
    }

    fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        self.body.anchors.extend(self.footnotes.ids().map(Box::from));
        self.body.anchors.sort();
        self.body.anchors.shrink_to_fit();
        self.body.headings.shrink_to_fit();
        self.footnotes.write(&mut self.out);
        self.body.segments = self.out.finish();
        (self.body, self.problems)
    }
}
