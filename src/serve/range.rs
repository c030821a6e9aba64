//! Conditions of a request: which version its client has, and which bytes it wants. RFC 9110,
//! sections 13 and 14.

use hyper::HeaderMap;
use hyper::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use std::ops::Range;

/// Which bytes to send.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    Part(Range<u64>),
    /// There are no such bytes.
    Nothing,
}

/// Whether the client has this version already.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

/// Which bytes of a body of this length are wanted. More than one range, and what cannot be
/// understood, is answered with all of it, as the standard lets a server do.
pub fn wanted(headers: &HeaderMap, etag: &str, length: u64) -> Wanted {
    let mut ranges = headers.get_all(RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Wanted::All };
    // A date never matches: nothing that is served has one.
    if headers.get(IF_RANGE).is_some_and(|condition| condition.as_bytes() != etag.as_bytes()) {
        return Wanted::All;
    }
    range.to_str().ok().and_then(|range| read(range, length)).unwrap_or(Wanted::All)
}

/// `bytes=0-99`, `bytes=100-` and `bytes=-100`.
fn read(range: &str, length: u64) -> Option<Wanted> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only a number too large for the type is no number.
        true => Some(text.parse().unwrap_or(u64::MAX)),
        false => None,
    };
    let (start, end) = match (first.trim(), last.trim()) {
        ("", "") => return None,
        ("", last) => (length.saturating_sub(number(last)?), length),
        (first, "") => (number(first)?, length),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(length))
        }
    };
    Some(if start < end { Wanted::Part(start..end) } else { Wanted::Nothing })
}

#[cfg(test)]
mod tests {
    use super::{Wanted, read};

    #[test]
    fn ranges_are_read() {
        let check = |text, expected| assert_eq!(read(text, 1000), expected, "{text}");
        check("bytes=0-99", Some(Wanted::Part(0..100)));
        check("Bytes = 5-5", Some(Wanted::Part(5..6)));
        check("bytes=900-", Some(Wanted::Part(900..1000)));
        check("bytes=-100", Some(Wanted::Part(900..1000)));
        check("bytes=-5000", Some(Wanted::Part(0..1000)));
        check("bytes=990-5000", Some(Wanted::Part(990..1000)));
        check("bytes=0-99999999999999999999999", Some(Wanted::Part(0..1000)));
        check("bytes=1000-", Some(Wanted::Nothing));
        check("bytes=99999999999999999999999-", Some(Wanted::Nothing));
        check("bytes=-0", Some(Wanted::Nothing));
        for text in [
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=+1-2",
            "lines=0-1",
            "bytes=0-1,3-4",
            "bytes",
            "bytes=--1",
        ] {
            check(text, None);
        }
        assert_eq!(read("bytes=0-", 0), Some(Wanted::Nothing));
    }
}
