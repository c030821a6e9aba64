//! Public testimonials, named and nameless.

use rustc_hash::FxHashSet;
use std::sync::Arc;

use super::consent::{self, Allowed};
use super::people::People;
use super::{Stage, arranged, career::Career, extra, index, items, optional, order_of};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::digest::Digest;
use crate::model::{
    AccomplishmentId, Extra, Level, Person, PersonId, Relation, SkillId, Testimonial, TestimonialId,
};
use crate::parse::front::Edited;
use crate::parse::{Document, front};
use crate::path;

/// A testimonial that consent allows to be shown.
pub(super) struct Visible<'a> {
    pub document: &'a Document,
    pub front: &'a front::Testimonial,
    /// Its author, by their place in the index.
    pub person: Option<usize>,
    pub allowed: Allowed,
}

/// What names its author in a testimonial.
struct Named {
    id: Arc<str>,
    relation: Relation,
    source: Option<Arc<str>>,
    letter: Option<Arc<str>>,
    extra: Extra,
}

impl<'a> Stage<'a> {
    /// Decides what may be shown, and checks the references of all.
    pub(super) fn visible_testimonials(&mut self) -> Vec<Visible<'a>> {
        let index = self.index;
        let make = |stage: &mut Stage<'a>, (document, front): &(&'a Document, &'a _)| {
            stage.visible_testimonial(document, front)
        };
        let visible = self.each(&index.testimonials, make, |_| &mut []);
        let mut shown = Vec::with_capacity(visible.len());
        shown.extend(visible.into_iter().flatten().flatten());
        shown
    }

    /// Decides whether one may be shown, and checks its references.
    fn visible_testimonial(
        &mut self,
        document: &'a Document,
        front: &'a front::Testimonial,
    ) -> Option<Visible<'a>> {
        let index = self.index;
        let by = front.by.as_ref();
        let found = by.and_then(|by| index.person_ids.get(&**by)).copied();
        if let Some(by) = by.filter(|_| found.is_none()) {
            self.check_person(document, by, || path!["by"]);
        }
        self.asset(document, &front.statement, || path!["statement"]);
        let mut shown = self.is_shown(document, front.draft);
        if shown && front.statement.is_some() {
            self.hold_back(document, "this version cannot check signed statements yet");
            shown = false;
        } else if shown && document.body.is_empty() {
            self.hold_back(document, "it has no words yet");
            shown = false;
        }
        let person = found.and_then(|at| index.people.get(at)).map(|(_, person)| *person);
        match consent::testimonial(front, person, self.options.today) {
            Ok(allowed) if shown && !allowed.name && names_its_author(document, person) => {
                self.hold_back(document, "its words name the author, whom consent does not");
            }
            Ok(allowed) if shown => {
                return Some(Visible { document, front, person: found, allowed });
            }
            Err(reason) if shown => self.hold_back(document, reason),
            _ => {}
        }
        self.check_about(document, front);
        self.asset(document, &front.letter, || path!["letter"]);
        None
    }

    /// Puts testimonials into the portfolio, newest first, and tells people and accomplishments of
    /// them.
    pub(super) fn testimonials(
        &mut self,
        visible: &[Visible<'a>],
        people: &People<'a>,
        career: &Career,
        accomplishments: &[Option<AccomplishmentId>],
    ) {
        let named = std::mem::take(&mut self.resolved.portfolio.people);
        let make = |stage: &mut Stage<'a>, item: &Visible<'a>| {
            let by = item.person.filter(|_| item.allowed.name).and_then(|at| people.number(at));
            let about = stage.about(item, accomplishments);
            let skills = stage.skill_ids(&item.front.skills);
            let person = by.and_then(|by| Some((by, named.get(by.index())?)));
            stage.testimonial(item, person, about, skills, career)
        };
        let made = self.each(visible, make, |made| &mut made.skills);
        self.resolved.portfolio.people = named;
        let portfolio = &mut self.resolved.portfolio;
        let mut nameless: FxHashSet<Arc<str>> = FxHashSet::default();
        // What stands for a name that is not shown decides the order among equals, so that no
        // order tells of it.
        let order = order_of(&made, |said| (-said.given.last_key(), Arc::clone(&said.id)));
        portfolio.testimonials = arranged(made, &order);
        for (at, testimonial) in portfolio.testimonials.iter_mut().enumerate() {
            let number = TestimonialId(at as u32);
            if testimonial.by.is_none() && !nameless.insert(Arc::clone(&testimonial.id)) {
                testimonial.id = format!("{}-{}", testimonial.id, at + 1).into();
            }
            let by = testimonial.by.and_then(|by| portfolio.people.get_mut(by.index()));
            if let Some(person) = by {
                person.testimonials.push(number);
            }
            for id in &testimonial.about {
                if let Some(item) = portfolio.accomplishments.get_mut(id.index()) {
                    item.testimonials.push(number);
                }
            }
        }
    }

    fn testimonial(
        &mut self,
        item: &Visible<'a>,
        by: Option<(PersonId, &Person)>,
        about: Vec<AccomplishmentId>,
        skills: Vec<SkillId>,
        career: &Career,
    ) -> Testimonial {
        let front = item.front;
        let letter = self.asset(item.document, &front.letter, || path!["letter"]);
        let named = match by {
            Some((_, person)) => named(item, person, letter, self.options.host),
            None => self.nameless(item, career),
        };
        Testimonial {
            id: named.id,
            by: by.map(|(id, _)| id),
            relation: named.relation,
            given: front.given.unwrap_or(super::UNKNOWN),
            about,
            skills,
            highlight: optional(&front.highlight),
            level: if named.source.is_some() { Level::Linked } else { Level::Unverified },
            source: named.source,
            letter: named.letter,
            trimmed: front.edited == Some(Edited::Trimmed),
            body: Arc::clone(&item.document.body),
            file: Arc::clone(&item.document.path),
            extra: named.extra,
        }
    }

    /// What is left of a testimonial whose author is not named: a relation, and an id that tells
    /// nothing.
    fn nameless(&mut self, item: &Visible<'a>, career: &Career) -> Named {
        let person = item.person.and_then(|at| self.index.people.get(at));
        let relation = person.map(|(document, person)| {
            let full = self.relation(document, person, career);
            Relation { period: None, reciprocal: false, material_connection: None, ..full }
        });
        Named {
            id: public_id(item.document, item.allowed),
            relation: relation.unwrap_or(NO_RELATION),
            source: None,
            letter: None,
            extra: Extra::default(),
        }
    }

    /// The accomplishments it is about. One that is held back is left out with a warning.
    fn about(
        &mut self,
        item: &Visible<'a>,
        accomplishments: &[Option<AccomplishmentId>],
    ) -> Vec<AccomplishmentId> {
        let mut about = Vec::new();
        let mut is_known = true;
        for (at, id) in items(&item.front.about).enumerate() {
            let known = self.index.accomplishment_ids.get(&**id);
            match known.map(|at| accomplishments.get(*at).copied().flatten()) {
                Some(Some(known)) if about.contains(&known) => {}
                Some(Some(known)) => about.push(known),
                Some(None) => {
                    let problem = Diagnostic::new(
                        Code::HeldBackReference,
                        format!("`{id}` is a draft, so the site does not show what this is about"),
                    );
                    let problem = problem.at(At::Value(path!["about", at])).help(format!(
                        "remove `draft: true` from the accomplishment `{id}` when it is ready"
                    ));
                    self.report(item.document, problem);
                }
                None => is_known = false,
            }
        }
        if !is_known {
            self.check_about(item.document, item.front);
        }
        about
    }

    fn check_about(&mut self, document: &Document, front: &front::Testimonial) {
        let known = &self.index.accomplishment_ids;
        for (at, id) in items(&front.about).enumerate() {
            if id.is_blank() || known.contains_key(&**id) {
                continue;
            }
            let near = crate::parse::near_id(id);
            let titled = |(document, front): &(&Document, &front::Accomplishment)| {
                let title = front.title.as_deref().unwrap_or_default();
                (title.to_lowercase() == id.to_lowercase()).then(|| document.id.to_string())
            };
            let create = match self.index.accomplishments.iter().find_map(titled) {
                Some(id) => format!("write its id, the name of its file without `.md`: `{id}`"),
                None => format!("create content/accomplishments/{near}.md"),
            };
            let message = format!("no accomplishment has the id `{id}`");
            let problem = Diagnostic::new(Code::UnknownAccomplishment, message)
                .at(At::Value(path!["about", at]))
                .help(index::near(id, known.keys().copied(), create));
            self.report(document, problem);
        }
    }
}

