//! The terminal, to the line: the problems in full, once, and one line for each time that the site
//! was built.

use super::*;

/// The lines without their times, once no more follow.
fn said(program: &Program) -> Vec<String> {
    let lines = program.err.settled();
    lines.iter().map(|line| without_time(line, program.port)).collect()
}

/// `built 1 page in [..]: content/…`
fn without_time(line: &str, port: u16) -> String {
    let line = line.replace(&format!(":{port}/"), ":[PORT]/");
    let Some((before, after)) = line.split_once(" in ").filter(|_| is_built(&line)) else {
        return line;
    };
    let (time, what) = after.split_once(": ").unwrap_or((after, ""));
    let (number, unit) = time.split_once(' ').expect("a number and a unit");
    assert!(number.parse::<f64>().is_ok() && ["ms", "s"].contains(&unit), "{line}");
    if what.is_empty() { format!("{before} in [..]") } else { format!("{before} in [..]: {what}") }
}

/// What is said of a file that has `titel` instead of `title`.
const UNKNOWN_KEY: &str = "\
error[unknown-key]: unknown key `titel`
 --> content/accomplishments/one.md:2:1
  |
2 | titel: One
  | ^^^^^
  |
  = help: did you mean `title`?
";

/// A program whose lines are compared as they come.
struct Heard {
    program: Program,
    expected: Vec<String>,
}

impl Heard {
    fn new(program: Program) -> Heard {
        Heard { program, expected: Vec::new() }
    }

    /// Compares what has been said since the last time.
    #[track_caller]
    fn next(&mut self, lines: &[&str]) {
        self.expected.extend(lines.iter().flat_map(|line| line.split('\n').map(str::to_owned)));
        assert_eq!(said(&self.program).join("\n"), self.expected.join("\n"));
    }
}

#[test]
fn one_line_for_each_build_and_the_problems_once() {
    let site = Site::new();
    let relation = "relation: {kind: peer, at: northbank}";
    site.put("content/people/callum.md", format!("---\nname: Callum Reyes\n{relation}\n---\n"));
    let mut heard = Heard::new(site.serve(&[]));
    heard.next(&[
        "serving at http://localhost:[PORT]/; Ctrl-C ends",
        "held back content/people/callum.md: no consent to show the name is recorded",
        "built 12 pages in [..]",
    ]);
    site.put(ONE, one("Other words."));
    heard.next(&["built 1 page in [..]: content/accomplishments/one.md"]);
    // What editors put beside it is not worth a word, and neither is what comes and goes.
    site.put("content/accomplishments/4913", "");
    site.remove("content/accomplishments/4913");
    site.put("content/accomplishments/one.md.tmp.4711", one("Further words."));
    site.rename("content/accomplishments/one.md.tmp.4711", ONE);
    heard.next(&["built 1 page in [..]: content/accomplishments/one.md"]);
    site.put("content/accomplishments/4913", "");
    site.remove("content/accomplishments/4913");
    heard.next(&[]);
    // Not shown by any page.
    site.put("content/accomplishments/notes.txt", "Notes.");
    heard.next(&["built 0 pages in [..]: content/accomplishments/notes.txt"]);
    // Two mistakes; then one of them; then none.
    site.put(ONE, one("[Broken](nowhere.md)").replace("title: One", "title: One\ntitel: One"));
    let broken = "\
error[broken-link]: the link leads to `content/accomplishments/nowhere.md`, which is not there
 --> content/accomplishments/one.md:9:10
  |
9 | [Broken](nowhere.md)
  |          ^^^^^^^^^^
  |
  = help: write the path as seen from this file
";
    let unknown = UNKNOWN_KEY.replace(":2:1", ":3:1").replace("2 | titel", "3 | titel");
    heard.next(&[&unknown, broken, "not built: 2 errors; the last good site stays"]);
    site.put("content/posts/hello.md", "---\ntitle: Hello\n---\n");
    heard.next(&["not built: 2 errors, as before; the last good site stays"]);
    // One of them is mended, so the rest is said anew.
    site.put(ONE, one("Further words.").replace("title: One", "title: One\ntitel: One"));
    heard.next(&[&unknown, "not built: 1 error; the last good site stays"]);
    site.put(ONE, one("Further words."));
    heard.next(&["built 2 pages in [..]: content/accomplishments/one.md"]);
    fs::remove_dir_all(site.path.join("content/posts")).expect("removed");
    heard.next(&["built 2 pages in [..]: many files"]);
}

