//! Which documents exist, by kind and id.

use rustc_hash::FxHashMap;
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
        let mut testimonial_ids = Ids::default();
        let mut post_ids = Ids::default();
        let mut page_ids = Ids::default();
        for document in documents {
            let twin = match &document.front {
                Front::Profile(front) => {
                    index.profile = Some((document, front));
                    continue;
                }
                Front::Career(front) => {
                    index.career = Some((document, front));
                    continue;
                }
                Front::Skills(front) => {
                    index.skills = Some((document, front));
                    continue;
                }
                Front::Footer => {
                    index.footer = Some(document);
                    continue;
                }
                Front::Accomplishment(front) => add(
                    document,
                    &**front,
                    &mut index.accomplishments,
                    &mut index.accomplishment_ids,
                ),
                Front::Person(front) => {
                    add(document, &**front, &mut index.people, &mut index.person_ids)
                }
                Front::Testimonial(front) => {
                    add(document, &**front, &mut index.testimonials, &mut testimonial_ids)
                }
                Front::Post(front) => add(document, &**front, &mut index.posts, &mut post_ids),
                Front::Page(front) => add(document, &**front, &mut index.pages, &mut page_ids),
            };
            problems.extend(twin.map(|twin| duplicate(document, &twin)));
        }
        index
    }
}

/// Adds a document, unless another has its id: then that one's path is returned.
fn add<'a, T>(
    document: &'a Document,
    front: &'a T,
    list: &mut Vec<(&'a Document, &'a T)>,
    ids: &mut Ids<'a>,
) -> Option<Arc<str>> {
    if let Some(known) = ids.get(&*document.id) {
        return list.get(*known).map(|(twin, _)| Arc::clone(&twin.path));
    }
    ids.insert(&document.id, list.len());
    list.push((document, front));
    None
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
