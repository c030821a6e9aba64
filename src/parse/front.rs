//! Front matter as it is written: every field optional, references still text.
//!
//! The field names here are the content format; `docs/content.md` describes them.

use serde::Deserialize;

use crate::model::{Date, RelationKind};
use crate::yaml::{Free, List, Map, Text};

/// `content/profile.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    pub name: Option<Text>,
    pub headline: Option<Text>,
    pub location: Option<Text>,
    pub photo: Option<Text>,
    pub links: Option<List<Link>>,
    pub contact: Option<Link>,
    pub extra: Option<Free>,
}

/// A labelled link.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Link {
    pub label: Option<Text>,
    pub url: Option<Text>,
}

/// `content/career.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Career {
    pub positions: Option<List<Position>>,
    pub education: Option<List<Education>>,
    pub certificates: Option<List<Certificate>>,
    pub awards: Option<List<Award>>,
    pub languages: Option<List<Language>>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Position {
    pub id: Option<Text>,
    pub organization: Option<Text>,
    pub title: Option<Text>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub summary: Option<Text>,
    pub location: Option<Text>,
    pub url: Option<Text>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Education {
    pub institution: Option<Text>,
    pub area: Option<Text>,
    pub degree: Option<Text>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub url: Option<Text>,
    pub summary: Option<Text>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    pub name: Option<Text>,
    pub issuer: Option<Text>,
    pub date: Option<Date>,
    pub url: Option<Text>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Award {
    pub title: Option<Text>,
    pub awarder: Option<Text>,
    pub date: Option<Date>,
    pub summary: Option<Text>,
    pub url: Option<Text>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Language {
    pub language: Option<Text>,
    pub fluency: Option<Text>,
    pub extra: Option<Free>,
}

/// `content/skills.yaml`: a mapping from ids to these.
pub type Skills = Map<Option<Skill>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Skill {
    pub name: Option<Text>,
    pub group: Option<Text>,
    pub summary: Option<Text>,
    pub extra: Option<Free>,
}

/// `content/accomplishments/ID.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accomplishment {
    pub title: Option<Text>,
    pub date: Option<Date>,
    pub period: Option<Period>,
    pub at: Option<Text>,
    pub role: Option<Text>,
    pub metric: Option<Metric>,
    pub skills: Option<List<Text>>,
    pub with: Option<List<Text>>,
    pub links: Option<List<Link>>,
    pub image: Option<Text>,
    pub image_alt: Option<Text>,
    pub featured: Option<bool>,
    pub draft: Option<bool>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Period {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metric {
    pub value: Option<Text>,
    pub before: Option<Text>,
    pub label: Option<Text>,
}

/// `content/people/ID.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    pub name: Option<Text>,
    pub role: Option<Text>,
    pub organization: Option<Text>,
    pub photo: Option<Text>,
    pub relation: Option<Relation>,
    pub reciprocal: Option<bool>,
    pub material_connection: Option<Text>,
    pub vouches_for: Option<List<Text>>,
    pub consent: Option<Consent>,
    /// Read by `verify`.
    pub keys: Option<List<Key>>,
    pub links: Option<List<Link>>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Relation {
    pub kind: Option<RelationKind>,
    pub at: Option<Text>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// A public key that a person signs with.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Key {
    pub ssh: Option<Text>,
    pub source: Option<Text>,
    pub seen: Option<Date>,
}

/// What somebody agreed to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    pub given: Option<Date>,
    pub via: Option<Text>,
    pub scope: Option<List<Scope>>,
    pub expires: Option<Date>,
    pub withdrawn: Option<Date>,
}

/// What may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    Name,
    Role,
    Photo,
    Quote,
    Contact,
}

/// `content/testimonials/ID.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Testimonial {
    pub by: Option<Text>,
    pub given: Option<Date>,
    pub about: Option<List<Text>>,
    pub skills: Option<List<Text>>,
    pub highlight: Option<Text>,
    pub source: Option<Source>,
    /// Read by `verify`.
    pub statement: Option<Text>,
    pub letter: Option<Text>,
    pub consent: Option<Consent>,
    pub edited: Option<Edited>,
    pub draft: Option<bool>,
    pub extra: Option<Free>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    pub url: Option<Text>,
}

/// What the owner did to a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edited {
    None,
    Trimmed,
}

/// `content/posts/ID.md` and `content/pages/ID.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Post {
    pub title: Option<Text>,
    pub date: Option<Date>,
    pub summary: Option<Text>,
    pub skills: Option<List<Text>>,
    pub draft: Option<bool>,
    pub template: Option<Text>,
    pub aliases: Option<List<Text>>,
    pub extra: Option<Free>,
}