#[test]
fn a_mistake_at_the_start() {
    let site = Site::new();
    site.put(ONE, one("Words.").replace("title: One", "title: One\ntitel: One"));
    let unknown = UNKNOWN_KEY.replace(":2:1", ":3:1").replace("2 | titel", "3 | titel");
    let mut heard = Heard::new(site.serve(&[]));
    heard.next(&[
        "serving at http://localhost:[PORT]/; Ctrl-C ends",
        &unknown,
        "not built: 1 error",
    ]);
    let page = heard.program.get("");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("error[unknown-key]: unknown key `titel`"), "{}", page.text());
    site.put(ONE, one("Words."));
    heard.next(&["built 12 pages in [..]: content/accomplishments/one.md"]);
}

#[test]
fn what_is_looked_at_again_and_again_is_said_once() {
    let site = Site::new();
    // What is wrong with links is found by looking at everything, each time.
    std::os::unix::fs::symlink("/", site.path.join("content/away")).expect("a link");
    let mut heard = Heard::new(site.run(&["watch"]));
    let link = "\
error[symbolic-link]: the symbolic link `content/away` leads out of the site, or to what is private
--> content/away
 = help: put a copy of what it leads to in its place
";
    heard.next(&["watching this folder; Ctrl-C ends", link, "not built: 1 error"]);
    site.put(ONE, one("Other words."));
    heard.next(&["not built: 1 error, as before"]);
    assert!(!site.path.join("public").exists());
    site.remove("content/away");
    heard.next(&["built 12 pages in [..]: many files"]);
}

#[test]
fn quiet_and_short_lines() {
    let site = Site::new();
    let mut quiet = Heard::new(site.run(&["watch", "-q"]));
    let mut short = Heard::new(site.serve(&["--message-format", "short"]));
    short.next(&["serving at http://localhost:[PORT]/; Ctrl-C ends", "built 12 pages in [..]"]);
    quiet.next(&[]);
    site.put(ONE, one("Words.").replace("title: One", "title: One\ntitel: One"));
    let line = "content/accomplishments/one.md:3:1: error[unknown-key]: unknown key `titel`";
    short.next(&[line, "not built: 1 error; the last good site stays"]);
    let unknown = UNKNOWN_KEY.replace(":2:1", ":3:1").replace("2 | titel", "3 | titel");
    quiet.next(&[&unknown]);
}

#[test]
fn standard_output_holds_one_object_a_line_and_nothing_else() {
    let site = Site::new();
    for words in [&["serve", "--port", "0"][..], &["watch"]] {
        site.put(ONE, one("Words.").replace("title: One", "title: One\ntitel: One"));
        let program = site.run(&[words, &["--message-format", "json"]].concat());
        program.err.wait_for("the first build", |lines| lines.iter().any(is_not_built));
        site.put(ONE, one("[Broken](nowhere.md)"));
        let is_another =
            |lines: &[String]| lines.iter().filter(|line| is_not_built(line)).count() > 1;
        program.err.wait_for("the second build", is_another);
        site.put(ONE, one("Words."));
        program.err.wait_for("the third build", |lines| lines.iter().any(is_built));
        let codes: Vec<_> = program.out.all().iter().map(|line| code(line)).collect();
        assert_eq!(codes, ["unknown-key", "broken-link"], "{words:?}");
        let said = program.err.all();
        assert!(!said.iter().any(|line| line.contains('{')), "{said:#?}");
    }
}

/// The code of a problem, which has all of its keys.
fn code(line: &str) -> String {
    let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let keys: Vec<_> = object.as_object().expect("an object").keys().cloned().collect();
    let expected = "code severity message file line column end_line end_column help";
    assert_eq!(keys.join(" "), expected);
    object["code"].as_str().expect("a code").to_owned()
}
