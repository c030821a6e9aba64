//! `vouchfolio build`

use anyhow::Result;
use std::path::{Path, PathBuf};
use vouchfolio::config::BaseUrl;
use vouchfolio::diagnostic::Severity;
use vouchfolio::emit;
use vouchfolio::engine::{self, Built, Memory, Request};
use vouchfolio::model::Date;
use vouchfolio::source::disk::Changes;

use super::progress::Progress;
use super::{FAILURE, Global, PROBLEMS, SUCCESS, clock, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub content: ContentArguments,
    /// The folder to build into, instead of public/ in the site
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take over an output folder that another program filled; deletes nothing in it
    #[arg(long)]
    adopt: bool,
    /// Fail instead of waiting where another build is under way
    #[arg(long)]
    no_wait: bool,
}

/// What decides what the site shows.
#[derive(clap::Args)]
pub struct ContentArguments {
    /// Build for this URL, instead of the configuration's
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    base_url: Option<BaseUrl>,
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// Decide as of this day what has expired (also SOURCE_DATE_EPOCH)
    #[arg(long, value_name = "DATE", value_parser = clock::parse_day)]
    today: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    pub deny_warnings: bool,
}

fn parse_base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|(message, help)| format!("{message}; {help}"))
}

impl ContentArguments {
    /// What the engine is to build.
    pub fn request<'a>(&self, site: &'a Path) -> Result<Request<'a>> {
        Ok(Request {
            site,
            today: clock::today(self.today)?,
            drafts: self.drafts,
            base_url: self.base_url.clone(),
        })
    }

    /// Whether the problems keep the site from being built.
    pub fn is_refused(&self, built: &Built) -> bool {
        is_refused(built, self.deny_warnings)
    }
}

/// Whether the problems keep a site from being built, or sent.
pub fn is_refused(built: &Built, deny_warnings: bool) -> bool {
    let is_warning =
        |problem: &vouchfolio::diagnostic::Located| problem.severity == Severity::Warning;
    built.has_errors() || deny_warnings && built.problems.iter().any(is_warning)
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    let out = arguments.out.clone().unwrap_or_else(|| site.join("public"));
    let progress = Progress::new(global);
    let prepare = || {
        emit::prepare(&emit::Options {
            site,
            out: &out,
            adopt: arguments.adopt,
            wait: !arguments.no_wait,
            on_wait: &report::waiting,
        })
    };
    // Both read much where there is much.
    let (destination, memory) = rayon::join(prepare, || Memory::load(site).for_one());
    let (destination, mut memory) = (destination?, memory);
    memory.load_pages(&destination.name());
    let request = arguments.content.request(site)?;
    let on_stage = |stage| progress.stage(stage);
    let built =
        engine::build_again(&request, &mut memory, Changes::Unknown, &destination, &on_stage)?;
    let rendered = progress.elapsed();
    if arguments.content.is_refused(&built) {
        let stages = progress.finish(rendered);
        report::problems(&built, global);
        if global.verbose {
            report::stages(&stages, None);
        }
        report::refusal(&built, global);
        report::more(&built, global);
        return Ok(PROBLEMS);
    }
    progress.emit();
    // Neither needs the other.
    let (summary, faults) = std::thread::scope(|scope| {
        let faults = scope.spawn(|| memory.save());
        let summary = emit::emit(&built.outputs, destination);
        (summary, faults.join().unwrap_or_default())
    });
    let total = progress.elapsed();
    let stages = progress.finish(rendered);
    report::problems(&built, global);
    if global.verbose {
        report::stages(&stages, Some(total - rendered));
    }
    report::cache(&faults, global);
    let code = match summary {
        Ok(summary) => {
            report::built(&built, &summary, arguments.out.as_deref(), total, global);
            SUCCESS
        }
        Err(error) => {
            report::failure(&error.into());
            FAILURE
        }
    };
    // The process ends: taking all of a large site apart first would take a twentieth of the time.
    std::mem::forget((memory, built));
    Ok(code)
}
