//! Accomplishments that nobody vouches for, though somebody could: one advice for all of them.
//!
//! While most are vouched for, it looks only at those that name who was there, and at those that
//! the home page shows: for others there may be nobody left to ask.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Inputs;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::Accomplishment;
use crate::parse::{Front, front};
use crate::path;
use crate::yaml::{List, Text};

/// So many are named; the rest are counted.
const NAMED: usize = 3;

pub fn check(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let mut written = Written::default();
    for document in inputs.documents {
        match &document.front {
            // One that is held back counts too: somebody was asked already.
            Front::Testimonial(said) => written.asked.extend(items(&said.about)),
            Front::Person(person) if !has_withdrawn(person) => {
                written.askable.insert(&document.id);
            }
            Front::Accomplishment(front) => {
                written.with.insert(&document.path, items(&front.with).collect());
            }
            _ => {}
        }
    }
    let all = &inputs.portfolio.accomplishments;
    let mut unvouched: Vec<Open<'_>> = all
        .iter()
        .filter(|item| !written.asked.contains(&*item.id))
        .map(|item| Open { item, with: written.witnesses(item) })
        .collect();
    let are_most = unvouched.len() * 2 > all.len();
    if !are_most {
        unvouched.retain(|open| open.item.featured || !open.with.is_empty());
    }
    unvouched.sort_by_key(|open| (!open.item.featured, open.with.is_empty()));
    let Some(first) = unvouched.first() else { return Vec::new() };
    let problem =
        Diagnostic::new(Code::Unvouched, message(&unvouched, are_most.then_some(all.len())))
            .in_file(&first.item.file)
            .at(At::Value(path!["title"]))
            .help(help(first, unvouched.len() > 1));
    vec![problem]
}

/// What the owner wrote, what is held back included.
#[derive(Default)]
struct Written<'a> {
    /// Accomplishments that a testimonial is about.
    asked: FxHashSet<&'a str>,
    /// People who did not withdraw their consent.
    askable: FxHashSet<&'a str>,
    /// Who was there, by the accomplishment's file.
    with: FxHashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Written<'a> {
    /// Those who were there and may be asked. They need not be shown.
    fn witnesses(&self, item: &Accomplishment) -> Vec<&'a str> {
        let with = self.with.get(&*item.file).into_iter().flatten();
        with.copied().filter(|id| self.askable.contains(id)).collect()
    }
}

/// One that nobody vouches for, and the ids of those who were there.
struct Open<'a> {
    item: &'a Accomplishment,
    with: Vec<&'a str>,
}

/// Names the first ones. `all` is the number of accomplishments where most of them are meant.
fn message(unvouched: &[Open<'_>], all: Option<usize>) -> String {
    if unvouched.len() == 1 {
        return "nobody vouches for this accomplishment yet".to_owned();
    }
    let names = unvouched.iter().take(NAMED).map(|open| format!("`{}`", open.item.id));
    let names = names.collect::<Vec<_>>().join(", ");
    let rest = match unvouched.len().saturating_sub(NAMED) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    let count = unvouched.len();
    let which = match all {
        Some(all) => format!("{count} of {all} accomplishments"),
        None => format!("{count} accomplishments that could have a witness"),
    };
    format!("nobody vouches yet for {which}: {names}{rest}")
}

/// Who can be asked about the first one.
fn help(first: &Open<'_>, are_more: bool) -> String {
    let id = &first.item.id;
    let about = if are_more { format!(" about `{id}`") } else { String::new() };
    let command = format!("then run `vouchfolio new testimonial` with `--about {id}`");
    let with: Vec<String> = first.with.iter().map(|id| format!("`{id}`")).collect();
    match with.as_slice() {
        [] => format!("name in `with` who was there, ask them{about}, {command}"),
        [one] => format!("{one} was there: ask{about}, {command}"),
        some => format!("{} were there: ask one of them{about}, {command}", some.join(", ")),
    }
}

fn has_withdrawn(person: &front::Person) -> bool {
    person.consent.as_ref().is_some_and(|consent| consent.withdrawn.is_some())
}

fn items(list: &Option<List<Text>>) -> impl Iterator<Item = &str> {
    list.iter().flat_map(|list| &list.0).map(|text| &**text)
}
