//! One skill spelt in two ways, so that its witnesses are divided between two pages.
//!
//! Two skills are taken for one if their ids differ in hyphens or a plural `s` alone, if their
//! names differ in case, spaces and hyphens alone, or if one long word of the one is a slip or
//! another spelling of a word of the other. Short words differ by one letter too often: `java` and
//! `lava`. Two that `skills.yaml` gives different names are meant to be two.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inputs;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::parse::Front;
use crate::path;

/// A skill and where it stands.
#[derive(Default)]
struct Skill<'a> {
    /// In `skills.yaml`: that file, and the name it gives.
    declared: Option<&'a Arc<str>>,
    name: Option<&'a str>,
    /// One for each list.
    uses: Vec<(&'a Arc<str>, At)>,
}

pub fn check(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let skills: Vec<(&str, Skill<'_>)> = skills(inputs).into_iter().collect();
    let forms: Vec<Form<'_>> = skills.iter().map(|(id, skill)| Form::new(id, skill.name)).collect();
    let mut advice: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    for (at, (a, form)) in skills.iter().zip(&forms).enumerate() {
        for (b, other) in skills.iter().zip(&forms).skip(at + 1) {
            if !is_one(a, form, b, other) {
                continue;
            }
            let weight = |skill: &Skill<'_>| (skill.declared.is_some(), skill.uses.len());
            let (kept, other) = if weight(&b.1) > weight(&a.1) { (b, a) } else { (a, b) };
            if let Some(problem) = advise(other, kept) {
                advice.entry(other.0).or_insert(problem);
            }
        }
    }
    advice.into_values().collect()
}

/// Every skill that `skills.yaml` or something shown names.
fn skills<'a>(inputs: &Inputs<'a>) -> BTreeMap<&'a str, Skill<'a>> {
    let mut skills: BTreeMap<&str, Skill<'_>> = BTreeMap::new();
    for document in inputs.documents {
        let Front::Skills(declared) = &document.front else { continue };
        for (id, front) in &declared.0 {
            let skill = skills.entry(id).or_default();
            skill.declared = Some(&document.path);
            let name = front.as_ref().and_then(|front| front.name.as_deref());
            skill.name = name.filter(|name| !name.is_empty());
        }
    }
    for document in inputs.shown() {
        let (key, list) = match &document.front {
            Front::Accomplishment(front) => ("skills", &front.skills),
            Front::Testimonial(front) => ("skills", &front.skills),
            Front::Person(front) => ("vouches_for", &front.vouches_for),
            Front::Post(front) | Front::Page(front) => ("skills", &front.skills),
            _ => continue,
        };
        for (at, id) in list.iter().flat_map(|list| &list.0).enumerate() {
            let uses = &mut skills.entry(id).or_default().uses;
            if uses.last().is_none_or(|(file, _)| *file != &document.path) {
                uses.push((&document.path, At::Value(path![key, at])));
            }
        }
    }
    skills.retain(|id, _| !id.is_empty());
    skills
}

/// Advice at the first place of the skill that is the rarer.
fn advise(rarer: &(&str, Skill<'_>), kept: &(&str, Skill<'_>)) -> Option<Diagnostic> {
    let ((id, skill), (other, kept)) = (rarer, kept);
    let (file, at) = match (skill.uses.first(), skill.declared) {
        (Some((file, at)), _) => (*file, at.clone()),
        (None, Some(file)) => (file, At::Key(path![*id])),
        (None, None) => return None,
    };
    let elsewhere = match kept.uses.len() {
        _ if kept.declared.is_some() && skill.declared.is_none() => {
            ", as content/skills.yaml does".to_owned()
        }
        1 if skill.uses.is_empty() => ", as in 1 other place".to_owned(),
        count if count > skill.uses.len() => format!(", as in {count} other places"),
        _ => " everywhere, or the other way round".to_owned(),
    };
    let two = if skill.declared.is_some() && kept.declared.is_some() {
        "give them different names"
    } else {
        "name both in content/skills.yaml"
    };
    let problem = Diagnostic::new(
        Code::SkillSpelledTwice,
        format!("the skills `{id}` and `{other}` are probably one"),
    );
    let help = format!("write `{other}`{elsewhere}; if they are two, {two}");
    Some(problem.in_file(file).at(at).help(help))
}

/// What two spellings of one skill have in common.
struct Form<'a> {
    /// Those of the id.
    words: Vec<&'a str>,
    /// The id without hyphens and plurals.
    id: String,
    /// The name without case, spaces and hyphens; that of an id is its words.
    name: String,
}

