//! From one source file to one document: typed front matter, and Markdown read once.
//!
//! A pure function of a file's path and text (and the Markdown settings), so that its result can
//! be kept for as long as these stay the same.

mod check;
pub mod front;
pub mod markdown;
mod split;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::Body;
use crate::source::TextFile;
use crate::yaml;

pub use check::near_id;
pub use markdown::Settings;

/// The kinds of content files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Profile,
    Career,
    Skills,
    Accomplishment,
    Person,
    Testimonial,
    Post,
    Page,
}

impl Kind {
    /// The kind of a content file by its path from the site's folder; `None` where nothing of the
    /// kind is expected there.
    pub fn of(path: &str) -> Option<Kind> {
        let inside = path.strip_prefix("content/")?;
        match inside {
            "profile.md" => return Some(Kind::Profile),
            "career.yaml" => return Some(Kind::Career),
            "skills.yaml" => return Some(Kind::Skills),
            _ => {}
        }
        let (folder, rest) = inside.split_once('/')?;
        let kind = Kind::FOLDERS.iter().find(|(name, _)| *name == folder)?.1;
        rest.ends_with(".md").then_some(kind)
    }

    /// The folders of content and what they hold.
    pub const FOLDERS: [(&str, Kind); 5] = [
        ("accomplishments", Kind::Accomplishment),
        ("people", Kind::Person),
        ("testimonials", Kind::Testimonial),
        ("posts", Kind::Post),
        ("pages", Kind::Page),
    ];

    /// The kind in a sentence: `an accomplishment`.
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::Profile => "the profile",
            Kind::Career => "the career",
            Kind::Skills => "the skills",
            Kind::Accomplishment => "an accomplishment",
            Kind::Person => "a person",
            Kind::Testimonial => "a testimonial",
            Kind::Post => "a post",
            Kind::Page => "a page",
        }
    }
}

/// One content file, read.
#[derive(Debug, Deserialize, Serialize)]
pub struct Document {
    /// From the site's folder, with `/`.
    pub path: Arc<str>,
    /// The file's stem.
    pub id: Arc<str>,
    pub front: Front,
    pub body: Arc<Body>,
    /// Something is wrong with it, so that whatever refers to it is spared a second problem.
    pub broken: bool,
}

/// Front matter by kind, or the whole of a YAML file.
#[derive(Debug, Deserialize, Serialize)]
pub enum Front {
    Profile(Box<front::Profile>),
    Career(Box<front::Career>),
    Skills(Box<front::Skills>),
    Accomplishment(Box<front::Accomplishment>),
    Person(Box<front::Person>),
    Testimonial(Box<front::Testimonial>),
    Post(Box<front::Post>),
    Page(Box<front::Post>),
    /// The footer, which is part of the configuration.
    Footer,
}

/// Reads a content file of this kind. All its problems come with it.
pub fn parse(file: &TextFile, kind: Kind, settings: &Settings) -> (Document, Vec<Diagnostic>) {
    let stem = file.path.rsplit('/').next().unwrap_or_default();
    let id = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let mut reader = Reader { file, settings, problems: Vec::new(), body: Body::default() };
    let front = match kind {
        Kind::Profile => Front::Profile(reader.markdown(check::profile)),
        Kind::Career => Front::Career(reader.yaml(check::career)),
        Kind::Skills => Front::Skills(reader.yaml(check::skills)),
        Kind::Accomplishment => Front::Accomplishment(reader.markdown(check::accomplishment)),
        Kind::Person => Front::Person(reader.markdown(check::person)),
        Kind::Testimonial => Front::Testimonial(reader.testimonial()),
        Kind::Post => Front::Post(reader.markdown(check::post)),
        Kind::Page => Front::Page(reader.markdown(check::post)),
    };
    let mut problems = reader.problems;
    if !matches!(kind, Kind::Profile | Kind::Career | Kind::Skills) {
        problems.extend(check::id(id));
    }
    for problem in &mut problems {
        problem.file = Some(Arc::clone(&file.path));
    }
    let broken = file.unreadable
        || problems.iter().any(|problem| problem.severity == crate::diagnostic::Severity::Error);
    let body = Arc::new(reader.body);
    (Document { path: Arc::clone(&file.path), id: id.into(), front, body, broken }, problems)
}

/// Reads the footer, a Markdown text in the configuration. Its links are seen from the site's
/// folder.
pub fn footer(text: &str, file: &str, settings: &Settings) -> (Document, Vec<Diagnostic>) {
    let path: Arc<str> = file.into();
    let (body, problems) = markdown::parse(text, 0, &path, settings);
    let problems = problems.into_iter().map(|problem| in_footer(problem.in_file(&path))).collect();
    let body = Arc::new(body);
    (Document { id: "footer".into(), path, front: Front::Footer, body, broken: false }, problems)
}

