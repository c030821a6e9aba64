//! `/feed.xml`: the newest accomplishments and posts, as Atom (RFC 4287).
//!
//! A partial date is its first instant, since Atom knows no other; no file time is used.

use std::borrow::Cow;
use std::fmt::Write;

use super::Gathered;
use crate::model::{Accomplishment, AccomplishmentId, Date, PostId};
use crate::plan::view::Html;
use crate::plan::{Content, FileSource, Plan, escape};

/// The feed has this many entries at most.
const NEWEST: usize = 50;

struct Entry<'a> {
    title: &'a str,
    path: &'a str,
    date: Date,
    /// Sorts newest first.
    rank: i32,
    summary: &'a str,
    html: Html<'a>,
}

pub fn add<'p>(_: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.add("feed.xml", Content::File(FileSource { make: feed, digest: None }), "the feed");
}

fn feed<'p>(plan: &'p Plan<'p>) -> Vec<u8> {
    let entries = entries(plan);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed");
    attribute("xmlns", "http://www.w3.org/2005/Atom", &mut xml);
    attribute("xml:lang", &plan.inputs.config.language, &mut xml);
    xml.push_str(">\n");
    element("title", &plan.inputs.config.title, &mut xml);
    element("id", &plan.permalink("/"), &mut xml);
    link("alternate", &plan.permalink("/"), &mut xml);
    link("self", &plan.permalink("/feed.xml"), &mut xml);
    let newest = entries.iter().map(|entry| entry.date).max_by_key(|date| date.first_key());
    element("updated", &instant(newest.unwrap_or(Date::YEAR_ONE)), &mut xml);
    xml.push_str("<author>");
    element("name", &plan.portfolio().profile.name, &mut xml);
    xml.push_str("</author>\n");
    for entry in &entries {
        write_entry(plan, entry, &mut xml);
    }
    xml.push_str("</feed>\n");
    xml.into_bytes()
}

fn entries<'p>(plan: &'p Plan<'p>) -> Vec<Entry<'p>> {
    let portfolio = plan.portfolio();
    let mut entries = Vec::new();
    let rank = |item: &Accomplishment| item.when.newest_first();
    // They come newest first, but those of one day in another order than here: all of the day at
    // which the feed ends are looked at.
    let last = portfolio.accomplishments.get(NEWEST - 1).map_or(i32::MAX, rank);
    let newest = portfolio.accomplishments.iter().take_while(|item| rank(item) <= last);
    for (at, item) in newest.enumerate() {
        let id = AccomplishmentId(at as u32);
        entries.push(Entry {
            title: &item.title,
            path: plan.routes.accomplishment(id).path(),
            date: item.when.date(),
            rank: rank(item),
            summary: &item.body.summary,
            html: plan.accomplishment_html(id),
        });
    }
    for (at, post) in portfolio.posts.iter().enumerate() {
        let id = PostId(at as u32);
        let Some(date) = post.date else { continue };
        entries.push(Entry {
            title: &post.title,
            path: plan.routes.post(id).path(),
            date,
            rank: -date.last_key(),
            summary: post.summary.as_deref().unwrap_or(&post.body.summary),
            html: plan.post_html(id),
        });
    }
    entries.sort_by(|a, b| a.rank.cmp(&b.rank).then_with(|| a.path.cmp(b.path)));
    entries.truncate(NEWEST);
    entries
}

fn write_entry(plan: &Plan<'_>, entry: &Entry<'_>, xml: &mut String) {
    let permalink = plan.permalink(entry.path);
    xml.push_str("<entry>\n");
    element("title", entry.title, xml);
    element("id", &permalink, xml);
    link("alternate", &permalink, xml);
    element("published", &instant(entry.date), xml);
    element("updated", &instant(entry.date), xml);
    if !entry.summary.is_empty() {
        element("summary", entry.summary, xml);
    }
    xml.push_str("<content type=\"html\"");
    attribute("xml:base", &permalink, xml);
    xml.push('>');
    let html = without(&entry.html, "<a class=\"anchor\"", "</a>");
    escape(&without(&html, "<svg class=\"", "</svg>"), xml);
    xml.push_str("</content>\n</entry>\n");
}

/// HTML without the elements that begin so: a page's furniture, which a feed reader has no use for.
fn without<'h>(html: &'h str, begin: &str, end: &str) -> Cow<'h, str> {
    if !html.contains(begin) {
        return Cow::Borrowed(html);
    }
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, element)) = rest.split_once(begin) {
        kept.push_str(before);
        rest = element.split_once(end).map_or("", |(_, after)| after);
    }
    Cow::Owned(kept + rest)
}

fn instant(date: Date) -> String {
    format!("{}T00:00:00Z", date.first_day())
}

fn element(name: &str, text: &str, xml: &mut String) {
    let _ = write!(xml, "<{name}>");
    // Control characters may not stand in XML 1.0, not even escaped.
    let clean: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    escape(&clean, xml);
    let _ = writeln!(xml, "</{name}>");
}

fn link(relation: &str, url: &str, xml: &mut String) {
    xml.push_str("<link");
    attribute("rel", relation, xml);
    attribute("href", url, xml);
    xml.push_str("/>\n");
}

fn attribute(name: &str, value: &str, xml: &mut String) {
    let _ = write!(xml, " {name}=\"");
    escape(value, xml);
    xml.push('"');
}
