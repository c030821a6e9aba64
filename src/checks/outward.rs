//! Links out of the site, each with its place: what `check --external` looks at.
//!
//! What counts is what the site shows: of a text, the addresses in its HTML; of fields, those that
//! the portfolio has.

use std::collections::BTreeSet;
use std::sync::Arc;
use url::Url;

use super::Inputs;
use crate::config::{self, Config};
use crate::diagnostic::{At, Path};
use crate::model::TargetState;
use crate::model::body::{Body, Segment};
use crate::parse::markdown::{self, Voice, web_links};
use crate::parse::{self, Document, Front, front};
use crate::path;
use crate::yaml::{List, Text};

/// A link out of the site.
#[derive(Clone, Debug)]
pub struct Outward {
    /// An address of the web as it is asked for: without what follows `#`.
    pub url: Arc<str>,
    pub file: Arc<str>,
    pub at: At,
    /// It stands in the words of somebody else.
    pub by_others: bool,
}

/// Reads the text of a file again.
pub type ReadAgain<'a> = &'a dyn Fn(&Arc<str>) -> Option<Arc<str>>;

/// Every link out of the site but those that its owner wants left alone.
pub fn outward(inputs: &Inputs<'_>, config: &Config, read: ReadAgain<'_>) -> Vec<Outward> {
    let base = Url::parse(config.base_url.as_str()).ok();
    let mut found = Found { config, base, read, links: Vec::new() };
    found.navigation();
    for document in inputs.documents {
        found.document(document, inputs);
    }
    found.links
}

struct Found<'a> {
    config: &'a Config,
    base: Option<Url>,
    read: ReadAgain<'a>,
    links: Vec<Outward>,
}

impl Found<'_> {
    fn navigation(&mut self) {
        let file: Arc<str> = config::FILE.into();
        for (index, link) in self.config.navigation.iter().flatten().enumerate() {
            self.add(&link.url, &file, At::Value(path!["navigation", index, "url"]), false);
        }
    }

    fn document(&mut self, document: &Document, inputs: &Inputs<'_>) {
        let state = inputs.portfolio.targets.get(&document.path);
        let is_shown = state.is_some_and(|state| *state != TargetState::HeldBack);
        match &document.front {
            Front::Career(career) => return self.career(career, document),
            Front::Footer => return self.body(&document.body, document),
            _ if !is_shown => return,
            Front::Profile(front) => {
                self.links(&front.links, document);
                let contact = front.contact.as_ref().and_then(|contact| contact.url.as_ref());
                self.field(contact, path!["contact", "url"], document);
            }
            Front::Accomplishment(front) => self.links(&front.links, document),
            Front::Person(front) => self.links(&front.links, document),
            Front::Testimonial(front) => {
                let shown = match state {
                    Some(TargetState::Testimonial(id)) => {
                        inputs.portfolio.testimonials.get(id.index())
                    }
                    _ => None,
                };
                let source = front.source.as_ref().and_then(|source| source.url.as_ref());
                let source = source.filter(|_| shown.is_some_and(|shown| shown.source.is_some()));
                self.field(source, path!["source", "url"], document);
            }
            Front::Skills(_) | Front::Post(_) | Front::Page(_) => {}
        }
        self.body(&document.body, document);
    }

    fn career(&mut self, career: &front::Career, document: &Document) {
        let mut urls = |section: &str, urls: Vec<Option<&Text>>| {
            for (index, url) in urls.into_iter().enumerate() {
                self.field(url, path![section, index, "url"], document);
            }
        };
        urls("positions", fields(&career.positions, |item| item.url.as_ref()));
        urls("education", fields(&career.education, |item| item.url.as_ref()));
        urls("certificates", fields(&career.certificates, |item| item.url.as_ref()));
        urls("awards", fields(&career.awards, |item| item.url.as_ref()));
    }

    fn links(&mut self, links: &Option<List<front::Link>>, document: &Document) {
        for (index, url) in fields(links, |link| link.url.as_ref()).into_iter().enumerate() {
            self.field(url, path!["links", index, "url"], document);
        }
    }

    fn field(&mut self, url: Option<&Text>, path: Path, document: &Document) {
        if let Some(url) = url {
            let by_others = matches!(document.front, Front::Testimonial(_));
            self.add(url, &document.path, At::Value(path), by_others);
        }
    }

    /// The links of a text: those of its HTML, at the places of its Markdown.
    fn body(&mut self, body: &Body, document: &Document) {
        let mut shown: BTreeSet<String> = addresses_of(body).collect();
        if shown.is_empty() {
            return;
        }
        let file = &document.path;
        if matches!(document.front, Front::Footer) {
            for url in shown {
                self.add(&url, file, At::Value(path!["footer"]), false);
            }
            return;
        }
        let by_others = matches!(document.front, Front::Testimonial(_));
        let voice = if by_others { Voice::Other } else { Voice::Owner };
        let text = (self.read)(file).unwrap_or_default();
        let start = parse::body_start(file, &text).unwrap_or_default();
        let settings = markdown::Settings { smart_punctuation: self.config.smart_punctuation };
        let mut known = BTreeSet::new();
        for (url, range) in web_links(&text, start, file, voice, &settings) {
            let Some(address) = address(&url).map(String::from) else { continue };
            if shown.contains(&address) {
                self.add(&address, file, At::Range(range), by_others);
                known.insert(address);
            }
        }
        shown.retain(|url| !known.contains(url));
        // What is left stands in raw HTML.
        for url in shown {
            let at = place_in_html(&text, start, &url);
            self.add(&url, file, at, by_others);
        }
    }

    fn add(&mut self, url: &str, file: &Arc<str>, at: At, by_others: bool) {
        let Some(address) = address(url) else { return };
        let is_ignored =
            |pattern: &config::Pattern| pattern.matches(url) || pattern.matches(address.as_str());
        if self.is_own(&address) || self.config.ignored_links.iter().any(is_ignored) {
            return;
        }
        let url = String::from(address).into();
        self.links.push(Outward { url, file: Arc::clone(file), at, by_others });
    }

    /// Whether an address is one of the site itself.
    fn is_own(&self, url: &Url) -> bool {
        self.base.as_ref().is_some_and(|base| {
            url.host_str() == base.host_str()
                && url.port() == base.port()
                && url.path().starts_with(base.path())
        })
    }
}

