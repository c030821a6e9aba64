//! `/accomplishments/` and `/accomplishments/ID/`.

use std::borrow::Cow;

use super::{Page, Part, add_list, json_ld, part};
use crate::model::AccomplishmentId;
use crate::outputs::Gathered;
use crate::plan::{Composed, Plan, View, view};

const SECTION: &str = "/accomplishments/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let all = &plan.portfolio().accomplishments;
    add_list(SECTION, all.len(), list, plan, gathered);
    for (number, item) in all.iter().enumerate() {
        let route = plan.routes.accomplishment(AccomplishmentId(number as u32));
        gathered.add_page(&route.path, single, number, &item.file);
    }
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let total = plan.portfolio().accomplishments.len();
    let Part { path, entries, pagination, .. } = part(SECTION, total, number, plan);
    let ids: Vec<_> = entries.map(|at| AccomplishmentId(at as u32)).collect();
    let accomplishments = plan.accomplishments(&ids);
    let view = view::Accomplishments { accomplishments, total, pagination };
    let mut page = Page::new("accomplishments", "accomplishments.html", path)
        .in_words("accomplishments", plan);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
    Some(page.show(View::Accomplishments(view), plan))
}

fn single<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = AccomplishmentId(number as u32);
    let item = plan.portfolio().accomplishments.get(number)?;
    let newer = id.0.checked_sub(1).map(AccomplishmentId);
    let view = view::Accomplishment {
        accomplishment: plan.accomplishment(id)?,
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
    page.json_ld = json_ld::accomplishment(plan, id, item);
    page.extra = &item.extra;
    Some(page.show(View::Accomplishment(view), plan))
}
