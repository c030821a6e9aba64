//! `/people/ID/`: a person, everything they said, and when they were there.

use std::borrow::Cow;

use super::{Page, json_ld};
use crate::model::{PersonId, PictureRole};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, view};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let single = PageKind { compose: single, head };
    gathered.add_pages(&plan.portfolio().people, single, |number, person| {
        (plan.routes.person(PersonId(number as u32)), &person.file)
    });
}

fn single<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = PersonId(number as u32);
    let person = plan.portfolio().people.get(number)?;
    let accomplishments = plan.witnessed(id);
    let timeline = person
        .relation
        .period
        .and_then(|_| plan.timeline(std::iter::once(id), accomplishments.iter().copied()));
    let view = view::PersonPage {
        person: plan.person(id)?,
        body: plan.person_html(id),
        links: plan.links(&person.links),
        speaks_to: plan.skill_refs(plan.speaks_to(id)),
        testimonials: plan.testimonials(&person.testimonials),
        accomplishments: plan.accomplishments(accomplishments),
        timeline,
        extra: &person.extra,
    };
    let (extra, view) = (&person.extra, View::Person(view));
    Some(Composed { kind: "person", template: "person.html", extra, view })
}

/// All of it is in the person and the testimonials that the page shows.
fn head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let id = PersonId(number as u32);
    let person = plan.portfolio().people.get(number)?;
    let names = [("owner", &*plan.portfolio().profile.name), ("name", &*person.name)];
    let mut page = Page::new(plan.routes.person(id).path());
    page.section = "/vouch/";
    page.title = Cow::Borrowed(&person.name);
    page.description = page.words("descriptions.person", &names, plan);
    page.og_type = "profile";
    page.image = person.photo.as_deref().map(|photo| (photo, PictureRole::People));
    page.json_ld = json_ld::person(plan, id, person);
    Some(page.head(shown, plan))
}
