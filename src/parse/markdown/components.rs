//! Component calls, `{{ <person id="lena-brandt" /> }}`.
//!
//! A call is mostly a text that ends in `{{`, an inline HTML tag, and a text that starts with `}}`.
//! The tag's syntax is Tera's own, which allows more than an HTML tag (`{"text"}`, `` `text` ``,
//! `_` in names); such a call arrives as text and is read from the source instead.

mod call;

use super::stream::{Source, Spanned};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::body::{Argument, Call};
use call::Tag;
use pulldown_cmark::Event;
use std::ops::Range;

const HELP: &str =
    "write it as `{{ <testimonial id=\"lena-settlement\" /> }}`, every value in quotes or braces";

const UNCLOSED: &str = "has no closing `}}`";

/// The longest call that is read from the source, in bytes.
const WINDOW: usize = 4096;

/// Something that begins as a component call does.
pub(super) struct Found<'e> {
    /// The text before it.
    pub before: &'e str,
    pub call: Result<Call, Diagnostic>,
    /// Bytes of the body.
    pub range: Range<usize>,
    pub rest: Rest<'e>,
}

/// What comes after a call.
pub(super) struct Rest<'e> {
    /// What remains of the text event that closed the call, and its first byte.
    pub text: &'e str,
    pub at: usize,
    /// The event after that.
    pub next: usize,
}

/// Looks for a call at the end of a text, whose first byte is `at` and whose next event is `next`.
pub(super) fn find<'e>(
    source: Source<'_>,
    events: &'e [Spanned<'_>],
    text: &'e str,
    at: usize,
    next: usize,
) -> Option<Found<'e>> {
    let before = text.trim_end().strip_suffix("{{")?;
    let open = at + before.len();
    let open = if source.holds(&(open..open + 2), "{{") { open } else { at };
    if before.is_empty() && source.text.get(..open).is_some_and(|text| text.ends_with('\\')) {
        return None;
    }
    let next = skip_break(events, next);
    match events.get(next)? {
        (Event::InlineHtml(tag), range) if starts_name(tag.strip_prefix('<')?) => {
            let opening = Opening { source, events, open, next };
            let (call, end, rest) = opening.tag(tag, range);
            Some(Found { before, call, range: open..end, rest })
        }
        (Event::Text(text), range)
            if text.starts_with('<') && starts_name(source.text.get(range.start + 1..)?) =>
        {
            let opening = Opening { source, events, open, next };
            let (call, end, rest) = opening.source_text(range.start);
            Some(Found { before, call, range: open..end, rest })
        }
        _ => None,
    }
}

/// A call within raw HTML, which no event tells apart.
pub(super) struct Embedded {
    /// Bytes of the HTML.
    pub range: Range<usize>,
    pub call: Result<Call, Diagnostic>,
}

/// Looks for the first call in a piece of raw HTML.
///
/// `origin` is the HTML's first byte in the body; `None` where the two differ, and then every place
/// is `whole`.
pub(super) fn find_in_html(
    source: Source<'_>,
    html: &str,
    origin: Option<usize>,
    whole: &Range<usize>,
) -> Option<Embedded> {
    let (open, at) = call_in_html(html)?;
    let tag = html.get(at..)?;
    let place = |part: Range<usize>| match origin {
        Some(origin) => part.start + origin..part.end + origin,
        None => whole.clone(),
    };
    let read = call::read(tag).and_then(|found| {
        let close = closing(tag.get(found.end..).unwrap_or_default())
            .ok_or(call::Fault { range: 0..found.end, message: UNCLOSED })?;
        Ok((found.end + close, found))
    });
    let (end, call) = match read {
        Ok((length, found)) => {
            let end = at + length;
            let map = |part: Range<usize>| place(part.start + at..part.end + at);
            (end, Ok(assemble(source, tag, found, place(open..end), map)))
        }
        Err(fault) => {
            let part = fault.range.start + at..fault.range.end + at;
            (at, Err(malformed(source, fault.message, &place(part))))
        }
    };
    Some(Embedded { range: open..end, call })
}

/// The bytes of the first `{{` before a tag, and of that tag.
fn call_in_html(html: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let open = from + html.get(from..)?.find("{{")?;
        let tag = html.get(open + 2..)?.trim_start();
        if tag.strip_prefix('<').is_some_and(starts_name) {
            return Some((open, html.len() - tag.len()));
        }
        from = open + 2;
    }
}

type Outcome<'e> = (Result<Call, Diagnostic>, usize, Rest<'e>);

/// The braces of a call, and the event after them.
struct Opening<'s, 'e, 't> {
    source: Source<'s>,
    events: &'e [Spanned<'t>],
    open: usize,
    next: usize,
}

