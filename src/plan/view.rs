//! What templates see: one struct per page kind, holding just what that page shows.
//!
//! This module is the theme API, version [`crate::theme::API_VERSION`]. Every template gets the fields of its
//! page's struct at the root of its context, beside `site` ([`Site`]) and `page` ([`Meta`]).
//! Values of type [`Html`] are safe; every other string is escaped by the template engine.
//! URLs are ready for `href`: they start with the path of `base_url`, unless they lead elsewhere.
//! Dates and periods are plain; the filters `date`, `period` and `years` put them into words.

mod pages;

pub use pages::*;

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::OnceLock;

use crate::model::{Date, Extra, Level, Period, RelationKind};

/// HTML that our own renderer or sanitiser made; it reaches the page unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html<'a>(pub Cow<'a, str>);

impl Serialize for Html<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// A piece that many pages show, a `T`: made into what templates see once, and shared.
pub struct Piece<T> {
    value: tera::Value,
    shows: PhantomData<fn() -> T>,
}

impl<T: Serialize> Piece<T> {
    pub fn new(shown: &T) -> Piece<T> {
        Piece { value: tera::Value::from_serializable(shown), shows: PhantomData }
    }

    /// The piece kept in `place`, which `make` makes where nobody has shown it yet.
    pub fn kept(place: &OnceLock<tera::Value>, make: impl FnOnce() -> T) -> Piece<T> {
        let value = place.get_or_init(|| tera::Value::from_serializable(&make())).clone();
        Piece { value, shows: PhantomData }
    }
}

impl<T> Serialize for Piece<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T> Clone for Piece<T> {
    fn clone(&self) -> Self {
        Piece { value: self.value.clone(), shows: PhantomData }
    }
}

impl<T> std::fmt::Debug for Piece<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl Html<'_> {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

// ---- around every page ----------------------------------------------------------------------

/// `site`: the same for every page.
#[derive(Clone, Debug, Serialize)]
pub struct Site<'a> {
    pub title: &'a str,
    /// BCP 47 tag, `en`.
    pub language: &'a str,
    /// `ltr` or `rtl`, from the language.
    pub direction: &'static str,
    pub description: &'a str,
    /// Absolute URL of the home page, with a slash at the end.
    pub base_url: &'a str,
    /// Path of the home page: `/`, or `/sub/path/`.
    pub root: &'a str,
    pub navigation: Vec<NavigationItem<'a>>,
    pub owner: Owner<'a>,
    /// The owner's footer text, from Markdown.
    pub footer: Option<Html<'a>>,
    /// The theme's options by name: text, numbers, booleans.
    pub options: &'a std::collections::BTreeMap<String, tera::Value>,
    /// URL of the stylesheet.
    pub stylesheet: String,
    /// Whether there are posts.
    pub has_writing: bool,
    /// Whether somebody vouches.
    pub has_vouches: bool,
}

/// One entry of the navigation. The built-in ones have a `key` (`vouch`, `accomplishments`,
/// `skills`, `resume`, `writing`) whose words are the string `navigation.KEY`; the owner's have a
/// `label`.
#[derive(Clone, Debug, Serialize)]
pub struct NavigationItem<'a> {
    pub key: Option<&'static str>,
    pub label: Option<&'a str>,
    pub url: Cow<'a, str>,
}

/// The person whose site this is.
#[derive(Clone, Debug, Serialize)]
pub struct Owner<'a> {
    pub name: &'a str,
    /// The first word of `name`, for sentences such as "Ask Maya".
    pub short_name: &'a str,
    pub headline: &'a str,
    pub location: Option<&'a str>,
    pub photo: Option<Image<'a>>,
    pub links: Vec<LinkTo<'a>>,
    /// The one public way to reach the owner.
    pub contact: Option<LinkTo<'a>>,
    /// Open positions, newest first.
    pub current: Vec<PositionRef<'a>>,
}

