//! `/how-verified/`: what each level of evidence means, and what has it.

use super::{NO_EXTRA, Page, json_ld};
use crate::model::Level;
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, view};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/how-verified/", PageKind { compose, head }, 0, "how-verified");
}

fn compose<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let section = |level: Level| {
        let testimonials = plan.testimonials_of_level(level);
        view::LevelSection { level, testimonials }
    };
    let levels = Level::ALL.iter().copied().map(section).collect();
    let view = View::HowVerified(view::HowVerified { levels });
    Some(Composed { kind: "how-verified", template: "how-verified.html", extra: &NO_EXTRA, view })
}

fn head<'p>(plan: &'p Plan<'p>, _: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let mut page = Page::new("/how-verified/").in_words("how_verified", plan);
    page.section = "/vouch/";
    page.json_ld = json_ld::page(plan, "WebPage", "/how-verified/", &page.title);
    Some(page.head(shown, plan))
}
