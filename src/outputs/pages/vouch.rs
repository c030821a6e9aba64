//! `/vouch/`: who can vouch for me.

use super::{Page, add_list, json_ld, part};
use crate::model::{PersonId, SkillId, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Plan, View, view};
use view::Piece;

const SECTION: &str = "/vouch/";
/// Quotes of each person; the rest is on their pages.
const QUOTES: usize = 3;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    add_list(SECTION, plan.portfolio().people.len(), list, plan, gathered);
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let part = part(SECTION, plan.portfolio().people.len(), number, plan);
    let people: Vec<_> = part.entries.map(|at| PersonId(at as u32)).collect();
    let view = view::Vouch {
        grid: plan.grid_of(&people),
        proof: plan.proof(),
        nameless: if part.is_last { nameless(plan) } else { Vec::new() },
        unvouched: if part.is_last { unvouched(plan) } else { Vec::new() },
        filters: plan.filters(&people),
        people: people.iter().filter_map(|id| plan.voucher(*id, QUOTES)).collect(),
        pagination: part.pagination,
    };
    let mut page = Page::new("vouch", "vouch.html", part.path).in_words("vouch", plan);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
    Some(page.show(View::Vouch(view), plan))
}

fn nameless<'p>(plan: &'p Plan<'p>) -> Vec<Piece<'p, view::Testimonial<'p>>> {
    let all = plan.portfolio().testimonials.iter().enumerate();
    let nameless = all.filter(|(_, said)| said.by.is_none());
    nameless.filter_map(|(at, _)| plan.testimonial(TestimonialId(at as u32))).collect()
}

/// Skills that nobody vouches for.
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
