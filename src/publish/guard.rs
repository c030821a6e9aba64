//! What makes publishing stop until its owner allows it.

use std::fmt;
use std::sync::Arc;

use super::Plan;

/// What the owner allows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allowed {
    /// `--allow-deletes N`
    pub deletes: Option<usize>,
    /// `--adopt`
    pub adopt: bool,
}

/// So many files may go unasked.
const FEW: usize = 10;
/// Or so large a part of all: a fifth.
const PART: usize = 5;

/// Why publishing stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// More files go than usual.
    Deletes { deleted: usize, before: usize },
    /// The site has lost more than half of its files.
    Shrank { before: usize, after: usize },
    /// Something is there, and no publish of this program put it there.
    NotOurs { example: Arc<str>, count: usize },
    /// A file is there where the site has one, and no publish put it there.
    Taken { example: Arc<str>, count: usize },
}

/// Everything that makes this plan stop.
pub fn guard(plan: &Plan<'_>, allowed: Allowed) -> Vec<Stop> {
    let mut stops = Vec::new();
    let deleted = plan.deleted.len();
    let may_delete = allowed.deletes.unwrap_or(0);
    if deleted > FEW.max(plan.before / PART) && deleted > may_delete {
        stops.push(Stop::Deletes { deleted, before: plan.before });
    }
    let after = plan.after();
    // `--allow-deletes` lifts this one too, where it allows as many as are deleted.
    if plan.before > FEW
        && after * 2 < plan.before
        && (allowed.deletes.is_none() || deleted > may_delete)
    {
        stops.push(Stop::Shrank { before: plan.before, after });
    }
    if allowed.adopt {
        return stops;
    }
    let count = plan.taken.len();
    match (plan.is_ours, plan.foreign.first().or(plan.taken.first()), plan.taken.first()) {
        (false, Some(example), _) => {
            let count = plan.foreign.len() + count;
            stops.push(Stop::NotOurs { example: Arc::clone(example), count });
        }
        (true, _, Some(example)) => stops.push(Stop::Taken { example: Arc::clone(example), count }),
        _ => {}
    }
    stops
}

impl Stop {
    /// The flag that allows it.
    pub fn help(&self) -> String {
        match self {
            Stop::Deletes { deleted, .. } => {
                format!("if they are to go, say `--allow-deletes {deleted}`")
            }
            Stop::Shrank { before, after } => {
                let gone = before.saturating_sub(*after);
                format!("if it is to be so small, say `--allow-deletes {gone}`")
            }
            Stop::NotOurs { .. } => {
                "choose another place, or say `--adopt`: what the site does not have stays there"
                    .to_owned()
            }
            Stop::Taken { .. } => "if it may be overwritten, say `--adopt`".to_owned(),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Deletes { deleted, before } => {
                write!(f, "{deleted} of {before} files would be deleted")
            }
            Stop::Shrank { before, after } => {
                write!(f, "the site has {after} files, and had {before}")
            }
            Stop::NotOurs { example, count: 1 } => {
                write!(f, "{example} is there, and Vouchfolio did not put it there")
            }
            Stop::NotOurs { example, count } => {
                write!(
                    f,
                    "{count} files are there, {example} among them, and Vouchfolio did not put them there"
                )
            }
            Stop::Taken { example, count: 1 } => {
                write!(f, "{example} would be overwritten, and Vouchfolio did not put it there")
            }
            Stop::Taken { example, count } => {
                write!(
                    f,
                    "{count} files would be overwritten, {example} among them, and Vouchfolio did not put them there"
                )
            }
        }
    }
}
