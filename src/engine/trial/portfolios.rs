//! Invented portfolios at the edges: one with nothing, one with the least, one with everything at
//! its longest.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::config::Config;
use crate::digest::Digest;
use crate::model::Link;
use crate::source::Asset;
use crate::source::image::Kind;

/// A portfolio in memory.
pub struct Portfolio {
    /// What it is, for a problem that shows with it alone.
    pub what: &'static str,
    /// Texts in `content/`, sorted by path.
    pub texts: BTreeMap<String, String>,
    pub assets: BTreeMap<Arc<str>, Asset>,
}

/// One name of 60 letters, without a place to break it.
const LONG: &str = "Ahornbergwiesenbachmuehlentalbrueckenwaechterhausgartenzaune";

/// A name that is written from right to left.
const RIGHT_TO_LEFT: &str = "ليلى بنت النهر الطويل";

/// Only who it is.
pub fn empty() -> Portfolio {
    let profile = "---\nname: Ro\nheadline: I mend\n---\n".to_owned();
    let texts = BTreeMap::from([("content/profile.md".to_owned(), profile)]);
    Portfolio { what: "a portfolio with nothing but a name", texts, assets: BTreeMap::new() }
}

/// One of each thing, with what it cannot be without.
pub fn smallest() -> Portfolio {
    let mut portfolio = empty();
    portfolio.what = "a portfolio without any optional field";
    let mut add = |path: &str, text: &str| {
        portfolio.texts.insert(format!("content/{path}"), text.to_owned());
    };
    add("accomplishments/a.md", "---\ntitle: A\ndate: 2024\n---\n");
    add("career.yaml", "positions: [{id: p, organization: P, title: T, from: 2020}]\n");
    add("pages/p.md", "---\ntitle: P\n---\n");
    add("posts/b.md", "---\ntitle: B\n---\n");
    let person = "relation: {kind: peer}\nconsent: {given: 2024, scope: [name]}\n";
    add("people/x.md", &format!("---\nname: X\n{person}---\n"));
    add("people/y.md", &format!("---\nname: Y\nvouches_for: [s]\n{person}---\n"));
    add("people/z.md", "---\nname: Z\nrelation: {kind: client}\n---\n");
    add("testimonials/x.md", "---\nby: x\ngiven: 2024\nconsent: {given: 2024}\n---\nYes.\n");
    add(
        "testimonials/z.md",
        "---\nby: z\ngiven: 2024\nconsent: {given: 2024, scope: [quote]}\n---\nYes.\n",
    );
    portfolio
}

/// Everything, and much of it; lists are longer than a page of this many entries. Texts call
/// those of the built-in components that the theme has.
pub fn largest(page_size: usize, has_component: &dyn Fn(&str) -> bool) -> Portfolio {
    let count = 2 * page_size + 1;
    let mut largest = Largest { texts: BTreeMap::new() };
    largest.around();
    for number in 0..count {
        largest.accomplishment(number, has_component);
        largest.person(number);
        let long = paragraphs(if number == 0 { 12 } else { 1 });
        let skills = skills(number);
        let post = format!(
            "---\ntitle: {LONG} {number}\ndate: {}\nsummary: {LONG}\nskills: {skills}\n---\n{long}",
            date(number)
        );
        largest.add(&format!("posts/n{number}.md"), post);
    }
    for number in 0..7 {
        largest.testimonial(&format!("more-{number}"), 0, number);
        largest.nameless(number);
    }
    let assets = ["people/face.jpg", "accomplishments/work.png"].into_iter();
    let mut assets: BTreeMap<Arc<str>, Asset> =
        assets.map(|path| (format!("content/{path}").into(), picture(path))).collect();
    assets.insert("content/testimonials/letter.pdf".into(), picture("letter.pdf"));
    let what = "a portfolio with every field at its longest";
    Portfolio { what, texts: largest.texts, assets }
}

/// The configuration that goes with [`largest`].
pub fn at_length(config: &mut Config) {
    let link = |number: usize| Link {
        label: format!("{LONG} {number}").into(),
        url: "https://a-link.example/".into(),
    };
    config.title = LONG.into();
    config.description = format!("{LONG} {RIGHT_TO_LEFT}").into();
    config.navigation = Some((0..9).map(link).collect());
    config.footer = Some(format!("{LONG} [link](/vouch/)\n\n{RIGHT_TO_LEFT}").into());
}

