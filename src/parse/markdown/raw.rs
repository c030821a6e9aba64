//! Raw HTML of the owner: passed through, with component calls and identifiers found in it.

use super::components;
use super::html::Output;
use super::stream::Source;
use crate::diagnostic::Diagnostic;
use crate::model::body::Segment;
use std::ops::Range;

/// Whether raw HTML so far ends within something that is not markup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Within {
    #[default]
    Markup,
    Comment,
    /// `<script>`, `<style>`, `<pre>` or `<textarea>`.
    Verbatim,
}

/// Writes a piece of an HTML block, usually a line; calls outside comments become components.
pub(super) fn write(
    source: Source<'_>,
    out: &mut Output,
    within: &mut Within,
    html: &str,
    range: &Range<usize>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut rest = html;
    let mut at = range.start;
    let verbatim = source.holds(range, html);
    *within = before(*within, html);
    let find = |rest, at| match *within {
        Within::Markup => components::find_in_html(source, rest, verbatim.then_some(at), range),
        Within::Comment | Within::Verbatim => None,
    };
    while let Some(found) = find(rest, at) {
        if rest.get(..found.range.start).is_some_and(|text| text.contains("<!--")) {
            break;
        }
        out.html.push_str(rest.get(..found.range.start).unwrap_or_default());
        match found.call {
            Ok(call) => out.push(Segment::Component(call)),
            Err(problem) => problems.push(problem),
        }
        rest = rest.get(found.range.end..).unwrap_or_default();
        at += found.range.end;
    }
    out.html.push_str(rest);
    *within = after(*within, html);
    problems
}

/// Takes `<!-- … -->` out of finished HTML; elsewhere `<` is escaped, so that it is raw HTML.
pub(super) fn remove_comments(segments: &mut Vec<Segment>) {
    let mut within = false;
    for segment in segments.iter_mut() {
        let Segment::Html(html) = segment else { continue };
        if !within && !html.contains("<!--") {
            continue;
        }
        let mut kept = String::with_capacity(html.len());
        let mut rest = &**html;
        loop {
            let mark = if within { "-->" } else { "<!--" };
            let Some((before, after)) = rest.split_once(mark) else { break };
            if !within {
                kept.push_str(before);
            }
            within = !within;
            rest = after;
        }
        if !within {
            kept.push_str(rest);
        }
        *html = kept.into();
    }
    segments.retain(|segment| !matches!(segment, Segment::Html(html) if html.is_empty()));
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

fn before(within: Within, html: &str) -> Within {
    let line = html.trim_start();
    let opens = |name: &str| {
        line.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && line.starts_with('<')
    };
    match within {
        Within::Markup if line.starts_with("<!") => Within::Comment,
        Within::Markup if ["script", "style", "pre", "textarea"].into_iter().any(opens) => {
            Within::Verbatim
        }
        same => same,
    }
}

fn after(within: Within, html: &str) -> Within {
    match within {
        Within::Verbatim => Within::Verbatim,
        same => match (html.rfind("<!--"), html.rfind("-->")) {
            (Some(open), Some(close)) if open > close => Within::Comment,
            (Some(_), None) => Within::Comment,
            (_, Some(_)) => Within::Markup,
            (None, None) => same,
        },
    }
}
