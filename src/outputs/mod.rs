//! Everything a site consists of: one file for each kind of output, and one line here.

mod aliases;
mod feed;
mod icons;
mod json_resume;
mod list;
mod media;
mod pages;
mod robots;
mod search;
mod sitemap;
mod social_cards;
mod static_files;
mod theme_files;
mod web_manifest;

pub use aliases::Redirect;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Artifact, Content, PageKind, PageSource, Plan};

/// One kind of output: adds its artifacts, and reports what is wrong.
type Kind = for<'p> fn(&'p Plan<'p>, &mut Gathered<'p>);

/// Every kind of output. Files of the site's `static/` come last, since they replace others.
const KINDS: [Kind; 13] = [
    pages::add,
    aliases::add,
    feed::add,
    sitemap::add,
    robots::add,
    json_resume::add,
    search::add,
    social_cards::add,
    icons::add,
    web_manifest::add,
    theme_files::add,
    media::add,
    static_files::add,
];

/// Artifacts and problems so far.
#[derive(Default)]
pub struct Gathered<'p> {
    pub artifacts: Vec<Artifact<'p>>,
    pub problems: Vec<Diagnostic>,
    /// Old addresses, sorted.
    pub redirects: Vec<Redirect>,
}

/// Every output of the site, sorted by path. Two for one path are a problem that names both,
/// except that a file in `static/` replaces a generated file that is no page.
pub fn outputs<'p>(plan: &'p Plan<'p>) -> Gathered<'p> {
    let mut gathered = Gathered::default();
    for add in KINDS {
        add(plan, &mut gathered);
    }
    gathered.unite();
    aliases::in_force(&mut gathered.redirects, &gathered.artifacts);
    gathered
}

impl<'p> Gathered<'p> {
    /// Adds one output; `origin` is what asked for it, in words or as a file's path.
    pub fn add(&mut self, path: impl Into<Arc<str>>, content: Content<'p>, origin: &str) {
        self.artifacts.push(Artifact { path: path.into(), content, origin: origin.into() });
    }

    /// Adds a page by its path from the site's root, `/vouch/` or `/404.html`.
    fn add_page(
        &mut self,
        path: &str,
        kind: PageKind<'p>,
        number: usize,
        origin: impl Into<Arc<str>>,
    ) {
        let file = match path.strip_suffix('/') {
            Some(folder) => format!("{folder}/index.html"),
            None => path.to_owned(),
        };
        let content = Content::Page(PageSource { kind, number });
        let path = file.trim_start_matches('/').into();
        self.artifacts.push(Artifact { path, content, origin: origin.into() });
    }

    fn unite(&mut self) {
        // Without case: some file systems know no difference, and one file would replace another.
        let count = self.artifacts.len();
        let mut known = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
        let mut united: Vec<Artifact<'p>> = Vec::with_capacity(count);
        for artifact in std::mem::take(&mut self.artifacts) {
            let path = in_lower_case(&artifact.path).map(Arc::from);
            let path = path.unwrap_or_else(|| Arc::clone(&artifact.path));
            let at = *known.entry(path).or_insert(united.len());
            if at == united.len() {
                united.push(artifact);
                continue;
            }
            let Some(first) = united.get_mut(at) else { continue };
            let is_static = |artifact: &Artifact<'_>| artifact.origin.starts_with("static/");
            let is_page = matches!(first.content, Content::Page(_));
            if is_static(&artifact) && !is_static(first) && !is_page {
                *first = artifact;
            } else {
                self.problems.push(twice(first, &artifact));
            }
        }
        united.par_sort_by(|a, b| a.path.cmp(&b.path));
        let may_be = |path: &str| match in_lower_case(path) {
            None => known.contains_key(path),
            Some(path) => known.contains_key(&*path),
        };
        self.problems.extend(blocked(&united, may_be));
        self.artifacts = united;
    }
}

/// The path in lower case, where it is not; mostly it is.
fn in_lower_case(path: &str) -> Option<String> {
    let is_lower = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    (!is_lower).then(|| path.to_lowercase())
}

fn twice<'p>(first: &Artifact<'p>, second: &Artifact<'p>) -> Diagnostic {
    let url = format!("/{}", second.path.strip_suffix("index.html").unwrap_or(&second.path));
    let is_file = |origin: &Arc<str>| origin.contains('/');
    let is_alias = |artifact: &Artifact<'_>| {
        artifact.origin.starts_with("content/") && matches!(artifact.content, Content::Bytes(_))
    };
    let (message, help) = if !is_file(&first.origin) {
        let message = format!("`{}` wants the URL {url}, which the site needs", second.origin);
        (message, if is_alias(second) { "take the alias out" } else { "rename the file" })
    } else if first.origin == second.origin {
        let message = format!("`{}` wants the URL {url} twice", first.origin);
        (message, "take one of the two aliases out")
    } else {
        let message = format!("`{}` and `{}` both want the URL {url}", first.origin, second.origin);
        let has_alias = is_alias(first) || is_alias(second);
        (message, if has_alias { "take the alias out" } else { "rename one of the two" })
    };
    let mut problem = Diagnostic::new(Code::DuplicateUrl, message).help(help);
    problem.file = [second, first].map(|a| &a.origin).into_iter().find(|o| is_file(o)).cloned();
    problem
}

/// Files whose path is the folder of another, `a` and `a/index.html`; artifacts come sorted by path.
/// There is none where there `may_be` none.
fn blocked(artifacts: &[Artifact<'_>], may_be: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for artifact in artifacts {
        let mut folder = &*artifact.path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if may_be(parent) {
                let at = artifacts.binary_search_by(|file| (*file.path).cmp(parent)).ok();
                let file = at.and_then(|at| artifacts.get(at));
                problems.extend(file.map(|file| twice(file, artifact)));
            }
            folder = parent;
        }
    }
    problems
}
