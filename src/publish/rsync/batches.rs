//! What is done in which order: each batch is one run of rsync.

use std::sync::Arc;

use super::super::{File, MANIFEST, Plan, Turn};
use super::ancestors;

/// What one run does.
#[derive(Debug)]
pub enum Batch<'a> {
    Send(Vec<&'a File>),
    Delete(Vec<Arc<str>>),
}

/// The runs that carry out a plan. `manifests` are the one while it is under way, and the last one;
/// `unfinished` is what an interrupted run left.
pub fn batches<'a>(
    plan: &Plan<'a>,
    manifests: (&'a File, &'a File),
    unfinished: &[Arc<str>],
) -> Vec<Batch<'a>> {
    let (interim, last) = manifests;
    let sent = plan.sent();
    let is_in_the_way = |path: &&Arc<str>| {
        sent.iter().any(|file| is_above(path, &file.path) || is_above(&file.path, path))
    };
    let first: Vec<Arc<str>> = plan.deleted.iter().filter(is_in_the_way).cloned().collect();
    let rest = plan.deleted.iter().filter(|path| !first.contains(path));
    let rest: Vec<Arc<str>> = rest.chain(unfinished).cloned().collect();

    let assets = plan.sent_in(Turn::Asset);
    // A run puts files into place in the order of their names, those of the top folder first: the
    // manifest must be before all that it names.
    let manifest_is_first =
        assets.iter().all(|file| file.path.contains('/') || *file.path > *MANIFEST);
    let mut batches = Vec::new();
    if first.is_empty() && manifest_is_first {
        let all = std::iter::once(interim).chain(assets);
        batches.push(Batch::Send(all.collect()));
    } else {
        batches.push(Batch::Send(vec![interim]));
        batches.push(Batch::Delete(first));
        batches.push(Batch::Send(assets));
    }
    batches.push(Batch::Send(plan.sent_in(Turn::Page)));
    let mut end = plan.sent_in(Turn::Last);
    if rest.is_empty() {
        // Both manifests name the same files, so it does not matter which of these comes first.
        end.push(last);
        batches.push(Batch::Send(end));
    } else {
        batches.push(Batch::Send(end));
        batches.push(Batch::Delete(rest));
        batches.push(Batch::Send(vec![last]));
    }
    batches.retain(|batch| match batch {
        Batch::Send(files) => !files.is_empty(),
        Batch::Delete(paths) => !paths.is_empty(),
    });
    batches
}

/// Whether the one would be a folder that the other is in.
fn is_above(folder: &str, path: &str) -> bool {
    ancestors(path).any(|above| above == folder)
}
