//! From the portfolio and the theme to what every page shows.
//!
//! Routes come first, then the texts with their links and components put in. Then [`Plan`] makes
//! the views that the outputs are composed of. All of it borrows from the portfolio.

mod artifact;
mod body;
mod cards;
mod component;
mod grid;
mod icons;
mod metric;
mod people;
mod permalink;
mod pictures;
mod redirects;
mod routes;
mod site;
mod social;
mod stylesheet;
mod timeline;
pub mod view;

pub use artifact::{
    Artifact, Composed, Content, DrawingSource, FileSource, Head, PageKind, PageSource, Part, View,
};
pub use body::{escape, percent_encode};
pub use cards::position_ref;
pub use icons::{ICONS, IconFile, Logo, is_logo};
pub use permalink::Permalink;
pub use pictures::linked_files;
pub use redirects::OldAddress;
pub use routes::{List, Route, Routes};
pub use social::{CARD_SIZE, ICON, SocialCards};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::{AccomplishmentId, Level, Link, Portfolio, SkillId, TargetState};
use crate::parse::Kind;
use crate::path;
use crate::picture::Pictures;
use crate::source::Asset;
use crate::theme::{ASSETS_FOLDER, ServedFile, Theme};
use view::{Html, LinkTo, Place};

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub portfolio: &'a Portfolio,
    pub config: &'a Config,
    pub theme: &'a Theme,
    /// Files in `content/` and `static/`, by path from the site's folder.
    pub assets: &'a BTreeMap<Arc<str>, Asset>,
    /// The owner's, where the configuration names one.
    pub logo: Option<&'a Logo>,
    /// Of those assets, the pictures that the site shows.
    pub pictures: &'a Pictures,
    pub pieces: &'a Pieces,
}

/// Everything the outputs are made from.
pub struct Plan<'a> {
    pub inputs: Inputs<'a>,
    pub routes: Routes,
    /// What [`Plan::stems`] gathers.
    stems: OnceLock<Stems>,
    /// What [`Plan::proof`] counts.
    proof: OnceLock<view::Proof>,
    /// For each skill the number of its nameless testimonials, counted when somebody asks.
    nameless: OnceLock<Vec<usize>>,
    bodies: Bodies<'a>,
    /// For each person the skills they speak to.
    speaks_to: Vec<Vec<SkillId>>,
    /// For each person the accomplishments they saw.
    witnessed: Vec<Vec<AccomplishmentId>>,
    filter_stylesheet: OnceLock<ServedFile>,
    /// What [`Plan::social_cards`] finds.
    social_cards: OnceLock<SocialCards>,
    /// Old addresses, without the slash at their ends.
    old: FxHashSet<&'a str>,
    config_file: Arc<str>,
}

/// Finished HTML of every text, in the portfolio's order.
#[derive(Default)]
struct Bodies<'a> {
    profile: Html<'a>,
    footer: Html<'a>,
    accomplishments: Vec<Html<'a>>,
    people: Vec<Html<'a>>,
    testimonials: Vec<Html<'a>>,
    posts: Vec<Html<'a>>,
    pages: Vec<Html<'a>>,
}

/// Where pieces that many pages show are kept, in the portfolio's order. Each is made by whoever
/// shows it first.
#[derive(Default)]
pub struct Pieces {
    accomplishments: Vec<Place>,
    accomplishment_refs: Vec<Place>,
    /// Of testimonials without a source, by level.
    evidence: Vec<Place>,
    people: Vec<Place>,
    /// URLs of the pages of each long list.
    lists: Vec<Place>,
    /// Of people.
    relations: Vec<Place>,
    skill_refs: Vec<Place>,
    testimonials: Vec<Place>,
    /// Pieces are taken for what they were, in tests.
    trusts_all: bool,
}

impl Pieces {
    /// Places for all of the portfolio, with nothing in them but what is known of the pieces of an
    /// earlier build. Mostly they stand at the same places.
    pub fn after(before: Pieces, portfolio: &Portfolio) -> Pieces {
        let trusts_all = before.trusts_all;
        let places = |before: Vec<Place>, count: usize| {
            let known = before.into_iter().map(|place| place.again(trusts_all));
            known.chain(std::iter::repeat_with(Place::default)).take(count).collect()
        };
        let (people, accomplishments) = (portfolio.people.len(), portfolio.accomplishments.len());
        Pieces {
            accomplishments: places(before.accomplishments, accomplishments),
            accomplishment_refs: places(before.accomplishment_refs, accomplishments),
            evidence: places(before.evidence, Level::ALL.len()),
            people: places(before.people, people),
            lists: places(before.lists, List::ALL.len()),
            relations: places(before.relations, people),
            skill_refs: places(before.skill_refs, portfolio.skills.len()),
            testimonials: places(before.testimonials, portfolio.testimonials.len()),
            trusts_all,
        }
    }

