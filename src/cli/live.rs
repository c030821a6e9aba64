//! What `watch` and `serve` have in common: they build again whenever a file changes.

use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use vouchfolio::diagnostic::Located;
use vouchfolio::digest::Digest;
use vouchfolio::engine::{self, Built, Memory};
use vouchfolio::source::disk::{Changes, ReadError};
use vouchfolio::watch::{Change, News, Options, Watch};

use super::build::ContentArguments;
use super::{Global, SUCCESS, report};

/// So long nothing must happen until it is looked whether something was missed.
const REST: Duration = Duration::from_millis(700);

/// How long a file that was there a moment ago may be gone, while somebody replaces it.
const BLINK: Duration = Duration::from_millis(50);

/// How changes are noticed.
#[derive(clap::Args)]
pub struct WatchArguments {
    /// Look for changes every two seconds instead of being told of them
    #[arg(long)]
    poll: bool,
}

/// Somebody who builds a site again and again, and shows it.
pub trait Builder {
    /// Builds with what is in memory, and shows what came of it where nothing is wrong.
    fn build(&mut self, memory: &mut Memory, changes: Changes<'_>) -> Result<Built>;

    /// Something is wrong: shows the problems.
    fn refuse(&mut self, built: &Built);
}

/// Builds now and after each change, until the process is told to end.
pub fn go(
    site: &Path,
    content: &ContentArguments,
    watch: &WatchArguments,
    builder: &mut impl Builder,
    global: &Global,
) -> Result<u8> {
    let options = Options { events: !watch.poll, ..Options::default() };
    // Before the first build, so that no change goes unseen.
    let mut watch = Watch::start(site, options)?;
    let mut live = Live {
        site: std::fs::canonicalize(site)?,
        content,
        global,
        memory: Memory::load(site),
        seen: FxHashMap::default(),
        said: None,
    };
    live.build(Changes::Unknown, builder)?;
    report::cache(&live.memory.save(), global);
    let mut is_rested = true;
    loop {
        match watch.next(if is_rested { None } else { Some(REST) }) {
            News::Changed(Change::Named(files)) => {
                live.again(Changes::Files(&files), builder);
                is_rested = false;
            }
            News::Changed(Change::All) => {
                live.again(Changes::Unknown, builder);
                is_rested = false;
            }
            News::Polling(notice) => report::note(&notice.to_string(), global),
            News::Quiet => {
                live.rest(builder);
                is_rested = true;
            }
            News::Stopped => return Ok(SUCCESS),
        }
    }
}

/// Ends the process when its user asks for it, but not while `writing` is held.
pub fn end_when_told(writing: Arc<Mutex<()>>) -> Result<()> {
    let end = move || {
        let _writing = writing.lock();
        #[allow(clippy::exit, reason = "nothing is under way that would have to be undone")]
        std::process::exit(i32::from(SUCCESS));
    };
    ctrlc::set_handler(end).context("cannot listen for Ctrl-C")
}

/// A site that is built again and again.
struct Live<'a> {
    /// Without symbolic links.
    site: PathBuf,
    content: &'a ContentArguments,
    global: &'a Global,
    memory: Memory,
    /// The outputs of the last good build.
    seen: FxHashMap<Arc<str>, Digest>,
    /// Problems that were shown last; `None` before the first build.
    said: Option<Vec<Located>>,
}

impl Live<'_> {
    /// Builds after a change. That something cannot be read is no reason to end.
    fn again(&mut self, changes: Changes<'_>, builder: &mut impl Builder) {
        let mut result = self.build(changes, builder);
        if result.as_ref().is_err_and(is_gone) {
            std::thread::sleep(BLINK);
            result = self.build(Changes::Unknown, builder);
        }
        if let Err(error) = result {
            report::failure(&error);
        }
    }

    /// Looks whether a change was missed.
    fn rest(&mut self, builder: &mut impl Builder) {
        if !engine::is_current(&mut self.memory, &self.site).unwrap_or(false) {
            self.again(Changes::Unknown, builder);
        }
    }

    fn build(&mut self, changes: Changes<'_>, builder: &mut impl Builder) -> Result<()> {
        let start = Instant::now();
        let built = builder.build(&mut self.memory, changes)?;
        let is_first = self.said.is_none();
        let is_refused = self.content.is_refused(&built);
        if is_refused {
            builder.refuse(&built);
        }
        if is_first {
            report::held_back_items(&built, self.global);
        }
        let is_known = self.said.as_ref() == Some(&built.problems);
        if !is_known {
            report::problems_only(&built, self.global);
        }
        if is_refused {
            report::not_built_again(&built, is_first, is_known, self.global);
        } else {
            let changed = self.compare(&built);
            let what = if is_first { None } else { Some(self.what(changes)) };
            report::built_again(&built, changed, what.as_deref(), start.elapsed(), self.global);
        }
        self.said = Some(built.problems);
        Ok(())
    }

    /// How many pages differ from those of the last good build, those that are gone included.
    fn compare(&mut self, built: &Built) -> usize {
        let is_page = |path: &str| path.ends_with(".html");
        let mut changed = 0;
        let outputs = built.outputs.iter();
        let now: FxHashMap<_, _> =
            outputs.map(|output| (Arc::clone(&output.path), output.digest)).collect();
        for output in built.outputs.iter().filter(|output| is_page(&output.path)) {
            changed += usize::from(self.seen.get(&output.path) != Some(&output.digest));
        }
        changed +=
            self.seen.keys().filter(|path| is_page(path) && !now.contains_key(*path)).count();
        self.seen = now;
        changed
    }

    /// The files that changed, in words.
    fn what(&self, changes: Changes<'_>) -> String {
        let Changes::Files(files) = changes else { return "many files".to_owned() };
        let name = |file: &PathBuf| {
            let inside = file.strip_prefix(&self.site).unwrap_or(file);
            inside.display().to_string().replace('\\', "/")
        };
        match files {
            [] => "nothing".to_owned(),
            [file] => name(file),
            [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
        }
    }
}

/// A file was there when it was listed, and not when it was read.
fn is_gone(error: &anyhow::Error) -> bool {
    let read = error.downcast_ref::<ReadError>();
    read.is_some_and(|error| error.cause.kind() == std::io::ErrorKind::NotFound)
}
