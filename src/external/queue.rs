//! Which address is asked for next, so that no host is asked too much at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Options;
use crate::config::host_of;

/// Addresses that wait for their turn.
pub(super) struct Queue<'a> {
    per_host: usize,
    pause: Duration,
    state: Mutex<State<'a>>,
    changed: Condvar,
}

/// An address whose turn it is.
pub(super) struct Job<'a> {
    pub(super) url: &'a Arc<str>,
}

struct State<'a> {
    waiting: Vec<&'a Arc<str>>,
    hosts: BTreeMap<&'a str, Host>,
}

#[derive(Default)]
struct Host {
    running: usize,
    /// It is left alone until then.
    free: Option<Instant>,
}

impl<'a> Queue<'a> {
    pub(super) fn new(urls: &'a [Arc<str>], options: &Options) -> Queue<'a> {
        let waiting = urls.iter().rev().collect();
        let state = Mutex::new(State { waiting, hosts: BTreeMap::new() });
        let (per_host, pause) = (options.per_host.max(1), options.pause);
        Queue { per_host, pause, state, changed: Condvar::new() }
    }

    /// The next address, as soon as its host may be asked; `None` when all have had their turn.
    pub(super) fn take(&self) -> Option<Job<'a>> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            let now = Instant::now();
            let found = state.waiting.iter().rposition(|url| state.is_free(url, self, now));
            if let Some(index) = found {
                let url = state.waiting.remove(index);
                let host = state.hosts.entry(host_of(url)).or_default();
                host.running += 1;
                host.free = Some(now + self.pause);
                return Some(Job { url });
            }
            let free = state.hosts.values().filter_map(|host| host.free);
            let next = free.filter(|free| *free > now).min();
            let wait = next.map_or(Duration::from_secs(1), |next| next - now);
            let waited = self.changed.wait_timeout(state, wait);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// An address was asked for.
    pub(super) fn done(&self, job: &Job<'a>) {
        let mut state = self.lock();
        if let Some(host) = state.hosts.get_mut(host_of(job.url)) {
            host.running = host.running.saturating_sub(1);
        }
        self.changed.notify_all();
    }

    /// The host of an address wants to be left alone.
    pub(super) fn hold(&self, job: &Job<'a>, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.lock();
        if let Some(host) = state.hosts.get_mut(host_of(job.url)) {
            host.free = host.free.max(Some(until));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State<'_> {
    fn is_free(&self, url: &str, queue: &Queue<'_>, now: Instant) -> bool {
        self.hosts.get(host_of(url)).is_none_or(|host| {
            host.running < queue.per_host && host.free.is_none_or(|free| free <= now)
        })
    }
}
