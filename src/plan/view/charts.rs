//! What is drawn: the grid of who vouches for what, and the timeline.

use serde::Serialize;
use std::borrow::Cow;

use super::{Person, Piece, PositionRef, SkillRef};
use crate::model::{Date, Level, Period, RelationKind};

/// The vouch grid: skills down, people across.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Grid<'a> {
    /// The columns.
    pub people: Vec<Piece<'a, Person<'a>>>,
    /// The rows, one for each skill.
    pub rows: Vec<GridRow<'a>>,
    /// Whether any cell is `agreed`, for the legend.
    pub has_agreed: bool,
    /// People that an excerpt leaves out.
    pub more_people: usize,
    /// Skills that an excerpt leaves out.
    pub more_skills: usize,
}

/// A skill, and what each person says about it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct GridRow<'a> {
    /// The skill of this row.
    pub skill: Piece<'a, SkillRef<'a>>,
    /// One for each of the grid's `people`, in order.
    pub cells: Vec<GridCell<'a>>,
    /// Nameless testimonials for the skill.
    pub nameless: usize,
}

/// What one person says about one skill.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct GridCell<'a> {
    /// `statement`: said so in a testimonial; `agreed`: agreed to speak to it; `none`.
    pub state: &'static str,
    /// The best evidence among the testimonials.
    pub level: Option<Level>,
    /// How many of their testimonials vouch for the skill.
    pub count: usize,
    /// The testimonial, or the person's page.
    pub url: Option<Cow<'a, str>>,
}

/// Bars on a line of years. Offsets and lengths are per mille of its whole length.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Timeline<'a> {
    /// Years to write along the line.
    pub ticks: Vec<Tick>,
    /// The owner's positions, newest first.
    pub positions: Vec<Bar<'a>>,
    /// People whose relation has a period.
    pub people: Vec<Bar<'a>>,
    /// What was done, each at its date.
    pub accomplishments: Vec<Mark<'a>>,
}

/// A year on the line.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Tick {
    /// The year, such as 2024.
    pub year: i16,
    /// Where it begins.
    pub offset: u32,
}

/// A position, or the time in which a person was there.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Bar<'a> {
    /// A position's title, or a person's name.
    pub label: &'a str,
    /// The position's organisation, or the person's today.
    pub organization: Option<&'a str>,
    /// What the person was to the owner; null for a position.
    pub relation: Option<RelationKind>,
    /// The person's page; null for a position.
    pub url: Option<Cow<'a, str>>,
    /// Since when and until when; without an end it goes on.
    pub period: Period,
    /// Where the bar begins.
    pub offset: u32,
    /// How long the bar is.
    pub length: u32,
    /// The parts in which this person and the owner's positions overlap.
    pub overlaps: Vec<Overlap<'a>>,
}

/// A part of a person's bar that lies over a position.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Overlap<'a> {
    /// The position during which they were there.
    pub position: PositionRef<'a>,
    /// The time of the overlap.
    pub period: Period,
    /// Where the part begins, on the whole line.
    pub offset: u32,
    /// How long the part is.
    pub length: u32,
}

/// An accomplishment on the line.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Mark<'a> {
    /// The accomplishment's title.
    pub title: &'a str,
    /// The accomplishment's page.
    pub url: Cow<'a, str>,
    /// When it was done; of a period its end, or its start while it goes on.
    pub date: Date,
    /// Where the mark stands.
    pub offset: u32,
}
