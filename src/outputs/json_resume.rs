//! `/resume.json`: the portfolio as JSON Resume (schema 1.0.0, jsonresume.org).
//!
//! `references` carry what the schema has no field for as extra fields: relation, accomplishments,
//! date and evidence. The schema allows no null, so that absent values are left out.

use serde_json::{Map, Value, json};

use super::Gathered;
use crate::model::{Accomplishment, AccomplishmentId, PositionId, Testimonial, TestimonialId};
use crate::plan::{Content, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let mut text = serde_json::to_string_pretty(&resume(plan)).unwrap_or_default();
    text.push('\n');
    gathered.add("resume.json", Content::Bytes(text.into_bytes()), "the résumé's data");
}

fn resume(plan: &Plan<'_>) -> Value {
    let portfolio = plan.portfolio();
    let mut root = Map::new();
    put(&mut root, "$schema", SCHEMA);
    root.insert("basics".into(), basics(plan));
    let work = (0..portfolio.positions.len()).map(|at| work(plan, PositionId(at as u32)));
    root.insert("work".into(), work.collect());
    root.insert("education".into(), portfolio.education.iter().map(education).collect());
    let awards = portfolio.awards.iter().map(|award| {
        let mut item = Map::new();
        put(&mut item, "title", &award.title);
        put_date(&mut item, "date", award.date);
        put_optional(&mut item, "awarder", award.awarder.as_deref());
        put_optional(&mut item, "summary", award.summary.as_deref());
        Value::Object(item)
    });
    root.insert("awards".into(), awards.collect());
    let certificates = portfolio.certificates.iter().map(|certificate| {
        let mut item = Map::new();
        put(&mut item, "name", &certificate.name);
        put_date(&mut item, "date", certificate.date);
        put_optional(&mut item, "url", certificate.url.as_deref());
        put_optional(&mut item, "issuer", certificate.issuer.as_deref());
        Value::Object(item)
    });
    root.insert("certificates".into(), certificates.collect());
    let skills = portfolio.skills.iter().map(|skill| json!({ "name": skill.name }));
    root.insert("skills".into(), skills.collect());
    let languages = portfolio.languages.iter().map(|language| {
        let mut item = Map::new();
        put(&mut item, "language", &language.language);
        put_optional(&mut item, "fluency", language.fluency.as_deref());
        Value::Object(item)
    });
    root.insert("languages".into(), languages.collect());
    let projects = portfolio.accomplishments.iter().enumerate();
    let projects = projects.map(|(at, item)| project(plan, AccomplishmentId(at as u32), item));
    root.insert("projects".into(), projects.collect());
    let said = portfolio.testimonials.iter().enumerate();
    let said = said.map(|(at, said)| reference(plan, TestimonialId(at as u32), said));
    root.insert("references".into(), said.collect());
    let canonical = plan.permalink("/resume.json");
    root.insert("meta".into(), json!({ "canonical": canonical, "version": "v1.0.0" }));
    Value::Object(root)
}

const SCHEMA: &str =
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

fn basics(plan: &Plan<'_>) -> Value {
    let profile = &plan.portfolio().profile;
    let mut item = Map::new();
    put(&mut item, "name", &profile.name);
    put(&mut item, "label", &profile.headline);
    if let Some(photo) = &profile.photo {
        put(&mut item, "image", &plan.preview(photo).url);
    }
    let email = profile.contact.as_ref().and_then(|link| link.url.strip_prefix("mailto:"));
    put_optional(&mut item, "email", email.and_then(|address| address.split('?').next()));
    put(&mut item, "url", &plan.permalink("/"));
    put(&mut item, "summary", &profile.body.summary);
    if let Some(location) = &profile.location {
        item.insert("location".into(), json!({ "address": location }));
    }
    let profiles = profile.links.iter().filter(|link| link.url.starts_with("http"));
    let profiles = profiles.map(|link| json!({ "network": link.label, "url": link.url }));
    item.insert("profiles".into(), profiles.collect());
    Value::Object(item)
}

