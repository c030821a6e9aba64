//! Absolute URLs in data for machines, put together only when they are written.

use serde::{Serialize, Serializer};
use std::borrow::Cow;

use super::Plan;

/// The absolute URL of a page or file.
#[derive(Clone, Debug)]
pub struct Permalink<'a> {
    /// With a slash at the end.
    base: &'a str,
    /// From the site's root.
    path: Cow<'a, str>,
    /// With its `#`; empty for none.
    anchor: &'static str,
}

impl<'a> Permalink<'a> {
    /// Of a path from the site's root, `/vouch/`.
    pub fn of(path: impl Into<Cow<'a, str>>, plan: &'a Plan<'_>) -> Permalink<'a> {
        let base = plan.inputs.config.base_url.as_str();
        Permalink { base, path: path.into(), anchor: "" }
    }

    /// The same with an anchor, `#me`.
    pub fn at(self, anchor: &'static str) -> Permalink<'a> {
        Permalink { anchor, ..self }
    }
}

impl Serialize for Permalink<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Permalink { base, path, anchor } = self;
        serializer.collect_str(&format_args!("{base}{}{anchor}", path.trim_start_matches('/')))
    }
}
