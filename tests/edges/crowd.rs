//! 300 people and 2,000 testimonials, made here: long lists are cut into pages, and nothing takes
//! longer than it should.

use crate::golden;
use crate::sample::{self, Tree};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use vouchfolio::digest::Digest;

const PEOPLE: usize = 300;
const TESTIMONIALS: usize = 2_000;
const ACCOMPLISHMENTS: usize = 60;
const SKILLS: usize = 12;
/// What a build without optimisation may take on a busy machine. Here it takes less than a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// The theme's `page_size`.
const PAGE_SIZE: usize = 20;
/// No page is heavier than this, in bytes.
const HEAVIEST: usize = 256 * 1024;

const KINDS: [&str; 9] = [
    "manager",
    "report",
    "peer",
    "client",
    "mentor",
    "mentee",
    "teacher",
    "student",
    "collaborator",
];

pub const BASE_URL: &str = "https://crowd.example/";

/// The built site, and how long it took.
static BUILT: LazyLock<(Tree, Duration)> = LazyLock::new(|| {
    let site = tempfile::tempdir().expect("a folder");
    write(site.path());
    let start = Instant::now();
    let built = sample::build(site.path(), None);
    let time = start.elapsed();
    assert_eq!(sample::problems(&built), "");
    assert!(built.held_back.is_empty(), "{:?}", built.held_back);
    (sample::tree(&built), time)
});

/// Every output of the crowd's site.
pub fn tree() -> &'static Tree {
    &BUILT.0
}

fn write(site: &Path) {
    let put = |path: String, text: String| {
        let file = site.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    put("vouchfolio.yaml".into(), format!("title: Maya Crowd\nbase_url: {BASE_URL}\n"));
    put(
        "content/profile.md".into(),
        "---\nname: Maya Crowd\nheadline: I know everybody\n---\nHello.\n".into(),
    );
    let position = |at: usize| {
        let (from, to) = (2000 + 5 * at, 2005 + 5 * at);
        format!(
            "- {{id: p{at}, organization: Firm {at}, title: Engineer, from: {from}, to: {to}}}\n"
        )
    };
    put(
        "content/career.yaml".into(),
        format!("positions:\n{}", (0..5).map(position).collect::<String>()),
    );
    for at in 0..ACCOMPLISHMENTS {
        let (year, month, featured) = (2000 + at % 25, 1 + at % 9, at < 4);
        let fields = format!(
            "title: Work {at}\ndate: {year}-0{month}\nat: p{}\nskills: [s{}]\nfeatured: {featured}",
            at % 5,
            at % SKILLS
        );
        put(
            format!("content/accomplishments/a{at}.md"),
            format!("---\n{fields}\n---\nDid {at}.\n"),
        );
    }
    for at in 0..PEOPLE {
        let (kind, from) = (KINDS[at % KINDS.len()], 2000 + at % 20);
        let fields = format!(
            "name: Person {at}\nrole: Role {}\norganization: Org {}\nvouches_for: [s{}]\n\
             relation: {{kind: {kind}, at: p{}, from: {from}, to: {}}}\nconsent: {{given: 2024}}",
            at % 7,
            at % 9,
            at % SKILLS,
            at % 5,
            from + 3
        );
        put(format!("content/people/person-{at}.md"), format!("---\n{fields}\n---\n"));
    }
    for at in 0..TESTIMONIALS {
        let source = match at % 4 {
            0 => format!("source: {{url: \"https://w{}.example/{at}\"}}\n", at % 5),
            _ => String::new(),
        };
        let fields = format!(
            "by: person-{}\ngiven: {}-0{}\nabout: [a{}]\nskills: [s{}]\n{source}consent: {{given: 2024}}",
            at * 7 % PEOPLE,
            2005 + at % 20,
            1 + at % 9,
            at % ACCOMPLISHMENTS,
            at % SKILLS
        );
        let quote = format!("I saw it happen, number {at}, and it was as they say.");
        put(format!("content/testimonials/t{at}.md"), format!("---\n{fields}\n---\n{quote}\n"));
    }
}

#[test]
fn a_crowd_is_built_in_reasonable_time() {
    assert!(BUILT.1 < PATIENCE, "{:?}", BUILT.1);
}

#[test]
fn a_crowd_is_cut_into_pages() {
    let pages = |section: &str, entry: &str, total: usize| {
        let numbered = (2..).map(|number| format!("{section}page/{number}/index.html"));
        let paths = std::iter::once(format!("{section}index.html")).chain(numbered);
        let pages: Vec<String> = paths
            .map_while(|path| tree().get(&path))
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        let counts: Vec<usize> = pages.iter().map(|page| page.matches(entry).count()).collect();
        assert_eq!(pages.len(), total.div_ceil(PAGE_SIZE), "{section}");
        assert!(counts.iter().all(|count| *count <= PAGE_SIZE), "{section}: {counts:?}");
        assert_eq!(counts.iter().sum::<usize>(), total, "{section}");
    };
    pages("vouch/", "<section class=\"voucher ", PEOPLE);
    pages("accomplishments/", "<article class=\"accomplishment-card ", ACCOMPLISHMENTS);
}

#[test]
fn every_statement_of_a_crowd_is_whole_somewhere() {
    let people = tree().iter().filter(|(path, _)| path.starts_with("people/"));
    let pages: Vec<_> = people.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    for at in 0..TESTIMONIALS {
        let quote = format!("number {at}, and it was as they say.");
        let count = pages.iter().filter(|page| page.contains(&quote)).count();
        assert_eq!(count, 1, "testimonial {at} stands on {count} people's pages");
    }
}

#[test]
fn a_crowd_is_as_it_was_blessed() {
    golden::compare("crowd", &told());
}

/// What is kept of a crowd: counts, the heaviest pages, and a digest for each output that is not
/// the theme's.
fn told() -> Tree {
    let tree = &golden::plain(tree());
    let mut sections: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".html")) {
        let section = path.split_once('/').map_or("", |(section, _)| section);
        let (count, size) = sections.entry(section).or_default();
        *count += 1;
        *size += bytes.len();
    }
    let mut pages: Vec<(&String, usize)> = tree
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path, bytes.len()))
        .collect();
    pages.sort_by_key(|(path, size)| (std::cmp::Reverse(*size), *path));
    let heaviest = pages.first().expect("a page");
    assert!(heaviest.1 <= HEAVIEST, "{} has {} bytes", heaviest.0, heaviest.1);

    let mut summary = String::from("outputs and pages\n");
    let _ = writeln!(summary, "  {} outputs, {} pages", tree.len(), pages.len());
    summary.push_str("\npages of each section\n");
    for (section, (count, size)) in &sections {
        let _ = writeln!(summary, "  /{section:<16} {count:>4} pages {:>6} kB", size / 1000);
    }
    summary.push_str("\nthe heaviest pages\n");
    for (path, size) in pages.iter().take(10) {
        let _ = writeln!(summary, "  {path:<32} {:>4} kB", size / 1000);
    }
    let mut digests = String::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| !path.starts_with("assets/")) {
        let _ = writeln!(digests, "{path}\t{}", Digest::of(bytes));
    }
    let files = [("summary.txt", summary), (golden::DIGESTS, digests)];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}