/// `page`: what the document's head and the navigation need.
#[derive(Clone, Debug, Serialize)]
pub struct Meta<'a> {
    /// `home`, `vouch`, `accomplishments`, `accomplishment`, `person`, `skills`, `skill`,
    /// `resume`, `writing`, `post`, `page`, `how-verified` or `not-found`.
    pub kind: &'static str,
    /// Without the site's title.
    pub title: Cow<'a, str>,
    pub description: Cow<'a, str>,
    /// Path of the page.
    pub url: Cow<'a, str>,
    /// Absolute URL of the page, for `rel=canonical`.
    pub permalink: String,
    /// Path of the section's first page, to mark the navigation's current entry.
    pub section: String,
    /// `website`, `profile` or `article`.
    pub og_type: &'static str,
    /// A picture for link previews; its URL is absolute.
    pub og_image: Option<Image<'a>>,
    /// A whole `<script type="application/ld+json">…</script>`.
    pub json_ld: Html<'a>,
    /// Keep out of search engines.
    pub noindex: bool,
    pub extra: &'a Extra,
}

// ---- pieces -----------------------------------------------------------------------------------

/// A picture with its size in CSS pixels, where it is known.
#[derive(Clone, Debug, Serialize)]
pub struct Image<'a> {
    pub url: Cow<'a, str>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub alt: Cow<'a, str>,
}

/// A labelled link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkTo<'a> {
    pub label: &'a str,
    pub url: Cow<'a, str>,
}

/// A file to download.
#[derive(Clone, Debug, Serialize)]
pub struct FileLink<'a> {
    pub url: Cow<'a, str>,
    pub name: &'a str,
}

/// A skill's name and page.
#[derive(Clone, Debug, Serialize)]
pub struct SkillRef<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub url: Cow<'a, str>,
}

/// An accomplishment's title and page.
#[derive(Clone, Debug, Serialize)]
pub struct AccomplishmentRef<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: Cow<'a, str>,
}

/// A position the owner holds or held.
#[derive(Clone, Debug, Serialize)]
pub struct PositionRef<'a> {
    pub id: &'a str,
    pub organization: &'a str,
    pub title: &'a str,
    pub period: Period,
}

/// A metric: a value, and what it was before.
#[derive(Clone, Debug, Serialize)]
pub struct Metric<'a> {
    pub value: &'a str,
    pub before: Option<&'a str>,
    pub label: &'a str,
    /// Lengths of two bars from zero, 0 to 1000, where both are numbers of comparable units.
    pub bars: Option<Bars>,
}

/// Two bars in proportion; the longer is 1000.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Bars {
    pub before: u32,
    pub value: u32,
}

/// What somebody was to the owner.
#[derive(Clone, Debug, Serialize)]
pub struct Relation<'a> {
    /// `manager`: this person managed the owner; `report`: reported to the owner; and so on.
    pub kind: RelationKind,
    /// Where: the organisation of one of the owner's positions.
    pub organization: Option<&'a str>,
    pub period: Option<Period>,
    /// It is over: its period has an end.
    pub former: bool,
    /// The owner has recommended this person too.
    pub reciprocal: bool,
    /// Money or family between the two, in words.
    pub material_connection: Option<&'a str>,
}

/// A publicly named person, as cards and bylines show them.
#[derive(Clone, Debug, Serialize)]
pub struct Person<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub short_name: &'a str,
    pub url: Cow<'a, str>,
    pub role: Option<&'a str>,
    pub organization: Option<&'a str>,
    pub photo: Option<Image<'a>>,
    /// Up to two letters, for people without a photo.
    pub initials: String,
    pub relation: Piece<Relation<'a>>,
}

/// How far a testimonial can be checked.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence<'a> {
    /// `unverified`, `linked`, …; also the anchor on `/how-verified/` and the class.
    pub level: Level,
    /// Host of the source, `example.org`.
    pub host: Option<&'a str>,
    /// URL of the source.
    pub source: Option<&'a str>,
    /// URL of the explanation.
    pub url: String,
}

