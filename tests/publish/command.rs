//! The command: which target, what it says, what makes it stop.

use super::{Site, accomplishment, write};
use serde_json::Value;
use std::fs;

const COPY: &str = "{copy: {to: folder, path: ../out}}";

#[test]
fn a_target_is_found_or_asked_for() {
    let site = Site::new("{live: {to: folder, path: ../live}, copy: {to: folder, path: ../out}}");
    site.publish(&[]).ended(2).says("there are 2 targets: live, copy").says("publish TARGET");
    site.publish(&["lvie"]).ended(2).says("there is no target `lvie`").says("did you mean `live`?");
    site.publish(&["elsewhere"]).ended(2).says("the targets are live, copy");
    site.publish(&["copy"]).ended(0);
    assert!(site.beside("out/index.html").is_file() && !site.beside("live").exists());
    site.configure("https://nia.test/", "{}");
    site.publish(&[]).ended(2).says("names no place to publish to").says("publish: {live:");
}

#[test]
fn what_is_wrong_in_the_content_stops_it() {
    let site = Site::new(COPY);
    site.write("content/accomplishments/broken.md", "---\ntitle: Broken\n---\n");
    site.publish(&[])
        .ended(1)
        .says("missing-field")
        .says("not published: 1 error; nothing was sent");
    assert!(!site.beside("out").exists());
    site.remove("content/accomplishments/broken.md");
    site.write("content/accomplishments/odd.txt.md.md", "x");
    site.publish(&[]).ended(1);
    site.remove("content/accomplishments/odd.txt.md.md");
    site.write("content/odd.md", "Where am I?");
    site.publish(&["--deny-warnings"]).ended(1).says("--deny-warnings");
    assert!(!site.beside("out").exists());
    site.publish(&[]).ended(0);
}

#[test]
fn addresses_of_examples_and_of_this_machine_are_refused() {
    let site = Site::new(COPY);
    for address in [
        "http://localhost:1111/",
        "http://127.0.0.1/",
        "http://nia.localhost/",
        "http://[::1]:80/",
        "https://maya.example/",
        "https://example.org/me/",
    ] {
        site.configure(address, COPY);
        site.publish(&[]).ended(1).says("publish-guard").says(address).says("base_url");
        assert!(!site.beside("out").exists(), "{address}");
    }
}

#[test]
fn a_dry_run_says_what_would_be() {
    let site = Site::new(COPY);
    let said = site.publish(&["--dry-run"]);
    said.ended(0)
        .says("plan for `copy`: the folder ../out")
        .says(" added, ")
        .says("nothing was sent");
    assert!(!site.beside("out").exists());
    site.publish(&[]).ended(0).says("published ");
    site.write("content/accomplishments/winter-run.md", &accomplishment("Winter"));
    let before = fs::read(site.beside("out/index.html")).expect("a page");
    site.publish(&["--dry-run"]).ended(0).says(" changed, ").says("index.html");
    assert_eq!(fs::read(site.beside("out/index.html")).expect("a page"), before);
}

#[test]
fn the_second_time_there_is_nothing_to_do() {
    let site = Site::new(COPY);
    site.publish(&[]).ended(0).says("published ");
    let said = site.publish(&[]);
    said.ended(0).says("published already: nothing differs at ../out");
}

#[test]
fn many_deletions_have_to_be_allowed() {
    let site = Site::new(COPY);
    for number in 0..30 {
        let file = format!("content/accomplishments/run-{number}.md");
        site.write(&file, &accomplishment(&format!("Run {number}")));
    }
    site.publish(&[]).ended(0);
    for number in 0..28 {
        site.remove(&format!("content/accomplishments/run-{number}.md"));
    }
    let said = site.publish(&[]);
    said.ended(1).says("files would be deleted").says("nothing was sent");
    assert!(site.beside("out/accomplishments/run-3/index.html").is_file());
    let allowed = said.err.split("--allow-deletes ").nth(1).expect("the flag");
    let allowed: usize = allowed.split('`').next().expect("a number").parse().expect("a number");
    let fewer = (allowed - 1).to_string();
    site.publish(&["--allow-deletes", &fewer]).ended(1);
    let said = site.publish(&["--allow-deletes", &allowed.to_string()]);
    said.ended(0).says(&format!("{allowed} deleted"));
    assert!(!site.beside("out/accomplishments/run-3").exists());
    assert!(site.beside("out/accomplishments/run-29/index.html").is_file());
}

