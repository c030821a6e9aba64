//! `/accomplishments/` and `/accomplishments/ID/`.

use std::borrow::Cow;

use super::{NO_EXTRA, Page, Part, add_list, json_ld, part};
use crate::model::{AccomplishmentId, PictureRole};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, List, PageKind, Plan, View, view};

const LIST: List = List::Accomplishments;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let all = &plan.portfolio().accomplishments;
    let list = PageKind { compose: list, head: list_head };
    add_list(LIST, list, plan, gathered);
    let single = PageKind { compose: single, head: single_head };
    gathered.add_pages(all, single, |number, item| {
        (plan.routes.accomplishment(AccomplishmentId(number as u32)), &item.file)
    });
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let total = plan.portfolio().accomplishments.len();
    let Part { entries, pagination, .. } = part(LIST, number, plan)?;
    let ids: Vec<_> = entries.map(|at| AccomplishmentId(at as u32)).collect();
    let accomplishments = plan.accomplishments(&ids);
    let view = view::Accomplishments { accomplishments, total, pagination };
    let view = View::Accomplishments(view);
    let (kind, template) = ("accomplishments", "accomplishments.html");
    Some(Composed { kind, template, extra: &NO_EXTRA, view })
}

fn list_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    Some(Page::of_list(LIST, number, "accomplishments", plan).head(shown, plan))
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
    let (extra, view) = (&item.extra, View::Accomplishment(view));
    Some(Composed { kind: "accomplishment", template: "accomplishment.html", extra, view })
}

/// All of it is in the card and the testimonials that the page shows.
fn single_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let id = AccomplishmentId(number as u32);
    let item = plan.portfolio().accomplishments.get(number)?;
    let mut page = Page::new(plan.routes.accomplishment(id).path());
    page.section = LIST.path();
    page.title = Cow::Borrowed(&item.title);
    page.description = Cow::Borrowed(&item.body.summary);
    page.og_type = "article";
    page.image = item.image.as_ref().map(|image| (&*image.path, PictureRole::Work));
    page.json_ld = json_ld::accomplishment(plan, id, item);
    Some(page.head(shown, plan))
}
