//! What stands on a branch: looked at as names and object ids, and never written to the disk.

use sha1::Digest as _;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::super::{Error, File, MANIFEST, Manifest, Site, Survey};
use super::program::Git;
use super::remote::refused;
use super::store::Store;
use super::trouble;
use crate::digest::Digest;

/// A commit that a branch leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tip {
    pub commit: String,
    pub tree: String,
}

struct Entry {
    is_file: bool,
    object: String,
}

/// A manifest that is longer than this is none of ours.
const LONGEST_MANIFEST: u64 = 64 * 1024 * 1024;

/// The commit and tree of a reference.
pub(super) fn tip(git: &Git, store: &Store, reference: &str) -> Result<Tip, Error> {
    let (commit, tree) = (format!("{reference}^{{commit}}"), format!("{reference}^{{tree}}"));
    let done = git.run(&["rev-parse", "--verify", &commit], &store.folder, &[])?;
    let tree = git.run(&["rev-parse", "--verify", &tree], &store.folder, &[])?;
    if !done.status.success() || !tree.status.success() {
        return Err(trouble::explained("the branch leads to no commit", &done.err));
    }
    Ok(Tip { commit: done.text(), tree: tree.text() })
}

/// What stands on the branch whose commit this is.
pub(super) fn survey(
    git: &Git,
    store: &Store,
    tip: &Tip,
    branch: &str,
    site: &Site<'_>,
) -> Result<Survey, Error> {
    let entries = entries(git, store, &tip.tree)?;
    if let Some(path) = entries.keys().find(|path| !is_sound(path)) {
        let path = trouble::shown(path);
        let message = format!("the branch `{branch}` holds `{path}`, which is no path of a site");
        return Err(refused(&message, "find out who put it there, and choose another branch"));
    }
    let manifest = entries.get(MANIFEST).filter(|entry| entry.is_file);
    let manifest = manifest.map(|entry| read_manifest(git, store, &entry.object)).transpose()?;
    let manifest = manifest.flatten();
    let is_ours = |path: &str| manifest.as_ref().is_some_and(|it| it.files.contains_key(path));
    let names: Vec<&str> = entries.keys().map(|path| &**path).collect();
    if holds_source(&names) && !is_ours("vouchfolio.yaml") {
        let message = format!("the branch `{branch}` holds the source of a site");
        let help =
            "choose another `branch` for what is published: `gh-pages`, or `pages` on Codeberg";
        return Err(refused(&message, help));
    }
    if let Some((there, path)) = conflict(&entries, site.files, &is_ours) {
        let message = format!("{path} cannot go where {there} is on the branch `{branch}`");
        return Err(refused(&message, "take it off the branch, or rename it in the site"));
    }
    let mut files = BTreeMap::new();
    let wanted: BTreeMap<&str, &File> = site.files.iter().map(|it| (&*it.path, it)).collect();
    for (path, entry) in entries.iter().filter(|(path, _)| ***path != *MANIFEST) {
        let is_same = match wanted.get(&**path) {
            Some(file) if entry.is_file => object(&file.bytes()?, &tip.tree) == entry.object,
            _ => false,
        };
        // Of other files git knows no digest of our kind; it is enough that it is another one.
        let other = || Digest::of(entry.object.as_bytes());
        let digest = wanted.get(&**path).filter(|_| is_same).map_or_else(other, |it| it.digest);
        files.insert(Arc::clone(path), Some(digest));
    }
    Ok(Survey { manifest, files, warnings: Vec::new() })
}

/// The id of bytes as an object of git, of the kind that this other id is of (gitformat-loose(5)).
pub(super) fn object(bytes: &[u8], like: &str) -> String {
    let header = format!("blob {}\0", bytes.len());
    if is_sha256(like) {
        let digest = sha2::Sha256::new().chain_update(header).chain_update(bytes).finalize();
        hex(&digest)
    } else {
        let digest = sha1::Sha1::new().chain_update(header).chain_update(bytes).finalize();
        hex(&digest)
    }
}

