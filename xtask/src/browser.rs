//! `cargo xtask browser`: the program with a browser in front of it, and how its pages measure.

use crate::steps::{Steps, cargo};
use crate::tools::{DebianTool, NodePackages};
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

pub const PACKAGES: NodePackages = NodePackages { folder: "tests/browser", node: 20 };
const CHROMIUM: DebianTool = DebianTool { program: "chromium", package: "chromium" };
const POPPLER: DebianTool = DebianTool { program: "pdftotext", package: "poppler-utils" };

/// What is measured.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Every page kind of every theme, and not only what shows most of it in little time.
    pub full: bool,
    /// Files of tests; all of them where none is named.
    pub files: Vec<String>,
}

/// `[--full] [FILE]…`
pub fn options(arguments: &[&str]) -> Option<Options> {
    let mut options = Options::default();
    for argument in arguments {
        match *argument {
            "--full" => options.full = true,
            flag if flag.starts_with('-') => return None,
            file => options.files.push(file.to_owned()),
        }
    }
    Some(options)
}

/// Runs the tests alone.
pub fn browser(options: &Options) -> ExitCode {
    let mut steps = Steps::default();
    run(&mut steps, options);
    steps.finish("browser")
}

/// Runs the tests as a step of others.
pub fn run(steps: &mut Steps, options: &Options) {
    if !is_ready(steps, "browser tests", &PACKAGES, &[&POPPLER]) {
        return;
    }
    let full = options.full.then_some("--full");
    let words = full.into_iter().chain(options.files.iter().map(String::as_str));
    let words: Vec<&str> = ["test", "--"].into_iter().chain(words).collect();
    steps.run("browser tests", PACKAGES.npm(&words).env("VOUCHFOLIO", binary()));
}

/// Whether all is there that scripts of this name need: a browser, their packages, other tools,
/// and the binary.
pub fn is_ready(
    steps: &mut Steps,
    name: &str,
    packages: &NodePackages,
    tools: &[&DebianTool],
) -> bool {
    // Whoever names a browser has one.
    let chromium = if env::var_os("CHROMIUM").is_some() { Ok(()) } else { CHROMIUM.ensure() };
    let tools = tools.iter().try_for_each(|tool| tool.ensure());
    if let Err(why) = chromium.and(tools).and_then(|()| packages.ensure()) {
        steps.missing(name, &why);
        return false;
    }
    // There already, where the tests before this one could be compiled.
    // As the tests have it: by itself it would need dependencies with other features.
    steps.run("binary", cargo().args(["build", "--workspace", "--all-targets"]))
}

/// Where cargo puts the binary: beside this one.
pub fn binary() -> PathBuf {
    let here = env::current_exe().unwrap_or_default();
    here.with_file_name("vouchfolio").with_extension(env::consts::EXE_EXTENSION)
}

#[cfg(test)]
mod tests {
    use super::{Options, options};

    #[test]
    fn files_and_flags() {
        assert_eq!(options(&[]), Some(Options::default()));
        let expected = Options { full: true, files: vec!["weight.test.js".to_owned()] };
        assert_eq!(options(&["weight.test.js", "--full"]), Some(expected));
        assert_eq!(options(&["--ful"]), None);
    }
}
