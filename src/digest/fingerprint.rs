//! Names that change with what they name, `site.3f9a1c2e.css`, so that a browser may keep the file
//! for ever.

use std::ops::Range;

use super::Digest;

/// How many hex digits of a digest stand in a name.
const DIGITS: usize = 8;

impl Digest {
    /// The first digits of the digest, as names have them.
    pub fn fingerprint(self) -> String {
        let mut digits = self.to_string();
        digits.truncate(DIGITS);
        digits
    }

    /// The path of a file with the fingerprint of its bytes: before its extension, or at its end.
    pub fn fingerprinted(self, path: &str) -> String {
        insert(path, &self.fingerprint())
    }

    /// Where in a path the fingerprint stands that [`Digest::fingerprinted`] put there, with the
    /// dot before it.
    pub fn fingerprint_in(self, path: &str) -> Option<Range<usize>> {
        let name = path.rfind('/').map_or(0, |slash| slash + 1);
        let last = name + path.get(name..)?.rfind('.')?;
        let stem = path.get(..last)?;
        let is_here = |range: &Range<usize>| {
            let digits = path.get(range.start + 1..range.end);
            range.len() == 1 + DIGITS && digits == Some(&*self.fingerprint())
        };
        let before = stem.rfind('.').filter(|dot| *dot >= name).map(|dot| dot..last);
        before.filter(is_here).or_else(|| Some(last..path.len()).filter(is_here))
    }
}

/// The path with these digits where a fingerprint stands.
pub fn insert(path: &str, digits: &str) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..).and_then(|file| file.rfind('.')).filter(|dot| *dot > 0);
    let (stem, extension) = path.split_at(dot.map_or(path.len(), |dot| name + dot));
    format!("{stem}.{digits}{extension}")
}

#[cfg(test)]
mod tests {
    use super::Digest;

    const DIGEST: Digest = Digest(0x3f9a_1c2e_0000_0000_0000_0000_0000_0001);

    #[test]
    fn a_fingerprint_stands_before_the_extension() {
        for (path, expected) in [
            ("site.css", "site.3f9a1c2e.css"),
            ("fonts/a.b.woff2", "fonts/a.b.3f9a1c2e.woff2"),
            ("v1.2/LICENCE", "v1.2/LICENCE.3f9a1c2e"),
            ("a.3f9a1c2e.css", "a.3f9a1c2e.3f9a1c2e.css"),
            (".well-known", ".well-known.3f9a1c2e"),
        ] {
            let name = DIGEST.fingerprinted(path);
            assert_eq!(name, expected);
            let range = DIGEST.fingerprint_in(&name).unwrap();
            assert_eq!([&name[..range.start], &name[range.end..]].concat(), path);
        }
    }

    #[test]
    fn only_the_fingerprint_of_these_bytes_counts() {
        for path in ["site.css", "site.3f9a1c2f.css", "3f9a1c2e.css", "a.3f9a1c2e/b.css", "", "a."]
        {
            assert_eq!(DIGEST.fingerprint_in(path), None, "{path}");
        }
    }
}
