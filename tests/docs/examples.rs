//! Every example, tried in the order of its document.

use super::document::Block;
use super::{Document, assert_none, documents};
use rayon::prelude::*;
use snapbox::IntoData;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// 15 June 2026, the day on which the documents are read.
const TODAY: &str = "1781481600";

/// Programs that blocks may name and that are not run.
const NOT_RUN: [&str; 5] = ["cargo", "rsync", "export", "npx", "scp"];

/// Commands that go on until they are told to end.
const ENDLESS: [&str; 2] = ["vouchfolio serve", "vouchfolio watch"];

#[test]
fn every_example_works() {
    let mut documents = documents();
    documents.retain(|document| document.file != super::problems::FILE);
    let problems: Vec<String> = documents.par_iter().flat_map(try_out).collect();
    assert_none(&problems);
}

/// Tries all blocks of a document, and builds what they leave behind.
fn try_out(document: &Document) -> Vec<String> {
    let mut stage = Stage::new();
    let mut problems = Vec::new();
    for block in &document.blocks {
        if let Err(problem) = stage.block(block) {
            problems.push(format!("{}:{}: {problem}", document.file, block.line));
        }
    }
    if let Err(problem) = stage.check() {
        problems.push(format!("{}: at its end: {problem}", document.file));
    }
    problems
}

type Outcome = Result<(), String>;

/// Where a document is tried.
pub struct Stage {
    folder: tempfile::TempDir,
    /// Where the next command runs.
    working: PathBuf,
    /// Exit code of the last command.
    pub code: i32,
}

impl Stage {
    fn new() -> Stage {
        let mut stage = Stage::empty();
        let said = stage.run("vouchfolio init --sample --quiet");
        assert_eq!((said.as_str(), stage.code), ("", 0));
        // Documents do not say how long the first build takes.
        crate::sample::give_pictures(&stage.working);
        stage
    }

    /// A folder without a site.
    pub fn empty() -> Stage {
        let folder = tempfile::tempdir().expect("a folder");
        // As its real path, so that `cd` and the program agree on it.
        let working = fs::canonicalize(folder.path()).expect("the folder").join("site");
        fs::create_dir(&working).expect("a folder");
        Stage { working, folder, code: 0 }
    }

    fn block(&mut self, block: &Block) -> Outcome {
        let words: Vec<&str> = block.info.split_whitespace().collect();
        match words.as_slice() {
            ["console"] => self.session(&block.text),
            ["text"] => Ok(()),
            ["sh"] => not_run(&block.text),
            ["yaml", "config"] => self.part("vouchfolio.yaml", &config(&block.text)),
            ["yaml", kind @ ("accomplishment" | "person" | "testimonial")] => {
                let (path, text) = part(kind, &block.text);
                self.part(&path, &text)
            }
            ["yaml", "theme"] => self.theme(&block.text),
            ["md", "text"] => {
                let text = format!("---\ntitle: Example\n---\n{}", block.text);
                self.part("content/posts/an-example.md", &text)
            }
            [language @ ("md" | "yaml" | "html" | "css" | "js" | "json" | "svg"), path]
                if path.ends_with(&format!(".{language}")) =>
            {
                self.write(path, &block.text);
                Ok(())
            }
            _ => Err(format!("nobody knows what to do with a block of `{}`", block.info)),
        }
    }

    /// Runs each line after `$ ` and compares what it prints.
    fn session(&mut self, text: &str) -> Outcome {
        let mut commands = text.split("\n$ ");
        let first = commands.next().unwrap_or_default();
        let first = first.strip_prefix("$ ").ok_or("a session begins with `$ `")?;
        for command in std::iter::once(first).chain(commands) {
            let (line, expected) = command.split_once('\n').unwrap_or((command, ""));
            let line = line.replace("cargo run --release -- ", "vouchfolio ");
            let printed = match line.strip_prefix("cd ") {
                Some(folder) => {
                    self.working = fs::canonicalize(self.working.join(folder))
                        .map_err(|error| format!("`cd {folder}`: {error}"))?;
                    String::new()
                }
                None => self.run(&line),
            };
            let (printed, expected) = (without_time(&printed), without_time(expected));
            let compared = snapbox::Assert::new().try_eq(
                Some(&format!("`{line}`")),
                printed.into_data(),
                expected.into_data(),
            );
            compared
                .map_err(|error| anstream::adapter::strip_str(&error.to_string()).to_string())?;
        }
        Ok(())
    }

    /// Tries a part of a file: it must do no harm. Then all is as before.
    fn part(&mut self, path: &str, text: &str) -> Outcome {
        let before = fs::read(self.working.join(path)).ok();
        self.write(path, text);
        let outcome = self.check();
        match before {
            Some(bytes) => fs::write(self.working.join(path), bytes),
            None => fs::remove_file(self.working.join(path)),
        }
        .expect("the file can be changed");
        outcome
    }

    /// Tries a `theme.yaml`: the site must do with that theme. Then all is as before.
    fn theme(&mut self, text: &str) -> Outcome {
        let name = text.lines().find_map(|line| line.strip_prefix("name: ")).ok_or("no name")?;
        let folder = format!("themes/{name}");
        self.write(&format!("{folder}/theme.yaml"), text);
        let outcome = self.part(
            "vouchfolio.yaml",
            &format!("title: Tried\nbase_url: https://maya.example/\ntheme: {{name: {name}}}\n"),
        );
        fs::remove_dir_all(self.working.join(folder)).expect("the theme can be removed");
        outcome
    }