fn work(plan: &Plan<'_>, id: PositionId) -> Value {
    let portfolio = plan.portfolio();
    let mut item = Map::new();
    let Some(position) = portfolio.positions.get(id.index()) else { return Value::Object(item) };
    put(&mut item, "name", &position.organization);
    put_optional(&mut item, "location", position.location.as_deref());
    put(&mut item, "position", &position.title);
    put_optional(&mut item, "url", position.url.as_deref());
    put_date(&mut item, "startDate", Some(position.period.from));
    put_date(&mut item, "endDate", position.period.to);
    put_optional(&mut item, "summary", position.summary.as_deref());
    let done = portfolio.accomplishments.iter().filter(|done| done.at == Some(id));
    item.insert("highlights".into(), done.map(|done| json!(done.title)).collect());
    Value::Object(item)
}

fn education(education: &crate::model::Education) -> Value {
    let mut item = Map::new();
    put(&mut item, "institution", &education.institution);
    put_optional(&mut item, "url", education.url.as_deref());
    put_optional(&mut item, "area", education.area.as_deref());
    put_optional(&mut item, "studyType", education.degree.as_deref());
    put_date(&mut item, "startDate", education.from);
    put_date(&mut item, "endDate", education.to);
    Value::Object(item)
}

fn project(plan: &Plan<'_>, id: AccomplishmentId, done: &Accomplishment) -> Value {
    let portfolio = plan.portfolio();
    let period = done.when.period();
    let mut item = Map::new();
    put(&mut item, "name", &done.title);
    put(&mut item, "description", &done.body.summary);
    if let Some(metric) = &done.metric {
        let before = metric.before.as_ref().map(|before| format!(" ({before} before)"));
        let text = format!("{}: {}{}", metric.label, metric.value, before.unwrap_or_default());
        item.insert("highlights".into(), json!([text]));
    }
    let skills = done.skills.iter().filter_map(|id| portfolio.skills.get(id.index()));
    item.insert("keywords".into(), skills.map(|skill| json!(skill.name)).collect());
    put_date(&mut item, "startDate", Some(period.from));
    put_date(&mut item, "endDate", period.to);
    put(&mut item, "url", &plan.permalink(&plan.routes.accomplishment(id).path));
    if let Some(role) = &done.role {
        item.insert("roles".into(), json!([role]));
    }
    let position = done.at.and_then(|at| portfolio.positions.get(at.index()));
    put_optional(&mut item, "entity", position.map(|position| &*position.organization));
    Value::Object(item)
}

fn reference(plan: &Plan<'_>, id: TestimonialId, said: &Testimonial) -> Value {
    let portfolio = plan.portfolio();
    let person = said.by.and_then(|by| portfolio.people.get(by.index()));
    let mut item = Map::new();
    put_optional(&mut item, "name", person.map(|person| &*person.name));
    put(&mut item, "reference", &said.body.text);
    put(&mut item, "relation", said.relation.kind.as_str());
    put_date(&mut item, "date", Some(said.given));
    put(&mut item, "evidence", said.level.as_str());
    put_optional(&mut item, "source", said.source.as_deref());
    put(&mut item, "url", &plan.permalink(&plan.routes.testimonial(id).path));
    let about = said.about.iter();
    let about = about.map(|id| json!(plan.permalink(&plan.routes.accomplishment(*id).path)));
    item.insert("accomplishments".into(), about.collect());
    Value::Object(item)
}

/// Adds a text, unless there is none.
fn put(item: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        item.insert(key.into(), text.into());
    }
}

fn put_optional(item: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    put(item, key, text.unwrap_or_default());
}

fn put_date(item: &mut Map<String, Value>, key: &str, date: Option<crate::model::Date>) {
    if let Some(date) = date {
        item.insert(key.into(), date.to_string().into());
    }
}
