//! Which version of a page a browser shows, in a text that it keeps.
//!
//! A version tells the page itself from its stylesheets and its other parts, so that whoever has
//! an old one learns what differs, even from a server that was started since.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::media_type::Part;
use super::references::{Reference, references};
use super::site::Site;
use crate::digest::{Digest, Digester};
use crate::render::{Content, Output};

/// How many parts are told from each other. Of more, all but the stylesheets count as one.
const MOST_PARTS: usize = 200;

/// How deep stylesheets that import each other are followed.
const DEEPEST_IMPORT: usize = 8;

/// Shown as `DIGEST` of the page, then `.sNAMEDIGEST` for each stylesheet and `.pNAMEDIGEST` for
/// each other part; names are digests of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Of the page without the fingerprints of its parts.
    page: u64,
    stylesheets: BTreeMap<u32, u32>,
    parts: BTreeMap<u32, u32>,
}

/// What one version has that the other has not.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// The page itself, or a part that only a reload shows.
    Page,
    /// Only these stylesheets, by the digests of their paths.
    Stylesheets(Vec<u32>),
    None,
}

impl Version {
    /// The version of a page, and the stylesheets that it names itself.
    pub fn of<'s>(site: &'s Site, path: &str, html: &[u8]) -> (Version, Vec<&'s Output>) {
        let mut page = Digester::default();
        let mut from = 0;
        let mut stylesheets: BTreeMap<&str, (&Output, Digest)> = BTreeMap::new();
        let mut parts: BTreeMap<&str, Digest> = BTreeMap::new();
        for Reference { output, part, query } in references(site, path, html) {
            page.update(html.get(from..query.start).unwrap_or_default());
            from = query.end;
            match part {
                Part::Stylesheet if !stylesheets.contains_key(&*output.path) => {
                    let digest = stylesheet(site, output, 0, &mut parts);
                    stylesheets.insert(&output.path, (output, digest));
                }
                Part::Stylesheet => {}
                Part::Script => script(site, output, &mut parts),
                Part::Media => _ = parts.insert(&output.path, output.digest),
            }
        }
        page.update(html.get(from..).unwrap_or_default());
        if parts.len() > MOST_PARTS {
            let mut all = Digester::default();
            for digest in parts.values() {
                all.update(&digest.0.to_le_bytes());
            }
            parts = BTreeMap::from([("", all.finish())]);
        }
        let version = Version {
            page: long(page.finish()),
            stylesheets: stylesheets
                .iter()
                .map(|(path, (_, digest))| (name(path), short(*digest)))
                .collect(),
            parts: parts.iter().map(|(path, digest)| (name(path), short(*digest))).collect(),
        };
        (version, stylesheets.into_values().map(|(output, _)| output).collect())
    }

    /// What this has that a browser that shows `before` lacks. A part that only one of them has
    /// came or went with the page or stylesheet that names it.
    pub fn differs_from(&self, before: &Version) -> Difference {
        let changed = |now: &BTreeMap<u32, u32>, before: &BTreeMap<u32, u32>| -> Vec<u32> {
            let differs = |(name, digest): &(&u32, &u32)| {
                before.get(name).is_some_and(|before| before != *digest)
            };
            now.iter().filter(differs).map(|(name, _)| *name).collect()
        };
        if self.page != before.page || !changed(&self.parts, &before.parts).is_empty() {
            return Difference::Page;
        }
        match changed(&self.stylesheets, &before.stylesheets) {
            none if none.is_empty() => Difference::None,
            stylesheets => Difference::Stylesheets(stylesheets),
        }
    }
}

/// The digest of a stylesheet with all that it imports. What it shows is added to the parts.
fn stylesheet<'s>(
    site: &'s Site,
    output: &'s Output,
    depth: usize,
    parts: &mut BTreeMap<&'s str, Digest>,
) -> Digest {
    let Content::Bytes(bytes) = &output.content else { return output.digest };
    let mut digester = Digester::default();
    digester.update(&output.digest.0.to_le_bytes());
    for reference in references(site, &output.path, bytes) {
        match reference.part {
            Part::Stylesheet if depth < DEEPEST_IMPORT => {
                let imported = stylesheet(site, reference.output, depth + 1, parts);
                digester.update(&imported.0.to_le_bytes());
            }
            Part::Media => {
                parts.insert(&reference.output.path, reference.output.digest);
            }
            Part::Stylesheet | Part::Script => {}
        }
    }
    digester.finish()
}

/// Adds a script and all that it names.
fn script<'s>(site: &'s Site, output: &'s Output, parts: &mut BTreeMap<&'s str, Digest>) {
    let mut open = vec![output];
    while let Some(output) = open.pop() {
        if parts.insert(&output.path, output.digest).is_some() {
            continue;
        }
        if let Content::Bytes(bytes) = &output.content {
            let named = references(site, &output.path, bytes);
            open.extend(named.into_iter().map(|reference| reference.output));
        }
    }
}

/// The name of a path within a version.
pub fn name(path: &str) -> u32 {
    short(Digest::of(path.as_bytes()))
}

#[expect(clippy::cast_possible_truncation, reason = "a part of a digest will do")]
fn short(digest: Digest) -> u32 {
    digest.0 as u32
}

#[expect(clippy::cast_possible_truncation, reason = "a part of a digest will do")]
fn long(digest: Digest) -> u64 {
    digest.0 as u64
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.page)?;
        for (kind, parts) in [('s', &self.stylesheets), ('p', &self.parts)] {
            for (name, digest) in parts {
                write!(f, ".{kind}{name:08x}{digest:08x}")?;
            }
        }
        Ok(())
    }
}

/// A text that is no version of a page.
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Version, NoVersion> {
        let mut entries = text.split('.');
        let page = entries.next().and_then(|page| u64::from_str_radix(page, 16).ok());
        let (mut stylesheets, mut parts) = (BTreeMap::new(), BTreeMap::new());
        for entry in entries {
            let (into, both) = match entry.split_at_checked(1) {
                Some(("s", both)) => (&mut stylesheets, both),
                Some(("p", both)) => (&mut parts, both),
                _ => return Err(NoVersion),
            };
            let (name, digest) = both.split_at_checked(8).ok_or(NoVersion)?;
            let number = |text| u32::from_str_radix(text, 16).map_err(|_| NoVersion);
            into.insert(number(name)?, number(digest)?);
        }
        Ok(Version { page: page.ok_or(NoVersion)?, stylesheets, parts })
    }
}
