//! What templates see: one struct per page kind, holding just what that page shows.
//!
//! This module is the theme API, version [`crate::theme::API_VERSION`]. Every template gets the fields of its
//! page's struct at the root of its context, beside `site` ([`Site`]) and `page` ([`Meta`]).
//! Values of type [`Html`] are safe; every other string is escaped by the template engine.
//! URLs are ready for `href`: they start with the path of `base_url`, unless they lead elsewhere.
//! Dates and periods are plain; the filters `date`, `period` and `years` put them into words.

mod card;
mod charts;
mod excerpt;
mod json_ld;
mod pages;
mod piece;

pub use card::*;
pub use charts::*;
pub use excerpt::{Excerpt, Length};
pub use json_ld::JsonLd;
pub use pages::*;
pub use piece::{Piece, Place};

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::digest::Digested;
use crate::model::{Date, Extra, Level, Period, RelationKind};

/// HTML that our own renderer or sanitiser made; it reaches the page unescaped.
#[derive(Clone, Debug, Hash)]
pub enum Html<'a> {
    /// As it was parsed.
    Parsed(&'a Digested),
    /// Put together.
    Made(Cow<'a, str>),
}

impl Html<'_> {
    /// The same, which is let go of later.
    pub fn by_ref(&self) -> Html<'_> {
        match self {
            Html::Parsed(html) => Html::Parsed(html),
            Html::Made(html) => Html::Made(Cow::Borrowed(html)),
        }
    }
}

impl Default for Html<'_> {
    fn default() -> Self {
        Html::Made(Cow::Borrowed(""))
    }
}

impl Deref for Html<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Html::Parsed(html) => html,
            Html::Made(html) => html,
        }
    }
}

impl Serialize for Html<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(self).serialize(serializer)
    }
}

// ---- around every page ----------------------------------------------------------------------

/// `site`: the same for every page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Site<'a> {
    /// The site's name, from the configuration.
    pub title: &'a str,
    /// BCP 47 tag, `en`.
    pub language: &'a str,
    /// `ltr` or `rtl`, from the language.
    pub direction: &'static str,
    /// From the configuration; empty where it has none.
    pub description: &'a str,
    /// Absolute URL of the home page, with a slash at the end.
    pub base_url: &'a str,
    /// Path of the home page: `/`, or `/sub/path/`.
    pub root: &'a str,
    /// The entries at the top, in order.
    pub navigation: Vec<NavigationItem<'a>>,
    /// The person whose site this is.
    pub owner: Owner<'a>,
    /// The owner's footer text, from Markdown.
    pub footer: Option<Html<'a>>,
    /// The theme's options by name: text, numbers, booleans.
    pub options: Options<'a>,
    /// The content security policy, for the page's head.
    pub policy: Html<'a>,
    /// URL of the stylesheet that every page has.
    pub stylesheet: String,
    /// The site's icons; null where it has none.
    pub icons: Option<Icons>,
    /// Whether there are posts.
    pub has_writing: bool,
    /// Whether somebody vouches.
    pub has_vouches: bool,
}

/// The theme's options by name.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct Options<'a>(pub &'a std::collections::BTreeMap<String, tera::Value>);

impl Hash for Options<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        serde_json::to_string(self.0).unwrap_or_default().hash(state);
    }
}

/// One entry of the navigation. The built-in ones have a `key` (`vouch`, `accomplishments`,
/// `skills`, `resume`, `writing`) whose words are the string `navigation.KEY`; the owner's have a
/// `label`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NavigationItem<'a> {
    /// The part that the entry leads to; null for the owner's own entries.
    pub key: Option<&'static str>,
    /// The owner's own words; null where there is a `key`.
    pub label: Option<&'a str>,
    /// Where it leads.
    pub url: Cow<'a, str>,
}

/// The person whose site this is.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Owner<'a> {
    /// The whole name.
    pub name: &'a str,
    /// The first word of `name`, for sentences such as "Ask Maya".
    pub short_name: &'a str,
    /// What they do, in one sentence.
    pub headline: &'a str,
    /// Where they are.
    pub location: Option<&'a str>,
    /// Their picture.
    pub photo: Option<Image<'a>>,
    /// Other places of theirs.
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
    /// For search engines and link previews; never empty.
    pub description: Cow<'a, str>,
    /// Path of the page.
    pub url: Cow<'a, str>,
    /// Absolute URL of the page, for `rel=canonical`.
    pub permalink: String,
    /// Path of the section's first page, to mark the navigation's current entry.
    pub section: String,
    /// `website`, `profile` or `article`.
    pub og_type: &'static str,
    /// The picture for link previews: the page's social card, its section's, or another.
    pub og_image: Option<Preview>,
    /// A whole `<script type="application/ld+json">…</script>`.
    pub json_ld: JsonLd<'a>,
    /// Keep out of search engines.
    pub noindex: bool,
    /// The `extra` of what the page is about; the profile's on the home page, empty on lists.
    pub extra: &'a Extra,
}