/// Whether ids are made by SHA-256.
pub(super) fn is_sha256(id: &str) -> bool {
    id.len() == 64
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything below a tree, by path.
fn entries(git: &Git, store: &Store, tree: &str) -> Result<BTreeMap<Arc<str>, Entry>, Error> {
    let list = ["ls-tree", "-r", "-z", "--full-tree", tree];
    let done = git.run(&list, &store.folder, &[])?;
    if !done.status.success() {
        return Err(trouble::explained("the branch cannot be read", &done.err));
    }
    let mut entries = BTreeMap::new();
    for line in done.out.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let Some((head, path)) = line.split_once('\t') else { continue };
        let mut head = head.split(' ');
        let is_file = matches!(head.next(), Some("100644" | "100755"));
        let object = head.nth(1).unwrap_or_default().to_owned();
        entries.insert(path.into(), Entry { is_file, object });
    }
    Ok(entries)
}

/// A path that leads nowhere else, on any machine.
fn is_sound(path: &str) -> bool {
    let is_odd = |part: &str| matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git");
    !path.split('/').any(is_odd)
}

fn read_manifest(git: &Git, store: &Store, object: &str) -> Result<Option<Manifest>, Error> {
    let size = git.run(&["cat-file", "-s", object], &store.folder, &[])?;
    if !size.status.success() {
        return Err(trouble::explained(&format!("{MANIFEST} cannot be read"), &size.err));
    }
    if size.text().parse().is_ok_and(|size: u64| size > LONGEST_MANIFEST) {
        return Ok(None);
    }
    let bytes = git.run(&["cat-file", "blob", object], &store.folder, &[])?;
    Ok(Manifest::parse(&bytes.out))
}

/// A file there where the site has a folder, or the other way round, that publishing may not take
/// away; and the file of the site.
fn conflict<'a>(
    entries: &'a BTreeMap<Arc<str>, Entry>,
    files: &'a [File],
    is_ours: &dyn Fn(&str) -> bool,
) -> Option<(&'a str, &'a str)> {
    files.iter().find_map(|file| {
        let mut above = file.path.match_indices('/').filter_map(|(at, _)| file.path.get(..at));
        let is_file = above.find_map(|folder| entries.get_key_value(folder));
        let below = format!("{}/", file.path);
        let within = entries.range::<str, _>((Bound::Included(&*below), Bound::Unbounded));
        let mut within = within.take_while(|(path, _)| path.starts_with(&below));
        let is_foreign = |(path, _): &(&'a Arc<str>, &'a Entry)| !is_ours(path);
        let found = is_file.filter(is_foreign).or_else(|| within.find(is_foreign));
        found.map(|(path, _)| (&**path, &*file.path))
    })
}

/// Whether these are files of a site that is not built yet.
pub(super) fn holds_source(paths: &[&str]) -> bool {
    paths.iter().any(|path| {
        let folder = path.strip_suffix("vouchfolio.yaml");
        let folder = folder.filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let content = folder.map(|folder| format!("{folder}content/"));
        content.is_some_and(|content| paths.iter().any(|path| path.starts_with(&content)))
    })
}

/// The paths below a reference.
pub(super) fn paths(git: &Git, store: &Store, reference: &str) -> Result<Vec<String>, Error> {
    let list = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", reference];
    let done = git.run(&list, &store.folder, &[])?;
    let paths = done.out.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{holds_source, is_sound, object};

    #[test]
    fn objects_have_the_ids_that_git_gives_them() {
        let sha1 = "ce013625030ba8dba906f756967f9e9ca394464a";
        assert_eq!(object(b"hello\n", sha1), sha1);
        let sha256 = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";
        assert_eq!(object(b"hello\n", sha256), sha256);
    }

    #[test]
    fn odd_paths_are_told_from_others() {
        for path in ["index.html", "a/b.css", ".nojekyll", "a..b/c", ".gitignore"] {
            assert!(is_sound(path), "{path}");
        }
        for path in ["../a", "a/../b", "./a", "a//b", ".git/config", "a/.GIT/hooks/x"] {
            assert!(!is_sound(path), "{path}");
        }
    }

    #[test]
    fn a_source_has_settings_beside_its_content() {
        assert!(holds_source(&["a/content/profile.md", "a/vouchfolio.yaml"]));
        assert!(!holds_source(&["content/profile.md", "a/vouchfolio.yaml"]));
        assert!(!holds_source(&["content/x", "notvouchfolio.yaml", "index.html"]));
    }
}
