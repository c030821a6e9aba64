//! What a page is about, for machines: JSON-LD by schema.org.
//!
//! `Person` and `Quotation`; never `Review` or `AggregateRating`, which search engines refuse for
//! one's own site.

use serde_json::{Map, Value, json};
use std::borrow::Cow;

use crate::model::{AccomplishmentId, Period, PersonId, Post, TestimonialId, When};
use crate::plan::Plan;
use crate::plan::view::Html;

/// `ProfilePage` of the owner.
pub(super) fn home(plan: &Plan<'_>) -> Html<'static> {
    script(json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": plan.permalink("/"),
        "name": plan.inputs.config.title,
        "inLanguage": plan.inputs.config.language,
        "mainEntity": owner(plan),
    }))
}

/// A page of this schema.org type.
pub(super) fn page(plan: &Plan<'_>, kind: &str, path: &str, title: &str) -> Html<'static> {
    script(json!({
        "@context": "https://schema.org",
        "@type": kind,
        "url": plan.permalink(path),
        "name": title,
        "inLanguage": plan.inputs.config.language,
        "about": { "@id": owner_id(plan) },
    }))
}

/// An accomplishment, and what was said about it.
pub(super) fn accomplishment(plan: &Plan<'_>, id: AccomplishmentId) -> Html<'static> {
    let Some(item) = plan.portfolio().accomplishments.get(id.index()) else {
        return Html::default();
    };
    let url = plan.permalink(&plan.routes.accomplishment(id).path);
    let said: Vec<Value> = item.testimonials.iter().map(|id| quotation(plan, *id)).collect();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "url": url,
        "headline": item.title,
        "description": item.body.summary,
        "inLanguage": plan.inputs.config.language,
        "author": owner(plan),
        "temporalCoverage": coverage(item.when),
    });
    add_list(&mut article, "mentions", said);
    script(article)
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
    let mut subject = Map::new();
    subject.insert("@type".into(), "Person".into());
    subject.insert("name".into(), (&*person.name).into());
    if let Some(role) = &person.role {
        subject.insert("jobTitle".into(), (&**role).into());
    }
    if let Some(organization) = &person.organization {
        let organization = json!({ "@type": "Organization", "name": organization });
        subject.insert("worksFor".into(), organization);
    }
    let mut page = json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": plan.permalink(&plan.routes.person(id).path),
        "name": person.name,
        "inLanguage": plan.inputs.config.language,
        "mainEntity": subject,
    });
    let said = person.testimonials.iter().map(|id| quotation(plan, *id)).collect();
    add_list(&mut page, "hasPart", said);
    script(page)
}

/// A post.
pub(super) fn post(plan: &Plan<'_>, post: &Post, path: &str) -> Html<'static> {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "url": plan.permalink(path),
        "headline": post.title,
        "inLanguage": plan.inputs.config.language,
        "author": owner(plan),
    });
    if let (Some(date), Some(fields)) = (post.date, value.as_object_mut()) {
        fields.insert("datePublished".into(), date.to_string().into());
    }
    script(value)
}

fn owner_id(plan: &Plan<'_>) -> String {
    plan.permalink("/") + "#me"
}

fn owner(plan: &Plan<'_>) -> Value {
    let profile = &plan.portfolio().profile;
    let mut owner = json!({
        "@type": "Person",
        "@id": owner_id(plan),
        "name": profile.name,
        "description": profile.headline,
        "url": plan.permalink("/"),
    });
    let links = profile.links.iter().filter(|link| link.url.starts_with("http"));
    add_list(&mut owner, "sameAs", links.map(|link| json!(link.url)).collect());
    owner
}

/// A testimonial as schema.org's `Quotation`.
fn quotation(plan: &Plan<'_>, id: TestimonialId) -> Value {
    let portfolio = plan.portfolio();
    let Some(said) = portfolio.testimonials.get(id.index()) else { return Value::Null };
    let mut quotation = json!({
        "@type": "Quotation",
        "url": plan.permalink(&plan.routes.testimonial(id).path),
        "text": said.body.text,
        "dateCreated": said.given.to_string(),
        "about": { "@id": owner_id(plan) },
    });
    let person = said.by.and_then(|by| portfolio.people.get(by.index()));
    if let (Some(person), Some(fields)) = (person, quotation.as_object_mut()) {
        fields.insert("creator".into(), json!({ "@type": "Person", "name": person.name }));
    }
    if let (Some(source), Some(fields)) = (&said.source, quotation.as_object_mut()) {
        fields.insert("isBasedOn".into(), (&**source).into());
    }
    quotation
}

fn add_list(value: &mut Value, key: &str, list: Vec<Value>) {
    if let Some(fields) = value.as_object_mut().filter(|_| !list.is_empty()) {
        fields.insert(key.into(), list.into());
    }
}

/// The element that holds it. `<` is written so that no text can end the element.
fn script(value: Value) -> Html<'static> {
    let json = value.to_string().replace('<', "\\u003c");
    let html = format!("<script type=\"application/ld+json\">{json}</script>");
    Html(Cow::Owned(html))
}
