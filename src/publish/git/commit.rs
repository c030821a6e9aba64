//! The site as one commit on top of what is there: by way of an index of our own, without a work
//! tree.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Child;

use super::super::{Error, File, MANIFEST, Plan, Site};
use super::branch::{self, Tip};
use super::program::Git;
use super::store::Store;
use super::trouble;

/// Where a file lies while git reads it, within the store.
const FILE: &str = "file";

/// Stores the site's new files as git's objects, and says which they are, by path.
pub(super) fn store_files(
    git: &Git,
    store: &Store,
    site: &Site<'_>,
    plan: &Plan<'_>,
    format: &str,
) -> Result<Vec<(String, String)>, Error> {
    let manifest = File::new(MANIFEST, site.manifest.to_bytes());
    let arguments = ["hash-object", "-w", "--no-filters", "--stdin-paths"];
    let mut child = git.start(&arguments, &store.folder, true)?;
    let stderr = child.stderr.take();
    let listener = std::thread::spawn(move || {
        let mut err = String::new();
        let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut err));
        err
    });
    let files = plan.sent();
    let stored = store_each(&mut child, store, files.into_iter().chain([&manifest]), format);
    drop(child.stdin.take());
    if stored.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|cause| Error::Program { program: "git", cause })?;
    let err = listener.join().unwrap_or_default();
    match stored? {
        Some(objects) if status.success() => Ok(objects),
        _ => Err(trouble::explained("git cannot store the site's files", &err)),
    }
}

/// `None` where git has stopped talking.
fn store_each<'a>(
    child: &mut Child,
    store: &Store,
    files: impl Iterator<Item = &'a File>,
    format: &str,
) -> Result<Option<Vec<(String, String)>>, Error> {
    let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Ok(None);
    };
    let mut from = BufReader::new(from);
    let path = store.folder.join(FILE);
    let mut objects = Vec::new();
    for file in files {
        let bytes = file.bytes()?;
        fs::write(&path, &bytes).map_err(|cause| Error::Write { path: path.clone(), cause })?;
        let mut said = String::new();
        let asked = to.write_all(format!("{FILE}\n").as_bytes()).and_then(|()| to.flush());
        if asked.is_err() || from.read_line(&mut said).is_err() {
            return Ok(None);
        }
        let object = said.trim_end().to_owned();
        if object.is_empty() {
            return Ok(None);
        }
        if object != branch::object(&bytes, format) {
            let message = format!("git has stored {} otherwise than it is", file.path);
            let help = "see that the disk is sound, and publish again".to_owned();
            return Err(Error::Place { message, help });
        }
        objects.push((file.path.to_string(), object));
    }
    Ok(Some(objects))
}

/// Makes the tree of what is there with the plan carried out, and its id.
pub(super) fn tree(
    git: &Git,
    store: &Store,
    there: Option<&Tip>,
    plan: &Plan<'_>,
    objects: &[(String, String)],
) -> Result<String, Error> {
    let from = there.map_or("--empty", |tip| &*tip.tree);
    let run = |arguments: &[&str], input: &[u8]| {
        let done = git.run(arguments, &store.folder, input)?;
        match done.status.success() {
            true => Ok(done.text()),
            false => Err(trouble::explained("git cannot put the site together", &done.err)),
        }
    };
    run(&["read-tree", from], &[])?;
    let zero = "0".repeat(objects.first().map_or(40, |(_, object)| object.len()));
    let deleted = plan.deleted.iter().map(|path| format!("0 {zero}\t{path}\0"));
    let sent = objects.iter().map(|(path, object)| format!("100644 {object}\t{path}\0"));
    let changes: String = deleted.chain(sent).collect();
    run(&["update-index", "-z", "--index-info"], changes.as_bytes())?;
    // What others put there stays, and has not been fetched.
    run(&["write-tree", "--missing-ok"], &[])
}

/// Makes the commit, and its id.
pub(super) fn commit(
    git: &Git,
    store: &Store,
    there: Option<&Tip>,
    tree: &str,
    message: &str,
) -> Result<String, Error> {
    let mut arguments = vec!["commit-tree", "--no-gpg-sign", "-F", "-"];
    if let Some(tip) = there {
        arguments.extend(["-p", &tip.commit]);
    }
    arguments.push(tree);
    let done = git.run(&arguments, &store.folder, message.as_bytes())?;
    match done.status.success() {
        true => Ok(done.text()),
        false => Err(trouble::explained("git cannot make a commit", &done.err)),
    }
}

/// What is said of a publish in the branch's history.
pub(super) fn message(site: &Site<'_>, plan: &Plan<'_>) -> String {
    let (added, changed) = (plan.added.len(), plan.changed.len());
    let deleted = plan.deleted.len();
    format!(
        "Publish: {added} added, {changed} changed, {deleted} deleted\n\n{}\n",
        site.base_url.as_str()
    )
}
