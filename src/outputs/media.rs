//! Pictures, letters and other files of `content/` that something public names, under `/media/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Gathered;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::picture;
use crate::plan::{Content, Plan, linked_files};
use crate::source::image::Malformed;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let pictures = plan.inputs.pictures;
    let mut known = BTreeSet::new();
    for (path, made) in pictures.made() {
        for variant in made.variants() {
            // The same picture may be there twice, as `a.jpg` and `a.jpeg`.
            let file = variant.path(path);
            if known.insert(file.clone()) {
                let content = match &variant.content {
                    picture::Content::Bytes(bytes) => Content::Bytes(bytes.to_vec()),
                    picture::Content::File(from) => Content::Copy {
                        from: from.clone(),
                        digest: variant.digest,
                        strip_metadata: false,
                    },
                };
                gathered.add(file, content, &**path);
            }
        }
    }
    let mut files = linked_files(plan);
    files.extend(pictures.as_they_are());
    for path in files {
        let Some(asset) = plan.inputs.assets.get(path) else { continue };
        let Some(inside) = path.strip_prefix("content/") else { continue };
        if let Some(malformed) = &asset.malformed {
            gathered.problems.push(unreadable(path, malformed));
        }
        let content = Content::Copy {
            from: asset.source.clone(),
            digest: asset.digest,
            strip_metadata: asset.strip_metadata,
        };
        gathered.add(format!("media/{inside}"), content, &**path);
    }
}

/// An SVG of which nobody can say what it does.
fn unreadable(path: &Arc<str>, malformed: &Malformed) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnsupportedImage, malformed.message.as_str());
    let problem = problem.in_file(path).help(malformed.help.as_ref());
    match malformed.at {
        Some(at) => problem.at(At::Range(at..at + 1)),
        None => problem,
    }
}
