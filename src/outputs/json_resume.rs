//! `/resume.json`: the portfolio as JSON Resume (schema 1.0.0, jsonresume.org).
//!
//! `references` carry what the schema has no field for as extra fields: relation, accomplishments,
//! date and evidence. The schema allows no null, so that absent values are left out.

use serde::Serialize;

use super::Gathered;
use super::list::{self, List};
use crate::digest::Digest;
use crate::model::{AccomplishmentId, Date, PictureRole, Position, PositionId, TestimonialId};
use crate::plan::{Content, Part, Permalink, Plan};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add("resume.json", Content::Parts(parts), "the résumé's data");
}

/// The whole file. What is told of an accomplishment is all in its card, and what is told of a
/// testimonial in what pages show of it, so that these decide whether a part is as it was.
fn parts<'p>(plan: &'p Plan<'p>) -> Vec<Part<'p>> {
    let portfolio = plan.portfolio();
    let projects = List {
        length: portfolio.accomplishments.len(),
        shown: |plan, at| plan.accomplishment(AccomplishmentId(at as u32)),
        entry: |plan, at| project(plan, AccomplishmentId(at as u32)),
        bytes: bytes(&portfolio.accomplishments, |done| done.body.summary.len()),
    };
    let references = List {
        length: portfolio.testimonials.len(),
        shown: |plan, at| plan.testimonial(TestimonialId(at as u32)),
        entry: |plan, at| reference(plan, TestimonialId(at as u32)),
        bytes: bytes(&portfolio.testimonials, |said| said.body.text.len()),
    };
    let mut parts = vec![begin(plan)];
    parts.extend(list::parts(plan, projects));
    parts.push(list::verbatim(",\n  \"references\": "));
    parts.extend(list::parts(plan, references));
    parts.push(end(plan));
    parts
}

/// What stands before the lists.
fn begin<'p>(plan: &'p Plan<'p>) -> Part<'p> {
    let resume = resume(plan);
    let digest = Digest::of_value(&resume);
    let make = move |text: &mut Vec<u8>| {
        list::write(&resume, 0, text);
        text.truncate(text.len() - "\n}".len());
        text.extend_from_slice(b",\n  \"projects\": ");
    };
    Part { digest, length: LENGTH_OF_REST, make: Box::new(make) }
}

/// What stands after the lists.
fn end<'p>(plan: &'p Plan<'p>) -> Part<'p> {
    let meta = Meta { canonical: plan.permalink("/resume.json"), version: "v1.0.0" };
    let digest = Digest::of_value(&meta);
    let make = move |text: &mut Vec<u8>| {
        text.extend_from_slice(b",\n  \"meta\": ");
        list::write(&meta, 1, text);
        text.extend_from_slice(b"\n}\n");
    };
    Part { digest, length: LENGTH_OF_REST, make: Box::new(make) }
}

/// About as much as an entry takes besides its text, in bytes.
const LENGTH_OF_REST: usize = 600;

/// About as many bytes as a list has.
fn bytes<T>(entries: &[T], text: impl Fn(&T) -> usize) -> usize {
    entries.iter().map(|entry| LENGTH_OF_REST + text(entry)).sum()
}

const SCHEMA: &str =
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// Without what is long, which follows.
#[derive(Hash, Serialize)]
struct Resume<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    basics: Basics<'a>,
    work: Vec<Work<'a>>,
    education: Vec<Education<'a>>,
    awards: Vec<Award<'a>>,
    certificates: Vec<Certificate<'a>>,
    skills: Vec<Skill<'a>>,
    languages: Vec<Language<'a>>,
}

#[derive(Hash, Serialize)]
struct Basics<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
    profiles: Vec<Profile<'a>>,
}

#[derive(Hash, Serialize)]
struct Location<'a> {
    address: &'a str,
}

#[derive(Hash, Serialize)]
struct Profile<'a> {
    network: &'a str,
    url: &'a str,
}

#[derive(Hash, Serialize)]
#[serde(rename_all = "camelCase")]
struct Work<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
    position: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    start_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    highlights: Vec<&'a str>,
}

#[derive(Hash, Serialize)]
#[serde(rename_all = "camelCase")]
struct Education<'a> {
    institution: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    study_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Date>,
}

#[derive(Hash, Serialize)]
struct Award<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    awarder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
}

#[derive(Hash, Serialize)]
struct Certificate<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
}

#[derive(Hash, Serialize)]
struct Skill<'a> {
    name: &'a str,
}

#[derive(Hash, Serialize)]
struct Language<'a> {
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fluency: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Project<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    highlights: Option<[String; 1]>,
    keywords: Vec<&'a str>,
    start_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Date>,
    url: Permalink<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
}

#[derive(Serialize)]
struct Reference<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    reference: &'a str,
    relation: &'static str,
    date: Date,
    evidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    url: Permalink<'a>,
    accomplishments: Vec<Permalink<'a>>,
}

