//! Every link inside the site leads somewhere.

use super::{SITES, Site, all, assert_none, text};
use crate::html;
use std::collections::BTreeSet;

#[test]
fn links_and_anchors_of_pages_lead_somewhere() {
    let mut faults = Vec::new();
    let mut followed = 0;
    for site in all() {
        for (path, page) in &site.pages {
            for (place, url) in page.urls() {
                followed += usize::from(is_internal(site, &url));
                faults.extend(fault(site, path, &url).map(|f| format!("{path}: {place}: {f}")));
            }
        }
    }
    assert!(followed > 1_000, "only {followed} links were followed");
    assert_none(&faults);
}

#[test]
fn addresses_in_feed_sitemap_robots_and_data_lead_somewhere() {
    let mut faults = Vec::new();
    let mut check = |site: &Site, path: &str, url: &str| {
        faults.extend(fault(site, path, url).map(|f| format!("{path}: {f}")));
    };
    for site in all() {
        let feed = roxmltree::Document::parse(text(site.tree, "feed.xml")).expect("XML");
        for node in feed.descendants() {
            for attribute in ["href", "src"] {
                node.attribute(attribute).iter().for_each(|url| check(site, "feed.xml", url));
            }
            if node.attribute("type") == Some("html") {
                let page = html::read(node.text().unwrap_or_default());
                let xml = "http://www.w3.org/XML/1998/namespace";
                let base = node.attribute((xml, "base")).expect("xml:base");
                let path = output(base.strip_prefix(site.base_url).expect("inside"));
                page.urls().iter().for_each(|(_, url)| check(site, &path, url));
            }
        }
        let sitemap = roxmltree::Document::parse(text(site.tree, "sitemap.xml")).expect("XML");
        for node in sitemap.descendants().filter(|node| node.has_tag_name(LOC)) {
            check(site, "sitemap.xml", node.text().unwrap_or_default());
        }
        for page in site.pages.values() {
            for script in page.named("script").filter(|script| script.attribute("src").is_none()) {
                let data: serde_json::Value = serde_json::from_str(&script.text).expect("JSON");
                strings(&data).iter().for_each(|url| check(site, "index.html", url));
            }
        }
        let resume = serde_json::from_str(text(site.tree, "resume.json")).expect("JSON");
        strings(&resume).iter().for_each(|url| check(site, "resume.json", url));
    }
    assert_none(&faults);
}

const LOC: (&str, &str) = ("http://www.sitemaps.org/schemas/sitemap/0.9", "loc");

#[test]
fn addresses_in_stylesheets_lead_somewhere() {
    let mut faults = Vec::new();
    for site in all() {
        let mut found = BTreeSet::new();
        for path in site.tree.keys().filter(|path| path.ends_with(".css")) {
            for part in text(site.tree, path).split("url(").skip(1) {
                let url = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
                found.insert(url.to_owned());
                if !url.starts_with("data:") {
                    faults.extend(fault(site, path, url).map(|f| format!("{path}: {f}")));
                }
            }
        }
        assert!(!found.is_empty(), "no font is linked");
    }
    assert_none(&faults);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let loading = ["src", "srcset", "imagesrcset", "poster", "data", "xlink:href"];
    let mut faults = Vec::new();
    for site in all() {
        for (path, page) in &site.pages {
            for element in &page.elements {
                let is_resource = element.name == "link"
                    && element.attribute("rel").is_some_and(|rel| {
                        ["stylesheet", "icon", "preload", "modulepreload"].contains(&rel)
                    });
                for (name, value) in &element.attributes {
                    let loads = loading.contains(&name.as_str()) || is_resource && name == "href";
                    if loads && !is_internal(site, value) {
                        faults.push(format!("{path}: <{} {name}={value}>", element.name));
                    }
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let [site, below] = &*SITES;
    let from = "people/lena-brandt/index.html";
    for url in ["/nowhere/", "nowhere/", "#nothing", "/vouch/#nothing", "javascript:x", "/vouch"] {
        assert!(fault(site, from, url).is_some(), "{url}");
    }
    for url in ["/vouch/", "/", "https://x.example/sub/path/nowhere/"] {
        assert!(fault(below, from, url).is_some(), "{url}");
    }
    for url in ["", "/", "/vouch/#people", "#lena-settlement"] {
        let found = fault(site, from, url);
        assert_eq!(found, None, "{url}");
    }
}

/// All texts in JSON that are addresses.
fn strings(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) if text.starts_with("http") => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(strings).collect(),
        serde_json::Value::Object(object) => object.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn is_internal(site: &Site, url: &str) -> bool {
    let has_scheme = url.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    !(has_scheme || url.starts_with("//")) || url.starts_with(site.base_url)
}

/// What is wrong with a link on the page of this output, if anything.
pub(super) fn fault(site: &Site, from: &str, url: &str) -> Option<String> {
    if !is_internal(site, url) {
        let schemes = ["https://", "http://", "mailto:"];
        let is_known = schemes.iter().any(|scheme| url.starts_with(scheme));
        return (!is_known).then(|| format!("{url}: an odd scheme"));
    }
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let address = address.split('?').next().unwrap_or_default();
    let origin = site.base_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let here = site.url(from);
    let absolute = match address {
        "" => here,
        _ if address.starts_with('/') => format!("{origin}{address}"),
        _ if address.starts_with(site.base_url) => address.to_owned(),
        _ => format!("{}/{address}", here.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let Some(inside) = absolute.strip_prefix(site.base_url) else {
        return Some(format!("{url}: leaves the site"));
    };
    let path = output(&inside.replace("%20", " "));
    if !site.tree.contains_key(&path) {
        return Some(format!("{url}: no {path}"));
    }
    // `/#me` names a person in the data and needs no element.
    let is_name = fragment.is_empty() || fragment == "me";
    let page = site.pages.get(path.as_str()).filter(|_| !is_name)?;
    let exists = page.elements.iter().any(|element| element.attribute("id") == Some(fragment));
    (!exists).then(|| format!("{url}: no #{fragment} in {path}"))
}

/// The output at an address below the base URL.
fn output(inside: &str) -> String {
    match inside {
        _ if inside.is_empty() || inside.ends_with('/') => format!("{inside}index.html"),
        _ => inside.to_owned(),
    }
}
