//! `vouchfolio serve`

use anyhow::Result;
use std::path::Path;
use std::sync::{Arc, Mutex};
use vouchfolio::engine::{self, Built, Memory};
use vouchfolio::render::InMemory;
use vouchfolio::serve::{self, Editor, Server};
use vouchfolio::source::disk::Changes;

use super::build::ContentArguments;
use super::live::{self, Builder, WatchArguments};
use super::progress::Progress;
use super::{Global, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    content: ContentArguments,
    /// The port; where it is taken, the next free one; 0 is any
    #[arg(long, value_name = "PORT", default_value = "8000")]
    port: u16,
    /// Let other machines in: at this address, or at all of this machine
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "0.0.0.0")]
    host: Option<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// What the places of problems open: vscode, vscodium, cursor, zed, idea, sublime, none, or a
    /// URL with {file}, {line} and {column}
    #[arg(long, value_name = "EDITOR", default_value = "vscode", value_parser = parse_editor)]
    editor: Editor,
    #[command(flatten)]
    watch: WatchArguments,
}

fn parse_editor(text: &str) -> Result<Editor, String> {
    Editor::parse(text).map_err(|(message, help)| format!("{message}; {help}"))
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    // Nothing is written, so it can end at any time.
    live::end_when_told(Arc::new(Mutex::new(())))?;
    let defaults = serve::Options::default();
    let options = serve::Options {
        host: arguments.host.clone().unwrap_or(defaults.host),
        port: arguments.port,
        editor: arguments.editor.clone(),
        ..serve::Options::default()
    };
    let server = serve::start(&options, site)?;
    let mut builder = IntoServer { arguments, site, server, is_announced: false, global };
    live::go(site, &arguments.content, &arguments.watch, &mut builder, global)
}

/// Builds in memory, and serves what came of it.
struct IntoServer<'a> {
    arguments: &'a Arguments,
    site: &'a Path,
    server: Server,
    /// Its address was said.
    is_announced: bool,
    global: &'a Global,
}

impl Builder for IntoServer<'_> {
    fn build(&mut self, memory: &mut Memory, changes: Changes<'_>) -> Result<Built> {
        let content = &self.arguments.content;
        let request = content.request(self.site)?;
        let progress = Progress::new(self.global);
        let on_stage = |stage| progress.stage(stage);
        let built = engine::build_again(&request, memory, changes, &InMemory, &on_stage);
        let time = progress.elapsed();
        progress.finish(time);
        let built = built?;
        if !content.is_refused(&built) {
            self.server.show(&built.base_path, &built.outputs, &built.problems);
        }
        self.announce();
        Ok(built)
    }

    fn refuse(&mut self, built: &Built) {
        self.server.show_problems(&built.problems);
    }
}

impl IntoServer<'_> {
    /// Says once where the site is; after the first build, which tells the path.
    fn announce(&mut self) {
        if std::mem::replace(&mut self.is_announced, true) {
            return;
        }
        let url = self.server.url();
        let wanted = self.arguments.port;
        let is_taken = ![0, self.server.address().port()].contains(&wanted);
        let taken = if is_taken { format!("port {wanted} is taken, so ") } else { String::new() };
        report::line(&format!("{taken}serving at {url}; Ctrl-C ends"), self.global);
        if self.arguments.host.is_some() {
            let others = self.server.url_for_others();
            let at = others.map(|url| format!(" at {url}")).unwrap_or_default();
            let warning = format!(
                "everybody on this network can read the site{at}, with all that is not published yet"
            );
            report::warning(&warning, self.global);
        }
        if self.arguments.open && open::that_detached(&url).is_err() {
            report::note(&format!("no browser could be opened; go to {url}"), self.global);
        }
    }
}
