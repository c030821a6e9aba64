//! `cargo xtask lighthouse`: what Lighthouse says of every theme, as a table.

use crate::browser::{binary, is_ready};
use crate::steps::Steps;
use crate::tools::NodePackages;
use std::process::ExitCode;

const PACKAGES: NodePackages = NodePackages { folder: "tests/lighthouse", node: 20 };

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Put the table into the documentation.
    pub write: bool,
    /// The themes; all of them where none is named.
    pub themes: Vec<String>,
}

/// `[--write] [THEME]…`
pub fn options(arguments: &[&str]) -> Option<Options> {
    let mut options = Options::default();
    for argument in arguments {
        match *argument {
            "--write" => options.write = true,
            flag if flag.starts_with('-') => return None,
            theme => options.themes.push(theme.to_owned()),
        }
    }
    // A table of some themes would take the place of that of all.
    (options.themes.is_empty() || !options.write).then_some(options)
}

/// Measures, prints the table, and fails where a score is below 100.
pub fn lighthouse(options: &Options) -> ExitCode {
    let mut steps = Steps::default();
    if is_ready(&mut steps, "Lighthouse", &PACKAGES, &[]) {
        let write = options.write.then_some("--write");
        let words = write.into_iter().chain(options.themes.iter().map(String::as_str));
        let words: Vec<&str> = ["run", "lighthouse", "--"].into_iter().chain(words).collect();
        steps.run("Lighthouse", PACKAGES.npm(&words).env("VOUCHFOLIO", binary()));
    }
    steps.finish("lighthouse")
}

#[cfg(test)]
mod tests {
    use super::{Options, options};

    #[test]
    fn themes_and_flags() {
        assert_eq!(options(&["--write"]), Some(Options { write: true, themes: vec![] }));
        let expected = Options { write: false, themes: vec!["signal".to_owned()] };
        assert_eq!(options(&["signal"]), Some(expected));
        assert_eq!(options(&["signal", "--write"]), None);
        assert_eq!(options(&["--wirte"]), None);
    }
}