#[derive(Hash, Serialize)]
struct Meta {
    canonical: String,
    version: &'static str,
}

fn resume<'p>(plan: &'p Plan<'p>) -> Resume<'p> {
    let portfolio = plan.portfolio();
    let work = portfolio.positions.iter().enumerate();
    let education = portfolio.education.iter().map(|education| Education {
        institution: &education.institution,
        url: education.url.as_deref(),
        area: education.area.as_deref(),
        study_type: education.degree.as_deref(),
        start_date: education.from,
        end_date: education.to,
    });
    let awards = portfolio.awards.iter().map(|award| Award {
        title: &award.title,
        date: award.date,
        awarder: award.awarder.as_deref(),
        summary: award.summary.as_deref(),
    });
    let certificates = portfolio.certificates.iter().map(|certificate| Certificate {
        name: &certificate.name,
        date: certificate.date,
        url: certificate.url.as_deref(),
        issuer: certificate.issuer.as_deref(),
    });
    let languages = portfolio.languages.iter().map(|language| Language {
        language: &language.language,
        fluency: language.fluency.as_deref(),
    });
    Resume {
        schema: SCHEMA,
        basics: basics(plan),
        work: work
            .map(|(at, position)| self::work(plan, PositionId(at as u32), position))
            .collect(),
        education: education.collect(),
        awards: awards.collect(),
        certificates: certificates.collect(),
        skills: portfolio.skills.iter().map(|skill| Skill { name: &skill.name }).collect(),
        languages: languages.collect(),
    }
}

fn basics<'p>(plan: &'p Plan<'p>) -> Basics<'p> {
    let profile = &plan.portfolio().profile;
    let photo = profile.photo.as_ref();
    let email = profile.contact.as_ref().and_then(|link| link.url.strip_prefix("mailto:"));
    let profiles = profile.links.iter().filter(|link| link.url.starts_with("http"));
    Basics {
        name: &profile.name,
        label: &profile.headline,
        image: photo.map(|photo| plan.preview(photo, PictureRole::People).url),
        email: email.and_then(|address| address.split('?').next()).filter(|it| !it.is_empty()),
        url: plan.permalink("/"),
        summary: &profile.body.summary,
        location: profile.location.as_deref().map(|address| Location { address }),
        profiles: profiles.map(|link| Profile { network: &link.label, url: &link.url }).collect(),
    }
}

fn work<'p>(plan: &'p Plan<'p>, id: PositionId, position: &'p Position) -> Work<'p> {
    let done = plan.portfolio().accomplishments.iter().filter(|done| done.at == Some(id));
    Work {
        name: &position.organization,
        location: position.location.as_deref(),
        position: &position.title,
        url: position.url.as_deref(),
        start_date: position.period.from,
        end_date: position.period.to,
        summary: position.summary.as_deref(),
        highlights: done.map(|done| &*done.title).collect(),
    }
}

fn project<'p>(plan: &'p Plan<'p>, id: AccomplishmentId) -> Option<Project<'p>> {
    let portfolio = plan.portfolio();
    let done = portfolio.accomplishments.get(id.index())?;
    let period = done.when.period();
    let metric = done.metric.as_ref().map(|metric| {
        let before = metric.before.as_ref().map(|before| format!(" ({before} before)"));
        [format!("{}: {}{}", metric.label, metric.value, before.unwrap_or_default())]
    });
    let skills = done.skills.iter().filter_map(|id| portfolio.skills.get(id.index()));
    let position = done.at.and_then(|at| portfolio.positions.get(at.index()));
    Some(Project {
        name: &done.title,
        description: &done.body.summary,
        highlights: metric,
        keywords: skills.map(|skill| &*skill.name).collect(),
        start_date: period.from,
        end_date: period.to,
        url: Permalink::of(plan.routes.accomplishment(id).path(), plan),
        roles: done.role.as_deref().map(|role| [role]),
        entity: position.map(|position| &*position.organization),
    })
}

fn reference<'p>(plan: &'p Plan<'p>, id: TestimonialId) -> Option<Reference<'p>> {
    let portfolio = plan.portfolio();
    let said = portfolio.testimonials.get(id.index())?;
    let person = said.by.and_then(|by| portfolio.people.get(by.index()));
    let about = said.about.iter();
    Some(Reference {
        name: person.map(|person| &*person.name),
        reference: &said.body.text,
        relation: said.relation.kind.as_str(),
        date: said.given,
        evidence: said.level.as_str(),
        source: said.source.as_deref(),
        url: Permalink::of(plan.routes.testimonial(id).path(), plan),
        accomplishments: about
            .map(|id| Permalink::of(plan.routes.accomplishment(*id).path(), plan))
            .collect(),
    })
}
