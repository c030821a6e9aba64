//! Themes as their authors, and those who got one from a stranger, meet them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use vouchfolio::engine::{Trial, try_theme};
use vouchfolio::model::Date;
use vouchfolio::theme;

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = "---\nname: Ada Berg\nheadline: I mend bridges\n---\n";
    for (path, text) in [("content/profile.md", profile)].iter().chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn configuration(theme: &str, more: &str) -> String {
    format!(
        "title: Ada\nbase_url: https://ada.example/sub/\n\
         theme: {{name: {theme}, options: {{page_size: 3}}}}\n{more}"
    )
}

#[test]
fn every_built_in_theme_passes_its_check() {
    for name in theme::builtin_names() {
        for language in ["en", "de"] {
            let text = configuration(name, &format!("language: {language}\n"));
            let folder = site(&[("vouchfolio.yaml", &text)]);
            let today = Date::parse("2026-06-15").expect("a day");
            let trial = Trial { site: folder.path(), theme: None, today };
            let tried = try_theme(&trial).expect("a site that can be read");
            assert_eq!(tried.problems, [], "{name} in {language}");
            assert!(tried.pages > 60 && tried.allow == Default::default(), "{name}: {tried:?}");
        }
    }
}

/// What must show nowhere: a file of the owner's, and a variable of the environment.
const CANARIES: [&str; 2] = ["canary-of-a-file", "canary-of-the-environment"];

fn run(site: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    command.args(arguments).current_dir(site).env("SECRET", CANARIES[1]);
    command.output().expect("the program runs")
}

/// A stranger's theme with these files over the base.
fn strange(files: &[(&str, &str)]) -> tempfile::TempDir {
    let text = configuration("strange", "");
    let manifest = "name: strange\napi: 1\nextends: base\n";
    let around = [
        ("vouchfolio.yaml", text.as_str()),
        ("private/people/x.md", CANARIES[0]),
        ("themes/strange/theme.yaml", manifest),
    ];
    site(&[&around, files].concat())
}

#[test]
fn a_strangers_theme_shows_what_pages_have_and_nothing_else() {
    let template = "<!DOCTYPE html><title>{{ page.title }}</title><pre>{{ __tera_context }}</pre>\
                    {% for key, value in site %}{{ key }}={{ value }}{% endfor %}\
                    {% block head %}{% endblock %}{% block main %}{% endblock %}";
    let site = strange(&[("themes/strange/templates/frame.html", template)]);
    let output = run(site.path(), &["build", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let home = fs::read_to_string(site.path().join("public/index.html")).expect("a page");
    assert!(home.contains("Ada Berg"), "{home}");
    let folder = fs::canonicalize(site.path()).expect("a folder");
    let folder = folder.to_str().expect("UTF-8");
    for entry in walkdir::WalkDir::new(site.path().join("public")) {
        let path = entry.expect("an entry").into_path();
        let Ok(bytes) = fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for word in CANARIES.iter().copied().chain([folder]) {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn a_strangers_theme_reaches_no_other_files() {
    for template in [
        "{% include \"../../../private/people/x.md\" %}",
        "{% include \"/private/people/x.md\" %}",
        "{% extends \"../../../../private/people/x.md\" %}",
    ] {
        let site = strange(&[("themes/strange/templates/home.html", template)]);
        let output = run(site.path(), &["build"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("there is no template"), "{said}");
        assert!(!site.path().join("public").exists(), "{template}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_strangers_theme_lead_nowhere_else() {
    use std::os::unix::fs::symlink;
    for (link, target) in [
        ("templates/home.html", "../../../private/people/x.md"),
        ("templates/home.html", "/etc/hostname"),
        ("static/all", "/etc"),
        ("static/secret.txt", "../../../private/people/x.md"),
        ("strings", "../../private"),
    ] {
        let site = strange(&[("themes/strange/templates/page.html", "{{ body }}")]);
        let path = site.path().join("themes/strange").join(link);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        symlink(target, &path).expect("a link");
        for arguments in [&["build"][..], &["theme", "check"]] {
            let output = run(site.path(), arguments);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{link}: {said}");
            assert!(said.contains("error[symbolic-link]"), "{link}: {said}");
            assert!(!said.contains(CANARIES[0]), "{said}");
        }
        assert!(!site.path().join("public").exists(), "{link}");
    }
}

#[test]
fn ejecting_is_whole_or_not_at_all() {
    let site = site(&[("vouchfolio.yaml", &configuration("ledger", ""))]);
    let eject = |file: &str| run(site.path(), &["theme", "eject", file, "--quiet"]);
    for path in theme::files("ledger", &Default::default()).into_values() {
        assert!(eject(&path.path).status.success(), "{}", path.path);
        let copied = fs::read(site.path().join("themes/ledger").join(&*path.path));
        assert_eq!(copied.expect("a copy"), &*path.bytes, "{}", path.path);
        assert_eq!(eject(&path.path).status.code(), Some(2), "{}", path.path);
    }
    let left = walkdir::WalkDir::new(site.path().join("themes")).into_iter().flatten();
    let drafts = left.filter(|entry| entry.file_name().to_string_lossy().ends_with('~')).count();
    assert_eq!(drafts, 0);
    assert!(run(site.path(), &["build", "--quiet"]).status.success());
}
