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

/// How long the end of a build may be waited for where the user wants to end the process.
const AT_ONCE: Duration = Duration::from_millis(300);

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
        failed: None,
    };
    live.build(Changes::Unknown, Why::Changed, builder)?;
    report::cache(&live.memory.save(), global);
    let mut is_rested = true;
    loop {
        match watch.next(if is_rested { None } else { Some(REST) }) {
            News::Changed(Change::Named(files)) => {
                live.again(Changes::Files(&files), Why::Changed, builder);
                is_rested = false;
            }
            News::Changed(Change::All) => {
                live.again(Changes::Unknown, Why::Changed, builder);
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

/// Ends the process when its user asks for it: once nobody holds `writing`, or soon in any case.
pub fn end_when_told(writing: Arc<Mutex<()>>) -> Result<()> {
    let end = move || {
        let begun = Instant::now();
        let mut held = writing.try_lock();
        while held.is_err() && begun.elapsed() < AT_ONCE {
            std::thread::sleep(Duration::from_millis(5));
            held = writing.try_lock();
        }
        #[allow(clippy::exit, reason = "each file is whole at any time, and the next build heals")]
        std::process::exit(i32::from(SUCCESS));
    };
    ctrlc::set_handler(end).context("cannot listen for Ctrl-C")
}

/// Why to build.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Something changed.
    Changed,
    /// It is not sure that nothing did.
    Doubt,
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
    /// Why the last build did not come to an end, if it did not.
    failed: Option<String>,
}

impl Live<'_> {
    /// Builds after a change. That something cannot be read is no reason to end.
    fn again(&mut self, changes: Changes<'_>, why: Why, builder: &mut impl Builder) {
        let mut result = self.build(changes, why, builder);
        if result.as_ref().is_err_and(is_gone) {
            std::thread::sleep(BLINK);
            result = self.build(Changes::Unknown, why, builder);
        }
        let failure = result.err();
        let text = failure.as_ref().map(|error| format!("{error:#}"));
        if let Some(error) = failure.filter(|_| text != self.failed) {
            report::failure(&error);
        }
        self.failed = text;
    }

    /// Looks whether a change was missed.
    fn rest(&mut self, builder: &mut impl Builder) {
        if !engine::is_current(&mut self.memory, &self.site).unwrap_or(false) {
            self.again(Changes::Unknown, Why::Doubt, builder);
        }
    }

    fn build(&mut self, changes: Changes<'_>, why: Why, builder: &mut impl Builder) -> Result<()> {
        let start = Instant::now();
        let what = self.what(changes);
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
        let changed = if is_refused { None } else { self.compare(&built) };
        match changed {
            // What was in doubt is as it was, or only temporary files came and went.
            None if is_known && (why == Why::Doubt || what.is_empty()) => {}
            _ if is_refused => {
                let is_shown = !self.seen.is_empty();
                report::not_built_again(&built, is_known, is_shown, self.global);
            }
            changed => {
                let what = (!is_first).then_some(&*what);
                let (pages, time) = (changed.unwrap_or_default(), start.elapsed());
                report::built_again(&built, pages, what, time, self.global);
            }
        }
        self.said = Some(built.problems);
        Ok(())
    }

    /// How many pages differ from those of the last good build, those that are gone included;
    /// `None` where no output does.
    fn compare(&mut self, built: &Built) -> Option<usize> {
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
        let before = std::mem::replace(&mut self.seen, now);
        (before != self.seen).then_some(changed)
    }

    /// The files that changed, in words; before they are built, since those that neither were nor
    /// are there do not count.
    fn what(&self, changes: Changes<'_>) -> String {
        let Changes::Files(files) = changes else { return "many files".to_owned() };
        let name = |file: &PathBuf| {
            let inside = file.strip_prefix(&self.site).unwrap_or(file);
            let name = inside.display().to_string().replace('\\', "/");
            (file.exists() || self.memory.has(&name)).then_some(name)
        };
        let mut names = files.iter().filter_map(name);
        let first = names.next().unwrap_or_default();
        match names.count() {
            0 => first,
            more => format!("{first} and {more} more"),
        }
    }
}

/// A file was there when it was listed, and not when it was read.
fn is_gone(error: &anyhow::Error) -> bool {
    let read = error.downcast_ref::<ReadError>();
    read.is_some_and(|error| error.cause.kind() == std::io::ErrorKind::NotFound)
}
