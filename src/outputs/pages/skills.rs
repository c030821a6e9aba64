//! `/skills/` and `/skills/ID/`.

use rustc_hash::FxHashSet;
use std::borrow::Cow;

use super::{NO_EXTRA, Page, json_ld};
use crate::model::{PersonId, SkillId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, view};

const SECTION: &str = "/skills/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page(SECTION, PageKind { compose: all, head: all_head }, 0, "skills");
    let single = PageKind { compose: single, head: single_head };
    for number in 0..plan.portfolio().skills.len() {
        let route = plan.routes.skill(SkillId(number as u32));
        gathered.add_page(route.path(), single, number, "skill");
    }
}

fn all<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let view = View::Skills(view::Skills { groups: plan.skill_groups() });
    Some(Composed { kind: "skills", template: "skills.html", extra: &NO_EXTRA, view })
}

fn all_head<'p>(plan: &'p Plan<'p>, _: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let mut page = Page::new(SECTION).in_words("skills", plan);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", SECTION, &page.title);
    Some(page.head(shown, plan))
}

fn single<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = SkillId(number as u32);
    let portfolio = plan.portfolio();
    let skill = portfolio.skills.get(number)?;
    let said = skill.testimonials.iter();
    let said = said.filter_map(|id| portfolio.testimonials.get(id.index())?.by);
    let said: FxHashSet<PersonId> = said.collect();
    let agreed = skill.people.iter().filter(|person| !said.contains(person));
    let agreed: Vec<PersonId> = agreed.copied().collect();
    let view = view::SkillPage {
        skill: plan.skill_card(id)?,
        accomplishments: plan.accomplishments(&skill.accomplishments),
        testimonials: plan.testimonials(&skill.testimonials),
        agreed: plan.people(&agreed),
        extra: &skill.extra,
    };
    let (extra, view) = (&skill.extra, View::Skill(view));
    Some(Composed { kind: "skill", template: "skill.html", extra, view })
}

/// All of it is in the skill that the page shows.
fn single_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let id = SkillId(number as u32);
    let portfolio = plan.portfolio();
    let skill = portfolio.skills.get(number)?;
    let names = [("owner", &*portfolio.profile.name), ("name", &*skill.name)];
    let mut page = Page::new(plan.routes.skill(id).path());
    page.section = SECTION;
    page.title = Cow::Borrowed(&skill.name);
    let words = page.words("descriptions.skill", &names, plan);
    page.description = skill.summary.as_deref().map_or(words, Cow::Borrowed);
    page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
    Some(page.head(shown, plan))
}
