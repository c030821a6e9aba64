//! `/skills/` and `/skills/ID/`.

use std::borrow::Cow;

use super::{Page, json_ld};
use crate::model::SkillId;
use crate::outputs::Gathered;
use crate::plan::{Plan, View, view};

const SECTION: &str = "/skills/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let view = view::Skills { groups: plan.skill_groups() };
    let mut page = Page::new("skills", "skills.html", SECTION).in_words("skills", plan, gathered);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", SECTION, &page.title);
    page.add(View::Skills(view), plan, gathered);
    for at in 0..plan.portfolio().skills.len() {
        single(plan, SkillId(at as u32), gathered);
    }
}

fn single<'p>(plan: &'p Plan<'p>, id: SkillId, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    let Some(skill) = portfolio.skills.get(id.index()) else { return };
    let Some(card) = plan.skill_card(id) else { return };
    let said = |person: &crate::model::PersonId| {
        skill.testimonials.iter().any(|id| {
            portfolio.testimonials.get(id.index()).is_some_and(|said| said.by == Some(*person))
        })
    };
    let agreed: Vec<_> = skill.people.iter().filter(|person| !said(person)).copied().collect();
    let view = view::SkillPage {
        skill: card,
        accomplishments: plan.accomplishments(&skill.accomplishments),
        testimonials: plan.testimonials(&skill.testimonials),
        agreed: plan.people(&agreed),
        extra: &skill.extra,
    };
    let names = [("owner", &*portfolio.profile.name), ("name", &*skill.name)];
    let words = plan.inputs.theme.text("descriptions.skill", &names);
    let words = words.map_err(|problem| gathered.problems.push(problem)).unwrap_or_default();
    let mut page = Page::new("skill", "skill.html", &*plan.routes.skill(id).path);
    page.section = SECTION;
    page.title = Cow::Borrowed(&skill.name);
    page.description = skill.summary.as_deref().map_or(Cow::Owned(words), Cow::Borrowed);
    page.json_ld = json_ld::page(plan, "CollectionPage", &page.path, &page.title);
    page.extra = &skill.extra;
    page.add(View::Skill(view), plan, gathered);
}
