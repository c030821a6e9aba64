//! `vouchfolio check`

use anyhow::Result;
use std::path::Path;
use vouchfolio::diagnostic::Severity;
use vouchfolio::engine::{self, Built};
use vouchfolio::external;

use super::build::ContentArguments;
use super::progress::Progress;
use super::{Global, MessageFormat, PROBLEMS, SUCCESS, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    content: ContentArguments,
    /// Look also where links to other sites lead, over the network
    #[arg(long)]
    external: bool,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    let progress = Progress::new(global);
    let request = arguments.content.request(site)?;
    let on_stage = |stage| progress.stage(stage);
    let mut built = match arguments.external {
        true => engine::check_links(&request, &on_stage)?,
        false => engine::check(&request, &on_stage)?,
    };
    let found = (arguments.external && !built.has_errors())
        .then(|| links(&mut built, site, &progress, global));
    let total = progress.elapsed();
    let stages = progress.finish(total);
    report::problems(&built, global);
    if global.verbose {
        report::stages(&stages, None);
    }
    report::checked(&built, total, global);
    if let Some(found) = &found {
        report::links(found, global);
    }
    if arguments.content.is_refused(&built) {
        report::not_passed(&built, global);
        report::more(&built, global);
        return Ok(PROBLEMS);
    }
    report::more(&built, global);
    Ok(SUCCESS)
}

/// Looks where links out of the site lead, and adds what is wrong to the problems. What could not
/// be looked at is said of each link only to programs and to those who want to know more.
fn links(built: &mut Built, site: &Path, progress: &Progress, global: &Global) -> external::Found {
    let bar = progress.links();
    let options = external::Options::default();
    let mut found = external::look(site, &built.links, &options, &|done, of| bar(done, of));
    let says_all = global.verbose || global.message_format == MessageFormat::Json;
    let problems = std::mem::take(&mut found.problems).into_iter();
    built.problems.extend(problems.filter(|it| says_all || it.severity != Severity::Note));
    engine::in_order(&mut built.problems);
    found
}
