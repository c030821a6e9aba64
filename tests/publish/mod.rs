//! Publishing: to real places on this machine.

mod command;
mod folder;
#[cfg(unix)]
mod git;
mod github_actions;
mod hosts;
mod netlify;
mod private;
mod probe;
mod rsync;
mod s3;
mod stub;
mod tokens;
mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// 15 June 2026, which decides what has expired.
const TODAY: (&str, &str) = ("SOURCE_DATE_EPOCH", "1781481600");

/// A small site that can be published, in a folder of its own.
struct Site {
    /// Places to publish to may lie beside the site.
    beside: TempDir,
}

impl Site {
    /// A site with this `publish:`, as one line.
    fn new(targets: &str) -> Site {
        let site = Site { beside: tempfile::tempdir().expect("a folder") };
        site.configure("https://nia.test/", targets);
        let profile = "---\nname: Nia Rees\nheadline: I keep the trains running\n---\n";
        site.write("content/profile.md", profile);
        site.write("content/accomplishments/winter-run.md", &accomplishment("Winter run"));
        site
    }

    fn configure(&self, base_url: &str, targets: &str) {
        let text = format!("title: Nia Rees\nbase_url: {base_url}\npublish: {targets}\n");
        self.write("vouchfolio.yaml", &text);
    }

    fn path(&self) -> PathBuf {
        self.beside.path().join("site")
    }

    /// A path beside the site's folder.
    fn beside(&self, path: &str) -> PathBuf {
        self.beside.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.path().join(path), text);
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("removed");
    }

    /// Runs `vouchfolio publish` with these arguments.
    fn publish(&self, arguments: &[&str]) -> Said {
        self.publish_with(arguments, &[])
    }

    /// The same, with these variables in its environment.
    fn publish_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
        command.arg("publish").args(arguments).current_dir(self.path()).env(TODAY.0, TODAY.1);
        let named = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
        for name in named.into_iter().chain(["NETLIFY_AUTH_TOKEN", "NETLIFY_API_URL"]) {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        let Output { status, stdout, stderr } = command.output().expect("the program runs");
        Said {
            code: status.code().expect("an exit code"),
            out: String::from_utf8(stdout).expect("UTF-8"),
            err: String::from_utf8(stderr).expect("UTF-8"),
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// An accomplishment's file.
fn accomplishment(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024\n---\n\nIt ran.\n")
}

/// What a command said.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    /// That it ended with this code; the words of both streams.
    #[track_caller]
    fn ended(&self, code: i32) -> &Said {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Said {
        assert!(self.err.contains(words), "`{words}` is not in:\n{}", self.err);
        self
    }
}
