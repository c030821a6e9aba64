//! Which version of a page a browser shows, in a text that it keeps.
//!
//! A version tells the page itself from its stylesheets and its other parts, so that whoever has
//! an old one learns what differs, even from a server that was started since.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::media_type::Part;
use super::references::{Reference, name, references};
use super::site::Site;
use crate::digest::{Digest, Digester, fingerprint};
use crate::render::{Content, Output};

/// How many parts are told from each other. Of more, all but the stylesheets count as one.
const MOST_PARTS: usize = 200;

/// How deep stylesheets that import each other are followed.
const DEEPEST_IMPORT: usize = 8;

/// Shown as `DIGEST` of the page, then `.sNAMEDIGEST` for each stylesheet and `.pNAMEDIGEST` for
/// each other part. Names are digests of paths without fingerprints; the fingerprint that a
/// stylesheet has in its name stands after its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Of the page without the fingerprints of its parts.
    page: u64,
    stylesheets: BTreeMap<u32, Stylesheet>,
    parts: BTreeMap<u32, u32>,
}

/// The version of a stylesheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stylesheet {
    /// With all that it imports.
    digest: u32,
    /// As its name has it.
    fingerprint: Option<u32>,
}

/// A stylesheet that a page names itself.
pub struct Linked<'s> {
    pub output: &'s Output,
    name: Cow<'s, str>,
}

/// A stylesheet that is another now.
#[derive(Debug, PartialEq, Eq)]
pub struct Swapped {
    /// The paths before and now, which are one where the name has no fingerprint.
    pub from: String,
    pub to: String,
    pub digest: Digest,
}

/// What one version has that the other has not.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// The page itself, or a part that only a reload shows.
    Page,
    Stylesheets(Vec<Swapped>),
    None,
}

impl Version {
    /// The version of a page, and the stylesheets that it names itself.
    pub fn of<'s>(site: &'s Site, path: &str, html: &[u8]) -> (Version, Vec<Linked<'s>>) {
        let mut page = Digester::default();
        let mut from = 0;
        let mut stylesheets: BTreeMap<Cow<'s, str>, (&Output, Digest)> = BTreeMap::new();
        let mut parts = Parts::new();
        for Reference { output, part, fingerprints } in references(site, path, html) {
            for fingerprint in fingerprints {
                page.update(html.get(from..fingerprint.start).unwrap_or_default());
                from = fingerprint.end;
            }
            match part {
                Part::Stylesheet if !stylesheets.contains_key(&name(output)) => {
                    let digest = stylesheet(site, output, 0, &mut parts);
                    stylesheets.insert(name(output), (output, digest));
                }
                Part::Stylesheet => {}
                Part::Script => script(site, output, &mut parts),
                Part::Media => _ = parts.insert(name(output), output.digest),
            }
        }
        page.update(html.get(from..).unwrap_or_default());
        if parts.len() > MOST_PARTS {
            let mut all = Digester::default();
            for digest in parts.values() {
                all.update(&digest.0.to_le_bytes());
            }
            parts = Parts::from([(Cow::Borrowed(""), all.finish())]);
        }
        let of_stylesheet = |(name, (output, digest)): (&Cow<'s, str>, &(&Output, Digest))| {
            let has_fingerprint = **name != *output.path;
            let fingerprint = has_fingerprint.then(|| in_name(output.digest));
            (key(name), Stylesheet { digest: short(*digest), fingerprint })
        };
        let version = Version {
            page: long(page.finish()),
            stylesheets: stylesheets.iter().map(of_stylesheet).collect(),
            parts: parts.iter().map(|(name, digest)| (key(name), short(*digest))).collect(),
        };
        let linked = stylesheets.into_iter().map(|(name, (output, _))| Linked { output, name });
        (version, linked.collect())
    }

    /// What this has that a browser that shows `before` lacks, where the page names these
    /// stylesheets. A part that only one of them has came or went with the page or stylesheet that
    /// names it.
    pub fn differs_from(&self, before: &Version, linked: &[Linked<'_>]) -> Difference {
        let differs = |(name, digest): (&u32, &u32)| {
            before.parts.get(name).is_some_and(|before| before != digest)
        };
        if self.page != before.page || self.parts.iter().any(differs) {
            return Difference::Page;
        }
        let swapped = linked.iter().filter_map(|Linked { output, name }| {
            let (now, before) =
                (self.stylesheets.get(&key(name))?, before.stylesheets.get(&key(name))?);
            let from = match before.fingerprint {
                Some(fingerprint) => fingerprint::insert(name, &format!("{fingerprint:08x}")),
                None => name.to_string(),
            };
            let swapped = Swapped { from, to: output.path.to_string(), digest: output.digest };
            (now != before).then_some(swapped)
        });
        match swapped.collect::<Vec<_>>() {
            none if none.is_empty() => Difference::None,
            stylesheets => Difference::Stylesheets(stylesheets),
        }
    }
}

/// The digests of parts, by their names.
type Parts<'s> = BTreeMap<Cow<'s, str>, Digest>;

/// The digest of a stylesheet with all that it imports. What it shows is added to the parts.
fn stylesheet<'s>(
    site: &'s Site,
    output: &'s Output,
    depth: usize,
    parts: &mut Parts<'s>,
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
                parts.insert(name(reference.output), reference.output.digest);
            }
            Part::Stylesheet | Part::Script => {}
        }
    }
    digester.finish()
}

/// Adds a script and all that it names.
fn script<'s>(site: &'s Site, output: &'s Output, parts: &mut Parts<'s>) {
    let mut open = vec![output];
    while let Some(output) = open.pop() {
        if parts.insert(name(output), output.digest).is_some() {
            continue;
        }
        if let Content::Bytes(bytes) = &output.content {
            let named = references(site, &output.path, bytes);
            open.extend(named.into_iter().map(|reference| reference.output));
        }
    }
}

/// What stands for a name in a version.
fn key(name: &str) -> u32 {
    short(Digest::of(name.as_bytes()))
}

/// The digits of a digest that stand in names.
fn in_name(digest: Digest) -> u32 {
    u32::from_str_radix(&digest.fingerprint(), 16).unwrap_or_default()
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
        for (name, Stylesheet { digest, fingerprint }) in &self.stylesheets {
            write!(f, ".s{name:08x}{digest:08x}")?;
            if let Some(fingerprint) = fingerprint {
                write!(f, "{fingerprint:08x}")?;
            }
        }
        for (name, digest) in &self.parts {
            write!(f, ".p{name:08x}{digest:08x}")?;
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
            let (kind, rest) = entry.split_at_checked(1).ok_or(NoVersion)?;
            let (name, rest) = number(rest)?;
            let (digest, rest) = number(rest)?;
            match kind {
                "s" => {
                    let fingerprint = (!rest.is_empty()).then(|| number(rest)).transpose()?;
                    let fingerprint = fingerprint.map(|(fingerprint, _)| fingerprint);
                    stylesheets.insert(name, Stylesheet { digest, fingerprint });
                }
                "p" => _ = parts.insert(name, digest),
                _ => return Err(NoVersion),
            }
        }
        Ok(Version { page: page.ok_or(NoVersion)?, stylesheets, parts })
    }
}

/// The number that eight digits at the beginning are, and what follows.
fn number(text: &str) -> Result<(u32, &str), NoVersion> {
    let (digits, rest) = text.split_at_checked(8).ok_or(NoVersion)?;
    Ok((u32::from_str_radix(digits, 16).map_err(|_| NoVersion)?, rest))
}
