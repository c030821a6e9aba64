//! How much of large pictures is in memory at a time.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes that pictures in their full size may take together.
const ALL: u64 = 192 << 20;

/// What is left for further pictures.
pub struct Budget {
    left: Mutex<u64>,
    given_back: Condvar,
}

/// A part of it, given back when it is dropped.
pub struct Share<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Budget {
    pub fn new() -> Budget {
        Budget { left: Mutex::new(ALL), given_back: Condvar::new() }
    }

    /// Takes so many bytes, and waits until they are there. Who holds a share must not wait for
    /// anybody else. A picture that needs more than there is waits until it is alone.
    pub fn take(&self, bytes: u64) -> Share<'_> {
        let bytes = bytes.min(ALL);
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.given_back.wait_while(left, |left| *left < bytes);
        *left.unwrap_or_else(PoisonError::into_inner) -= bytes;
        Share { budget: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.left.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.given_back.notify_all();
    }
}