    /// The site must be without errors and warnings, and leave nothing to advise.
    fn check(&mut self) -> Outcome {
        let said = self.run("vouchfolio check --deny-warnings --quiet");
        if self.code == 0 && said.is_empty() { Ok(()) } else { Err(said) }
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.working.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// What a command prints, to both outputs. One that never ends is ended when the site is built.
    pub fn run(&mut self, command: &str) -> String {
        if ENDLESS.iter().any(|endless| command.starts_with(endless)) {
            return first_build(&mut self.command(&format!("exec {command}")));
        }
        let line = format!("(exit {}); {command}", self.code);
        let output = self.command(&line).output().expect("sh runs");
        self.code = output.status.code().unwrap_or(-1);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A shell that runs this line.
    fn command(&self, line: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_vouchfolio"));
        let mut path = vec![binary.parent().expect("a folder").to_path_buf()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("exec 2>&1; {line}"))
            .current_dir(&self.working)
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("HOME", self.folder.path().join("home"))
            .env("SOURCE_DATE_EPOCH", TODAY)
            .env("LC_ALL", "C")
            .env_remove("CLICOLOR_FORCE");
        command
    }
}

/// What a command that never ends says until the site is built for the first time. The port is
/// another one where several documents are tried at once.
fn first_build(command: &mut Command) -> String {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("sh runs");
    let mut said = String::new();
    for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
        let line = line.expect("text");
        let is_last = ["built ", "not built"].iter().any(|start| line.starts_with(start));
        said += &match line.split_once("serving at http://localhost:") {
            Some((_, rest)) => {
                let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit());
                format!("serving at http://localhost:8000{rest}\n")
            }
            None => line + "\n",
        };
        if is_last {
            break;
        }
    }
    // It may have ended by itself, after an error.
    _ = child.kill();
    child.wait().expect("the program");
    said
}

fn not_run(text: &str) -> Outcome {
    let is_known =
        |line: &&str| NOT_RUN.contains(&line.split_whitespace().next().unwrap_or_default());
    // What a command sends goes with what such a program did before, or does with it.
    let is_sent =
        |line: &&str| line.starts_with("vouchfolio publish") && text.lines().any(|l| is_known(&l));
    match text.lines().find(|line| !is_known(line) && !is_sent(line)) {
        Some(line) => Err(format!("`{line}` can be run; make the block a `console`")),
        None => Ok(()),
    }
}

/// A configuration with what every one needs.
fn config(text: &str) -> String {
    with(text, &[("title", "Maya Okafor"), ("base_url", "https://maya.example/")])
}

/// A content file with these fields and what its kind needs besides; its path and its text.
fn part(kind: &str, fields: &str) -> (String, String) {
    let (folder, needed, body): (_, &[(&str, &str)], _) = match kind {
        "accomplishment" => {
            let date = if fields.contains("period:") { vec![] } else { vec![("date", "2024-06")] };
            let needed = [vec![("title", "Example")], date].concat();
            return file("accomplishments", &with(fields, &needed), "");
        }
        "person" => ("people", &[("name", "Example"), ("relation", "{kind: peer}")], ""),
        _ => ("testimonials", &[("by", "lena-brandt"), ("given", "2025-05-02")], "It is so."),
    };
    file(folder, &with(fields, needed), body)
}

fn file(folder: &str, fields: &str, body: &str) -> (String, String) {
    (format!("content/{folder}/an-example.md"), format!("---\n{fields}---\n{body}\n"))
}

/// Fields, and those of the needed ones that are not among them.
fn with(fields: &str, needed: &[(&str, &str)]) -> String {
    let mut text = fields.to_owned();
    for (key, value) in needed {
        if !fields.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            text.push_str(&format!("{key}: {value}\n"));
        }
    }
    text
}

/// Output without how long something took.
fn without_time(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once(", in ").or(line.rsplit_once(" in ")) {
        Some((what, _)) if line.starts_with("built ") || line.starts_with("checked ") => {
            what.to_owned()
        }
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn bad_examples_are_found() {
    let check = |text: &str, expected: &str| {
        let problems = try_out(&Document::read("x.md", text));
        match problems.first() {
            None => assert_eq!(expected, "", "{text}"),
            Some(first) => {
                assert!(!expected.is_empty() && first.contains(expected), "{text}: {first}");
            }
        }
    };
    check("```console\n$ echo a\na\n$ vouchfolio new post\n...\n$ echo $?\n2\n```\n", "");
    check("```console\n$ echo a\nb\n```\n", "x.md:1: ");
    let serving = "serving at http://localhost:8000/; Ctrl-C ends";
    check(
        &format!("```console\n$ vouchfolio serve\n{serving}\n...\nbuilt 43 pages in 1 ms\n```\n"),
        "",
    );
    check(
        &format!("```console\n$ vouchfolio serve\n{serving}\n...\nbuilt 2 pages in 1 ms\n```\n"),
        "x.md:1: ",
    );
    check("```console\n$ vouchfolio watch --pol\nwatching\n```\n", "x.md:1: ");
    check("```console\n$ cd nowhere\n```\n", "`cd nowhere`");
    check("```yaml person\nkind: peer\n```\n", "unknown-key");
    check("```yaml config\ntitel: x\n```\n", "unknown-key");
    check("```md text\n[x](nope.md)\n```\n", "broken-link");
    check("```md content/posts/x.md\n---\ntitel: x\n---\n```\n", "x.md: at its end: error");
    check("```md text\n#### Deep\n```\n", "advice[heading-skipped]");
    check("```rust\nfn\n```\n", "nobody knows what to do with a block of `rust`");
    check("```sh\nls\n```\n", "`ls` can be run");
}
