//! The portfolio as plain data.
//!
//! `parse` fills the small types; `resolve` alone builds a [`Portfolio`]. In it every reference is
//! an index into one of its lists, and nothing is left that may not be published.

pub mod body;
mod date;

pub use body::Body;
pub use date::{Date, DateError, Period, When, days_in_month};

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Free values for templates, as they were written and in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra(pub Option<Arc<serde_json::Map<String, serde_json::Value>>>);

impl Serialize for Extra {
    /// A mapping, also where there are none.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(values) => values.serialize(serializer),
            None => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl Hash for Extra {
    /// With the order of the keys, which a page may show; the map's own hash leaves it out.
    fn hash<H: Hasher>(&self, state: &mut H) {
        if let Some(values) = self.0.as_ref().filter(|values| !values.is_empty()) {
            serde_json::to_string(values).unwrap_or_default().hash(state);
        }
    }
}

/// Everything that may be published. Lists of content are sorted newest first, people and skills
/// as each says; indices are positions in these lists.
#[derive(Clone, Debug, Default)]
pub struct Portfolio {
    pub profile: Profile,
    pub footer: Arc<Body>,
    /// Newest first.
    pub positions: Vec<Position>,
    pub education: Vec<Education>,
    pub certificates: Vec<Certificate>,
    pub awards: Vec<Award>,
    pub languages: Vec<Language>,
    /// In the order of `skills.yaml`, then by name.
    pub skills: Vec<Skill>,
    /// Newest first.
    pub accomplishments: Vec<Accomplishment>,
    /// Publicly named people: those with the most to say first, then by name.
    pub people: Vec<Person>,
    /// Newest first.
    pub testimonials: Vec<Testimonial>,
    /// Newest first.
    pub posts: Vec<Post>,
    /// By id.
    pub pages: Vec<Post>,
    /// Files that only somebody or something held back names: photos outside consent, letters.
    pub withheld: BTreeSet<Arc<str>>,
    /// Every content file by its path from the site's folder, for links in Markdown.
    pub targets: BTreeMap<Arc<str>, TargetState>,
}

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Its position in the portfolio's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )* };
}

index! {
    /// A publicly named person.
    PersonId
    /// A public accomplishment.
    AccomplishmentId
    /// A public testimonial.
    TestimonialId
    /// A position of the career.
    PositionId
    /// A skill.
    SkillId
    /// A public post.
    PostId
    /// A public free page.
    PageId
}

/// What a link to a content file finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetState {
    Profile,
    Accomplishment(AccomplishmentId),
    Person(PersonId),
    Testimonial(TestimonialId),
    Post(PostId),
    Page(PageId),
    /// It exists and is not shown.
    HeldBack,
}

/// A labelled link.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Link {
    pub label: Arc<str>,
    pub url: Arc<str>,
}

/// The owner.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub name: Arc<str>,
    pub headline: Arc<str>,
    pub location: Option<Arc<str>>,
    /// Path from the site's folder.
    pub photo: Option<Arc<str>>,
    pub links: Vec<Link>,
    pub contact: Option<Link>,
    pub body: Arc<Body>,
    pub file: Option<Arc<str>>,
    pub extra: Extra,
}

#[derive(Clone, Debug)]
pub struct Position {
    pub id: Arc<str>,
    pub organization: Arc<str>,
    pub title: Arc<str>,
    pub period: Period,
    pub summary: Option<Arc<str>>,
    pub location: Option<Arc<str>>,
    pub url: Option<Arc<str>>,
    pub extra: Extra,
}

/// As JSON Resume's `education`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Education {
    /// Where.
    pub institution: Arc<str>,
    /// In what.
    pub area: Option<Arc<str>>,
    /// What came of it.
    pub degree: Option<Arc<str>>,
    /// Since when.
    pub from: Option<Date>,
    /// Until when.
    pub to: Option<Date>,
    /// The institution's site.
    pub url: Option<Arc<str>>,
    /// More about it.
    pub summary: Option<Arc<str>>,
    /// What the entry has under `extra`.
    pub extra: Extra,
}

/// As JSON Resume's `certificates`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Certificate {
    /// What it is called.
    pub name: Arc<str>,
    /// Who gave it.
    pub issuer: Option<Arc<str>>,
    /// When it was given.
    pub date: Option<Date>,
    /// Where it can be checked.
    pub url: Option<Arc<str>>,
    /// What the entry has under `extra`.
    pub extra: Extra,
}

/// As JSON Resume's `awards`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Award {
    /// What it is called.
    pub title: Arc<str>,
    /// Who gave it.
    pub awarder: Option<Arc<str>>,
    /// When it was given.
    pub date: Option<Date>,
    /// What it was for.
    pub summary: Option<Arc<str>>,
    /// Where it can be checked.
    pub url: Option<Arc<str>>,
    /// What the entry has under `extra`.
    pub extra: Extra,
}

/// As JSON Resume's `languages`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Language {
    /// Which language.
    pub language: Arc<str>,
    /// How well, in the owner's words.
    pub fluency: Option<Arc<str>>,
    /// What the entry has under `extra`.
    pub extra: Extra,
}

/// A skill: from `skills.yaml`, or used somewhere.
#[derive(Clone, Debug)]
pub struct Skill {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub group: Option<Arc<str>>,
    pub summary: Option<Arc<str>>,
    /// Newest first.
    pub accomplishments: Vec<AccomplishmentId>,
    /// Newest first, nameless ones included.
    pub testimonials: Vec<TestimonialId>,
    /// Named people who said so or agreed to speak to it, in the order of [`Portfolio::people`].
    pub people: Vec<PersonId>,
    /// Old addresses of its page, as they are written.
    pub aliases: Vec<Arc<str>>,
    pub extra: Extra,
}

