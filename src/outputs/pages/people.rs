//! `/people/ID/`: a person, everything they said, and when they were there.

use std::borrow::Cow;

use super::{Page, json_ld};
use crate::model::{AccomplishmentId, PersonId};
use crate::outputs::Gathered;
use crate::plan::{Plan, View, view};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let witnessed = witnessed(plan);
    for (at, accomplishments) in witnessed.iter().enumerate() {
        let id = PersonId(at as u32);
        let Some(person) = plan.portfolio().people.get(at) else { continue };
        let Some(card) = plan.person(id) else { continue };
        let timeline = person
            .relation
            .period
            .and_then(|_| plan.timeline(std::iter::once(id), accomplishments.iter().copied()));
        let view = view::PersonPage {
            person: card,
            body: plan.person_html(id),
            links: plan.links(&person.links),
            speaks_to: plan.skill_refs(&plan.speaks_to(id)),
            testimonials: plan.testimonials(&person.testimonials),
            accomplishments: plan.accomplishments(accomplishments),
            timeline,
            extra: &person.extra,
        };
        let mut page = Page::new("person", "person.html", &*plan.routes.person(id).path);
        page.section = "/vouch/";
        page.title = Cow::Borrowed(&person.name);
        page.description = description(plan, person, gathered);
        page.og_type = "profile";
        page.image = person.photo.as_deref();
        page.json_ld = json_ld::person(plan, id);
        page.extra = &person.extra;
        page.origin = &person.file;
        page.add(View::Person(view), plan, gathered);
    }
}

fn description<'p>(
    plan: &'p Plan<'p>,
    person: &'p crate::model::Person,
    gathered: &mut Gathered<'p>,
) -> Cow<'p, str> {
    let names = [("owner", &*plan.portfolio().profile.name), ("name", &*person.name)];
    let text = plan.inputs.theme.text("descriptions.person", &names);
    Cow::Owned(text.map_err(|problem| gathered.problems.push(problem)).unwrap_or_default())
}

/// For each person the accomplishments they were there for or spoke about, newest first.
fn witnessed(plan: &Plan<'_>) -> Vec<Vec<AccomplishmentId>> {
    let portfolio = plan.portfolio();
    let mut lists: Vec<Vec<AccomplishmentId>> = vec![Vec::new(); portfolio.people.len()];
    for (at, item) in portfolio.accomplishments.iter().enumerate() {
        let said = item.testimonials.iter();
        let by = said.filter_map(|id| portfolio.testimonials.get(id.index()).and_then(|t| t.by));
        for person in by.chain(item.with.iter().copied()) {
            let id = AccomplishmentId(at as u32);
            if let Some(list) = lists.get_mut(person.index())
                && list.last() != Some(&id)
            {
                list.push(id);
            }
        }
    }
    lists
}
