//! Somebody else's words: little Markdown, no HTML, sanitised, with the highlight marked.
//!
//! What quotes may not hold is left out or shown as text, with a warning, since the owner did not
//! write it. Headings become bold paragraphs. Links keep their target only to https and mailto.

use super::html::{escape, escape_href};
use super::links;
use super::plain::{self, Plain};
use super::stream::{Source, Spanned, Stream};
use super::{blocks, components};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::body::{Body, Segment};
use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// Writes a stream as a quote; whether the highlight was found in it.
pub(super) fn write(
    source: Source<'_>,
    stream: &Stream<'_>,
    highlight: Option<&str>,
) -> (Body, bool, Vec<Diagnostic>) {
    let mut writer = Writer::write(source, &stream.events, 0..0);
    let problems = std::mem::take(&mut writer.problems);
    let mut found = true;
    if let Some(phrase) = highlight {
        let place = plain::find(writer.plain.as_str(), phrase);
        found = place.is_some();
        if let Some(place) = place {
            writer = Writer::write(source, &stream.events, place);
        }
    }
    let html = sanitise(&writer.html);
    let is_empty = html.trim().is_empty();
    let body = Body {
        segments: if is_empty { Vec::new() } else { vec![Segment::Html(html.as_str().into())] },
        text: writer.plain.as_str().into(),
        ..Body::default()
    };
    (body, found, problems)
}

/// The HTML with nothing but a few harmless elements; RELIABILITY.md, section 2.
fn sanitise(html: &str) -> String {
    static SANITISER: OnceLock<Builder<'static>> = OnceLock::new();
    let sanitiser = SANITISER.get_or_init(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from([
                "p",
                "br",
                "em",
                "strong",
                "del",
                "code",
                "pre",
                "ul",
                "ol",
                "li",
                "blockquote",
                "a",
                "mark",
                "hr",
            ]))
            .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
            .url_schemes(HashSet::from(["https", "mailto"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("nofollow ugc noopener"));
        builder
    });
    sanitiser.clean(html).to_string()
}

