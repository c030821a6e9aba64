//! `/accomplishments/` and `/accomplishments/ID/`.

use std::borrow::Cow;

use super::{Page, json_ld, paginate};
use crate::model::AccomplishmentId;
use crate::outputs::Gathered;
use crate::plan::{Plan, View, view};

const SECTION: &str = "/accomplishments/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let total = plan.portfolio().accomplishments.len();
    let all: Vec<AccomplishmentId> = (0..total).map(|at| AccomplishmentId(at as u32)).collect();
    for (path, part, pagination) in paginate(&all, SECTION, plan) {
        let accomplishments = plan.accomplishments(part);
        let view = view::Accomplishments { accomplishments, total, pagination };
        let mut page = Page::new("accomplishments", "accomplishments.html", path).in_words(
            "accomplishments",
            plan,
            gathered,
        );
        page.section = SECTION;
        page.json_ld = json_ld::page(plan, "CollectionPage", &page.path, &page.title);
        page.add(View::Accomplishments(view), plan, gathered);
    }
    for id in all {
        single(plan, id, gathered);
    }
}

fn single<'p>(plan: &'p Plan<'p>, id: AccomplishmentId, gathered: &mut Gathered<'p>) {
    let Some(item) = plan.portfolio().accomplishments.get(id.index()) else { return };
    let Some(card) = plan.accomplishment(id) else { return };
    let newer = id.0.checked_sub(1).map(AccomplishmentId);
    let view = view::Accomplishment {
        accomplishment: card,
        story: plan.accomplishment_html(id),
        links: plan.links(&item.links),
        with: plan.people(&item.with),
        testimonials: plan.testimonials(&item.testimonials),
        newer: newer.and_then(|id| plan.accomplishment_ref(id)),
        older: plan.accomplishment_ref(AccomplishmentId(id.0 + 1)),
    };
    let route = plan.routes.accomplishment(id);
    let mut page = Page::new("accomplishment", "accomplishment.html", &*route.path);
    page.section = SECTION;
    page.title = Cow::Borrowed(&item.title);
    page.description = Cow::Borrowed(&item.body.summary);
    page.og_type = "article";
    page.image = item.image.as_ref().map(|image| &*image.path);
    page.json_ld = json_ld::accomplishment(plan, id);
    page.extra = &item.extra;
    page.origin = &item.file;
    page.add(View::Accomplishment(view), plan, gathered);
}
