//! Whether links out of the site lead somewhere: `check --external`. Nothing else depends on it.
//!
//! Each address is asked for once, whatever stands after its `#`: with `HEAD`, and with `GET` where
//! that is not answered well, of whose answer little is read. Good answers are remembered for a
//! week, in `.vouchfolio/cache/links`.
//!
//! Addresses within private networks are asked for only where the owner wrote them as such
//! (`http://127.0.0.1/`): not where a name or a redirect leads there, and not in the words of other
//! people, who could otherwise have this machine ask its neighbours.
#![allow(clippy::disallowed_methods, reason = "the rim: links are asked for over the network")]

mod ask;
mod memory;
mod queue;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use url::Url;

use crate::config::host_of;
use crate::diagnostic::{Code, Located, Severity};
use crate::engine::OutwardLink;
use crate::http::{self, Failure};
use crate::source::disk::Cache;
use memory::Memory;
use queue::Queue;

/// How links are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// At a time.
    pub requests: usize,
    /// At a time, of one host.
    pub per_host: usize,
    /// Between two requests to one host.
    pub pause: Duration,
    /// For one address in all.
    pub patience: Duration,
    /// Before another attempt; and at most, where a server asks for more.
    pub retry: Duration,
    pub longest_retry: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            requests: 16,
            per_host: 2,
            pause: Duration::from_millis(250),
            patience: Duration::from_secs(20),
            retry: Duration::from_secs(1),
            longest_retry: Duration::from_secs(8),
        }
    }
}

/// What came of a look at all links.
#[derive(Debug, Default)]
pub struct Found {
    /// A warning for every place of a link that leads nowhere, and a note for each that could not
    /// be looked at. In no order.
    pub problems: Vec<Located>,
    /// Addresses, each counted once.
    pub addresses: usize,
    /// Of these: known to lead somewhere from an earlier look.
    pub known: usize,
    pub dead: usize,
    pub unsure: usize,
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Alive,
    /// It leads nowhere, though perhaps another time; `reached` is whether anybody was there.
    Dead {
        why: String,
        passes: bool,
        reached: bool,
    },
    /// It may well lead somewhere, for a browser or another time.
    Unsure {
        why: String,
    },
}

/// Looks where links lead. `on_progress` is told how many addresses were asked for, and of how
/// many.
pub fn look(
    site: &Path,
    links: &[OutwardLink],
    options: &Options,
    on_progress: &(dyn Fn(usize, usize) + Sync),
) -> Found {
    let cache = Cache::of(site);
    let mut memory = Memory::load(cache.as_ref(), SystemTime::now());
    let addresses: BTreeSet<&Arc<str>> = links.iter().map(|link| &link.url).collect();
    // What the owner wrote too counts as the owner's.
    let own: BTreeSet<&Arc<str>> =
        links.iter().filter(|link| !link.by_others).map(|link| &link.url).collect();
    let mut states: BTreeMap<Arc<str>, State> = BTreeMap::new();
    let mut open = Vec::new();
    for url in &addresses {
        let parsed = Url::parse(url).ok();
        let is_theirs = !own.contains(*url) && parsed.as_ref().is_none_or(http::is_private);
        if memory.knows(url) {
            states.insert(Arc::clone(url), State::Alive);
        } else if is_theirs {
            states.insert(Arc::clone(url), ask::unreached(&Failure::Private));
        } else {
            open.push(Arc::clone(url));
        }
    }
    let known = states.values().filter(|state| **state == State::Alive).count();
    let mut asked = ask_all(&open, options, on_progress);
    doubt_if_offline(&mut asked);
    for (url, _) in asked.iter().filter(|(_, state)| **state == State::Alive) {
        memory.remember(url);
    }
    memory.save(cache.as_ref());
    states.append(&mut asked);
    let count = |is: fn(&State) -> bool| states.values().filter(|state| is(state)).count();
    Found {
        problems: links.iter().filter_map(|link| problem(link, states.get(&link.url)?)).collect(),
        addresses: addresses.len(),
        known,
        dead: count(|state| matches!(state, State::Dead { .. })),
        unsure: count(|state| matches!(state, State::Unsure { .. })),
    }
}

fn ask_all(
    open: &[Arc<str>],
    options: &Options,
    on_progress: &(dyn Fn(usize, usize) + Sync),
) -> BTreeMap<Arc<str>, State> {
    let client = ask::client(options);
    let queue = Queue::new(open, options);
    let asked = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..options.requests.min(open.len()) {
            scope.spawn(|| {
                while let Some(job) = queue.take() {
                    let state =
                        ask::ask(&client, job.url, options, &|pause| queue.hold(&job, pause));
                    queue.done(&job);
                    let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                    asked.insert(Arc::clone(job.url), state);
                    on_progress(asked.len(), open.len());
                }
            });
        }
    });
    asked.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// So many hosts are not all gone at once: rather, this machine has no way to them.
const SOME_HOSTS: usize = 3;

fn doubt_if_offline(asked: &mut BTreeMap<Arc<str>, State>) {
    let unreached = |state: &State| matches!(state, State::Dead { reached: false, .. });
    let hosts: BTreeSet<&str> = asked.keys().map(|url| host_of(url)).collect();
    if hosts.len() >= SOME_HOSTS && asked.values().all(unreached) {
        for state in asked.values_mut() {
            let why = "no host could be reached, so this machine may be offline".to_owned();
            *state = State::Unsure { why };
        }
    }
}

fn problem(link: &OutwardLink, state: &State) -> Option<Located> {
    let url = &link.url;
    let leave =
        format!("leave it alone with `external: {{ignore: [\"{url}\"]}}` in vouchfolio.yaml");
    let (severity, message, help) = match state {
        State::Alive => return None,
        State::Dead { why, passes, .. } => {
            let message = format!("`{url}` leads nowhere: {why}");
            let help = match passes {
                true => format!("try again later; if it stays so, mend it, remove it, or {leave}"),
                false => format!("mend it or remove it; if a browser opens it, {leave}"),
            };
            (Severity::Warning, message, help)
        }
        State::Unsure { why } => {
            let message = format!("`{url}` could not be checked: {why}");
            (Severity::Note, message, format!("open it in a browser, or {leave}"))
        }
    };
    let place = Some(link.place.clone());
    Some(Located { code: Code::DeadLink, severity, message, help: Some(help), place })
}
