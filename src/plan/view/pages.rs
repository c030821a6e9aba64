//! One struct for each kind of page: its template gets these fields at the root of its context.

use serde::Serialize;
use std::borrow::Cow;

use super::{
    AccomplishmentCard, AccomplishmentRef, Grid, Html, LinkTo, Pagination, Person, Piece,
    PositionRef, Proof, SkillRef, Testimonial, TestimonialRef, Timeline,
};
use crate::model::{Award, Certificate, Date, Education, Extra, Language, Level};

/// `home.html`: `/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Home<'a> {
    /// Null where no featured accomplishment has a named testimonial.
    pub hero: Option<Hero<'a>>,
    /// What the site holds, in numbers.
    pub proof: Proof,
    /// At most eight; those with the most to say come first.
    pub people: Vec<Piece<'a, Person<'a>>>,
    /// Featured accomplishments, without the hero's; where none is featured, the newest three.
    pub featured: Vec<Piece<'a, AccomplishmentCard<'a>>>,
    /// At most 4 × 4.
    pub grid: Grid<'a>,
    /// The first twelve people and the featured accomplishments; null without positions.
    pub timeline: Option<Timeline<'a>>,
    /// The profile's text.
    pub bio: Html<'a>,
    /// Newest first, at most 3.
    pub posts: Vec<PostCard<'a>>,
}

/// The best claim beside its best witness.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Hero<'a> {
    /// The newest featured one about which a named person said something.
    pub accomplishment: Piece<'a, AccomplishmentCard<'a>>,
    /// The one about it with the best evidence, then with a highlight, then the newest.
    pub testimonial: Piece<'a, Testimonial<'a>>,
}

/// `vouch.html`: `/vouch/` and its further pages.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Vouch<'a> {
    /// The people of this page, and what they speak to.
    pub grid: Grid<'a>,
    /// What the whole site holds, in numbers.
    pub proof: Proof,
    /// Those of this page; those with the most to say come first.
    pub people: Vec<Voucher<'a>>,
    /// Quotes of people who asked not to be named; on the last page.
    pub nameless: Vec<Piece<'a, Testimonial<'a>>>,
    /// Skills nobody vouches for; on the last page.
    pub unvouched: Vec<UnvouchedSkill<'a>>,
    /// What the people of this page can be filtered by.
    pub filters: Filters<'a>,
    /// Null where one page holds all people.
    pub pagination: Option<Pagination<'a>>,
}

/// A person on the vouch page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Voucher<'a> {
    /// Who it is.
    pub person: Piece<'a, Person<'a>>,
    /// Agreed to speak to, or said so in a testimonial.
    pub speaks_to: Vec<Piece<'a, SkillRef<'a>>>,
    /// At most three.
    pub testimonials: Vec<Piece<'a, Testimonial<'a>>>,
    /// Further testimonials, on the person's page.
    pub more: usize,
    /// Every level among this person's testimonials, for the filter.
    pub levels: Vec<Level>,
    /// `skill-payments relation-manager organization-harbor level-linked`, as [`Filters`] has the
    /// keys.
    pub filter_classes: String,
}

/// A skill nobody vouches for.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct UnvouchedSkill<'a> {
    /// The skill.
    pub skill: Piece<'a, SkillRef<'a>>,
    /// The accomplishments that show it; there may be none.
    pub accomplishments: Vec<Piece<'a, AccomplishmentRef<'a>>>,
}

/// What `/vouch/` can be filtered by, each value with the number of people on this page.
#[derive(Clone, Debug, Default, Hash, Serialize)]
pub struct Filters<'a> {
    /// Skills they speak to.
    pub skills: Vec<FilterValue<'a>>,
    /// What they were to the owner.
    pub relations: Vec<FilterValue<'a>>,
    /// Where they work today.
    pub organizations: Vec<FilterValue<'a>>,
    /// Levels of evidence of their testimonials.
    pub levels: Vec<FilterValue<'a>>,
    /// URL of the stylesheet that hides who is filtered out.
    pub stylesheet: String,
}

/// `key` is safe within a class name: `skill-KEY`, `relation-KEY`, `organization-KEY`, `level-KEY`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FilterValue<'a> {
    /// For classes and addresses.
    pub key: Cow<'a, str>,
    /// For readers; of relations and levels the same word as the key.
    pub name: &'a str,
    /// How many people of this page have it.
    pub count: usize,
}

/// `accomplishments.html`: `/accomplishments/` and its further pages.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Accomplishments<'a> {
    /// Those of this page, newest first.
    pub accomplishments: Vec<Piece<'a, AccomplishmentCard<'a>>>,
    /// How many there are on all pages.
    pub total: usize,
    /// Null where one page holds all.
    pub pagination: Option<Pagination<'a>>,
}

/// `accomplishment.html`: `/accomplishments/ID/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Accomplishment<'a> {
    /// What its card shows.
    pub accomplishment: Piece<'a, AccomplishmentCard<'a>>,
    /// Its whole text.
    pub story: Html<'a>,
    /// Talks, articles, the thing itself.
    pub links: Vec<LinkTo<'a>>,
    /// Publicly named people who were there.
    pub with: Vec<Piece<'a, Person<'a>>>,
    /// Those about it, newest first, nameless ones included.
    pub testimonials: Vec<Piece<'a, Testimonial<'a>>>,
    /// The next newer one; null for the newest.
    pub newer: Option<Piece<'a, AccomplishmentRef<'a>>>,
    /// The next older one; null for the oldest.
    pub older: Option<Piece<'a, AccomplishmentRef<'a>>>,
}

