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
use std::sync::LazyLock;

use super::Gathered;
use crate::model::Extra;
use crate::plan::{Content, PageArtifact, Plan, View, page_of, view};
use view::Html;

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
    json_ld: Html<'p>,
    extra: &'p Extra,
    /// What asked for it.
    origin: &'p str,
}

static NO_EXTRA: LazyLock<Extra> = LazyLock::new(Extra::new);

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
            json_ld: Html::default(),
            extra: &NO_EXTRA,
            origin: kind,
        }
    }

    /// Title and description from the theme's words: `titles.KEY`, `descriptions.KEY`.
    fn in_words(mut self, key: &str, plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) -> Self {
        let owner = [("owner", &*plan.portfolio().profile.name)];
        let mut word = |section: &str| {
            let text = plan.inputs.theme.text(&format!("{section}.{key}"), &owner);
            text.map_err(|problem| gathered.problems.push(problem)).unwrap_or_default()
        };
        self.title = Cow::Owned(word("titles"));
        self.description = Cow::Owned(word("descriptions"));
        self
    }

    fn add(self, view: View<'p>, plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
        let photo = plan.portfolio().profile.photo.as_deref();
        let og_image = self.image.or(photo).map(|path| plan.preview(path));
        let file = match self.path.strip_suffix('/') {
            Some(folder) => format!("{folder}/index.html"),
            None => self.path.to_string(),
        };
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
        let artifact = PageArtifact { template: self.template, page, view };
        let path = file.trim_start_matches('/').to_owned();
        gathered.add(path, Content::Page(Box::new(artifact)), self.origin);
    }
}

/// The parts of a long list, each with its links to the others. A list without entries is one
/// empty part.
fn paginate<'t, T>(
    items: &'t [T],
    section: &str,
    plan: &Plan<'_>,
) -> Vec<(String, &'t [T], Option<view::Pagination>)> {
    let size = plan.inputs.theme.page_size();
    let total = items.len().div_ceil(size).max(1);
    let pages: Vec<String> = (1..=total).map(|n| plan.href(&page_of(section, n))).collect();
    let part = |current: usize| {
        let start = (current - 1) * size;
        let end = items.len().min(start + size);
        let pagination = (total > 1).then(|| view::Pagination {
            current,
            total,
            previous: current.checked_sub(2).and_then(|at| pages.get(at)).cloned(),
            next: pages.get(current).cloned(),
            pages: pages.clone(),
        });
        (page_of(section, current), items.get(start..end).unwrap_or_default(), pagination)
    };
    (1..=total).map(part).collect()
}
