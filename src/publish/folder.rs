//! Into a folder, as `build` writes one: with the same rules, record and lock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Entry, Error, Manifest, Place, Plan, Sent, Site, Size, Survey, Watch};
use crate::digest::Digest;
use crate::emit::{self, Destination};
use crate::render::Output;
use crate::render::moves::title;

/// A folder on this machine.
pub struct Folder {
    path: PathBuf,
    destination: Option<Destination>,
}

/// The folder of a target, seen from the site's.
pub fn open(path: &str, site: &Path) -> Folder {
    Folder { path: site.join(path), destination: None }
}

impl Place for Folder {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        // The lock of an earlier look is given back first.
        self.destination = None;
        let options = emit::Options {
            site: site.folder,
            out: &self.path,
            // Whether it may be taken over is decided with the plan.
            adopt: true,
            wait: true,
            on_wait: &|| {},
        };
        let destination = emit::prepare(&options).map_err(failed)?;
        let mut survey = Survey::default();
        let mut ours = BTreeMap::new();
        for found in destination.files() {
            let is_wanted = site.files.binary_search_by(|file| file.path.cmp(found.path)).is_ok();
            let digest = match found.digest {
                None if is_wanted => read(&destination, found.path)?.as_deref().map(Digest::of),
                digest => digest,
            };
            survey.files.insert(Arc::clone(found.path), digest);
            // What was edited by hand since is no longer ours to delete.
            if found.as_written || is_wanted && found.is_ours {
                let gone = !is_wanted && found.path.ends_with(".html");
                let html = if gone { read(&destination, found.path)? } else { None };
                let title = html.as_deref().and_then(title).map(str::to_owned);
                let digest = digest.map(|digest| digest.to_string());
                ours.insert(Arc::clone(found.path), Entry { digest, title });
            }
        }
        if !ours.is_empty() {
            survey.manifest = Some(Manifest::with(site.base_url.as_str(), ours));
        }
        self.destination = Some(destination);
        Ok(survey)
    }

    fn send(&mut self, site: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        watch.begin(plan.sent().len(), plan.size());
        if self.destination.is_none() {
            self.survey(site)?;
        }
        let Some(destination) = self.destination.take() else { return Ok(Sent::default()) };
        let outputs: Vec<Output> = site.files.iter().map(super::File::to_output).collect();
        let summary = emit::emit(&outputs, destination).map_err(failed)?;
        let Size(size) = plan.size();
        watch.sent(size);
        let is_news = |notice: &&emit::Notice| {
            matches!(notice, emit::Notice::EditedByHand { .. } | emit::Notice::LeftAlone { .. })
        };
        let notes = summary.notices.iter().filter(is_news).map(ToString::to_string).collect();
        Ok(Sent { url: None, notes })
    }
}

/// `None` where it is gone.
fn read(destination: &Destination, path: &str) -> Result<Option<Vec<u8>>, Error> {
    let path = destination.folder().join(path);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Read { path, cause }),
    }
}

fn failed(error: emit::Error) -> Error {
    let help = "choose another `path` for the target, or make this one possible".to_owned();
    Error::Place { message: error.to_string(), help }
}