/// `person.html`: `/people/ID/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PersonPage<'a> {
    /// Who it is.
    pub person: Piece<'a, Person<'a>>,
    /// How the two worked together, in the owner's words.
    pub body: Html<'a>,
    /// Where else they are.
    pub links: Vec<LinkTo<'a>>,
    /// Skills they agreed to speak to, or spoke to in a testimonial.
    pub speaks_to: Vec<Piece<'a, SkillRef<'a>>>,
    /// All of theirs, newest first.
    pub testimonials: Vec<Piece<'a, Testimonial<'a>>>,
    /// Accomplishments this person was there for or vouches for.
    pub accomplishments: Vec<Piece<'a, AccomplishmentCard<'a>>>,
    /// The owner's positions and this person's bar over them.
    pub timeline: Option<Timeline<'a>>,
    /// What the front matter has under `extra`.
    pub extra: &'a Extra,
}

/// `skills.html`: `/skills/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Skills<'a> {
    /// Groups in the order of their first skills; skills without one come last.
    pub groups: Vec<SkillGroup<'a>>,
}

/// Skills under one heading.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SkillGroup<'a> {
    /// Null for skills without a group.
    pub name: Option<&'a str>,
    /// The skills of the group, in order.
    pub skills: Vec<SkillCard<'a>>,
}

/// A skill as lists show it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SkillCard<'a> {
    /// Its name and page.
    pub skill: Piece<'a, SkillRef<'a>>,
    /// What the owner means by it.
    pub summary: Option<&'a str>,
    /// How many accomplishments show it.
    pub accomplishment_count: usize,
    /// How many testimonials vouch for it, nameless ones included.
    pub testimonial_count: usize,
    /// Named people who vouch for it.
    pub people: Vec<Piece<'a, Person<'a>>>,
}

/// `skill.html`: `/skills/ID/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SkillPage<'a> {
    /// What its card shows.
    pub skill: SkillCard<'a>,
    /// Those that show it, newest first.
    pub accomplishments: Vec<Piece<'a, AccomplishmentCard<'a>>>,
    /// Those that vouch for it, newest first, nameless ones included.
    pub testimonials: Vec<Piece<'a, Testimonial<'a>>>,
    /// People who agreed to speak to it and have no testimonial for it.
    pub agreed: Vec<Piece<'a, Person<'a>>>,
    /// What `skills.yaml` has under `extra`.
    pub extra: &'a Extra,
}

/// `resume.html`: `/resume/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Resume<'a> {
    /// The profile's text.
    pub summary: Html<'a>,
    /// Where the owner worked, newest first.
    pub positions: Vec<ResumePosition<'a>>,
    /// Accomplishments outside every position, at most four.
    pub accomplishments: Vec<Piece<'a, AccomplishmentCard<'a>>>,
    /// Where the owner learned, newest first.
    pub education: &'a [Education],
    /// What the owner passed, newest first.
    pub certificates: &'a [Certificate],
    /// What the owner was given, newest first.
    pub awards: &'a [Award],
    /// What the owner speaks, in the order of `career.yaml`.
    pub languages: &'a [Language],
    /// All skills, as on `/skills/`.
    pub skill_groups: Vec<SkillGroup<'a>>,
    /// "Vouched for by".
    pub vouched_by: Vec<Voucher<'a>>,
    /// URL of `/resume.json`.
    pub json_url: String,
}

/// A position as the résumé shows it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ResumePosition<'a> {
    /// Where, as what and when.
    pub position: PositionRef<'a>,
    /// What the owner did there.
    pub summary: Option<&'a str>,
    /// The place.
    pub location: Option<&'a str>,
    /// The organisation's site.
    pub url: Option<&'a str>,
    /// At most four, featured ones rather than newer ones; listed newest first.
    pub accomplishments: Vec<Piece<'a, AccomplishmentCard<'a>>>,
}

/// `writing.html`: `/writing/` and its further pages.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Writing<'a> {
    /// Those of this page, newest first.
    pub posts: Vec<PostCard<'a>>,
    /// Null where one page holds all.
    pub pagination: Option<Pagination<'a>>,
}

/// A post or free page as lists show it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PostCard<'a> {
    /// The heading.
    pub title: &'a str,
    /// Its page.
    pub url: Cow<'a, str>,
    /// When it was written.
    pub date: Option<Date>,
    /// The front matter's summary, or the first paragraph as text.
    pub summary: &'a str,
    /// What it is about.
    pub skills: Vec<Piece<'a, SkillRef<'a>>>,
}

/// `post.html` (`/writing/ID/`) and `page.html` (`/ID/`), or the `template` of the front matter.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Post<'a> {
    /// What its card shows.
    pub post: PostCard<'a>,
    /// Its whole text.
    pub body: Html<'a>,
    /// The next newer post; null for the newest, and on free pages.
    pub newer: Option<PostCard<'a>>,
    /// The next older post; null for the oldest, and on free pages.
    pub older: Option<PostCard<'a>>,
}

/// `how-verified.html`: `/how-verified/`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct HowVerified<'a> {
    /// Every level this version knows, weakest first.
    pub levels: Vec<LevelSection<'a>>,
}

/// A level of evidence and what has it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LevelSection<'a> {
    /// The level.
    pub level: Level,
    /// Those that have it, newest first.
    pub testimonials: Vec<TestimonialRef<'a>>,
}

/// `404.html`.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NotFound {}