/// What is written so far.
struct Writer<'a> {
    source: Source<'a>,
    events: &'a [Spanned<'a>],
    html: String,
    plain: Plain,
    /// Bytes of the plain text to mark.
    highlight: Range<usize>,
    marking: bool,
    /// Whether each open link has a tag.
    links: Vec<bool>,
    problems: Vec<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn write(source: Source<'a>, events: &'a [Spanned<'a>], highlight: Range<usize>) -> Writer<'a> {
        let mut writer = Writer {
            source,
            events,
            html: String::with_capacity(source.text.len() * 5 / 4),
            plain: Plain::default(),
            highlight,
            marking: false,
            links: Vec::new(),
            problems: Vec::new(),
        };
        let mut index = 0;
        while let Some((event, range)) = events.get(index) {
            index = writer.event(index, event, range);
        }
        writer
    }

    /// Writes the event at this index; the index of the next to write.
    fn event(&mut self, index: usize, event: &'a Event<'a>, range: &Range<usize>) -> usize {
        match event {
            Event::Text(text) => return self.text(index + 1, text, range),
            Event::SoftBreak => self.words("\n"),
            Event::Start(Tag::Image { .. }) => {
                self.warn(
                    Code::HtmlInQuote,
                    "a quote shows no pictures",
                    range,
                    "take the picture out of the quote",
                );
                return blocks::image_text(self.events, index + 1).1;
            }
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Html(html) => self.words(html),
            Event::InlineHtml(html) => {
                if !html.starts_with("</") {
                    self.warn_of_html(range);
                }
                self.words(html);
            }
            Event::HardBreak => {
                self.tag("<br>");
                self.space();
            }
            Event::Rule => self.tag("<hr>\n"),
            Event::Code(code) => {
                self.tag("<code>");
                self.words(code);
                self.tag("</code>");
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
        index + 1
    }

    /// Writes text, and reports the component calls that follow it.
    fn text(&mut self, next: usize, text: &'a str, range: &Range<usize>) -> usize {
        let (mut text, mut at, mut next) = (text, range.start, next);
        while let Some(found) = components::find(self.source, self.events, text, at, next) {
            self.words(found.before);
            let message = "a quote holds a component call";
            let problem = self.source.problem(Code::ComponentInQuote, message, &found.range);
            self.problems.push(problem.help("take it out: a quote is only what somebody said"));
            (text, at, next) = (found.rest.text, found.rest.at, found.rest.next);
        }
        self.words(text);
        next
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Link { link_type, dest_url, .. } => self.start_link(*link_type, dest_url, range),
            Tag::Emphasis => self.tag("<em>"),
            Tag::Strong => self.tag("<strong>"),
            Tag::Strikethrough => self.tag("<del>"),
            Tag::Paragraph => self.block("<p>"),
            Tag::HtmlBlock => {
                self.warn_of_html(range);
                self.block("<p>");
            }
            Tag::Heading { .. } => self.block("<p><strong>"),
            Tag::BlockQuote(_) => self.block("<blockquote>\n"),
            Tag::CodeBlock(_) => self.block("<pre><code>"),
            Tag::List(Some(_)) => self.block("<ol>\n"),
            Tag::List(None) => self.block("<ul>\n"),
            Tag::Item => self.block("<li>"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link if self.links.pop() == Some(true) => self.tag("</a>"),
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Strikethrough => self.tag("</del>"),
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.block("</p>\n"),
            TagEnd::Heading(_) => self.block("</strong></p>\n"),
            TagEnd::BlockQuote(_) => self.block("</blockquote>\n"),
            TagEnd::CodeBlock => self.block("</code></pre>\n"),
            TagEnd::List(true) => self.block("</ol>\n"),
            TagEnd::List(false) => self.block("</ul>\n"),
            TagEnd::Item => self.block("</li>\n"),
            _ => {}
        }
    }

    fn start_link(&mut self, kind: LinkType, url: &str, range: &Range<usize>) {
        let mailbox =
            if kind == LinkType::Email { ["mailto:", url].concat() } else { String::new() };
        let target = if mailbox.is_empty() { url } else { &mailbox };
        let scheme = links::scheme(target);
        let kept = matches!(scheme.as_deref(), Some("https" | "mailto"));
        if kept {
            self.mark(false);
            self.html.push_str("<a href=\"");
            escape_href(&mut self.html, target);
            self.html.push_str("\">");
        } else {
            let message = "a link in a quote is shown without its target";
            let place = links::place(self.source, url, range);
            self.warn(Code::BadUrl, message, &place, "links in quotes lead to https or mailto");
        }
        self.links.push(kept);
    }

    /// Writes text; white space and marks are those of the plain text.
    fn words(&mut self, text: &str) {
        if self.highlight.is_empty() {
            self.plain.push(text);
            return escape(&mut self.html, text);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let (blank, words) = rest.split_at(rest.len() - rest.trim_start().len());
            if !blank.is_empty() {
                // The space after the last marked character lies outside.
                self.mark(self.marking && self.plain.as_str().len() < self.highlight.end);
                self.plain.space();
                self.html.push_str(blank);
            }
            let (word, after) =
                words.split_at(words.find(char::is_whitespace).unwrap_or(words.len()));
            self.word(word);
            rest = after;
        }
    }

    /// Writes a word, in up to three parts: before, in and after the highlight.
    fn word(&mut self, word: &str) {
        let at = self.plain.position();
        self.plain.push(word);
        let start = self.highlight.start.saturating_sub(at).min(word.len());
        let end = self.highlight.end.saturating_sub(at).clamp(start, word.len());
        for (part, marked) in [(0..start, false), (start..end, true), (end..word.len(), false)] {
            if !part.is_empty() {
                self.mark(marked);
                escape(&mut self.html, word.get(part).unwrap_or_default());
            }
        }
    }

    /// Begins or ends a mark if need be.
    fn mark(&mut self, marked: bool) {
        if marked != self.marking {
            self.html.push_str(if marked { "<mark>" } else { "</mark>" });
            self.marking = marked;
        }
    }

    fn space(&mut self) {
        self.plain.space();
    }

    /// Writes a tag; no mark reaches across it.
    fn tag(&mut self, tag: &str) {
        self.mark(false);
        self.html.push_str(tag);
    }

    /// Writes the tag of a block, which is also a break between words.
    fn block(&mut self, tag: &str) {
        self.tag(tag);
        self.space();
    }

    fn warn_of_html(&mut self, range: &Range<usize>) {
        let message = "a quote shows HTML as text";
        self.warn(Code::HtmlInQuote, message, range, "write Markdown, or take the tag out");
    }

    fn warn(&mut self, code: Code, message: &str, range: &Range<usize>, help: &str) {
        let mut problem = self.source.problem(code, message, range).help(help);
        problem.severity = Severity::Warning;
        self.problems.push(problem);
    }
}