/// A public testimonial.
#[derive(Clone, Debug, Serialize)]
pub struct Testimonial<'a> {
    /// File stem; for nameless quotes `quote-` and 8 hex digits.
    pub id: Cow<'a, str>,
    /// Where it stands in full: the person's page, or `/vouch/` where it is nameless.
    pub url: Cow<'a, str>,
    /// The quote in full, sanitised; the highlight stands in `<mark>`.
    pub quote: Html<'a>,
    /// Whether the quote is longer than 60 words, so that an excerpt is worth it.
    pub long: bool,
    /// The highlight, or the first sentence or two.
    pub excerpt: Cow<'a, str>,
    pub given: Date,
    /// Who said it; null where they asked not to be named.
    pub by: Option<Piece<Person<'a>>>,
    /// The same relation as `by.relation`; also there for nameless quotes.
    pub relation: Piece<Relation<'a>>,
    pub about: Vec<Piece<AccomplishmentRef<'a>>>,
    pub skills: Vec<Piece<SkillRef<'a>>>,
    pub evidence: Piece<Evidence<'a>>,
    /// The owner shortened it.
    pub trimmed: bool,
    pub letter: Option<FileLink<'a>>,
    pub extra: &'a Extra,
}

/// An accomplishment as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct AccomplishmentCard<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: Cow<'a, str>,
    pub when: Period,
    /// A single date, as opposed to a period.
    pub date: Option<Date>,
    pub metric: Option<Metric<'a>>,
    /// The owner's own part.
    pub role: Option<&'a str>,
    /// The first paragraph, as text.
    pub summary: &'a str,
    pub position: Option<PositionRef<'a>>,
    pub skills: Vec<Piece<SkillRef<'a>>>,
    pub image: Option<Image<'a>>,
    /// Named people who vouch for it, each once.
    pub vouchers: Vec<Piece<Person<'a>>>,
    /// Public testimonials about it, nameless ones included.
    pub testimonial_count: usize,
    pub extra: &'a Extra,
}

/// Links to the other pages of a long list.
#[derive(Clone, Debug, Serialize)]
pub struct Pagination {
    /// From 1.
    pub current: usize,
    pub total: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// URL of each page in order.
    pub pages: Vec<String>,
}

/// The vouch grid: skills down, people across.
#[derive(Clone, Debug, Serialize)]
pub struct Grid<'a> {
    pub people: Vec<Piece<Person<'a>>>,
    pub rows: Vec<GridRow<'a>>,
    /// People and skills that an excerpt leaves out.
    pub more_people: usize,
    pub more_skills: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct GridRow<'a> {
    pub skill: Piece<SkillRef<'a>>,
    /// One for each of [`Grid::people`], in order.
    pub cells: Vec<GridCell>,
    /// Nameless testimonials for the skill.
    pub nameless: usize,
}

/// What one person says about one skill.
#[derive(Clone, Debug, Serialize)]
pub struct GridCell {
    /// `statement`: said so in a testimonial; `agreed`: agreed to speak to it; `none`.
    pub state: &'static str,
    /// The best evidence among the testimonials.
    pub level: Option<Level>,
    pub count: usize,
    /// The testimonial, or the person's page.
    pub url: Option<String>,
}

/// Bars on a line of years. Offsets and lengths are per mille of its whole length.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline<'a> {
    pub ticks: Vec<Tick>,
    pub positions: Vec<Bar<'a>>,
    pub people: Vec<Bar<'a>>,
    pub accomplishments: Vec<Mark<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    pub year: i16,
    pub offset: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct Bar<'a> {
    /// A position's title, or a person's name.
    pub label: &'a str,
    /// The organisation.
    pub organization: Option<&'a str>,
    pub relation: Option<RelationKind>,
    pub url: Option<Cow<'a, str>>,
    pub period: Period,
    pub offset: u32,
    pub length: u32,
    /// The parts in which this person and the owner's positions overlap.
    pub overlaps: Vec<Overlap<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Overlap<'a> {
    pub position: PositionRef<'a>,
    pub period: Period,
    pub offset: u32,
    pub length: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct Mark<'a> {
    pub title: &'a str,
    pub url: Cow<'a, str>,
    pub date: Date,
    pub offset: u32,
}

/// How many testimonials have a level of evidence.
#[derive(Clone, Debug, Serialize)]
pub struct LevelCount {
    pub level: Level,
    pub count: usize,
    /// Its list on `/how-verified/`.
    pub url: String,
}

/// Checkable counts.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    pub people: usize,
    pub testimonials: usize,
    pub accomplishments: usize,
    /// Every level that occurs.
    pub levels: Vec<LevelCount>,
}
