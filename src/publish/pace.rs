//! How patient publishing is with a server.

use std::time::Duration;

use super::Watch;
use crate::http::{Retries, Retry};

/// How patient publishing is with a server.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Attempts in all, for each request.
    pub attempts: u32,
    /// Before the second attempt; twice as long before each further one.
    pub pause: Duration,
    /// No pause is longer, whatever the server asks for.
    pub longest: Duration,
    /// How long a server may take over what it was given.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            attempts: 5,
            pause: Duration::from_secs(1),
            // Limits are mostly by the minute.
            longest: Duration::from_secs(70),
            patience: Duration::from_secs(15 * 60),
        }
    }
}

impl Pace {
    pub(super) fn retries<'a>(&self, on_retry: &'a dyn Fn(&Retry)) -> Retries<'a> {
        let Pace { attempts, pause, longest, .. } = *self;
        Retries { attempts, pause, longest, on_retry }
    }
}

/// Who is told how a request goes.
#[derive(Clone, Copy)]
pub(super) struct Progress<'a> {
    /// So many bytes more are sent.
    pub(super) sent: &'a dyn Fn(u64),
    pub(super) retry: &'a dyn Fn(&Retry),
}

impl Progress<'_> {
    /// Nobody is told.
    pub(super) fn unseen() -> Progress<'static> {
        Progress { sent: &|_| {}, retry: &|_| {} }
    }
}

/// Calls `work`, for what is not counted in bytes.
pub(super) fn uncounted<T>(watch: &dyn Watch, work: impl FnOnce(&Progress<'_>) -> T) -> T {
    work(&Progress { sent: &|_| {}, retry: &|retry| watch.retry(retry) })
}
