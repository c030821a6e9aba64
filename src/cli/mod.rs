//! The command line: arguments in, words and exit codes out. One file for each command.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "the rim: the command line talks to terminal, environment, clock and disk"
)]

mod build;
mod check;
mod clock;
mod completions;
mod explain;
mod files;
mod init;
mod live;
mod new;
mod progress;
mod publish;
mod report;
mod serve;
mod theme;
mod watch;

use anyhow::{Context, Result};
use clap::{Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A portfolio with witnesses: shows what you did, and who can vouch for it.
#[derive(Parser)]
#[command(name = "vouchfolio", version, max_term_width = 100, disable_help_subcommand = true)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args)]
#[command(next_help_heading = "Options of every command")]
struct Global {
    /// The site's folder
    #[arg(short = 'C', long = "site", global = true, value_name = "DIR", default_value = ".")]
    site: PathBuf,
    /// How problems are shown
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Show problems only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Show what took how long
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// The forms of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    /// With the source line and a help
    Human,
    /// One line each
    Short,
    /// One JSON object a line, on standard output
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Start a new site, from the sample or blank; never overwrites
    Init(init::Arguments),
    /// Add a file: accomplishment, person, testimonial, post or page
    New(new::Arguments),
    /// Build the site into public/
    Build(build::Arguments),
    /// Check everything that `build` checks, add advice, and write nothing
    Check(check::Arguments),
    /// Build into public/ again whenever a file changes
    Watch(watch::Arguments),
    /// Serve the site on this machine; pages reload by themselves, and show problems
    Serve(serve::Arguments),
    /// Send the site to a static host
    Publish(publish::Arguments),
    /// Say what a problem's code means, and how to mend it
    Explain(explain::Arguments),
    /// List themes, copy a file of one to change it, or check one
    Theme(theme::Arguments),
    /// Print completions for a shell
    Completions(completions::Arguments),
}

/// The site is fine, or there are only warnings.
const SUCCESS: u8 = 0;
/// The content has errors.
const PROBLEMS: u8 = 1;
/// The tool could not work.
const FAILURE: u8 = 2;

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.global.color {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
    let global = &arguments.global;
    let result = match &arguments.command {
        Command::Init(arguments) => init::run(arguments, global),
        Command::New(arguments) => new::run(arguments, global),
        Command::Build(arguments) => build::run(arguments, global),
        Command::Check(arguments) => check::run(arguments, global),
        Command::Watch(arguments) => watch::run(arguments, global),
        Command::Serve(arguments) => serve::run(arguments, global),
        Command::Publish(arguments) => publish::run(arguments, global),
        Command::Explain(arguments) => explain::run(arguments, global),
        Command::Theme(arguments) => theme::run(arguments, global),
        Command::Completions(arguments) => completions::run(arguments, Arguments::command()),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            report::failure(&error);
            ExitCode::from(FAILURE)
        }
    }
}

/// The site's folder, if it is one.
fn site(global: &Global) -> Result<&Path> {
    let site = global.site.as_path();
    if site.join(vouchfolio::config::FILE).is_file() {
        return Ok(site);
    }
    let place = if site == Path::new(".") {
        "this folder is".to_owned()
    } else {
        format!("`{}` is", site.display())
    };
    Err(anyhow::anyhow!("{place} no site: it has no vouchfolio.yaml"))
        .context("run `vouchfolio init` to start one, or name its folder with `-C DIR`")
}