#[test]
fn a_place_with_files_of_others_has_to_be_allowed() {
    let site = Site::new(COPY);
    write(&site.beside("out/thesis.pdf"), "mine");
    write(&site.beside("out/index.html"), "old");
    let said = site.publish(&[]);
    said.ended(1).says("2 files are there, thesis.pdf among them").says("--adopt");
    assert_eq!(fs::read_to_string(site.beside("out/index.html")).expect("a file"), "old");
    site.publish(&["--adopt"]).ended(0);
    assert_eq!(fs::read_to_string(site.beside("out/thesis.pdf")).expect("a file"), "mine");
    assert_ne!(fs::read_to_string(site.beside("out/index.html")).expect("a file"), "old");
    // From now on it is ours, and what is not ours stays.
    site.write("content/accomplishments/winter-run.md", &accomplishment("Winter"));
    site.publish(&[]).ended(0).says("1 not ours, left as they are: thesis.pdf");
    assert_eq!(fs::read_to_string(site.beside("out/thesis.pdf")).expect("a file"), "mine");
}

#[test]
fn programs_read_the_plan_as_json() {
    let site = Site::new(COPY);
    let objects = |arguments: &[&str]| -> Vec<Value> {
        let said = site.publish(&[arguments, &["--message-format", "json"]].concat());
        said.ended(0);
        assert_eq!(said.err, "");
        said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let dry = objects(&["--dry-run"]);
    assert_eq!(dry.len(), 1);
    assert_eq!(dry[0]["code"], "publish-plan");
    assert_eq!(dry[0]["file"], Value::Null);
    let plan = &dry[0]["plan"];
    assert_eq!((&plan["target"], &plan["to"]), (&"copy".into(), &"folder".into()));
    assert_eq!(plan["dry_run"], true);
    let added = plan["added"].as_array().expect("a list").len();
    assert!(plan["added"].as_array().expect("a list").contains(&"vouch/index.html".into()));
    let sent = objects(&[]);
    assert_eq!(sent.len(), 2);
    assert_eq!(
        (&sent[1]["code"], &sent[1]["published"]["sent"]),
        (&"published".into(), &added.into())
    );
    let again = objects(&[]);
    assert_eq!(again[0]["plan"]["unchanged"], added);
    assert_eq!(again[1]["published"]["sent"], 0);
}

#[test]
fn drafts_are_not_published() {
    let site = Site::new(COPY);
    let draft = "---\ntitle: Secret plan\ndraft: true\n---\nCanary.\n";
    site.write("content/posts/secret-plan.md", draft);
    site.publish(&[]).ended(0).says("held back");
    assert!(!site.beside("out/writing").exists());
}

#[test]
fn servers_are_told_by_their_own_configuration() {
    let site = Site::new("{server: {to: folder, path: ../out, host: nginx}}");
    let said = site.publish(&["--server-config"]);
    said.ended(0);
    for words in
        ["server_name nia.test;", "error_page 404 /404.html;", "immutable", "default-src 'none'"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(!site.beside("out").exists());
    site.configure("https://nia.test/", "{server: {to: folder, path: ../out, host: caddy}}");
    let said = site.publish(&["--server-config"]);
    said.ended(0);
    assert!(said.out.starts_with("nia.test {"), "{}", said.out);
    site.configure("https://nia.test/", COPY);
    site.publish(&["--server-config"]).ended(1).says("host: nginx");
}