fn fields<T>(list: &Option<List<T>>, field: impl Fn(&T) -> Option<&Text>) -> Vec<Option<&Text>> {
    list.iter().flat_map(|list| &list.0).map(field).collect()
}

/// An address of another host; `None` for all else that a link may have.
fn address(url: &str) -> Option<Url> {
    let url = url.trim();
    let mut url = match url.strip_prefix("//") {
        Some(rest) => Url::parse(&["https://", rest].concat()),
        None => Url::parse(url),
    }
    .ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn addresses_of(body: &Body) -> impl Iterator<Item = String> {
    let html = body.segments.iter().filter_map(|segment| match segment {
        Segment::Html(html) => Some(&**html),
        _ => None,
    });
    html.flat_map(links_in_html).filter_map(|url| address(&url)).map(String::from)
}

/// Where an address stands in raw HTML; the beginning of the text where it is written otherwise.
fn place_in_html(text: &str, start: usize, url: &str) -> At {
    let body = text.get(start..).unwrap_or_default();
    let bare = url.trim_end_matches('/').replace('&', "&amp;");
    let found = [url, &bare].into_iter().find_map(|url| body.find(url).map(|at| (at, url.len())));
    let (at, length) = found.unwrap_or_default();
    At::Range(start + at..start + at + length)
}

/// The values of `href` and `src` in HTML, with its entities put back.
fn links_in_html(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        while let Some((name, value, after)) = attribute(rest) {
            rest = after;
            if ["href", "src"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                found.push(with_entities(value));
            }
        }
    }
    found
}

/// The attribute that a tag goes on with, and what follows it.
fn attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let tag = tag.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
    let (name, rest) = tag.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
    let Some(value) = rest.trim_start().strip_prefix('=') else { return Some((name, "", rest)) };
    let value = value.trim_start();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (value, rest) = value.get(1..)?.split_once(quote)?;
        return Some((name, value, rest));
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
    let (value, rest) = value.split_at_checked(end)?;
    Some((name, value, rest))
}

fn with_entities(value: &str) -> String {
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_html_are_found() {
        let html = "<p>a < b <a href=\"https://a.example/?x=1&amp;y=2\" title='>'>x</a>\
                    <IMG alt=x SRC='//b.example/i.png'/><a href=https://c.example/>y</a>\
                    href=\"https://no.example/\" <br><a data-href=\"https://no.example/\">z</a>";
        let urls = ["https://a.example/?x=1&y=2", "//b.example/i.png", "https://c.example/"];
        assert_eq!(links_in_html(html), urls);
        for odd in ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a href='x", "<a =x>", "<ä>"]
        {
            links_in_html(odd);
        }
    }

    #[test]
    fn addresses_are_those_of_other_hosts() {
        let of = |url| address(url).map(String::from);
        assert_eq!(
            of("HTTPS://Bücher.example/a#b").as_deref(),
            Some("https://xn--bcher-kva.example/a")
        );
        assert_eq!(of("//b.example").as_deref(), Some("https://b.example/"));
        for other in ["/vouch/", "#a", "mailto:maya@maya.example", "tel:+1", "https://", ""] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
