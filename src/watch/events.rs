//! What the system tells: which folders it is asked about, and what its events mean.
//!
//! On Linux every folder is watched for itself (inotify(7)); hidden ones are not, and nothing else
//! is. Elsewhere the uppermost folders are watched with all that is in them.

#![allow(clippy::disallowed_methods, reason = "the rim: watch waits for changes of files")]

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Instant;

use super::layout::{Layout, Role, Stop, tops, walk};
use super::pending::Step;
use super::{Notice, Signal, mounts};

/// Every folder is watched by itself.
const INOTIFY: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// No further file can be opened; what inotify says where there are too many watchers (errno(3)).
const EMFILE: i32 = 24;

/// The system's watcher, and the folders that it watches.
pub(super) struct Events {
    root: PathBuf,
    watcher: RecommendedWatcher,
    watched: BTreeMap<PathBuf, Identity>,
    layout: Layout,
}

/// What an event means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// This file of the site changed.
    File(PathBuf, Step),
    /// This folder or link did, so that other folders are to be watched.
    Layout(PathBuf),
}

impl Events {
    /// Watches a site; or says why that cannot be done.
    pub(super) fn start(root: &Path, signals: Sender<Signal>) -> Result<Events, Notice> {
        let handler = move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, matters) {
                // Nobody listens any longer when the watch ends.
                let _ = signals.send(Signal::Event(Instant::now(), event));
            }
        };
        let watcher = notify::recommended_watcher(handler).map_err(notice)?;
        let (watched, layout) = (BTreeMap::new(), Layout::default());
        let mut events = Events { root: root.to_path_buf(), watcher, watched, layout };
        events.follow_layout()?;
        Ok(events)
    }

    /// Whether the site's folder was there when it was last looked at.
    pub(super) fn has_root(&self) -> bool {
        self.watched.contains_key(&self.root)
    }

    /// No longer trusts what is watched here and below: it may have been moved or made anew.
    pub(super) fn forget(&mut self, path: &Path) {
        let from = self.watched.range(path.to_path_buf()..).map(|(folder, _)| folder);
        let below = from.take_while(|folder| folder.starts_with(path));
        for folder in below.cloned().collect::<Vec<_>>() {
            self.unwatch(&folder);
        }
    }

    /// Watches the folders that there are now.
    pub(super) fn follow_layout(&mut self) -> Result<(), Notice> {
        let root = self.root.clone();
        let folders = [vec![root.clone()], tops(&root)].concat();
        if let Some(kind) = mounts::remote(&folders) {
            return Err(Notice::Remote { kind });
        }
        let mut reached = BTreeSet::new();
        let mut outcome = Ok(());
        self.layout = walk(&root, &mut |stop| {
            if let Stop::Folder(folder, role) = stop
                && outcome.is_ok()
                && (reached.insert(folder.to_path_buf()) || role == Role::Top)
            {
                outcome = self.watch(folder, role);
            }
        });
        outcome?;
        let left: Vec<PathBuf> =
            self.watched.keys().filter(|folder| !reached.contains(*folder)).cloned().collect();
        for folder in left {
            self.unwatch(&folder);
        }
        Ok(())
    }

    fn watch(&mut self, folder: &Path, role: Role) -> Result<(), Notice> {
        let mode = match role {
            Role::Top if !INOTIFY => RecursiveMode::Recursive,
            Role::Inner if !INOTIFY => return Ok(()),
            _ => RecursiveMode::NonRecursive,
        };
        // Who it is, before it is watched: if another takes its place right then, that shows.
        let Some(identity) = identity(folder) else { return Ok(()) };
        if self.watched.get(folder) == Some(&identity) {
            return Ok(());
        }
        self.unwatch(folder);
        match self.watcher.watch(folder, mode) {
            Ok(()) => {
                self.watched.insert(folder.to_path_buf(), identity);
                Ok(())
            }
            Err(error) if is_passed_over(&error) => Ok(()),
            Err(error) => Err(notice(error)),
        }
    }

    fn unwatch(&mut self, folder: &Path) {
        if self.watched.remove(folder).is_some() {
            // The system has often done so itself.
            let _ = self.watcher.unwatch(folder);
        }
    }

    /// What an event means for the site.
    pub(super) fn signs(&self, event: &Event) -> Vec<Sign> {
        if event.need_rescan() {
            return vec![Sign::Layout(self.root.clone())];
        }
        let paths = event.paths.iter();
        match event.kind {
            EventKind::Access(_) => paths.flat_map(|path| self.files(path, Step::Closed)).collect(),
            EventKind::Create(CreateKind::Folder) => {
                paths.flat_map(|path| self.folder_appeared(path)).collect()
            }
            EventKind::Create(_) => {
                paths.flat_map(|path| self.appeared(path, Step::Made)).collect()
            }
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                paths.flat_map(|path| self.appeared(path, Step::Named)).collect()
            }
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                paths.flat_map(|path| self.gone(path)).collect()
            }
            // Both ends of a move are told of one by one too.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) if INOTIFY => Vec::new(),
            EventKind::Modify(ModifyKind::Data(_)) => {
                paths.flat_map(|path| self.files(path, Step::Written)).collect()
            }
            _ => paths.flat_map(|path| self.changed(path)).collect(),
        }
    }

    fn files(&self, path: &Path, step: Step) -> Vec<Sign> {
        self.layout.seen(path).into_iter().map(|file| Sign::File(file, step)).collect()
    }

    fn folder_appeared(&self, path: &Path) -> Vec<Sign> {
        let counts = self.layout.depends_on(path) || self.layout.would_hold(path);
        if counts { vec![Sign::Layout(path.to_path_buf())] } else { Vec::new() }
    }

    /// A file, folder or link was made, or moved to here.
    fn appeared(&self, path: &Path, step: Step) -> Vec<Sign> {
        let folder = path.parent().unwrap_or(path);
        let is_in_new_folder = !self.layout.depends_on(folder) && self.layout.would_hold(folder);
        if self.layout.depends_on(path) || is_in_new_folder {
            return vec![Sign::Layout(path.to_path_buf())];
        }
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() || found.is_symlink() => self.folder_appeared(path),
            // A pipe, say.
            Ok(found) if !found.is_file() => Vec::new(),
            _ => self.files(path, step),
        }
    }

    fn gone(&self, path: &Path) -> Vec<Sign> {
        let mut signs = self.files(path, Step::Gone);
        if self.layout.depends_on(path) || self.layout.is_linked(path) {
            signs.push(Sign::Layout(path.to_path_buf()));
        }
        signs
    }

    /// Permissions changed, or the system does not say what did.
    fn changed(&self, path: &Path) -> Vec<Sign> {
        match fs::symlink_metadata(path) {
            Ok(_) => self.appeared(path, Step::Written),
            Err(_) => self.gone(path),
        }
    }
}

