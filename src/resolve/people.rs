//! Publicly named people.

use std::sync::Arc;

use super::consent::{self, Allowed};
use super::testimonials::Visible;
use super::{Stage, career::Career, extra, links_of, optional, paths, text};
use crate::model::{Person, PersonId};
use crate::parse::{Document, front};
use crate::path;

/// Who may be named, in the order of the portfolio.
#[derive(Default)]
pub(super) struct People<'a> {
    pub list: Vec<Named<'a>>,
    /// Of everybody in the index.
    numbers: Vec<Option<PersonId>>,
}

/// A person who may be named, and what else may be shown.
pub(super) struct Named<'a> {
    pub document: &'a Document,
    pub front: &'a front::Person,
    pub allowed: Allowed,
}

impl<'a> People<'a> {
    /// The number of a person by their place in the index, if they may be named.
    pub(super) fn number(&self, at: usize) -> Option<PersonId> {
        self.numbers.get(at).copied().flatten()
    }
}

impl<'a> Stage<'a> {
    /// Decides who may be named. Those with the most testimonials come first, then by name.
    pub(super) fn visible_people(&mut self, visible: &[Visible<'a>]) -> People<'a> {
        let all = &self.index.people;
        let mut said: Vec<Vec<Allowed>> = vec![Vec::new(); all.len()];
        for testimonial in visible {
            let words = testimonial.person.and_then(|at| said.get_mut(at));
            words.into_iter().for_each(|words| words.push(testimonial.allowed));
        }
        let mut list = Vec::with_capacity(all.len());
        for (at, ((document, front), words)) in all.iter().zip(&said).enumerate() {
            match consent::person(front, words.iter().copied(), self.options.today) {
                Ok(allowed) => {
                    let named = words.iter().filter(|allowed| allowed.name).count();
                    list.push((named, at, Named { document, front, allowed }));
                }
                Err(reason) => self.hold_back(document, reason),
            }
        }
        list.sort_by_cached_key(|(named, _, person)| {
            (std::cmp::Reverse(*named), text(&person.front.name), Arc::clone(&person.document.id))
        });
        let mut numbers = vec![None; all.len()];
        for (number, (_, at, _)) in list.iter().enumerate() {
            if let Some(place) = numbers.get_mut(*at) {
                *place = Some(PersonId(number as u32));
            }
        }
        People { list: list.into_iter().map(|(_, _, person)| person).collect(), numbers }
    }

    /// Puts people into the portfolio, with what consent covers.
    pub(super) fn people(&mut self, people: &People<'a>, career: &Career) {
        for Named { document, front, allowed } in &people.list {
            let relation = self.relation(document, front, career);
            let photo = self.image(document, &front.photo, || path!["photo"]);
            let vouches_for = self.skill_ids(&front.vouches_for);
            if allowed.contact {
                self.resolved.contacts.push(Arc::clone(&document.id));
            }
            self.resolved.portfolio.people.push(Person {
                id: Arc::clone(&document.id),
                name: text(&front.name),
                role: optional(&front.role).filter(|_| allowed.role),
                organization: optional(&front.organization).filter(|_| allowed.role),
                photo: photo.filter(|_| allowed.photo),
                relation,
                vouches_for,
                links: links_of(&front.links),
                testimonials: Vec::new(),
                body: Arc::clone(&document.body),
                file: Arc::clone(&document.path),
                aliases: paths(&front.aliases),
                extra: extra(&front.extra),
            });
        }
    }

    /// Checks what people and testimonials that are not shown refer to: a mistake is a mistake.
    pub(super) fn check_hidden(&mut self, career: &Career) {
        let index = self.index;
        let shown: Vec<Arc<str>> =
            self.resolved.portfolio.people.iter().map(|person| Arc::clone(&person.id)).collect();
        let shown: rustc_hash::FxHashSet<&str> = shown.iter().map(|id| &**id).collect();
        for (document, front) in &index.people {
            if !shown.contains(&*document.id) {
                self.relation(document, front, career);
                self.image(document, &front.photo, || path!["photo"]);
            }
        }
        for (document, front) in &index.accomplishments {
            if front.draft == Some(true) && !self.options.drafts {
                self.position(document, &front.at, || path!["at"], career);
                self.image(document, &front.image, || path!["image"]);
                self.with(document, front, &People::default());
            }
        }
    }
}
