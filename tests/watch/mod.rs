//! Whatever happens to the files of a site, whoever watches it ends up with their last state.
//!
//! Each case plays a caller that keeps a mirror of the site: at the start it reads everything, then
//! only what a change names. In the end the mirror must be what is on the disk.

mod folders;
mod limits;
mod links;
mod quiet;
mod saves;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use vouchfolio::source::is_wanted;
use vouchfolio::watch::{Change, News, Options, Watch};
use walkdir::WalkDir;

/// So long nothing may follow after the last change, for a case to be over.
const SILENCE: Duration = Duration::from_millis(700);

/// So long a case may take on a machine that does other things too.
const LONGEST: Duration = Duration::from_secs(60);

/// What the file holds that most cases save.
const OLD: &str = "---\ntitle: Old\n---\n\nThe old words.\n";
const NEW: &str = "---\ntitle: New\n---\n\nThe new words, of which there are more.\n";

const POST: &str = "content/posts/news.md";

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// How many sites are watched at once: the system allows about a hundred, and not to tests alone.
static PLACES: (Mutex<usize>, Condvar) = (Mutex::new(40), Condvar::new());

/// One of them.
struct Place;

impl Place {
    fn take() -> Place {
        let free = PLACES.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = PLACES.1.wait_while(free, |free| *free == 0);
        *free.unwrap_or_else(PoisonError::into_inner) -= 1;
        Place
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *PLACES.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        PLACES.1.notify_one();
    }
}

/// A site and whoever watches it.
struct Desk {
    _folder: TempDir,
    /// Without symbolic links.
    site: PathBuf,
    watch: Watch,
    mirror: Files,
    heard: Vec<Change>,
    /// Every state that the mirror had of [`POST`].
    states: Vec<Option<String>>,
    _place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Events,
    Polling,
}

impl Mode {
    fn options(self) -> Options {
        Options { events: self == Mode::Events, every: Duration::from_millis(100) }
    }
}

/// Something that an editor, a program or a person does in the site's folder.
type Act = fn(&Path);

impl Desk {
    fn new(mode: Mode, prepare: Act) -> Desk {
        let place = Place::take();
        let folder = tempfile::tempdir().expect("a folder");
        let site = fs::canonicalize(folder.path()).expect("the folder").join("site");
        put(&site, "vouchfolio.yaml", "title: Test\n");
        put(&site, POST, OLD);
        put(&site, "static/robots.txt", "User-agent: *\n");
        put(&site, "themes/own/styles/own.css", "p { color: red }\n");
        prepare(&site);
        let watch = Watch::start(&site, mode.options()).expect("a watch");
        let mut desk = Desk {
            _place: place,
            _folder: folder,
            mirror: Files::new(),
            heard: Vec::new(),
            states: Vec::new(),
            site,
            watch,
        };
        desk.look(&Change::All);
        desk.listen(&mut || false);
        desk.heard.clear();
        desk.states.clear();
        desk
    }

    /// Waits for changes until there is silence and the mirror is right; panics where it does not
    /// become so.
    fn listen(&mut self, is_busy: &mut dyn FnMut() -> bool) {
        let begun = Instant::now();
        loop {
            match self.watch.next(Some(SILENCE)) {
                News::Changed(change) => {
                    self.look(&change);
                    self.heard.push(change);
                }
                News::Quiet if !is_busy() && self.mirror == files(&self.site) => return,
                News::Quiet => {}
                News::Polling(notice) => panic!("{notice}"),
                News::Stopped => panic!("nobody stopped it"),
            }
            assert!(begun.elapsed() < LONGEST, "{}", self.differences());
        }
    }

    /// Listens while this happens, and until there is silence.
    fn during(&mut self, act: Act) {
        let site = self.site.clone();
        let thread = std::thread::spawn(move || act(&site));
        self.listen(&mut || !thread.is_finished());
        thread.join().expect("it happens");
    }

    /// Reads what a change names.
    fn look(&mut self, change: &Change) {
        match change {
            Change::All => self.mirror = files(&self.site),
            Change::Named(paths) => {
                assert!(paths.is_sorted_by(|a, b| a < b) && !paths.is_empty(), "{paths:?}");
                for path in paths {
                    assert!(path.starts_with(&self.site) && !path.is_dir(), "{path:?}");
                    match fs::read(path) {
                        Ok(bytes) => self.mirror.insert(path.clone(), bytes),
                        Err(_) => self.mirror.remove(path),
                    };
                }
            }
        }
        let post = self.mirror.get(&self.site.join(POST));
        let state = post.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        if self.states.last() != Some(&state) {
            self.states.push(state);
        }
    }

    fn differences(&self) -> String {
        let disk = files(&self.site);
        let names = disk.keys().chain(self.mirror.keys());
        let wrong: Vec<_> =
            names.filter(|path| disk.get(*path) != self.mirror.get(*path)).collect();
        format!("not told of: {wrong:?}; told of: {:?}", self.heard)
    }

    /// The paths that changes named, from the site's folder, each once and sorted; `None` where
    /// one of them was everything.
    fn named(&self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for change in &self.heard {
            let Change::Named(paths) = change else { return None };
            let inside = |path: &PathBuf| {
                let path = path.strip_prefix(&self.site).expect("a path in the site");
                path.to_string_lossy().replace('\\', "/")
            };
            names.extend(paths.iter().map(inside));
        }
        names.sort();
        names.dedup();
        Some(names)
    }
}

/// Everything that a build would read.
fn files(site: &Path) -> Files {
    let mut files = Files::new();
    for top in ["vouchfolio.yaml", "content", "static", "themes"] {
        let walk = WalkDir::new(site.join(top)).follow_links(true).into_iter();
        let wanted = walk.filter_entry(|entry| is_wanted(&entry.file_name().to_string_lossy()));
        for entry in wanted.flatten().filter(|entry| entry.file_type().is_file()) {
            if let Ok(bytes) = fs::read(entry.path()) {
                files.insert(entry.into_path(), bytes);
            }
        }
    }
    files
}

/// Writes a file in place, and the folders that it is in.
fn put(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn remove(site: &Path, path: &str) {
    fs::remove_file(site.join(path)).expect("the file is removed");
}

fn rename(site: &Path, from: &str, to: &str) {
    fs::rename(site.join(from), site.join(to)).expect("the file is renamed");
}

fn pause(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

/// Does each of these in a site of its own, all at once, with events and without; then looks at
/// what was told.
fn each(cases: &[(&str, Act, Act)], check: impl Fn(&str, Mode, &Desk) + Sync) {
    std::thread::scope(|scope| {
        for mode in [Mode::Events, Mode::Polling] {
            for (name, prepare, act) in cases {
                let check = &check;
                let case = move || {
                    let mut desk = Desk::new(mode, *prepare);
                    desk.during(*act);
                    check(name, mode, &desk);
                };
                let name = format!("{name}, {mode:?}");
                let thread = std::thread::Builder::new().name(name);
                thread.spawn_scoped(scope, case).expect("a thread");
            }
        }
    });
}

fn as_it_is(_: &Path) {}
