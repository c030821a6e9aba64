//! A site on a branch: the first time, changed, and as it is.

use super::{Stage, texts};
use std::fs;

const SITE: &[(&str, &str)] =
    &[("index.html", "<title>Maya</title>\r\n"), ("assets/site.css", "a\n"), (".nojekyll", "")];

#[test]
fn a_first_publish_makes_the_branch() {
    let stage = Stage::new();
    let outcome = stage.publish(SITE);
    outcome.is_done();
    assert_eq!(outcome.added, [".nojekyll", "assets/site.css", "index.html"]);
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    assert_eq!(stage.commits("gh-pages"), 1);
    let said = stage.git("remote.git", &["log", "-1", "--format=%an <%ae>%n%cn%n%B", "gh-pages"]);
    assert_eq!(
        said,
        "Vouchfolio <vouchfolio@localhost>\nVouchfolio\nPublish: 3 added, 0 changed, 0 deleted\n\n\
         https://maya.example/"
    );
    assert_eq!(outcome.watched, ["putting the commit together", "begin 4 23 B", "pushing"]);
    assert_eq!(outcome.sent, 23);
    assert!(outcome.notes[0].contains("the branch `gh-pages` is new"), "{outcome:?}");
    // Modes are those that hosts expect, and nothing is left of our repository.
    let modes = stage.git("remote.git", &["ls-tree", "-r", "--format=%(objectmode)", "gh-pages"]);
    assert!(modes.lines().all(|mode| mode == "100644"), "{modes}");
    assert!(!stage.path("site/.vouchfolio/publish/live.git").exists());
    let ignored = fs::read_to_string(stage.path("site/.vouchfolio/.gitignore"));
    assert!(ignored.is_ok_and(|text| text.contains('*')));
}

#[test]
fn only_what_differs_is_sent_and_the_second_time_nothing() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    let again = stage.publish(SITE);
    again.is_done();
    assert_eq!(again.changes(), 0);
    assert_eq!(again.unchanged.len(), 3);
    assert_eq!(stage.commits("gh-pages"), 1);

    let changed = [("index.html", "<title>Maya Okafor</title>"), ("assets/new.css", "b")];
    let outcome = stage.publish(&changed);
    outcome.is_done();
    assert_eq!(outcome.added, ["assets/new.css"]);
    assert_eq!(outcome.changed, ["index.html"]);
    assert_eq!(outcome.deleted, [".nojekyll", "assets/site.css"]);
    assert!(outcome.notes.is_empty(), "{outcome:?}");
    assert_eq!(stage.branch("gh-pages"), texts(&changed));
    assert_eq!(stage.commits("gh-pages"), 2);
    let parent = stage.git("remote.git", &["log", "-1", "--format=%s", "gh-pages~1"]);
    assert_eq!(parent, "Publish: 3 added, 0 changed, 0 deleted");
    stage.git("remote.git", &["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let stage = Stage::new();
    let mut request = stage.request(SITE);
    request.dry_run = true;
    let outcome = stage.run(&request);
    outcome.is_done();
    assert_eq!(outcome.added.len(), 3);
    assert_eq!(stage.git("remote.git", &["for-each-ref"]), "");
}

#[test]
fn what_others_put_there_stays() {
    let stage = Stage::new();
    let others = [("CNAME", "maya.example\n"), ("README.md", "Hello\n"), ("docs/a.txt", "a\n")];
    stage.commit("gh-pages", &others);
    let outcome = stage.publish(SITE);
    assert_eq!(
        outcome.stops,
        ["3 files are there, CNAME among them, and Vouchfolio did not put them there"]
    );
    assert_eq!(stage.commits("gh-pages"), 1);

    let mut request = stage.request(SITE);
    request.adopt = true;
    stage.run(&request).is_done();
    let all = texts(&[SITE, &others].concat());
    assert_eq!(stage.branch("gh-pages"), all);
    // Not even when all of ours goes.
    stage.publish(&[("index.html", "new")]).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(&[&others[..], &[("index.html", "new")]].concat()));
}

