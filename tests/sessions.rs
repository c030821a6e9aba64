//! What people see when they type commands: one file for each part of the program.
//!
//! `NAME.in/` is the folder in which the session takes place, `NAME.out/` what it leaves there.

use std::path::Path;
use std::process::{Command, Output};

/// 15 June 2026, since `new` writes today's date.
const TODAY: (&str, &str) = ("SOURCE_DATE_EPOCH", "1781481600");

#[test]
fn commands_say_what_they_do() {
    let cases = trycmd::TestCases::new();
    cases.env(TODAY.0, TODAY.1).env("COLUMNS", "100");
    cases.case("tests/sessions/*.md");
    cases.run();
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    let command = command.args(arguments).current_dir(folder).env(TODAY.0, TODAY.1);
    command.output().expect("the program runs")
}

#[test]
fn standard_output_holds_json_and_nothing_else() {
    let root = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| {
        std::fs::write(root.path().join(path), text).expect("a file");
    };
    assert!(run(root.path(), &["init", "-q"]).status.success());
    let check = |arguments: &[&str], severities: &[&str]| {
        let output = run(root.path(), &[arguments, &["--message-format", "json"]].concat());
        let lines = String::from_utf8(output.stdout).expect("UTF-8");
        let mut found = std::collections::BTreeSet::new();
        for line in lines.lines() {
            let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let keys: Vec<_> = object.as_object().expect("an object").keys().cloned().collect();
            let expected = "code severity message file line column end_line end_column help";
            assert_eq!(keys.join(" "), expected);
            let file = object.get("file").and_then(|file| file.as_str()).unwrap_or_default();
            assert!(!file.starts_with(['/', '.']) && !file.contains('\\'), "{file}");
            found
                .insert(object.get("severity").and_then(|it| it.as_str()).unwrap_or("").to_owned());
        }
        assert_eq!(
            found.iter().map(String::as_str).collect::<Vec<_>>(),
            severities,
            "{arguments:?}"
        );
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains('{'), "{errors}");
    };
    for arguments in
        [&["build"][..], &["check"], &["build", "-v"], &["build", "-q"], &["check", "-q"]]
    {
        check(arguments, &["note"]);
    }
    put("public/index.html", "edited by hand");
    check(&["build"], &["note", "warning"]);
    put("content/posts/warned.md", "---\ntitle: A\n---\n[x](../people/callum-reyes.md)\n");
    check(&["check"], &["note", "warning"]);
    put("content/posts/broken.md", "---\ntitel: A\n---\n");
    check(&["check"], &["error", "note", "warning"]);
    check(&["build"], &["error", "note", "warning"]);
}

#[test]
fn quiet_shows_problems_only() {
    let root = tempfile::tempdir().expect("a folder");
    for arguments in [&["init", "-q"][..], &["build", "-q"], &["check", "-q"], &["-q", "build"]] {
        let output = run(root.path(), arguments);
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn completions_are_written_for_every_shell() {
    let root = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(root.path(), &["completions", shell]);
        let script = String::from_utf8_lossy(&output.stdout).into_owned();
        let offers = |word| script.contains(word);
        assert!(output.status.success() && offers("message-format"), "{shell}: {script}");
        // Codes, after `explain`; clap offers such values to these two only.
        assert!(
            !["bash", "zsh"].contains(&shell) || offers("highlight-not-in-quote"),
            "{shell}: {script}"
        );
    }
}

#[test]
fn every_line_for_programs_is_an_object() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(run(root.path(), &["init", "-q"]).status.success());
    for arguments in [&["new", "page", "Contact"][..], &["theme", "list"], &["theme", "eject"]] {
        let output = run(root.path(), &[arguments, &["--message-format", "json"]].concat());
        let lines = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success() && !lines.is_empty(), "{arguments:?}");
        for line in lines.lines() {
            let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(object.is_object(), "{line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn new_files_do_not_leave_the_site() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().expect("a folder");
    let site = root.path().join("site");
    std::fs::create_dir(&site).expect("a folder");
    assert!(run(&site, &["init", "-q", "--blank"]).status.success());
    let elsewhere = root.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    symlink("../../elsewhere", site.join("content/posts")).expect("a link");
    symlink("../private", site.join("content/pages")).expect("a link");
    symlink("../nowhere", site.join("content/people")).expect("a link");
    symlink("../elsewhere", site.join("themes")).expect("a link");
    for arguments in [
        &["new", "post", "Out"][..],
        &["new", "page", "Out"],
        &["new", "person", "Out"],
        &["theme", "eject", "theme.yaml"],
    ] {
        let output = run(&site, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("leads away from the site"), "{said}");
    }
    assert_eq!(std::fs::read_dir(&elsewhere).expect("a folder").count(), 0);
    assert!(!site.join("private/out.md").exists() && !site.join("nowhere").exists());
    std::fs::create_dir_all(site.join("content/inside")).expect("a folder");
    symlink("inside", site.join("content/accomplishments")).expect("a link");
    assert!(run(&site, &["new", "accomplishment", "In"]).status.success());
    assert!(site.join("content/inside/in.md").exists());
}

#[test]
fn failures_of_the_machine_are_told_in_words() {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::write(root.path().join("file"), "").expect("a file");
    for arguments in [&["init", "--blank", "file/site"][..], &["init", "--blank", "file"]] {
        let output = run(root.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("not a folder") && !said.contains("os error"), "{said}");
    }
}

#[test]
fn every_field_of_a_new_file_works_when_its_hash_is_deleted() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(run(root.path(), &["init", "-q", "--blank"]).status.success());
    for kind in ["accomplishment", "person", "testimonial", "post", "page"] {
        assert!(run(root.path(), &["new", kind, "First"]).status.success());
    }
    let mut switched = 0;
    for entry in walkdir::WalkDir::new(root.path().join("content")) {
        let path = entry.expect("an entry").into_path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let line = |line: &str| match line.strip_prefix('#') {
            Some(field) if !field.starts_with(' ') || field.starts_with("  ") => field.to_owned(),
            _ => line.to_owned(),
        };
        let on = text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n";
        switched += text.lines().zip(on.lines()).filter(|(before, after)| before != after).count();
        std::fs::write(&path, on).expect("a file");
    }
    assert!(switched > 40, "{switched}");
    let output = run(root.path(), &["check", "--message-format", "json"]);
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let mut codes = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let problem: serde_json::Value = serde_json::from_str(line).expect("JSON");
        codes.insert(problem["code"].as_str().unwrap_or_default().to_owned());
    }
    // What is left refers to people and files of the sample, or is an address with `…`.
    let expected = [
        "conflicting-fields",
        "held-back",
        "missing-asset",
        "unknown-accomplishment",
        "unknown-person",
        "unknown-position",
    ];
    for code in &codes {
        assert!(expected.contains(&&**code), "{code}: {lines}");
    }
}
