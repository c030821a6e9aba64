//! Headings that leave out a level. People who hear a page move about in it by its levels.

use super::Inputs;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::body::Heading;

/// The level of a page's title, which stands above every text.
const TITLE: u8 = 1;

pub fn check(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (file, body) in inputs.texts() {
        let mut before: Option<&Heading> = None;
        for heading in &body.headings {
            let above = before.map_or(TITLE, |before| before.level);
            if heading.level > above + 1 && heading.written > 0 {
                found.push(skipped(heading, before, above).in_file(file));
            }
            before = Some(heading);
        }
    }
    found
}

fn skipped(heading: &Heading, before: Option<&Heading>, above: u8) -> Diagnostic {
    let marks = |count: u8| "#".repeat(usize::from(count));
    let written = marks(heading.written);
    let message = match before {
        None => format!("the text begins with `{written}`, which leaves out a level"),
        Some(before) if before.written > 0 => {
            format!("`{written}` follows `{}`, which leaves out a level", marks(before.written))
        }
        Some(before) => {
            format!("`{written}` follows `<h{}>`, which leaves out a level", before.level)
        }
    };
    let wanted = marks((above + 1).saturating_sub(heading.moved));
    let help = match before {
        None => format!("write `{wanted}`: the page's title stands above it"),
        Some(_) => format!("write `{wanted}`: readers who hear a page go by its levels"),
    };
    Diagnostic::new(Code::HeadingSkipped, message).at(At::Range(heading.range.clone())).help(help)
}
