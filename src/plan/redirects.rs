//! Old addresses of pages, and where they lead now.

use rustc_hash::FxHashSet;
use std::sync::Arc;

use super::{Plan, Route};
use crate::model::{AccomplishmentId, PageId, PersonId, Portfolio, PostId, SkillId};

/// An old address of a page.
#[derive(Clone, Copy, Debug)]
pub struct OldAddress<'a> {
    /// As it is written, from the first slash.
    pub alias: &'a str,
    /// Of the page that it leads to.
    pub route: &'a Route,
    /// What that page is called.
    pub title: &'a str,
    /// The file that says so.
    pub file: &'a str,
}

impl OldAddress<'_> {
    /// The path of the output that stands there.
    pub fn output(&self) -> String {
        let inside = self.alias.trim_matches('/');
        match inside.ends_with(".html") {
            true => inside.to_owned(),
            false => format!("{inside}/index.html"),
        }
    }
}

/// Every old address without the slash at its end, to tell whether something is there.
pub(super) fn known(portfolio: &Portfolio) -> FxHashSet<&str> {
    let Portfolio { accomplishments, people, skills, posts, pages, .. } = portfolio;
    let all = accomplishments.iter().map(|item| &item.aliases);
    let all = all.chain(people.iter().map(|person| &person.aliases));
    let all = all.chain(skills.iter().map(|skill| &skill.aliases));
    let all = all.chain(posts.iter().chain(pages).map(|post| &post.aliases));
    all.flatten().map(|alias| alias.trim_end_matches('/')).collect()
}

impl Plan<'_> {
    /// Every old address, kind by kind.
    pub fn old_addresses(&self) -> Vec<OldAddress<'_>> {
        let Portfolio { accomplishments, people, skills, posts, pages, .. } = self.portfolio();
        let routes = &self.routes;
        let mut all = Vec::new();
        for (at, item) in accomplishments.iter().enumerate() {
            let route = routes.accomplishment(AccomplishmentId(at as u32));
            all.extend(of(&item.aliases, route, &item.title, &item.file));
        }
        for (at, person) in people.iter().enumerate() {
            let route = routes.person(PersonId(at as u32));
            all.extend(of(&person.aliases, route, &person.name, &person.file));
        }
        for (at, skill) in skills.iter().enumerate() {
            let route = routes.skill(SkillId(at as u32));
            all.extend(of(&skill.aliases, route, &skill.name, "content/skills.yaml"));
        }
        for (at, post) in posts.iter().enumerate() {
            let route = routes.post(PostId(at as u32));
            all.extend(of(&post.aliases, route, &post.title, &post.file));
        }
        for (at, page) in pages.iter().enumerate() {
            let route = routes.page(PageId(at as u32));
            all.extend(of(&page.aliases, route, &page.title, &page.file));
        }
        all
    }
}

/// The old addresses of one page. Those that are no paths are reported where they stand.
fn of<'a>(
    aliases: &'a [Arc<str>],
    route: &'a Route,
    title: &'a str,
    file: &'a str,
) -> impl Iterator<Item = OldAddress<'a>> {
    let paths = aliases.iter().filter(|alias| alias.starts_with('/'));
    paths.map(move |alias| OldAddress { alias, route, title, file })
}
