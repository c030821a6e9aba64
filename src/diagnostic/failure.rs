//! Failures of the operating system in words that people understand.

use std::fmt;
use std::io::{Error, ErrorKind};

/// An error of the operating system; shown as a phrase, without its number.
pub struct InWords<'a>(pub &'a Error);

impl fmt::Display for InWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.kind() {
            ErrorKind::PermissionDenied => "its permissions, or its folder's, do not allow it",
            ErrorKind::NotFound => "it, or a folder on the way to it, is not there",
            ErrorKind::AlreadyExists => "it is there already",
            ErrorKind::NotADirectory => "something on the way to it is a file, not a folder",
            ErrorKind::IsADirectory => "it is a folder",
            ErrorKind::DirectoryNotEmpty => "the folder is not empty",
            ErrorKind::StorageFull => "the disk is full",
            ErrorKind::QuotaExceeded => "your share of the disk is full",
            ErrorKind::FileTooLarge => "the file would be too large",
            ErrorKind::ReadOnlyFilesystem => "the disk can only be read",
            ErrorKind::InvalidFilename => "its name is too long, or not allowed on this disk",
            ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program uses it",
            _ => {
                let text = self.0.to_string();
                return f.write_str(text.split(" (os error").next().unwrap_or(&text));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::InWords;
    use std::io::{Error, ErrorKind};

    #[test]
    fn numbers_are_not_shown() {
        let full = InWords(&Error::from(ErrorKind::StorageFull)).to_string();
        assert_eq!(full, "the disk is full");
        for number in 1..120 {
            let words = InWords(&Error::from_raw_os_error(number)).to_string();
            assert!(!words.is_empty() && !words.contains("os error"), "{words}");
        }
        assert_eq!(InWords(&Error::other("walk failed")).to_string(), "walk failed");
    }
}
