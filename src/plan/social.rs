//! Which pages have a social card of their own, and what it shows.

use rustc_hash::FxHashMap;

use super::{Plan, cards, view};
use crate::draw::{Area, Style, outline};
use crate::model::{AccomplishmentId, PersonId, PostId, Relation, Testimonial, When};
use view::{CardMetric, CardPerson, SocialCard};

/// A site has so many cards at most.
const MOST: usize = 200;
/// People on the vouch card.
const PEOPLE: usize = 12;

/// Width and height of every card in pixels, as the large sites show them.
pub const CARD_SIZE: (u32, u32) = (1200, 630);

/// What a card is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    Home,
    Vouch,
    Accomplishment(AccomplishmentId),
    Person(PersonId),
    Post(PostId),
}

/// The cards of a site.
#[derive(Debug, Default)]
pub struct SocialCards {
    all: Vec<Subject>,
    /// By the paths of the pages, without slashes at either end.
    by_page: FxHashMap<Box<str>, usize>,
}

impl Subject {
    /// The template that draws it.
    pub fn template(self) -> &'static str {
        match self {
            Subject::Home => "cards/home.svg",
            Subject::Vouch => "cards/vouch.svg",
            Subject::Accomplishment(_) => "cards/accomplishment.svg",
            Subject::Person(_) => "cards/person.svg",
            Subject::Post(_) => "cards/post.svg",
        }
    }
}

impl<'a> Plan<'a> {
    /// Every card, found when somebody asks: of home and vouch page, featured accomplishments,
    /// people and posts, as far as the theme draws them and has the letters of their titles.
    pub fn social_cards(&self) -> &SocialCards {
        self.social_cards.get_or_init(|| self.find_cards())
    }

    fn find_cards(&self) -> SocialCards {
        let theme = self.inputs.theme;
        let is_off = theme.options().get("social_cards").and_then(tera::Value::as_bool);
        let mut cards = SocialCards::default();
        if is_off == Some(false) {
            return cards;
        }
        let portfolio = self.portfolio();
        let accomplishments = portfolio.accomplishments.iter().enumerate();
        let featured = accomplishments.filter(|(_, item)| item.featured);
        let people = 0..portfolio.people.len();
        let posts = 0..portfolio.posts.len();
        let subjects = [Subject::Home, Subject::Vouch]
            .into_iter()
            .chain(featured.map(|(at, _)| Subject::Accomplishment(AccomplishmentId(at as u32))))
            .chain(people.map(|at| Subject::Person(PersonId(at as u32))))
            .chain(posts.map(|at| Subject::Post(PostId(at as u32))));
        let drawn = |subject: &Subject| {
            let writable = |title| theme.fonts().writable(title).is_some();
            theme.has_drawing(subject.template()) && self.card_title(*subject).is_some_and(writable)
        };
        for subject in subjects.filter(drawn).take(MOST) {
            let page = self.card_page(subject).trim_matches('/').into();
            cards.by_page.insert(page, cards.all.len());
            cards.all.push(subject);
        }
        cards
    }

    /// The path of the page that a card is of.
    fn card_page(&self, subject: Subject) -> &str {
        match subject {
            Subject::Home => "/",
            Subject::Vouch => "/vouch/",
            Subject::Accomplishment(id) => self.routes.accomplishment(id).path(),
            Subject::Person(id) => self.routes.person(id).path(),
            Subject::Post(id) => self.routes.post(id).path(),
        }
    }

    /// Where each card is to be, by number: `cards/people/lena-brandt.png`.
    pub fn card_files(&self) -> impl Iterator<Item = String> {
        self.social_cards().all.iter().map(|subject| self.card_file(*subject))
    }

    fn card_file(&self, subject: Subject) -> String {
        let page = match self.card_page(subject).trim_matches('/') {
            "" => "home",
            page => page,
        };
        format!("cards/{page}.png")
    }

    /// Whether the page with this output path, `vouch/index.html`, has a card of its own.
    pub fn has_card(&self, output: &str) -> bool {
        let page = output.strip_suffix("index.html").unwrap_or(output).trim_matches('/');
        self.social_cards().by_page.contains_key(page)
    }

    /// The card of a page, by its path.
    pub fn card_of(&self, page: &str) -> Option<view::Preview> {
        let cards = self.social_cards();
        let number = cards.by_page.get(page.trim_matches('/'))?;
        let subject = *cards.all.get(*number)?;
        Some(view::Preview {
            url: self.permalink(&self.card_file(subject)),
            width: Some(CARD_SIZE.0),
            height: Some(CARD_SIZE.1),
            alt: self.card_title(subject).unwrap_or_default().to_owned(),
        })
    }

