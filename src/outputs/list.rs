//! A long list in JSON, in parts: where one entry is edited, the text of the others is as it was.

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};
use std::hash::Hash;
use std::ops::Range;

use crate::digest::Digest;
use crate::plan::{Part, Plan};

/// So many entries make a part.
const ENTRIES: usize = 128;

/// What a list consists of.
pub(super) struct List<'p, S, E> {
    pub length: usize,
    /// What decides what the entry of a number is.
    pub shown: fn(&'p Plan<'p>, usize) -> Option<S>,
    /// The entry of a number.
    pub entry: fn(&'p Plan<'p>, usize) -> Option<E>,
    /// About how many bytes all of it has.
    pub bytes: usize,
}

/// A list that is a member of the whole: the text from `[` to `]`.
pub(super) fn parts<'p, S: Hash + 'p, E: Serialize + 'p>(
    plan: &'p Plan<'p>,
    list: List<'p, S, E>,
) -> Vec<Part<'p>> {
    if list.length == 0 {
        return vec![verbatim("[]")];
    }
    let entries = ranges(list.length).map(|range| {
        let shown: Vec<_> = range.clone().map(|at| (list.shown)(plan, at)).collect();
        Part {
            // Pages link within their host; here URLs are absolute.
            digest: Digest::of_value(&(plan.permalink("/"), range.start == 0, shown)),
            length: list.bytes * range.len() / list.length,
            make: Box::new(move |text| {
                for at in range.clone() {
                    text.extend_from_slice(if at == 0 { b"[" } else { b"," });
                    text.extend_from_slice(b"\n    ");
                    write(&(list.entry)(plan, at), 2, text);
                }
            }),
        }
    });
    entries.chain([verbatim("\n  ]")]).collect()
}

/// The entries of each part. They are counted from the end, where the oldest are, so that a new
/// one leaves most parts as they are.
pub(super) fn ranges(length: usize) -> impl Iterator<Item = Range<usize>> {
    let rest = length % ENTRIES;
    let first = (rest > 0).then_some(0..rest);
    first.into_iter().chain((rest..length).step_by(ENTRIES).map(|start| start..start + ENTRIES))
}

/// A part that is always the same.
pub(super) fn verbatim<'p>(text: &'static str) -> Part<'p> {
    let make = |made: &mut Vec<u8>| made.extend_from_slice(text.as_bytes());
    Part { digest: Digest::of(text.as_bytes()), length: text.len(), make: Box::new(make) }
}

/// Adds a value as it is written inside of so many others.
pub(super) fn write(value: &impl Serialize, depth: usize, text: &mut Vec<u8>) {
    let mut formatter = PrettyFormatter::new();
    for _ in 0..depth {
        // Only indents what comes next. Writing into memory does not fail.
        let _ = formatter.begin_object(&mut Vec::new());
    }
    let _ = value.serialize(&mut Serializer::with_formatter(text, formatter));
}