/// Whether files may have changed: reading them, which builds do too, does not matter.
fn matters(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Other => event.need_rescan(),
        _ => true,
    }
}

/// A folder that is gone again, or that nobody may look into, is no reason not to watch others.
fn is_passed_over(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(cause) => matches!(
            cause.kind(),
            std::io::ErrorKind::NotFound
                | std::io::ErrorKind::NotADirectory
                | std::io::ErrorKind::PermissionDenied
        ),
        _ => false,
    }
}

/// Why there are no events.
pub(super) fn notice(error: notify::Error) -> Notice {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => Notice::TooManyFolders,
        notify::ErrorKind::Io(cause) if INOTIFY && cause.raw_os_error() == Some(EMFILE) => {
            Notice::TooManyWatchers
        }
        notify::ErrorKind::Io(cause) => Notice::Failed { cause },
        kind => Notice::Failed { cause: std::io::Error::other(notify::Error::new(kind)) },
    }
}

/// What tells a folder from another that takes its place: device and inode, where there are any.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.is_dir().then_some((0, 0))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use notify::event::Flag;

    fn events(folder: &Path) -> Events {
        let root = fs::canonicalize(folder).expect("a folder");
        fs::create_dir_all(root.join("content/posts")).expect("a folder");
        Events::start(&root, std::sync::mpsc::channel().0).unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn lost_events_are_a_reason_to_look_everywhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut events = events(folder.path());
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matters(&lost));
        let root = events.root.clone();
        assert_eq!(events.signs(&lost), [Sign::Layout(root.clone())]);
        assert_eq!(events.watched.len(), 3);
        events.forget(&root.join("content"));
        assert_eq!(events.watched.keys().collect::<Vec<_>>(), [&root]);
        events.follow_layout().unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(events.watched.len(), 3);
    }

    #[test]
    fn only_folders_of_the_site_are_watched() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [".git/refs", "public/deep", "private", "notes", "content/.obsidian"] {
            fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        let events = events(folder.path());
        let inside = |path: &PathBuf| path.strip_prefix(&events.root).map(Path::to_path_buf);
        let watched: Vec<_> = events.watched.keys().flat_map(inside).collect();
        assert_eq!(watched, ["", "content", "content/posts"].map(PathBuf::from));
    }

    /// What systems without inotify say of a file in a folder that they have not told of.
    #[test]
    fn a_file_in_an_unknown_folder_is_a_new_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let events = events(folder.path());
        let signs = |path: &str| {
            let path = events.root.join(path);
            events.signs(&Event::new(EventKind::Create(CreateKind::Any)).add_path(path))
        };
        let file = "content/people/new/ada.md";
        assert_eq!(signs(file), [Sign::Layout(events.root.join(file))]);
        let file = events.root.join("content/posts/news.md");
        assert_eq!(signs("content/posts/news.md"), [Sign::File(file, Step::Made)]);
        for ignored in ["content/.git/new/index", "public/new/index.html", "content/.x/ada.md"] {
            assert_eq!(signs(ignored), [], "{ignored}");
        }
    }
}
