//! From documents to the portfolio: references checked, what may not be published dropped.
//!
//! Nothing that is held back is in a [`Portfolio`], so that no later stage can show it. What is
//! held back is listed with its reason.

mod assets;
mod career;
mod consent;
mod index;
mod links;
mod people;
mod pictures;
mod skills;
mod testimonials;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, Path};
use crate::model::{
    Accomplishment, AccomplishmentId, Date, HeldBack, Link, Metric, PageId, Period, PersonId,
    Picture, Portfolio, Post, PostId, Profile, SkillId, TargetState, When,
};
use crate::parse::{Document, Front, front};
use crate::path;
use crate::source::Asset;
use crate::yaml::{List, Text};
use index::Index;
use people::People;

pub use assets::{beside, near, picture};
pub use pictures::{Showing, Shown, pictures};

/// What the outside decides.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Decides what has expired.
    pub today: Date,
    /// Show drafts.
    pub drafts: bool,
    /// Host of the site, whose own pages are no source of a testimonial.
    pub host: &'a str,
}

/// What a site may show, what it may not, and what is wrong.
#[derive(Debug, Default)]
pub struct Resolved {
    pub portfolio: Portfolio,
    /// By file.
    pub held_back: Vec<HeldBack>,
    /// Ids of the people who are shown and whose contact details may be, too.
    pub contacts: Vec<Arc<str>>,
    pub problems: Vec<Diagnostic>,
}

/// Builds the portfolio from all documents, sorted by path, and the files beside them.
pub fn resolve(
    documents: &[Arc<Document>],
    assets: &BTreeMap<Arc<str>, Asset>,
    options: &Options<'_>,
) -> Resolved {
    let mut resolved = Resolved::default();
    let index = Index::new(documents, &mut resolved.problems);
    let mut stage =
        Stage { index: &index, assets, options, skills: skills::Registry::default(), resolved };
    let career = stage.career();
    stage.skills.declare(&index);
    let shown = stage.shown_accomplishments();
    let visible = stage.visible_testimonials();
    let people = stage.visible_people(&visible);
    let numbers = stage.accomplishments(&shown, &people, &career);
    stage.people(&people, &career);
    stage.testimonials(&visible, &people, &career, &numbers);
    stage.check_hidden(&career);
    stage.profile();
    stage.posts();
    stage.targets(documents);
    stage.withhold();
    stage.skills();
    stage.links(documents);
    let mut resolved = stage.resolved;
    resolved.held_back.sort_by(|a, b| a.file.cmp(&b.file));
    resolved
}

/// So few items are not worth a thread of their own.
const SMALLEST_PART: usize = 64;

/// The stage at work: what it reads, and what it has gathered.
struct Stage<'a> {
    index: &'a Index<'a>,
    assets: &'a BTreeMap<Arc<str>, Asset>,
    options: &'a Options<'a>,
    skills: skills::Registry<'a>,
    resolved: Resolved,
}

