//! Words of other people stay words: no element, attribute or address comes from them.

use super::{Files, Site, assert_none};
use crate::html::{self, Page};
use crate::sample::{self, Tree};
use vouchfolio::diagnostic::{Code, Severity, draw};

/// Leaves an attribute, an element, a script, a comment and JSON, and runs `zqxjk`.
const PAYLOAD: &str = "\\\"'`></script></title></textarea></style>-->]]><zqxjk onload=zqxjk()>\
                       <img src=x onerror=zqxjk()><script>zqxjk()</script>{{ zqxjk }}{% zqxjk %}<!--";

/// What a quote may be refused for.
const REFUSALS: [Code; 4] =
    [Code::BadUrl, Code::ComponentInQuote, Code::BrokenLink, Code::MissingAsset];

/// The payload as a YAML text.
fn yaml() -> String {
    serde_json::Value::from(PAYLOAD).to_string()
}

#[test]
fn hostile_fields_stay_text() {
    let text = yaml();
    let mut files = Files::new();
    files
        .put(
            "vouchfolio.yaml",
            format!(
                "title: {text}\nbase_url: https://ada.example/\ndescription: {text}\n\
                 navigation: [{{label: {text}, url: /vouch/}}]\n"
            ),
        )
        .put(
            "content/profile.md",
            format!(
                "---\nname: {text}\nheadline: {text}\nlocation: {text}\n\
                 links: [{{label: {text}, url: \"https://h.example/?a=1&b='\"}}]\n\
                 contact: {{label: {text}, url: \"mailto:a@h.example?subject=%22%3Ezqxjk\"}}\n---\nHi.\n"
            ),
        )
        .put(
            "content/career.yaml",
            format!(
                "positions: [{{id: mill, organization: {text}, title: {text}, from: 2019, \
                 summary: {text}, location: {text}}}]\n\
                 education: [{{institution: {text}, area: {text}, degree: {text}, from: 2010}}]\n\
                 certificates: [{{name: {text}, issuer: {text}, date: 2012}}]\n\
                 awards: [{{title: {text}, awarder: {text}, date: 2013, summary: {text}}}]\n\
                 languages: [{{language: {text}, fluency: {text}}}]\n"
            ),
        )
        .put("content/skills.yaml", format!("steel: {{name: {text}, group: {text}, summary: {text}}}\n"))
        .put(
            "content/accomplishments/bridge.md",
            format!(
                "---\ntitle: {text}\ndate: 2024-06\nat: mill\nrole: {text}\nskills: [steel]\n\
                 metric: {{value: {text}, before: {text}, label: {text}}}\nwith: [bea]\n\
                 links: [{{label: {text}, url: \"https://h.example/\"}}]\nfeatured: true\n---\nIt stands.\n"
            ),
        )
        .put(
            "content/people/bea.md",
            format!(
                "---\nname: {text}\nrole: {text}\norganization: {text}\n\
                 relation: {{kind: peer, at: mill, from: 2019}}\nmaterial_connection: {text}\n\
                 vouches_for: [steel]\nlinks: [{{label: {text}, url: \"https://h.example/\"}}]\n\
                 consent: {{given: 2025-01-01}}\n---\n"
            ),
        )
        .put(
            "content/testimonials/bea-bridge.md",
            format!(
                "---\nby: bea\ngiven: 2025-01-01\nabout: [bridge]\nskills: [steel]\n\
                 source: {{url: \"https://h.example/?q='onload=zqxjk()'\"}}\n\
                 consent: {{given: 2025-01-01}}\n---\nHello, \\<zqxjk onload=zqxjk()> {}\n",
                "&lt;script&gt;zqxjk()&lt;/script&gt;"
            ),
        )
        .put(
            "content/posts/post.md",
            format!("---\ntitle: {text}\ndate: 2025\nsummary: {text}\naliases: [/old/]\n---\nHi.\n"),
        );
    let tree = files.build();
    assert_none(&faults(&tree));
    // The payload was shown, as text.
    let home = String::from_utf8_lossy(tree.get("index.html").expect("a home page")).into_owned();
    assert!(home.contains("&lt;zqxjk onload=zqxjk()"), "{home}");
}