    /// Whether pieces are taken for what they were, whatever they show now: a mistake, for the
    /// test that shows that it is noticed.
    #[doc(hidden)]
    pub fn trust_all(&mut self, trusts_all: bool) {
        self.trusts_all = trusts_all;
    }
}

/// Makes the plan: routes, then every text. Problems are those of links and components.
pub fn plan<'a>(inputs: Inputs<'a>) -> (Plan<'a>, Vec<Diagnostic>) {
    let base = &inputs.config.base_url;
    let routes = routes::routes(inputs.portfolio, base, inputs.theme.page_size());
    let mut plan = Plan {
        inputs,
        routes,
        stems: OnceLock::new(),
        proof: OnceLock::new(),
        nameless: OnceLock::new(),
        bodies: Bodies::default(),
        speaks_to: people::speaks_to(inputs.portfolio),
        witnessed: people::witnessed(inputs.portfolio),
        filter_stylesheet: OnceLock::new(),
        social_cards: OnceLock::new(),
        old: redirects::known(inputs.portfolio),
        config_file: crate::config::FILE.into(),
    };
    let mut problems = plan.check_links();
    let portfolio = inputs.portfolio;
    // Quotes first: other texts may show them.
    let quotes = portfolio.testimonials.par_iter().map(|said| plan.quote(&said.body)).collect();
    plan.bodies.testimonials = quotes;
    let accomplishments =
        plan.texts(&portfolio.accomplishments, |item| (&item.body, &item.file), &mut problems);
    let people = plan.texts(&portfolio.people, |item| (&item.body, &item.file), &mut problems);
    let posts = plan.texts(&portfolio.posts, |item| (&item.body, &item.file), &mut problems);
    let pages = plan.texts(&portfolio.pages, |item| (&item.body, &item.file), &mut problems);
    if let Some(file) = &portfolio.profile.file {
        let (html, found) = plan.html(&portfolio.profile.body, file);
        problems.extend(found);
        plan.bodies.profile = html;
    }
    plan.bodies.accomplishments = accomplishments;
    plan.bodies.people = people;
    plan.bodies.posts = posts;
    plan.bodies.pages = pages;
    let (footer, found) = plan.html(&portfolio.footer, &plan.config_file);
    problems.extend(found.into_iter().map(crate::parse::in_footer));
    plan.bodies.footer = footer;
    (plan, problems)
}

type BodyOf<T> = for<'t> fn(&'t T) -> (&'t Arc<crate::model::Body>, &'t Arc<str>);

