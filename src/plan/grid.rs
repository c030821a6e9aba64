//! The vouch grid: skills down, people across, and what each says.

use super::{Plan, view};
use crate::model::{PersonId, SkillId};

impl Plan<'_> {
    /// The grid of at most so many skills and people. Skills and people come in the portfolio's
    /// order; an excerpt takes the skills that most people speak to.
    pub fn grid(&self, most_skills: usize, most_people: usize) -> view::Grid<'_> {
        let portfolio = self.portfolio();
        let mut skills: Vec<SkillId> = (0..portfolio.skills.len())
            .map(|at| SkillId(at as u32))
            .filter(|id| self.is_vouched(*id))
            .collect();
        let all_skills = skills.len();
        if skills.len() > most_skills {
            skills.sort_by_key(|id| {
                let skill = portfolio.skills.get(id.index());
                std::cmp::Reverse(skill.map_or(0, |skill| skill.people.len()))
            });
            skills.truncate(most_skills);
            skills.sort_unstable();
        }
        let speaks = |person: &PersonId| skills.iter().any(|id| self.speaks(*person, *id));
        let people: Vec<PersonId> =
            (0..portfolio.people.len()).map(|at| PersonId(at as u32)).filter(speaks).collect();
        let all_people = people.len();
        let people: Vec<PersonId> = people.into_iter().take(most_people).collect();
        view::Grid {
            more_people: all_people - people.len(),
            more_skills: all_skills - skills.len(),
            ..self.whole_grid(&skills, &people)
        }
    }

    /// The grid of some people: the skills that they speak to, and those to which nobody who is
    /// named does.
    pub fn grid_of(&self, people: &[PersonId]) -> view::Grid<'_> {
        let portfolio = self.portfolio();
        let is_shown = |id: &SkillId| {
            let skill = portfolio.skills.get(id.index());
            let is_nameless = skill.is_some_and(|skill| skill.people.is_empty());
            self.is_vouched(*id) && (is_nameless || people.iter().any(|it| self.speaks(*it, *id)))
        };
        let skills = (0..portfolio.skills.len()).map(|at| SkillId(at as u32));
        let skills: Vec<SkillId> = skills.filter(is_shown).collect();
        let speaks = |person: &PersonId| skills.iter().any(|id| self.speaks(*person, *id));
        let people: Vec<PersonId> = people.iter().copied().filter(speaks).collect();
        self.whole_grid(&skills, &people)
    }

    fn whole_grid(&self, skills: &[SkillId], people: &[PersonId]) -> view::Grid<'_> {
        let rows = skills.iter().filter_map(|id| self.grid_row(*id, people));
        let rows: Vec<view::GridRow<'_>> = rows.collect();
        let mut cells = rows.iter().flat_map(|row| &row.cells);
        view::Grid {
            has_agreed: cells.any(|cell| cell.state == "agreed"),
            people: self.people(people),
            rows,
            more_people: 0,
            more_skills: 0,
        }
    }

    fn speaks(&self, person: PersonId, skill: SkillId) -> bool {
        let skill = self.portfolio().skills.get(skill.index());
        skill.is_some_and(|skill| skill.people.contains(&person))
    }

    /// Whether anybody speaks to a skill.
    pub fn is_vouched(&self, id: SkillId) -> bool {
        let skill = self.portfolio().skills.get(id.index());
        skill.is_some_and(|skill| !skill.people.is_empty() || !skill.testimonials.is_empty())
    }

    fn grid_row(&self, id: SkillId, people: &[PersonId]) -> Option<view::GridRow<'_>> {
        let portfolio = self.portfolio();
        let skill = portfolio.skills.get(id.index())?;
        let said = |id: &&crate::model::TestimonialId| {
            portfolio.testimonials.get(id.index()).is_some_and(|said| said.by.is_none())
        };
        Some(view::GridRow {
            skill: self.skill_ref(id)?,
            cells: people.iter().map(|person| self.grid_cell(id, *person)).collect(),
            nameless: skill.testimonials.iter().filter(said).count(),
        })
    }

    fn grid_cell(&self, skill: SkillId, person: PersonId) -> view::GridCell {
        let none = view::GridCell { state: "none", level: None, count: 0, url: None };
        let Some(voucher) = self.portfolio().people.get(person.index()) else { return none };
        let statements = voucher.testimonials.iter().filter_map(|id| {
            let said = self.portfolio().testimonials.get(id.index())?;
            said.skills.contains(&skill).then_some((*id, said.level))
        });
        let statements: Vec<_> = statements.collect();
        // The best evidence; among equals the newest, which comes first.
        let best = statements.iter().rev().max_by_key(|(_, level)| *level);
        if let Some((id, level)) = best {
            return view::GridCell {
                state: "statement",
                level: Some(*level),
                count: statements.len(),
                url: Some(self.routes.testimonial(*id).href.to_string()),
            };
        }
        if voucher.vouches_for.contains(&skill) {
            let url = Some(self.routes.person(person).href.to_string());
            return view::GridCell { state: "agreed", level: None, count: 0, url };
        }
        none
    }
}
