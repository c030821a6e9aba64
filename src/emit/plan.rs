//! What to do with each file: a pure function of the outputs, the manifest and what is on disk.

use super::manifest::{Entry, Manifest};
use super::survey::{Found, Survey};
use super::{IGNORE_ALL, Notice, Summary, Wanted, ancestors, find};
use crate::digest::Digest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything a build does to a folder.
pub(super) struct Plan<'a> {
    /// By path.
    pub steps: Vec<Step<'a>>,
    /// To be made before any file is written, parents first.
    pub missing_folders: Vec<&'a str>,
    /// Where a file is to be: removed once [`Action::ClearAway`] emptied them, innermost first.
    pub folders_in_the_way: Vec<&'a str>,
    /// Removed at the end if nothing is left in them, innermost first.
    pub former_folders: Vec<&'a str>,
    /// What is not ours in a folder that is taken over.
    pub foreign: Vec<Arc<str>>,
    /// The manifest while the build is under way, and after it.
    pub interim: Manifest,
    pub finished: Manifest,
}

/// What happens to one path.
pub(super) struct Step<'a> {
    pub path: &'a Arc<str>,
    pub action: Action,
    /// `None` where there is nothing to write.
    pub wanted: Option<&'a Wanted<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    /// Of an output that is as an earlier build wrote it.
    Replace,
    /// Of an output that was edited by hand.
    ReplaceEdited,
    /// Of a file that is not ours.
    Adopt,
    /// The file is as it should be.
    Keep,
    /// Of a former output, before anything is written, for it stands in the way.
    ClearAway,
    /// Of a former output, after everything is written.
    Delete,
    /// Of a former output that was edited by hand.
    LeaveAlone,
}

/// What keeps a build from starting.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Obstacles {
    /// A file that shows that the folder is not ours.
    pub not_ours: Option<Arc<str>>,
    pub links: BTreeSet<Arc<str>>,
    pub in_the_way: BTreeSet<Arc<str>>,
    /// Files that are not ours where outputs are to be.
    pub foreign: BTreeSet<Arc<str>>,
}

/// Decides about every output, every file of the manifest, and the folders they are in.
pub(super) fn plan<'a>(
    wanted: &'a [Wanted<'a>],
    folders: BTreeSet<&'a str>,
    manifest: &'a Manifest,
    survey: &'a Survey,
    adopt: bool,
) -> Result<Plan<'a>, Obstacles> {
    let ground = Ground { wanted, folders, manifest, survey, adopt };
    let stranger = ground.stranger();
    let mut obstacles = Obstacles::default();
    if !adopt && stranger.is_some() {
        obstacles.not_ours = stranger;
        return Err(obstacles);
    }

    ground.check_folders(&mut obstacles);
    let mut steps = Vec::with_capacity(wanted.len());
    let mut folders_in_the_way = BTreeSet::new();
    for it in wanted {
        if survey.get(it.path) == Some(Found::Folder) {
            folders_in_the_way.extend(ground.folders_to_clear(it.path, &mut obstacles));
        }
        if let Some(action) = ground.action_for_wanted(it, &mut obstacles) {
            steps.push(Step { path: it.path, action, wanted: Some(it) });
        }
    }
    if obstacles != Obstacles::default() {
        return Err(obstacles);
    }
    steps.extend(ground.steps_for_former());
    steps.sort_by_key(|step| step.path);

    let mut former_folders = ground.former_folders();
    former_folders.retain(|folder| !folders_in_the_way.contains(folder));
    let is_missing = |folder: &&str| survey.get(folder) != Some(Found::Folder);
    Ok(Plan {
        interim: interim(&steps, manifest),
        finished: finished(&steps, manifest),
        steps,
        missing_folders: ground.folders.iter().copied().filter(is_missing).collect(),
        folders_in_the_way: folders_in_the_way.into_iter().rev().collect(),
        former_folders: former_folders.into_iter().rev().collect(),
        foreign: if stranger.is_some() { ground.foreign() } else { Vec::new() },
    })
}