struct Largest {
    texts: BTreeMap<String, String>,
}

impl Largest {
    fn add(&mut self, path: &str, text: String) {
        self.texts.insert(format!("content/{path}"), text);
    }

    /// Profile, career, skills and a page.
    fn around(&mut self) {
        let links = links(9);
        let profile = format!(
            "---\nname: {LONG} {RIGHT_TO_LEFT}\nheadline: {LONG}\nlocation: {LONG}\n\
             photo: people/face.jpg\nlinks: {links}\n\
             contact: {{label: {LONG}, url: \"mailto:someone@mail.example\"}}\n\
             extra: {{a: {LONG}}}\n---\n{}",
            paragraphs(6)
        );
        self.add("profile.md", profile);
        let mut career = "positions:\n".to_owned();
        for number in 0..6 {
            let (from, to) = (2000 + 3 * number, 2004 + 3 * number);
            // Writing to a string cannot fail.
            let _ = writeln!(
                career,
                "  - {{id: p{number}, organization: {LONG}, title: {LONG} {number}, from: {from}-02, \
                 to: {to}-11, summary: {LONG}, location: {LONG}, url: \"https://p.example/\"}}"
            );
        }
        let _ = writeln!(
            career,
            "  - {{id: now, organization: {RIGHT_TO_LEFT}, title: {LONG}, from: 2019}}\n\
             education: [{{institution: {LONG}, area: {LONG}, degree: {LONG}, from: 2001, to: 2006, \
             url: \"https://e.example/\", summary: {LONG}}}]\n\
             certificates: [{{name: {LONG}, issuer: {LONG}, date: 2007-01-31, url: \"https://c.example/\"}}]\n\
             awards: [{{title: {LONG}, awarder: {LONG}, date: 2012, summary: {LONG}, url: \"https://a.example/\"}}]\n\
             languages: [{{language: {LONG}, fluency: {LONG}}}, {{language: {RIGHT_TO_LEFT}}}]"
        );
        self.add("career.yaml", career);
        let skill = |number| {
            let group = number % 3;
            format!(
                "s{number}: {{name: {LONG} {number}, group: {LONG} {group}, summary: {LONG}}}\n"
            )
        };
        let lonely = format!("lonely: {{name: {RIGHT_TO_LEFT}}}\n");
        self.add("skills.yaml", (0..SKILLS).map(skill).collect::<String>() + &lonely);
        let page = format!("---\ntitle: {LONG}\nsummary: {LONG}\n---\n{}", paragraphs(3));
        self.add("pages/page.md", page);
    }

    fn accomplishment(&mut self, number: usize, has_component: &dyn Fn(&str) -> bool) {
        let when = match number % 3 {
            0 => format!("period: {{from: 2010-01, to: {}}}", date(number)),
            1 => "period: {from: 2020-05}".to_owned(),
            _ => format!("date: {}", date(number)),
        };
        let featured = number < 7;
        let (skills, links) = (skills(number), links(3));
        let mut text = format!(
            "---\ntitle: {LONG} {number}\n{when}\nat: p{}\nrole: {LONG}\n\
             metric: {{value: 9000000 min, before: 26000000 min, label: {LONG}}}\nskills: {skills}\n\
             with: [q0, q1]\nlinks: {links}\nimage: work.png\nimage_alt: {LONG}\n\
             featured: {featured}\nextra: {{a: {LONG}}}\n---\n{}",
            number % 6,
            paragraphs(if number == 0 { 8 } else { 1 })
        );
        if number == 0 {
            text += MARKDOWN;
            let calls = CALLS.iter().filter(|(name, _)| has_component(name));
            text.extend(calls.map(|(_, call)| format!("\n{{{{ {call} }}}}\n")));
        }
        self.add(&format!("accomplishments/a{number}.md"), text);
    }

