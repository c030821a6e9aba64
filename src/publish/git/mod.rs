//! `git`: a commit on a branch that GitHub, GitLab or Codeberg Pages shows.
//!
//! Everything happens in a bare repository of our own under `.vouchfolio/`, which holds the
//! remote's branch for as long as one publish takes. So neither `HEAD`, index, work tree nor
//! objects of the user's repository change, and what an interrupted publish leaves is thrown away.
//! A push changes the branch at once or not at all, so the manifest is written with the rest.

mod around;
mod branch;
mod commit;
mod program;
mod push;
mod remote;
mod session;
mod store;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use self::push::{Push, Pushed};
use self::session::Session;
use super::{Error, Place, Plan, Sent, Site, Survey, Watch, plan};
use crate::http;

/// A branch of a repository.
pub(super) struct Git {
    wanted: Wanted,
    session: Option<Session>,
}

/// What the target says.
struct Wanted {
    site: PathBuf,
    target: Arc<str>,
    /// A remote's name or its address.
    remote: Arc<str>,
    branch: Arc<str>,
}

/// So often the branch may change under our hands.
const ATTEMPTS: u32 = 3;

impl Git {
    pub(super) fn new(site: &Path, target: &Arc<str>, remote: &Arc<str>, branch: &Arc<str>) -> Git {
        let (target, remote) = (Arc::clone(target), Arc::clone(remote));
        let branch = Arc::clone(branch);
        Git { wanted: Wanted { site: site.to_owned(), target, remote, branch }, session: None }
    }

    fn session(&mut self) -> Result<&mut Session, Error> {
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::open(&self.wanted)?,
        };
        Ok(self.session.insert(session))
    }
}

/// The address of a remote, without credentials: for whoever wants to know who shows the site.
pub fn address(site: &Path, remote: &str) -> Result<String, Error> {
    session::address(site, remote)
}

impl Place for Git {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        self.session()?.survey(site)
    }

    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        let session = self.session()?;
        if !session.has_looked {
            let there = session.survey(site)?;
            is_as_planned(plan, site, &there, &session.branch)?;
        }
        let is_new = session.tip.is_none();
        let mut begun = false;
        for attempt in 1..=ATTEMPTS {
            let Some(commit) = session.commit(site, plan, watch)? else {
                return Ok(Sent::default());
            };
            if !begun {
                watch.begin(plan.sent().len() + 1, plan.size());
                begun = true;
            }
            watch.step("pushing");
            let push = Push {
                branch: &session.branch,
                commit: &commit,
                seen: session.tip.as_ref(),
                size: plan.size(),
            };
            match session.push(&push, watch)? {
                Pushed::Done => return Ok(sent(is_new, &session.branch)),
                Pushed::Stale if attempt == ATTEMPTS => {}
                Pushed::Stale => {
                    let pause = http::with_jitter(Duration::from_millis(500));
                    let why = "the branch has changed".to_owned();
                    watch.retry(&http::Retry { why, pause });
                    std::thread::sleep(pause);
                    let there = session.survey(site)?;
                    // Somebody has published the very same.
                    if plan::plan(site.files, &there).is_empty()
                        && there.manifest.as_ref() == Some(site.manifest)
                    {
                        return Ok(Sent::default());
                    }
                    is_as_planned(plan, site, &there, &session.branch)?;
                }
            }
        }
        Err(changed(&self.wanted.branch))
    }
}

/// The plan still fits, though the branch may have changed.
fn is_as_planned(
    planned: &Plan<'_>,
    site: &Site<'_>,
    there: &Survey,
    branch: &str,
) -> Result<(), Error> {
    let now = plan::plan(site.files, there);
    let same = |a: &[&super::File], b: &[&super::File]| {
        a.iter().map(|file| &file.path).eq(b.iter().map(|file| &file.path))
    };
    let fits = same(&now.added, &planned.added)
        && same(&now.changed, &planned.changed)
        && now.deleted == planned.deleted
        && now.taken == planned.taken
        && now.is_ours == planned.is_ours
        // What is not ours may come and go beside us; where nothing is ours, somebody was asked.
        && (now.is_ours || now.foreign == planned.foreign);
    match fits {
        true => Ok(()),
        false => Err(changed(branch)),
    }
}

fn changed(branch: &str) -> Error {
    Error::Place {
        message: format!("`{branch}` has changed since it was looked at"),
        help: "publish again".to_owned(),
    }
}

fn sent(is_new: bool, branch: &str) -> Sent {
    let note = format!(
        "the branch `{branch}` is new: choose it in the repository's settings for Pages, if the host does not show it by itself"
    );
    Sent { url: None, notes: if is_new { vec![note] } else { Vec::new() } }
}