#[test]
fn hostile_quotes_stay_quotes() {
    for quote in [
        "<script>zqxjk()</script>",
        "<img src=x onerror=zqxjk()>",
        "<svg onload=zqxjk()><style>zqxjk{}</style></svg>",
        "<a href=\"javascript:zqxjk()\">x</a>",
        "<iframe srcdoc=\"<script>zqxjk()</script>\"></iframe>",
        "<math><mtext></p><zqxjk onload=zqxjk()>",
        "<p class=\"evidence evidence-signed\" id=zqxjk style=\"color:red\">zqxjk</p>",
        "<meta http-equiv=refresh content=\"0;url=https://zqxjk.example\">",
        "<base href=https://zqxjk.example/><form action=https://zqxjk.example><input></form>",
        "<!-- zqxjk --><![CDATA[ zqxjk ]]><?zqxjk?>",
        "</blockquote></main></body><zqxjk>",
        "<zqxjk",
        "[x](javascript:zqxjk())",
        "[x](JaVaScRiPt&colon;zqxjk())",
        "[x](java&#10;script:zqxjk())",
        "[x](&#x01;javascript:zqxjk())",
        "[x](data:text/html,<script>zqxjk()</script>)",
        "[x](vbscript:zqxjk())",
        "[x](//zqxjk.example/ \"onload=zqxjk()\")",
        "[x](<https://h.example/\" onload=\"zqxjk()>)",
        "![x](https://zqxjk.example/pixel.gif)",
        "![x\" onerror=\"zqxjk()](bea.jpg)",
        "<javascript:zqxjk()>",
        "<https://h.example/?\"onload=zqxjk()>",
        "[x]: javascript:zqxjk()\n\n[x]",
        "# Heading {#zqxjk .evidence-signed}",
        "| a |\n|:-:|\n| <zqxjk> |",
        "```zqxjk\" onload=\"zqxjk()\n<zqxjk>\n```",
        "{{ <raw>zqxjk</raw> }}",
        "{{ <person id=\"bea\" /> }}",
        "{{ zqxjk }} {% zqxjk %} {# zqxjk #}",
        "[^1]\n\n[^1]: <zqxjk>",
        "- [x] <input autofocus onfocus=zqxjk()>",
    ] {
        let mut files = Files::new();
        files.put(
            "content/testimonials/bea-bridge.md",
            format!(
                "---\nby: bea\ngiven: 2025-01-01\nabout: [bridge]\nskills: [steel]\n\
                 consent: {{given: 2025-01-01}}\n---\nHello.\n\n{quote}\n"
            ),
        );
        let site: Site = files.write();
        let built = site.request(false);
        let errors = built.problems.iter().filter(|problem| problem.severity == Severity::Error);
        for error in errors {
            assert!(REFUSALS.contains(&error.code), "{quote}\n{}", draw::short(error));
        }
        let found = faults(&sample::tree(&built));
        assert!(found.is_empty(), "{quote}\n{}", found.join("\n"));
    }
}

#[test]
fn hostile_addresses_are_errors() {
    let addresses = [
        "javascript:zqxjk()",
        " javascript:zqxjk()",
        "java\\tscript:zqxjk()",
        "JAVASCRIPT:zqxjk()",
        "data:text/html,zqxjk",
        "vbscript:zqxjk()",
        "file:///etc/passwd",
        "//zqxjk.example/",
        "blob:https://h.example/1",
        "\\u0001javascript:zqxjk()",
    ];
    for address in addresses {
        for (path, front) in [
            ("content/profile.md", "name: A\nheadline: B\nlinks: [{label: x, url: URL}]"),
            ("content/profile.md", "name: A\nheadline: B\ncontact: {label: x, url: URL}"),
            (
                "content/accomplishments/bridge.md",
                "title: A\ndate: 2024\nlinks: [{label: x, url: URL}]",
            ),
            (
                "content/testimonials/bea-bridge.md",
                "by: bea\ngiven: 2025\nsource: {url: URL}\nconsent: {given: 2025}",
            ),
        ] {
            let mut files = Files::new();
            let front = front.replace("URL", &format!("\"{address}\""));
            files.put(path, format!("---\n{front}\n---\nHello.\n"));
            let built = files.write().request(false);
            let refused = built.problems.iter().any(|p| {
                [Code::BadUrl, Code::ControlCharacter].contains(&p.code)
                    && p.severity == Severity::Error
            });
            assert!(refused, "{path} takes {address}");
        }
    }
}

/// Whatever of the payload came to life.
fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, bytes) in tree {
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with(".html") {
            alive(path, &html::read(&text), &mut faults);
        } else if path.ends_with(".json") {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
                faults.push(format!("{path}: {error}"));
            }
        } else if path.ends_with(".xml") {
            let document = match roxmltree::Document::parse(&text) {
                Ok(document) => document,
                Err(error) => {
                    faults.push(format!("{path}: {error}"));
                    continue;
                }
            };
            for node in document.descendants() {
                if node.tag_name().name() == "zqxjk" || node.is_comment() || node.is_pi() {
                    faults.push(format!("{path}: {node:?}"));
                }
                if node.attribute("type") == Some("html") {
                    alive(path, &html::read(node.text().unwrap_or_default()), &mut faults);
                }
            }
        }
    }
    faults
}

fn alive(path: &str, page: &Page, faults: &mut Vec<String>) {
    let refused = ["zqxjk", "iframe", "form", "base", "math", "style", "object", "embed"];
    for element in &page.elements {
        if refused.contains(&element.name.as_str()) {
            faults.push(format!("{path}: <{}>", element.name));
        }
        if element.name == "script" && element.attribute("src").is_none() {
            let is_data = element.attribute("type") == Some("application/ld+json");
            let is_json = serde_json::from_str::<serde_json::Value>(&element.text).is_ok();
            if !(is_data && is_json) || element.text.contains('<') {
                faults.push(format!("{path}: <script>{}", element.text));
            }
        }
        if element.attribute("http-equiv") == Some("refresh") && path != "old/index.html" {
            faults.push(format!("{path}: a redirect"));
        }
        for (name, value) in &element.attributes {
            let scheme = value.trim_start_matches(|c: char| c <= ' ').to_lowercase();
            let runs = ["javascript:", "data:", "vbscript:"].iter().any(|s| scheme.starts_with(s));
            let fakes = name == "id" && value == "zqxjk"
                || name == "class" && value.contains("evidence-signed");
            let loads = name.starts_with("src") && value.contains("zqxjk.example");
            if runs
                || fakes
                || loads
                || name.starts_with("on")
                || name.contains("zqxjk")
                || name == "style"
            {
                faults.push(format!("{path}: <{} {name}={value}>", element.name));
            }
        }
    }
    faults.extend(page.comments.iter().map(|comment| format!("{path}: <!--{comment}-->")));
    faults.extend(page.unclosed.iter().map(|tag| format!("{path}: {tag}")));
}
