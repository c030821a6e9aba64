//! People as the vouch page and the résumé list them, and what they can be filtered by.

use std::borrow::Cow;

use super::{Plan, view};
use crate::model::{Level, PersonId, SkillId};
use crate::parse::near_id;

impl Plan<'_> {
    /// Skills a person agreed to speak to or spoke about, in the portfolio's order.
    pub fn speaks_to(&self, id: PersonId) -> Vec<SkillId> {
        let Some(person) = self.portfolio().people.get(id.index()) else { return Vec::new() };
        let mut skills = person.vouches_for.clone();
        for id in &person.testimonials {
            let said = self.portfolio().testimonials.get(id.index());
            skills.extend(said.iter().flat_map(|said| &said.skills));
        }
        skills.sort_unstable();
        skills.dedup();
        skills
    }

    /// A person with at most so many testimonials.
    pub fn voucher(&self, id: PersonId, most: usize) -> Option<view::Voucher<'_>> {
        let portfolio = self.portfolio();
        let person = portfolio.people.get(id.index())?;
        let skills = self.speaks_to(id);
        let said = person.testimonials.iter();
        let mut levels: Vec<Level> = said
            .filter_map(|id| portfolio.testimonials.get(id.index()).map(|said| said.level))
            .collect();
        levels.sort_unstable();
        levels.dedup();
        let shown = person.testimonials.get(..most).unwrap_or(&person.testimonials);
        let card = self.person(id)?;
        let speaks_to = self.skill_refs(&skills);
        Some(view::Voucher {
            filter_classes: filter_classes(&card, &speaks_to, &levels),
            testimonials: self.testimonials(shown),
            more: person.testimonials.len() - shown.len(),
            person: card,
            speaks_to,
            levels,
        })
    }
}

fn filter_classes(
    person: &view::Person<'_>,
    skills: &[view::SkillRef<'_>],
    levels: &[Level],
) -> String {
    let mut classes = format!("relation-{}", person.relation.kind.as_str());
    if let Some(organization) = person.organization {
        classes += " organization-";
        classes += &near_id(organization);
    }
    for skill in skills {
        classes += " skill-";
        classes += skill.id;
    }
    for level in levels {
        classes += " level-";
        classes += level.as_str();
    }
    classes
}

/// What a list of people can be filtered by, most frequent first.
pub fn filters<'a>(people: &[view::Voucher<'a>]) -> view::Filters<'a> {
    let mut filters = view::Filters::default();
    for voucher in people {
        for skill in &voucher.speaks_to {
            count(&mut filters.skills, Cow::Borrowed(skill.id), skill.name);
        }
        let kind = voucher.person.relation.kind.as_str();
        count(&mut filters.relations, Cow::Borrowed(kind), kind);
        if let Some(organization) = voucher.person.organization {
            let key = near_id(organization);
            if !key.is_empty() {
                count(&mut filters.organizations, Cow::Owned(key), organization);
            }
        }
        for level in &voucher.levels {
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

fn count<'a>(values: &mut Vec<view::FilterValue<'a>>, key: Cow<'a, str>, name: &'a str) {
    match values.iter_mut().find(|value| value.key == key) {
        Some(value) => value.count += 1,
        None => values.push(view::FilterValue { key, name, count: 1 }),
    }
}
