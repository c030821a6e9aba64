//! Where links lead: to the web, to a file or page of the site, or to an anchor.

use super::stream::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::body::Target;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What the destination of a link or image means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination<'a> {
    /// A URL that is written as it is.
    Web(&'a str),
    Site(Target),
}

/// Why a destination cannot be followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    code: Code,
    message: Cow<'static, str>,
    help: &'static str,
}

impl Fault {
    pub fn at(self, source: Source<'_>, range: &Range<usize>) -> Diagnostic {
        source.problem(self.code, &self.message, range).help(self.help)
    }
}

/// Reads a destination; a relative one starts from the folder of `file`.
pub(super) fn destination<'a>(text: &'a str, file: &str) -> Result<Destination<'a>, Fault> {
    if text.trim().is_empty() {
        return Err(broken("a link leads nowhere", "write where it leads between the parentheses"));
    }
    if let Some(scheme) = scheme(text) {
        return web(text, &scheme);
    }
    if text.contains(|c: char| c.is_control() || c == '\\') {
        let message = "a link holds a backslash or control character";
        return Err(broken(message, "write `/` between folders"));
    }
    if text == "#" || text.starts_with("//") {
        return Ok(Destination::Web(text));
    }
    let (path, anchor) = match text.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor).filter(|anchor| !anchor.is_empty())),
        None => (text, None),
    };
    let anchor = anchor.map(|anchor| decode(anchor).map(Cow::into_owned)).transpose()?;
    let anchor = anchor.map(String::into_boxed_str);
    if path.starts_with('/') {
        return Ok(Destination::Site(Target::Page { path: Box::from(path), anchor }));
    }
    if let ("", Some(anchor)) = (path, &anchor) {
        return Ok(Destination::Site(Target::Anchor(anchor.clone())));
    }
    if path.contains('?') {
        let help = "write the file's path alone, `?` within a name as %3F";
        return Err(broken("a link to a file of the site has a query", help));
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = join(folder, &decode(path)?)?;
    Ok(Destination::Site(Target::File { path, anchor }))
}

/// Reads where an image is: beside the file, or, from `/`, in the folder `static`.
pub(super) fn image(text: &str, file: &str) -> Result<Arc<str>, Fault> {
    let help = "save the picture beside the file and write its name";
    match destination(text, file)? {
        Destination::Site(Target::File { path, anchor: None }) => Ok(path),
        Destination::Site(Target::Page { path, anchor: None }) => {
            join("static", decode(&path)?.trim_start_matches('/'))
        }
        Destination::Site(_) => Err(broken("an image leads to an anchor", help)),
        Destination::Web(_) => {
            let message = Cow::Borrowed("an image lies outside the site");
            Err(Fault { code: Code::BadUrl, message, help })
        }
    }
}

/// The bytes of a link that its destination takes; the whole link where it stands elsewhere.
pub(super) fn place(source: Source<'_>, destination: &str, range: &Range<usize>) -> Range<usize> {
    let link = source.text.get(range.clone()).unwrap_or_default();
    if destination.is_empty() {
        return range.clone();
    }
    let after = link.rfind("](").map_or(0, |at| at + 2);
    let found = match link.get(after..).and_then(|tail| tail.find(destination)) {
        Some(at) => Some(after + at),
        None => link.rfind(destination),
    };
    match found {
        Some(at) => range.start + at..range.start + at + destination.len(),
        None => range.clone(),
    }
}

/// The scheme of a URL in lower case, as browsers see it, without blanks and control characters.
pub(super) fn scheme(text: &str) -> Option<String> {
    let (before, _) = text.split_once(':')?;
    if before.contains(['/', '?', '#']) {
        return None;
    }
    let seen = before.chars().filter(|c| !c.is_control() && !c.is_whitespace());
    let scheme: String = seen.map(|c| c.to_ascii_lowercase()).collect();
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && scheme.chars().all(inside)).then_some(scheme)
}

fn web<'a>(text: &'a str, scheme: &str) -> Result<Destination<'a>, Fault> {
    let clean = !text.contains(|c: char| c.is_control());
    if clean && matches!(scheme, "http" | "https" | "mailto" | "tel") {
        return Ok(Destination::Web(text));
    }
    let message = match clean {
        true => ["a link has the scheme `", scheme, "`"].concat(),
        false => "a URL holds a control character".to_owned(),
    };
    let help = "links may begin with https, http, mailto or tel, or lead to a file of the site";
    Err(Fault { code: Code::BadUrl, message: Cow::Owned(message), help })
}

/// The path without `.` and `..`, from the site's folder.
fn join(folder: &str, relative: &str) -> Result<Arc<str>, Fault> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                let help = "lead to a file of the site, or to the web with https://";
                parts.pop().ok_or(broken("a link leads out of the site", help))?;
            }
            other => parts.push(other),
        }
    }
    Ok(Arc::from(parts.join("/")))
}

fn decode(text: &str) -> Result<Cow<'_, str>, Fault> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digit =
            |offset: usize| bytes.get(at + offset).and_then(|b| char::from(*b).to_digit(16));
        match (byte, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    let wrong = broken("a link is percent-encoded wrongly", "write the file's name as it is");
    match String::from_utf8(out) {
        Ok(text) if !text.contains(|c: char| c.is_control() || c == '\\') => Ok(Cow::Owned(text)),
        _ => Err(wrong),
    }
}

fn broken(message: &'static str, help: &'static str) -> Fault {
    Fault { code: Code::BrokenLink, message: Cow::Borrowed(message), help }
}
