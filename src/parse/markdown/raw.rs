//! Raw HTML of the owner: passed through without its comments, with component calls and
//! identifiers found in it.

use super::components;
use super::html::Output;
use super::stream::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::body::Segment;
use std::ops::Range;

/// What an HTML block so far ends within.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Within {
    /// `<script>`, `<style>`, `<pre>`, `<textarea>` or a declaration, where nothing is a call.
    verbatim: bool,
    /// The bytes that opened a comment.
    comment: Option<Range<usize>>,
}

const OPENING: &str = "<!--";

/// Writes a piece of an HTML block, usually a line: comments are left out, calls outside of them
/// become components.
pub(super) fn write(
    source: Source<'_>,
    out: &mut Output,
    within: &mut Within,
    html: &str,
    range: &Range<usize>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let verbatim = source.holds(range, html);
    within.verbatim |= begins_verbatim(html);
    let mut rest = html;
    loop {
        if within.comment.is_some() {
            let Some((_, after)) = rest.split_once("-->") else { break };
            within.comment = None;
            rest = after;
        }
        let at = html.len() - rest.len();
        let (markup, after) = rest.split_once(OPENING).map_or((rest, None), |(a, b)| (a, Some(b)));
        if within.verbatim {
            out.html.push_str(markup);
        } else {
            let origin = verbatim.then_some(range.start + at);
            problems.extend(write_markup(source, out, markup, origin, range));
        }
        let Some(after) = after else { break };
        rest = after;
        // `<!-->` and `<!--->` are comments too.
        match after.strip_prefix('>').or_else(|| after.strip_prefix("->")) {
            Some(after) => rest = after,
            None if verbatim => {
                let at = range.start + at + markup.len();
                within.comment = Some(at..at + OPENING.len());
            }
            None => within.comment = Some(range.clone()),
        }
    }
    problems
}

/// Writes markup without comments. `origin` is its first byte in the body; `None` where the two
/// differ, and then every place is `whole`.
fn write_markup(
    source: Source<'_>,
    out: &mut Output,
    html: &str,
    mut origin: Option<usize>,
    whole: &Range<usize>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut rest = html;
    while let Some(found) = components::find_in_html(source, rest, origin, whole) {
        out.html.push_str(rest.get(..found.range.start).unwrap_or_default());
        match found.call {
            Ok(call) => out.push(Segment::Component(Box::new(call))),
            Err(problem) => problems.push(problem),
        }
        rest = rest.get(found.range.end..).unwrap_or_default();
        origin = origin.map(|origin| origin + found.range.end);
    }
    out.html.push_str(rest);
    problems
}

/// A comment that is open where its HTML block ends, which would hide the rest of the page.
pub(super) fn unclosed(source: Source<'_>, within: &Within) -> Option<Diagnostic> {
    let place = within.comment.as_ref()?;
    let message = "a comment is not closed before the HTML around it ends";
    let help = "close it with `-->` before the next empty line, or before the text ends";
    Some(source.problem(Code::UnclosedComment, message, place).help(help))
}

/// The identifiers in raw HTML: the values of quoted `id` attributes.
pub(super) fn ids(html: &str) -> impl Iterator<Item = &str> {
    let pieces = html.split("id=").zip(html.split("id=").skip(1));
    pieces.filter_map(|(before, after)| {
        let attribute = before.is_empty() || before.ends_with(|c: char| c.is_ascii_whitespace());
        let quote = after.chars().next().filter(|c| attribute && matches!(c, '"' | '\''))?;
        let (id, _) = after.strip_prefix(quote)?.split_once(quote)?;
        (!id.is_empty()).then_some(id)
    })
}

/// The levels of the headings that begin in raw HTML.
pub(super) fn headings(html: &str) -> impl Iterator<Item = u8> {
    html.split('<').skip(1).filter_map(|tag| match tag.as_bytes() {
        [b'h' | b'H', level @ b'1'..=b'6', after, ..] if !after.is_ascii_alphanumeric() => {
            Some(level - b'0')
        }
        _ => None,
    })
}

/// Whether a line begins what is no markup up to the end of its block.
fn begins_verbatim(html: &str) -> bool {
    let line = html.trim_start();
    let opens = |name: &str| {
        line.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && line.starts_with('<')
    };
    (line.starts_with("<!") && !line.starts_with(OPENING))
        || ["script", "style", "pre", "textarea"].into_iter().any(opens)
}
