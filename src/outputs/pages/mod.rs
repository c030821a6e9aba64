//! Pages: one file for each kind.

mod accomplishments;
mod home;
mod how_verified;
mod json_ld;
mod not_found;
mod people;
mod resume;
mod skills;
mod vouch;
mod writing;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use super::{Compose, Gathered};
use crate::diagnostic::Diagnostic;
use crate::model::Extra;
use crate::plan::{Composed, PageArtifact, Plan, View, page_of, view};
use view::JsonLd;

type Kind = for<'p> fn(&'p Plan<'p>, &mut Gathered<'p>);

const KINDS: [Kind; 9] = [
    home::add,
    vouch::add,
    accomplishments::add,
    people::add,
    skills::add,
    resume::add,
    writing::add,
    how_verified::add,
    not_found::add,
];

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for add in KINDS {
        add(plan, gathered);
    }
}

/// A page to be, and what its head says.
struct Page<'p> {
    kind: &'static str,
    template: &'p str,
    /// From the site's root, `/vouch/`.
    path: Cow<'p, str>,
    section: &'static str,
    title: Cow<'p, str>,
    description: Cow<'p, str>,
    og_type: &'static str,
    /// Path from the site's folder of a picture for previews.
    image: Option<&'p str>,
    json_ld: JsonLd<'p>,
    extra: &'p Extra,
    /// Words that the theme lacks.
    problems: Vec<Diagnostic>,
}

static NO_EXTRA: LazyLock<Extra> = LazyLock::new(Extra::default);

impl<'p> Page<'p> {
    fn new(kind: &'static str, template: &'p str, path: impl Into<Cow<'p, str>>) -> Page<'p> {
        Page {
            kind,
            template,
            path: path.into(),
            section: "/",
            title: Cow::Borrowed(""),
            description: Cow::Borrowed(""),
            og_type: "website",
            image: None,
            json_ld: JsonLd::default(),
            extra: &NO_EXTRA,
            problems: Vec::new(),
        }
    }

    /// Title and description from the theme's words: `titles.KEY`, `descriptions.KEY`.
    fn in_words(mut self, key: &str, plan: &Plan<'_>) -> Self {
        let owner = [("owner", &*plan.portfolio().profile.name)];
        self.title = self.words(&format!("titles.{key}"), &owner, plan);
        self.description = self.words(&format!("descriptions.{key}"), &owner, plan);
        self
    }

    /// Words of the theme.
    fn words(
        &mut self,
        key: &str,
        arguments: &[(&str, &str)],
        plan: &Plan<'_>,
    ) -> Cow<'static, str> {
        let text = plan.inputs.theme.text(key, arguments);
        Cow::Owned(text.map_err(|problem| self.problems.push(problem)).unwrap_or_default())
    }

    /// The page with what its template shows.
    fn show(self, view: View<'p>, plan: &'p Plan<'p>) -> Composed<'p> {
        let photo = plan.portfolio().profile.photo.as_deref();
        let og_image = self.image.or(photo).map(|path| plan.preview(path));
        let page = view::Meta {
            kind: self.kind,
            title: self.title,
            description: if self.description.is_empty() {
                Cow::Borrowed(plan.description())
            } else {
                self.description
            },
            url: Cow::Owned(plan.href(&self.path)),
            permalink: plan.permalink(&self.path),
            section: plan.href(self.section),
            og_type: self.og_type,
            og_image,
            json_ld: self.json_ld,
            noindex: self.kind == "not-found",
            extra: self.extra,
        };
        let page = PageArtifact { template: self.template, page, view };
        Composed { page, problems: self.problems }
    }
}

/// Adds the pages of a list of so many entries, the first even where there is none.
fn add_list<'p>(
    section: &str,
    entries: usize,
    compose: Compose<'p>,
    plan: &Plan<'_>,
    gathered: &mut Gathered<'p>,
) {
    for number in 0..entries.div_ceil(plan.inputs.theme.page_size()).max(1) {
        let origin = section.trim_matches('/');
        gathered.add_page(&page_of(section, number + 1), compose, number, origin);
    }
}

/// One page of a long list.
struct Part {
    /// From the site's root.
    path: String,
    /// The entries on it.
    entries: Range<usize>,
    pagination: Option<view::Pagination>,
    is_last: bool,
}

/// The page of this number, from 0, of a list of so many entries, with its links to the others.
fn part(section: &str, entries: usize, number: usize, plan: &Plan<'_>) -> Part {
    let size = plan.inputs.theme.page_size();
    let total = entries.div_ceil(size).max(1);
    let url = |page: usize| plan.href(&page_of(section, page));
    let current = number + 1;
    let pagination = (total > 1).then(|| view::Pagination {
        current,
        total,
        previous: (number > 0).then(|| url(number)),
        next: (current < total).then(|| url(current + 1)),
        pages: (1..=total).map(url).collect(),
    });
    Part {
        path: page_of(section, current),
        entries: entries.min(number * size)..entries.min(current * size),
        pagination,
        is_last: current == total,
    }
}
