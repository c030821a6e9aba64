//! Problems in words: for people, for a glance, for programs.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Located, Place, Severity, line_column};

/// One problem for people: the source line, the place marked, and a help. Colours are ANSI
/// escapes; whoever prints may strip them.
pub fn human(problem: &Located) -> String {
    drawn(problem, Renderer::styled())
}

/// The same without colours.
pub fn plain(problem: &Located) -> String {
    drawn(problem, Renderer::plain())
}

fn drawn(problem: &Located, renderer: Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::NOTE.with_name(Some("advice")),
        Severity::Note => Level::NOTE,
    };
    let message = clean(&problem.message);
    let mut group = level
        .primary_title(message.as_str())
        .id(problem.code.as_str())
        .elements([] as [annotate_snippets::Padding; 0]);
    let text = problem.place.as_ref().and_then(|place| place.text.as_deref());
    if let Some(place) = &problem.place {
        group = match text {
            Some(text) => group.element(
                Snippet::source(text)
                    .path(&*place.file)
                    .annotation(AnnotationKind::Primary.span(marked(text, place))),
            ),
            None => group.element(annotate_snippets::Origin::path(&*place.file)),
        };
    }
    let help = problem.help.as_deref().map(clean);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.decor_style(DecorStyle::Ascii).render(&[group]) + "\n"
}

/// One problem on one line: `file:line:column: error[code]: message`.
pub fn short(problem: &Located) -> String {
    let place = problem.place.as_ref().map(|place| match position(place) {
        Some((line, column)) => format!("{}:{line}:{column}: ", place.file),
        None => format!("{}: ", place.file),
    });
    let place = place.unwrap_or_default();
    format!("{place}{}[{}]: {}\n", problem.severity, problem.code, clean(&problem.message))
}

/// One problem as a JSON object on one line. Every key is there, null where there is none. Lines
/// and columns count from 1, columns in characters; the end is exclusive.
pub fn json(problem: &Located) -> String {
    #[derive(Serialize)]
    struct Object<'a> {
        code: &'a str,
        severity: &'a str,
        message: &'a str,
        file: Option<&'a str>,
        line: Option<usize>,
        column: Option<usize>,
        end_line: Option<usize>,
        end_column: Option<usize>,
        help: Option<&'a str>,
    }
    let place = problem.place.as_ref();
    let start = place.and_then(position);
    let end = place.and_then(end_position);
    let object = Object {
        code: problem.code.as_str(),
        severity: problem.severity.as_str(),
        message: &problem.message,
        file: place.map(|place| &*place.file),
        line: start.map(|start| start.0),
        column: start.map(|start| start.1),
        end_line: end.map(|end| end.0),
        end_column: end.map(|end| end.1),
        help: problem.help.as_deref(),
    };
    serde_json::to_string(&object).unwrap_or_default() + "\n"
}

fn position(place: &Place) -> Option<(usize, usize)> {
    place.text.as_ref().map(|text| line_column(text, place.range.start))
}

fn end_position(place: &Place) -> Option<(usize, usize)> {
    place.text.as_ref().map(|text| line_column(text, place.range.end.max(place.range.start)))
}

/// The bytes to mark, on character boundaries and within the text.
fn marked(text: &str, place: &Place) -> std::ops::Range<usize> {
    let on_boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = on_boundary(place.range.start);
    start..on_boundary(place.range.end).max(start)
}

/// Text of the site's files must not move the cursor, colour the terminal or begin a new line.
fn clean(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(&text.replace(['\r', '\n'], " "))
}
