//! `/vouch/`: who can vouch for me.

use super::{NO_EXTRA, Page, add_list, part};
use crate::model::{PersonId, SkillId, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, List, PageKind, Plan, View, view};
use view::Piece;

const LIST: List = List::Vouch;
/// Quotes of each person; the rest is on their pages.
const QUOTES: usize = 3;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let list = PageKind { compose: list, head };
    add_list(LIST, list, plan, gathered);
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let part = part(LIST, number, plan)?;
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
    let view = View::Vouch(view);
    Some(Composed { kind: "vouch", template: "vouch.html", extra: &NO_EXTRA, view })
}

fn head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    Some(Page::of_list(LIST, number, "vouch", plan).head(shown, plan))
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
