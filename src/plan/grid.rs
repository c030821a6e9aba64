//! The vouch grid: skills down, people across, and what each says.

use rustc_hash::FxHashMap;
use std::borrow::Cow;

use super::{Plan, view};
use crate::model::{Level, PersonId, Portfolio, SkillId, TestimonialId};

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
        let said: Vec<_> =
            people.iter().map(|person| (*person, self.statements(*person))).collect();
        let rows = skills.iter().filter_map(|id| self.grid_row(*id, &said));
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
        skill.is_some_and(|skill| skill.people.binary_search(&person).is_ok())
    }

    /// Whether anybody speaks to a skill.
    pub fn is_vouched(&self, id: SkillId) -> bool {
        let skill = self.portfolio().skills.get(id.index());
        skill.is_some_and(|skill| !skill.people.is_empty() || !skill.testimonials.is_empty())
    }

    fn grid_row(
        &self,
        id: SkillId,
        people: &[(PersonId, Statements)],
    ) -> Option<view::GridRow<'_>> {
        let nameless = self.nameless.get_or_init(|| nameless(self.portfolio()));
        let cell = |(person, said): &(PersonId, Statements)| {
            self.grid_cell(id, *person, said.get(&id).copied())
        };
        Some(view::GridRow {
            skill: self.skill_ref(id)?,
            cells: people.iter().map(cell).collect(),
            nameless: nameless.get(id.index()).copied().unwrap_or_default(),
        })
    }

    fn grid_cell(
        &self,
        skill: SkillId,
        person: PersonId,
        said: Option<Statement>,
    ) -> view::GridCell<'_> {
        if let Some(Statement { count, best, level }) = said {
            let url = Some(Cow::Borrowed(&*self.routes.testimonial(best).href));
            return view::GridCell { state: "statement", level: Some(level), count, url };
        }
        let voucher = self.portfolio().people.get(person.index());
        if voucher.is_some_and(|voucher| voucher.vouches_for.contains(&skill)) {
            let url = Some(Cow::Borrowed(&*self.routes.person(person).href));
            return view::GridCell { state: "agreed", level: None, count: 0, url };
        }
        view::GridCell { state: "none", level: None, count: 0, url: None }
    }

    /// What a person said about each skill.
    fn statements(&self, person: PersonId) -> Statements {
        let portfolio = self.portfolio();
        let mut statements = Statements::default();
        for id in portfolio.people.get(person.index()).iter().flat_map(|it| &it.testimonials) {
            let Some(said) = portfolio.testimonials.get(id.index()) else { continue };
            for skill in &said.skills {
                let first = Statement { count: 0, best: *id, level: said.level };
                let statement = statements.entry(*skill).or_insert(first);
                statement.count += 1;
                if said.level > statement.level {
                    (statement.best, statement.level) = (*id, said.level);
                }
            }
        }
        statements
    }
}

/// What somebody said about skills.
type Statements = FxHashMap<SkillId, Statement>;

/// Testimonials of one person about one skill.
#[derive(Clone, Copy)]
struct Statement {
    count: usize,
    /// With the best evidence; among equals the newest, which comes first.
    best: TestimonialId,
    level: Level,
}

/// For each skill the number of its nameless testimonials.
fn nameless(portfolio: &Portfolio) -> Vec<usize> {
    let is_nameless = |id: &&TestimonialId| {
        portfolio.testimonials.get(id.index()).is_some_and(|said| said.by.is_none())
    };
    let skills = portfolio.skills.iter();
    skills.map(|skill| skill.testimonials.iter().filter(is_nameless).count()).collect()
}
