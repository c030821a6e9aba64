//! Waits until files of a site change, and says which.
//!
//! Folders are watched, not files: the site's own folder for `vouchfolio.yaml` and the folders
//! that come and go in it; `content/`, `themes/` and `static/` with all that is in them; and those
//! that symbolic links lead to. What a build writes, and what it ignores, wakes nobody. Where the
//! system does not tell of changes, they are looked for.
//!
//! A change is only a hint: whoever is told looks at the files. It is never told too early for the
//! last state of a file: after the last write there is a change that names the file, or all.

#![allow(clippy::disallowed_methods, reason = "the rim: watch waits, by the clock")]

mod events;
mod layout;
mod mounts;
mod pending;
mod poll;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::diagnostic::InWords;
use events::{Events, Sign};
use pending::{Now, Pending};
use poll::Poll;

/// Files of a site changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These were made, written, replaced or removed. The paths begin with the site's folder
    /// without symbolic links and go on as the site has them: a file behind a link is named by the
    /// link. Sorted, each once; some may be gone again without ever having been seen.
    Named(Vec<PathBuf>),
    /// More than can be named: look at everything.
    All,
}

/// What a wait ends with.
#[derive(Debug)]
pub enum News {
    /// Files changed.
    Changed(Change),
    /// From now on changes are looked for, and this is why. Said once.
    Polling(Notice),
    /// Nothing happened for as long as was asked.
    Quiet,
    /// [`Stopper::stop`] was called.
    Stopped,
}

/// How to watch.
#[derive(Clone, Debug)]
pub struct Options {
    /// Ask the system for events; otherwise look for changes.
    pub events: bool,
    /// How often to look where there are no events; less often where looking takes long.
    pub every: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options { events: true, every: EVERY }
    }
}

/// How often to look for changes.
const EVERY: Duration = Duration::from_secs(2);

/// How often to look whether a site that is gone is back.
const AWAY: Duration = Duration::from_millis(500);

/// So many events are taken in before anything is told, however many come.
const MOST_AT_ONCE: usize = 10_000;

/// A site that cannot be watched at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch `{}`: {}", site.display(), InWords(cause))]
pub struct Error {
    pub site: PathBuf,
    pub cause: io::Error,
}

/// Why changes are looked for instead of waited for.
#[derive(Debug)]
pub enum Notice {
    /// The limit of folders that may be watched is reached.
    TooManyFolders,
    /// The limit of programs that may watch is reached.
    TooManyWatchers,
    /// The site lies on a file system that does not tell of changes made elsewhere.
    Remote { kind: String },
    /// The system reported an error.
    Failed { cause: io::Error },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::TooManyFolders => f.write_str(
                "the system watches no more folders, so changes are looked for every 2 s; raise \
                 the limit with `sudo sysctl fs.inotify.max_user_watches=524288` and start again",
            ),
            Notice::TooManyWatchers => f.write_str(
                "too many programs watch folders, so changes are looked for every 2 s; raise the \
                 limit with `sudo sysctl fs.inotify.max_user_instances=1024` and start again",
            ),
            Notice::Remote { kind } => write!(
                f,
                "files on {kind} change without notice, so changes are looked for every 2 s; to \
                 see them at once, keep the site on a disk of this system"
            ),
            Notice::Failed { cause } => write!(
                f,
                "the system does not tell of changes ({}), so they are looked for every 2 s; start \
                 again to try once more",
                InWords(cause)
            ),
        }
    }
}

/// Watches a site, until it is dropped.
pub struct Watch {
    /// Without symbolic links.
    root: PathBuf,
    options: Options,
    mode: Mode,
    /// Why the mode is another than was asked for, until that is said.
    notice: Option<Notice>,
    pending: Pending,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    is_stopped: bool,
}

enum Mode {
    Events(Box<Events>),
    Poll(Poll),
}

/// What other threads send.
enum Signal {
    Event(Instant, notify::Result<notify::Event>),
    Stop,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Stopper(Sender<Signal>);

impl Stopper {
    /// Ends the wait that is going on, and all later ones.
    pub fn stop(&self) {
        // Where the watch is gone, nobody waits.
        let _ = self.0.send(Signal::Stop);
    }
}

impl Watch {
    /// Starts to watch. Whatever changes from now on is told of by [`Watch::next`].
    pub fn start(site: &Path, options: Options) -> Result<Watch, Error> {
        let fail = |cause| Error { site: site.to_path_buf(), cause };
        let root = fs::canonicalize(site).map_err(fail)?;
        fs::read_dir(&root).map_err(fail)?;
        let (sender, signals) = mpsc::channel();
        let polling = || Mode::Poll(Poll::start(&root, options.every));
        let (mode, notice) = match options.events.then(|| Events::start(&root, sender.clone())) {
            Some(Ok(events)) => (Mode::Events(Box::new(events)), None),
            Some(Err(notice)) => (polling(), Some(notice)),
            None => (polling(), None),
        };
        let pending = Pending::default();
        Ok(Watch { root, options, mode, notice, pending, signals, sender, is_stopped: false })
    }