fn named(item: &Visible<'_>, person: &Person, letter: Option<Arc<str>>, host: &str) -> Named {
    let source = item.front.source.as_ref().and_then(|source| optional(&source.url));
    Named {
        id: Arc::clone(&item.document.id),
        relation: person.relation.clone(),
        source: source.filter(|url| !is_own(url, host)),
        letter,
        extra: extra(&item.front.extra),
    }
}

const NO_RELATION: Relation = Relation {
    kind: crate::model::RelationKind::Collaborator,
    at: None,
    period: None,
    former: false,
    reciprocal: false,
    material_connection: None,
};

/// The file's stem or, where the author is not named, what only the words decide. The order of
/// testimonials follows it, so that no order tells of a private name.
fn public_id(document: &Document, allowed: Allowed) -> Arc<str> {
    if allowed.name {
        return Arc::clone(&document.id);
    }
    let digest = Digest::of(document.body.text.as_bytes()).to_string();
    format!("quote-{}", digest.get(..8).unwrap_or_default()).into()
}

/// Whether a quote holds a part of its author's name as a word.
fn names_its_author(document: &Document, person: Option<&front::Person>) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.chars().count() > 2).map(str::to_owned).collect()
    };
    let name = person.and_then(|person| person.name.as_deref()).map(words).unwrap_or_default();
    words(&document.body.text).iter().any(|word| name.contains(word))
}

/// Whether an address lies on this site.
fn is_own(url: &str, host: &str) -> bool {
    crate::config::host_of(url).trim_end_matches('.').eq_ignore_ascii_case(host)
}
