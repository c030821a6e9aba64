//! Where everything stands: the path of each page, decided before any page is made.

use rayon::prelude::*;
use std::collections::BTreeSet;
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
    /// Every page's path.
    known: BTreeSet<Box<str>>,
}

/// A path from the site's root, and the same with the path of `base_url` before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    pub path: Box<str>,
    pub href: Box<str>,
}

/// Pages that every site has.
const FIXED: [&str; 6] =
    ["/", "/vouch/", "/accomplishments/", "/skills/", "/resume/", "/how-verified/"];

/// Gives every page its path. `page_size` is the number of entries on a page of a long list.
pub fn routes(portfolio: &Portfolio, base: &BaseUrl, page_size: usize) -> Routes {
    let route = |path: String| Route { href: base.href(&path).into(), path: path.into() };
    let of = |folder: &str, id: &Arc<str>| route(["/", folder, "/", id, "/"].concat());
    let mut routes = Routes {
        accomplishments: list(&portfolio.accomplishments, |a| of("accomplishments", &a.id)),
        people: list(&portfolio.people, |person| of("people", &person.id)),
        skills: list(&portfolio.skills, |skill| of("skills", &skill.id)),
        posts: list(&portfolio.posts, |post| of("writing", &post.id)),
        pages: list(&portfolio.pages, |page| route(["/", &page.id, "/"].concat())),
        ..Routes::default()
    };
    let last = page_of("/vouch/", portfolio.people.len().div_ceil(page_size.max(1)));
    routes.testimonials = list(&portfolio.testimonials, |said| {
        let page = said.by.and_then(|by| routes.people.get(by.index()));
        let page = page.map_or(last.as_str(), |route| &route.path);
        route([page, "#", &said.id].concat())
    });
    let lists =
        [&routes.accomplishments, &routes.people, &routes.skills, &routes.posts, &routes.pages];
    let mut known: Vec<Box<str>> = FIXED.iter().map(|path| Box::from(*path)).collect();
    known.extend(lists.into_iter().flatten().map(|route| route.path.clone()));
    if !portfolio.posts.is_empty() {
        known.push("/writing/".into());
    }
    for (section, length) in [
        ("/accomplishments/", portfolio.accomplishments.len()),
        ("/vouch/", portfolio.people.len()),
        ("/writing/", portfolio.posts.len()),
    ] {
        let pages = length.div_ceil(page_size.max(1));
        known.extend((2..=pages).map(|number| page_of(section, number).into_boxed_str()));
    }
    routes.known = known.into_iter().collect();
    routes
}

/// The path of a page of a long list, from 1.
pub fn page_of(section: &str, number: usize) -> String {
    if number <= 1 { section.to_owned() } else { format!("{section}page/{number}/") }
}

fn list<T: Sync>(items: &[T], route: impl Fn(&T) -> Route + Sync) -> Vec<Route> {
    items.par_iter().map(&route).collect()
}

impl Routes {
    /// Whether a page has this path.
    pub fn has(&self, path: &str) -> bool {
        self.known.contains(path)
    }

    /// Every page's path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(|path| &**path)
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
