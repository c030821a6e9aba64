//! The files of a small site that has one of everything, and what each may become.

use super::Variants;
use crate::image;

fn text(text: &str) -> Option<Vec<u8>> {
    Some(text.as_bytes().to_vec())
}

/// All files, with what they may hold. Every kind of input that a build has is among them.
pub fn variants() -> Variants {
    let mut all = Variants::new();
    all.extend(content());
    all.extend(around());
    all.extend(theme());
    all
}

const CONFIG: &str = "title: Maya\nbase_url: https://maya.example/\ntheme: {name: small}\n";

fn content() -> Variants {
    let profile =
        "---\nname: Maya Okafor\nheadline: Makes things\nphoto: maya.png\n---\n\nHello.\n";
    let one = "---\ntitle: One\ndate: 2024\nskills: [payments]\nwith: [lena]\n---\n\nFirst -- \"words\".\n";
    let lena = "---\nname: Lena Brandt\nrelation: {kind: manager, at: northbank}\n\
                consent: {given: 2025-05-02}\n---\n";
    let said = "---\nby: lena\ngiven: 2025-05-02\nabout: [one]\nskills: [payments]\n\
                consent: {given: 2025-05-02, expires: 2028}\n---\n\nI saw it.\n";
    Variants::from([
        (
            "content/profile.md",
            vec![
                text(profile),
                text(&profile.replace("Makes", "Mends")),
                text(&profile.replace("photo: maya.png\n", "")),
                text("---\nname: [\n---\n"),
                None,
                text(&profile.replace(
                    "photo",
                    "links: [{label: Code, url: \"https://code.example/\"}]\nextra: {a: 1}\nphoto",
                )),
                text(&profile.replace(
                    "photo",
                    "links: [{label: Code, url: \"https://c.example/\"}]\nextra: {a: 2}\nphoto",
                )),
            ],
        ),
        (
            "content/maya.png",
            vec![
                Some(image::png_with_secrets(1)),
                Some(image::png_with_secrets(6)),
                text("no picture"),
                Some(b"\x89PNG\r\n\x1A\nas far as it goes".to_vec()),
                None,
            ],
        ),
        (
            "content/career.yaml",
            vec![
                text(
                    "positions:\n- {id: northbank, organization: Northbank, title: Engineer, from: 2021, to: 2024}\n",
                ),
                text(
                    "positions:\n- {id: northbank, organization: Southbank, title: Engineer, from: 2020, to: 2024}\n",
                ),
                None,
                text(
                    "positions:\n- {id: northbank, organization: Northbank, title: Engineer, from: 2021, summary: Paying, location: Oslo}\nawards:\n- {title: Best, date: 2022}\n",
                ),
            ],
        ),
        (
            "content/skills.yaml",
            vec![
                text("payments: {name: Payments, group: Domain}\n"),
                text("payments: {name: Paying, summary: Money}\nlaw: {name: Law}\n"),
                text("payments: {name: Payments, name: Twice}\n"),
                None,
                text("payments: {name: Payments, group: Domain, summary: Old, extra: {a: 1}}\n"),
                text("payments: {name: Payments, group: Domain, summary: New, extra: {a: 2}}\n"),
            ],
        ),
        (
            "content/accomplishments/one.md",
            vec![
                text(one),
                text(&one.replace("First", "Other")),
                text(
                    &one.replace(
                        "title: One",
                        "title: Renamed\nfeatured: true\nextra: {b: 1, a: 2}",
                    ),
                ),
                text(
                    &one.replace(
                        "title: One",
                        "title: Renamed\nfeatured: true\nextra: {a: 2, b: 1}",
                    ),
                ),
                text(&one.replace("title: One", "title: One\ndraft: true")),
                text(&one.replace("First", "See [two](two.md) and ![it](../maya.png)")),
                text("---\ntitel: One\n---\n"),
                text(""),
                None,
                text(&one.replace("date: 2024", "period: {from: 2024}\nat: northbank\nrole: Lead")),
                text(&one.replace(
                    "date: 2024",
                    "period: {from: 2024, to: 2024}\nimage: ../maya.png\nimage_alt: Maya\n\
                     metric: {value: 4 h, before: 9 h, label: Time}",
                )),
            ],
        ),
        (
            "content/accomplishments/two.md",
            vec![
                text(
                    "---\ntitle: Two\ndate: 2025-06\nskills: [law]\n---\n\n{{ <testimonial id=\"said\" /> }}\n",
                ),
                text("---\ntitle: Two\nperiod: {from: 2020}\n---\n\nText.\n"),
                None,
            ],
        ),
        (
            "content/accomplishments/deep/three.md",
            vec![
                None,
                text("---\ntitle: Three\ndate: 2023\naliases: [/old/]\n---\n\nDeep.\n"),
                text(one),
            ],
        ),
        (
            "content/people/lena.md",
            vec![
                text(lena),
                text(&lena.replace("Lena Brandt", "Lena B.")),
                text(&lena.replace("kind: manager", "kind: peer, from: 2021-03")),
                text(&lena.replace("consent", "aliases: [/people/lena-b/]\nconsent")),
                text(&lena.replace("consent", "vouches_for: [law]\nconsent")),
                text(&lena.replace("2025-05-02}", "2025-05-02, withdrawn: 2025-06-01}")),
                None,
                text(&lena.replace(
                    "2025-05-02}",
                    "2025-05-02, scope: [quote, name, role, photo]}\nrole: Head\n\
                     organization: Harbor\nphoto: ../maya.png\nextra: {a: 1}",
                )),
                text(&lena.replace(
                    "2025-05-02}",
                    "2025-05-02}\nrole: Chair\norganization: Haven\nextra: {a: 2}",
                )),
            ],
        ),
        (
            "content/testimonials/said.md",
            vec![
                text(said),
                text(&said.replace("saw it", "saw *it*")),
                text(&said.replace("expires: 2028", "scope: [quote]")),
                text(&said.replace("about: [one]\n", "")),
                text(&said.replace(
                    "about: [one]",
                    "about: [two, one]\nsource: {url: \"https://x.example/a\"}",
                )),
                text(&said.replace("I saw it.", "<b>bold</b>")),
                None,
                text(&said.replace("given: 2025-05-02\n", "given: 2025-06-03\nhighlight: saw\n")),
                text(&said.replace("given: 2025-05-02\n", "given: 2025-05-02\nextra: {a: 1}\n")),
            ],
        ),
        (
            "content/posts/hello.md",
            vec![
                None,
                text(
                    "---\ntitle: Hello\ndate: 2025-01-02\naliases: [/old/]\n---\n\nA post.[^1]\n\n[^1]: Note.\n",
                ),
                text("---\ntitle: Hello\ntemplate: special.html\n---\n\nA post.\n"),
                text("---\ntitle: Hello\ndate: 2025-01-03\nextra: {a: 1}\n---\n\nA post.\n"),
                text("---\ntitle: Hello\ndate: 2025-01-03\nextra: {a: 2}\n---\n\nA post.\n"),
                text("---\ntitle: Hello\ndate: 2025-01-03\nsummary: Short\n---\n\nA post.\n"),
            ],
        ),
        (
            "content/pages/about.md",
            vec![
                None,
                text("---\ntitle: About\n---\n\n```rust\nfn main() {}\n```\n"),
                text("---\ntitle: About\nsummary: Me\nextra: {a: 1}\n---\n\nText.\n"),
                text("---\ntitle: About\nsummary: Me\nextra: {a: 2}\n---\n\nText.\n"),
            ],
        ),
        ("content/notes/stray.md", vec![None, text("# Stray\n")]),
        ("content/odd Name.md.txt", vec![None, text("x")]),
    ])
}

