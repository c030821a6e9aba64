//! `/404.html`: for addresses that lead nowhere.

use super::Page;
use crate::outputs::Gathered;
use crate::plan::{Composed, Plan, View, view};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/404.html", page, 0, "not-found");
}

fn page<'p>(plan: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let page = Page::new("not-found", "404.html", "/404.html").in_words("not_found", plan);
    Some(page.show(View::NotFound(view::NotFound {}), plan))
}
