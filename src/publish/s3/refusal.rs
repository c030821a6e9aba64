//! What a service says when it refuses, in words.
//!
//! Of its answer only the code and the region are looked at, and only where they look like one.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::store::Store;
use crate::http::Response;
use crate::publish::Error;

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    List,
    Read(&'a str),
    Write(&'a str),
    Delete(&'a str),
}

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Asked::List => f.write_str("list what is in the bucket"),
            Asked::Read(key) => write!(f, "read {key}"),
            Asked::Write(key) => write!(f, "write {key}"),
            Asked::Delete(key) => write!(f, "delete {key}"),
        }
    }
}

/// Why this answer is no success.
pub(super) fn refusal(store: &Store, asked: Asked<'_>, answer: &Response) -> Error {
    let code = word(answer, "Code").unwrap_or_default();
    let said = of_access(store, asked, answer, &code);
    let (message, help) = said.unwrap_or_else(|| of_request(store, asked, answer, &code));
    Error::Place { message, help }
}

/// Message and help.
type Said = (String, String);

/// Where it is the bucket, the key or the clock.
fn of_access(store: &Store, asked: Asked<'_>, answer: &Response, code: &str) -> Option<Said> {
    let Store { endpoint, .. } = store;
    let (host, bucket, region) = (&endpoint.host, endpoint.bucket.name(), endpoint.bucket.region());
    let (message, help) = match (code, answer.status) {
        ("RequestTimeTooSkewed", _) => return Some(clock(answer.header("date"))),
        _ if answer.status == 403 && is_clock_wrong(answer) => {
            return Some(clock(answer.header("date")));
        }
        ("NoSuchBucket", _) => (
            format!("there is no bucket `{bucket}` at {host}"),
            "make it there, or correct `bucket:`, `region:` or `endpoint:`".to_owned(),
        ),
        ("InvalidBucketName", _) => (
            format!("`{bucket}` is no name for a bucket at {host}"),
            "correct `bucket:`".to_owned(),
        ),
        ("InvalidAccessKeyId", _) => (
            format!("{host} does not know the key in AWS_ACCESS_KEY_ID"),
            "copy key and secret anew from where you made them: each service has its own"
                .to_owned(),
        ),
        ("SignatureDoesNotMatch", _) => (
            "AWS_SECRET_ACCESS_KEY is not the secret of the key in AWS_ACCESS_KEY_ID".to_owned(),
            format!(
                "copy key and secret anew from where you made them; `region: {region}` counts too"
            ),
        ),
        ("ExpiredToken" | "InvalidToken" | "TokenRefreshRequired", _) => (
            "AWS_SESSION_TOKEN is not valid, or no longer".to_owned(),
            "get new temporary keys, or unset it where the key needs none".to_owned(),
        ),
        _ if ELSEWHERE.contains(&code) || matches!(answer.status, 301 | 307) => {
            return Some(elsewhere(bucket, region, answer));
        }
        ("AccessDenied" | "AccountProblem" | "AllAccessDisabled", _) | (_, 401 | 403) => (
            format!("the key in AWS_ACCESS_KEY_ID may not {asked} at {host}"),
            format!(
                "let it list `{bucket}` and read, write and delete in it: on AWS s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject"
            ),
        ),
        _ => return None,
    };
    Some((message, help))
}

/// What a bucket in another region is told by.
const ELSEWHERE: [&str; 5] = [
    "AuthorizationHeaderMalformed",
    "AuthorizationQueryParametersError",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
    "TemporaryRedirect",
];

/// Where it is what was sent, or the service.
fn of_request(store: &Store, asked: Asked<'_>, answer: &Response, code: &str) -> Said {
    let (host, status) = (&store.endpoint.host, answer.status);
    match (code, status) {
        ("BadDigest" | "InvalidDigest" | "IncompleteBody" | "RequestTimeout", _) => {
            (format!("{host} did not get all that was sent to {asked}"), "publish again".to_owned())
        }
        ("EntityTooLarge", _) | (_, 413) => (
            format!("it is too large for {host} to {asked}"),
            "make the file smaller, or show it from elsewhere".to_owned(),
        ),
        (_, 429 | 503) => (
            format!("{host} is too busy to {asked}: it answered {status}, again and again"),
            "publish again in a few minutes; what is sent already is not sent again".to_owned(),
        ),
        ("", ..500) => (
            format!(
                "{host} answered {status} to a request to {asked}, and not as an S3 service does"
            ),
            "see whether `endpoint:` is the address for S3, not that for readers".to_owned(),
        ),
        _ => {
            let code = if code.is_empty() { String::new() } else { format!(" ({code})") };
            (
                format!("{host} answered {status}{code} to a request to {asked}"),
                "see what the service says of it, and publish again".to_owned(),
            )
        }
    }
}

fn elsewhere(bucket: &str, region: &str, answer: &Response) -> Said {
    let known = answer.header("x-amz-bucket-region").map(str::to_owned);
    let known = known.filter(|region| is_word(region)).or_else(|| word(answer, "Region"));
    match known.filter(|known| known != region) {
        Some(known) => (
            format!("the bucket `{bucket}` is in the region {known}, not in {region}"),
            format!("write `region: {known}`"),
        ),
        None => (
            format!("the bucket `{bucket}` is not in the region {region}"),
            "write as `region:` the one that it was made in".to_owned(),
        ),
    }
}

/// Signatures hold for a while, within which the clocks must agree.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

fn is_clock_wrong(answer: &Response) -> bool {
    let is_off = |(by, _)| by > TOLERANCE;
    answer.header("date").and_then(clock_difference).is_some_and(is_off)
}

fn clock(date: Option<&str>) -> Said {
    let message = match date.and_then(clock_difference) {
        Some((by, is_ahead)) if by >= Duration::from_secs(60) => {
            let minutes = by.as_secs() / 60;
            let direction = if is_ahead { "fast" } else { "slow" };
            format!("the clock of this machine is {minutes} minutes {direction}")
        }
        _ => "the clock of this machine is wrong".to_owned(),
    };
    (message, "set the clock, best by having it set itself, and publish again".to_owned())
}

/// How far our clock is from that of the server, and whether it is ahead.
fn clock_difference(date: &str) -> Option<(Duration, bool)> {
    let there = httpdate::parse_http_date(date).ok()?;
    let here = SystemTime::now();
    Some(match here.duration_since(there) {
        Ok(ahead) => (ahead, true),
        Err(behind) => (behind.duration(), false),
    })
}

/// What an element of an error holds, if it is one word.
fn word(answer: &Response, element: &str) -> Option<String> {
    let text = std::str::from_utf8(&answer.body).ok()?;
    let (_, rest) = text.split_once(&format!("<{element}>"))?;
    let (word, _) = rest.split_once(&format!("</{element}>"))?;
    is_word(word).then(|| word.to_owned())
}

fn is_word(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&word.len()) && word.chars().all(is_part)
}