    /// By which another thread ends the wait.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Waits for the next change; at most for so long, if that is given. What happened since the
    /// last call is told of too. Never fails: where the system stops telling, or the site is gone,
    /// it goes on in another way.
    pub fn next(&mut self, patience: Option<Duration>) -> News {
        let until = patience.map(|patience| Instant::now() + patience);
        loop {
            let waiting: Vec<Signal> = self.signals.try_iter().take(MOST_AT_ONCE).collect();
            for signal in waiting {
                self.take_in(signal);
            }
            if self.is_stopped {
                return News::Stopped;
            }
            if let Some(notice) = self.notice.take() {
                return News::Polling(notice);
            }
            let now = Instant::now();
            if let Some(change) = self.change(now) {
                return News::Changed(change);
            }
            if self.notice.is_some() {
                continue;
            }
            if until.is_some_and(|until| until <= now) {
                return News::Quiet;
            }
            self.wait([until, self.due()].into_iter().flatten().min());
        }
    }

    /// Waits until something happens; at most until then.
    fn wait(&mut self, until: Option<Instant>) {
        let signal = match until {
            None => self.signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(until) => {
                self.signals.recv_timeout(until.saturating_duration_since(Instant::now()))
            }
        };
        // There is always a sender: this watch has one.
        if let Ok(signal) = signal {
            self.take_in(signal);
        }
    }

    fn take_in(&mut self, signal: Signal) {
        let (at, event) = match signal {
            Signal::Stop => {
                self.is_stopped = true;
                return;
            }
            Signal::Event(at, event) => (at, event),
        };
        let Mode::Events(events) = &mut self.mode else { return };
        let event = match event {
            Ok(event) => event,
            Err(error) => return self.poll_from_now_on(events::notice(error)),
        };
        for sign in events.signs(&event) {
            match sign {
                Sign::File(path, step) => self.pending.note(path, step, at),
                Sign::Layout(path) => {
                    events.forget(&path);
                    self.pending.note_all(at);
                }
            }
        }
    }

    /// When there may be something to tell without anything happening before.
    fn due(&self) -> Option<Instant> {
        match &self.mode {
            Mode::Events(events) if !events.has_root() => {
                Some(self.pending.due().unwrap_or_else(|| Instant::now() + AWAY))
            }
            Mode::Events(_) => self.pending.due(),
            Mode::Poll(poll) => Some(self.pending.due().unwrap_or(poll.due()).min(poll.due())),
        }
    }

    /// The change that is to be told now.
    fn change(&mut self, now: Instant) -> Option<Change> {
        match &mut self.mode {
            Mode::Poll(poll) => {
                if now >= poll.due() && poll.look() {
                    self.pending = Pending::default();
                    return Some(Change::All);
                }
            }
            Mode::Events(events) if !events.has_root() && self.pending.due().is_none() => {
                if !self.root.is_dir() {
                    return None;
                }
                self.pending.note_all(now);
            }
            Mode::Events(_) => {}
        }
        if self.pending.due().is_none_or(|due| due > now) {
            return None;
        }
        self.follow_layout();
        self.pending.take(now, &look)
    }

    /// Watches the folders that there are now, before it is told that there are others.
    fn follow_layout(&mut self) {
        let Mode::Events(events) = &mut self.mode else { return };
        if self.pending.has_all()
            && let Err(notice) = events.follow_layout()
        {
            self.poll_from_now_on(notice);
        }
    }

    /// What happened in between is found by a look at everything.
    fn poll_from_now_on(&mut self, notice: Notice) {
        self.mode = Mode::Poll(Poll::start(&self.root, self.options.every));
        self.notice = Some(notice);
        self.pending.note_all(Instant::now());
    }
}

fn look(path: &Path) -> Now {
    match fs::metadata(path) {
        Err(_) => Now::Missing,
        Ok(found) if !found.is_file() => Now::Other,
        Ok(found) if found.len() == 0 => Now::Empty,
        Ok(_) => Now::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_watcher_is_replaced_by_a_look_at_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut watch = Watch::start(folder.path(), Options::default()).expect("a watch");
        let failure = Err(notify::Error::io(io::ErrorKind::StorageFull.into()));
        watch.sender.send(Signal::Event(Instant::now(), failure)).expect("somebody listens");
        let News::Polling(notice) = watch.next(None) else { panic!("no notice") };
        assert_eq!(
            notice.to_string(),
            "the system does not tell of changes (the disk is full), so they are looked for every \
             2 s; start again to try once more"
        );
        assert!(matches!(watch.next(None), News::Changed(Change::All)));
    }
}