/// A problem in the footer, whose text is not where it stands in the file: the field as a whole.
pub fn in_footer(problem: Diagnostic) -> Diagnostic {
    problem.at(At::Value(crate::path!["footer"]))
}

/// The bytes of YAML in a content file, for places of its values.
pub fn yaml_range(path: &str, text: &str) -> Range<usize> {
    if path.ends_with(".yaml") {
        return split::byte_order_mark(text)..text.len();
    }
    split::front_matter(text).map_or(0..0, |parts| parts.yaml)
}

/// The first byte of the Markdown in a content file; `None` where there is none.
pub fn body_start(path: &str, text: &str) -> Option<usize> {
    let parts = if path.ends_with(".md") { split::front_matter(text).ok() } else { None };
    parts.map(|parts| parts.body)
}

/// A quote may be this long, in bytes: the sanitiser takes time in the square of some.
const LONGEST_QUOTE: usize = 64 * 1024;

fn quote_too_long(start: usize) -> Diagnostic {
    let message = format!("the quote is longer than {} KiB", LONGEST_QUOTE / 1024);
    Diagnostic::new(Code::FileTooLarge, message)
        .at(At::Range(start..start))
        .help("quote the part that matters, and offer the whole as its `letter`")
}

/// Reads one file, gathering its problems.
struct Reader<'a> {
    file: &'a TextFile,
    settings: &'a Settings,
    problems: Vec<Diagnostic>,
    body: Body,
}

type Check<T> = fn(&T, &mut check::Checker<'_>);

impl Reader<'_> {
    /// Front matter and a body in the owner's words.
    fn markdown<T: DeserializeOwned + Default>(&mut self, check: Check<T>) -> Box<T> {
        let Some(parts) = self.split() else { return Box::default() };
        let value = self.checked(parts.yaml, check);
        let (parsed, problems) =
            markdown::parse(&self.file.text, parts.body, &self.file.path, self.settings);
        self.problems.extend(problems);
        self.body = parsed;
        value
    }

    /// Front matter and a quote in somebody else's words.
    fn testimonial(&mut self) -> Box<front::Testimonial> {
        let Some(parts) = self.split() else { return Box::default() };
        let value = self.checked(parts.yaml.clone(), check::testimonial);
        let highlight = value.highlight.as_deref().filter(|phrase| !phrase.is_empty());
        let (text, path) = (&self.file.text, &self.file.path);
        if text.len() - parts.body > LONGEST_QUOTE {
            self.problems.push(quote_too_long(parts.body));
            return value;
        }
        let (body, found, problems) =
            markdown::quote(text, parts.body, path, highlight, self.settings);
        self.problems.extend(problems);
        if !found && !body.is_empty() {
            let quoted = highlight.is_some_and(|phrase| phrase.starts_with(['“', '„', '"', '«']));
            let help = match quoted {
                true => "leave out the quotation marks, which are not in the quote below",
                false => "copy a phrase from the quote below, word for word",
            };
            self.problems.push(
                Diagnostic::new(Code::HighlightNotInQuote, "the highlight is not in the quote")
                    .at(At::Value(crate::path!["highlight"]))
                    .help(help),
            );
        }
        if !body.is_empty() && value.statement.is_some() {
            self.problems.push(
                Diagnostic::new(Code::ConflictingFields, "the words come from the statement")
                    .at(At::Key(crate::path!["statement"]))
                    .help("remove the text below the front matter, or `statement`"),
            );
        }
        self.body = body;
        value
    }

    /// A file that is YAML as a whole.
    fn yaml<T: DeserializeOwned + Default>(&mut self, check: Check<T>) -> Box<T> {
        if self.file.unreadable {
            return Box::default();
        }
        let text = &self.file.text;
        self.checked(split::byte_order_mark(text)..text.len(), check)
    }

    fn split(&mut self) -> Option<split::Parts> {
        if self.file.unreadable {
            return None;
        }
        match split::front_matter(&self.file.text) {
            Ok(parts) => {
                let body = self.file.text.get(parts.body..).unwrap_or_default();
                self.problems.extend(yaml::control_character(body, parts.body));
                Some(parts)
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn checked<T>(&mut self, yaml: Range<usize>, check: Check<T>) -> Box<T>
    where
        T: DeserializeOwned + Default,
    {
        let read = yaml::read::<T>(&self.file.text, yaml.clone());
        self.problems.extend(read.problems);
        if !read.unreadable {
            let yaml = self.file.text.get(yaml).unwrap_or_default();
            let mut checker = check::Checker::new(yaml, &read.left_out, &mut self.problems);
            check(&read.value, &mut checker);
        }
        Box::new(read.value)
    }
}