// ---- pieces -----------------------------------------------------------------------------------

/// A picture. Where the theme's `images` ask for it, it is there in several widths and formats.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Image<'a> {
    /// The largest of its files, which every browser shows: JPEG or PNG. Where the picture is shown
    /// as it is, the file itself.
    pub url: Cow<'a, str>,
    /// Of the file at `url`, in pixels; null where it does not tell.
    pub width: Option<u32>,
    /// Of the file at `url`, in pixels; null where it does not tell.
    pub height: Option<u32>,
    /// What it shows, for people who cannot see it.
    pub alt: Cow<'a, str>,
    /// The same picture in several widths, for `srcset`; null where there is one file.
    pub srcset: Option<String>,
    /// Better formats, for the `source` elements of a `picture`, in order.
    pub sources: Vec<ImageSource>,
    /// A class of the base theme's that puts the picture's main colour behind it; null where
    /// something behind would show through.
    pub tint: Option<&'static str>,
}

/// A picture in another format.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ImageSource {
    /// For the attribute `type`: `image/avif`.
    pub media_type: &'static str,
    /// Its files and their widths, for `srcset`.
    pub srcset: String,
}

/// A picture for link previews.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Preview {
    /// Absolute.
    pub url: String,
    /// In pixels; null where the file does not tell.
    pub width: Option<u32>,
    /// In pixels; null where the file does not tell.
    pub height: Option<u32>,
    /// What it shows; empty where that is not known.
    pub alt: String,
}

/// URLs of the site's icons.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Icons {
    /// For every size; null where the owner's logo is no SVG.
    pub svg: Option<String>,
    /// For old browsers.
    pub ico: String,
    /// For home screens of phones.
    pub apple_touch: String,
    /// The web manifest, which names the others.
    pub manifest: String,
    /// The background of pages in the light scheme, as `#rrggbb`.
    pub theme_color: String,
}

/// A labelled link.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LinkTo<'a> {
    /// What it says.
    pub label: &'a str,
    /// Where it leads.
    pub url: Cow<'a, str>,
}

/// A file to download.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FileLink<'a> {
    /// Where the file is.
    pub url: Cow<'a, str>,
    /// The file's own name, `lena-brandt.pdf`.
    pub name: &'a str,
}

/// A skill's name and page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SkillRef<'a> {
    /// As files refer to it, `incident-response`.
    pub id: &'a str,
    /// As readers see it, `Incident response`.
    pub name: &'a str,
    /// Its page.
    pub url: Cow<'a, str>,
}

/// An accomplishment's title and page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AccomplishmentRef<'a> {
    /// The file's name without `.md`.
    pub id: &'a str,
    /// What was done, as one line.
    pub title: &'a str,
    /// Its page.
    pub url: Cow<'a, str>,
}

/// A position the owner holds or held.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PositionRef<'a> {
    /// As files refer to it; not meant for readers.
    pub id: &'a str,
    /// Where.
    pub organization: &'a str,
    /// As what.
    pub title: &'a str,
    /// Since when and until when; without an end it goes on.
    pub period: Period,
}

/// A metric: a value, and what it was before.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Metric<'a> {
    /// The figure, with its unit.
    pub value: &'a str,
    /// What it was before, with its unit.
    pub before: Option<&'a str>,
    /// What was measured.
    pub label: &'a str,
    /// Lengths of two bars from zero, 0 to 1000, where both are numbers of comparable units.
    pub bars: Option<Bars>,
}

/// Two bars in proportion; the longer is 1000.
#[derive(Clone, Copy, Debug, Hash, Serialize)]
pub struct Bars {
    /// Length of the bar for `before`, 0 to 1000.
    pub before: u32,
    /// Length of the bar for `value`, 0 to 1000.
    pub value: u32,
}

/// What somebody was to the owner.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Relation<'a> {
    /// `manager`: this person managed the owner; `report`: reported to the owner; and so on.
    pub kind: RelationKind,
    /// Where: the organisation of one of the owner's positions.
    pub organization: Option<&'a str>,
    /// Since when and until when; null too for nameless quotes.
    pub period: Option<Period>,
    /// It is over: its period has an end.
    pub former: bool,
    /// The owner has recommended this person too.
    pub reciprocal: bool,
    /// Money or family between the two, in words.
    pub material_connection: Option<&'a str>,
}

