//! `/resume/`: the same data on one or two sheets of paper.

use std::collections::BTreeMap;

use super::{NO_EXTRA, Page, json_ld};
use crate::model::{AccomplishmentId, PersonId, PositionId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, position_ref, view};

/// Accomplishments that fit two sheets: featured ones, then the newest.
const ACCOMPLISHMENTS: usize = 10;
/// Of these under one position.
const UNDER_POSITION: usize = 4;
/// People in "Vouched for by", with one quote each.
const VOUCHERS: usize = 5;

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/resume/", PageKind { compose, head }, 0, "resume");
}

fn compose<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let portfolio = plan.portfolio();
    let chosen = chosen(plan);
    let under = |position: Option<PositionId>| {
        let at = |id: &AccomplishmentId| {
            portfolio.accomplishments.get(id.index()).is_some_and(|item| item.at == position)
        };
        let under: Vec<_> = chosen.iter().copied().filter(at).collect();
        plan.accomplishments(&under)
    };
    let positions =
        portfolio.positions.iter().enumerate().map(|(at, position)| view::ResumePosition {
            position: position_ref(position),
            summary: position.summary.as_deref(),
            location: position.location.as_deref(),
            url: position.url.as_deref(),
            accomplishments: under(Some(PositionId(at as u32))),
        });
    let vouchers = (0..portfolio.people.len()).map(|at| PersonId(at as u32));
    let said = |id: &PersonId| {
        portfolio.people.get(id.index()).is_some_and(|person| !person.testimonials.is_empty())
    };
    let view = view::Resume {
        summary: plan.profile_html(),
        positions: positions.collect(),
        accomplishments: under(None),
        education: &portfolio.education,
        certificates: &portfolio.certificates,
        awards: &portfolio.awards,
        languages: &portfolio.languages,
        skill_groups: plan.skill_groups(),
        vouched_by: vouchers
            .filter(said)
            .take(VOUCHERS)
            .filter_map(|id| plan.voucher(id, 1))
            .collect(),
        json_url: plan.href("/resume.json"),
    };
    let view = View::Resume(view);
    Some(Composed { kind: "resume", template: "resume.html", extra: &NO_EXTRA, view })
}

fn head<'p>(plan: &'p Plan<'p>, _: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let mut page = Page::new("/resume/").in_words("resume", plan);
    page.section = "/resume/";
    page.og_type = "profile";
    page.json_ld = json_ld::page(plan, "ProfilePage", "/resume/", &page.title);
    Some(page.head(shown, plan))
}

/// What stands on the résumé: featured ones first, then the newest, so many under each position;
/// in the portfolio's order.
fn chosen(plan: &Plan<'_>) -> Vec<AccomplishmentId> {
    let all = &plan.portfolio().accomplishments;
    let mut ranked: Vec<usize> = (0..all.len()).collect();
    ranked.sort_by_key(|at| (all.get(*at).is_none_or(|item| !item.featured), *at));
    let mut under: BTreeMap<Option<PositionId>, usize> = BTreeMap::new();
    ranked.retain(|at| {
        let count = under.entry(all.get(*at).and_then(|item| item.at)).or_default();
        *count += 1;
        *count <= UNDER_POSITION
    });
    ranked.truncate(ACCOMPLISHMENTS);
    ranked.sort_unstable();
    ranked.into_iter().map(|at| AccomplishmentId(at as u32)).collect()
}
