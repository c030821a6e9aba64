//! Social cards, icons and the web manifest: what other sites, tabs and home screens show.

mod icons;
mod wrap;

use bytes::Bytes;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use vouchfolio::engine::{self, Built, Memory, Request};
use vouchfolio::model::Date;
use vouchfolio::render::{Content, InMemory};
use vouchfolio::source::disk::Changes;

use crate::html;
use crate::sample::{self, SAMPLE, Tree, tree};

/// A site of these files.
struct Site(TempDir);

impl Site {
    fn new(files: &[(&str, &str)]) -> Site {
        let site = Site(tempfile::tempdir().expect("a folder"));
        let head = "title: Ada Lund\nbase_url: https://ada.example/\n";
        site.put("vouchfolio.yaml", head);
        site.put("content/profile.md", "---\nname: Ada Lund\nheadline: I build bridges\n---\n");
        for (path, text) in files {
            site.put(path, text);
        }
        site
    }

    fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.0.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file");
    }

    fn tree(&self) -> Tree {
        tree(&sample::build(self.0.path(), None))
    }

    /// What is wrong with it.
    fn problems(&self) -> String {
        let today = Date::parse(sample::TODAY).expect("a day");
        let request = Request { site: self.0.path(), today, drafts: false, base_url: None };
        let built = engine::build(&request, &|_| {}).expect("a readable site");
        sample::problems(&built)
    }
}

fn person(name: &str) -> String {
    format!("---\nname: {name}\nrelation: {{kind: peer}}\nconsent: {{given: 2025-01-01}}\n---\n")
}

/// The paths of cards.
fn cards(tree: &Tree) -> Vec<&str> {
    tree.keys().filter_map(|path| path.strip_prefix("cards/")).collect()
}

/// What a page says of its picture: address and description.
fn preview(tree: &Tree, page: &str) -> Option<(String, String)> {
    let page = html::read(&String::from_utf8_lossy(&tree[page]));
    let said = |name: &str| page.meta(name).unwrap_or_default().to_owned();
    let url = page.meta("og:image")?.to_owned();
    let is_large = said("twitter:card") == "summary_large_image";
    assert_eq!(url.contains("/cards/"), is_large && said("og:image:width") == "1200", "{url}");
    Some((url, said("og:image:alt")))
}

#[test]
fn every_theme_draws_cards_of_the_right_size() {
    for theme in ["base", "ledger", "signal", "commons"] {
        let folder = tempfile::tempdir().expect("a folder");
        sample::copy(&sample::root().join("content"), &folder.path().join("content"));
        let config =
            format!("title: Maya\nbase_url: https://maya.example/\ntheme: {{name: {theme}}}\n");
        fs::write(folder.path().join("vouchfolio.yaml"), config).expect("a file");
        let tree = tree(&sample::build(folder.path(), None));
        let names = cards(&tree);
        for name in ["home.png", "vouch.png", "people/lena-brandt.png"] {
            assert!(names.contains(&name), "{theme}: {names:?}");
        }
        for name in names {
            let png = &tree[&format!("cards/{name}")];
            assert!(png.len() < 100_000, "{theme}/{name} has {} bytes", png.len());
            let picture = ::image::load_from_memory(png).expect("a picture").to_rgb8();
            assert_eq!(picture.dimensions(), (1200, 630), "{theme}/{name}");
            let ground = *picture.get_pixel(600, 600);
            let drawn = picture.pixels().filter(|pixel| **pixel != ground).count();
            assert!(drawn > 10_000, "{theme}/{name} is empty");
        }
    }
}

#[test]
fn cards_are_the_same_on_any_number_of_threads() {
    let drawn = |tree: &Tree| -> Tree {
        let is_drawn = |path: &str| path.ends_with(".png") && !path.starts_with("media/");
        tree.iter()
            .filter(|(path, _)| is_drawn(path))
            .map(|(p, b)| (p.clone(), b.clone()))
            .collect()
    };
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let again = pool.install(|| tree(&sample::build(sample::root(), None)));
        assert!(drawn(&again) == drawn(&SAMPLE), "cards differ on {threads} threads");
    }
}

