//! The views that many pages share: people, testimonials, accomplishments, skills.

use std::borrow::Cow;

use super::{List, Plan, html_at, metric, view};
use crate::model::{
    Accomplishment, AccomplishmentId, Level, PersonId, Position, PositionId, Post, Relation,
    SkillId, Testimonial, TestimonialId, When,
};
use view::Piece;

impl Plan<'_> {
    pub fn skill_ref(&self, id: SkillId) -> Option<Piece<'_, view::SkillRef<'_>>> {
        Piece::shared(&self.inputs.pieces.skill_refs, self, id.index(), |plan, number| {
            let skill = plan.portfolio().skills.get(number)?;
            let url = Cow::Borrowed(&*plan.routes.skill(SkillId(number as u32)).href);
            Some(view::SkillRef { id: &skill.id, name: &skill.name, url })
        })
    }

    pub fn skill_refs(&self, ids: &[SkillId]) -> Vec<Piece<'_, view::SkillRef<'_>>> {
        ids.iter().filter_map(|id| self.skill_ref(*id)).collect()
    }

    pub fn position_ref(&self, id: PositionId) -> Option<view::PositionRef<'_>> {
        self.portfolio().positions.get(id.index()).map(position_ref)
    }

    pub fn accomplishment_ref(
        &self,
        id: AccomplishmentId,
    ) -> Option<Piece<'_, view::AccomplishmentRef<'_>>> {
        Piece::shared(&self.inputs.pieces.accomplishment_refs, self, id.index(), |plan, number| {
            let item = plan.portfolio().accomplishments.get(number)?;
            let route = plan.routes.accomplishment(AccomplishmentId(number as u32));
            let url = Cow::Borrowed(&*route.href);
            Some(view::AccomplishmentRef { id: &item.id, title: &item.title, url })
        })
    }

    pub fn relation<'s>(&'s self, relation: &'s Relation) -> view::Relation<'s> {
        let position = relation.at.and_then(|at| self.portfolio().positions.get(at.index()));
        view::Relation {
            kind: relation.kind,
            organization: position.map(|position| &*position.organization),
            period: relation.period,
            former: relation.former,
            reciprocal: relation.reciprocal,
            material_connection: relation.material_connection.as_deref(),
        }
    }

    /// The relation of a person, who has but one.
    fn relation_of(&self, id: PersonId) -> Option<Piece<'_, view::Relation<'_>>> {
        Piece::shared(&self.inputs.pieces.relations, self, id.index(), |plan, number| {
            Some(plan.relation(&plan.portfolio().people.get(number)?.relation))
        })
    }

    /// The relation that a testimonial is shown with.
    fn relation_in<'s>(&'s self, said: &'s Testimonial) -> Piece<'s, view::Relation<'s>> {
        let named = said.by.and_then(|by| self.relation_of(by));
        named.unwrap_or_else(|| Piece::own(self.relation(&said.relation)))
    }

    pub fn person(&self, id: PersonId) -> Option<Piece<'_, view::Person<'_>>> {
        Piece::shared(&self.inputs.pieces.people, self, id.index(), |plan, number| {
            let person = plan.portfolio().people.get(number)?;
            let id = PersonId(number as u32);
            Some(view::Person {
                id: &person.id,
                name: &person.name,
                short_name: short_name(&person.name),
                url: Cow::Borrowed(&plan.routes.person(id).href),
                role: person.role.as_deref(),
                organization: person.organization.as_deref(),
                photo: person.photo.as_ref().map(|path| plan.photo(path, &person.name)),
                initials: initials(&person.name),
                relation: plan.relation_of(id)?,
            })
        })
    }

    pub fn people(&self, ids: &[PersonId]) -> Vec<Piece<'_, view::Person<'_>>> {
        ids.iter().filter_map(|id| self.person(*id)).collect()
    }

    fn evidence<'s>(
        &'s self,
        level: Level,
        source: Option<&'s str>,
    ) -> Piece<'s, view::Evidence<'s>> {
        let unsourced = |plan: &'s Plan<'s>, number: usize| {
            let level = *Level::ALL.get(number)?;
            let url = plan.level_url(level);
            Some(view::Evidence { level, host: None, source: None, url })
        };
        let places = &self.inputs.pieces.evidence;
        let shared = match source {
            None => Piece::shared(places, self, level as usize, unsourced),
            Some(_) => None,
        };
        let host = source.map(crate::config::host_of);
        let own = || Piece::own(view::Evidence { level, host, source, url: self.level_url(level) });
        shared.unwrap_or_else(own)
    }

    /// The address of a level's explanation.
    pub fn level_url(&self, level: Level) -> String {
        self.href("/how-verified/") + "#" + level.as_str()
    }

    pub fn testimonial(&self, id: TestimonialId) -> Option<Piece<'_, view::Testimonial<'_>>> {
        Piece::shared(&self.inputs.pieces.testimonials, self, id.index(), |plan, number| {
            let said = plan.portfolio().testimonials.get(number)?;
            Some(plan.testimonial_view(TestimonialId(number as u32), said))
        })
    }

    fn testimonial_view<'s>(
        &'s self,
        id: TestimonialId,
        said: &'s Testimonial,
    ) -> view::Testimonial<'s> {
        let letter = said.letter.as_ref().map(|path| view::FileLink {
            url: Cow::Owned(self.media(path)),
            name: path.rsplit('/').next().unwrap_or_default(),
        });
        view::Testimonial {
            id: Cow::Borrowed(&said.id),
            url: Cow::Borrowed(&self.routes.testimonial(id).href),
            quote: html_at(&self.bodies.testimonials, id.index()),
            long: view::Length(&said.body.text),
            excerpt: view::Excerpt { highlight: said.highlight.as_deref(), text: &said.body.text },
            given: said.given,
            by: said.by.and_then(|by| self.person(by)),
            relation: self.relation_in(said),
            about: said.about.iter().filter_map(|id| self.accomplishment_ref(*id)).collect(),
            skills: self.skill_refs(&said.skills),
            evidence: self.evidence(said.level, said.source.as_deref()),
            trimmed: said.trimmed,
            letter,
            extra: &said.extra,
        }
    }

    /// All that have a level of evidence.
    pub fn testimonials_of_level(&self, level: Level) -> Vec<view::TestimonialRef<'_>> {
        let all = self.portfolio().testimonials.iter().enumerate();
        all.filter(|(_, said)| said.level == level)
            .map(|(at, said)| view::TestimonialRef {
                id: &said.id,
                url: Cow::Borrowed(&self.routes.testimonial(TestimonialId(at as u32)).href),
                given: said.given,
                by: said.by.and_then(|by| self.person(by)),
                relation: self.relation_in(said),
            })
            .collect()
    }

    pub fn testimonials(&self, ids: &[TestimonialId]) -> Vec<Piece<'_, view::Testimonial<'_>>> {
        ids.iter().filter_map(|id| self.testimonial(*id)).collect()
    }

    /// Named people who vouch for an accomplishment, each once, in the order of their words.
    fn vouchers(&self, item: &Accomplishment) -> Vec<Piece<'_, view::Person<'_>>> {
        self.people(&self.vouching(item))
    }

    /// The same by their places.
    pub(super) fn vouching(&self, item: &Accomplishment) -> Vec<PersonId> {
        let mut people = Vec::new();
        for id in &item.testimonials {
            let said = self.portfolio().testimonials.get(id.index());
            if let Some(by) = said.and_then(|said| said.by)
                && !people.contains(&by)
            {
                people.push(by);
            }
        }
        people
    }

    pub fn accomplishment(
        &self,
        id: AccomplishmentId,
    ) -> Option<Piece<'_, view::AccomplishmentCard<'_>>> {
        Piece::shared(&self.inputs.pieces.accomplishments, self, id.index(), |plan, number| {
            let item = plan.portfolio().accomplishments.get(number)?;
            Some(plan.accomplishment_card(AccomplishmentId(number as u32), item))
        })
    }

    fn accomplishment_card<'s>(
        &'s self,
        id: AccomplishmentId,
        item: &'s Accomplishment,
    ) -> view::AccomplishmentCard<'s> {
        view::AccomplishmentCard {
            id: &item.id,
            title: &item.title,
            url: Cow::Borrowed(&self.routes.accomplishment(id).href),
            when: item.when.period(),
            date: match item.when {
                When::Date(date) => Some(date),
                When::Period(_) => None,
            },
            metric: item.metric.as_ref().map(metric::view),
            role: item.role.as_deref(),
            summary: &item.body.summary,
            position: item.at.and_then(|at| self.position_ref(at)),
            skills: self.skill_refs(&item.skills),
            image: item.image.as_ref().map(|image| self.work(&image.path, &image.alt)),
            vouchers: self.vouchers(item),
            testimonial_count: item.testimonials.len(),
            extra: &item.extra,
        }
    }

    pub fn accomplishments(
        &self,
        ids: &[AccomplishmentId],
    ) -> Vec<Piece<'_, view::AccomplishmentCard<'_>>> {
        ids.iter().filter_map(|id| self.accomplishment(*id)).collect()
    }

    pub fn skill_card(&self, id: SkillId) -> Option<view::SkillCard<'_>> {
        let skill = self.portfolio().skills.get(id.index())?;
        Some(view::SkillCard {
            skill: self.skill_ref(id)?,
            summary: skill.summary.as_deref(),
            accomplishment_count: skill.accomplishments.len(),
            testimonial_count: skill.testimonials.len(),
            people: self.people(&skill.people),
        })
    }

    /// Skills by group, in the order of the groups' first skills.
    pub fn skill_groups(&self) -> Vec<view::SkillGroup<'_>> {
        let mut groups: Vec<view::SkillGroup<'_>> = Vec::new();
        for (at, skill) in self.portfolio().skills.iter().enumerate() {
            let Some(card) = self.skill_card(SkillId(at as u32)) else { continue };
            let name = skill.group.as_deref();
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.skills.push(card),
                None => groups.push(view::SkillGroup { name, skills: vec![card] }),
            }
        }
        groups.sort_by_key(|group| group.name.is_none());
        groups
    }

    pub fn post_card<'s>(&'s self, post: &'s Post, url: &'s str) -> view::PostCard<'s> {
        view::PostCard {
            title: &post.title,
            url: Cow::Borrowed(url),
            date: post.date,
            summary: post.summary.as_deref().unwrap_or(&post.body.summary),
            skills: self.skill_refs(&post.skills),
        }
    }

    /// URLs of the pages of a long list.
    pub fn list_urls(&self, list: List) -> Option<Piece<'_, Vec<String>>> {
        Piece::shared(&self.inputs.pieces.lists, self, list as usize, |plan, number| {
            let list = *List::ALL.get(number)?;
            let pages = list.pages(plan.portfolio(), plan.inputs.theme.page_size());
            Some((1..=pages).map(|page| plan.href(&list.page(page))).collect())
        })
    }

    /// What the site holds, in numbers; counted once.
    pub fn proof(&self) -> view::Proof {
        self.proof.get_or_init(|| self.count()).clone()
    }

    fn count(&self) -> view::Proof {
        let portfolio = self.portfolio();
        let count = |level| portfolio.testimonials.iter().filter(|t| t.level == level).count();
        let levels = Level::ALL.iter().rev().map(|level| view::LevelCount {
            level: *level,
            count: count(*level),
            url: self.level_url(*level),
        });
        view::Proof {
            people: portfolio.people.len(),
            testimonials: portfolio.testimonials.len(),
            accomplishments: portfolio.accomplishments.len(),
            levels: levels.filter(|level| level.count > 0).collect(),
        }
    }
}

pub fn position_ref(position: &Position) -> view::PositionRef<'_> {
    view::PositionRef {
        id: &position.id,
        organization: &position.organization,
        title: &position.title,
        period: position.period,
    }
}

/// The first word of a name.
pub(super) fn short_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// The first letters of the first and the last word of a name.
pub(super) fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut words = name.split_whitespace();
    let first = words.next().and_then(letter);
    let last = words.next_back().and_then(letter);
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}
