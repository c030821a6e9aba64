//! What is at a place, as rsync lists it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One line for each entry: what it is, its length, its checksum, its name.
pub const FORMAT: &str = "--out-format=%i|%l|%C|%n";

/// Where rsync keeps what it has not put into place yet (`--delay-updates`).
const UNFINISHED: &str = ".~tmp~";

/// What stands under one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The MD5 of its bytes, in hex. Zeros where they cannot be read.
    File {
        md5: String,
        size: u64,
    },
    Folder,
    /// A link, a device.
    Other,
}

/// Everything at a place, by path from its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub entries: BTreeMap<Arc<str>, Entry>,
    /// What an interrupted rsync left.
    pub unfinished: Vec<Arc<str>>,
    /// Whether the folder is there at all.
    pub exists: bool,
}

impl Listing {
    /// Reads rsync's output. What is no entry is passed over.
    pub fn parse(output: &[u8]) -> Listing {
        let mut listing = Listing { exists: true, ..Listing::default() };
        for line in output.split(|byte| *byte == b'\n') {
            let Some((path, entry)) = parse_line(line) else { continue };
            if path.split('/').any(|part| part == UNFINISHED) {
                if entry != Entry::Folder {
                    listing.unfinished.push(path);
                }
            } else {
                listing.entries.insert(path, entry);
            }
        }
        listing
    }

    /// Whether it is a folder there.
    pub fn is_folder(&self, path: &str) -> bool {
        self.entries.get(path) == Some(&Entry::Folder)
    }
}

/// The path of the file that an unfinished one was to become.
pub fn finished(unfinished: &str) -> String {
    let parts = unfinished.split('/').filter(|part| *part != UNFINISHED);
    parts.collect::<Vec<_>>().join("/")
}

fn parse_line(line: &[u8]) -> Option<(Arc<str>, Entry)> {
    let mut fields = line.splitn(4, |byte| *byte == b'|');
    let what = fields.next().filter(|what| what.len() == 11)?;
    let size = std::str::from_utf8(fields.next()?).ok()?.trim().parse().ok()?;
    let md5 = String::from_utf8_lossy(fields.next()?).trim().to_owned();
    let path = name(fields.next()?);
    let path = path.trim_end_matches('/');
    let is_inside =
        !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let entry = match what.get(1)? {
        b'f' => Entry::File { md5, size },
        b'd' => Entry::Folder,
        b'L' | b'S' | b'D' => Entry::Other,
        _ => return None,
    };
    is_inside.then(|| (path.into(), entry))
}

/// A name as it is: rsync shows some bytes as `\#` and three octal digits. What is no text, or
/// would move a terminal's cursor, stays as it is shown.
fn name(shown: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let [first, after @ ..] = rest {
        match rest {
            [b'\\', b'#', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..] => {
                bytes.push((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(name) if !name.contains(char::is_control) => name,
        _ => String::from_utf8_lossy(shown).replace(char::is_control, "?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_entry_is_read() {
        let output = b"receiving file list\n\
            cd+++++++++|4096|                                |./\n\
            >f+++++++++|3|8a80554c91d9fca8acb82f023de02f11|index.html\n\
            >f+++++++++|0|d41d8cd98f00b204e9800998ecf8427e|a|b \\#303\\#244\\#134#101\n\
            cd+++++++++|4096|                                |vouch/\n\
            cL+++++++++|7|                                |link\n\
            cS+++++++++|0|                                |fifo\n\
            >f+++++++++|1|d41d8cd98f00b204e9800998ecf8427e|bad\\#033[2J\n\
            >f+++++++++|1|d41d8cd98f00b204e9800998ecf8427e|vouch/.~tmp~/index.html\n\
            >f+++++++++|1|d41d8cd98f00b204e9800998ecf8427e|../up\n\
            >f+++++++++|1|d41d8cd98f00b204e9800998ecf8427e|/root\n";
        let listing = Listing::parse(output);
        let kind = |path: &str| listing.entries.get(path).cloned();
        let file = |md5: &str, size| Some(Entry::File { md5: md5.to_owned(), size });
        assert_eq!(kind("index.html"), file("8a80554c91d9fca8acb82f023de02f11", 3));
        assert_eq!(kind("a|b ä\\#101"), file("d41d8cd98f00b204e9800998ecf8427e", 0));
        assert_eq!(kind("link"), Some(Entry::Other));
        assert_eq!(kind("fifo"), Some(Entry::Other));
        assert_eq!(kind("bad\\#033[2J"), file("d41d8cd98f00b204e9800998ecf8427e", 1));
        assert!(listing.is_folder("vouch"));
        assert_eq!(listing.entries.len(), 6, "{:?}", listing.entries);
        assert_eq!(listing.unfinished, ["vouch/.~tmp~/index.html".into()]);
        assert_eq!(finished("vouch/.~tmp~/index.html"), "vouch/index.html");
    }
}
