//! `/404.html`: for addresses that lead nowhere.

use super::{NO_EXTRA, Page};
use crate::outputs::Gathered;
use crate::plan::{Composed, Head, PageKind, Plan, View, view};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add_page("/404.html", PageKind { compose, head }, 0, "not-found");
}

fn compose<'p>(_: &'p Plan<'p>, _: usize) -> Option<Composed<'p>> {
    let view = View::NotFound(view::NotFound {});
    Some(Composed { kind: "not-found", template: "404.html", extra: &NO_EXTRA, view })
}

fn head<'p>(plan: &'p Plan<'p>, _: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    Some(Page::new("/404.html").in_words("not_found", plan).head(shown, plan))
}
