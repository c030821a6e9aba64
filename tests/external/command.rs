//! `vouchfolio check --external` as people run it.

use super::Site;
use crate::http::server::{Answer, Server, closed_port, page, status};
use serde_json::Value;
use std::process::{Command, Output, Stdio};

/// A server with one page.
fn server() -> Server {
    Server::start(|seen| match seen.target.as_str() {
        "/fine" => page("Hello"),
        "/members" => status(403),
        _ => status(404),
    })
}

fn site(server: &Server) -> Site {
    Site::linking(&["/fine", "/members", "/gone"].map(|path| server.url(path)))
}

fn command(site: &Site, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    command.arg("-C").arg(site.path()).args(["check", "--external"]).args(words);
    for variable in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(variable).env_remove(variable.to_lowercase());
    }
    command.env_remove("CLICOLOR_FORCE");
    command
}

fn run(site: &Site, words: &[&str]) -> Output {
    command(site, words).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn a_dead_link_is_a_warning_at_its_place() {
    let server = server();
    let site = site(&server);
    let output = run(&site, &[]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr).replace(&server.port.to_string(), "PORT");
    let expected = [
        "warning[dead-link]: `http://127.0.0.1:PORT/gone` leads nowhere: the server answers 404, so there is no such page",
        "content/profile.md:7:6",
        "[x](<http://127.0.0.1:PORT/gone>)",
        "mend it or remove it; if a browser opens it, leave it alone with `external: {ignore: [\"http://127.0.0.1:PORT/gone\"]}` in vouchfolio.yaml",
        "followed 3 links to other sites: 1 alive, 1 dead, 1 could not be checked; -v says which",
    ];
    for line in expected {
        assert!(said.contains(line), "{line}\nis not in\n{said}");
    }
    assert!(!said.contains("members"), "{said}");
    let said = text(&run(&site, &["-v"]).stderr);
    assert!(said.contains("note[dead-link]") && said.contains("members"), "{said}");
    assert!(said.contains("1 alive (1 of them within the last week)"), "{said}");
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let server = server();
    assert_eq!(run(&site(&server), &["--deny-warnings"]).status.code(), Some(1));
    let fine = Site::linking(&[server.url("/fine"), server.url("/members")]);
    assert_eq!(run(&fine, &["--deny-warnings"]).status.code(), Some(0));
}

#[test]
fn programs_are_told_of_each_link() {
    let server = server();
    let output = run(&site(&server), &["--message-format", "json"]);
    let objects: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let told: Vec<(&str, i64)> = objects
        .iter()
        .filter(|object| object["code"] == "dead-link")
        .map(|object| (object["severity"].as_str().unwrap(), object["line"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("note", 6), ("warning", 7)]);
}

#[test]
fn nobody_is_asked_without_the_option_or_with_errors() {
    let server = server();
    let site = site(&server);
    let mut plain = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    let output = plain.arg("-C").arg(site.path()).arg("check").output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0));
    site.write("content/posts/a.md", "---\ntitel: A\n---\n");
    assert_eq!(run(&site, &[]).status.code(), Some(1));
    assert!(server.seen().is_empty());
}

#[test]
fn proxies_are_used_but_not_for_this_machine() {
    let proxy = Server::start(|seen| match seen.method.as_str() {
        "CONNECT" => Answer::Tunnel,
        _ => page("Hello"),
    });
    let server = server();
    let site = Site::linking(&["http://talk.test/x".to_owned(), server.url("/fine")]);
    let output = command(&site, &["--deny-warnings"])
        .env("HTTP_PROXY", proxy.url(""))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(proxy.lines(), ["CONNECT talk.test:80", "HEAD /x"]);
    assert_eq!(server.lines(), ["HEAD /fine"]);
    // Where the proxy is gone, nobody knows about the link.
    let gone = format!("http://127.0.0.1:{}", closed_port());
    let site = Site::linking(&["http://talk.test/x"]);
    let output = command(&site, &["--message-format", "json"])
        .env("HTTP_PROXY", gone)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    use std::os::unix::process::ExitStatusExt;
    use std::time::Duration;
    let server = Server::start(|_| Answer::Silence);
    let site = Site::linking(&[server.url("/")]);
    let mut child = command(&site, &[]).stderr(Stdio::null()).spawn().expect("the program runs");
    while server.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let status = child.wait().expect("an end");
    assert_eq!(status.signal(), Some(2), "{status}");
}
