//! From outputs to files: writes only what differs, deletes only what an earlier build wrote.
//!
//! [`prepare`] refuses folders that no site should be built into and takes the site's lock;
//! [`emit`] brings the folder in line with the outputs. What keeps the user's files safe:
//!
//! - The manifest (`manifest`) remembers what earlier builds wrote. Only a file that is in it, and
//!   still has its digest, is ever deleted; only a file that is in it is overwritten unasked.
//! - The plan (`plan`) is a pure function; when it meets an obstacle, nothing has been touched.
//! - Every file is written beside its place and renamed into it, assets before pages, deletions
//!   last. A folder that does not exist yet is built beside its place as a whole, while the pages
//!   are rendered ([`Keep`]); of a build that fails nothing is left.
//! - Before the first change of the output folder the manifest names what is *intended*, so that a build that is killed
//!   at any moment leaves nothing behind that the next one does not know as its own.
//!
//! A crash of the machine (rather than of the program) may lose files that were written last, for
//! nothing is synchronised to the disk; the next build notices by their digests.

mod destination;
mod disk;
mod lock;
mod manifest;
mod plan;
mod survey;

pub use destination::Refusal;
pub(crate) use lock::state_folder;

use crate::diagnostic::InWords;
use crate::digest::Digest;
use crate::render::{Content, InMemory, Keep, Output};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a site is built to, and how.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The site's folder; its `.vouchfolio/` holds the lock and the manifests.
    pub site: &'a Path,
    /// The output folder, which need not exist. Relative to the working folder.
    pub out: &'a Path,
    /// Take over a folder, and files in it, that no earlier build wrote. Deletes none of them.
    pub adopt: bool,
    /// Wait for a build that is under way, rather than fail with [`Error::Locked`].
    pub wait: bool,
    /// Called once when there is a wait.
    pub on_wait: &'a dyn Fn(),
}

/// An output folder that may be built into. Holds the site's lock until dropped.
#[derive(Debug)]
pub struct Destination {
    site: PathBuf,
    folder: PathBuf,
    adopt: bool,
    store: disk::Store,
    manifest: manifest::Manifest,
    /// Its text was not a manifest's.
    is_damaged: bool,
    survey: survey::Survey,
    // Dropped before the lock is given up.
    ground: disk::Ground,
    _lock: File,
}

impl Destination {
    /// Tells the output folders of a site apart.
    pub fn name(&self) -> String {
        self.store.name()
    }

    /// The output folder, canonical.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files in the folder.
    pub fn files(&self) -> impl Iterator<Item = Standing<'_>> {
        let is_file = |found: survey::Found| match found {
            survey::Found::File(digest) => Some(digest),
            _ => None,
        };
        self.survey.entries().filter_map(move |(path, found)| {
            let digest = is_file(found)?;
            let as_written = digest.is_some_and(|digest| self.manifest.wrote(path, digest));
            let is_ours = as_written || self.manifest.finished(path);
            Some(Standing { path, digest, as_written, is_ours })
        })
    }
}

/// A file in an output folder.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    pub path: &'a Arc<str>,
    /// Of its bytes, where they were looked at.
    pub digest: Option<Digest>,
    /// An earlier build wrote these bytes there.
    pub as_written: bool,
    /// An earlier build wrote there, whatever became of it since.
    pub is_ours: bool,
}

impl Keep for Destination {
    /// Takes an output as soon as it is there, for [`crate::engine::build_again`]. Only where there
    /// is no output folder yet is it written at once: into the one beside it that becomes it.
    fn keep(&self, path: &str, bytes: Cow<'_, [u8]>) -> Content {
        match path_problem(path) {
            None => self.ground.keep(path, bytes, &self.site),
            // `emit` says what is wrong with it.
            Some(_) => InMemory.keep(path, bytes),
        }
    }

    /// An output that is in the folder already, just as it would be.
    fn kept(&self, path: &str, digest: Digest, _: &Content) -> Option<Content> {
        let is_there = self.survey.get(path) == Some(survey::Found::File(Some(digest)));
        is_there.then_some(Content::InPlace)
    }
}

/// Refuses folders that may not be built into, takes the site's lock, and looks at what is there.
///
/// Writes nothing but `.vouchfolio/`, and removes what a killed build left beside a folder that is
/// not there. Whether a folder that is not empty is ours shows only with the outputs at hand, so
/// [`emit`] tells.
pub fn prepare(options: &Options<'_>) -> Result<Destination, Error> {
    let (site, folder) = destination::resolve(options.site, options.out)?;
    let lock = lock::take(&site, options.wait, options.on_wait)?;
    let ground = disk::Ground::of(&site, &folder)?;
    let store = disk::Store::of(&site, &folder);
    let (manifest, is_damaged) = match store.load()? {
        None => (manifest::Manifest::default(), false),
        Some(text) => match text.parse() {
            Ok(manifest) => (manifest, false),
            Err(manifest::Damaged) => (manifest::Manifest::default(), true),
        },
    };
    let survey = disk::survey(&ground, &manifest)?;
    let adopt = options.adopt;
    Ok(Destination {
        site,
        folder,
        adopt,
        store,
        manifest,
        is_damaged,
        survey,
        ground,
        _lock: lock,
    })
}