    fn person(&mut self, number: usize) {
        const KINDS: [&str; 8] =
            ["manager", "report", "peer", "client", "mentor", "mentee", "teacher", "student"];
        let kind = KINDS[number % KINDS.len()];
        let name = if number.is_multiple_of(2) { LONG } else { RIGHT_TO_LEFT };
        let (skills, links) = (skills(number), links(2));
        let photo = if number.is_multiple_of(3) { "photo: face.jpg\n" } else { "" };
        let to = if number.is_multiple_of(5) { "" } else { ", to: 2019-12" };
        let text = format!(
            "---\nname: {name} {number}\nrole: {LONG}\norganization: {LONG} {}\n{photo}\
             relation: {{kind: {kind}, at: p{}, from: 2014-01{to}}}\nreciprocal: true\n\
             material_connection: {LONG}\nvouches_for: {skills}\n\
             consent: {{given: 2020, via: email, scope: [name, role, photo, quote, contact]}}\n\
             links: {links}\nextra: {{a: {LONG}}}\n---\n{}",
            number % 4,
            number % 6,
            paragraphs(2)
        );
        self.add(&format!("people/q{number}.md"), text);
        if number.is_multiple_of(2) {
            self.testimonial(&format!("t{number}"), number, number);
        }
    }

    fn testimonial(&mut self, id: &str, by: usize, number: usize) {
        let source = match number % 2 {
            0 => "source: {url: \"https://a-very-long-host-of-a-source.example/words\"}\n",
            _ => "",
        };
        let text = format!(
            "---\nby: q{by}\ngiven: {}\nabout: [a0, a1, a2]\nskills: {}\nhighlight: It held\n{source}\
             letter: letter.pdf\nedited: trimmed\nconsent: {{given: 2020}}\nextra: {{a: {LONG}}}\n---\n\
             It held. {}",
            date(number),
            skills(number),
            paragraphs(4)
        );
        self.add(&format!("testimonials/{id}.md"), text);
    }

    /// A quote of somebody who asked not to be named.
    fn nameless(&mut self, number: usize) {
        let person = format!(
            "---\nname: N{number}\nrelation: {{kind: collaborator, at: p{}, from: 2012, to: 2013}}\n---\n",
            number % 6
        );
        self.add(&format!("people/n{number}.md"), person);
        let text = format!(
            "---\nby: n{number}\ngiven: 2023\nabout: [a0]\nskills: [s0]\n\
             consent: {{given: 2023, scope: [quote]}}\n---\n{}",
            paragraphs(2)
        );
        self.add(&format!("testimonials/n{number}.md"), text);
    }
}

const SKILLS: usize = 14;

/// What the owner's Markdown may hold.
const MARKDOWN: &str = "
## A heading

A sentence with `code`, ~~nothing~~ and a note.[^1]

[^1]: The note.

| Left | Right |
|:-----|------:|
| one  |     2 |

- [x] done
- [ ] open

1. First
2. Second

> Somebody said so.

Term
: What it means

```rust
fn main() {} // a comment
```
";

/// Calls of the built-in components for texts.
const CALLS: [(&str, &str); 6] = [
    ("testimonial", "<testimonial id=\"t0\" />"),
    ("person", "<person id=\"q0\" />"),
    ("accomplishment", "<accomplishment id=\"a1\" />"),
    ("metric", "<metric value=\"9 min\" before=\"26 h\" label=\"to settle\" />"),
    ("figure", "<figure src=\"work.png\" alt=\"Two rows\" caption=\"Before and after\" />"),
    ("note", "<note text=\"So it was\" title=\"Beware\" />"),
];

fn skills(number: usize) -> String {
    let skill = |step: usize| format!("s{}", (number + step) % SKILLS);
    format!("[{}]", (0..8).map(skill).collect::<Vec<_>>().join(", "))
}

fn links(count: usize) -> String {
    let link = |number| format!("{{label: {LONG} {number}, url: \"https://l{number}.example/\"}}");
    format!("[{}]", (0..count).map(link).collect::<Vec<_>>().join(", "))
}

fn date(number: usize) -> String {
    format!("20{:02}-{:02}-{:02}", 14 + number % 10, 1 + number % 12, 1 + number % 28)
}

fn paragraphs(count: usize) -> String {
    let paragraph =
        format!("{LONG} did what was asked, twice, and then once more. {RIGHT_TO_LEFT}\n\n");
    paragraph.repeat(count)
}

/// A picture, or another file that is copied as it is. Nothing reads it.
fn picture(path: &str) -> Asset {
    let kind = match path.rsplit('.').next() {
        Some("jpg") => Kind::Jpeg,
        Some("png") => Kind::Png,
        _ => Kind::Other,
    };
    Asset {
        source: std::path::PathBuf::new(),
        digest: Digest::of(path.as_bytes()),
        dimensions: (kind != Kind::Other).then_some((3000, 2000)),
        kind,
        size: 1,
        strip_metadata: false,
        malformed: None,
        stamp: None,
    }
}