fn around() -> Variants {
    Variants::from([
        (
            "vouchfolio.yaml",
            vec![
                text(CONFIG),
                text(&(CONFIG.to_owned() + "language: de\n")),
                text(&(CONFIG.to_owned() + "description: A site\n")),
                text(&(CONFIG.to_owned() + "smart_punctuation: false\n")),
                text(
                    &(CONFIG.to_owned()
                        + "footer: \"*Foot* [one](content/accomplishments/one.md)\"\n"),
                ),
                text(
                    &(CONFIG.to_owned() + "navigation: [{label: Work, url: /accomplishments/}]\n"),
                ),
                text(&CONFIG.replace("small}", "small, options: {tone: dark}}")),
                text(&(CONFIG.to_owned() + "logo: content/logo.svg\n")),
                text(&CONFIG.replace("small}", "other}")),
                text(&CONFIG.replace("maya.example", "oth.example/sub")),
                text("titel: Maya\n"),
                None,
            ],
        ),
        ("content/logo.svg", vec![drawing("A"), drawing("B"), text("<svg"), None]),
        ("static/robots.txt", vec![None, text("User-agent: *\n"), text("# other\n")]),
        ("static/deep/file.txt", vec![text("one"), text("two"), None]),
    ])
}

fn theme() -> Variants {
    // All of the head is shown: whatever it is made from must be noticed.
    let frame = "<html lang=\"{{ site.language }}\"><title>{{ page.title }}</title>{{ page.json_ld }}\
                 {{ page.description }}{{ page.permalink }}{{ page.section }}{{ page.og_type }}\
                 {% if page.og_image %}{{ page.og_image.url }}{{ page.og_image.width }}{{ page.og_image.alt }}{% endif %}\
                 {% for key, value in page.extra %}{{ key }}={{ value }};{% endfor %}\
                 <link href=\"{{ site.stylesheet }}\"><link href=\"{{ asset(path=\"mark.svg\") }}\">{% block main %}{% endblock %}{{ site.footer }}{{ t(key=\"hello\") }}</html>\n";
    let page =
        "{% extends \"frame.html\" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock %}\n";
    let one = "{% extends \"frame.html\" %}{% block main %}{{ accomplishment.title }}{{ story }}\
               {% for said in testimonials %}{{ <Said said={said} /> }}{% endfor %}{% endblock %}\n";
    let mut theme = Variants::from([
        (
            "themes/small/theme.yaml",
            vec![
                text(
                    "name: small\napi: 1\noptions:\n  tone: {type: text, default: light, summary: x}\n",
                ),
                text(
                    "name: small\napi: 1\noptions:\n  tone: {type: text, default: grey, summary: x}\n  page_size: {type: number, default: 1, summary: x}\n",
                ),
                text("name: small\n"),
            ],
        ),
        (
            "themes/small/strings/en.yaml",
            vec![
                text(&(STRINGS.to_owned() + "\nhello: Hello\n")),
                text(&(STRINGS.to_owned() + "\nhello: Good day\n")),
                text(STRINGS),
            ],
        ),
        (
            "themes/small/strings/de.yaml",
            vec![None, text(&(STRINGS.replace("Skills", "Können") + "\nhello: Hallo\n"))],
        ),
        ("themes/small/static/look.css", vec![text("a{}"), text("b{}"), None]),
        ("themes/small/static/mark.svg", vec![text("<svg/>"), text("<svg></svg>")]),
        (
            "themes/small/static/deep.css",
            vec![text("a{b:url(mark.svg)}"), text("a{b:url(no.svg)}")],
        ),
        ("themes/small/styles/tokens.css", vec![None, text(":root { --bg: #123456 }")]),
        ("themes/small/cards/fonts/sans.ttf", vec![Some(font()), None]),
        (
            "themes/small/cards/person.svg",
            vec![None, drawing("{{ title }}"), drawing("{{ colors.bg.light }}"), text("")],
        ),
        ("themes/small/cards/icon.svg", vec![None, drawing("{{ purpose }}")]),
        ("themes/small/styles/look.css", vec![text("p{}"), text("q{b:url(mark.svg)}"), None]),
        (
            "themes/small/templates/frame.html",
            vec![
                text(frame),
                text(&frame.replace("<title>", "<meta><title>")),
                text(&frame.replace("{{ page.title }}", "{{ page.title")),
                text(&frame.replace("{{ site.footer }}", "{{ site.options.tone }}{{ nothing }}")),
            ],
        ),
        (
            "themes/small/templates/components/said.html",
            vec![
                text(
                    "{% component Said(said: map) %}<q>{{ said.quote }}</q>{{ said.by.name }}{% endcomponent Said %}\n{% component testimonial(id: string, @testimonial) {\"content\": true} %}<p>{{ testimonial.quote }}</p>{% endcomponent testimonial %}\n",
                ),
                text("{% component Said(said: map) %}{{ said.excerpt }}{% endcomponent Said %}\n"),
                text("{% component Said(other: map) %}{% endcomponent Said %}\n"),
            ],
        ),
        (
            "themes/small/templates/accomplishment.html",
            vec![text(one), text(&one.replace("{{ story }}", ""))],
        ),
        ("themes/small/templates/special.html", vec![None, text(page)]),
        ("themes/other/theme.yaml", vec![text("name: other\napi: 1\nextends: small\n"), None]),
    ]);
    for name in PAGES {
        theme.insert(name, vec![text(page)]);
    }
    let filtered = page.replace("</h1>", "</h1>{{ filters.stylesheet }}");
    theme.insert("themes/small/templates/vouch.html", vec![text(&filtered)]);
    theme
}

/// What every theme must have words for.
const STRINGS: &str = include_str!("../../benches/plain/strings/en.yaml");

const PAGES: [&str; 12] = [
    "themes/small/templates/home.html",
    "themes/small/templates/vouch.html",
    "themes/small/templates/accomplishments.html",
    "themes/small/templates/person.html",
    "themes/small/templates/skills.html",
    "themes/small/templates/skill.html",
    "themes/small/templates/resume.html",
    "themes/small/templates/writing.html",
    "themes/small/templates/post.html",
    "themes/small/templates/page.html",
    "themes/small/templates/how-verified.html",
    "themes/small/templates/404.html",
];

fn font() -> Vec<u8> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/base/cards/fonts/public-sans-400.ttf");
    std::fs::read(file).unwrap()
}

/// A small picture with a text in it.
fn drawing(shown: &str) -> Option<Vec<u8>> {
    let head = "<svg xmlns='http://www.w3.org/2000/svg' width='12' height='6'>";
    text(&format!("{head}<text y='5' font-size='4' font-family='Public Sans'>{shown}</text></svg>"))
}
