//! Old addresses: small pages that lead to where something is now.

use std::sync::Arc;

use super::Gathered;
use crate::plan::{Artifact, Content, OldAddress, Plan, escape};

/// An old address and where it leads, for hosts that can send readers on by themselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// As it is written, below the path of the base URL: `/old/`.
    pub from: String,
    /// The address within the host, with the path of the base URL.
    pub to: String,
    /// Of the output that does it on other hosts: `old/index.html`.
    pub path: Arc<str>,
}

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for old in plan.old_addresses() {
        let path: Arc<str> = old.output().into();
        let page = page(&plan.permalink(old.route.path()), &old, plan);
        gathered.add(Arc::clone(&path), Content::Bytes(page.into_bytes()), old.file);
        let (from, to) = (old.alias.to_owned(), old.route.href.to_string());
        gathered.redirects.push(Redirect { from, to, path });
    }
}

/// Leaves out those in whose place a file of the site's `static/` stands.
pub fn in_force(redirects: &mut Vec<Redirect>, artifacts: &[Artifact<'_>]) {
    redirects.retain(|redirect| {
        let at = artifacts.binary_search_by(|artifact| artifact.path.cmp(&redirect.path));
        let artifact = at.ok().and_then(|at| artifacts.get(at));
        artifact.is_some_and(|artifact| matches!(artifact.content, Content::Bytes(_)))
    });
    redirects.sort();
}

fn page(permalink: &str, old: &OldAddress<'_>, plan: &Plan<'_>) -> String {
    let OldAddress { route, title, .. } = old;
    let mut html = String::from("<!DOCTYPE html>\n<html lang=\"");
    escape(&plan.inputs.config.language, &mut html);
    html.push_str("\"><head><meta charset=\"utf-8\"><title>");
    escape(title, &mut html);
    html.push_str("</title><link rel=\"canonical\" href=\"");
    escape(permalink, &mut html);
    html.push_str("\"><meta name=\"robots\" content=\"noindex\">");
    html.push_str("<meta http-equiv=\"refresh\" content=\"0; url=");
    escape(&route.href, &mut html);
    html.push_str("\"></head><body><p><a href=\"");
    escape(&route.href, &mut html);
    html.push_str("\">");
    escape(title, &mut html);
    html.push_str("</a></p></body></html>\n");
    html
}
