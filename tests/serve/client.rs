//! The script that pages load.

use super::*;
use std::process::Command;

const CLIENT: &str = "src/serve/client/livereload.js";

#[test]
fn it_is_served_as_it_is() {
    let server = serving(&[("index.html", "<p>x")]);
    let reply = get(&server, "/__vouchfolio/livereload.js", &[]);
    assert_eq!(reply.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(reply.text(), std::fs::read_to_string(CLIENT).expect("the client"));
    // Before there is anything else, too, since the page that says so loads it.
    assert_eq!(get(&start(&options()), "/__vouchfolio/livereload.js", &[]).status, 200);
}

/// Text from the site becomes no markup, and no style needs the policy of the page to be lifted.
#[test]
fn it_makes_no_markup_of_text() {
    let client = std::fs::read_to_string(CLIENT).expect("the client");
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        ".cssText",
        "setAttribute(\"style\"",
        "createElement(\"style\")",
        "DOMParser",
        "setHTML",
        "import(",
    ] {
        assert!(!client.contains(word), "{word}");
    }
}

#[test]
fn it_is_a_script_that_runs() {
    let Ok(done) = Command::new("node").args(["--check", CLIENT]).output() else {
        assert!(std::env::var_os("CI").is_none(), "node is not there");
        eprintln!("skipped: node is not there");
        return;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
