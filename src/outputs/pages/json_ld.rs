//! What a page is about, for machines: JSON-LD by schema.org.
//!
//! `Person` and `Quotation`; never `Review` or `AggregateRating`, which search engines refuse for
//! one's own site.

use serde::Serialize;
use std::borrow::Cow;

use crate::model::{AccomplishmentId, Date, Period, PersonId, Post, TestimonialId, When};
use crate::plan::Plan;
use crate::plan::view::Html;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WebPage<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    url: String,
    name: &'a str,
    in_language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    main_entity: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_part: Vec<Quotation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Owner>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    url: String,
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

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
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
struct Owner {
    #[serde(rename = "@id")]
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quotation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    url: String,
    text: &'a str,
    date_created: Date,
    about: Owner,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
}

const CONTEXT: &str = "https://schema.org";

/// `ProfilePage` of the owner.
pub(super) fn home(plan: &Plan<'_>) -> Html<'static> {
    let mut page = web_page(plan, "ProfilePage", "/", &plan.inputs.config.title);
    page.main_entity = Some(owner(plan));
    script(&page)
}

/// A page of this schema.org type.
pub(super) fn page(plan: &Plan<'_>, kind: &'static str, path: &str, title: &str) -> Html<'static> {
    let mut page = web_page(plan, kind, path, title);
    page.about = Some(owner_ref(plan));
    script(&page)
}

fn web_page<'a>(plan: &'a Plan<'_>, kind: &'static str, path: &str, name: &'a str) -> WebPage<'a> {
    WebPage {
        context: CONTEXT,
        kind,
        url: plan.permalink(path),
        name,
        in_language: &plan.inputs.config.language,
        main_entity: None,
        has_part: Vec::new(),
        about: None,
    }
}

/// An accomplishment, and what was said about it.
pub(super) fn accomplishment(plan: &Plan<'_>, id: AccomplishmentId) -> Html<'static> {
    let Some(item) = plan.portfolio().accomplishments.get(id.index()) else {
        return Html::default();
    };
    script(&Article {
        context: CONTEXT,
        kind: "Article",
        url: plan.permalink(&plan.routes.accomplishment(id).path),
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
pub(super) fn person(plan: &Plan<'_>, id: PersonId) -> Html<'static> {
    let Some(person) = plan.portfolio().people.get(id.index()) else { return Html::default() };
    let path = &plan.routes.person(id).path;
    let mut page = web_page(plan, "ProfilePage", path, &person.name);
    let organization = person.organization.as_deref();
    page.main_entity = Some(Person {
        kind: "Person",
        name: &person.name,
        job_title: person.role.as_deref(),
        works_for: organization.map(|name| Organization { kind: "Organization", name }),
        ..Person::default()
    });
    page.has_part = quotations(plan, &person.testimonials);
    script(&page)
}

/// A post.
pub(super) fn post(plan: &Plan<'_>, post: &Post, path: &str) -> Html<'static> {
    script(&Article {
        context: CONTEXT,
        kind: "BlogPosting",
        url: plan.permalink(path),
        headline: &post.title,
        description: "",
        in_language: &plan.inputs.config.language,
        author: owner(plan),
        temporal_coverage: None,
        date_published: post.date,
        mentions: Vec::new(),
    })
}

fn owner_ref(plan: &Plan<'_>) -> Owner {
    Owner { id: plan.permalink("/") + "#me" }
}

fn owner<'a>(plan: &'a Plan<'_>) -> Person<'a> {
    let profile = &plan.portfolio().profile;
    let links = profile.links.iter().filter(|link| link.url.starts_with("http"));
    Person {
        kind: "Person",
        id: Some(owner_ref(plan).id),
        name: &profile.name,
        description: Some(&profile.headline),
        url: Some(plan.permalink("/")),
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
            url: plan.permalink(&plan.routes.testimonial(*id).path),
            text: &said.body.text,
            date_created: said.given,
            about: owner_ref(plan),
            creator,
            is_based_on: said.source.as_deref(),
        })
    };
    ids.iter().filter_map(quotation).collect()
}

/// The element that holds it. `<` is written so that no text can end the element.
fn script(page: &impl Serialize) -> Html<'static> {
    let json = serde_json::to_string(page).unwrap_or_default();
    let json = if json.contains('<') { json.replace('<', "\\u003c") } else { json };
    let html = ["<script type=\"application/ld+json\">", &json, "</script>"].concat();
    Html(Cow::Owned(html))
}
