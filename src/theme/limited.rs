//! A page as it is written, up to a length that no page needs.

use std::io::{self, Write};

/// A page may have this many bytes.
pub const LONGEST_PAGE: usize = 32 * 1024 * 1024;

/// Takes what a template writes, and refuses more than [`LONGEST_PAGE`].
pub struct Limited<'a> {
    out: &'a mut Vec<u8>,
    left: usize,
    pub is_full: bool,
}

impl<'a> Limited<'a> {
    pub fn new(out: &'a mut Vec<u8>) -> Limited<'a> {
        Limited { out, left: LONGEST_PAGE, is_full: false }
    }
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len()) {
            Some(left) => {
                self.left = left;
                self.out.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            None => {
                self.is_full = true;
                Err(io::ErrorKind::FileTooLarge.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
