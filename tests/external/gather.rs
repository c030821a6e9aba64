//! Which links are looked at, and where they stand.

use super::Site;
use vouchfolio::diagnostic::line_column;
use vouchfolio::engine::OutwardLink;
use vouchfolio::model::Date;

/// A link as `file:line:column URL`.
fn shown(link: &OutwardLink) -> String {
    let text = link.place.text.as_deref().expect("a text");
    let (line, column) = line_column(text, link.place.range.start);
    format!("{}:{line}:{column} {}", link.place.file, link.url)
}

fn links(site: &Site) -> Vec<String> {
    site.built().links.iter().map(shown).collect()
}

/// A site with a link wherever one may stand. Each address says where it is.
fn full() -> Site {
    let site = Site::new(
        "navigation: [{label: Talks, url: 'https://navigation.test/'}, {label: Work, url: /vouch/}]\n\
         footer: 'See [there](https://footer.test/).'",
    );
    site.write(
        "content/profile.md",
        "---\nname: Nia Rees\nheadline: I keep the trains running\n\
         links: [{label: Code, url: 'https://profile-links.test/'}]\n\
         contact: {label: Ask, url: 'https://contact.test/'}\n---\n\
         First <https://auto.test/>, then [ä][far].\n\n\
         <p>Raw <a class=\"x\" href='https://raw.test/?a=1&amp;b=2'>HTML</a></p>\n\n\
         `https://code.test/` is no link. <!-- [nor](https://comment.test/) -->\n\n\
         [far]: https://reference.test/\n",
    );
    site.write(
        "content/career.yaml",
        "positions: [{id: rail, organization: Rail, title: Engineer, from: 2020, url: 'https://position.test/'}]\n\
         education: [{institution: School, url: 'https://education.test/'}]\n\
         certificates: [{name: Licence, url: 'https://certificate.test/'}]\n\
         awards: [{title: Cup, url: 'https://award.test/'}]\n",
    );
    site.write(
        "content/accomplishments/winter.md",
        "---\ntitle: Winter\ndate: 2024\nlinks: [{label: Talk, url: 'https://accomplishment.test/'}]\n---\n\
         [One](https://one.test/#a) and [one](https://one.test/#b \"title\").\n",
    );
    site.write(
        "content/people/ola.md",
        "---\nname: Ola Berg\nrelation: {kind: peer}\n\
         consent: {given: 2025-01-01, via: email, scope: [name]}\n\
         links: [{label: Page, url: 'https://person.test/'}]\n\
         keys: [{ssh: x, source: 'https://keys-are-not-shown.test/', seen: 2025}]\n---\n\
         [Us](https://person-body.test/)\n",
    );
    site.write(
        "content/testimonials/ola-winter.md",
        "---\nby: ola\ngiven: 2025-01-01\nsource: {url: 'https://source.test/'}\n\
         consent: {given: 2025-01-01, via: email, scope: [name, quote]}\n---\n\
         She [did it](https://quote.test/), and [not this](http://plain-http-is-left-out.test/).\n",
    );
    site.write("content/posts/hello.md", "---\ntitle: Hello\n---\n[Post](//post.test/x)\n");
    site
}

#[test]
fn every_link_is_found_at_its_place() {
    let expected = [
        "content/accomplishments/winter.md:4:28 https://accomplishment.test/",
        "content/accomplishments/winter.md:6:7 https://one.test/",
        "content/accomplishments/winter.md:6:38 https://one.test/",
        "content/career.yaml:1:78 https://position.test/",
        "content/career.yaml:2:40 https://education.test/",
        "content/career.yaml:3:37 https://certificate.test/",
        "content/career.yaml:4:28 https://award.test/",
        "content/people/ola.md:5:28 https://person.test/",
        "content/people/ola.md:8:6 https://person-body.test/",
        "content/posts/hello.md:4:8 https://post.test/x",
        "content/profile.md:4:28 https://profile-links.test/",
        "content/profile.md:5:28 https://contact.test/",
        "content/profile.md:7:8 https://auto.test/",
        "content/profile.md:7:34 https://reference.test/",
        "content/profile.md:9:27 https://raw.test/?a=1&b=2",
        "content/testimonials/ola-winter.md:4:15 https://source.test/",
        "content/testimonials/ola-winter.md:7:14 https://quote.test/",
        "vouchfolio.yaml:3:34 https://navigation.test/",
        "vouchfolio.yaml:4:9 https://footer.test/",
    ];
    let site = full();
    assert_eq!(links(&site), expected);
    for link in site.built().links {
        let text = link.place.text.as_deref().expect("a text");
        let host = link.url.split('/').nth(2).expect("a host");
        let written = &text[link.place.range.clone()];
        // A reference stands elsewhere than its address.
        assert!(written.contains(host) || written == "[ä][far]", "{link:?}");
    }
}

#[test]
fn links_in_other_peoples_words_are_marked() {
    let links = full().built().links;
    let theirs: Vec<&str> =
        links.iter().filter(|link| link.by_others).map(|link| &*link.url).collect();
    assert_eq!(theirs, ["https://source.test/", "https://quote.test/"]);
}

#[test]
fn what_is_not_shown_is_not_looked_at() {
    let site = Site::new("");
    let link = "[x](https://hidden.test/)";
    let front = "links: [{label: x, url: 'https://hidden.test/'}]";
    site.write("content/posts/a.md", &format!("---\ntitle: A\ndraft: true\n---\n{link}\n"));
    site.write(
        "content/accomplishments/b.md",
        &format!("---\ntitle: B\ndate: 2024\ndraft: true\n{front}\n---\n{link}\n"),
    );
    site.write(
        "content/people/c.md",
        &format!("---\nname: C\nrelation: {{kind: peer}}\n{front}\n---\n{link}\n"),
    );
    site.write(
        "content/testimonials/d.md",
        &format!("---\nby: c\ngiven: 2025\nsource: {{url: 'https://hidden.test/'}}\n---\n{link}\n"),
    );
    assert_eq!(links(&site), [""; 0]);
    assert_eq!(site.built().held_back.len(), 4);
}

#[test]
fn the_site_itself_and_what_is_ignored_are_left_alone() {
    let site =
        Site::new("external: {ignore: ['https://www.linkedin.test/*', 'https://one.test/']}");
    let urls = [
        "https://nia.test/me/vouch/",
        "https://nia.test/other/",
        "https://www.linkedin.test/in/nia",
        "https://one.test",
        "https://one.test/more",
        "mailto:nia@nia.test",
        "/vouch/",
    ];
    let text: Vec<String> = urls.iter().map(|url| format!("[x]({url})\n")).collect();
    site.write("content/posts/a.md", &format!("---\ntitle: A\n---\n{}", text.concat()));
    let expected = [
        "content/posts/a.md:5:5 https://nia.test/other/",
        "content/posts/a.md:8:5 https://one.test/more",
    ];
    assert_eq!(links(&site), expected);
}

#[test]
fn a_build_and_a_check_gather_no_links() {
    let site = full();
    let today = Date::parse("2026-06-15").expect("a date");
    let request =
        vouchfolio::engine::Request { site: site.path(), today, drafts: false, base_url: None };
    for run in [vouchfolio::engine::build, vouchfolio::engine::check] {
        assert!(run(&request, &|_| {}).expect("a site").links.is_empty());
    }
}
