//! What a build may do to the folder it writes to, and what it must never do.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests look at the disk to see what a build did"
)]

mod destination;
mod interrupted;
mod locking;
mod ownership;
mod property;
mod writing;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use vouchfolio::digest::Digest;
use vouchfolio::emit::{self, Error, Options, Summary};
use vouchfolio::render::{Content, Keep, Output};

/// A site in a temporary folder.
struct Site {
    root: TempDir,
}

impl Site {
    fn new() -> std::io::Result<Site> {
        let site = Site { root: tempfile::tempdir()? };
        fs::create_dir(site.path())?;
        fs::write(site.path().join("vouchfolio.yaml"), "title: Test")?;
        for part in ["content", "themes", "static", "private"] {
            fs::create_dir(site.path().join(part))?;
        }
        Ok(site)
    }

    fn path(&self) -> PathBuf {
        self.root.path().join("site")
    }

    fn public(&self) -> PathBuf {
        self.path().join("public")
    }

    fn build(&self, outputs: &[(&str, &str)]) -> Result<Summary, Error> {
        self.build_into(&self.public(), &texts(outputs), false)
    }

    fn adopt(&self, outputs: &[(&str, &str)]) -> Result<Summary, Error> {
        self.build_into(&self.public(), &texts(outputs), true)
    }

    fn build_into(&self, out: &Path, outputs: &[Output], adopt: bool) -> Result<Summary, Error> {
        let site = self.path();
        let options = Options { site: &site, out, adopt, wait: true, on_wait: &|| {} };
        emit::emit(outputs, emit::prepare(&options)?)
    }

    /// Every file in the output folder but git's.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = files_in(&self.public());
        files.remove(".gitignore");
        files
    }

    fn put(&self, path: &str, content: &str) -> std::io::Result<()> {
        let place = self.public().join(path);
        fs::create_dir_all(place.parent().unwrap_or(&place))?;
        fs::write(place, content)
    }

    fn lose_manifest(&self) -> std::io::Result<()> {
        fs::remove_dir_all(self.path().join(".vouchfolio/outputs"))
    }
}

fn files_in(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let inside = files_in(&entry.path()).into_iter();
            files.extend(inside.map(|(path, content)| (format!("{name}/{path}"), content)));
        } else {
            files.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
    files
}

/// The folder beside the output folder that is to become it.
fn staging(beside: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(beside).ok()?.flatten().map(|entry| entry.path());
    let mut found =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "vouchfolio-tmp"));
    found.next()
}

fn texts(outputs: &[(&str, &str)]) -> Vec<Output> {
    let output = |(path, text): &(&str, &str)| Output {
        path: (*path).into(),
        digest: Digest::of(text.as_bytes()),
        content: Content::Bytes((*text).to_owned().into()),
    };
    outputs.iter().map(output).collect()
}

/// A copy of a file with this content.
fn copy_of(path: &str, from: &str, content: &[u8], strip_metadata: bool) -> Output {
    Output {
        path: path.into(),
        digest: Digest::of(content),
        content: Content::Copy { from: from.into(), strip_metadata },
    }
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (String::from(*path), String::from(*text))).collect()
}

/// The notices as the user reads them: each one's path and first differing words.
fn notices(summary: &Summary) -> Vec<String> {
    summary.notices.iter().map(ToString::to_string).collect()
}
