//! Front matter as it is written: every field optional, references still text.
//!
//! The fields here are the content format. Their comments are what its readers read: the tables in
//! `docs/content.md` are made from this file, and so are the lists of allowed values.

use serde::{Deserialize, Serialize};

use crate::model::{Date, RelationKind};
use crate::yaml::{Free, List, Map, Text};

/// `content/profile.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Your name.
    pub name: Option<Text>,
    /// What you do, in one sentence.
    pub headline: Option<Text>,
    /// Where you are.
    pub location: Option<Text>,
    /// A picture of you.
    pub photo: Option<FileReference>,
    /// Other places of yours. Readers and search engines are told that they are you.
    pub links: Option<List<Link>>,
    /// The one public way to reach you; every “Ask …” link leads there. Without it there are no such
    /// links.
    pub contact: Option<Link>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// A labelled link.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Link {
    /// What it says.
    pub label: Option<Text>,
    /// Where it leads.
    pub url: Option<Address>,
}

/// `content/career.yaml`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Career {
    /// Where you worked.
    pub positions: Option<List<Position>>,
    /// Where you learned.
    pub education: Option<List<Education>>,
    /// What you passed.
    pub certificates: Option<List<Certificate>>,
    /// What you were given.
    pub awards: Option<List<Award>>,
    /// What you speak.
    pub languages: Option<List<Language>>,
    /// Anything you like. It is not handed to templates.
    pub extra: Option<Free>,
}

/// A place where the owner worked.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Position {
    /// A name of your choice, by which other files refer to this position. Readers do not see it.
    pub id: Option<Id>,
    /// Where.
    pub organization: Option<Text>,
    /// As what.
    pub title: Option<Text>,
    /// Since when.
    pub from: Option<Date>,
    /// Until when. Without it you are still there.
    pub to: Option<Date>,
    /// What you did there, in a sentence or two.
    pub summary: Option<Text>,
    /// The place.
    pub location: Option<Text>,
    /// The organisation's site.
    pub url: Option<WebAddress>,
    /// Anything you like. It is not handed to templates yet.
    pub extra: Option<Free>,
}

/// A place where the owner learned.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Education {
    /// Where.
    pub institution: Option<Text>,
    /// In what.
    pub area: Option<Text>,
    /// What came of it.
    pub degree: Option<Text>,
    /// Since when.
    pub from: Option<Date>,
    /// Until when.
    pub to: Option<Date>,
    /// The institution's site.
    pub url: Option<WebAddress>,
    /// More about it.
    pub summary: Option<Text>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// A certificate.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    /// What it is called.
    pub name: Option<Text>,
    /// Who gave it.
    pub issuer: Option<Text>,
    /// When you got it.
    pub date: Option<Date>,
    /// Where it can be checked.
    pub url: Option<WebAddress>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// An award.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Award {
    /// What it is called.
    pub title: Option<Text>,
    /// Who gave it.
    pub awarder: Option<Text>,
    /// When you got it.
    pub date: Option<Date>,
    /// What it was for.
    pub summary: Option<Text>,
    /// Where it can be checked.
    pub url: Option<WebAddress>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// A language.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Language {
    /// Which language.
    pub language: Option<Text>,
    /// How well you speak it, in your words.
    pub fluency: Option<Text>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// `content/skills.yaml`: a mapping from ids to these.
pub type Skills = Map<Option<Skill>>;

/// A skill.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Skill {
    /// How it is shown. Without it, the id in words: `incident-response` reads “Incident response”.
    pub name: Option<Text>,
    /// A heading to stand under, together with other skills that name the same one.
    pub group: Option<Text>,
    /// What you mean by it.
    pub summary: Option<Text>,
    /// Old addresses, from the first slash, which then lead here.
    pub aliases: Option<List<SitePath>>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// `content/accomplishments/ID.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accomplishment {
    /// What you did, as one line.
    pub title: Option<Text>,
    /// When it was done.
    pub date: Option<Date>,
    /// From when to when, if it took a while.
    pub period: Option<Period>,
    /// Where you worked then. Without it, it stands under no position on the résumé.
    pub at: Option<PositionReference>,
    /// Your own part, as opposed to the team's.
    pub role: Option<Text>,
    /// The figure that says it.
    pub metric: Option<Metric>,
    /// What it shows.
    pub skills: Option<List<SkillReference>>,
    /// Who was there. It claims nothing in their name, and shows only those who may be named.
    pub with: Option<List<PersonReference>>,
    /// Talks, articles, the thing itself.
    pub links: Option<List<Link>>,
    /// A picture.
    pub image: Option<FileReference>,
    /// What the picture shows, for people who cannot see it.
    pub image_alt: Option<Text>,
    /// Whether it is shown on the home page. Where none says so, the newest three are.
    pub featured: Option<bool>,
    /// Old addresses, from the first slash, which then lead here.
    pub aliases: Option<List<SitePath>>,
    /// Whether it is held back. Without it, it is not.
    pub draft: Option<bool>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// A stretch of time.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Period {
    /// Since when.
    pub from: Option<Date>,
    /// Until when. Without it, it goes on.
    pub to: Option<Date>,
}

/// A figure, and what it was before.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metric {
    /// The figure, with its unit.
    pub value: Option<Text>,
    /// What it was before, with its unit.
    pub before: Option<Text>,
    /// What was measured.
    pub label: Option<Text>,
}

