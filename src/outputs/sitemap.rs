//! `/sitemap.xml` (sitemaps.org 0.9). Dates are those of the content, never of files.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Gathered;
use crate::digest::Digest;
use crate::model::{AccomplishmentId, Date, PageId, PostId};
use crate::plan::{Content, FileSource, Plan, escape};

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add(
        "sitemap.xml",
        Content::File(FileSource { make: sitemap, digest: Some(digest) }),
        "the sitemap",
    );
}

fn digest<'p>(plan: &'p Plan<'p>) -> Digest {
    let base = plan.inputs.config.base_url.as_str();
    let paths: Vec<&str> = plan.routes.paths().collect();
    Digest::of_value(&(base, paths, dates(plan).collect::<Vec<_>>()))
}

/// When pages were written, with their paths.
fn dates<'p>(plan: &'p Plan<'p>) -> impl Iterator<Item = (&'p str, Date)> {
    let portfolio = plan.portfolio();
    let routes = &plan.routes;
    let accomplishments = portfolio.accomplishments.iter().enumerate().map(|(at, item)| {
        let route = routes.accomplishment(AccomplishmentId(at as u32));
        (route.path(), item.when.date())
    });
    let posts = portfolio
        .posts
        .iter()
        .enumerate()
        .filter_map(|(at, post)| Some((routes.post(PostId(at as u32)).path(), post.date?)));
    let pages = portfolio
        .pages
        .iter()
        .enumerate()
        .filter_map(|(at, page)| Some((routes.page(PageId(at as u32)).path(), page.date?)));
    accomplishments.chain(posts).chain(pages)
}

fn sitemap<'p>(plan: &'p Plan<'p>) -> Vec<u8> {
    let dates: BTreeMap<&str, Date> = dates(plan).collect();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in plan.routes.paths() {
        xml.push_str("<url><loc>");
        escape(&plan.permalink(path), &mut xml);
        xml.push_str("</loc>");
        if let Some(date) = dates.get(path) {
            let _ = write!(xml, "<lastmod>{}</lastmod>", date.first_day());
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}
