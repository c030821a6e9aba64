//! HTML as text: escaping, identifiers, and a buffer of segments.

use crate::model::body::Segment;
use deunicode::deunicode;
use rustc_hash::FxHashMap;

/// Segments under construction: HTML gathers until something else comes.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub html: String,
    segments: Vec<Segment>,
}

impl Output {
    pub fn with_capacity(bytes: usize) -> Output {
        Output { html: String::with_capacity(bytes), segments: Vec::new() }
    }

    /// Adds a segment; HTML joins the HTML before it.
    pub fn push(&mut self, segment: Segment) {
        match segment {
            Segment::Html(html) => self.html.push_str(&html),
            other => {
                self.flush();
                self.segments.push(other);
            }
        }
    }

    /// Adds everything of another.
    pub fn append(&mut self, other: Output) {
        for segment in other.segments {
            self.push(segment);
        }
        self.html.push_str(&other.html);
    }

    /// The segments; none where nothing but white space was written.
    pub fn finish(mut self) -> Vec<Segment> {
        if self.segments.is_empty() && self.html.trim().is_empty() {
            return Vec::new();
        }
        self.flush();
        self.segments
    }

    fn flush(&mut self) {
        if !self.html.is_empty() {
            self.segments.reserve_exact(1);
            self.segments.push(Segment::Html(self.html.as_str().into()));
            self.html.clear();
        }
    }
}

/// Writes text between tags or within a double-quoted attribute.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

/// Writes a URL within a double-quoted attribute; what no URL may hold is percent-encoded.
pub(super) fn escape_href(out: &mut String, url: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            0..=b' ' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x7f.. => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(HEX.get(usize::from(digit)).map_or('0', |d| char::from(*d)));
                }
            }
            _ => out.push(char::from(byte)),
        }
    }
}

/// Writes a title attribute, if there is a title.
pub(super) fn title(out: &mut String, title: &str) {
    if !title.is_empty() {
        out.push_str(" title=\"");
        escape(out, title);
        out.push('"');
    }
}

/// The identifiers of one body, each given once.
#[derive(Debug, Default)]
pub(super) struct Ids(FxHashMap<Box<str>, usize>);

impl Ids {
    /// The wanted identifier, or the first free of `wanted-2`, `wanted-3`, and so on.
    pub fn take(&mut self, wanted: &str) -> String {
        let Some(mut number) = self.0.get(wanted).copied() else {
            self.0.insert(Box::from(wanted), 1);
            return wanted.to_owned();
        };
        loop {
            number += 1;
            let id = [wanted, "-", &number.to_string()].concat();
            if !self.0.contains_key(id.as_str()) {
                self.0.insert(Box::from(id.as_str()), 1);
                self.0.insert(Box::from(wanted), number);
                return id;
            }
        }
    }
}

/// A text as an identifier: lower-case ASCII words joined by hyphens; `section` without any.
pub(super) fn slug(text: &str) -> String {
    let ascii = if text.is_ascii() { None } else { Some(deunicode(text)) };
    let mut out = String::with_capacity(text.len());
    for character in ascii.as_deref().unwrap_or(text).chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if character != '\'' && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    if out.is_empty() { "section".to_owned() } else { out }
}
