//! `/skills/` and `/skills/ID/`.

use std::borrow::Cow;

use super::{Page, json_ld};
use crate::model::SkillId;
use crate::outputs::Gathered;
use crate::plan::{Composed, Plan, View, view};

const SECTION: &str = "/skills/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page(SECTION, all, 0, "skills");
    for number in 0..plan.portfolio().skills.len() {
        let route = plan.routes.skill(SkillId(number as u32));
        gathered.add_page(&route.path, single, number, "skill");
    }
}

fn all<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let view = view::Skills { groups: plan.skill_groups() };
    let mut page = Page::new("skills", "skills.html", SECTION).in_words("skills", plan);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", SECTION, &page.title);
    Some(page.show(View::Skills(view), plan))
}

fn single<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = SkillId(number as u32);
    let portfolio = plan.portfolio();
    let skill = portfolio.skills.get(number)?;
    let said = |person: &crate::model::PersonId| {
        skill.testimonials.iter().any(|id| {
            portfolio.testimonials.get(id.index()).is_some_and(|said| said.by == Some(*person))
        })
    };
    let agreed: Vec<_> = skill.people.iter().filter(|person| !said(person)).copied().collect();
    let view = view::SkillPage {
        skill: plan.skill_card(id)?,
        accomplishments: plan.accomplishments(&skill.accomplishments),
        testimonials: plan.testimonials(&skill.testimonials),
        agreed: plan.people(&agreed),
        extra: &skill.extra,
    };
    let names = [("owner", &*portfolio.profile.name), ("name", &*skill.name)];
    let mut page = Page::new("skill", "skill.html", &*plan.routes.skill(id).path);
    page.section = SECTION;
    page.title = Cow::Borrowed(&skill.name);
    let words = page.words("descriptions.skill", &names, plan);
    page.description = skill.summary.as_deref().map_or(words, Cow::Borrowed);
    page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
    page.extra = &skill.extra;
    Some(page.show(View::Skill(view), plan))
}
