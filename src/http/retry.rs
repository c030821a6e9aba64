//! Asking again: a few times, later each time, and as late as a server says.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Client, Failure, Request, Response};

/// How often and how patiently.
#[derive(Clone, Copy)]
pub struct Retries<'a> {
    /// Attempts in all.
    pub attempts: u32,
    /// Before the second attempt; twice as long before each further one.
    pub pause: Duration,
    /// No pause is longer. Where a server asks for a longer one, it is not asked again.
    pub longest: Duration,
    /// Called before each pause.
    pub on_retry: &'a dyn Fn(&Retry),
}

/// A pause before the next attempt.
#[derive(Clone, Debug)]
pub struct Retry {
    /// In words: "the server answered 503".
    pub why: String,
    pub pause: Duration,
}

impl Client {
    /// Sends a request that may be sent again, until there is an answer that will stay the same
    /// for a while. The last answer is returned, whatever it is.
    pub fn send_again(
        &self,
        request: &Request<'_>,
        retries: &Retries<'_>,
    ) -> Result<Response, Failure> {
        let told = Cell::new(0);
        let mut pause = retries.pause;
        for _ in 1..retries.attempts {
            let result = self.attempt(request, &told);
            let why = match &result {
                Ok(response) if may_change(response.status) => {
                    format!("the server answered {}", response.status)
                }
                Err(failure) if is_passing(failure) => failure.to_string(),
                _ => return result,
            };
            let asked = result.as_ref().ok().and_then(asked);
            let wait = asked.unwrap_or_else(|| with_jitter(pause).min(retries.longest));
            let at = Instant::now().checked_add(wait);
            let is_late = request.deadline.is_some_and(|by| at.is_none_or(|at| at >= by));
            if wait > retries.longest || is_late {
                return result;
            }
            (retries.on_retry)(&Retry { why, pause: wait });
            std::thread::sleep(wait);
            pause = pause.saturating_mul(2);
        }
        self.attempt(request, &told)
    }
}

/// Whether an answer may be another next time: the server is busy, or out of order for now.
fn may_change(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599) && !matches!(status, 501 | 505)
}

/// Whether it may be otherwise next time.
fn is_passing(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::NoLookup | Failure::NoConnection | Failure::TooSlow | Failure::BrokenOff
    )
}

/// How long the server wants to be left alone.
fn asked(response: &Response) -> Option<Duration> {
    let now = SystemTime::now();
    let after = response.header("retry-after").and_then(|value| retry_after(value, now));
    after.or_else(|| {
        // When more is allowed, in seconds since 1970, as Netlify and others say it.
        let reset = response.header("x-ratelimit-reset").filter(|_| response.status == 429)?;
        let at = UNIX_EPOCH.checked_add(Duration::from_secs(reset.trim().parse().ok()?))?;
        Some(at.duration_since(now).unwrap_or_default())
    })
}

/// What `Retry-After` says, in seconds or as a date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(now).unwrap_or_default())
}

/// Between half and all of it, so that many clients do not come back at once.
pub fn with_jitter(pause: Duration) -> Duration {
    let chance = RandomState::new().hash_one(0_u8) % 1_000;
    pause / 2 + pause.saturating_mul(chance as u32) / 2_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_in_seconds_or_as_a_date() {
        let now = httpdate::parse_http_date("Mon, 02 Nov 2026 12:00:00 GMT").unwrap();
        let seconds = |value| retry_after(value, now).map(|pause| pause.as_secs());
        assert_eq!(seconds("7"), Some(7));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Mon, 02 Nov 2026 12:00:09 GMT"), Some(9));
        assert_eq!(seconds("Mon, 02 Nov 2026 11:00:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::MAX));
        for nonsense in ["", "soon", "-1", "1.5", "32 Nov"] {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn pauses_differ_and_stay_between_half_and_all() {
        let pause = Duration::from_secs(8);
        let pauses: std::collections::BTreeSet<_> = (0..50).map(|_| with_jitter(pause)).collect();
        assert!(pauses.iter().all(|wait| (pause / 2..=pause).contains(wait)), "{pauses:?}");
        assert!(pauses.len() > 10, "{pauses:?}");
    }

    #[test]
    fn what_will_not_change_is_not_asked_again() {
        assert!([408, 429, 500, 502, 503, 504, 520].into_iter().all(may_change));
        assert!(![200, 301, 400, 401, 403, 404, 501, 505, 999].into_iter().any(may_change));
    }
}