/// A publicly named person, as cards and bylines show them.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Person<'a> {
    /// The file's name without `.md`.
    pub id: &'a str,
    /// The whole name.
    pub name: &'a str,
    /// The first word of `name`.
    pub short_name: &'a str,
    /// Their page.
    pub url: Cow<'a, str>,
    /// What they do today; null too where consent does not cover it.
    pub role: Option<&'a str>,
    /// Where they do it; null too where consent does not cover it.
    pub organization: Option<&'a str>,
    /// Their picture; null too where consent does not cover it.
    pub photo: Option<Image<'a>>,
    /// Up to two letters, for people without a photo.
    pub initials: String,
    /// What they were to the owner.
    pub relation: Piece<'a, Relation<'a>>,
}

/// How far a testimonial can be checked.
#[derive(Clone, Debug, Hash, Serialize)]
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
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Testimonial<'a> {
    /// File stem; for nameless quotes `quote-` and 8 hex digits.
    pub id: Cow<'a, str>,
    /// Where it stands in full: the person's page, or the last of `/vouch/` where it is nameless.
    pub url: Cow<'a, str>,
    /// The quote in full, sanitised; the highlight stands in `<mark>`.
    pub quote: Html<'a>,
    /// Whether the quote is longer than 60 words, so that an excerpt is worth it.
    pub long: Length<'a>,
    /// The highlight, or the first sentence or two.
    pub excerpt: Excerpt<'a>,
    /// When it was said.
    pub given: Date,
    /// Who said it; null where they asked not to be named.
    pub by: Option<Piece<'a, Person<'a>>>,
    /// The same relation as `by.relation`; also there for nameless quotes.
    pub relation: Piece<'a, Relation<'a>>,
    /// The accomplishments that it is about.
    pub about: Vec<Piece<'a, AccomplishmentRef<'a>>>,
    /// The skills that it vouches for.
    pub skills: Vec<Piece<'a, SkillRef<'a>>>,
    /// How far it can be checked.
    pub evidence: Piece<'a, Evidence<'a>>,
    /// The owner shortened it.
    pub trimmed: bool,
    /// A letter of recommendation; null too for nameless quotes.
    pub letter: Option<FileLink<'a>>,
    /// What the front matter has under `extra`; empty for nameless quotes.
    pub extra: &'a Extra,
}

/// Where a testimonial stands, and whose it is.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TestimonialRef<'a> {
    /// As in [`Testimonial`].
    pub id: &'a str,
    /// Where it stands in full.
    pub url: Cow<'a, str>,
    /// When it was said.
    pub given: Date,
    /// Who said it; null where they asked not to be named.
    pub by: Option<Piece<'a, Person<'a>>>,
    /// What they were to the owner, also of nameless quotes.
    pub relation: Piece<'a, Relation<'a>>,
}

/// An accomplishment as lists show it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AccomplishmentCard<'a> {
    /// The file's name without `.md`.
    pub id: &'a str,
    /// What was done, as one line.
    pub title: &'a str,
    /// Its page.
    pub url: Cow<'a, str>,
    /// From when to when; a single date is both ends.
    pub when: Period,
    /// A single date, as opposed to a period.
    pub date: Option<Date>,
    /// The figure that says it.
    pub metric: Option<Metric<'a>>,
    /// The owner's own part.
    pub role: Option<&'a str>,
    /// The first paragraph, as text.
    pub summary: &'a Digested,
    /// Where the owner worked then.
    pub position: Option<PositionRef<'a>>,
    /// What it shows.
    pub skills: Vec<Piece<'a, SkillRef<'a>>>,
    /// Its picture.
    pub image: Option<Image<'a>>,
    /// Named people who vouch for it, each once.
    pub vouchers: Vec<Piece<'a, Person<'a>>>,
    /// Public testimonials about it, nameless ones included.
    pub testimonial_count: usize,
    /// What the front matter has under `extra`.
    pub extra: &'a Extra,
}

/// Links to the other pages of a long list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Pagination<'a> {
    /// From 1.
    pub current: usize,
    /// How many pages there are.
    pub total: usize,
    /// URL of the page before; null on the first.
    pub previous: Option<String>,
    /// URL of the page after; null on the last.
    pub next: Option<String>,
    /// URL of each page in order.
    pub pages: Piece<'a, Vec<String>>,
}

/// How many testimonials have a level of evidence.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// How many testimonials have it, 1 or more.
    pub count: usize,
    /// Its list on `/how-verified/`.
    pub url: String,
}

/// Checkable counts.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Proof {
    /// Publicly named people.
    pub people: usize,
    /// Public testimonials, nameless ones included.
    pub testimonials: usize,
    /// Public accomplishments.
    pub accomplishments: usize,
    /// Every level that occurs.
    pub levels: Vec<LevelCount>,
}
