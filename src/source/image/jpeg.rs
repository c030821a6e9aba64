//! JPEG (ITU T.81): a chain of marked segments, then scans of the picture, then an end mark.

use super::exif;

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;

/// The segments that make the picture, to its end.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut is_turned = false;
    for part in parts(bytes) {
        match part {
            Part::Mark(mark) => kept.extend([0xFF, mark]),
            Part::Scan(scan) => kept.extend(scan),
            Part::Segment(mark, body) => match publishable(mark, body) {
                Kept::Whole => push_segment(&mut kept, mark, &[body]),
                Kept::Start(length) => {
                    push_segment(&mut kept, mark, &[body.get(..length).unwrap_or(body), &[0, 0]]);
                }
                Kept::Orientation(value) if !is_turned => {
                    is_turned = true;
                    push_segment(&mut kept, mark, &[exif::MARK, &exif::only_orientation(value)]);
                }
                Kept::Orientation(_) | Kept::Nothing => {}
            },
        }
    }
    kept
}

/// The orientation of a turned picture.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    parts(bytes).find_map(|part| match part {
        Part::Segment(mark, body) => match publishable(mark, body) {
            Kept::Orientation(value) => Some(value),
            _ => None,
        },
        _ => None,
    })
}

/// What is kept of a segment.
enum Kept {
    Whole,
    /// As many bytes, then the size 0 × 0 of a thumbnail.
    Start(usize),
    Orientation(u8),
    Nothing,
}

fn publishable(mark: u8, body: &[u8]) -> Kept {
    match mark {
        0xE0 if body.starts_with(b"JFIF\0") && body.len() >= 14 => Kept::Start(12),
        0xE1 if body.starts_with(exif::MARK) => {
            exif::orientation(body).map_or(Kept::Nothing, Kept::Orientation)
        }
        0xE2 if body.starts_with(b"ICC_PROFILE\0") => Kept::Whole,
        0xEE if body.starts_with(b"Adobe") => Kept::Whole,
        0xE0..=0xEF | COMMENT => Kept::Nothing,
        _ => Kept::Whole,
    }
}

fn push_segment(kept: &mut Vec<u8>, mark: u8, body: &[&[u8]]) {
    let length = 2 + body.iter().map(|part| part.len()).sum::<usize>();
    let Ok(length) = u16::try_from(length) else { return };
    kept.extend([0xFF, mark]);
    kept.extend(length.to_be_bytes());
    for part in body {
        kept.extend(*part);
    }
}

/// A piece of a JPEG file.
enum Part<'a> {
    /// Without a body: start, end, restart.
    Mark(u8),
    Segment(u8, &'a [u8]),
    /// The compressed picture, or one pass over it.
    Scan(&'a [u8]),
}

/// The pieces up to the end of the first picture. What is between them is skipped, as decoders do.
fn parts(bytes: &[u8]) -> impl Iterator<Item = Part<'_>> {
    let mut rest = bytes;
    let mut is_in_scan = false;
    let mut is_done = false;
    std::iter::from_fn(move || {
        if is_done {
            return None;
        }
        if std::mem::take(&mut is_in_scan) {
            let (scan, after) = rest.split_at_checked(scan_length(rest))?;
            rest = after;
            return Some(Part::Scan(scan));
        }
        let at =
            rest.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF))?;
        let mark = *rest.get(at + 1)?;
        rest = rest.get(at + 2..)?;
        is_done = mark == END;
        if matches!(mark, START | END | 0x01 | 0xD0..=0xD7) {
            return Some(Part::Mark(mark));
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let body = rest.get(2..length)?;
        rest = rest.get(length..)?;
        is_in_scan = mark == SCAN;
        Some(Part::Segment(mark, body))
    })
}

/// Where compressed data ends: at a mark that is neither a stuffed byte nor a restart.
fn scan_length(bytes: &[u8]) -> usize {
    let ends =
        |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF) && !is_restart(pair[1]);
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

fn is_restart(mark: u8) -> bool {
    (0xD0..=0xD7).contains(&mark)
}
