//! What a page is about, for machines: JSON-LD by schema.org.
//!
//! `Person` and `Quotation`; never `Review` or `AggregateRating`, which search engines refuse for
//! one's own site.
//!
//! What a page's data are made from must be in what the page shows or around every page, as
//! [`crate::plan::PageKind`] says.

use serde::Serialize;
use std::borrow::Cow;

use crate::model::{
    self, Accomplishment, AccomplishmentId, Date, Period, PersonId, Post, TestimonialId, When,
};
use crate::plan::view::JsonLd;
use crate::plan::{Permalink, Plan};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WebPage<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    url: Permalink<'a>,
    name: Cow<'a, str>,
    in_language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    main_entity: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_part: Vec<Quotation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Owner<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    url: Permalink<'a>,
    headline: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    in_language: &'a str,
    author: Person<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Quotation<'a>>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<Permalink<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Permalink<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    works_for: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same_as: Vec<&'a str>,
}

#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// The owner, by the id that the home page gives them.
#[derive(Serialize)]
struct Owner<'a> {
    #[serde(rename = "@id")]
    id: Permalink<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quotation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    url: Permalink<'a>,
    text: &'a str,
    date_created: Date,
    about: Owner<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
}

const CONTEXT: &str = "https://schema.org";

/// `ProfilePage` of the owner.
pub(super) fn home<'p>(plan: &'p Plan<'p>) -> JsonLd<'p> {
    let title = Cow::Borrowed(&*plan.inputs.config.title);
    let mut page = web_page(plan, "ProfilePage", "/", title);
    page.main_entity = Some(owner(plan));
    JsonLd::new(page)
}

/// A page of this schema.org type.
pub(super) fn page<'p>(
    plan: &'p Plan<'p>,
    kind: &'static str,
    path: impl Into<Cow<'p, str>>,
    title: &Cow<'p, str>,
) -> JsonLd<'p> {
    let mut page = web_page(plan, kind, path, title.clone());
    page.about = Some(owner_ref(plan));
    JsonLd::new(page)
}

fn web_page<'p>(
    plan: &'p Plan<'p>,
    kind: &'static str,
    path: impl Into<Cow<'p, str>>,
    name: Cow<'p, str>,
) -> WebPage<'p> {
    WebPage {
        context: CONTEXT,
        kind,
        url: Permalink::of(path, plan),
        name,
        in_language: &plan.inputs.config.language,
        main_entity: None,
        has_part: Vec::new(),
        about: None,
    }
}

/// An accomplishment, and what was said about it.
pub(super) fn accomplishment<'p>(
    plan: &'p Plan<'p>,
    id: AccomplishmentId,
    item: &'p Accomplishment,
) -> JsonLd<'p> {
    JsonLd::new(Article {
        context: CONTEXT,
        kind: "Article",
        url: Permalink::of(plan.routes.accomplishment(id).path(), plan),
        headline: &item.title,
        description: &item.body.summary,
        in_language: &plan.inputs.config.language,
        author: owner(plan),
        temporal_coverage: Some(coverage(item.when)),
        date_published: None,
        mentions: quotations(plan, &item.testimonials),
    })
}

/// A date, or an interval by ISO 8601, open where it goes on.
fn coverage(when: When) -> String {
    match when {
        When::Date(date) => date.to_string(),
        When::Period(Period { from, to: Some(to) }) => format!("{from}/{to}"),
        When::Period(Period { from, to: None }) => format!("{from}/.."),
    }
}

/// A person who vouches, and what they said.
pub(super) fn person<'p>(
    plan: &'p Plan<'p>,
    id: PersonId,
    person: &'p model::Person,
) -> JsonLd<'p> {
    let path = plan.routes.person(id).path();
    let mut page = web_page(plan, "ProfilePage", path, Cow::Borrowed(&*person.name));
    let organization = person.organization.as_deref();
    page.main_entity = Some(Person {
        kind: "Person",
        name: &person.name,
        job_title: person.role.as_deref(),
        works_for: organization.map(|name| Organization { kind: "Organization", name }),
        ..Person::default()
    });
    page.has_part = quotations(plan, &person.testimonials);
    JsonLd::new(page)
}

/// A post.
pub(super) fn post<'p>(plan: &'p Plan<'p>, post: &'p Post, path: &'p str) -> JsonLd<'p> {
    JsonLd::new(Article {
        context: CONTEXT,
        kind: "BlogPosting",
        url: Permalink::of(path, plan),
        headline: &post.title,
        description: "",
        in_language: &plan.inputs.config.language,
        author: owner(plan),
        temporal_coverage: None,
        date_published: post.date,
        mentions: Vec::new(),
    })
}

fn owner_ref<'a>(plan: &'a Plan<'_>) -> Owner<'a> {
    Owner { id: Permalink::of("/", plan).at("#me") }
}

fn owner<'a>(plan: &'a Plan<'_>) -> Person<'a> {
    let profile = &plan.portfolio().profile;
    let links = profile.links.iter().filter(|link| link.url.starts_with("http"));
    Person {
        kind: "Person",
        id: Some(owner_ref(plan).id),
        name: &profile.name,
        description: Some(&profile.headline),
        url: Some(Permalink::of("/", plan)),
        same_as: links.map(|link| &*link.url).collect(),
        ..Person::default()
    }
}

/// Testimonials as schema.org's `Quotation`.
fn quotations<'a>(plan: &'a Plan<'_>, ids: &[TestimonialId]) -> Vec<Quotation<'a>> {
    let portfolio = plan.portfolio();
    let quotation = |id: &TestimonialId| {
        let said = portfolio.testimonials.get(id.index())?;
        let person = said.by.and_then(|by| portfolio.people.get(by.index()));
        let creator =
            person.map(|person| Person { kind: "Person", name: &person.name, ..Person::default() });
        Some(Quotation {
            kind: "Quotation",
            url: Permalink::of(plan.routes.testimonial(*id).path(), plan),
            text: &said.body.text,
            date_created: said.given,
            about: owner_ref(plan),
            creator,
            is_based_on: said.source.as_deref(),
        })
    };
    ids.iter().filter_map(quotation).collect()
}
