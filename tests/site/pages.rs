//! Every page is one that browsers, search engines and readers of all kinds can work with.

use super::{all, assert_none};
use std::collections::BTreeSet;

#[test]
fn canonical_and_preview_addresses_are_absolute_and_right() {
    let mut faults = Vec::new();
    for site in all() {
        for (path, page) in site.proper_pages() {
            let expected = site.url(path);
            for (what, found) in
                [("canonical", page.link("canonical")), ("og:url", page.meta("og:url"))]
            {
                let is_right = match path {
                    "404.html" => found.is_none_or(|url| url == expected && what == "og:url"),
                    _ => found == Some(expected.as_str()),
                };
                if !is_right {
                    faults.push(format!("{path}: {what} is {found:?}"));
                }
            }
            if path == "404.html" {
                continue;
            }
            for name in ["og:title", "og:type", "og:site_name", "description", "og:description"] {
                if page.meta(name).is_none_or(|text| text.trim().is_empty()) {
                    faults.push(format!("{path}: no {name}"));
                }
            }
            if let Some(image) = page.meta("og:image") {
                let inside = image.strip_prefix(site.base_url).map(|it| it.replace("%20", " "));
                if !inside.is_some_and(|path| site.tree.contains_key(&path)) {
                    faults.push(format!("{path}: og:image is {image}"));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn a_preview_image_has_the_size_that_the_page_says() {
    let mut faults = Vec::new();
    for site in all() {
        for (path, page) in &site.pages {
            let Some(image) = page.meta("og:image") else { continue };
            let bytes = image.strip_prefix(site.base_url).and_then(|path| site.tree.get(path));
            let size = bytes.and_then(|bytes| vouchfolio::source::image::dimensions(bytes));
            let said = ["og:image:width", "og:image:height"].map(|name| page.meta(name));
            let [Some(width), Some(height)] = said else { continue };
            if size.is_some_and(|(w, h)| {
                (w.to_string(), h.to_string()) != (width.into(), height.into())
            }) {
                faults.push(format!("{path}: {image} is {size:?}, not {width}×{height}"));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn pages_have_one_heading_unique_ids_and_closed_tags() {
    let mut faults = Vec::new();
    for (path, page) in all().flat_map(super::Site::proper_pages) {
        let headings = page.named("h1").count();
        if headings != 1 {
            faults.push(format!("{path}: {headings} h1"));
        }
        let mut ids = BTreeSet::new();
        for id in page.elements.iter().filter_map(|element| element.attribute("id")) {
            if id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id) {
                faults.push(format!("{path}: the id `{id}` again, or unfit"));
            }
        }
        for element in &page.elements {
            for name in ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"] {
                for id in element.attribute(name).iter().flat_map(|ids| ids.split_whitespace()) {
                    if !ids.contains(id) {
                        faults.push(format!("{path}: {name}={id} names nothing"));
                    }
                }
            }
        }
        faults.extend(page.unclosed.iter().map(|tag| format!("{path}: {tag}")));
        let mut level = 1;
        for heading in page.elements.iter().filter(|element| is_heading(&element.name)) {
            let next = heading.name.as_bytes().get(1).map_or(0, |digit| digit - b'0');
            if next > level + 1 {
                faults.push(format!("{path}: <h{next}> after <h{level}>"));
            }
            level = next;
        }
    }
    assert_none(&faults);
}

fn is_heading(name: &str) -> bool {
    ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&name)
}

#[test]
fn pages_hold_no_style_and_no_script_of_their_own() {
    let mut faults = Vec::new();
    for (path, page) in all().flat_map(super::Site::proper_pages) {
        for element in &page.elements {
            let is_data = element.attribute("type") == Some("application/ld+json");
            if element.name == "style"
                || element.name == "script" && element.attribute("src").is_none() && !is_data
            {
                faults.push(format!("{path}: inline <{}>", element.name));
            }
            for (name, value) in &element.attributes {
                if name == "style" || name.starts_with("on") || value.starts_with("javascript:") {
                    faults.push(format!("{path}: <{} {name}={value}>", element.name));
                }
            }
        }
        if !page.comments.is_empty() {
            faults.push(format!("{path}: comments {:?}", page.comments));
        }
        let policy = page.named("meta").find(|meta| {
            meta.attribute("http-equiv").is_some_and(|name| name == "Content-Security-Policy")
        });
        let policy = policy.and_then(|meta| meta.attribute("content")).unwrap_or_default();
        if !policy.starts_with("default-src 'none'") || policy.contains("unsafe") {
            faults.push(format!("{path}: the policy is `{policy}`"));
        }
    }
    assert_none(&faults);
}

#[test]
fn pages_are_readable_by_everyone() {
    let mut faults = Vec::new();
    let pages = all().flat_map(|site| site.proper_pages().map(move |page| (site, page)));
    for (site, (path, page)) in pages {
        let html = page.named("html").next();
        let language = html.and_then(|html| html.attribute("lang"));
        if language != Some(site.language) {
            faults.push(format!("{path}: the language is {language:?}"));
        }
        let expected = if site.language == "ar" { "rtl" } else { "ltr" };
        let direction = html.and_then(|html| html.attribute("dir"));
        if direction != Some(expected) {
            faults.push(format!("{path}: the direction is {direction:?}"));
        }
        let title = page.named("title").next().map(|title| title.text.trim()).unwrap_or_default();
        if title.is_empty() {
            faults.push(format!("{path}: no title"));
        }
        for image in page.named("img") {
            for name in ["alt", "width", "height"] {
                if image.attribute(name).is_none() {
                    faults.push(format!("{path}: an image without {name}: {image:?}"));
                }
            }
        }
        for name in ["main", "header", "footer", "nav"] {
            if page.named(name).next().is_none() {
                faults.push(format!("{path}: no <{name}>"));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn titles_are_unique() {
    for site in all() {
        let mut titles = BTreeSet::new();
        for (path, page) in site.proper_pages() {
            let title = page.named("title").next().map(|title| title.text.clone());
            assert!(titles.insert(title.clone()), "{path}: {title:?} again");
        }
    }
}

/// Elements that say something, or should not be there.
const NEVER_EMPTY: [&str; 27] = [
    "a",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "dd",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "q",
    "section",
    "span",
    "table",
    "th",
    "ul",
];

#[test]
fn no_list_and_no_section_is_empty() {
    let mut faults = Vec::new();
    for (path, page) in all().flat_map(super::Site::proper_pages) {
        for name in NEVER_EMPTY {
            let count = page.empty.iter().filter(|empty| *empty == name).count();
            if count > 0 {
                faults.push(format!("{path}: {count} empty <{name}>"));
            }
        }
    }
    assert_none(&faults);
}
