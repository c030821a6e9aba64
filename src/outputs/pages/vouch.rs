//! `/vouch/`: who can vouch for me.

use super::{Page, json_ld, paginate};
use crate::model::{PersonId, SkillId, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Plan, View, filters, view};

/// Quotes of each person; the rest is on their pages.
const QUOTES: usize = 3;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    let people: Vec<PersonId> = (0..portfolio.people.len()).map(|at| PersonId(at as u32)).collect();
    let parts = paginate(&people, "/vouch/", plan);
    let last = parts.len().saturating_sub(1);
    for (at, (path, part, pagination)) in parts.into_iter().enumerate() {
        let people: Vec<_> = part.iter().filter_map(|id| plan.voucher(*id, QUOTES)).collect();
        let view = view::Vouch {
            grid: (at == 0).then(|| plan.grid(usize::MAX, usize::MAX)),
            proof: plan.proof(),
            nameless: if at == last { nameless(plan) } else { Vec::new() },
            unvouched: if at == last { unvouched(plan) } else { Vec::new() },
            filters: filters(&people),
            people,
            pagination,
        };
        let mut page = Page::new("vouch", "vouch.html", path).in_words("vouch", plan, gathered);
        page.section = "/vouch/";
        page.json_ld = json_ld::page(plan, "CollectionPage", &page.path, &page.title);
        page.add(View::Vouch(view), plan, gathered);
    }
}

fn nameless<'p>(plan: &'p Plan<'p>) -> Vec<view::Testimonial<'p>> {
    let all = plan.portfolio().testimonials.iter().enumerate();
    let nameless = all.filter(|(_, said)| said.by.is_none());
    nameless.filter_map(|(at, _)| plan.testimonial(TestimonialId(at as u32))).collect()
}

/// Skills that accomplishments show and nobody vouches for.
fn unvouched<'p>(plan: &'p Plan<'p>) -> Vec<view::UnvouchedSkill<'p>> {
    let skills = (0..plan.portfolio().skills.len()).map(|at| SkillId(at as u32));
    let unvouched = skills.filter(|id| !plan.is_vouched(*id)).filter_map(|id| {
        let skill = plan.portfolio().skills.get(id.index())?;
        Some(view::UnvouchedSkill {
            skill: plan.skill_ref(id)?,
            accomplishments: skill
                .accomplishments
                .iter()
                .filter_map(|id| plan.accomplishment_ref(*id))
                .collect(),
        })
    });
    unvouched.collect()
}
