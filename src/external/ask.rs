//! One address: is anything there?

use std::time::{Duration, Instant};

use super::{Options, State};
use crate::http::{self, Client, Failure, Request, Retries};

/// Of an answer to `GET` so many bytes are read: that there are some is enough.
const ENOUGH: u64 = 1024;
const REDIRECTS: u32 = 10;
/// Attempts with each of the two methods.
const ATTEMPTS: u32 = 2;

pub(super) fn client(options: &Options) -> Client {
    Client::new(&http::Options {
        connect: options.patience / 2,
        answer: options.patience,
        whole: None,
        longest_answer: ENOUGH,
        redirects: REDIRECTS,
        public_only: true,
    })
}

/// Asks for an address, by both methods where need be. `on_wait` is told how long a server wants
/// to be left alone.
pub(super) fn ask(
    client: &Client,
    url: &str,
    options: &Options,
    on_wait: &dyn Fn(Duration),
) -> State {
    let start = Instant::now();
    let retries = Retries {
        attempts: ATTEMPTS,
        pause: options.retry,
        longest: options.longest_retry,
        on_retry: &|retry| on_wait(retry.pause),
    };
    // A server that is silent on one method may answer the other.
    for (method, patience) in [("HEAD", options.patience * 2 / 5), ("GET", options.patience)] {
        let deadline = Some(start + patience);
        let request = Request { method, url, deadline, ..Request::default() };
        let is_last = method == "GET";
        match client.send_again(&request, &retries) {
            Ok(answer) if is_last || (200..300).contains(&answer.status) => {
                return answered(answer.status);
            }
            Ok(answer) if answer.status == 429 => return answered(429),
            Err(failure) if is_last || !may_be_the_method(&failure) => return unreached(&failure),
            _ => {}
        }
    }
    unreached(&Failure::TooSlow)
}

/// Whether a server may fail so for want of a body.
fn may_be_the_method(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::BrokenOff | Failure::BadAnswer | Failure::TooSlow | Failure::TooManyRedirects
    )
}

fn answered(status: u16) -> State {
    let dead = |why: &str, passes| {
        let why = format!("the server answers {status}{why}");
        State::Dead { why, passes, reached: true }
    };
    match status {
        200..=299 => State::Alive,
        300..=399 => dead(", a redirect that does not say where to", false),
        404 => dead(", so there is no such page", false),
        410 => dead(", so the page was taken away", false),
        500..=599 => dead(", so something is wrong with it", true),
        // The others refuse programs, or whoever has not logged in.
        _ => State::Unsure { why: format!("the server answers {status}") },
    }
}

pub(super) fn unreached(failure: &Failure) -> State {
    let why = failure.to_string();
    match failure {
        Failure::NoLookup | Failure::Proxy => State::Unsure { why },
        Failure::NoSuchHost => State::Dead { why, passes: false, reached: false },
        Failure::NoConnection => State::Dead { why, passes: true, reached: false },
        Failure::TooSlow | Failure::BrokenOff => State::Dead { why, passes: true, reached: true },
        _ => State::Dead { why, passes: false, reached: true },
    }
}
