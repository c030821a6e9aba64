//! What a page that waits for changes is told.

use super::*;
use serde_json::json;

/// A site of two pages, a stylesheet with a font, a script with another, and a picture.
fn files() -> Vec<(&'static str, String)> {
    vec![
        ("404.html", page("Lost", "Not here")),
        ("assets/font.woff2", "font".to_owned()),
        ("assets/more.css", "q {}".to_owned()),
        ("assets/more.js", "export {}".to_owned()),
        (
            "assets/site.css",
            "@import \"more.css\"; @font-face { src: url(font.woff2?x) }".to_owned(),
        ),
        ("assets/site.js", "import './more.js'".to_owned()),
        ("feed.xml", "<feed/>".to_owned()),
        ("index.html", page("Home", "Hello <a href=\"/feed.xml\">f</a> <a href=/vouch/>v</a>")),
        ("media/maya.jpg", "jpg".to_owned()),
        ("media/unused.jpg", "jpg".to_owned()),
        (
            "vouch/index.html",
            page(
                "Vouch",
                "<img src=\"../media/maya.jpg\"><script src=\"/assets/site.js\"></script>",
            ),
        ),
    ]
}

fn show(server: &Server, files: &[(&'static str, String)]) {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    server.show("/", &outputs(&files), &[]);
}

/// The files with one of them changed.
fn changed(path: &str, text: &str) -> Vec<(&'static str, String)> {
    let mut files = files();
    let file = files.iter_mut().find(|file| file.0 == path).expect("there is such a file");
    file.1 = text.to_owned();
    files
}

fn first() -> Server {
    let server = start(&options());
    show(&server, &files());
    server
}

#[test]
fn only_pages_that_changed_reload() {
    let server = first();
    let (mut home, mut vouch) = (Stream::of(&server, "/"), Stream::of(&server, "/vouch/"));
    show(&server, &changed("index.html", &page("Home", "Hi")));
    assert_eq!(home.next_change(), ("reload".to_owned(), json!({})));
    vouch.nothing_changes();
    home.nothing_changes();
}

#[test]
fn a_build_that_changes_nothing_reloads_nothing() {
    let server = first();
    let mut home = Stream::of(&server, "/");
    for _ in 0..3 {
        show(&server, &files());
    }
    home.nothing_changes();
}

#[test]
fn a_page_reloads_for_its_parts_and_no_others() {
    for (path, home_reloads, vouch_reloads) in [
        ("media/maya.jpg", false, true),
        ("assets/site.js", false, true),
        ("assets/more.js", false, true),
        ("assets/font.woff2", true, true),
        ("media/unused.jpg", false, false),
        ("feed.xml", false, false),
        ("404.html", false, false),
    ] {
        let server = first();
        let (mut home, mut vouch) = (Stream::of(&server, "/"), Stream::of(&server, "/vouch/"));
        show(&server, &changed(path, "another"));
        for (stream, reloads) in [(&mut home, home_reloads), (&mut vouch, vouch_reloads)] {
            match reloads {
                true => assert_eq!(stream.next_change().0, "reload", "{path}"),
                false => stream.nothing_changes(),
            }
        }
    }
}

#[test]
fn stylesheets_are_swapped_without_a_reload() {
    let server = first();
    let mut home = Stream::of(&server, "/");
    let text = "@import \"more.css\"; p { color: red }";
    show(&server, &changed("assets/site.css", text));
    let (kind, data) = home.next_change();
    let digest = Digest::of(text.as_bytes()).to_string();
    let address = "/assets/site.css";
    let expected = json!([{ "from": address, "to": address, "digest": digest }]);
    assert_eq!((&*kind, &data["stylesheets"]), ("css", &expected));
    // The page's new version is that with which it would be served now.
    assert_eq!(data["version"], version(&get(&server, "/", &[])));
    home.nothing_changes();
    // One that another imports is swapped with that.
    let mut home = Stream::of(&server, "/");
    let mut files = changed("assets/site.css", text);
    files[2].1 = "q { color: red }".to_owned();
    show(&server, &files);
    let (kind, data) = home.next_change();
    assert_eq!((&*kind, &data["stylesheets"][0]["to"]), ("css", &json!("/assets/site.css")));
}

#[test]
fn stylesheet_and_page_together_reload() {
    let server = first();
    let mut home = Stream::of(&server, "/");
    let mut files = changed("index.html", &page("Home", "Hi"));
    files[4].1 = "p {}".to_owned();
    show(&server, &files);
    assert_eq!(home.next_change().0, "reload");
    home.nothing_changes();
}

#[test]
fn a_fingerprint_in_the_page_is_no_change_of_the_page() {
    let html = |print: &str| format!("<link rel=stylesheet href=\"/a.css?v={print}\"><p>x");
    let server = start(&options());
    server.show("/", &outputs(&[("index.html", &html("1")), ("a.css", "p {}")]), &[]);
    let mut home = Stream::of(&server, "/");
    server.show("/", &outputs(&[("index.html", &html("2")), ("a.css", "q {}")]), &[]);
    let (kind, data) = home.next_change();
    assert_eq!((&*kind, &data["stylesheets"][0]["to"]), ("css", &json!("/a.css")));
    // Of a file that is none of ours it is the page's own text.
    let html = |print: &str| format!("<link rel=stylesheet href=\"/b.css?v={print}\"><p>x");
    server.show("/", &outputs(&[("index.html", &html("1"))]), &[]);
    let mut home = Stream::of(&server, "/");
    server.show("/", &outputs(&[("index.html", &html("2"))]), &[]);
    assert_eq!(home.next_change().0, "reload");
}

/// A page whose stylesheet names a font, and whose script has an address to load more from, all of
/// them by names with fingerprints. Below `/sub/`.
fn fingerprinted(words: &str, css: &str, font: &str, script: &str) -> Vec<Output> {
    let name = |name: &str, bytes: &str| Digest::of(bytes.as_bytes()).fingerprinted(name);
    let font_name = name("font.woff2", font);
    let css = format!("@font-face {{ src: url({font_name}) }} {css}");
    let script_name = name("more.js", script);
    let html = format!(
        "<link rel=preload href=\"/sub/assets/{font_name}\" as=font>\
         <link rel=stylesheet href=/sub/assets/{}><p data-more=\"/sub/assets/{script_name}\">{words}",
        name("a.b.css", &css)
    );
    outputs(&[
        (&format!("assets/{}", name("a.b.css", &css)), &css),
        (&format!("assets/{font_name}"), font),
        (&format!("assets/{script_name}"), script),
        ("index.html", &html),
    ])
}

#[test]
fn a_stylesheet_whose_name_changes_with_it_is_swapped() {
    let server = start(&Options { base_path: "/sub/".to_owned(), ..options() });
    let show = |outputs: &[Output]| server.show("/sub/", outputs, &[]);
    let stylesheet = |outputs: &[Output]| {
        let sheet = outputs.iter().find(|output| output.path.ends_with(".css"));
        format!("/sub/{}", sheet.expect("a stylesheet").path)
    };
    let versions: Vec<_> =
        ["p {}", "q {}", "s {}"].map(|css| fingerprinted("x", css, "font", "script")).into();
    show(&versions[0]);
    let old = version(&get(&server, "/sub/", &[]));
    let mut home = Stream::of(&server, "/sub/");
    for [before, now] in [[0, 1], [1, 2]] {
        show(&versions[now]);
        let (kind, data) = home.next_change();
        assert_eq!(kind, "css");
        let [before, now] = [before, now].map(|at| stylesheet(&versions[at]));
        let sheet = &data["stylesheets"][0];
        assert_eq!((&sheet["from"], &sheet["to"]), (&json!(before), &json!(now)));
        assert_ne!(before, now);
        assert_eq!(data["version"], version(&get(&server, "/sub/", &[])));
    }
    home.nothing_changes();
    // Whoever was away has the first one still, which the server knows no longer.
    let mut late = Stream::with(&server, "/sub/", &old);
    let sheet = late.next_change().1["stylesheets"][0].clone();
    assert_eq!(sheet["from"], json!(stylesheet(&versions[0])));
    assert_eq!(sheet["to"], json!(stylesheet(&versions[2])));
}

#[test]
fn fonts_scripts_and_words_reload_a_page_whose_names_change_with_them() {
    for (words, css, font, script) in [
        ("y", "p {}", "font", "script"),
        ("x", "p {}", "another", "script"),
        ("x", "p {}", "font", "another"),
        ("y", "q {}", "font", "script"),
    ] {
        let server = start(&Options { base_path: "/sub/".to_owned(), ..options() });
        server.show("/sub/", &fingerprinted("x", "p {}", "font", "script"), &[]);
        let mut home = Stream::of(&server, "/sub/");
        server.show("/sub/", &fingerprinted(words, css, font, script), &[]);
        assert_eq!(home.next_change().0, "reload", "{words} {css} {font} {script}");
        home.nothing_changes();
    }
}

#[test]
fn digits_that_are_no_fingerprint_are_the_page_itself() {
    // Both are there all the time, and the page names now the one, now the other.
    let files = |name: &str| {
        let html = format!("<link rel=stylesheet href=\"/a.{name}.css\">");
        outputs(&[("a.00000001.css", "p {}"), ("a.00000002.css", "p {}"), ("index.html", &html)])
    };
    let server = start(&options());
    server.show("/", &files("00000001"), &[]);
    let mut home = Stream::of(&server, "/");
    server.show("/", &files("00000002"), &[]);
    assert_eq!(home.next_change().0, "reload");
}

#[test]
fn whoever_comes_late_or_again_is_told_what_was_missed() {
    let server = first();
    let old = version(&get(&server, "/", &[]));
    drop(server);
    // Another server, that never had the old page.
    let again = start(&options());
    show(&again, &files());
    Stream::with(&again, "/", &old).nothing_changes();
    show(&again, &changed("index.html", &page("Home", "Hi")));
    assert_eq!(Stream::with(&again, "/", &old).next_change().0, "reload");
    show(&again, &changed("assets/site.css", "p {}"));
    let mut stream = Stream::with(&again, "/", &old);
    assert_eq!(stream.next_change().0, "css");
    stream.nothing_changes();
    // One that says nothing of its version cannot be told anything but what comes.
    let mut stream = Stream::with(&again, "/", "");
    stream.nothing_changes();
    show(&again, &files());
    assert_eq!(stream.next_change().0, "css");
    assert_eq!(Stream::with(&again, "/", "nonsense").next_change().0, "reload");
}

#[test]
fn a_page_that_comes_to_be_takes_the_place_of_the_404_page() {
    let server = first();
    let mut stream = Stream::of(&server, "/new/");
    show(&server, &changed("404.html", &page("Lost", "Still not")));
    assert_eq!(stream.next_change().0, "reload");
    let mut stream = Stream::of(&server, "/new/");
    show(&server, &changed("index.html", &page("Home", "Hi")));
    assert_eq!(stream.next_change().0, "reload", "the 404 page is as it was before");
    let mut stream = Stream::of(&server, "/new/");
    let mut files = files();
    files.push(("new/index.html", page("New", "Here")));
    show(&server, &files);
    assert_eq!(stream.next_change().0, "reload");
    assert!(get(&server, "/new/", &[]).text().contains("Here"));
}

#[test]
fn the_page_that_says_there_is_no_build_reloads_when_there_is_one() {
    let server = start(&options());
    let mut stream = Stream::of(&server, "/vouch/");
    show(&server, &files());
    assert_eq!(stream.next_change().0, "reload");
    let nothing = start(&options());
    let mut stream = Stream::of(&nothing, "/lost/");
    nothing.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
    assert_eq!(stream.next_change().0, "reload");
    let mut stream = Stream::of(&nothing, "/lost/");
    nothing.show("/", &outputs(&[("index.html", "<p>y")]), &[]);
    stream.nothing_changes();
}

#[test]
fn below_a_path_everything_is_the_same() {
    let server = start(&Options { base_path: "/sub/path/".to_owned(), ..options() });
    let html = |text: &str| format!("<link rel=stylesheet href=\"/sub/path/a.css\"><p>{text}");
    server.show("/sub/path/", &outputs(&[("index.html", &html("x")), ("a.css", "p {}")]), &[]);
    let mut stream = Stream::of(&server, "/sub/path/");
    server.show("/sub/path/", &outputs(&[("index.html", &html("x")), ("a.css", "q {}")]), &[]);
    let (kind, data) = stream.next_change();
    assert_eq!((&*kind, &data["stylesheets"][0]["to"]), ("css", &json!("/sub/path/a.css")));
    server.show("/sub/path/", &outputs(&[("index.html", &html("y")), ("a.css", "q {}")]), &[]);
    assert_eq!(stream.next_change().0, "reload");
}

#[test]
fn another_base_url_is_followed() {
    let server = start(&options());
    let mut early = Stream::of(&server, "/vouch/");
    let files = outputs(&[("index.html", "<p>x"), ("vouch/index.html", "<p>y")]);
    server.show("/sub/", &files, &[]);
    assert!(server.url().ends_with("/sub/"), "{}", server.url());
    assert_eq!(early.next_change(), ("follow".to_owned(), json!({ "url": "/sub/vouch/" })));
    early.nothing_changes();
    let mut late = Stream::of(&server, "/sub/vouch/");
    late.nothing_changes();
    let version = version(&get(&server, "/sub/vouch/", &[]));
    server.show("/", &files, &[]);
    assert_eq!(late.next_change(), ("follow".to_owned(), json!({ "url": "/vouch/" })));
    assert_eq!(get(&server, "/sub/vouch/", &[]).status, 404);
    // A page from there that was not connected still finds the stream it knows.
    let mut lost = Stream::below(&server, "/sub/", "/sub/vouch/", &version);
    assert_eq!(lost.next_change(), ("follow".to_owned(), json!({ "url": "/vouch/" })));
}

#[test]
fn a_page_of_many_parts_still_has_a_version_that_fits() {
    let names: Vec<String> = (0..1_000).map(|n| format!("media/{n}.jpg")).collect();
    let images: String = names.iter().map(|name| format!("<img src=\"/{name}\">")).collect();
    let html = page("Many", &images);
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "jpg")).collect();
    files.push(("index.html", &html));
    let server = serving(&files);
    let mut stream = Stream::of(&server, "/");
    stream.nothing_changes();
    files[17].1 = "another";
    server.show("/", &outputs(&files), &[]);
    assert_eq!(stream.next_change().0, "reload");
}