/// A number that says it, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    pub value: Arc<str>,
    pub before: Option<Arc<str>>,
    pub label: Arc<str>,
}

#[derive(Clone, Debug)]
pub struct Accomplishment {
    pub id: Arc<str>,
    pub title: Arc<str>,
    pub when: When,
    pub at: Option<PositionId>,
    pub role: Option<Arc<str>>,
    pub metric: Option<Metric>,
    pub skills: Vec<SkillId>,
    /// Publicly named people only.
    pub with: Vec<PersonId>,
    pub links: Vec<Link>,
    pub image: Option<Picture>,
    pub featured: bool,
    /// Testimonials about it, newest first.
    pub testimonials: Vec<TestimonialId>,
    pub body: Arc<Body>,
    pub file: Arc<str>,
    /// Old addresses of its page, as they are written.
    pub aliases: Vec<Arc<str>>,
    pub extra: Extra,
}

/// An image of an accomplishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Path from the site's folder.
    pub path: Arc<str>,
    pub alt: Arc<str>,
}

/// What a picture shows, which decides how large it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureRole {
    /// A person: the owner, or somebody who vouches.
    People,
    /// What was done, or what a text tells of.
    Work,
}

impl PictureRole {
    /// Every role.
    pub const ALL: &[PictureRole] = &[PictureRole::People, PictureRole::Work];

    /// As themes write it.
    pub fn as_str(self) -> &'static str {
        match self {
            PictureRole::People => "people",
            PictureRole::Work => "work",
        }
    }
}

/// What a person was to the owner: a manager managed the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// They managed you.
    Manager,
    /// They reported to you.
    Report,
    /// They worked alongside you.
    Peer,
    /// They were a client of yours.
    Client,
    /// They mentored you.
    Mentor,
    /// You mentored them.
    Mentee,
    /// They taught you.
    Teacher,
    /// You taught them.
    Student,
    /// You worked together in some other way.
    Collaborator,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: &[RelationKind] = &[
        RelationKind::Manager,
        RelationKind::Report,
        RelationKind::Peer,
        RelationKind::Client,
        RelationKind::Mentor,
        RelationKind::Mentee,
        RelationKind::Teacher,
        RelationKind::Student,
        RelationKind::Collaborator,
    ];

    /// As it is written in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            RelationKind::Manager => "manager",
            RelationKind::Report => "report",
            RelationKind::Peer => "peer",
            RelationKind::Client => "client",
            RelationKind::Mentor => "mentor",
            RelationKind::Mentee => "mentee",
            RelationKind::Teacher => "teacher",
            RelationKind::Student => "student",
            RelationKind::Collaborator => "collaborator",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Relation {
    pub kind: RelationKind,
    pub at: Option<PositionId>,
    pub period: Option<Period>,
    /// It is over, as far as it is known to have ended.
    pub former: bool,
    pub reciprocal: bool,
    pub material_connection: Option<Arc<str>>,
}

/// A publicly named person. What their consent does not cover is not here.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub role: Option<Arc<str>>,
    pub organization: Option<Arc<str>>,
    /// Path from the site's folder.
    pub photo: Option<Arc<str>>,
    pub relation: Relation,
    /// Agreed to speak to these.
    pub vouches_for: Vec<SkillId>,
    pub links: Vec<Link>,
    /// Newest first.
    pub testimonials: Vec<TestimonialId>,
    pub body: Arc<Body>,
    pub file: Arc<str>,
    /// Old addresses of its page, as they are written.
    pub aliases: Vec<Arc<str>>,
    pub extra: Extra,
}

/// How far a testimonial can be checked, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Quoted by the owner.
    Unverified,
    /// Its source is linked.
    Linked,
}

impl Level {
    /// Every level that exists now, weakest first.
    pub const ALL: &[Level] = &[Level::Unverified, Level::Linked];

    /// The slug in JSON, classes and anchors.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Unverified => "unverified",
            Level::Linked => "linked",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Testimonial {
    /// Its public id: the file stem, or `quote-` and 8 hex digits where it is nameless.
    pub id: Arc<str>,
    /// `None` where consent does not cover the name.
    pub by: Option<PersonId>,
    /// Of a nameless author: just the kind and where, as consent allows.
    pub relation: Relation,
    pub given: Date,
    pub about: Vec<AccomplishmentId>,
    pub skills: Vec<SkillId>,
    pub highlight: Option<Arc<str>>,
    /// URL of the source, where the quote can be found.
    pub source: Option<Arc<str>>,
    pub level: Level,
    /// Path from the site's folder.
    pub letter: Option<Arc<str>>,
    pub trimmed: bool,
    pub body: Arc<Body>,
    pub file: Arc<str>,
    pub extra: Extra,
}

/// A post or a free page.
#[derive(Clone, Debug)]
pub struct Post {
    pub id: Arc<str>,
    pub title: Arc<str>,
    pub date: Option<Date>,
    pub summary: Option<Arc<str>>,
    pub skills: Vec<SkillId>,
    pub template: Option<Arc<str>>,
    /// Old addresses of its page, as they are written.
    pub aliases: Vec<Arc<str>>,
    pub body: Arc<Body>,
    pub file: Arc<str>,
    pub extra: Extra,
}

/// Something that is not shown, and why; for the build's summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    /// Relative to the site, with `/`.
    pub file: Arc<str>,
    pub reason: String,
}