impl<'a> Form<'a> {
    fn new(id: &'a str, name: Option<&str>) -> Form<'a> {
        let words: Vec<&str> = id.split('-').collect();
        let joined: String = words.iter().map(|word| singular(word)).collect();
        let singular_id = singular(&joined).to_owned();
        let name = name.unwrap_or(id).to_lowercase();
        let name = name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect();
        Form { words, id: singular_id, name }
    }
}

/// A word without the `s` of a plural. Short words (`css`, `aws`) keep theirs, as do those that
/// end in another `s`.
fn singular(word: &str) -> &str {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s'));
    stem.unwrap_or(word)
}

fn is_one(a: &(&str, Skill<'_>), form: &Form<'_>, b: &(&str, Skill<'_>), other: &Form<'_>) -> bool {
    if form.name == other.name {
        return true;
    }
    if a.1.declared.is_some() && b.1.declared.is_some() {
        return false;
    }
    if form.id == other.id {
        return true;
    }
    let mut differing =
        form.words.iter().zip(&other.words).filter(|(a, b)| singular(a) != singular(b));
    let is_slip = form.words.len() == other.words.len()
        && differing.next().is_some_and(|(a, b)| is_slip(a, b))
        && differing.next().is_none();
    // Who writes both into one list means both.
    let together = |(file, _): &(&Arc<str>, At)| b.1.uses.iter().any(|(other, _)| other == file);
    is_slip && !a.1.uses.iter().any(together)
}

/// Letters that a slip needs before it, so that `macro…` and `micro…` stay two.
const SAFE: usize = 4;
/// A word this long is seldom another one with a letter changed.
const LONG: usize = 8;
/// A word this long is seldom another one with a consonant more.
const LONGER: usize = 10;

/// Whether two words are probably one: `modelling` and `modeling`, `optimise` and `optimize`,
/// `independent` and `independant`, `managment` and `management`.
fn is_slip(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let is_word = |word: &[u8]| word.len() >= LONG && word.iter().all(u8::is_ascii_lowercase);
    if !is_word(short) || !is_word(long) {
        return false;
    }
    let is_vowel = |letter: &u8| b"aeiou".contains(letter);
    let from = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short_rest, long_rest) = (short.get(from..), long.get(from..));
    let (Some(short_rest), Some(long_rest)) = (short_rest, long_rest) else { return false };
    match (short_rest, long_rest) {
        // One letter more.
        (rest, [more, long_rest @ ..]) if rest == long_rest => {
            let doubled = from > 0 && short.get(from - 1) == Some(more);
            let vowel = from >= SAFE && is_vowel(more);
            from > 0 && (doubled || vowel || short.len() >= LONGER)
        }
        // Two letters that changed places.
        ([a, b, rest @ ..], [c, d, other @ ..]) if rest == other && (a, b) == (d, c) => from > 0,
        // One letter for another.
        ([a, rest @ ..], [b, other @ ..]) if rest == other => {
            matches!((a, b), (b's', b'z') | (b'z', b's'))
                || from >= SAFE && is_vowel(a) && is_vowel(b)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn one(a: &str, b: &str, expected: bool) {
        let skill = |id| (id, Skill::default());
        let found = is_one(&skill(a), &Form::new(a, None), &skill(b), &Form::new(b, None));
        assert_eq!(found, expected, "{a} and {b}");
        let found = is_one(&skill(b), &Form::new(b, None), &skill(a), &Form::new(a, None));
        assert_eq!(found, expected, "{b} and {a}");
    }

    #[test]
    fn spellings_of_one_skill_are_found() {
        one("e-commerce", "ecommerce", true);
        one("on-call", "oncall", true);
        one("payment", "payments", true);
        one("design-system", "design-systems", true);
        one("data-analysis", "data-analyses", true);
        one("data-modelling", "data-modeling", true);
        one("optimisation", "optimization", true);
        one("project-management", "project-managment", true);
        one("environment", "enviroment", true);
        one("performance", "performence", true);
        one("maintenance", "maintenacne", true);
    }

    #[test]
    fn skills_that_are_alike_stay_two() {
        for (a, b) in [
            ("java", "javascript"),
            ("react", "reach"),
            ("css", "cs"),
            ("aws", "aw"),
            ("rust", "trust"),
            ("sales", "scales"),
            ("macroeconomics", "microeconomics"),
            ("mediation", "meditation"),
            ("mediation", "medication"),
            ("hypotension", "hypertension"),
            ("immigration", "emigration"),
            ("conversation", "conservation"),
            ("c-programming", "r-programming"),
            ("python-2", "python-3"),
            ("frontend", "backend"),
            ("team-lead", "team-leadership"),
            ("data-engineering", "data-science"),
            ("accounting", "accountability"),
        ] {
            one(a, b, false);
        }
    }
}
