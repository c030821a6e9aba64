//! The last look before a site is sent: whether anything of `private/` is in it.
//!
//! What is looked for is never shown, neither in what is found nor in an error.

mod secrets;
mod text;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::{Error, File};
use secrets::{Kind, Secret};
use text::{Digits, Form};

/// A value of `private/` that is in a file of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The file of the site.
    pub output: Arc<str>,
    /// Where in it, counted from 1. 1 where the file is no text.
    pub line: usize,
    /// The private file, from the site's folder: `private/people/lena-brandt.yaml`.
    pub source: Arc<str>,
    /// Where the value stands there: `noticed[0].what`.
    pub key: Arc<str>,
}

/// Looks in all files for e-mail addresses, phone numbers, keys and notes of `private/`, also where
/// they are escaped for HTML, URLs or JSON. Sorted, each value once for each file.
///
/// `shown` are the ids of people whose consent covers their contact details; theirs may be in the
/// site. An error where a private file cannot be read: what is in it cannot be looked for.
pub fn find(site: &Path, files: &[File], shown: &[&str]) -> Result<Vec<Found>, Error> {
    let secrets = secrets::read(site, shown)?;
    let (numbers, texts): (Vec<Secret>, Vec<Secret>) =
        secrets.into_iter().partition(|secret| secret.kind == Kind::Phone);
    if numbers.is_empty() && texts.is_empty() {
        return Ok(Vec::new());
    }
    let search = Search { texts: Needles::new(texts)?, numbers: Needles::new(numbers)? };
    let wanted = files.par_iter().filter(|file| !is_compressed(&file.path));
    let found: Result<Vec<Vec<Found>>, Error> = wanted.map(|file| search.file(file)).collect();
    let mut found = found?.concat();
    found.sort();
    Ok(found)
}

/// Copies for servers; what they are copies of is looked at.
fn is_compressed(path: &str) -> bool {
    path.ends_with(".gz") || path.ends_with(".br")
}

/// Values to look for, and what finds them all in one pass.
struct Needles {
    secrets: Vec<Secret>,
    automaton: AhoCorasick,
}

impl Needles {
    fn new(secrets: Vec<Secret>) -> Result<Needles, Error> {
        let automaton = AhoCorasick::new(secrets.iter().map(|secret| &secret.needle));
        let automaton = automaton.map_err(|_| Error::Refused {
            message: "there is too much in private/ to look for".to_owned(),
            help: "keep what is no contact and no note elsewhere".to_owned(),
        })?;
        Ok(Needles { secrets, automaton })
    }

    /// The secrets in a text. `fits` decides with the place of the match.
    fn find(&self, text: &str, fits: impl Fn(&Secret, usize, usize) -> bool) -> Vec<&Secret> {
        let found = self.automaton.find_overlapping_iter(text).filter_map(|found| {
            let secret = self.secrets.get(found.pattern().as_usize())?;
            fits(secret, found.start(), found.end()).then_some(secret)
        });
        found.collect()
    }
}

struct Search {
    texts: Needles,
    numbers: Needles,
}

impl Search {
    fn file(&self, file: &File) -> Result<Vec<Found>, Error> {
        let bytes = file.bytes()?;
        let text = String::from_utf8_lossy(&bytes);
        let is_text = std::str::from_utf8(&bytes).is_ok();
        // Numbers of an image are no phone numbers.
        let forms = if is_text { &[Form::Plain, Form::WithoutTags][..] } else { &[Form::Plain] };
        let mut found = BTreeSet::new();
        for form in forms {
            for secret in self.secrets_in(&form.of(&text), is_text) {
                let line = if is_text { self.line(&text, *form, secret) } else { 1 };
                let has = |it: &Found| it.source == secret.source && it.key == secret.key;
                if !found.iter().any(has) {
                    found.insert(Found {
                        output: Arc::clone(&file.path),
                        line,
                        source: Arc::clone(&secret.source),
                        key: Arc::clone(&secret.key),
                    });
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    fn secrets_in(&self, text: &str, with_numbers: bool) -> Vec<&Secret> {
        let fits = |secret: &Secret, start, end| {
            secret.kind != Kind::Email || text::is_whole_address(text, start, end)
        };
        let mut found = self.texts.find(text, fits);
        if with_numbers && !self.numbers.secrets.is_empty() {
            let digits = Digits::of(text);
            let fits =
                |secret: &Secret, start, end| digits.is_whole(start, end, secret.is_end_of_number);
            found.extend(self.numbers.find(&digits.text, fits));
        }
        found.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        found.dedup_by(|a, b| (&a.source, &a.key) == (&b.source, &b.key));
        found
    }

    /// The first line that completes the value: found by halves, for this happens rarely.
    fn line(&self, text: &str, form: Form, secret: &Secret) -> usize {
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let has = |end: &usize| {
            let start = text.get(..*end).unwrap_or_default();
            let found = self.secrets_in(&form.of(start), true);
            found.iter().any(|it| it.source == secret.source && it.key == secret.key)
        };
        ends.partition_point(|end| !has(end)) + 1
    }
}
