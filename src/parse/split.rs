//! Splits a file into front matter and body.

use std::ops::Range;

use crate::diagnostic::{At, Code, Diagnostic};

/// Front matter may be this long, in bytes.
const LONGEST: usize = 64 * 1024;

/// The parts of a content file.
pub(super) struct Parts {
    pub yaml: Range<usize>,
    /// Where the body begins.
    pub body: usize,
}

/// The length of a byte order mark at the start of a text.
pub(super) fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Finds the lines `---` around the front matter.
pub(super) fn front_matter(text: &str) -> Result<Parts, Diagnostic> {
    let start = byte_order_mark(text);
    let mut offset = start;
    let mut yaml = None;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let is_fence = line.trim_end() == "---";
        let end = offset + line.len();
        match yaml {
            None if is_fence => yaml = Some(end),
            None => break,
            Some(begin) if is_fence => return within_limit(begin..offset, end),
            Some(_) => {}
        }
        offset = end;
    }
    Err(if yaml.is_some() { unterminated(text, start) } else { missing(text, start) })
}

fn within_limit(yaml: Range<usize>, body: usize) -> Result<Parts, Diagnostic> {
    if yaml.len() > LONGEST {
        let message = format!("front matter is longer than {} KiB", LONGEST / 1024);
        return Err(Diagnostic::new(Code::FileTooLarge, message)
            .at(At::Range(yaml.start..yaml.start))
            .help("move long text below the front matter"));
    }
    Ok(Parts { yaml, body })
}

fn unterminated(text: &str, start: usize) -> Diagnostic {
    let end = start + text.get(start..).and_then(|t| t.lines().next()).map_or(0, str::len);
    Diagnostic::new(Code::UnterminatedFrontMatter, "the front matter has no closing `---`")
        .at(At::Range(start..end))
        .help("add a line `---` between the fields and the text")
}

fn missing(text: &str, start: usize) -> Diagnostic {
    let end = start + text.get(start..).and_then(|t| t.lines().next()).map_or(0, str::len);
    if text.get(start..).is_some_and(|text| text.starts_with("---\r")) {
        let message = "the lines of the file end in CR alone";
        return Diagnostic::new(Code::MissingFrontMatter, message)
            .at(At::Range(start..start + "---".len()))
            .help("save the file with LF or CR LF; your editor has this under “line endings”");
    }
    Diagnostic::new(Code::MissingFrontMatter, "the file does not begin with front matter")
        .at(At::Range(start..end))
        .help("begin with a line `---`, then fields such as `title: …`, then a line `---`")
}
