//! People as the vouch page and the résumé list them, and what they can be filtered by.

use rayon::prelude::*;
use std::borrow::Cow;

use super::{Plan, view};
use crate::model::{AccomplishmentId, Level, Person, PersonId, Portfolio, SkillId};
use crate::parse::near_id;

impl Plan<'_> {
    /// Skills a person agreed to speak to or spoke about, in the portfolio's order.
    pub fn speaks_to(&self, id: PersonId) -> &[SkillId] {
        self.speaks_to.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Accomplishments a person was there for or spoke about, newest first.
    pub fn witnessed(&self, id: PersonId) -> &[AccomplishmentId] {
        self.witnessed.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// A person with at most so many testimonials.
    pub fn voucher(&self, id: PersonId, most: usize) -> Option<view::Voucher<'_>> {
        let person = self.portfolio().people.get(id.index())?;
        let skills = self.speaks_to(id);
        let levels = self.levels(person);
        let shown = person.testimonials.get(..most).unwrap_or(&person.testimonials);
        Some(view::Voucher {
            filter_classes: self.filter_classes(person, skills, &levels),
            testimonials: self.testimonials(shown),
            more: person.testimonials.len() - shown.len(),
            person: self.person(id)?,
            speaks_to: self.skill_refs(skills),
            levels,
        })
    }

    /// Every level among a person's testimonials.
    fn levels(&self, person: &Person) -> Vec<Level> {
        let said = person.testimonials.iter();
        let said = said.filter_map(|id| self.portfolio().testimonials.get(id.index()));
        let mut levels: Vec<Level> = said.map(|said| said.level).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    fn filter_classes(&self, person: &Person, skills: &[SkillId], levels: &[Level]) -> String {
        let mut classes = format!("relation-{}", person.relation.kind.as_str());
        if let Some(organization) = &person.organization {
            classes += " organization-";
            classes += &near_id(organization);
        }
        for skill in skills.iter().filter_map(|id| self.portfolio().skills.get(id.index())) {
            classes += " skill-";
            classes += &skill.id;
        }
        for level in levels {
            classes += " level-";
            classes += level.as_str();
        }
        classes
    }

    /// What a list of people can be filtered by, most frequent first.
    pub fn filters(&self, people: &[PersonId]) -> view::Filters<'_> {
        let stylesheet = self.address(self.filter_stylesheet());
        let mut filters = view::Filters { stylesheet, ..view::Filters::default() };
        for id in people {
            let Some(person) = self.portfolio().people.get(id.index()) else { continue };
            let skills = self.speaks_to(*id).iter();
            for skill in skills.filter_map(|id| self.portfolio().skills.get(id.index())) {
                count(&mut filters.skills, Cow::Borrowed(&skill.id), &skill.name);
            }
            let kind = person.relation.kind.as_str();
            count(&mut filters.relations, Cow::Borrowed(kind), kind);
            if let Some(organization) = &person.organization {
                let key = near_id(organization);
                if !key.is_empty() {
                    count(&mut filters.organizations, Cow::Owned(key), organization);
                }
            }
            for level in self.levels(person) {
                count(&mut filters.levels, Cow::Borrowed(level.as_str()), level.as_str());
            }
        }
        for values in [
            &mut filters.skills,
            &mut filters.relations,
            &mut filters.organizations,
            &mut filters.levels,
        ] {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        }
        filters
    }
}

/// For each person the skills they agreed to speak to or spoke about, in the portfolio's order.
pub(super) fn speaks_to(portfolio: &Portfolio) -> Vec<Vec<SkillId>> {
    let skills = |person: &Person| {
        let said = person.testimonials.iter();
        let said = said.filter_map(|id| portfolio.testimonials.get(id.index()));
        let spoken = said.flat_map(|said| &said.skills);
        let mut skills: Vec<SkillId> = person.vouches_for.iter().chain(spoken).copied().collect();
        skills.sort_unstable();
        skills.dedup();
        skills
    };
    portfolio.people.par_iter().map(skills).collect()
}

/// For each person the accomplishments they were there for or spoke about, newest first.
pub(super) fn witnessed(portfolio: &Portfolio) -> Vec<Vec<AccomplishmentId>> {
    let mut lists: Vec<Vec<AccomplishmentId>> = vec![Vec::new(); portfolio.people.len()];
    for (at, item) in portfolio.accomplishments.iter().enumerate() {
        let said = item.testimonials.iter();
        let by = said.filter_map(|id| portfolio.testimonials.get(id.index()).and_then(|t| t.by));
        for person in by.chain(item.with.iter().copied()) {
            let id = AccomplishmentId(at as u32);
            if let Some(list) = lists.get_mut(person.index())
                && list.last() != Some(&id)
            {
                list.push(id);
            }
        }
    }
    lists
}

fn count<'a>(values: &mut Vec<view::FilterValue<'a>>, key: Cow<'a, str>, name: &'a str) {
    match values.iter_mut().find(|value| value.key == key) {
        Some(value) => value.count += 1,
        None => values.push(view::FilterValue { key, name, count: 1 }),
    }
}