#[test]
fn a_page_shows_its_own_card_or_its_sections() {
    let card = |page: &str| preview(&SAMPLE, page).expect("a picture").0;
    let at = |path: &str| format!("https://maya.example/cards/{path}.png");
    assert_eq!(card("index.html"), at("home"));
    assert_eq!(card("vouch/index.html"), at("vouch"));
    assert_eq!(card("people/lena-brandt/index.html"), at("people/lena-brandt"));
    assert_eq!(card("writing/what-a-break-is/index.html"), at("writing/what-a-break-is"));
    // It has a picture of its own, which stays on the page.
    let own = "accomplishments/settlement-in-minutes";
    assert_eq!(card(&format!("{own}/index.html")), at(own));
    // These have none.
    for page in ["skills/index.html", "resume/index.html", "speaking/index.html", "404.html"] {
        assert_eq!(card(page), at("home"), "{page}");
    }
    let shown = preview(&SAMPLE, "people/lena-brandt/index.html").expect("a picture");
    assert_eq!(shown.1, "Lena Brandt");
    for page in SAMPLE.keys().filter(|path| path.ends_with(".html")) {
        let Some((url, _)) = preview(&SAMPLE, page) else { continue };
        let path = url.strip_prefix("https://maya.example/").expect("on this site");
        assert!(SAMPLE.contains_key(path), "{page} names {path}");
    }
}

#[test]
fn people_who_are_held_back_have_no_card() {
    let names = cards(&SAMPLE);
    for held_back in ["callum", "desmond", "ottilie", "fx-netting"] {
        assert!(!names.iter().any(|name| name.contains(held_back)), "{held_back}");
    }
}

#[test]
fn there_are_no_more_than_two_hundred() {
    // Drawn quickly: this is about their number.
    let blank = "<svg xmlns='http://www.w3.org/2000/svg' width='12' height='6.3'/>";
    let site = Site::new(&[("themes/ledger/cards/person.svg", blank)]);
    for number in 0..230 {
        let file = format!("content/people/person-{number:03}.md");
        site.put(&file, person(&format!("Person {number:03}")));
    }
    let tree = site.tree();
    assert_eq!(cards(&tree).len(), 200);
    let card = |number: &str| preview(&tree, &format!("people/person-{number}/index.html"));
    assert_eq!(card("197").expect("a card").0, "https://ada.example/cards/people/person-197.png");
    assert_eq!(card("198").expect("a card").0, "https://ada.example/cards/vouch.png");
}

#[test]
fn letters_that_no_font_has_make_no_boxes() {
    let site = Site::new(&[
        ("content/people/li.md", &person("李小龍")),
        ("content/people/bea.md", &person("Béa Łukaszewicz-Ngũgĩ 🎉")),
        ("content/people/thao.md", &person("Nguyễn Thị Thảo")),
    ]);
    let tree = site.tree();
    assert_eq!(cards(&tree), ["home.png", "people/bea.png", "people/thao.png", "vouch.png"]);
    let (url, alt) = preview(&tree, "people/li/index.html").expect("a card");
    assert_eq!((&*url, &*alt), ("https://ada.example/cards/vouch.png", "Ada Lund"));
    site.put("content/profile.md", "---\nname: ليلى المنصوري\nheadline: مهندسة\n---\n");
    let tree = site.tree();
    assert_eq!(cards(&tree), ["people/bea.png", "people/thao.png"]);
    assert_eq!(preview(&tree, "index.html"), None);
    assert!(tree.contains_key("favicon.svg"), "an icon without initials");
}

#[test]
fn a_site_can_do_without_cards() {
    let site = Site::new(&[("content/people/bea.md", &person("Bea Holm"))]);
    let config = "title: Ada\nbase_url: https://ada.example/\n\
                  theme: {options: {social_cards: false}}\n";
    site.put("vouchfolio.yaml", config);
    let tree = site.tree();
    assert!(cards(&tree).is_empty());
    assert_eq!(preview(&tree, "people/bea/index.html"), None);
    // A template with nothing in it draws nothing.
    site.put("vouchfolio.yaml", "title: Ada\nbase_url: https://ada.example/\n");
    site.put("themes/ledger/cards/person.svg", "\n");
    assert_eq!(cards(&site.tree()), ["home.png", "vouch.png"]);
}

