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

use super::Gathered;
use crate::diagnostic::Diagnostic;
use crate::model::{Extra, PictureRole};
use crate::plan::{Composed, Head, List, PageKind, Plan, view};
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

/// What the head of a page is to say.
struct Page<'p> {
    /// From the site's root, `/vouch/`.
    path: Cow<'p, str>,
    section: &'static str,
    title: Cow<'p, str>,
    description: Cow<'p, str>,
    og_type: &'static str,
    /// Path from the site's folder of a picture for previews.
    image: Option<(&'p str, PictureRole)>,
    json_ld: JsonLd<'p>,
    /// Words that the theme lacks.
    problems: Vec<Diagnostic>,
}

static NO_EXTRA: LazyLock<Extra> = LazyLock::new(Extra::default);

impl<'p> Page<'p> {
    fn new(path: impl Into<Cow<'p, str>>) -> Page<'p> {
        Page {
            path: path.into(),
            section: "/",
            title: Cow::Borrowed(""),
            description: Cow::Borrowed(""),
            og_type: "website",
            image: None,
            json_ld: JsonLd::default(),
            problems: Vec::new(),
        }
    }

    /// One page of a long list, in the words `KEY`.
    fn of_list(list: List, number: usize, key: &str, plan: &'p Plan<'p>) -> Page<'p> {
        let mut page = Page::new(list.page(number + 1)).in_words(key, plan);
        page.section = list.path();
        page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
        page
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

    /// The head of a page that shows this.
    fn head(self, shown: &Composed<'p>, plan: &'p Plan<'p>) -> Head<'p> {
        let card = [&*self.path, self.section, "/"].into_iter().find_map(|it| plan.card_of(it));
        let photo = plan.portfolio().profile.photo.as_deref();
        let photo = photo.map(|photo| (photo, PictureRole::People));
        let picture = || self.image.or(photo).map(|(path, role)| plan.preview(path, role));
        let og_image = card.or_else(picture);
        let meta = view::Meta {
            kind: shown.kind,
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
            noindex: shown.kind == "not-found",
            extra: shown.extra,
        };
        Head { meta, problems: self.problems }
    }
}

/// Adds the pages of a long list, the first even where it has no entry.
fn add_list<'p>(list: List, kind: PageKind<'p>, plan: &Plan<'_>, gathered: &mut Gathered<'p>) {
    for number in 0..list.pages(plan.portfolio(), plan.inputs.theme.page_size()) {
        let origin = list.path().trim_matches('/');
        gathered.add_page(&list.page(number + 1), kind, number, origin);
    }
}

/// One page of a long list.
struct Part<'p> {
    /// The entries on it.
    entries: Range<usize>,
    pagination: Option<view::Pagination<'p>>,
    is_last: bool,
}

/// The page of this number, from 0, of a long list, with its links to the others.
fn part<'p>(list: List, number: usize, plan: &'p Plan<'p>) -> Option<Part<'p>> {
    let (size, entries) = (plan.inputs.theme.page_size(), list.entries(plan.portfolio()));
    let total = list.pages(plan.portfolio(), size);
    let url = |page: usize| plan.href(&list.page(page));
    let current = number + 1;
    let pagination = view::Pagination {
        current,
        total,
        previous: (number > 0).then(|| url(number)),
        next: (current < total).then(|| url(current + 1)),
        pages: plan.list_urls(list)?,
    };
    Some(Part {
        entries: entries.min(number * size)..entries.min(current * size),
        pagination: (total > 1).then_some(pagination),
        is_last: current == total,
    })
}
