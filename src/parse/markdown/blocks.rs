//! Blocks that need more than a start and an end tag: code, tables, headings, lists.

use super::html::{Output, escape, slug};
use super::plain::Plain;
use super::stream::Spanned;
use super::{highlight, writer::Writer};
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};
use std::borrow::Cow;

/// A table under construction.
#[derive(Debug, Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_rows: bool,
}

impl Table {
    pub fn start(alignments: &[Alignment], out: &mut Output) -> Table {
        // Focusable, since it scrolls where it is wider than the page.
        out.html.push_str("<div class=\"table\" tabindex=\"0\"><table>\n");
        Table { alignments: alignments.to_vec(), ..Table::default() }
    }

    pub fn end(&self, out: &mut Output) {
        out.html.push_str(if self.has_rows {
            "</tbody></table></div>\n"
        } else {
            "</table></div>\n"
        });
    }

    pub fn start_head(&mut self, out: &mut Output) {
        self.in_head = true;
        out.html.push_str("<thead><tr>");
    }

    pub fn end_head(&mut self, out: &mut Output) {
        self.in_head = false;
        out.html.push_str("</tr></thead>\n");
    }

    pub fn start_row(&mut self, out: &mut Output) {
        self.column = 0;
        out.html.push_str(if self.has_rows { "<tr>" } else { "<tbody>\n<tr>" });
        self.has_rows = true;
    }

    pub fn start_cell(&mut self, out: &mut Output) {
        out.html.push_str(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        out.html.push_str(match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
        self.column += 1;
    }

    pub fn end_cell(&self, out: &mut Output) {
        out.html.push_str(if self.in_head { "</th>" } else { "</td>" });
    }
}

/// Writes the code block that begins at this index; the index after its end.
pub(super) fn code(
    events: &[Spanned<'_>],
    index: usize,
    kind: &CodeBlockKind<'_>,
    out: &mut Output,
) -> usize {
    let (code, next) = code_text(events, index);
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', '\t', ',']).next().unwrap_or_default(),
        CodeBlockKind::Indented => "",
    };
    // Focusable, since it scrolls where a line is longer than the page is wide.
    out.html.push_str("<pre tabindex=\"0\"><code");
    if !language.is_empty() {
        out.html.push_str(" class=\"language-");
        escape(&mut out.html, language);
        out.html.push('"');
    }
    out.html.push('>');
    match highlight::highlight(language, &code) {
        Some(html) => out.html.push_str(&html),
        None => escape(&mut out.html, &code),
    }
    out.html.push_str("</code></pre>\n");
    next
}

/// The text of the code block that begins at this index, and the index after its end.
pub(super) fn code_text<'e>(events: &'e [Spanned<'_>], index: usize) -> (Cow<'e, str>, usize) {
    let mut code = Cow::Borrowed("");
    let mut next = index + 1;
    while let Some((event, _)) = events.get(next) {
        next += 1;
        match event {
            Event::Text(text) if code.is_empty() => code = Cow::Borrowed(text.as_ref()),
            Event::Text(text) => code.to_mut().push_str(text),
            Event::End(TagEnd::CodeBlock) => break,
            _ => {}
        }
    }
    (code, next)
}

impl Writer<'_> {
    /// Writes the start of the heading at this index.
    pub(super) fn start_heading(
        &mut self,
        index: usize,
        level: HeadingLevel,
        id: Option<&CowStr<'_>>,
    ) {
        let wanted = match id {
            Some(id) if !id.contains(|c: char| c.is_whitespace()) => Cow::Borrowed(id.as_ref()),
            _ => Cow::Owned(slug(&heading_text(self.events(), index))),
        };
        let id = self.ids.take(&wanted);
        let out = &mut self.out.html;
        out.push('<');
        out.push_str(heading_name(level, self.stream.has_level_one));
        out.push_str(" id=\"");
        escape(out, &id);
        out.push_str("\">");
        self.heading_id = id;
    }

    /// Writes the end of the heading, with a link to itself for those who point at it.
    ///
    /// The link is hidden from assistive technology and the keyboard: it would repeat in every
    /// heading's name.
    pub(super) fn end_heading(&mut self, level: HeadingLevel) {
        let id = std::mem::take(&mut self.heading_id);
        let out = &mut self.out.html;
        out.push_str(" <a class=\"anchor\" href=\"#");
        super::html::escape_href(out, &id);
        out.push_str("\" aria-hidden=\"true\" tabindex=\"-1\">#</a></");
        out.push_str(heading_name(level, self.stream.has_level_one));
        out.push_str(">\n");
        self.body.anchors.push(id.into_boxed_str());
    }

    pub(super) fn start_list(&mut self, index: usize, first: Option<u64>) {
        let out = &mut self.out.html;
        out.push_str(if first.is_some() { "<ol" } else { "<ul" });
        if let Some(first) = first.filter(|first| *first != 1) {
            out.push_str(" start=\"");
            out.push_str(&first.to_string());
            out.push('"');
        }
        if self.stream.task_lists.contains(&index) {
            out.push_str(" class=\"contains-task-list\"");
        }
        out.push_str(">\n");
    }

    /// A checkbox, whose label is the text up to the next block.
    pub(super) fn task(&mut self, done: bool) {
        self.out.html.push_str("<label><input type=\"checkbox\" disabled");
        self.out.html.push_str(if done { " checked> " } else { "> " });
        self.label_open = true;
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.out.html.push_str("</label>");
        }
    }
}

/// The plain text of the image whose content begins at this index, and the index after its end.
pub(super) fn image_text(events: &[Spanned<'_>], index: usize) -> (Plain, usize) {
    let mut text = Plain::default();
    let mut depth = 1;
    let mut next = index;
    while let Some((event, _)) = events.get(next) {
        next += 1;
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(piece) | Event::Code(piece) => text.push(piece),
            Event::SoftBreak | Event::HardBreak => text.space(),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    (text, next)
}

fn heading_text(events: &[Spanned<'_>], index: usize) -> String {
    let mut text = String::new();
    for (event, _) in events.iter().skip(index + 1) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Heading(_)) => break,
            _ => {}
        }
    }
    text
}

fn heading_name(level: HeadingLevel, shifted: bool) -> &'static str {
    match level as u8 + u8::from(shifted) {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}