#[test]
fn what_others_changed_is_noticed() {
    let stage = Stage::new();
    stage.publish(SITE).is_done();
    stage.commit("gh-pages", &[("assets/site.css", "by hand\n")]);
    let outcome = stage.publish(SITE);
    outcome.is_done();
    assert_eq!(outcome.changed, ["assets/site.css"]);
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
}

#[test]
fn a_guard_stops_before_anything_is_sent() {
    let stage = Stage::new();
    let many: Vec<(String, String)> =
        (0..40).map(|number| (format!("p/{number}.html"), format!("{number}"))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(path, text)| (&**path, &**text)).collect();
    stage.publish(&many).is_done();
    let outcome = stage.publish(&many[..4]);
    assert_eq!(
        outcome.stops,
        ["36 of 40 files would be deleted", "the site has 4 files, and had 40"]
    );
    assert_eq!(stage.branch("gh-pages").len(), 40);
    let mut request = stage.request(&many[..4]);
    request.allow_deletes = Some(36);
    stage.run(&request).is_done();
    assert_eq!(stage.branch("gh-pages").len(), 4);
}

#[test]
fn a_file_may_become_a_folder_and_the_other_way_round() {
    let stage = Stage::new();
    stage.publish(&[("cv", "text"), ("b/c", "text"), ("index.html", "")]).is_done();
    let turned = [("cv/index.html", "page"), ("b", "text"), ("index.html", "")];
    stage.publish(&turned).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(&turned));
}

#[test]
fn names_of_any_language_and_kind_arrive() {
    let stage = Stage::new();
    let odd = [
        ("a b.html", "1"),
        ("c\"d\\e.html", "2"),
        ("çà/日本.html", "3"),
        ("tab\there.html", "4"),
        ("-f.html", "5"),
        (":(top)x.html", "6"),
        (".gitattributes", "* text eol=crlf\n"),
        ("crlf.txt", "a\r\nb\n"),
    ];
    stage.publish(&odd).is_done();
    assert_eq!(stage.publish(&odd).is_done().changes(), 0);
    let names = stage.git("remote.git", &["ls-tree", "-r", "-z", "--name-only", "gh-pages"]);
    let mut names: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    names.retain(|name| *name != ".vouchfolio.json");
    let mut expected: Vec<&str> = odd.iter().map(|(path, _)| *path).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    let bytes = stage.git("remote.git", &["cat-file", "blob", "gh-pages:crlf.txt"]);
    assert_eq!(bytes, "a\r\nb");
}

#[test]
fn a_repository_with_ids_of_the_newer_kind_is_as_good() {
    let stage = Stage::new();
    fs::remove_dir_all(stage.path("remote.git")).expect("it goes");
    let init = ["init", "--quiet", "--bare", "--object-format=sha256", "remote.git"];
    stage.git(".", &init);
    stage.commit_sha256();
    let mut request = stage.request(SITE);
    request.adopt = true;
    stage.run(&request).is_done();
    let again = stage.publish(SITE);
    again.is_done();
    assert_eq!((again.changes(), again.unchanged.len()), (0, 3));
}

impl Stage {
    /// A first commit, without which nobody can tell what kind of ids a repository has.
    fn commit_sha256(&self) {
        let tree = self.git("remote.git", &["mktree"]);
        let commit = self.git("remote.git", &["commit-tree", "-m", "Nothing", &tree]);
        self.git("remote.git", &["update-ref", "refs/heads/gh-pages", &commit]);
    }
}

#[test]
fn many_files_go_in_one_commit() {
    let stage = Stage::new();
    let many: Vec<(String, String)> =
        (0..1_500).map(|number| (format!("p/{number}/index.html"), format!("{number}"))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(path, text)| (&**path, &**text)).collect();
    stage.publish(&many).is_done();
    assert_eq!(stage.git("remote.git", &["rev-list", "--count", "gh-pages"]), "1");
    assert_eq!(stage.publish(&many).is_done().unchanged.len(), 1_500);
}
