//! What templates of pictures see: social cards and icons.

use serde::Serialize;
use std::collections::BTreeMap;

use super::{Date, Period};
use crate::theme::Shade;

/// `cards/home.svg`, `cards/vouch.svg`, `cards/accomplishment.svg`, `cards/person.svg` and
/// `cards/post.svg`: the picture that other sites show beside a link to a page. All texts can be
/// written with the theme's fonts; what cannot is null.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SocialCard<'a> {
    /// `home`, `vouch`, `accomplishment`, `person` or `post`.
    pub kind: &'static str,
    /// What the card is about: the owner's name, what was done, a person's name, a post's title.
    pub title: String,
    /// The owner's name.
    pub owner: Option<String>,
    /// The first word of the owner's name.
    pub owner_short: Option<String>,
    /// What the owner does, in one sentence.
    pub headline: Option<String>,
    /// A person's role; of an accomplishment the owner's own part.
    pub role: Option<String>,
    /// Where a person works; where the owner worked when they accomplished it.
    pub organization: Option<String>,
    /// What a person was to the owner, in words, "Managed Maya at Northbank"; null on other cards.
    pub relation: Option<String>,
    /// The words of a person that say most, of the best evidence.
    pub quote: Option<String>,
    /// The figure of an accomplishment.
    pub metric: Option<CardMetric>,
    /// When it was done, or written.
    pub date: Option<Date>,
    /// From when to when it was done, a single date is both ends; when person and owner worked
    /// together.
    pub when: Option<Period>,
    /// Who vouches: on the vouch card the first twelve; on an accomplishment's those who vouch for
    /// it.
    pub people: Vec<CardPerson>,
    /// How many people vouch by name.
    pub people_count: usize,
    /// How many statements there are, nameless ones included.
    pub testimonial_count: usize,
    /// How many accomplishments there are.
    pub accomplishment_count: usize,
    /// Up to two letters of the owner's name.
    pub initials: Option<String>,
    /// Where the site is, as people write it: `maya.example`.
    pub address: String,
    /// The theme's colours by name, each with `light` and `dark` as `#rrggbb`: `bg`, `surface`,
    /// `ink`, `muted`, `line`, `control`, `accent`, `ok`.
    pub colors: Colors<'a>,
    /// `ltr` or `rtl`, from the language.
    pub direction: &'static str,
}

/// The theme's colours by name.
#[derive(Clone, Copy, Debug, Hash, Serialize)]
#[serde(transparent)]
pub struct Colors<'a>(pub &'a BTreeMap<&'static str, Shade>);

/// A metric on a card.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CardMetric {
    /// The figure, with its unit.
    pub value: String,
    /// What it was before, with its unit.
    pub before: Option<String>,
    /// What was measured.
    pub label: Option<String>,
}

/// Somebody on a card.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CardPerson {
    /// Up to two letters.
    pub initials: String,
    /// The whole name.
    pub name: String,
}

/// `cards/icon.svg`: the site's icon, 512 × 512, where the owner has no logo.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Icon<'a> {
    /// `any`: as browsers show it in a tab. `full`: its background fills the square, whose corners
    /// a phone rounds. `maskable`: the same, and what counts lies within the middle four fifths.
    pub purpose: &'static str,
    /// The owner's initials as the `d` of a path, in the middle and of the right size for the
    /// purpose; null where no font has the letters.
    pub initials: Option<String>,
    /// As in [`SocialCard`].
    pub colors: Colors<'a>,
}
