//! What has pages load something from another host, and what stands in pages that should be in
//! files: scripts, styles, handlers of events.

use super::super::css;
use super::super::manifest::Allow;
use super::markup::{self, CODE, Tag};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// Something that the theme would have to declare.
#[derive(Debug)]
pub struct Finding {
    pub code: Code,
    /// In bytes of the text.
    pub range: Range<usize>,
    /// The other host; empty where it is known only when a page is made, or where there is none.
    pub host: String,
    message: String,
    help: String,
}

impl Finding {
    /// The problem, without a place.
    pub fn problem(self) -> Diagnostic {
        Diagnostic::new(self.code, self.message).help(self.help)
    }
}

/// Attributes by which an element loads something at once.
const LOADING: &[(&str, &[&str])] = &[
    ("script", &["src"]),
    ("img", &["src", "srcset"]),
    ("source", &["src", "srcset"]),
    ("video", &["src", "poster"]),
    ("audio", &["src"]),
    ("track", &["src"]),
    ("iframe", &["src"]),
    ("embed", &["src"]),
    ("input", &["src"]),
    ("object", &["data"]),
    ("use", &["href", "xlink:href"]),
    ("image", &["href", "xlink:href"]),
    ("form", &["action"]),
    ("a", &["ping"]),
    ("base", &["href"]),
];

/// What a `link` is that loads nothing.
const LEADING: &[&str] = &[
    "alternate",
    "author",
    "canonical",
    "help",
    "license",
    "me",
    "next",
    "prev",
    "search",
    "webmention",
];

/// What comes before an address that a script loads.
const CALLS: &[&str] = &[
    "fetch(",
    "import(",
    "import",
    "from",
    "WebSocket(",
    "EventSource(",
    "Worker(",
    "Request(",
    "sendBeacon(",
    "importScripts(",
    ".src=",
    ".srcset=",
    "setAttribute('src',",
    "setAttribute(\"src\",",
    ".open('GET',",
    ".open(\"GET\",",
    ".open('POST',",
    ".open(\"POST\",",
];

/// What is found in HTML: a page's, or a template's with [`CODE`] in it.
pub fn in_html(html: &str, allow: &Allow) -> Vec<Finding> {
    let mut found = Vec::new();
    for tag in markup::tags(html) {
        loads(&tag, html, allow, &mut found);
        inline(&tag, html, allow, &mut found);
    }
    found
}

/// What a stylesheet loads; places begin at `start`.
pub fn in_style(css: &str, start: usize, allow: &Allow) -> Vec<Finding> {
    let addresses = css::addresses(css).into_iter();
    let address = |range: Range<usize>| {
        let range = start + range.start..start + range.end;
        (css.get(range.start - start..range.end - start).unwrap_or_default(), range)
    };
    addresses.filter_map(|range| outside(address(range), "the stylesheet", allow)).collect()
}

/// What a script loads, as far as its address is written out beside the call.
pub fn in_script(script: &str, start: usize, allow: &Allow) -> Vec<Finding> {
    let mut found = Vec::new();
    for quote in ['"', '\'', '`'] {
        for scheme in ["http", "ws", "//"] {
            for (at, _) in script.match_indices(&format!("{quote}{scheme}")) {
                let from = at + quote.len_utf8();
                let rest = script.get(from..).unwrap_or_default();
                let Some(length) = rest.find(quote) else { continue };
                let before = script.get(..at).unwrap_or_default();
                if !is_called(before) {
                    continue;
                }
                let written = (rest.get(..length).unwrap_or_default(), start + from..);
                let range = written.1.start..written.1.start + length;
                found.extend(outside((written.0, range), "the script", allow));
            }
        }
    }
    found.sort_by_key(|finding| finding.range.start);
    found
}

/// Whether what stands before an address loads it.
fn is_called(before: &str) -> bool {
    let mut near: Vec<char> =
        before.chars().rev().filter(|c| !c.is_whitespace()).take(24).collect();
    near.reverse();
    let near: String = near.into_iter().collect();
    CALLS.iter().any(|call| near.ends_with(call))
}

