//! One struct for each kind of page: its template gets these fields at the root of its context.

use serde::Serialize;
use std::borrow::Cow;

use super::{
    AccomplishmentCard, AccomplishmentRef, Grid, Html, LinkTo, Pagination, Person, Piece,
    PositionRef, Proof, SkillRef, Testimonial, Timeline,
};
use crate::model::{Award, Certificate, Date, Education, Extra, Language, Level};

/// `home.html`: `/`.
#[derive(Clone, Debug, Serialize)]
pub struct Home<'a> {
    pub hero: Option<Hero<'a>>,
    pub proof: Proof,
    /// Featured accomplishments, without the hero's; where none is featured, the newest three.
    pub featured: Vec<Piece<AccomplishmentCard<'a>>>,
    /// At most 4 × 4.
    pub grid: Grid<'a>,
    pub timeline: Option<Timeline<'a>>,
    pub bio: Html<'a>,
    /// Newest first, at most 3.
    pub posts: Vec<PostCard<'a>>,
}

/// The best claim beside its best witness.
#[derive(Clone, Debug, Serialize)]
pub struct Hero<'a> {
    pub accomplishment: Piece<AccomplishmentCard<'a>>,
    pub testimonial: Piece<Testimonial<'a>>,
}

/// `vouch.html`: `/vouch/` and its further pages.
#[derive(Clone, Debug, Serialize)]
pub struct Vouch<'a> {
    /// The people of this page, and what they speak to.
    pub grid: Grid<'a>,
    pub proof: Proof,
    pub people: Vec<Voucher<'a>>,
    /// Quotes of people who asked not to be named; on the last page.
    pub nameless: Vec<Piece<Testimonial<'a>>>,
    /// Skills nobody vouches for; on the last page.
    pub unvouched: Vec<UnvouchedSkill<'a>>,
    pub filters: Filters<'a>,
    pub pagination: Option<Pagination>,
}

/// A person on the vouch page.
#[derive(Clone, Debug, Serialize)]
pub struct Voucher<'a> {
    pub person: Piece<Person<'a>>,
    /// Agreed to speak to, or said so in a testimonial.
    pub speaks_to: Vec<Piece<SkillRef<'a>>>,
    /// At most three.
    pub testimonials: Vec<Piece<Testimonial<'a>>>,
    /// Further testimonials, on the person's page.
    pub more: usize,
    /// Every level among this person's testimonials, for the filter.
    pub levels: Vec<Level>,
    /// `skill-payments relation-manager organization-harbor level-linked`, as [`Filters`] has the
    /// keys.
    pub filter_classes: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct UnvouchedSkill<'a> {
    pub skill: Piece<SkillRef<'a>>,
    pub accomplishments: Vec<Piece<AccomplishmentRef<'a>>>,
}

/// What `/vouch/` can be filtered by, each value with the number of people on this page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filters<'a> {
    pub skills: Vec<FilterValue<'a>>,
    pub relations: Vec<FilterValue<'a>>,
    pub organizations: Vec<FilterValue<'a>>,
    pub levels: Vec<FilterValue<'a>>,
}

/// `key` is safe within a class name: `skill-KEY`, `relation-KEY`, `organization-KEY`, `level-KEY`.
#[derive(Clone, Debug, Serialize)]
pub struct FilterValue<'a> {
    pub key: Cow<'a, str>,
    pub name: &'a str,
    pub count: usize,
}

/// `accomplishments.html`: `/accomplishments/` and its further pages.
#[derive(Clone, Debug, Serialize)]
pub struct Accomplishments<'a> {
    pub accomplishments: Vec<Piece<AccomplishmentCard<'a>>>,
    pub total: usize,
    pub pagination: Option<Pagination>,
}

/// `accomplishment.html`: `/accomplishments/ID/`.
#[derive(Clone, Debug, Serialize)]
pub struct Accomplishment<'a> {
    pub accomplishment: Piece<AccomplishmentCard<'a>>,
    pub story: Html<'a>,
    pub links: Vec<LinkTo<'a>>,
    /// Publicly named people who were there.
    pub with: Vec<Piece<Person<'a>>>,
    pub testimonials: Vec<Piece<Testimonial<'a>>>,
    pub newer: Option<Piece<AccomplishmentRef<'a>>>,
    pub older: Option<Piece<AccomplishmentRef<'a>>>,
}

