//! A request's body on its way out, and who is told how far it is.

use std::cell::Cell;
use std::io::{self, Read};

/// So much goes out at a time.
const PIECE: usize = 64 * 1024;

/// A body as it is sent. A piece counts as sent when the next one is asked for.
pub(super) struct Upload<'a> {
    body: &'a [u8],
    on_sent: Option<&'a dyn Fn(u64)>,
    /// How much of the body was asked for.
    read: usize,
    /// How much was told of, by this attempt and earlier ones.
    told: &'a Cell<u64>,
}

impl<'a> Upload<'a> {
    pub(super) fn new(
        body: &'a [u8],
        on_sent: Option<&'a dyn Fn(u64)>,
        told: &'a Cell<u64>,
    ) -> Upload<'a> {
        Upload { body, on_sent, read: 0, told }
    }

    /// Says how much went out since it was last said.
    pub(super) fn tell(&self) {
        let more = (self.read as u64).saturating_sub(self.told.get());
        if more == 0 {
            return;
        }
        self.told.set(self.read as u64);
        if let Some(on_sent) = self.on_sent {
            on_sent(more);
        }
    }
}

impl Read for Upload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tell();
        let rest = self.body.get(self.read..).unwrap_or_default();
        let size = rest.len().min(buffer.len()).min(PIECE);
        if let (Some(to), Some(from)) = (buffer.get_mut(..size), rest.get(..size)) {
            to.copy_from_slice(from);
        }
        self.read += size;
        Ok(size)
    }
}
