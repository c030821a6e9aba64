//! `/404.html`: for addresses that lead nowhere.

use super::Page;
use crate::outputs::Gathered;
use crate::plan::{Plan, View, view};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let page =
        Page::new("not-found", "404.html", "/404.html").in_words("not_found", plan, gathered);
    page.add(View::NotFound(view::NotFound {}), plan, gathered);
}
