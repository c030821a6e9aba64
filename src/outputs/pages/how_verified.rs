//! `/how-verified/`: what each level of evidence means, and what has it.

use super::{Page, json_ld};
use crate::model::{Level, TestimonialId};
use crate::outputs::Gathered;
use crate::plan::{Plan, View, view};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let all = &plan.portfolio().testimonials;
    let section = |level: Level| {
        let of_level = all.iter().enumerate().filter(|(_, said)| said.level == level);
        let ids: Vec<_> = of_level.map(|(at, _)| TestimonialId(at as u32)).collect();
        view::LevelSection { level, testimonials: plan.testimonials(&ids) }
    };
    let levels = Level::ALL.iter().copied().map(section).collect();
    let mut page = Page::new("how-verified", "how-verified.html", "/how-verified/").in_words(
        "how_verified",
        plan,
        gathered,
    );
    page.section = "/vouch/";
    page.json_ld = json_ld::page(plan, "WebPage", "/how-verified/", &page.title);
    page.add(View::HowVerified(view::HowVerified { levels }), plan, gathered);
}
