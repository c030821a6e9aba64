//! Where everything stands: the path of each page, decided before any page is made.

use rayon::prelude::*;
use std::sync::Arc;

use crate::config::BaseUrl;
use crate::model::{
    AccomplishmentId, PageId, PersonId, Portfolio, PostId, SkillId, TargetState, TestimonialId,
};

/// The path of every page from the site's root, `/vouch/`, and its address within the host.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    accomplishments: Vec<Route>,
    people: Vec<Route>,
    testimonials: Vec<Route>,
    skills: Vec<Route>,
    posts: Vec<Route>,
    pages: Vec<Route>,
    /// Every page's path, sorted.
    known: Vec<Route>,
}

/// A path from the site's root, and the same with the path of `base_url` before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub href: Arc<str>,
    /// Where in it the path from the site's root begins.
    start: usize,
}

impl Route {
    /// A path without the slash that it begins with, in parts, below that of `base_url`.
    fn below(base: &str, parts: &[&str]) -> Route {
        let length = base.len() + parts.iter().map(|part| part.len()).sum::<usize>();
        let mut href = String::with_capacity(length);
        href.push_str(base);
        href.extend(parts.iter().copied());
        Route { href: href.into(), start: base.len().saturating_sub(1) }
    }

    /// The path from the site's root.
    pub fn path(&self) -> &str {
        self.href.get(self.start..).unwrap_or_default()
    }
}

impl Default for Route {
    fn default() -> Route {
        Route::below("/", &[])
    }
}

/// Pages that every site has.
const FIXED: [&str; 6] =
    ["/", "/vouch/", "/accomplishments/", "/skills/", "/resume/", "/how-verified/"];

/// Gives every page its path. `page_size` is the number of entries on a page of a long list.
pub fn routes(portfolio: &Portfolio, base: &BaseUrl, page_size: usize) -> Routes {
    let base = base.path();
    let of = |folder: &str, id: &Arc<str>| Route::below(base, &[folder, "/", id, "/"]);
    let mut routes = Routes {
        accomplishments: list(&portfolio.accomplishments, |a| of("accomplishments", &a.id)),
        people: list(&portfolio.people, |person| of("people", &person.id)),
        skills: list(&portfolio.skills, |skill| of("skills", &skill.id)),
        posts: list(&portfolio.posts, |post| of("writing", &post.id)),
        pages: list(&portfolio.pages, |page| Route::below(base, &[&page.id, "/"])),
        ..Routes::default()
    };
    let last = List::Vouch.page(List::Vouch.pages(portfolio, page_size));
    routes.testimonials = list(&portfolio.testimonials, |said| {
        let page = said.by.and_then(|by| routes.people.get(by.index()));
        let page = page.map_or(last.as_str(), Route::path);
        Route::below(base, &[page.trim_start_matches('/'), "#", &said.id])
    });
    let lists =
        [&routes.accomplishments, &routes.people, &routes.skills, &routes.posts, &routes.pages];
    let other = |path: &str| Route::below(base, &[path.trim_start_matches('/')]);
    let mut known =
        Vec::with_capacity(FIXED.len() + lists.iter().map(|list| list.len()).sum::<usize>());
    known.extend(FIXED.map(other));
    known.extend(lists.into_iter().flatten().cloned());
    if !portfolio.posts.is_empty() {
        known.push(other("/writing/"));
    }
    for list in List::ALL {
        let pages = list.pages(portfolio, page_size);
        known.extend((2..=pages).map(|number| other(&list.page(number))));
    }
    known.par_sort_unstable_by(|a, b| a.path().cmp(b.path()));
    known.dedup();
    routes.known = known;
    routes
}

/// A list that has further pages where it is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Accomplishments,
    Vouch,
    Writing,
}

impl List {
    pub const ALL: [List; 3] = [List::Accomplishments, List::Vouch, List::Writing];

    /// The path of its first page.
    pub fn path(self) -> &'static str {
        match self {
            List::Accomplishments => "/accomplishments/",
            List::Vouch => "/vouch/",
            List::Writing => "/writing/",
        }
    }

    /// The path of its page of this number, from 1.
    pub fn page(self, number: usize) -> String {
        let path = self.path();
        if number <= 1 { path.to_owned() } else { format!("{path}page/{number}/") }
    }

    /// How many entries it has.
    pub fn entries(self, portfolio: &Portfolio) -> usize {
        match self {
            List::Accomplishments => portfolio.accomplishments.len(),
            List::Vouch => portfolio.people.len(),
            List::Writing => portfolio.posts.len(),
        }
    }

    /// How many pages it has, the first even where there is no entry.
    pub fn pages(self, portfolio: &Portfolio, page_size: usize) -> usize {
        self.entries(portfolio).div_ceil(page_size.max(1)).max(1)
    }
}

fn list<T: Sync>(items: &[T], route: impl Fn(&T) -> Route + Sync) -> Vec<Route> {
    items.par_iter().map(&route).collect()
}

impl Routes {
    /// Whether a page has this path.
    pub fn has(&self, path: &str) -> bool {
        self.known.binary_search_by(|known| known.path().cmp(path)).is_ok()
    }

    /// Every page's path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(Route::path)
    }

    pub fn accomplishment(&self, id: AccomplishmentId) -> &Route {
        at(&self.accomplishments, id.index())
    }

    pub fn person(&self, id: PersonId) -> &Route {
        at(&self.people, id.index())
    }

    /// Where a testimonial stands in full, with its anchor.
    pub fn testimonial(&self, id: TestimonialId) -> &Route {
        at(&self.testimonials, id.index())
    }

    pub fn skill(&self, id: SkillId) -> &Route {
        at(&self.skills, id.index())
    }

    pub fn post(&self, id: PostId) -> &Route {
        at(&self.posts, id.index())
    }

    pub fn page(&self, id: PageId) -> &Route {
        at(&self.pages, id.index())
    }

    /// The address of what a link to a content file finds; `None` where it is held back.
    pub fn target<'a>(&'a self, state: TargetState, home: &'a str) -> Option<&'a str> {
        Some(match state {
            TargetState::Profile => home,
            TargetState::Accomplishment(id) => &self.accomplishment(id).href,
            TargetState::Person(id) => &self.person(id).href,
            TargetState::Testimonial(id) => &self.testimonial(id).href,
            TargetState::Post(id) => &self.post(id).href,
            TargetState::Page(id) => &self.page(id).href,
            TargetState::HeldBack => return None,
        })
    }
}

static NOWHERE: std::sync::LazyLock<Route> = std::sync::LazyLock::new(Route::default);

/// Every id was made for this portfolio, so that its route is there.
fn at(routes: &[Route], index: usize) -> &Route {
    routes.get(index).unwrap_or(&NOWHERE)
}
