//! Remotes that others have filled with what no site holds.

use super::{Outcome, Stage, texts};

const SITE: &[(&str, &str)] = &[("index.html", "a"), ("assets/a.css", "a")];

impl Stage {
    /// A tree of these entries, which git itself would not make from files.
    fn tree(&self, entries: &[(&str, &str, &str)]) -> String {
        let line = |(mode, object, name): &(&str, &str, &str)| {
            let kind = match *mode {
                "040000" => "tree",
                "160000" => "commit",
                _ => "blob",
            };
            format!("{mode} {kind} {object}\t{name}\0")
        };
        let lines: String = entries.iter().map(line).collect();
        self.fed(&["mktree", "-z", "--missing"], &lines)
    }

    fn blob(&self, text: &str) -> String {
        self.fed(&["hash-object", "-w", "--stdin"], text)
    }

    fn fed(&self, arguments: &[&str], input: &str) -> String {
        let done = self.try_git("remote.git", arguments, input.as_bytes());
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Makes the tree what is on `gh-pages`.
    fn plant(&self, tree: &str) {
        let commit = self.git("remote.git", &["commit-tree", "-m", "Hostile", tree]);
        self.git("remote.git", &["update-ref", "refs/heads/gh-pages", &commit]);
    }

    fn adopted(&self) -> Outcome {
        let mut request = self.request(SITE);
        request.adopt = true;
        self.run(&request)
    }
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for name in ["..", ".", ".git", ".GIT"] {
        let stage = Stage::new();
        let blob = stage.blob("canary");
        stage.plant(&stage.tree(&[("100644", &blob, name)]));
        stage.adopted().failed(true, "which is no path of a site");
        let hooks = stage.tree(&[("100755", &blob, "post-checkout")]);
        let below = stage.tree(&[("040000", &hooks, name)]);
        stage.plant(&stage.tree(&[("040000", &below, "a")]));
        stage.adopted().failed(true, "which is no path of a site");
        assert_eq!(stage.commits("gh-pages"), 1);
    }
}

#[test]
fn nothing_is_written_where_a_link_leads() {
    let stage = Stage::new();
    let outside = stage.path("home").display().to_string();
    let link = stage.blob(&outside);
    stage.plant(&stage.tree(&[("120000", &link, "assets")]));
    stage.adopted().failed(true, "assets/a.css cannot go where assets is");

    // A link whose target reads like the page is still no page.
    let page = stage.blob("a");
    stage.plant(&stage.tree(&[("120000", &link, "elsewhere"), ("120000", &page, "index.html")]));
    let outcome = stage.adopted();
    assert_eq!(outcome.is_done().changed, ["index.html"]);
    let modes = stage.git("remote.git", &["ls-tree", "gh-pages", "index.html", "elsewhere"]);
    assert!(modes.contains("120000 blob") && modes.contains("100644 blob"), "{modes}");
    assert_eq!(std::fs::read_dir(&outside).expect("it is there").count(), 0);
}

#[test]
fn a_submodule_stays_what_it_is() {
    let stage = Stage::new();
    let commit = "1234567890123456789012345678901234567890";
    stage.plant(&stage.tree(&[("160000", commit, "sub")]));
    stage.adopted().is_done();
    assert!(stage.git("remote.git", &["ls-tree", "gh-pages", "sub"]).contains(commit));
    assert_eq!(stage.publish(SITE).is_done().changes(), 0);
}

#[test]
fn a_tree_without_end_is_not_read_to_its_end() {
    let stage = Stage::new();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let mut tree = stage.tree(&[("100644", &stage.blob("x"), "file")]);
    for _ in 0..10 {
        let entries: Vec<_> = names.iter().map(|name| ("040000", &*tree, *name)).collect();
        tree = stage.tree(&entries);
    }
    stage.plant(&tree);
    stage.adopted().failed(false, "git has more to say than can be listened to");
}

#[test]
fn a_manifest_that_is_none_makes_nothing_ours() {
    let stage = Stage::new();
    let target = stage.blob("index.html");
    for (mode, text) in [
        ("100644", "not JSON"),
        ("100644", "{\"version\": 99, \"site\": \"\", \"files\": {}}"),
        (
            "120000",
            "{\"version\": 1, \"site\": \"\", \"files\": {\"index.html\": {\"digest\": null}}}",
        ),
    ] {
        let manifest = stage.blob(text);
        let entries = [(mode, &*manifest, ".vouchfolio.json"), ("100644", &target, "index.html")];
        stage.plant(&stage.tree(&entries));
        let outcome = stage.publish(SITE);
        assert_eq!(
            outcome.stops,
            ["index.html is there, and Vouchfolio did not put it there"],
            "{text}"
        );
    }
    // With leave it is replaced by ours.
    stage.adopted().is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    let manifest = stage.git("remote.git", &["ls-tree", "gh-pages", ".vouchfolio.json"]);
    assert!(manifest.starts_with("100644 blob"), "{manifest}");
}

#[test]
fn names_that_would_obey_in_a_terminal_are_not_passed_on() {
    let stage = Stage::new();
    let blob = stage.blob("x");
    let evil = stage.tree(&[("100644", &blob, ".git")]);
    stage.plant(&stage.tree(&[("040000", &evil, "\u{1b}[2Jx")]));
    let outcome = stage.adopted();
    outcome.failed(true, "[2Jx/.git");
    assert!(!outcome.error.unwrap_or_default().contains('\u{1b}'));
}
