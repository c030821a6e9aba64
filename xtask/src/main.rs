//! The project's own tasks: `cargo xtask VERB`.

mod bench;
mod bless;
mod browser;
mod lighthouse;
mod nu;
mod pictures;
mod screenshots;
mod steps;
mod test;
mod tools;

use std::env;
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
The project's own tasks.

Usage: cargo xtask VERB

Verbs:
  test [--fast]   everything that a change must pass; --fast leaves out the licences and the
                  browser
  browser [--full] [FILE]...
                  the tests in a browser alone, or those of the files that are named; --full
                  measures every page kind of every theme
  lighthouse [--write] [THEME]...
                  what Lighthouse says of every theme; --write puts the table into
                  docs/lighthouse.md
  nu              have the Nu HTML Checker read the pages of every theme
  pictures        build sites with pictures, and print how long each took and how much memory
  screenshots     make the pictures of the themes in docs/screenshots
  bench [--size N]... [--rounds N] [--write]
                  build a large portfolio with Hugo and with this program, in turn, and print
                  how long each took; --write puts the table into docs/performance.md
  bless           run the tests and accept what they print now as the new snapshots
  help            this text

With CI set in the environment, a tool that is missing is a failure; otherwise its step is
skipped, and the last line says so.
";

#[derive(Debug, PartialEq, Eq)]
enum Verb {
    Test(test::Options),
    Browser(browser::Options),
    Lighthouse(lighthouse::Options),
    Nu,
    Pictures,
    Screenshots,
    Bench(bench::Options),
    Bless,
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some(verb) = parse(&arguments) else {
        eprintln!("error: `{}` is no task\n\n{HELP}", arguments.join(" "));
        return ExitCode::from(2);
    };
    // The manifest's folder as it was when compiled: xtask is always run from its own work tree.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    if let Err(error) = env::set_current_dir(root) {
        eprintln!("error: cannot enter {}: {error}", root.display());
        return ExitCode::from(2);
    }
    match verb {
        Verb::Test(options) => test::test(&options),
        Verb::Browser(options) => browser::browser(&options),
        Verb::Lighthouse(options) => lighthouse::lighthouse(&options),
        Verb::Nu => nu::nu(),
        Verb::Pictures => pictures::pictures(),
        Verb::Screenshots => screenshots::screenshots(),
        Verb::Bench(options) => bench::bench(&options),
        Verb::Bless => bless::bless(),
        Verb::Help => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
    }
}

fn parse(arguments: &[&str]) -> Option<Verb> {
    Some(match arguments {
        ["test"] => Verb::Test(test::Options { fast: false }),
        ["test", "--fast"] => Verb::Test(test::Options { fast: true }),
        ["browser", options @ ..] => Verb::Browser(browser::options(options)?),
        ["lighthouse", options @ ..] => Verb::Lighthouse(lighthouse::options(options)?),
        ["nu"] => Verb::Nu,
        ["pictures"] => Verb::Pictures,
        ["screenshots"] => Verb::Screenshots,
        ["bench", options @ ..] => Verb::Bench(bench::options(options)?),
        ["bless"] => Verb::Bless,
        ["help" | "--help" | "-h"] => Verb::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Verb, bench, parse, test};

    #[test]
    fn verbs_and_flags() {
        assert_eq!(parse(&["test"]), Some(Verb::Test(test::Options { fast: false })));
        assert_eq!(parse(&["test", "--fast"]), Some(Verb::Test(test::Options { fast: true })));
        assert_eq!(parse(&["bench"]), Some(Verb::Bench(bench::Options::default())));
        assert_eq!(parse(&["bless"]), Some(Verb::Bless));
        assert_eq!(parse(&["nu"]), Some(Verb::Nu));
        assert_eq!(parse(&["pictures"]), Some(Verb::Pictures));
        assert_eq!(parse(&["screenshots"]), Some(Verb::Screenshots));
        assert_eq!(parse(&["--help"]), Some(Verb::Help));
    }

    #[test]
    fn what_is_no_task_is_refused() {
        for arguments in
            [&[][..], &["tset"], &["test", "--fats"], &["bench", "--fast"], &["nu", "x"]]
        {
            assert_eq!(parse(arguments), None, "{arguments:?}");
        }
    }
}