impl Plan<'_> {
    /// Whether any file is written or deleted.
    pub(super) fn changes_files(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step.action, Action::Keep | Action::LeaveAlone))
    }

    pub(super) fn summary(&self, damaged: bool) -> Summary {
        let mut summary = Summary::default();
        for Step { path, action, .. } in &self.steps {
            let path = Arc::clone(path);
            match action {
                Action::Create | Action::Replace => {}
                Action::ReplaceEdited => summary.notices.push(Notice::EditedByHand { path }),
                Action::Adopt => summary.notices.push(Notice::Adopted { path }),
                Action::LeaveAlone => summary.notices.push(Notice::LeftAlone { path }),
                Action::Keep => summary.unchanged += 1,
                Action::ClearAway | Action::Delete => summary.removed += 1,
            }
            summary.written += usize::from(action.writes());
        }
        let foreign = self.foreign.iter().cloned();
        summary.notices.extend(foreign.map(|path| Notice::Foreign { path }));
        summary.notices.sort_by(|a, b| a.path().cmp(&b.path()));
        if damaged {
            summary.notices.insert(0, Notice::ManifestDamaged);
        }
        summary
    }
}

impl Action {
    pub(super) fn writes(self) -> bool {
        matches!(self, Action::Create | Action::Replace | Action::ReplaceEdited | Action::Adopt)
    }
}

/// What the decisions rest on.
struct Ground<'a> {
    wanted: &'a [Wanted<'a>],
    /// Of the outputs.
    folders: BTreeSet<&'a str>,
    manifest: &'a Manifest,
    survey: &'a Survey,
    adopt: bool,
}

impl<'a> Ground<'a> {
    /// A file that shows that the folder is not ours: nothing in it is as a build wrote it, and
    /// this file is neither what a build would write now nor an output that was edited.
    fn stranger(&self) -> Option<Arc<str>> {
        let is_ours = |path: &str, found: Found| match found {
            Found::File(Some(digest)) => self.manifest.wrote(path, digest),
            _ => false,
        };
        if self.survey.entries().any(|(path, found)| is_ours(path, found)) {
            return None;
        }
        let is_identical = |path: &str, found: Found| {
            find(self.wanted, path).is_some_and(|it| found == Found::File(Some(it.digest)))
        };
        let is_strange = |path: &str, found: Found| {
            found != Found::Folder
                && !is_incidental(path)
                && !self.manifest.finished(path)
                && !is_identical(path, found)
        };
        let mut entries = self.survey.entries();
        entries.find(|(path, found)| is_strange(path, *found)).map(|(path, _)| path.clone())
    }

    /// What stays in a folder that is taken over.
    fn foreign(&self) -> Vec<Arc<str>> {
        let is_foreign = |path: &str, found: Found| {
            found != Found::Folder && !is_incidental(path) && find(self.wanted, path).is_none()
        };
        let entries = self.survey.entries();
        entries
            .filter(|(path, found)| is_foreign(path, *found))
            .map(|(path, _)| path.clone())
            .collect()
    }

    /// Whether each folder of an output is one, or can become one.
    fn check_folders(&self, obstacles: &mut Obstacles) {
        for folder in &self.folders {
            match self.survey.get(folder) {
                None | Some(Found::Folder) => {}
                Some(Found::File(Some(digest))) if self.manifest.wrote(folder, digest) => {}
                Some(Found::Link) => _ = obstacles.links.insert((*folder).into()),
                Some(_) => _ = obstacles.in_the_way.insert((*folder).into()),
            }
        }
    }

    fn action_for_wanted(&self, it: &Wanted<'_>, obstacles: &mut Obstacles) -> Option<Action> {
        let path = it.path;
        let is_placeholder = |digest| &**path == ".gitignore" && digest == Digest::of(IGNORE_ALL);
        match self.survey.get(path) {
            None | Some(Found::Folder) => return Some(Action::Create),
            Some(Found::File(Some(digest))) if digest == it.digest => return Some(Action::Keep),
            Some(Found::File(Some(digest)))
                if self.manifest.wrote(path, digest) || is_placeholder(digest) =>
            {
                return Some(Action::Replace);
            }
            Some(Found::File(_)) if self.manifest.finished(path) => {
                return Some(Action::ReplaceEdited);
            }
            Some(Found::File(_)) if self.adopt => return Some(Action::Adopt),
            Some(Found::File(_)) => _ = obstacles.foreign.insert(path.clone()),
            Some(Found::Link) => _ = obstacles.links.insert(path.clone()),
            Some(Found::Other) => _ = obstacles.in_the_way.insert(path.clone()),
        }
        None
    }

