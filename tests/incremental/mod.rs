//! Building again: whatever was edited in between, the outcome is that of a clean build.

mod cache;
mod equivalence;
mod files;
mod stamps;

pub use files::variants;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use vouchfolio::config::BaseUrl;
use vouchfolio::diagnostic::draw;
use vouchfolio::emit::{self, Options};
use vouchfolio::engine::{self, Built, Memory, Request};
use vouchfolio::model::Date;
use vouchfolio::render::InMemory;
use vouchfolio::source::disk::Changes;

use crate::sample::{Tree, tree};

/// Everything that a command can tell of a build: the files, the problems, what is held back.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    /// `None` where there is an error, so that nothing is written.
    files: Option<Tree>,
    said: String,
    pages: usize,
}

impl Outcome {
    fn of(built: &Built, files: Option<Tree>) -> Outcome {
        let problems = built.problems.iter().map(draw::human);
        let held_back = built.held_back.iter().map(|it| format!("{}: {}\n", it.file, it.reason));
        Outcome { files, said: problems.chain(held_back).collect(), pages: built.pages }
    }

    /// Says where two differ, rather than show all their bytes.
    fn assert_same(&self, clean: &Outcome, when: &str) {
        assert_eq!(self.said, clean.said, "what is said differs {when}");
        assert_eq!(self.pages, clean.pages, "the number of pages differs {when}");
        let (again, clean) = (&self.files, &clean.files);
        assert_eq!(again.is_some(), clean.is_some(), "one build wrote nothing {when}");
        let (Some(again), Some(clean)) = (again, clean) else { return };
        let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(again), names(clean), "there are other files {when}");
        for (path, bytes) in clean {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&again[path]), text(bytes), "{path} differs {when}");
        }
    }
}

/// What the command line may ask for.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    drafts: bool,
    under_sub_path: bool,
    later: bool,
}

impl Asked {
    fn request(self, site: &Path) -> Request<'_> {
        let base_url =
            self.under_sub_path.then(|| BaseUrl::parse("https://x.example/sub/").unwrap());
        let today = if self.later { "2031-01-01" } else { "2026-06-15" };
        Request { site, today: Date::parse(today).unwrap(), drafts: self.drafts, base_url }
    }
}

/// A build that knows nothing of earlier ones.
fn clean(site: &Path, asked: Asked) -> Outcome {
    let built = crate::sample::build_with_pictures(&asked.request(site));
    let files = (!built.has_errors()).then(|| tree(&built));
    Outcome::of(&built, files)
}

/// A build into memory, as the dev server makes it.
fn into_memory(site: &Path, asked: Asked, memory: &mut Memory, changes: Changes<'_>) -> Outcome {
    let request = asked.request(site);
    let built = engine::build_again(&request, memory, changes, &InMemory, &|_| {}).unwrap();
    let files = (!built.has_errors()).then(|| tree(&built));
    Outcome::of(&built, files)
}

/// A build into a folder beside the site: with what is in `memory`, or with what is on disk.
fn into_folder(
    site: &Path,
    asked: Asked,
    memory: Option<&mut Memory>,
    changes: Changes<'_>,
) -> Outcome {
    let out = site.with_extension("public");
    let options = Options { site, out: &out, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options).unwrap();
    let mut cold = Memory::default();
    let memory = memory.unwrap_or_else(|| {
        cold = Memory::load(site).for_one();
        cold.load_pages(&destination.name());
        &mut cold
    });
    let request = asked.request(site);
    let built = engine::build_again(&request, memory, changes, &destination, &|_| {}).unwrap();
    if built.has_errors() {
        return Outcome::of(&built, None);
    }
    emit::emit(&built.outputs, destination).unwrap();
    let faults = memory.save();
    assert!(faults.is_empty(), "{faults:?}");
    Outcome::of(&built, Some(files_in(&out)))
}

/// Every file of a folder but what git is told.
fn files_in(folder: &Path) -> Tree {
    let mut files = Tree::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() && entry.file_name() != ".gitignore" {
            let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// A folder with a site in it that comes and goes file by file.
struct Site {
    _folder: TempDir,
    path: PathBuf,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(folder.path()).unwrap().join("site");
        fs::create_dir(&path).unwrap();
        Site { _folder: folder, path }
    }

    /// Makes a file hold this, or takes it and the folders that it leaves empty away.
    fn put(&self, file: &str, content: Option<&[u8]>) -> PathBuf {
        let path = self.path.join(file);
        match content {
            Some(content) => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, content).unwrap();
            }
            None if path.exists() => {
                fs::remove_file(&path).unwrap();
                let above = path.ancestors().skip(1).take_while(|it| *it != self.path);
                above.take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
            }
            None => {}
        }
        path
    }
}

/// What each file of a site may hold; the first is what it holds at the beginning.
type Variants = BTreeMap<&'static str, Vec<Option<Vec<u8>>>>;