#[test]
fn a_card_that_cannot_be_drawn_is_a_problem_at_its_template() {
    let problem =
        |template: &str| Site::new(&[("themes/ledger/cards/home.svg", template)]).problems();
    let said = problem("<svg xmlns='http://www.w3.org/2000/svg'><g></svg>");
    assert!(said.contains("themes/ledger/cards/home.svg"), "{said}");
    assert!(said.contains("cannot be drawn"), "{said}");
    let said = problem("<svg>\n{{ titel }}</svg>");
    assert!(said.contains("themes/ledger/cards/home.svg:2:"), "{said}");
    let site = Site::new(&[("themes/ledger/cards/fonts/mine.ttf", "no font")]);
    let said = site.problems();
    assert!(said.contains("themes/ledger/cards/fonts/mine.ttf"), "{said}");
}

/// Cards have the names of people in them, who may be called as they like.
#[test]
fn text_on_a_card_is_text() {
    let template = "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='630'>\
                    <title>{{ title }}</title><rect width='600' height='630' fill='red'/></svg>";
    let site = Site::new(&[("themes/ledger/cards/home.svg", template)]);
    let card = |name: &str| {
        site.put("content/profile.md", format!("---\nname: '{name}'\nheadline: Hm\n---\n"));
        site.tree().remove("cards/home.png").expect("a card")
    };
    assert!(card("</title><rect width=\"1200\" height=\"630\"/> & Co") == card("Ada"));
}

#[test]
fn a_template_reaches_no_file_and_no_font_of_the_system() {
    let site = Site::new(&[]);
    site.put("static/secret.png", crate::image::png(1));
    let secret = site.0.path().join("static/secret.png");
    let card = |inside: &str| {
        let head = "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='630'>";
        site.put("themes/ledger/cards/home.svg", format!("{head}{inside}</svg>"));
        site.tree().remove("cards/home.png").expect("a card")
    };
    let blank = card("");
    let image = |url: &str| format!("<image href='{url}' width='1200' height='630'/>");
    for url in [secret.display().to_string(), format!("file://{}", secret.display())] {
        assert!(card(&image(&url)) == blank, "{url}");
    }
    assert!(card("<text y='300' font-size='200' font-family='DejaVu Sans'>Ж</text>") == blank);
}

#[test]
fn what_was_drawn_is_not_drawn_again() {
    let site = Site::new(&[("content/people/bea.md", &person("Bea Holm"))]);
    let mut memory = Memory::default();
    let mut build = || {
        let today = Date::parse(sample::TODAY).expect("a day");
        let request = Request { site: site.0.path(), today, drafts: false, base_url: None };
        let changes = Changes::Unknown;
        let built = engine::build_again(&request, &mut memory, changes, &InMemory, &|_| {});
        drawn(&built.expect("a readable site"))
    };
    let (first, again) = (build(), build());
    assert_eq!(first.len(), 8, "{:?}", first.keys());
    for (path, bytes) in &first {
        assert!(bytes.as_ptr() == again[path].as_ptr(), "{path} was drawn again");
    }
    site.put("content/people/bea.md", person("Bea Holmgren"));
    let renamed = build();
    let changed: Vec<&String> =
        first.keys().filter(|path| first[*path].as_ptr() != renamed[*path].as_ptr()).collect();
    assert_eq!(changed, ["cards/people/bea.png", "cards/vouch.png"]);
}

/// The bytes of all that is drawn.
fn drawn(built: &Built) -> BTreeMap<String, Bytes> {
    let png = |path: &str| path.ends_with(".png") || path.ends_with(".ico");
    let outputs = built.outputs.iter().filter(|output| png(&output.path));
    outputs
        .map(|output| match &output.content {
            Content::Bytes(bytes) => (output.path.to_string(), bytes.clone()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn fonts_are_small_and_stand_beside_their_licences() {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let mut count = 0;
    for theme in fs::read_dir(themes).expect("a folder").flatten() {
        let Ok(fonts) = fs::read_dir(theme.path().join("cards/fonts")) else { continue };
        let names: Vec<_> = fonts.flatten().map(|entry| entry.path()).collect();
        for font in names.iter().filter(|path| path.extension().is_some_and(|it| it == "ttf")) {
            count += 1;
            let size = fs::metadata(font).expect("a file").len();
            assert!(size <= 60 * 1024, "{} has {size} bytes", font.display());
            let stem = font.file_stem().expect("a name").to_string_lossy().into_owned();
            let family = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
            let licence = font.with_file_name(format!("{family}-OFL.txt"));
            let text = fs::read_to_string(&licence).unwrap_or_default();
            assert!(text.contains("SIL Open Font License"), "{}", licence.display());
        }
    }
    assert_eq!(count, 9);
}
