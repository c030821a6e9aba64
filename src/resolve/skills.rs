//! Skills: those of `skills.yaml` in their order, then those that are merely used, by name.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::{Stage, extra, optional, paths, text};
use crate::model::{AccomplishmentId, PersonId, Skill, SkillId, TestimonialId};
use crate::parse::front;

use super::index::Index;

/// Gives every skill that is met a number.
#[derive(Clone, Default)]
pub(super) struct Registry<'a> {
    numbers: FxHashMap<Arc<str>, SkillId>,
    skills: Vec<(Arc<str>, Option<&'a front::Skill>)>,
}

impl<'a> Registry<'a> {
    /// Numbers the skills of `skills.yaml` first.
    pub(super) fn declare(&mut self, index: &Index<'a>) {
        let Some((_, declared)) = index.skills else { return };
        for (id, skill) in &declared.0 {
            let number = self.id(&Arc::from(id.as_str()));
            if let Some(entry) = self.skills.get_mut(number.index()) {
                entry.1 = skill.as_ref();
            }
        }
    }

    /// Takes in the skills that another met, which began with the same ones. Says which number
    /// each of its numbers is here.
    pub(super) fn take_in(&mut self, other: &Registry<'a>) -> Vec<SkillId> {
        other.skills.iter().map(|(skill, _)| self.id(skill)).collect()
    }

    /// The number of a skill, new or known.
    pub(super) fn id(&mut self, skill: &Arc<str>) -> SkillId {
        if let Some(known) = self.numbers.get(skill) {
            return *known;
        }
        let number = SkillId(self.skills.len() as u32);
        self.numbers.insert(Arc::clone(skill), number);
        self.skills.push((Arc::clone(skill), None));
        number
    }
}

impl Stage<'_> {
    /// Puts the skills into the portfolio, with who and what shows each. Skills that nothing
    /// public shows are left out, and the numbers in the portfolio are put right.
    pub(super) fn skills(&mut self) {
        let mut all: Vec<Skill> = self.skills.skills.iter().map(|(id, s)| skill(id, *s)).collect();
        let declared = self.index.skills.map_or(0, |(_, skills)| skills.0.len());
        self.gather(&mut all);
        let mut kept: Vec<(usize, Skill)> =
            all.into_iter().enumerate().filter(|(_, skill)| is_shown(skill)).collect();
        kept.sort_by(|(at, a), (other, b)| {
            let as_declared = |at: usize| at.min(declared);
            as_declared(*at)
                .cmp(&as_declared(*other))
                .then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
        });
        let new = kept.iter().enumerate().map(|(new, (old, _))| (*old, SkillId(new as u32)));
        let numbers: FxHashMap<usize, SkillId> = new.collect();
        self.resolved.portfolio.skills = kept.into_iter().map(|(_, skill)| skill).collect();
        self.renumber(&numbers);
    }

    /// Who and what shows each skill.
    fn gather(&self, all: &mut [Skill]) {
        let portfolio = &self.resolved.portfolio;
        for (at, item) in portfolio.accomplishments.iter().enumerate() {
            for skill in &item.skills {
                if let Some(skill) = all.get_mut(skill.index()) {
                    skill.accomplishments.push(AccomplishmentId(at as u32));
                }
            }
        }
        for (at, item) in portfolio.testimonials.iter().enumerate() {
            for skill in &item.skills {
                let Some(skill) = all.get_mut(skill.index()) else { continue };
                skill.testimonials.push(TestimonialId(at as u32));
                skill.people.extend(item.by);
            }
        }
        for (at, person) in portfolio.people.iter().enumerate() {
            for skill in &person.vouches_for {
                if let Some(skill) = all.get_mut(skill.index()) {
                    skill.people.push(PersonId(at as u32));
                }
            }
        }
        for skill in all {
            skill.people.sort_unstable();
            skill.people.dedup();
        }
    }

    fn renumber(&mut self, numbers: &FxHashMap<usize, SkillId>) {
        let portfolio = &mut self.resolved.portfolio;
        let put_right = |skills: &mut Vec<SkillId>| {
            skills.retain_mut(|skill| {
                let new = numbers.get(&skill.index()).copied();
                *skill = new.unwrap_or(*skill);
                new.is_some()
            });
        };
        portfolio.accomplishments.iter_mut().for_each(|item| put_right(&mut item.skills));
        portfolio.testimonials.iter_mut().for_each(|item| put_right(&mut item.skills));
        portfolio.people.iter_mut().for_each(|item| put_right(&mut item.vouches_for));
        portfolio.posts.iter_mut().for_each(|item| put_right(&mut item.skills));
        portfolio.pages.iter_mut().for_each(|item| put_right(&mut item.skills));
    }
}

/// Whether anything public shows a skill.
fn is_shown(skill: &Skill) -> bool {
    !(skill.accomplishments.is_empty() && skill.testimonials.is_empty() && skill.people.is_empty())
}

fn skill(id: &Arc<str>, front: Option<&front::Skill>) -> Skill {
    let name = front.map(|front| text(&front.name)).filter(|name| !name.is_empty());
    Skill {
        id: Arc::clone(id),
        name: name.unwrap_or_else(|| name_of(id)),
        group: front.and_then(|front| optional(&front.group)),
        summary: front.and_then(|front| optional(&front.summary)),
        accomplishments: Vec::new(),
        testimonials: Vec::new(),
        people: Vec::new(),
        aliases: front.map(|front| paths(&front.aliases)).unwrap_or_default(),
        extra: front.map(|front| extra(&front.extra)).unwrap_or_default(),
    }
}

/// The name of a skill that has none: its id's words, the first with a capital.
fn name_of(id: &str) -> Arc<str> {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect::<String>().into()
}