/// The folder's real path, unless no site may be put there: [`Error::Refused`]. Looks at nothing
/// but the folder itself and changes nothing.
pub fn allowed(site: &Path, out: &Path) -> Result<PathBuf, Error> {
    Ok(destination::resolve(site, out)?.1)
}

/// Makes the folder hold exactly these outputs, besides files that are not ours.
///
/// On an obstacle nothing is changed. On a failure of the machine every file is old or new, and
/// the next build goes on from there.
pub fn emit(outputs: &[Output], mut destination: Destination) -> Result<Summary, Error> {
    destination.ground.ready(&destination.site)?;
    let (wanted, folders) = wanted(outputs)?;
    disk::complete(&mut destination.survey, &destination.ground, &wanted, &folders)?;
    let Destination { site, adopt, store, manifest, is_damaged, survey, ground, .. } = &destination;
    let plan = plan::plan(&wanted, folders, manifest, survey, *adopt)
        .map_err(|obstacles| Error::from_obstacles(ground.path(), obstacles))?;

    let changes = plan.changes_files();
    if changes {
        store.save(&plan.interim)?;
    }
    disk::carry_out(&plan, survey, ground, site)?;
    if changes || *is_damaged || plan.finished != *manifest {
        store.save(&plan.finished)?;
    }
    Ok(plan.summary(*is_damaged))
}

/// What a build changed, and what its user should know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// By path. All are warnings, except [`Notice::ManifestDamaged`], which is a note.
    pub notices: Vec<Notice>,
}

/// Something about the output folder that its user should know. Paths are those of outputs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// The record of earlier builds was unreadable; the build went on without it.
    ManifestDamaged,
    /// An output was changed since it was written, and was overwritten.
    EditedByHand { path: Arc<str> },
    /// A former output was changed since it was written, and is no longer part of the site.
    LeftAlone { path: Arc<str> },
    /// A file that no build wrote was overwritten, as `adopt` asks.
    Adopted { path: Arc<str> },
    /// A file that no build wrote stays in a folder that was just taken over.
    Foreign { path: Arc<str> },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::ManifestDamaged => {
                write!(f, "the record of what earlier builds wrote is damaged; a new one was made")
            }
            Notice::EditedByHand { path } => {
                write!(f, "{path} was edited by hand in the output folder; it was overwritten")
            }
            Notice::LeftAlone { path } => write!(
                f,
                "{path} is no longer part of the site but was edited by hand, so it was left; \
                 delete it, or move it out of the output folder"
            ),
            Notice::Adopted { path } => {
                write!(f, "{path} was not written by an earlier build; it was overwritten")
            }
            Notice::Foreign { path } => write!(
                f,
                "{path} is not part of the site and was left; delete it if it is of an older site"
            ),
        }
    }
}

impl Notice {
    /// The output, or other file, that this is about.
    pub fn path(&self) -> Option<&str> {
        match self {
            Notice::ManifestDamaged => None,
            Notice::EditedByHand { path }
            | Notice::LeftAlone { path }
            | Notice::Adopted { path }
            | Notice::Foreign { path } => Some(path),
        }
    }
}