impl<'a> Stage<'a> {
    /// Makes something of each item, in parallel, and gathers what there is to report. Each part
    /// numbers the skills that it meets; `skills` finds the numbers in what was made, to put them
    /// right.
    ///
    /// Items come in the order of documents, which is that of memory: any other takes longer.
    fn each<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        make: impl Fn(&mut Stage<'a>, &T) -> R + Sync,
        skills: impl Fn(&mut R) -> &mut [SkillId],
    ) -> Vec<Option<R>> {
        let size = items.len().div_ceil(4 * rayon::current_num_threads()).max(SMALLEST_PART);
        let mut all: Vec<Option<R>> = Vec::with_capacity(items.len());
        all.resize_with(items.len(), || None);
        let parts = all.par_chunks_mut(size).zip(items.par_chunks(size)).map(|(places, items)| {
            let mut part = Stage {
                index: self.index,
                assets: self.assets,
                options: self.options,
                skills: self.skills.clone(),
                resolved: Resolved::default(),
            };
            for (place, item) in places.iter_mut().zip(items) {
                *place = Some(make(&mut part, item));
            }
            (part.skills, part.resolved)
        });
        let parts: Vec<(skills::Registry<'a>, Resolved)> = parts.collect();
        for (places, (met, resolved)) in all.chunks_mut(size).zip(parts) {
            let numbers = self.skills.take_in(&met);
            for skill in places.iter_mut().flatten().flat_map(&skills) {
                *skill = numbers.get(skill.index()).copied().unwrap_or(*skill);
            }
            self.resolved.problems.extend(resolved.problems);
            self.resolved.held_back.extend(resolved.held_back);
        }
        all
    }

    fn report(&mut self, document: &Document, problem: Diagnostic) {
        self.resolved.problems.push(problem.in_file(&document.path));
    }

    /// Notes what is not shown; what cannot be read has a problem of its own.
    fn hold_back(&mut self, document: &Document, reason: impl Into<String>) {
        if document.broken {
            return;
        }
        self.resolved
            .held_back
            .push(HeldBack { file: Arc::clone(&document.path), reason: reason.into() });
    }

    /// Whether a draft is shown; otherwise it is held back.
    fn is_shown(&mut self, document: &Document, draft: Option<bool>) -> bool {
        let shown = self.options.drafts || draft != Some(true);
        if !shown {
            self.hold_back(document, "draft");
        }
        shown
    }

    /// The accomplishments that are no drafts, with their places in the index.
    fn shown_accomplishments(&mut self) -> Vec<ShownAccomplishment<'a>> {
        let mut shown = Vec::with_capacity(self.index.accomplishments.len());
        for (at, (document, front)) in self.index.accomplishments.iter().enumerate() {
            if self.is_shown(document, front.draft) {
                shown.push((at, *document, *front));
            }
        }
        shown
    }

