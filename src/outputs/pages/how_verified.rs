//! `/how-verified/`: what each level of evidence means, and what has it.

use super::{Page, json_ld};
use crate::model::{Level, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Composed, Plan, View, view};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/how-verified/", page, 0, "how-verified");
}

fn page<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let all = &plan.portfolio().testimonials;
    let section = |level: Level| {
        let of_level = all.iter().enumerate().filter(|(_, said)| said.level == level);
        let ids: Vec<_> = of_level.map(|(at, _)| TestimonialId(at as u32)).collect();
        view::LevelSection { level, testimonials: plan.testimonials(&ids) }
    };
    let levels = Level::ALL.iter().copied().map(section).collect();
    let page = Page::new("how-verified", "how-verified.html", "/how-verified/");
    let mut page = page.in_words("how_verified", plan);
    page.section = "/vouch/";
    page.json_ld = json_ld::page(plan, "WebPage", "/how-verified/", &page.title);
    Some(page.show(View::HowVerified(view::HowVerified { levels }), plan))
}
