//! Which documents exist, by kind and id.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::parse::{Document, Front, front};

/// Documents of one kind, by id. Values are positions in the list of documents.
pub(super) type Ids<'a> = FxHashMap<&'a str, usize>;

/// All documents by kind and id.
#[derive(Default)]
pub(super) struct Index<'a> {
    pub profile: Option<(&'a Document, &'a front::Profile)>,
    pub career: Option<(&'a Document, &'a front::Career)>,
    pub skills: Option<(&'a Document, &'a front::Skills)>,
    pub footer: Option<&'a Document>,
    pub accomplishments: Vec<(&'a Document, &'a front::Accomplishment)>,
    pub people: Vec<(&'a Document, &'a front::Person)>,
    pub testimonials: Vec<(&'a Document, &'a front::Testimonial)>,
    pub posts: Vec<(&'a Document, &'a front::Post)>,
    pub pages: Vec<(&'a Document, &'a front::Post)>,
    pub accomplishment_ids: Ids<'a>,
    pub person_ids: Ids<'a>,
}

impl<'a> Index<'a> {
    /// Sorts documents into their kinds. Two of one kind with one id are a problem.
    pub(super) fn new(documents: &'a [Arc<Document>], problems: &mut Vec<Diagnostic>) -> Index<'a> {
        let mut index = Index::default();
        // Mostly they are of these two kinds.
        index.accomplishments.reserve(documents.len() / 2);
        index.testimonials.reserve(documents.len() / 2);
        for document in documents {
            match &document.front {
                Front::Profile(front) => index.profile = Some((document, front)),
                Front::Career(front) => index.career = Some((document, front)),
                Front::Skills(front) => index.skills = Some((document, front)),
                Front::Footer => index.footer = Some(document),
                Front::Accomplishment(front) => index.accomplishments.push((document, front)),
                Front::Person(front) => index.people.push((document, front)),
                Front::Testimonial(front) => index.testimonials.push((document, front)),
                Front::Post(front) => index.posts.push((document, front)),
                Front::Page(front) => index.pages.push((document, front)),
            }
        }
        let (accomplishments, testimonials) =
            rayon::join(|| unique(&mut index.accomplishments), || unique(&mut index.testimonials));
        let people = unique(&mut index.people);
        let (posts, pages) = (unique(&mut index.posts), unique(&mut index.pages));
        problems.extend(testimonials.1.into_iter().chain(posts.1).chain(pages.1));
        problems.extend(accomplishments.1.into_iter().chain(people.1));
        index.accomplishment_ids = accomplishments.0;
        index.person_ids = people.0;
        index
    }
}

/// Finds the ids of documents of one kind. Of two with one id the second is taken out and is a
/// problem.
fn unique<'a, T>(list: &mut Vec<(&'a Document, &'a T)>) -> (Ids<'a>, Vec<Diagnostic>) {
    let mut ids = Ids::with_capacity_and_hasher(list.len(), FxBuildHasher);
    let mut problems = Vec::new();
    let mut kept: Vec<(&'a Document, &'a T)> = Vec::with_capacity(list.len());
    for (document, front) in list.drain(..) {
        let known = *ids.entry(&*document.id).or_insert(kept.len());
        match kept.get(known) {
            None => kept.push((document, front)),
            Some((twin, _)) => problems.push(duplicate(document, &twin.path)),
        }
    }
    *list = kept;
    (ids, problems)
}

fn duplicate(document: &Document, twin: &str) -> Diagnostic {
    let message = format!("the id `{}` is taken by `{twin}`", document.id);
    Diagnostic::new(Code::DuplicateId, message)
        .in_file(&document.path)
        .help("rename one of the two files; folders are no part of the id")
}

/// A help for an id that nothing has.
pub(super) fn near<'a>(
    id: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    create: String,
) -> String {
    match did_you_mean(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => create,
    }
}