impl<'a> Plan<'a> {
    pub fn portfolio(&self) -> &'a Portfolio {
        self.inputs.portfolio
    }

    /// The address within the host of a path from the site's root.
    pub fn href(&self, path: &str) -> String {
        self.inputs.config.base_url.href(path)
    }

    /// The absolute URL of a path from the site's root.
    pub fn permalink(&self, path: &str) -> String {
        self.inputs.config.base_url.join(path)
    }

    fn texts<T: Sync>(
        &self,
        items: &'a [T],
        body: BodyOf<T>,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Html<'a>> {
        let made: Vec<_> = items
            .par_iter()
            .map(|item| {
                let (body, file) = body(item);
                self.html(body, file)
            })
            .collect();
        let mut texts = Vec::with_capacity(made.len());
        for (html, found) in made {
            texts.push(html);
            problems.extend(found);
        }
        texts
    }

    /// A link of front matter or configuration as a page shows it.
    pub fn link(&self, link: &'a Link) -> LinkTo<'a> {
        let url = match link.url.strip_prefix('/') {
            Some(rest) if !rest.starts_with('/') => Cow::Owned(self.href(&link.url)),
            _ => Cow::Borrowed(&*link.url),
        };
        LinkTo { label: &link.label, url }
    }

    pub fn links(&self, links: &'a [Link]) -> Vec<LinkTo<'a>> {
        links.iter().filter(|link| self.leads(link)).map(|link| self.link(link)).collect()
    }

    /// Whether a link leads to something that is shown.
    pub fn leads(&self, link: &Link) -> bool {
        !link.url.starts_with('/') || !self.is_held_back(&link.url)
    }

    /// The finished text of the profile.
    pub fn profile_html(&self) -> Html<'_> {
        self.bodies.profile.by_ref()
    }

    pub fn accomplishment_html(&self, id: crate::model::AccomplishmentId) -> Html<'_> {
        html_at(&self.bodies.accomplishments, id.index())
    }

    pub fn person_html(&self, id: crate::model::PersonId) -> Html<'_> {
        html_at(&self.bodies.people, id.index())
    }

    pub fn post_html(&self, id: crate::model::PostId) -> Html<'_> {
        html_at(&self.bodies.posts, id.index())
    }

    pub fn page_html(&self, id: crate::model::PageId) -> Html<'_> {
        html_at(&self.bodies.pages, id.index())
    }

    /// The owner's footer.
    pub fn footer_html(&self) -> Option<Html<'_>> {
        let footer = &self.bodies.footer;
        (!footer.is_empty()).then(|| footer.by_ref())
    }

    /// Links into the site in front matter and configuration that lead nowhere.
    fn check_links(&self) -> Vec<Diagnostic> {
        let portfolio = self.portfolio();
        let mut problems = Vec::new();
        let navigation = self.inputs.config.navigation.iter().flatten();
        for (at, link) in navigation.enumerate() {
            let problem = self.check_page(link.url.as_ref());
            problems.extend(problem.map(|problem| {
                problem.at(At::Value(path!["navigation", at, "url"])).in_file(&self.config_file)
            }));
        }
        let profile = portfolio.profile.file.iter().map(|file| (file, &portfolio.profile.links));
        if let (Some(file), Some(contact)) = (&portfolio.profile.file, &portfolio.profile.contact) {
            let problem = self.check_page(&contact.url);
            problems.extend(
                problem.map(|problem| problem.at(At::Value(path!["contact", "url"])).in_file(file)),
            );
        }
        let people = portfolio.people.iter().map(|item| (&item.file, &item.links));
        let items = portfolio.accomplishments.iter().map(|item| (&item.file, &item.links));
        for (file, links) in profile.chain(people).chain(items) {
            for (at, link) in links.iter().enumerate() {
                problems.extend(
                    self.check_page(&link.url).map(|problem| {
                        problem.at(At::Value(path!["links", at, "url"])).in_file(file)
                    }),
                );
            }
        }
        problems
    }

    /// The problem with an address that begins with `/`, if it leads nowhere.
    fn check_page(&self, url: &str) -> Option<Diagnostic> {
        let path = url.split(['#', '?']).next().unwrap_or_default();
        if !path.starts_with('/') || path.starts_with("//") || self.is_known(path) {
            return None;
        }
        if self.is_held_back(path) {
            let message = format!("the page `{path}` is held back, so nothing leads there");
            let problem = Diagnostic::new(Code::HeldBackReference, message);
            return Some(problem.help("`vouchfolio build` lists what is held back, and why"));
        }
        let of_theme = path.strip_prefix('/').and_then(|path| path.strip_prefix(ASSETS_FOLDER));
        let help = match did_you_mean(path, self.routes.paths()) {
            _ if of_theme.is_some_and(|file| self.inputs.theme.static_file(file).is_some()) => {
                "files of the theme have addresses that change with them; put a copy into `static/`"
                    .to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => {
                format!("put the file there: `static{path}`")
            }
            None if path.ends_with('/') => {
                let pages = self.routes.paths().take(8).collect::<Vec<_>>().join(", ");
                format!("its pages are {pages} and so on")
            }
            None => "a page's address begins and ends with `/`".to_owned(),
        };
        let message = format!("the site has nothing at `{path}`");
        Some(Diagnostic::new(Code::BrokenLink, message).help(help))
    }

    /// Public content by kind and file stem, gathered when somebody asks.
    fn stems(&self, kind: Kind) -> Option<&FxHashMap<Box<str>, TargetState>> {
        self.stems.get_or_init(|| stems(self.inputs.portfolio)).get(&kind)
    }

    fn stem(&self, kind: Kind, id: &str) -> Option<&TargetState> {
        self.stems(kind)?.get(id)
    }

    /// Whether a page of this path would be there, were it not for consent or a draft.
    pub fn is_held_back(&self, path: &str) -> bool {
        let path = path.split(['#', '?']).next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let key = match parts.as_slice() {
            ["accomplishments", id] => (Kind::Accomplishment, *id),
            ["people", id] => (Kind::Person, *id),
            ["writing", id] => (Kind::Post, *id),
            ["writing"] => {
                return self.portfolio().posts.is_empty() && self.stems(Kind::Post).is_some();
            }
            [id] => (Kind::Page, *id),
            _ => return false,
        };
        self.stem(key.0, key.1) == Some(&TargetState::HeldBack)
    }

    fn is_known(&self, path: &str) -> bool {
        let inside = path.trim_start_matches('/');
        let is_static =
            |path: &str| self.inputs.assets.contains_key(format!("static/{path}").as_str());
        let generated =
            ["feed.xml", "sitemap.xml", "robots.txt", "resume.json", "404.html"].contains(&inside);
        self.routes.has(path)
            || generated
            || is_static(inside)
            || is_static(&format!("{inside}index.html"))
            || self.old.contains(path.trim_end_matches('/'))
    }
}

fn html_at<'a>(list: &'a [Html<'a>], index: usize) -> Html<'a> {
    list.get(index).map(Html::by_ref).unwrap_or_default()
}

/// What a reference to each id of a kind finds.
type Stems = FxHashMap<Kind, FxHashMap<Box<str>, TargetState>>;

/// Content by kind and file stem.
fn stems(portfolio: &Portfolio) -> Stems {
    let mut stems = Stems::default();
    for (path, state) in &portfolio.targets {
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md"));
        if let (Some(kind), Some(name)) = (Kind::of(path), name) {
            stems.entry(kind).or_default().insert(name.into(), *state);
        }
    }
    stems
}