    /// The folders that must go for a file to stand at this path. All in them must be ours.
    fn folders_to_clear(&self, path: &'a Arc<str>, obstacles: &mut Obstacles) -> Vec<&'a str> {
        let mut folders = vec![&**path];
        let mut is_ours = self.manifest.used(path);
        for (inside, found) in self.survey.below(path) {
            is_ours &= match found {
                Found::Folder => self.manifest.used(inside),
                Found::File(Some(digest)) => self.manifest.wrote(inside, digest),
                _ => false,
            };
            if found == Found::Folder {
                folders.push(inside);
            }
        }
        if !is_ours {
            obstacles.in_the_way.insert(path.clone());
        }
        folders
    }

    /// Paths of the manifest that are no longer wanted, once each.
    fn former(&self) -> impl Iterator<Item = &'a Arc<str>> {
        let entries = self.manifest.entries();
        let paths = entries.chunk_by(|a, b| a.path == b.path).filter_map(|lines| lines.first());
        paths.map(|entry| &entry.path).filter(|path| find(self.wanted, path).is_none())
    }

    fn steps_for_former(&self) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for path in self.former() {
            let Some(Found::File(found)) = self.survey.get(path) else { continue };
            let action = match found {
                Some(digest) if self.manifest.wrote(path, digest) => Action::Delete,
                _ if self.manifest.finished(path) => Action::LeaveAlone,
                _ => continue,
            };
            steps.push(Step { path, action, wanted: None });
        }
        self.clear_away(&mut steps);
        steps
    }

    /// Brings forward the deletions that make room for what is to be written.
    fn clear_away(&self, steps: &mut [Step<'_>]) {
        let mut deletions = steps.iter_mut().filter(|it| it.action == Action::Delete).peekable();
        if deletions.peek().is_none() {
            return;
        }
        // Where the file system does not tell `A` from `a`, they are one place.
        let places: BTreeSet<_> = self.wanted.iter().map(|it| it.path.to_lowercase()).collect();
        let is_in_the_way = |path: &str| {
            self.folders.contains(path)
                || places.contains(&path.to_lowercase())
                || ancestors(path).any(|folder| find(self.wanted, folder).is_some())
        };
        for step in deletions.filter(|step| is_in_the_way(step.path)) {
            step.action = Action::ClearAway;
        }
    }

    /// Folders that earlier builds used and this one does not.
    fn former_folders(&self) -> BTreeSet<&'a str> {
        let mut former = BTreeSet::new();
        for folder in self.former().flat_map(|path| ancestors(path)) {
            let is_there = self.survey.get(folder) == Some(Found::Folder);
            if is_there && !self.folders.contains(folder) {
                former.insert(folder);
            }
        }
        former
    }
}

/// Whether a file says nothing about whose the folder is: ours for git, or the system's own.
fn is_incidental(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path == ".gitignore" || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// All that was written before, and all that is about to be.
fn interim(steps: &[Step<'_>], manifest: &Manifest) -> Manifest {
    let writes = steps.iter().filter(|step| step.action.writes()).filter_map(|step| step.wanted);
    let intended =
        writes.map(|it| Entry { path: it.path.clone(), digest: it.digest, intended: true });
    manifest.entries().iter().cloned().chain(intended).collect()
}

/// All outputs, and the former outputs that were left alone: they are still ours.
fn finished(steps: &[Step<'_>], manifest: &Manifest) -> Manifest {
    let outputs = steps.iter().filter_map(|step| step.wanted);
    let outputs =
        outputs.map(|it| Entry { path: it.path.clone(), digest: it.digest, intended: false });
    let left = steps.iter().filter(|step| step.action == Action::LeaveAlone);
    let left = left.flat_map(|step| manifest.lines(step.path)).filter(|entry| !entry.intended);
    outputs.chain(left.cloned()).collect()
}
