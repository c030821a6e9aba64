//! Finished HTML from a parsed text: links, images and components put in.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use super::Plan;
use super::view::Html;
use crate::diagnostic::{At, Diagnostic};
use crate::model::body::{Link, Segment, Target};
use crate::model::{Body, TargetState};
use crate::parse::Kind;

impl<'a> Plan<'a> {
    /// A quote, which is finished HTML already.
    pub(super) fn quote(&self, body: &'a Body) -> Html<'a> {
        let html = |segment: &'a Segment| match segment {
            Segment::Html(html) => Some(&**html),
            _ => None,
        };
        match body.segments.as_slice() {
            [Segment::Html(html)] => Html::Parsed(html),
            segments => Html::Made(segments.iter().filter_map(html).collect()),
        }
    }

    /// The HTML of a text of the owner's, and what is wrong with its links and components.
    pub(super) fn html(&self, body: &'a Body, file: &Arc<str>) -> (Html<'a>, Vec<Diagnostic>) {
        if let [Segment::Html(html)] = body.segments.as_slice() {
            return (Html::Parsed(html), Vec::new());
        }
        let mut html = String::new();
        let mut problems = Vec::new();
        let mut open = Vec::new();
        for segment in &body.segments {
            match segment {
                Segment::Html(part) => html.push_str(part),
                Segment::LinkStart(link) => {
                    open.push(self.start_link(link, &mut html, &mut problems));
                }
                Segment::LinkEnd => {
                    if open.pop() == Some(true) {
                        html.push_str("</a>");
                    }
                }
                Segment::Image(image) => self.write_image(image, &mut html),
                Segment::Component(call) => {
                    let (part, found) = self.component(call, file);
                    html.push_str(&part);
                    problems.extend(found);
                }
            }
        }
        for problem in &mut problems {
            if problem.file.is_none() {
                problem.file = Some(Arc::clone(file));
            }
        }
        (Html::Made(Cow::Owned(html)), problems)
    }

    /// Writes a link's start tag; whether there is one, as opposed to words alone.
    fn start_link(&self, link: &Link, html: &mut String, problems: &mut Vec<Diagnostic>) -> bool {
        let Some(href) = self.link_href(&link.target) else { return false };
        if let Target::Page { path, .. } = &link.target {
            let problem = self.check_page(path);
            problems.extend(problem.map(|p| p.at(At::Range(link.range.clone()))));
            if self.is_held_back(path) {
                return false;
            }
        }
        html.push_str("<a href=\"");
        escape(&href, html);
        if !link.title.is_empty() {
            html.push_str("\" title=\"");
            escape(&link.title, html);
        }
        html.push_str("\">");
        true
    }

    fn link_href(&self, target: &Target) -> Option<String> {
        if let Target::File { anchor: Some(anchor), .. } | Target::Page { anchor: Some(anchor), .. } =
            target
            && self.is_private_id(anchor)
        {
            return None;
        }
        let with_anchor = |mut url: String, anchor: &Option<Box<str>>| {
            if let Some(anchor) = anchor {
                url.truncate(url.find('#').unwrap_or(url.len()));
                url.push('#');
                url.push_str(anchor);
            }
            url
        };
        Some(match target {
            Target::Anchor(anchor) => format!("#{anchor}"),
            Target::Page { path, anchor } => with_anchor(self.href(path), anchor),
            Target::File { path, anchor } => match self.portfolio().targets.get(path) {
                Some(state) => {
                    let home = self.inputs.config.base_url.path();
                    with_anchor(self.routes.target(*state, home)?.to_owned(), anchor)
                }
                None if self.portfolio().withheld.contains(path) => return None,
                None => with_anchor(self.media(path), anchor),
            },
        })
    }

    /// Whether an anchor is the id of a testimonial that is not shown, or not under this id.
    fn is_private_id(&self, anchor: &str) -> bool {
        match self.stem(Kind::Testimonial, anchor) {
            Some(TargetState::HeldBack) => true,
            Some(TargetState::Testimonial(id)) => {
                let said = self.portfolio().testimonials.get(id.index());
                said.is_some_and(|said| said.by.is_none())
            }
            _ => false,
        }
    }

    /// The address of a file that lies in `content/` or `static/`: one for each, wherever it is
    /// named.
    pub(super) fn media(&self, path: &str) -> String {
        let (mut url, inside) = match path.strip_prefix("static/") {
            Some(inside) => (self.href("/"), inside),
            None => (self.href("/media/"), path.strip_prefix("content/").unwrap_or(path)),
        };
        percent_encode(inside, &mut url);
        url
    }
}

/// Writes text so that it is safe in HTML and in quoted attributes.
pub fn escape(text: &str, html: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        html.push_str(text.get(from..at).unwrap_or_default());
        html.push_str(entity);
        from = at + 1;
    }
    html.push_str(text.get(from..).unwrap_or_default());
}

/// Writes a path as part of a URL: all but unreserved characters and `/` by RFC 3986, 2.1.
pub fn percent_encode(path: &str, url: &mut String) {
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
}
