//! Old addresses of posts and pages: small pages that lead to the new ones.

use super::Gathered;
use crate::model::{PageId, Post, PostId};
use crate::plan::{Content, Plan, Route, escape};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    for (at, post) in portfolio.posts.iter().enumerate() {
        redirect(plan, post, plan.routes.post(PostId(at as u32)), gathered);
    }
    for (at, page) in portfolio.pages.iter().enumerate() {
        redirect(plan, page, plan.routes.page(PageId(at as u32)), gathered);
    }
}

fn redirect(plan: &Plan<'_>, post: &Post, route: &Route, gathered: &mut Gathered<'_>) {
    // Others are reported where they stand.
    for alias in post.aliases.iter().filter(|alias| alias.starts_with('/')) {
        let inside = alias.trim_matches('/');
        let path = if inside.ends_with(".html") {
            inside.to_owned()
        } else {
            format!("{inside}/index.html")
        };
        let page = page(&plan.permalink(&route.path), &route.href, &post.title, plan);
        gathered.add(path, Content::Bytes(page.into_bytes()), &post.file);
    }
}

fn page(permalink: &str, href: &str, title: &str, plan: &Plan<'_>) -> String {
    let mut html = String::from("<!DOCTYPE html>\n<html lang=\"");
    escape(&plan.inputs.config.language, &mut html);
    html.push_str("\"><head><meta charset=\"utf-8\"><title>");
    escape(title, &mut html);
    html.push_str("</title><link rel=\"canonical\" href=\"");
    escape(permalink, &mut html);
    html.push_str("\"><meta name=\"robots\" content=\"noindex\">");
    html.push_str("<meta http-equiv=\"refresh\" content=\"0; url=");
    escape(href, &mut html);
    html.push_str("\"></head><body><p><a href=\"");
    escape(href, &mut html);
    html.push_str("\">");
    escape(title, &mut html);
    html.push_str("</a></p></body></html>\n");
    html
}