/// `person.html`: `/people/ID/`.
#[derive(Clone, Debug, Serialize)]
pub struct PersonPage<'a> {
    pub person: Piece<Person<'a>>,
    /// How the two worked together, in the owner's words.
    pub body: Html<'a>,
    pub links: Vec<LinkTo<'a>>,
    pub speaks_to: Vec<Piece<SkillRef<'a>>>,
    pub testimonials: Vec<Piece<Testimonial<'a>>>,
    /// Accomplishments this person was there for or vouches for.
    pub accomplishments: Vec<Piece<AccomplishmentCard<'a>>>,
    /// The owner's positions and this person's bar over them.
    pub timeline: Option<Timeline<'a>>,
    pub extra: &'a Extra,
}

/// `skills.html`: `/skills/`.
#[derive(Clone, Debug, Serialize)]
pub struct Skills<'a> {
    pub groups: Vec<SkillGroup<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SkillGroup<'a> {
    /// Null for skills without a group.
    pub name: Option<&'a str>,
    pub skills: Vec<SkillCard<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SkillCard<'a> {
    pub skill: Piece<SkillRef<'a>>,
    pub summary: Option<&'a str>,
    pub accomplishment_count: usize,
    pub testimonial_count: usize,
    /// Named people who vouch for it.
    pub people: Vec<Piece<Person<'a>>>,
}

/// `skill.html`: `/skills/ID/`.
#[derive(Clone, Debug, Serialize)]
pub struct SkillPage<'a> {
    pub skill: SkillCard<'a>,
    pub accomplishments: Vec<Piece<AccomplishmentCard<'a>>>,
    pub testimonials: Vec<Piece<Testimonial<'a>>>,
    /// People who agreed to speak to it and have no testimonial for it.
    pub agreed: Vec<Piece<Person<'a>>>,
    pub extra: &'a Extra,
}

/// `resume.html`: `/resume/`.
#[derive(Clone, Debug, Serialize)]
pub struct Resume<'a> {
    pub summary: Html<'a>,
    pub positions: Vec<ResumePosition<'a>>,
    /// Accomplishments outside every position.
    pub accomplishments: Vec<Piece<AccomplishmentCard<'a>>>,
    pub education: &'a [Education],
    pub certificates: &'a [Certificate],
    pub awards: &'a [Award],
    pub languages: &'a [Language],
    pub skill_groups: Vec<SkillGroup<'a>>,
    /// "Vouched for by".
    pub vouched_by: Vec<Voucher<'a>>,
    /// URL of `/resume.json`.
    pub json_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ResumePosition<'a> {
    pub position: PositionRef<'a>,
    pub summary: Option<&'a str>,
    pub location: Option<&'a str>,
    pub url: Option<&'a str>,
    pub accomplishments: Vec<Piece<AccomplishmentCard<'a>>>,
}

/// `writing.html`: `/writing/` and its further pages.
#[derive(Clone, Debug, Serialize)]
pub struct Writing<'a> {
    pub posts: Vec<PostCard<'a>>,
    pub pagination: Option<Pagination>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PostCard<'a> {
    pub title: &'a str,
    pub url: Cow<'a, str>,
    pub date: Option<Date>,
    /// The front matter's summary, or the first paragraph as text.
    pub summary: &'a str,
    pub skills: Vec<Piece<SkillRef<'a>>>,
}

/// `post.html` (`/writing/ID/`) and `page.html` (`/ID/`), or the `template` of the front matter.
#[derive(Clone, Debug, Serialize)]
pub struct Post<'a> {
    pub post: PostCard<'a>,
    pub body: Html<'a>,
    pub newer: Option<PostCard<'a>>,
    pub older: Option<PostCard<'a>>,
}

/// `how-verified.html`: `/how-verified/`.
#[derive(Clone, Debug, Serialize)]
pub struct HowVerified<'a> {
    /// Every level this version knows, weakest first.
    pub levels: Vec<LevelSection<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LevelSection<'a> {
    pub level: Level,
    pub testimonials: Vec<Piece<Testimonial<'a>>>,
}

/// `404.html`.
#[derive(Clone, Debug, Serialize)]
pub struct NotFound {}