impl<'e> Opening<'_, 'e, '_> {
    /// A call whose tag is an event of its own.
    fn tag(&self, tag: &str, range: &Range<usize>) -> Outcome<'e> {
        let close = skip_break(self.events, self.next + 1);
        let closed = match self.events.get(close) {
            Some((Event::Text(text), place)) => {
                closing(text).map(|length| (length, text.as_ref(), place))
            }
            _ => None,
        };
        let Some((length, text, place)) = closed else {
            let whole = self.open..range.end;
            let rest = Rest { text: "", at: range.end, next: self.next + 1 };
            let problem = malformed(self.source, UNCLOSED, &whole);
            return (Err(problem), range.end, rest);
        };
        let end = place.start + length;
        let whole = self.open..end;
        let verbatim = self.source.holds(range, tag);
        let map = |part: Range<usize>| match verbatim {
            true => part.start + range.start..part.end + range.start,
            false => whole.clone(),
        };
        let call = match call::read(tag) {
            Ok(found) => Ok(assemble(self.source, tag, found, whole.clone(), map)),
            Err(fault) => Err(malformed(self.source, fault.message, &map(fault.range))),
        };
        (call, end, Rest { text: text.get(length..).unwrap_or_default(), at: end, next: close + 1 })
    }

    /// A call that is no HTML tag: read from the source, where its `<` is at this byte.
    fn source_text(&self, at: usize) -> Outcome<'e> {
        let window = window(self.source.text, at);
        let unread = Rest { text: "", at, next: self.next };
        let fail = |message, range: Range<usize>| {
            let range = range.start + at..range.end + at;
            (Err(malformed(self.source, message, &range)), range.end, unread)
        };
        let found = match call::read(window) {
            Ok(found) => found,
            Err(fault) => return fail(fault.message, fault.range),
        };
        let Some(close) = closing(window.get(found.end..).unwrap_or_default()) else {
            return fail(UNCLOSED, 0..found.end);
        };
        let end = at + found.end + close;
        let Some(rest) = self.consume(at, end) else {
            return fail("has Markdown that reaches beyond it", 0..found.end);
        };
        let map = |part: Range<usize>| part.start + at..part.end + at;
        (Ok(assemble(self.source, window, found, self.open..end, map)), end, rest)
    }

    /// What is left after the events of these bytes, unless one of them crosses their border.
    fn consume(&self, from: usize, end: usize) -> Option<Rest<'e>> {
        let mut covered = from;
        let mut next = self.next;
        let mut rest = "";
        while covered < end {
            let (event, range) = self.events.get(next)?;
            if range.start < from {
                return None;
            }
            if range.end > end {
                let Event::Text(text) = event else { return None };
                if !self.source.holds(range, text) {
                    return None;
                }
                rest = text.get(end - range.start..)?;
            }
            covered = match event {
                Event::Start(_) => covered,
                _ => covered.max(range.end),
            };
            next += 1;
        }
        Some(Rest { text: rest, at: end, next })
    }
}

/// The call, with its places as bytes of the file; `map` makes bytes of the body of the tag's.
fn assemble(
    source: Source<'_>,
    tag: &str,
    found: Tag,
    whole: Range<usize>,
    map: impl Fn(Range<usize>) -> Range<usize>,
) -> Call {
    let place = |part: &Range<usize>| source.shift(&map(part.clone()));
    let text = |part: &Range<usize>| Box::from(tag.get(part.clone()).unwrap_or_default());
    let arguments = found.arguments.into_iter().map(|argument| Argument {
        name: text(&argument.name),
        value: argument.value,
        name_range: place(&argument.name),
        value_range: place(&argument.range),
    });
    Call {
        name: text(&found.name),
        arguments: arguments.collect(),
        name_range: place(&found.name),
        range: source.shift(&whole),
    }
}

fn malformed(source: Source<'_>, message: &str, range: &Range<usize>) -> Diagnostic {
    source
        .problem(Code::MalformedComponent, &["the component call ", message].concat(), range)
        .help(HELP)
}

/// How many bytes the white space and the braces take that close a call.
fn closing(text: &str) -> Option<usize> {
    let rest = text.trim_start().strip_prefix("}}")?;
    Some(text.len() - rest.len())
}

fn starts_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn skip_break(events: &[Spanned<'_>], index: usize) -> usize {
    index + usize::from(matches!(events.get(index), Some((Event::SoftBreak, _))))
}

fn window(text: &str, at: usize) -> &str {
    let mut end = text.len().min(at + WINDOW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(at..end).unwrap_or_default()
}
