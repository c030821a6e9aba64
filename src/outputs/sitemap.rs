//! `/sitemap.xml` (sitemaps.org 0.9). Dates are those of the content, never of files.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Gathered;
use crate::digest::Digest;
use crate::model::Date;
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
    Digest::of_value(&(base, plan.routes.paths().collect::<Vec<_>>(), dates(plan)))
}

/// When pages were written, by their paths.
fn dates<'p>(plan: &'p Plan<'p>) -> BTreeMap<&'p str, Date> {
    let portfolio = plan.portfolio();
    let routes = &plan.routes;
    let mut dates: BTreeMap<&str, Date> = BTreeMap::new();
    for (at, item) in portfolio.accomplishments.iter().enumerate() {
        let route = routes.accomplishment(crate::model::AccomplishmentId(at as u32));
        dates.insert(&route.path, item.when.date());
    }
    for (at, post) in portfolio.posts.iter().enumerate() {
        let route = routes.post(crate::model::PostId(at as u32));
        dates.extend(post.date.map(|date| (&*route.path, date)));
    }
    for (at, page) in portfolio.pages.iter().enumerate() {
        let route = routes.page(crate::model::PageId(at as u32));
        dates.extend(page.date.map(|date| (&*route.path, date)));
    }
    dates
}

fn sitemap<'p>(plan: &'p Plan<'p>) -> Vec<u8> {
    let dates = dates(plan);
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