fn loads(tag: &Tag, html: &str, allow: &Allow, found: &mut Vec<Finding>) {
    let names: &[&str] = match tag.name.as_str() {
        "link" => {
            let rel = tag.value("rel", html).to_ascii_lowercase();
            let mut words = rel.split_whitespace().peekable();
            // What is known only when a page is made is looked at in the page.
            if rel.contains(CODE) || words.peek().is_none() || words.all(|it| LEADING.contains(&it))
            {
                return;
            }
            &["href", "imagesrcset"]
        }
        name => LOADING.iter().find(|(known, _)| *known == name).map_or(&[], |(_, names)| names),
    };
    for attribute in names.iter().filter_map(|name| tag.attribute(name)) {
        let value = html.get(attribute.value.clone()).unwrap_or_default();
        let what = format!("`<{}>`", tag.name);
        let is_set = attribute.name.ends_with("srcset");
        let mut from = attribute.value.start;
        for part in value.split(if is_set { ',' } else { '\0' }) {
            let blank = part.len() - part.trim_start().len();
            let written = part.split_whitespace().next().unwrap_or_default();
            let start = from + blank;
            found.extend(outside((written, start..start + written.len()), &what, allow));
            from += part.len() + 1;
        }
    }
}

/// An address that leads to another host which the theme does not declare.
fn outside((written, range): (&str, Range<usize>), what: &str, allow: &Allow) -> Option<Finding> {
    let (scheme, rest) = match written.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => (scheme, rest),
        _ => return None,
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme.contains(CODE) {
        return None;
    }
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_ascii_lowercase();
    let host = if host.contains(CODE) || host.contains("${") { String::new() } else { host };
    let is_declared = allow.requests.contains(&host);
    let is_safe = matches!(scheme.as_str(), "" | "https:" | "wss:");
    if is_declared && is_safe {
        return None;
    }
    let (message, help) = if is_declared {
        let message = format!("{what} loads from `{host}` without encryption");
        (message, "write `https://`, which is all that pages are allowed".to_owned())
    } else if host.is_empty() {
        let message = format!("{what} loads from a host that is put together in the theme");
        (message, "write the host out, and declare it in theme.yaml".to_owned())
    } else {
        let declare = format!("`allow: {{requests: [{host}]}}`");
        let help = format!(
            "put the file into the theme's `static/`, so that no other host learns who reads the \
             page; or declare the host in theme.yaml: {declare}"
        );
        (format!("{what} loads something from `{host}`"), help)
    };
    Some(Finding { code: Code::OutsideRequest, range, host, message, help })
}

/// Scripts, styles and handlers within the page.
fn inline(tag: &Tag, html: &str, allow: &Allow, found: &mut Vec<Finding>) {
    let inside = || html.get(tag.inside.clone()).unwrap_or_default();
    if tag.name == "style" {
        if allow.inline_styles {
            found.extend(in_style(inside(), tag.inside.start, allow));
        } else {
            found.push(of_style("a `<style>` element stands in the page", tag.range.clone()));
        }
    }
    let is_data = tag.value("type", html).to_ascii_lowercase().ends_with("json");
    if tag.name == "script" && tag.attribute("src").is_none() && !is_data {
        if allow.inline_scripts {
            found.extend(in_script(inside(), tag.inside.start, allow));
        } else {
            found.push(of_script("a script stands in the page", tag.range.clone()));
        }
    }
    for attribute in &tag.attributes {
        let value = html.get(attribute.value.clone()).unwrap_or_default().trim_start();
        let range = attribute.range.clone();
        if attribute.name == "style" && !allow.inline_styles {
            found.push(of_style("an attribute `style` stands in the page", range));
        } else if attribute.name.starts_with("on") && !allow.inline_scripts {
            let message = format!("`{}` is a script within the page", attribute.name);
            found.push(of_script(&message, range));
        } else if value.get(..11).is_some_and(|it| it.eq_ignore_ascii_case("javascript:"))
            && !allow.inline_scripts
        {
            found.push(of_script("an address is a script", attribute.value.clone()));
        }
    }
}

fn of_style(message: &str, range: Range<usize>) -> Finding {
    let help = "write a class here and the rule into a file in `styles/`, since the page's policy \
                refuses it; or declare it in theme.yaml: `allow: {inline: [styles]}`";
    let (message, help) = (message.to_owned(), help.to_owned());
    Finding { code: Code::InlineCode, range, host: String::new(), message, help }
}

fn of_script(message: &str, range: Range<usize>) -> Finding {
    let help = "put it into a file in `static/`, since the page's policy refuses it; or declare it \
                in theme.yaml: `allow: {inline: [scripts]}`";
    let (message, help) = (message.to_owned(), help.to_owned());
    Finding { code: Code::InlineCode, range, host: String::new(), message, help }
}

