//! What our renderer makes of Markdown, with its holes filled in.

use std::fmt::Write;
use std::sync::Arc;
use vouchfolio::diagnostic::Severity;
use vouchfolio::model::body::{Segment, Target};
use vouchfolio::parse::markdown::{Settings, parse};

/// The HTML, and the errors, one a line.
///
/// Links to files and pages, and pictures, are holes that only a whole site fills: they are written
/// as the addresses that the text gives, whether or not something is there.
pub fn ours(markdown: &str, smart_punctuation: bool) -> (String, String) {
    let (body, problems) = parse(markdown, 0, &Arc::from("x.md"), &Settings { smart_punctuation });
    let mut html = String::new();
    for segment in &body.segments {
        match segment {
            Segment::Html(part) => html.push_str(part),
            Segment::LinkStart(link) => {
                let (path, anchor) = match &link.target {
                    Target::File { path, anchor } => (&**path, anchor.as_deref()),
                    Target::Page { path, anchor } => (&**path, anchor.as_deref()),
                    Target::Anchor(anchor) => ("", Some(&**anchor)),
                };
                html.push_str("<a href=\"");
                address(&mut html, path);
                if let Some(part) = anchor {
                    html.push('#');
                    address(&mut html, part);
                }
                html.push('"');
                title(&mut html, &link.title);
            }
            Segment::LinkEnd => html.push_str("</a>"),
            Segment::Image(image) => {
                html.push_str("<img src=\"");
                address(&mut html, image.path.strip_prefix("static").unwrap_or(&image.path));
                html.push_str("\" alt=\"");
                text(&mut html, &image.alt);
                html.push('"');
                title(&mut html, &image.title);
            }
            Segment::Component(call) => html.extend(["{{ ", &call.name, " }}"]),
        }
    }
    let mut said = String::new();
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        writeln!(said, "{}[{}]: {}", problem.severity, problem.code, problem.message)
            .expect("a text takes all");
    }
    (html, said)
}

fn title(html: &mut String, title: &str) {
    if !title.is_empty() {
        html.push_str(" title=\"");
        text(html, title);
        html.push('"');
    }
    html.push('>');
}

fn text(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

/// Writes an address, percent-encoded as the examples have it.
fn address(html: &mut String, address: &str) {
    for byte in address.bytes() {
        match byte {
            b'&' => html.push_str("&amp;"),
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => {
                html.push(char::from(byte));
            }
            other => write!(html, "%{other:02X}").expect("a text takes all"),
        }
    }
}
