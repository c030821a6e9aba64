//! `vouchfolio watch`

use anyhow::Result;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use vouchfolio::emit;
use vouchfolio::engine::{self, Built, Memory};
use vouchfolio::source::disk::Changes;

use super::build::ContentArguments;
use super::live::{self, Builder, WatchArguments};
use super::progress::Progress;
use super::{Global, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    content: ContentArguments,
    /// The folder to build into, instead of public/ in the site
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take over an output folder that another program filled; deletes nothing in it
    #[arg(long)]
    adopt: bool,
    #[command(flatten)]
    watch: WatchArguments,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    let out = arguments.out.clone().unwrap_or_else(|| site.join("public"));
    let writing = Arc::new(Mutex::new(()));
    live::end_when_told(Arc::clone(&writing))?;
    report::line(&format!("watching {}; Ctrl-C ends", report::folder(site)), global);
    let mut builder = IntoFolder { arguments, site, out: &out, writing, global };
    live::go(site, &arguments.content, &arguments.watch, &mut builder, global)
}

/// Builds into the output folder.
struct IntoFolder<'a> {
    arguments: &'a Arguments,
    site: &'a Path,
    out: &'a Path,
    /// Held while files are written.
    writing: Arc<Mutex<()>>,
    global: &'a Global,
}

impl Builder for IntoFolder<'_> {
    fn build(&mut self, memory: &mut Memory, changes: Changes<'_>) -> Result<Built> {
        let destination = emit::prepare(&emit::Options {
            site: self.site,
            out: self.out,
            adopt: self.arguments.adopt,
            wait: true,
            on_wait: &report::waiting,
        })?;
        // Not while it waits for another build to end.
        let _writing = self.writing.lock();
        let content = &self.arguments.content;
        let request = content.request(self.site)?;
        let progress = Progress::new(self.global);
        let on_stage = |stage| progress.stage(stage);
        let built = engine::build_again(&request, memory, changes, &destination, &on_stage);
        let time = progress.elapsed();
        progress.finish(time);
        let built = built?;
        if !content.is_refused(&built) {
            let summary = emit::emit(&built.outputs, destination)?;
            report::notices(&summary, self.arguments.out.as_deref(), self.global);
        }
        Ok(built)
    }

    fn refuse(&mut self, _: &Built) {}
}
