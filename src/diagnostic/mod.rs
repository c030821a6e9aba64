//! Problems as data: what is wrong, where, and what to do about it.
//!
//! A stage makes a [`Diagnostic`] whose place may still be a path within front matter; the engine
//! turns it into a [`Located`] one with the file's text; [`draw`] puts that into words.

mod code;
pub mod draw;
mod failure;

pub use code::{Code, Severity};
pub use failure::InWords;

use std::ops::Range;
use std::sync::Arc;

/// A problem, as a stage reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One plain sentence without a full stop.
    pub message: String,
    /// The file it is in, relative to the site with `/`; `None` where no file is to blame.
    pub file: Option<Arc<str>>,
    pub at: At,
    /// What to do about it.
    pub help: Option<String>,
}

/// A place within a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// Bytes of the file.
    Range(Range<usize>),
    /// A value in the file's YAML (front matter, or the whole file), to be found when drawn.
    Value(Path),
    /// The key of that value.
    Key(Path),
}

/// The way to a value in YAML, from the root.
pub type Path = Vec<Step>;

/// One step into YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// Makes a [`Path`]: `path!["relation", "at"]`, `path!["skills", 2]`.
#[macro_export]
macro_rules! path {
    ($($step:expr),* $(,)?) => { vec![$($crate::diagnostic::Step::from($step)),*] };
}

impl Diagnostic {
    /// A problem of this code, with the code's own severity, in no file yet.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            file: None,
            at: At::File,
            help: None,
        }
    }

    /// The same in this file.
    pub fn in_file(mut self, file: &Arc<str>) -> Diagnostic {
        self.file = Some(Arc::clone(file));
        self
    }

    /// The same at this place.
    pub fn at(mut self, at: At) -> Diagnostic {
        self.at = at;
        self
    }

    /// The same with this help.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// A problem with its exact place and the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    pub place: Option<Place>,
}

/// Bytes of a file whose text is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Relative to the site, with `/`.
    pub file: Arc<str>,
    /// The whole file; `None` where it is not text, or the file as a whole is meant.
    pub text: Option<Arc<str>>,
    pub range: Range<usize>,
}

/// Line and column of a byte, both from 1; columns count characters.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = text.get(..byte).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The candidate that was probably meant: the nearest by Jaro-Winkler, if near enough and at most
/// every third letter is another, or one is the beginning of the other.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let far = folded.chars().count().max(other.chars().count()).div_ceil(3);
            let is_near = strsim::damerau_levenshtein(&folded, &other) <= far
                || folded.starts_with(&other)
                || other.starts_with(&folded);
            (if is_near { strsim::jaro_winkler(&folded, &other) } else { 0.0 }, candidate)
        })
        .filter(|(score, _)| *score >= 0.78)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
