//! `/`: who this is, and the best claim beside its best witness.

use std::borrow::Cow;

use super::{Page, json_ld};
use crate::model::{AccomplishmentId, PersonId, PostId, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, view};

/// Featured accomplishments on the home page, besides the hero's.
const FEATURED: usize = 6;
/// Accomplishments there where none is featured.
const NEWEST: usize = 3;
const POSTS: usize = 3;
/// Skills and people in the excerpt of the grid.
const GRID: usize = 4;
/// People on the timeline.
const WITNESSES: usize = 12;
/// People whose faces are shown.
const FACES: usize = 8;

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/", PageKind { compose, head }, 0, "home");
}

fn compose<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let portfolio = plan.portfolio();
    let hero = hero(plan);
    let all = (0..portfolio.accomplishments.len()).map(|at| AccomplishmentId(at as u32));
    let featured: Vec<AccomplishmentId> = all
        .filter(|id| portfolio.accomplishments.get(id.index()).is_some_and(|a| a.featured))
        .collect();
    let others = featured.iter().filter(|id| hero.is_none_or(|(claim, _)| claim != **id));
    let mut shown: Vec<AccomplishmentId> = others.take(FEATURED).copied().collect();
    if featured.is_empty() {
        let newest = 0..portfolio.accomplishments.len().min(NEWEST);
        shown.extend(newest.map(|at| AccomplishmentId(at as u32)));
    }
    let people = (0..portfolio.people.len()).map(|at| PersonId(at as u32)).take(WITNESSES);
    let posts = portfolio.posts.iter().take(POSTS).enumerate();
    let view = view::Home {
        hero: hero.and_then(|(claim, witness)| {
            Some(view::Hero {
                accomplishment: plan.accomplishment(claim)?,
                testimonial: plan.testimonial(witness)?,
            })
        }),
        proof: plan.proof(),
        people: people.clone().take(FACES).filter_map(|id| plan.person(id)).collect(),
        featured: plan.accomplishments(&shown),
        grid: plan.grid(GRID, GRID),
        timeline: plan.timeline(people, featured.iter().copied()),
        bio: plan.profile_html(),
        posts: posts
            .map(|(at, post)| plan.post_card(post, &plan.routes.post(PostId(at as u32)).href))
            .collect(),
    };
    let (extra, view) = (&portfolio.profile.extra, View::Home(view));
    Some(Composed { kind: "home", template: "home.html", extra, view })
}

fn head<'p>(plan: &'p Plan<'p>, _: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let mut page = Page::new("/");
    page.title = Cow::Borrowed(&plan.inputs.config.title);
    page.og_type = "profile";
    page.json_ld = json_ld::home(plan);
    Some(page.head(shown, plan))
}

/// The first featured accomplishment with a named public quote; its witness by evidence, then
/// highlight, then date.
fn hero(plan: &Plan<'_>) -> Option<(AccomplishmentId, TestimonialId)> {
    let portfolio = plan.portfolio();
    let featured = portfolio.accomplishments.iter().enumerate().filter(|(_, item)| item.featured);
    for (at, item) in featured {
        let named = item.testimonials.iter().filter_map(|id| {
            let said = portfolio.testimonials.get(id.index())?;
            said.by?;
            Some((said.level, said.highlight.is_some(), said.given.last_key(), *id))
        });
        let best = named.max_by(|a, b| {
            // Of two equals the one that comes first in the portfolio's order.
            (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then(b.3.cmp(&a.3))
        });
        if let Some((_, _, _, witness)) = best {
            return Some((AccomplishmentId(at as u32), witness));
        }
    }
    None
}
