//! `github-actions`: a workflow by which GitHub itself builds the site and shows it.
//!
//! The place is one file in the repository, and the only file that is published there is this one:
//! whoever makes the plan takes [`workflow`] for the site. Nothing else is looked at or changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Error, File, Manifest, Place, Plan, Sent, Site, Survey, Watch};
use crate::digest::Digest;

/// Where GitHub looks for it, from the repository's root.
pub const WORKFLOW: &str = ".github/workflows/pages.yml";

/// The first line of a workflow that is ours.
const MARK: &str = "# Written by `vouchfolio publish`, which also overwrites it.";

/// What installs this program where the target does not say.
const INSTALL: &str =
    concat!("cargo install --locked vouchfolio --version ", env!("CARGO_PKG_VERSION"));

/// The file in the repository around the site, or in the site where there is none.
pub(super) struct GithubActions {
    root: PathBuf,
    /// Whether the target says how this program is installed.
    says_install: bool,
}

impl GithubActions {
    pub(super) fn new(site: &Path, install: Option<&str>) -> GithubActions {
        GithubActions { root: root(site), says_install: install.is_some() }
    }
}

/// The workflow for a site: all that this target publishes. `install` is a command that puts this
/// program on the path.
pub fn workflow(site: &Path, install: Option<&str>) -> Result<File, Error> {
    let root = root(site);
    let site = fs::canonicalize(site).unwrap_or_else(|_| site.to_owned());
    let within = site.strip_prefix(&root).unwrap_or(Path::new(""));
    let Some(within) = within.to_str().map(|path| path.replace('\\', "/")) else {
        let message =
            format!("the site's folder, {}, has a name that GitHub cannot read", site.display());
        let help = "rename it: letters, digits, `-` and `_` are sure to work".to_owned();
        return Err(Error::Refused { message, help });
    };
    let install = install.unwrap_or(INSTALL);
    for (what, value) in [("`install`", install), ("the path of the site's folder", &*within)] {
        if value.contains("${{") || value.contains('\0') {
            return Err(Error::Refused {
                message: format!("{what} holds `${{{{`, which GitHub would replace"),
                help: "write it without".to_owned(),
            });
        }
    }
    Ok(File::new(WORKFLOW, text(install, &within).into_bytes()))
}

/// The folder of the repository around the site: that which holds `.git`.
fn root(site: &Path) -> PathBuf {
    let site = fs::canonicalize(site).unwrap_or_else(|_| site.to_owned());
    let root = site.ancestors().find(|folder| folder.join(".git").exists());
    root.unwrap_or(&site).to_owned()
}

/// What an owner wrote stands in quotes, as JSON does, which YAML can read.
fn text(install: &str, within: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let folder = if within.is_empty() { "." } else { within };
    let public = if within.is_empty() { "public".to_owned() } else { format!("{within}/public") };
    let build = build(&quoted(install), &quoted(folder), &quoted(&public));
    format!("{MARK}\n{HEAD}{build}{DEPLOY}")
}

/// The form of the file is that of GitHub's documentation, "Workflow syntax for GitHub Actions".
const HEAD: &str = r#"# To keep changes of your own, take out the line above: then publishing asks before it overwrites.
#
# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
# The actions are named by version. To be sure that they never change, name each by the commit of
# its release instead: `uses: actions/checkout@` and the 40 digits that its releases page shows.
name: Pages

on:
  push:
  workflow_dispatch:

# Jobs may read the repository, and nothing else unless they say so.
permissions:
  contents: read

# One at a time, and none is broken off while it publishes.
concurrency:
  group: pages
  cancel-in-progress: false

jobs:
"#;

fn build(install: &str, folder: &str, public: &str) -> String {
    format!(
        "  build:
    if: github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    timeout-minutes: 30
    defaults:
      run:
        working-directory: {folder}
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - name: Install Vouchfolio
        run: {install}
      - name: Check the site
        run: vouchfolio check
      - name: Build the site
        run: vouchfolio build
      - uses: actions/upload-pages-artifact@v5
        with:
          path: {public}
          include-hidden-files: true
"
    )
}

const DEPLOY: &str = r#"
  deploy:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
"#;

impl Place for GithubActions {
    fn survey(&mut self, site: &Site<'_>) -> Result<Survey, Error> {
        let mut survey = Survey::default();
        if !self.says_install {
            survey.warnings.push(format!(
                "the workflow installs Vouchfolio {} from crates.io; where that is not there, say with `install` how it is installed",
                env!("CARGO_PKG_VERSION")
            ));
        }
        let path = self.path()?;
        match fs::read(&path) {
            Ok(bytes) => {
                let is_ours = bytes.split(|byte| *byte == b'\n').next() == Some(MARK.as_bytes());
                let files = BTreeMap::from([(Arc::from(WORKFLOW), Some(Digest::of(&bytes)))]);
                let ours = || Manifest::of(site.base_url.as_str(), &[File::new(WORKFLOW, bytes)]);
                Ok(Survey { manifest: is_ours.then(ours), files, ..survey })
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(survey),
            Err(cause) => Err(Error::Read { path, cause }),
        }
    }

    fn send(&mut self, _: &Site<'_>, plan: &Plan<'_>, watch: &dyn Watch) -> Result<Sent, Error> {
        let Some(file) = plan.sent().into_iter().find(|file| &*file.path == WORKFLOW) else {
            return Ok(Sent::default());
        };
        watch.begin(1, plan.size());
        let path = self.path()?;
        let write = |cause| Error::Write { path: path.clone(), cause };
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(write)?;
        let beside = path.with_extension("yml.tmp");
        let written = fs::write(&beside, file.bytes()?);
        written.and_then(|()| fs::rename(&beside, &path)).map_err(|cause| {
            let _ = fs::remove_file(&beside);
            write(cause)
        })?;
        watch.sent(file.size);
        let note = format!(
            "commit and push {WORKFLOW}; in the repository's settings on GitHub, under Pages, choose GitHub Actions as the source"
        );
        Ok(Sent { url: None, notes: vec![note] })
    }
}

impl GithubActions {
    /// Where the file lies. Nothing on the way to it may lead elsewhere.
    fn path(&self) -> Result<PathBuf, Error> {
        let mut path = self.root.clone();
        for part in WORKFLOW.split('/') {
            path.push(part);
            if path.is_symlink() {
                return Err(Error::Refused {
                    message: format!("{} is a link", path.display()),
                    help: "put a folder or file in its place; the workflow is not written where a link leads".to_owned(),
                });
            }
        }
        Ok(path)
    }
}