    fn card_title(&self, subject: Subject) -> Option<&'a str> {
        let portfolio = self.portfolio();
        Some(match subject {
            Subject::Home | Subject::Vouch => &portfolio.profile.name,
            Subject::Accomplishment(id) => &portfolio.accomplishments.get(id.index())?.title,
            Subject::Person(id) => &portfolio.people.get(id.index())?.name,
            Subject::Post(id) => &portfolio.posts.get(id.index())?.title,
        })
    }

    /// The template of a card, and what it shows.
    pub fn social_card(&self, number: usize) -> Option<(&'static str, SocialCard<'_>)> {
        let subject = *self.social_cards().all.get(number)?;
        let mut card = self.blank_card(self.card_title(subject)?)?;
        let portfolio = self.portfolio();
        match subject {
            Subject::Home => {}
            Subject::Vouch => {
                card.kind = "vouch";
                card.people =
                    self.card_people((0..portfolio.people.len()).map(|at| PersonId(at as u32)));
            }
            Subject::Accomplishment(id) => self.fill_accomplishment(&mut card, id),
            Subject::Person(id) => self.fill_person(&mut card, id),
            Subject::Post(id) => {
                card.kind = "post";
                card.date = portfolio.posts.get(id.index())?.date;
            }
        }
        Some((subject.template(), card))
    }

    /// A card of the home page.
    fn blank_card(&self, title: &str) -> Option<SocialCard<'_>> {
        let profile = &self.portfolio().profile;
        let config = self.inputs.config;
        let proof = self.proof();
        let address = config.base_url.as_str().split_once("://")?.1.trim_end_matches('/');
        Some(SocialCard {
            kind: "home",
            title: self.writable(title)?,
            owner: self.writable(&profile.name),
            owner_short: self.writable(cards::short_name(&profile.name)),
            headline: self.writable(&profile.headline),
            role: None,
            organization: None,
            relation: None,
            quote: None,
            metric: None,
            date: None,
            when: None,
            people: Vec::new(),
            people_count: proof.people,
            testimonial_count: proof.testimonials,
            accomplishment_count: proof.accomplishments,
            initials: self.writable(&cards::initials(&profile.name)),
            address: address.to_owned(),
            colors: view::Colors(self.inputs.theme.colors()),
            direction: self.direction(),
        })
    }

    fn fill_accomplishment(&self, card: &mut SocialCard<'_>, id: AccomplishmentId) {
        let Some(item) = self.portfolio().accomplishments.get(id.index()) else { return };
        let position = item.at.and_then(|at| self.position_ref(at));
        card.kind = "accomplishment";
        card.role = item.role.as_deref().and_then(|role| self.writable(role));
        card.organization = position.and_then(|position| self.writable(position.organization));
        card.metric = item.metric.as_ref().and_then(|metric| {
            Some(CardMetric {
                value: self.writable(&metric.value)?,
                before: metric.before.as_deref().and_then(|before| self.writable(before)),
                label: self.writable(&metric.label),
            })
        });
        card.date = match item.when {
            When::Date(date) => Some(date),
            When::Period(_) => None,
        };
        card.when = Some(item.when.period());
        card.people = self.card_people(self.vouching(item).into_iter());
    }

    fn fill_person(&self, card: &mut SocialCard<'_>, id: PersonId) {
        let Some(person) = self.portfolio().people.get(id.index()) else { return };
        card.kind = "person";
        card.role = person.role.as_deref().and_then(|role| self.writable(role));
        card.organization = person.organization.as_deref().and_then(|it| self.writable(it));
        card.relation = self.relation_words(&person.relation);
        card.when = person.relation.period;
        let said = person.testimonials.iter();
        let said = said.filter_map(|id| self.portfolio().testimonials.get(id.index()));
        let rank = |said: &&Testimonial| {
            (said.level, said.highlight.is_some(), said.given.last_key(), said.id.len())
        };
        let best = said.max_by_key(rank);
        card.quote = best.and_then(|said| {
            let excerpt =
                view::Excerpt { highlight: said.highlight.as_deref(), text: &said.body.text };
            self.writable(&excerpt.words())
        });
    }

    /// "Managed Maya at Northbank", in the theme's words.
    fn relation_words(&self, relation: &Relation) -> Option<String> {
        let position = relation.at.and_then(|at| self.portfolio().positions.get(at.index()));
        let organization = position.map(|position| &*position.organization);
        let is_current = relation.period.is_some() && !relation.former;
        let form = if is_current { "current" } else { "former" };
        let at = if organization.is_some() { "_at" } else { "" };
        let key = format!("relation.{}.{form}{at}", relation.kind.as_str());
        let owner = cards::short_name(&self.portfolio().profile.name);
        let arguments = [("owner", owner), ("organization", organization.unwrap_or_default())];
        let words = self.inputs.theme.text(&key, &arguments).ok()?;
        self.writable(&words)
    }

    /// The first people whose names can be written.
    fn card_people(&self, ids: impl Iterator<Item = PersonId>) -> Vec<CardPerson> {
        let person = |id: PersonId| {
            let name = &self.portfolio().people.get(id.index())?.name;
            let initials = self.writable(&cards::initials(name))?;
            Some(CardPerson { initials, name: self.writable(name)? })
        };
        ids.filter_map(person).take(PEOPLE).collect()
    }

    fn writable(&self, text: &str) -> Option<String> {
        self.inputs.theme.fonts().writable(text)
    }

    /// The icon that the theme draws for a purpose; `None` where it draws none.
    pub fn icon(&self, purpose: &'static str) -> Option<view::Icon<'_>> {
        let theme = self.inputs.theme;
        if !theme.has_drawing(ICON) {
            return None;
        }
        // Of 512 pixels; a maskable icon may be cut to a circle.
        let (width, height) = match purpose {
            "any" => (360.0, 250.0),
            "full" => (310.0, 210.0),
            _ => (260.0, 170.0),
        };
        let area = Area { center: (256.0, 256.0), width, height };
        let style = Style { families: &[], weight: 700 };
        let initials = cards::initials(&self.portfolio().profile.name);
        let initials = outline(&initials, &style, &area, theme.fonts());
        Some(view::Icon { purpose, initials, colors: view::Colors(theme.colors()) })
    }
}

/// The template of the icon.
pub const ICON: &str = "cards/icon.svg";
