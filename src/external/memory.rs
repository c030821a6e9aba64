//! What earlier looks found alive. Whatever of it cannot be read is forgotten.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::source::disk::Cache;

/// The name of the file in the cache.
const NAME: &str = "links";
/// In seconds: a week.
const FRESH: u64 = 7 * 24 * 60 * 60;

/// Addresses that led somewhere, and when that was seen.
pub(super) struct Memory {
    links: Links,
    now: u64,
    is_changed: bool,
}

/// Seconds since 1970, by address.
#[derive(Default, Deserialize, Serialize)]
#[serde(transparent)]
struct Links(BTreeMap<Arc<str>, u64>);

impl Memory {
    /// What is there and was seen within a week.
    pub(super) fn load(cache: Option<&Cache>, now: SystemTime) -> Memory {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let content = cache.and_then(|cache| cache.load(NAME).ok().flatten());
        let links = content.and_then(|content| serde_json::from_slice::<Links>(&content).ok());
        let mut links = links.unwrap_or_default();
        links.0.retain(|_, seen| *seen <= now && now - *seen < FRESH);
        Memory { links, now, is_changed: false }
    }

    pub(super) fn knows(&self, url: &str) -> bool {
        self.links.0.contains_key(url)
    }

    pub(super) fn remember(&mut self, url: &Arc<str>) {
        self.links.0.insert(Arc::clone(url), self.now);
        self.is_changed = true;
    }

    /// Writes it down. Where that fails, the next look takes longer, which is all.
    pub(super) fn save(&self, cache: Option<&Cache>) {
        if let (Some(cache), true) = (cache, self.is_changed) {
            let bytes = serde_json::to_vec(&self.links).unwrap_or_default();
            let _ = cache.save(NAME, std::iter::once(bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_seen_counts_for_a_week() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::of(site.path());
        let day = Duration::from_secs(24 * 60 * 60);
        let then = UNIX_EPOCH + 20_000 * day;
        let mut memory = Memory::load(cache.as_ref(), then);
        memory.remember(&"https://a.example/".into());
        memory.save(cache.as_ref());
        let knows = |now| Memory::load(cache.as_ref(), now).knows("https://a.example/");
        assert!(knows(then) && knows(then + 6 * day));
        assert!(!knows(then + 7 * day), "it is too old");
        assert!(!knows(then - day), "the clock was wrong");
    }

    #[test]
    fn what_is_damaged_is_forgotten() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::of(site.path()).unwrap();
        for bytes in [&b"{"[..], b"", b"[1]", b"{\"https://a.example/\": \"x\"}"] {
            cache.save(NAME, std::iter::once(bytes.to_vec())).unwrap();
            assert!(!Memory::load(Some(&cache), UNIX_EPOCH).knows("https://a.example/"));
        }
    }
}
