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
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Artifact, Content, PageKind, PageSource, Plan, Route};

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
    pub fn add(
        &mut self,
        path: impl Into<Arc<str>>,
        content: Content<'p>,
        origin: impl Into<Cow<'p, str>>,
    ) {
        self.artifacts.push(Artifact { path: path.into(), content, origin: origin.into() });
    }

    /// Adds a page by its path from the site's root, `/vouch/` or `/404.html`.
    fn add_page(&mut self, path: &str, kind: PageKind<'p>, number: usize, origin: &'p str) {
        self.artifacts.push(page(path, kind, number, origin));
    }

    /// Adds a page for each of these, which is that of the entry of the same number.
    fn add_pages<T: Sync>(
        &mut self,
        entries: &'p [T],
        kind: PageKind<'p>,
        of: impl Fn(usize, &'p T) -> (&'p Route, &'p str) + Sync,
    ) {
        self.artifacts.par_extend(entries.par_iter().enumerate().map(|(number, entry)| {
            let (route, origin) = of(number, entry);
            page(route.path(), kind, number, origin)
        }));
    }

    fn unite(&mut self) {
        let mut all = std::mem::take(&mut self.artifacts);
        // Without case: some file systems know no difference, and one file would replace another.
        let has_upper = all.iter().any(|artifact| in_lower_case(&artifact.path).is_some());
        let lower = |artifact: &Artifact<'_>| artifact.path.to_lowercase();
        match has_upper {
            false => all.par_sort_by(|a, b| a.path.cmp(&b.path)),
            true => all.par_sort_by_cached_key(lower),
        }
        let is_same = |a: &Artifact<'_>, b: &Artifact<'_>| {
            a.path == b.path || has_upper && lower(a) == lower(b)
        };
        let mut united: Vec<Artifact<'p>> = Vec::with_capacity(all.len());
        for artifact in all {
            let twin = united.last_mut().filter(|last| is_same(last, &artifact));
            let Some(first) = twin else {
                united.push(artifact);
                continue;
            };
            let is_static = |artifact: &Artifact<'_>| artifact.origin.starts_with("static/");
            let is_page = matches!(first.content, Content::Page(_));
            if is_static(&artifact) && !is_static(first) && !is_page {
                *first = artifact;
            } else {
                self.problems.push(twice(first, &artifact));
            }
        }
        self.problems.extend(blocked(&united, has_upper));
        if has_upper {
            united.par_sort_by(|a, b| a.path.cmp(&b.path));
        }
        self.artifacts = united;
    }
}

/// A page by its path from the site's root, `/vouch/` or `/404.html`.
fn page<'p>(path: &str, kind: PageKind<'p>, number: usize, origin: &'p str) -> Artifact<'p> {
    let inside = path.trim_start_matches('/');
    let is_folder = inside.is_empty() || inside.ends_with('/');
    let path = [inside, if is_folder { INDEX } else { "" }].concat().into();
    let content = Content::Page(PageSource { kind, number });
    Artifact { path, content, origin: origin.into() }
}

/// The file that a folder's address shows.
const INDEX: &str = "index.html";

/// The path in lower case, where it is not; mostly it is.
fn in_lower_case(path: &str) -> Option<String> {
    let is_lower = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    (!is_lower).then(|| path.to_lowercase())
}

fn twice<'p>(first: &Artifact<'p>, second: &Artifact<'p>) -> Diagnostic {
    let url = format!("/{}", second.path.strip_suffix("index.html").unwrap_or(&second.path));
    let is_file = |origin: &str| origin.contains('/');
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
    let file = [second, first].map(|artifact| &*artifact.origin).into_iter().find(|o| is_file(o));
    problem.file = file.map(Arc::from);
    problem
}

/// Files whose path is the folder of another, `a` and `a/index.html`, whatever their case.
fn blocked(artifacts: &[Artifact<'_>], has_upper: bool) -> Vec<Diagnostic> {
    let lower = |path: &str| in_lower_case(path).unwrap_or_else(|| path.to_owned());
    let is_index = |path: &str| path.rsplit('/').next() == Some(INDEX);
    let mut files: FxHashMap<String, &Artifact<'_>> = FxHashMap::default();
    // Nearly all are called `index.html`, and hardly a folder is.
    let all = has_upper || artifacts.iter().any(|file| file.path.contains("index.html/"));
    let others = artifacts.iter().filter(|file| all || !is_index(&file.path));
    files.extend(others.map(|file| (lower(&file.path), file)));
    let mut problems = Vec::new();
    for artifact in artifacts {
        let mut folder = &*artifact.path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            let file = match in_lower_case(parent) {
                None => files.get(parent),
                Some(parent) => files.get(&parent),
            };
            problems.extend(file.map(|file| twice(file, artifact)));
            folder = parent;
        }
    }
    problems
}
