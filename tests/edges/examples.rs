//! `examples/`: each works as its README.md says.

use super::EDGES;
use crate::golden;
use crate::sample::{self, TODAY, Tree, copy};
use std::fs;
use std::path::Path;
use std::process::Command;
use vouchfolio::engine::{self, Request};
use vouchfolio::model::Date;

#[test]
fn every_example_site_says_how_to_see_it() {
    for edge in EDGES.iter().filter(|edge| edge.folder.starts_with("examples/")) {
        let readme = fs::read_to_string(sample::root().join(edge.folder).join("README.md"));
        let readme = readme.unwrap_or_else(|error| panic!("{}: {error}", edge.folder));
        let command = format!("\ncargo run --release -- -C {} build\n", edge.folder);
        assert!(readme.contains(&command), "{} does not say{command}", edge.folder);
        assert!(readme.contains(&format!("`{}/public/`", edge.folder)), "{}", edge.folder);
        for document in ["README.md", "docs/guide.md"] {
            let text = fs::read_to_string(sample::root().join(document)).expect("a document");
            assert!(
                text.contains(&format!("{}/README.md", edge.folder)),
                "{document}: {}",
                edge.folder
            );
        }
    }
}

#[test]
fn there_is_no_advice_for_an_example() {
    let today = Date::parse(TODAY).expect("a day");
    for edge in EDGES.iter().filter(|edge| edge.folder.starts_with("examples/")) {
        let site = sample::root().join(edge.folder);
        let request = Request { site: &site, today, drafts: false, base_url: None };
        let checked = engine::check(&request, &|_| {}).expect("a readable site");
        assert_eq!(sample::problems(&checked), "", "{}", edge.folder);
    }
}

#[test]
fn the_command_in_the_readme_builds_the_example() {
    for edge in EDGES.iter().filter(|edge| edge.folder.starts_with("examples/")) {
        let out = tempfile::tempdir().expect("a folder");
        let site = out.path().join("site");
        copy(&sample::root().join(edge.folder), &site);
        let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
        let said =
            command.arg("-C").arg(&site).args(["build", "--today", TODAY, "--deny-warnings"]);
        let said = said.output().expect("the program runs");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert!(site.join("public/index.html").is_file() && site.join("public/vouch").is_dir());
    }
}

#[test]
fn the_consultant_changes_the_theme() {
    let page = shown("examples/consultant", "zusammenarbeit/index.html");
    assert_eq!(page.matches(r#"<div class="step">"#).count(), 4, "the component is not used");
    assert!(page.contains(r#"1 Tag, ohne Rechnung</span>"#), "the typed arguments are not shown");
    assert!(page.contains(r#"<p class="after-page">"#), "the template is not extended");
    assert!(page.contains(r#"href="/beratung/vouch/""#), "the links leave the path");
    let home = shown("examples/consultant", "index.html");
    assert!(home.contains("Wer dabei war</p>"), "the word is not changed");
    let at = EDGES.iter().position(|edge| edge.folder == "examples/consultant").expect("an edge");
    let styles = golden::plain(&super::TREES[at]).remove("assets/site.css").expect("styles");
    let styles = String::from_utf8(styles).expect("UTF-8");
    assert!(styles.contains(".step-days"), "the styles are not used");
}

/// The text of an output.
fn shown(folder: &str, path: &str) -> String {
    let at = EDGES.iter().position(|edge| edge.folder == folder).expect("an edge");
    let tree: &Tree = &super::TREES[at];
    String::from_utf8_lossy(&tree[path]).into_owned()
}

#[test]
fn the_library_builds_a_site_in_memory() {
    let run = |site: &Path| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["run", "--quiet", "--example", "build_in_memory", "--"]).arg(site);
        command.current_dir(sample::root()).output().expect("cargo runs")
    };
    let site = sample::root().join("examples/minimal");
    let today = Date::parse(TODAY).expect("a day");
    let request = Request { site: &site, today, drafts: false, base_url: None };
    let built = sample::build_with_pictures(&request);
    let said = run(&site);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let expected: String = sample::tree(&built)
        .iter()
        .map(|(path, bytes)| format!("{:>8}  {path}\n", bytes.len()))
        .collect();
    assert_eq!(String::from_utf8_lossy(&said.stdout), expected);

    let broken = tempfile::tempdir().expect("a folder");
    fs::write(broken.path().join("vouchfolio.yaml"), "titel: x\n").expect("a file");
    let said = run(broken.path());
    let errors = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!said.status.success() && said.stdout.is_empty(), "{errors}");
    assert!(errors.contains("vouchfolio.yaml:1:1: error[unknown-key]"), "{errors}");
}
