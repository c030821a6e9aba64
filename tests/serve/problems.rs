//! What is wrong with the site, as its pages show it.

use super::*;
use vouchfolio::diagnostic::{Code, Located, Place, draw};
use vouchfolio::serve::Editor;

const TEXT: &str = "---\ntitle: Mill\nwith: [bob]\n---\n";

fn problem(code: Code, file: &str, message: &str) -> Located {
    let start = TEXT.find("bob").expect("it is there");
    let place = Place { file: file.into(), text: Some(TEXT.into()), range: start..start + 3 };
    let help = Some("did you mean `bo`?".to_owned());
    let message = message.to_owned();
    Located { code, severity: code.severity(), message, help, place: Some(place) }
}

fn error() -> Located {
    problem(Code::UnknownPerson, "content/a b/<mill>.md", "no person has the id `<bob>`")
}

fn warning() -> Located {
    problem(Code::UnknownFile, "content/x.md", "no kind of content lies here")
}

/// The next list of problems that a page is told of.
fn told(stream: &mut Stream) -> serde_json::Value {
    let (kind, data) = stream.next();
    assert_eq!(kind, "problems", "{data}");
    data
}

#[test]
fn they_are_shown_as_in_the_terminal_over_the_last_good_page() {
    let server = serving(&[("index.html", "<p>good")]);
    let mut stream = Stream::of(&server, "/");
    assert_eq!(told(&mut stream)["problems"], serde_json::json!([]));
    server.show_problems(&[warning(), error()]);
    let data = told(&mut stream);
    assert_eq!(
        (&data["failed"], &data["errors"], &data["warnings"]),
        (&true.into(), &1.into(), &1.into())
    );
    let first = &data["problems"][0];
    assert_eq!(first["severity"], "error", "errors come first");
    assert_eq!(first["code"], "unknown-person");
    assert_eq!(first["place"], "content/a b/<mill>.md:3:8");
    let text = first["text"].as_str().expect("a text");
    assert_eq!(text, anstream::adapter::strip_str(&draw::human(&error())).to_string());
    assert!(text.contains("3 | with: [bob]") && text.contains("did you mean `bo`?"), "{text}");
    assert!(!data.to_string().contains("\\u001b"), "{data}");
    assert!(get(&server, "/", &[]).text().contains("<p>good"));
    stream.nothing_changes();
    // Whoever comes later is told as well.
    assert_eq!(told(&mut Stream::of(&server, "/")), data);
    // Mended.
    server.show("/", &outputs(&[("index.html", "<p>good")]), &[]);
    let data = told(&mut stream);
    assert_eq!((&data["failed"], &data["problems"]), (&false.into(), &serde_json::json!([])));
    stream.nothing_changes();
}

#[test]
fn warnings_alone_do_not_hold_anything_up() {
    let server = start(&options());
    server.show("/", &outputs(&[("index.html", "<p>good")]), &[warning()]);
    let data = told(&mut Stream::of(&server, "/"));
    assert_eq!((&data["failed"], &data["warnings"]), (&false.into(), &1.into()));
}

#[test]
fn every_build_is_told_of_so_that_what_was_closed_comes_back() {
    let server = serving(&[("index.html", "<p>good")]);
    let mut stream = Stream::of(&server, "/");
    let mut builds = vec![told(&mut stream)["build"].clone()];
    for _ in 0..3 {
        server.show_problems(&[error()]);
        let data = told(&mut stream);
        assert_eq!(data["errors"], 1);
        assert!(!builds.contains(&data["build"]), "{builds:?}");
        builds.push(data["build"].clone());
    }
}

#[test]
fn places_open_in_the_editor() {
    let link = |editor: Editor, path: &str| {
        let server = serve::start(&Options { editor, ..options() }, Path::new("/s/my site"));
        let server = server.expect("a server");
        server.show("/", &outputs(&[("index.html", "<p>x")]), &[]);
        server.show_problems(&[error()]);
        told(&mut Stream::of(&server, path))["problems"][0]["link"].clone()
    };
    let expected = "vscode://file/s/my%20site/content/a%20b/%3Cmill%3E.md:3:8";
    assert_eq!(link(Editor::default(), "/"), expected);
    let editor = Editor::parse("my-editor:open?{file}+{line}").expect("an editor");
    assert_eq!(link(editor, "/"), "my-editor:open?/s/my%20site/content/a%20b/%3Cmill%3E.md+3");
    let none = Editor::parse("none").expect("an editor");
    assert_eq!(link(none, "/"), serde_json::Value::Null);
}

#[test]
fn before_any_good_build_a_page_has_them() {
    let server = start(&options());
    server.show_problems(&[error()]);
    let reply = get(&server, "/vouch/", &[]);
    assert_eq!(reply.status, 503);
    let html = reply.text();
    assert!(html.contains("could not be built yet"), "{html}");
    assert!(html.contains("no person has the id `&lt;bob&gt;`"), "{html}");
    assert!(!html.contains("<bob>") && !html.contains("<mill>"), "{html}");
    assert!(reply.header("content-security-policy").is_some_and(|csp| csp.contains("'none'")));
    let mut stream = Stream::of(&server, "/vouch/");
    assert_eq!(told(&mut stream)["errors"], 1);
    server.show_problems(&[error(), error()]);
    assert_eq!(told(&mut stream)["errors"], 2);
    stream.nothing_changes();
    server.show("/", &outputs(&[("vouch/index.html", "<p>good")]), &[]);
    assert_eq!(told(&mut stream)["errors"], 0);
    assert_eq!(stream.next_change().0, "reload");
}

#[test]
fn a_page_with_thousands_of_them_has_the_first() {
    let server = serving(&[("index.html", "<p>good")]);
    server.show_problems(&vec![error(); 3_000]);
    let data = told(&mut Stream::of(&server, "/"));
    let shown = data["problems"].as_array().expect("a list").len();
    assert_eq!((shown, &data["more"], &data["errors"]), (100, &2_900.into(), &3_000.into()));
}

#[test]
fn a_problem_without_a_place_has_no_link() {
    let server = serving(&[("index.html", "<p>good")]);
    server.show_problems(&[Located { place: None, help: None, ..error() }]);
    let data = told(&mut Stream::of(&server, "/"));
    assert_eq!(data["problems"][0]["link"], serde_json::Value::Null);
    assert_eq!(data["problems"][0]["place"], serde_json::Value::Null);
}