    /// Puts accomplishments into the portfolio, newest first. Says for each of the index where it
    /// is now.
    fn accomplishments(
        &mut self,
        shown: &[ShownAccomplishment<'a>],
        people: &People<'a>,
        career: &career::Career,
    ) -> Vec<Option<AccomplishmentId>> {
        let make = |stage: &mut Stage<'a>, (_, document, front): &ShownAccomplishment<'a>| {
            stage.accomplishment(document, front, career, people)
        };
        let made = self.each(shown, make, |item| &mut item.skills);
        let order = order_of(&made, |item| (item.when.newest_first(), Arc::clone(&item.id)));
        let mut numbers = vec![None; self.index.accomplishments.len()];
        for (number, at) in order.iter().enumerate() {
            let number = AccomplishmentId(number as u32);
            if let Some(place) = shown.get(*at).and_then(|(at, ..)| numbers.get_mut(*at)) {
                *place = Some(number);
            }
        }
        self.resolved.portfolio.accomplishments = arranged(made, &order);
        numbers
    }

    fn accomplishment(
        &mut self,
        document: &Document,
        front: &front::Accomplishment,
        career: &career::Career,
        people: &People<'_>,
    ) -> Accomplishment {
        let image = self.image(document, &front.image, || path!["image"]);
        Accomplishment {
            id: Arc::clone(&document.id),
            title: text(&front.title),
            when: when(front),
            at: self.position(document, &front.at, || path!["at"], career),
            role: optional(&front.role),
            metric: front.metric.as_ref().map(metric),
            skills: self.skill_ids(&front.skills),
            with: self.with(document, front, people),
            links: links_of(&front.links),
            image: image.map(|path| Picture { path, alt: text(&front.image_alt) }),
            featured: front.featured.unwrap_or(false),
            testimonials: Vec::new(),
            body: Arc::clone(&document.body),
            file: Arc::clone(&document.path),
            aliases: paths(&front.aliases),
            extra: extra(&front.extra),
        }
    }

    /// The publicly named people in `with`; others who exist may stand there unseen.
    fn with(
        &mut self,
        document: &Document,
        front: &front::Accomplishment,
        people: &People<'_>,
    ) -> Vec<PersonId> {
        let mut with = Vec::new();
        for (at, id) in items(&front.with).enumerate() {
            let known = self.index.person_ids.get(&**id);
            match known.and_then(|at| people.number(*at)) {
                Some(person) if with.contains(&person) => {}
                Some(person) => with.push(person),
                None => self.check_person(document, id, || path!["with", at]),
            }
        }
        with
    }

    /// Reports a person's id that no file has.
    fn check_person(&mut self, document: &Document, id: &Text, at: impl Fn() -> Path) {
        let known = &self.index.person_ids;
        if id.is_blank() || known.contains_key(&**id) {
            return;
        }
        let near = crate::parse::near_id(id);
        let create = format!("create content/people/{near}.md with `vouchfolio new person`");
        let help = index::near(id, known.keys().copied(), create);
        let problem = Diagnostic::new(Code::UnknownPerson, format!("no person has the id `{id}`"))
            .at(At::Value(at()))
            .help(help);
        self.report(document, problem);
    }

    fn skill_ids(&mut self, list: &Option<List<Text>>) -> Vec<SkillId> {
        let mut ids = Vec::new();
        for skill in items(list).filter(|skill| !skill.is_blank()) {
            let id = self.skills.id(&skill.0);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn profile(&mut self) {
        let Some((document, front)) = self.index.profile else {
            let problem = Diagnostic::new(Code::MissingFile, "`content/profile.md` is missing")
                .in_file(&Arc::from("content/profile.md"))
                .help("create it with `name` and `headline`, or run `vouchfolio init` elsewhere");
            self.resolved.problems.push(problem);
            return;
        };
        let photo = self.image(document, &front.photo, || path!["photo"]);
        self.resolved.portfolio.profile = Profile {
            name: text(&front.name),
            headline: text(&front.headline),
            location: optional(&front.location),
            photo,
            links: links_of(&front.links),
            contact: front.contact.as_ref().map(link_of),
            body: Arc::clone(&document.body),
            file: Some(Arc::clone(&document.path)),
            extra: extra(&front.extra),
        };
    }

    fn posts(&mut self) {
        if let Some(footer) = self.index.footer {
            self.resolved.portfolio.footer = Arc::clone(&footer.body);
        }
        let (posts, pages) = (&self.index.posts, &self.index.pages);
        let mut shown = self.written(posts);
        shown.sort_by(|a, b| {
            let key = |post: &Post| post.date.map_or(i32::MAX, |date| -date.last_key());
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        self.resolved.portfolio.posts = shown;
        let mut shown = self.written(pages);
        shown.sort_by(|a, b| a.id.cmp(&b.id));
        self.resolved.portfolio.pages = shown;
    }

    fn written(&mut self, list: &[(&Document, &front::Post)]) -> Vec<Post> {
        let mut shown = Vec::with_capacity(list.len());
        for (document, front) in list {
            if !self.is_shown(document, front.draft) {
                continue;
            }
            shown.push(Post {
                id: Arc::clone(&document.id),
                title: text(&front.title),
                date: front.date,
                summary: optional(&front.summary),
                skills: self.skill_ids(&front.skills),
                template: optional(&front.template),
                aliases: paths(&front.aliases),
                body: Arc::clone(&document.body),
                file: Arc::clone(&document.path),
                extra: extra(&front.extra),
            });
        }
        shown
    }

    /// What a link to each content file finds.
    fn targets(&mut self, documents: &[Arc<Document>]) {
        let portfolio = &mut self.resolved.portfolio;
        // What is shown has the very path of its document, so that its address tells it apart,
        // and faster than the words.
        let address = |file: &Arc<str>| file.as_ptr() as usize;
        let mut shown: FxHashMap<usize, TargetState> =
            FxHashMap::with_capacity_and_hasher(documents.len(), FxBuildHasher);
        if let Some(file) = &portfolio.profile.file {
            shown.insert(address(file), TargetState::Profile);
        }
        for (at, item) in portfolio.accomplishments.iter().enumerate() {
            shown.insert(
                address(&item.file),
                TargetState::Accomplishment(AccomplishmentId(at as u32)),
            );
        }
        for (at, item) in portfolio.people.iter().enumerate() {
            shown.insert(address(&item.file), TargetState::Person(PersonId(at as u32)));
        }
        for (at, item) in portfolio.testimonials.iter().enumerate() {
            let id = crate::model::TestimonialId(at as u32);
            shown.insert(address(&item.file), TargetState::Testimonial(id));
        }
        for (at, item) in portfolio.posts.iter().enumerate() {
            shown.insert(address(&item.file), TargetState::Post(PostId(at as u32)));
        }
        for (at, item) in portfolio.pages.iter().enumerate() {
            shown.insert(address(&item.file), TargetState::Page(PageId(at as u32)));
        }
        let all = documents.par_iter().filter(|document| !matches!(document.front, Front::Footer));
        let targets = all.map(|document| {
            let state =
                shown.get(&address(&document.path)).copied().unwrap_or(TargetState::HeldBack);
            (Arc::clone(&document.path), state)
        });
        let targets: Vec<_> = targets.collect();
        portfolio.targets = targets.into_iter().collect();
    }
}

/// A public accomplishment, and its place in the index.
type ShownAccomplishment<'a> = (usize, &'a Document, &'a front::Accomplishment);

/// The places of items in the order of their keys.
fn order_of<T: Sync, K: Ord + Send>(
    items: &[Option<T>],
    key: impl Fn(&T) -> K + Sync,
) -> Vec<usize> {
    let keys = items.par_iter().enumerate().map(|(at, item)| (item.as_ref().map(&key), at));
    let mut keys: Vec<(Option<K>, usize)> = keys.collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|(_, at)| at).collect()
}

/// Items in the order of these places.
fn arranged<T>(mut items: Vec<Option<T>>, order: &[usize]) -> Vec<T> {
    let mut arranged = Vec::with_capacity(items.len());
    arranged.extend(order.iter().filter_map(|at| items.get_mut(*at)?.take()));
    arranged
}

fn when(front: &front::Accomplishment) -> When {
    match (front.date, &front.period) {
        (Some(date), _) => When::Date(date),
        (None, Some(front::Period { from: Some(from), to })) => {
            When::Period(Period { from: *from, to: *to })
        }
        _ => When::Period(Period { from: UNKNOWN, to: None }),
    }
}

/// Stands for a missing date, which is reported elsewhere and keeps the site from being built.
const UNKNOWN: Date = Date::YEAR_ONE;

fn metric(front: &front::Metric) -> Metric {
    Metric { value: text(&front.value), before: optional(&front.before), label: text(&front.label) }
}

fn items<T>(list: &Option<List<T>>) -> impl Iterator<Item = &T> {
    list.iter().flat_map(|list| &list.0)
}

fn text(field: &Option<Text>) -> Arc<str> {
    field.clone().unwrap_or_default().0
}

fn optional(field: &Option<Text>) -> Option<Arc<str>> {
    field.as_ref().filter(|text| !text.is_blank()).map(|text| Arc::clone(&text.0))
}

fn paths(field: &Option<List<Text>>) -> Vec<Arc<str>> {
    items(field).map(|path| Arc::clone(&path.0)).collect()
}

fn extra(field: &Option<crate::yaml::Free>) -> crate::model::Extra {
    crate::model::Extra(field.as_ref().map(|values| Arc::clone(&values.0)))
}

fn link_of(link: &front::Link) -> Link {
    Link { label: text(&link.label), url: text(&link.url) }
}

fn links_of(links: &Option<List<front::Link>>) -> Vec<Link> {
    items(links).map(link_of).collect()
}
