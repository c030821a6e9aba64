//! `vouchfolio check`

use anyhow::Result;
use vouchfolio::engine;

use super::build::ContentArguments;
use super::progress::Progress;
use super::{Global, PROBLEMS, SUCCESS, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    content: ContentArguments,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    let progress = Progress::new(global);
    let request = arguments.content.request(site)?;
    let built = engine::check(&request, &|stage| progress.stage(stage))?;
    let total = progress.elapsed();
    let stages = progress.finish(total);
    report::problems(&built, global);
    if global.verbose {
        report::stages(&stages, None);
    }
    report::checked(&built, total, global);
    if arguments.content.is_refused(&built) {
        report::not_passed(&built, global);
        report::more(&built, global);
        return Ok(PROBLEMS);
    }
    report::more(&built, global);
    Ok(SUCCESS)
}