/// What the policy of a page refuses, though the theme declares it.
pub fn refused(html: &str, allow: &Allow) -> Option<Diagnostic> {
    let tags = markup::tags(html);
    let is_policy = |tag: &&Tag| {
        tag.name == "meta"
            && tag.value("http-equiv", html).eq_ignore_ascii_case("content-security-policy")
    };
    let policy = tags.iter().find(is_policy)?.value("content", html);
    let host = allow.requests.iter().find(|host| !policy.contains(&format!("https://{host}")))?;
    let message = format!("the theme declares `{host}`, and the policy of its pages refuses it");
    let help = "write the policy as `{{ site.policy }}`, which follows what is declared";
    Some(Diagnostic::new(Code::OutsideRequest, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::super::super::scan::scan;
    use super::*;

    fn said(template: &str, allow: &Allow) -> Vec<String> {
        let html = markup::without_code(template, &scan(template));
        let found = in_html(&html, allow).into_iter();
        found.map(|it| format!("{} {}: {}", it.code, &template[it.range], it.host)).collect()
    }

    fn check(template: &str, expected: &[&str]) {
        assert_eq!(said(template, &Allow::default()), expected, "{template}");
    }

    #[test]
    fn requests_to_others_are_found() {
        check(
            "<script src=\"https://cdn.example/a.js\"></script>",
            &["outside-request https://cdn.example/a.js: cdn.example"],
        );
        check(
            "<link rel=\"stylesheet\" href=//Fonts.Example/css>",
            &["outside-request //Fonts.Example/css: fonts.example"],
        );
        check(
            "<img srcset=\"a.png 1x, http://b.example/{{ x }} 2x\" src='b.png'>",
            &["outside-request http://b.example/{{ x }}: b.example"],
        );
        check(
            "<img src=\"//{{ host }}/pixel.gif\">",
            &["outside-request //{{ host }}/pixel.gif: "],
        );
        check("<a href=\"https://other.example/\" rel=me>x</a>{{ <img src=\"//x\" /> }}", &[]);
        check("<link rel=\"canonical\" href=\"https://x.example/\"><img src={{ u }}>", &[]);
    }

    #[test]
    fn what_runs_in_pages_is_found() {
        check("<p style=\"color: red\">", &["inline-code style: "]);
        check("<STYLE>p {}</STYLE>", &["inline-code <STYLE: "]);
        check("<script>go()</script>", &["inline-code <script: "]);
        check("<script type=\"application/ld+json\">{}</script>", &[]);
        check("<b {% if x %}onClick='go()'{% endif %}>", &["inline-code onClick: "]);
        check("<a href=\" JavaScript:go()\">", &["inline-code  JavaScript:go(): "]);
    }

    #[test]
    fn what_is_declared_passes() {
        let allow = Allow {
            requests: vec!["cdn.example".to_owned()],
            inline_styles: true,
            inline_scripts: true,
        };
        let template = "<script src=https://cdn.example/a></script><p style='' onclick=''>\
                        <script>fetch('https://cdn.example/a')</script>";
        assert_eq!(said(template, &allow), Vec::<String>::new());
        let insecure = said("<img src=http://cdn.example/a>", &allow);
        assert_eq!(insecure, ["outside-request http://cdn.example/a: cdn.example"]);
        let within = said("<script>fetch('https://x.example/a')</script>", &allow);
        assert_eq!(within, ["outside-request https://x.example/a: x.example"]);
        let page = "<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">";
        assert!(refused(page, &allow).is_some() && refused(page, &Allow::default()).is_none());
    }

    #[test]
    fn files_are_looked_at() {
        let allow = Allow::default();
        let hosts = |found: Vec<Finding>| found.into_iter().map(|it| it.host).collect::<Vec<_>>();
        let css = "@import '//a.example/x.css'; p { background: url(https://b.example/y) } \
                   q { background: url(z.png) } /* url(https://c.example) */";
        assert_eq!(hosts(in_style(css, 0, &allow)), ["a.example", "b.example"]);
        let js = "const ns = 'http://www.w3.org/2000/svg'; await fetch( \"https://a.example/x\");\n\
                  import x from '//b.example/x.js'; new WebSocket(`wss://c.example/${x}`);\n\
                  image.src = 'https://d.example/p.gif'; link.href = 'https://e.example/';\n\
                  fetch('https://' + host); import('https://${h}/x');";
        assert_eq!(
            hosts(in_script(js, 0, &allow)),
            ["a.example", "b.example", "c.example", "d.example", "", ""]
        );
    }
}