/// Why nothing, or not everything, was written. All are failures of the tool: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot build into {}: it {reason}; choose another folder with --out", .folder.display())]
    Refused { folder: PathBuf, reason: Refusal },
    #[error(
        "cannot build into {}: it holds {example}, which no earlier build of this site wrote; \
         empty the folder, choose another with --out, or take it over with --adopt",
        .folder.display()
    )]
    NotOurs { folder: PathBuf, example: Arc<str> },
    #[error(
        "no earlier build of this site wrote {} in {}, which would be overwritten; \
         move it away, or take it over with --adopt",
        list(.paths), .folder.display()
    )]
    Foreign { folder: PathBuf, paths: Vec<Arc<str>> },
    #[error(
        "{} in {} is a folder where the site has a file, or a file where it has a folder; \
         move it away",
        list(.paths), .folder.display()
    )]
    InTheWay { folder: PathBuf, paths: Vec<Arc<str>> },
    #[error(
        "{} in {} is a symbolic link, which a build does not follow; replace it with what it \
         points to, or remove it",
        list(.paths), .folder.display()
    )]
    SymbolicLink { folder: PathBuf, paths: Vec<Arc<str>> },
    #[error("{} appeared while the site was being built; build again", .path.display())]
    Appeared { path: PathBuf },
    #[error("{} was written and is gone again; build again", .path.display())]
    Vanished { path: PathBuf },
    #[error("the output path {path:?} {problem}; rename what it comes from")]
    BadPath { path: Arc<str>, problem: &'static str },
    #[error("two outputs are both called {path}; rename one of them")]
    Twice { path: Arc<str> },
    #[error("the output {file} is also the folder of {below}; rename one of them")]
    FileAndFolder { file: Arc<str>, below: Arc<str> },
    #[error("{} changed while the site was being built; build again", .from.display())]
    SourceChanged { from: PathBuf },
    #[error("another build of this site is under way and holds {}; wait for it to end", .lock.display())]
    Locked { lock: PathBuf },
    #[error("cannot {doing} {}: {}; make it possible and build again", .path.display(), InWords(cause))]
    Io { doing: &'static str, path: PathBuf, cause: io::Error },
}

impl Error {
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |cause| Error::Io { doing, path: path.to_owned(), cause }
    }

    /// One error of the gravest kind, naming every obstacle of that kind.
    fn from_obstacles(folder: &Path, obstacles: plan::Obstacles) -> Error {
        let folder = folder.to_owned();
        let plan::Obstacles { not_ours, links, in_the_way, foreign } = obstacles;
        if let Some(example) = not_ours {
            Error::NotOurs { folder, example }
        } else if !links.is_empty() {
            Error::SymbolicLink { folder, paths: links.into_iter().collect() }
        } else if !in_the_way.is_empty() {
            Error::InTheWay { folder, paths: in_the_way.into_iter().collect() }
        } else {
            Error::Foreign { folder, paths: foreign.into_iter().collect() }
        }
    }
}

/// The first three of these paths, and how many more there are.
fn list(paths: &[Arc<str>]) -> String {
    let shown = paths.iter().take(3).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(3) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What a `.gitignore` holds that keeps a whole folder out of git.
const IGNORE_ALL: &[u8] = b"*\n";

/// An output as the plan sees it.
struct Wanted<'a> {
    path: &'a Arc<str>,
    digest: Digest,
    content: &'a Content,
}

/// The outputs by path, checked, and the folders that they are in.
fn wanted(outputs: &[Output]) -> Result<(Vec<Wanted<'_>>, BTreeSet<&str>), Error> {
    let mut wanted = outputs
        .par_iter()
        .map(|Output { path, digest, content }| match path_problem(path) {
            Some(problem) => Err(Error::BadPath { path: path.clone(), problem }),
            None => Ok(Wanted { path, digest: *digest, content }),
        })
        .collect::<Result<Vec<_>, _>>()?;
    wanted.par_sort_unstable_by(|a, b| a.path.cmp(b.path));
    if let Some(pair) = wanted.windows(2).find(|pair| pair[0].path == pair[1].path) {
        return Err(Error::Twice { path: pair[0].path.clone() });
    }
    let folders = folders_of(&wanted);
    if let Some(file) = wanted.iter().find(|file| folders.contains(&**file.path)) {
        let below = wanted.iter().find(|it| is_below(it.path, file.path)).unwrap_or(file);
        let (file, below) = (file.path.clone(), below.path.clone());
        return Err(Error::FileAndFolder { file, below });
    }
    Ok((wanted, folders))
}

/// The output with this path.
fn find<'w, 'a>(wanted: &'w [Wanted<'a>], path: &str) -> Option<&'w Wanted<'a>> {
    let index = wanted.binary_search_by(|it| (**it.path).cmp(path)).ok()?;
    wanted.get(index)
}

/// What is wrong with a path as that of an output.
fn path_problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.contains('\\') || path.contains(char::is_control) {
        return Some("holds a backslash or a control character");
    }
    if path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("does not lead to a place inside the output folder");
    }
    let is_plain = |part| matches!(part, std::path::Component::Normal(_));
    if !Path::new(path).components().all(is_plain) {
        return Some("does not lead to a place inside the output folder");
    }
    let is_reserved =
        |part: &str| part.eq_ignore_ascii_case(".git") || part.starts_with(".vouchfolio");
    path.split('/').any(is_reserved).then_some("is a name that git or this program keeps to itself")
}

/// Every folder that these outputs are in, parents first; the output folder itself is not among
/// them.
fn folders_of<'w, 'a: 'w>(wanted: impl IntoIterator<Item = &'w Wanted<'a>>) -> BTreeSet<&'a str> {
    let (mut known, mut folders) = (FxHashSet::default(), Vec::new());
    for it in wanted {
        folders.extend(ancestors(it.path).take_while(|folder| known.insert(*folder)));
    }
    folders.into_iter().collect()
}

/// The folders of a path, innermost first: `a/b/c` is in `a/b` and `a`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    fn parent(path: &str) -> Option<&str> {
        path.rsplit_once('/').map(|(folder, _)| folder)
    }
    std::iter::successors(parent(path), |folder| parent(folder))
}

/// Whether a path is inside a folder.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