/// `content/people/ID.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// Their name.
    pub name: Option<Text>,
    /// What they do today.
    pub role: Option<Text>,
    /// Where they do it.
    pub organization: Option<Text>,
    /// A picture of them, shown only if their consent covers it. Without it, their initials.
    pub photo: Option<FileReference>,
    /// What they were to you.
    pub relation: Option<Relation>,
    /// Whether you have recommended them too. This is shown.
    pub reciprocal: Option<bool>,
    /// Money or family between you, in words such as `paid client`. This is shown; `none` is not.
    pub material_connection: Option<Text>,
    /// What they agreed to speak to, with or without a testimonial.
    pub vouches_for: Option<List<SkillReference>>,
    /// What they agreed to. Without it they appear only through a testimonial whose consent covers
    /// their name.
    pub consent: Option<Consent>,
    /// Their public keys, kept for signed statements, which do not exist yet.
    pub keys: Option<List<Key>>,
    /// Old addresses, from the first slash, which then lead here.
    pub aliases: Option<List<SitePath>>,
    /// Where else they are.
    pub links: Option<List<Link>>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// What somebody was to the owner.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Relation {
    /// What this person was to you.
    pub kind: Option<RelationKind>,
    /// During which of your positions.
    pub at: Option<PositionReference>,
    /// Since when. Without it the relation is told in the past tense.
    pub from: Option<Date>,
    /// Until when. Without it, it goes on.
    pub to: Option<Date>,
}

/// A public key that a person signs with.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Key {
    /// A public key.
    pub ssh: Option<Text>,
    /// Where it was found.
    pub source: Option<WebAddress>,
    /// When it was found there.
    pub seen: Option<Date>,
}

/// What somebody agreed to.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    /// When they agreed.
    pub given: Option<Date>,
    /// How they told you, `email` or `letter`. For your own records; it is not shown.
    pub via: Option<Text>,
    /// What may be shown. Without it: of a person name and role; of a testimonial quote, name and
    /// role.
    pub scope: Option<List<Scope>>,
    /// The last day on which it holds. Without it, it holds until it is withdrawn.
    pub expires: Option<Date>,
    /// When they took it back. Nothing is shown any more.
    pub withdrawn: Option<Date>,
}

/// What may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The name, the page of the person, their links, and what you wrote about them.
    Name,
    /// Role and organisation.
    Role,
    /// The photo.
    Photo,
    /// The words of a testimonial. Without it the testimonial is held back.
    Quote,
    /// Their contact details. Nothing shows them yet.
    Contact,
}

/// `content/testimonials/ID.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Testimonial {
    /// Who said it.
    pub by: Option<PersonReference>,
    /// When they said it.
    pub given: Option<Date>,
    /// What it is about. Without it, it stands beside no accomplishment.
    pub about: Option<List<AccomplishmentReference>>,
    /// What it vouches for.
    pub skills: Option<List<SkillReference>>,
    /// A phrase of the quote, word for word, that stands out. Without it, the first sentence or two
    /// stand for the quote where there is little room.
    pub highlight: Option<Text>,
    /// Where readers can find these words. Without it, the page says that they were not checked.
    pub source: Option<Source>,
    /// A signed statement, instead of the text. It cannot be checked yet, so a testimonial that has
    /// one is held back.
    pub statement: Option<FileReference>,
    /// A letter of recommendation, offered beside the quote; shown only where the author is named.
    pub letter: Option<FileReference>,
    /// What they agreed to. Without it the quote is held back.
    pub consent: Option<Consent>,
    /// What you did to the quote. Without it, nothing.
    pub edited: Option<Edited>,
    /// Whether it is held back. Without it, it is not.
    pub draft: Option<bool>,
    /// Anything you like, for the templates of your theme; not for nameless quotes.
    pub extra: Option<Free>,
}

/// Where a quote stands in public.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The public page on which the words stand. A page of your own site counts for nothing.
    pub url: Option<WebAddress>,
}

/// What the owner did to a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edited {
    /// You changed nothing.
    None,
    /// You shortened it. The page says so.
    Trimmed,
}

/// `content/posts/ID.md` and `content/pages/ID.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Post {
    /// The heading.
    pub title: Option<Text>,
    /// When it was written. Posts without one come last.
    pub date: Option<Date>,
    /// One sentence for lists and previews. Without it, the first paragraph.
    pub summary: Option<Text>,
    /// What it is about; shown beside a post.
    pub skills: Option<List<SkillReference>>,
    /// Whether it is held back. Without it, it is not.
    pub draft: Option<bool>,
    /// A template of your theme. Without it, `post.html` or `page.html`.
    pub template: Option<TemplateName>,
    /// Old addresses, from the first slash, which then lead here.
    pub aliases: Option<List<SitePath>>,
    /// Anything you like, for the templates of your theme.
    pub extra: Option<Free>,
}

/// An id of the owner's choice.
pub type Id = Text;

/// The id of a skill.
pub type SkillReference = Text;

/// The id of a person, the file's name without `.md`.
pub type PersonReference = Text;

/// The id of an accomplishment, the file's name without `.md`.
pub type AccomplishmentReference = Text;

/// The `id` of a position in `content/career.yaml`.
pub type PositionReference = Text;

/// A file as seen from the one that names it.
pub type FileReference = Text;

/// A template of the theme.
pub type TemplateName = Text;

/// An address of another host, `https://…` or `http://…`.
pub type WebAddress = Text;

/// An address to follow: on the web, in this site, for mail or telephone.
pub type Address = Text;

/// A path of this site, from the first slash.
pub type SitePath = Text;
