//! Asking again: a few times, later each time, and as late as a server says.

use std::cell::Cell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Client, Failure, Request, Response};

/// How often and how patiently.
#[derive(Clone, Copy)]
pub struct Retries<'a> {
    /// Attempts in all.
    pub attempts: u32,
    /// Before the second attempt; twice as long before each further one.
    pub pause: Duration,
    /// No pause is longer, whatever a server says.
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
    /// Sends a request that may be sent again, until there is an answer that is neither 429 nor
    /// 500 and above. The last answer is returned, whatever it is.
    pub fn send_again(
        &self,
        request: &Request<'_>,
        retries: &Retries<'_>,
    ) -> Result<Response, Failure> {
        self.send_again_watched(request, retries, &|_| {})
    }

    /// The same; `sent` is told of each piece of the body, in bytes, the first time that it goes.
    pub fn send_again_watched(
        &self,
        request: &Request<'_>,
        retries: &Retries<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Response, Failure> {
        let mut pause = retries.pause;
        let told = Cell::new(0);
        for attempt in 1.. {
            let gone = Cell::new(0);
            let result = self.send_watched(request, &|bytes| {
                gone.set(gone.get() + bytes);
                let new = gone.get().saturating_sub(told.get());
                told.set(told.get() + new);
                sent(new);
            });
            let why = match &result {
                Ok(response) if response.status == 429 || response.status >= 500 => {
                    format!("the server answered {}", response.status)
                }
                Err(failure) if is_passing(failure) => failure.to_string(),
                _ => return result,
            };
            if attempt >= retries.attempts {
                return result;
            }
            let asked = result.as_ref().ok().and_then(retry_after);
            let wait = asked.unwrap_or_else(|| with_jitter(pause)).min(retries.longest);
            (retries.on_retry)(&Retry { why, pause: wait });
            std::thread::sleep(wait);
            pause = pause.saturating_mul(2);
        }
        Err(Failure::BrokenOff)
    }
}

/// Whether it may be otherwise next time.
fn is_passing(failure: &Failure) -> bool {
    matches!(failure, Failure::NoConnection | Failure::TooSlow | Failure::BrokenOff)
}

/// How long the server wants to be left alone.
fn retry_after(response: &Response) -> Option<Duration> {
    let until = |at: SystemTime| at.duration_since(SystemTime::now()).unwrap_or_default();
    // Seconds, or a date (RFC 9110, section 10.2.3).
    if let Some(value) = response.header("retry-after").map(str::trim) {
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        if let Ok(at) = httpdate::parse_http_date(value) {
            return Some(until(at));
        }
    }
    // When more is allowed, in seconds since 1970, as Netlify and others say it.
    let reset = response.header("x-ratelimit-reset").filter(|_| response.status == 429)?;
    let at = UNIX_EPOCH.checked_add(Duration::from_secs(reset.trim().parse().ok()?))?;
    Some(until(at))
}

/// Between half and all of it, so that many clients do not come back at once.
fn with_jitter(pause: Duration) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let chance = now.map_or(0, |since| since.subsec_nanos() % 1_000);
    pause / 2 + pause.saturating_mul(chance) / 2_000
}
