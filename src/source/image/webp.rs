//! WebP (RFC 9649): RIFF chunks of name, length and body, the first of them perhaps with flags.

use super::exif;

const KEPT: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// The chunks that make the picture, with the flags and the size set right.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend(bytes.iter().take(12));
    let mut flags = None;
    let mut is_turned = false;
    for (name, body) in chunks(bytes) {
        if name == b"VP8X" {
            flags = flags.or(Some(kept.len() + 8));
        }
        if KEPT.contains(&name) {
            push_chunk(&mut kept, name, body);
        } else if name == b"EXIF"
            && !is_turned
            && flags.is_some()
            && let Some(orientation) = exif::orientation(body)
        {
            is_turned = true;
            push_chunk(&mut kept, name, &exif::only_orientation(orientation));
        }
    }
    if let Some(flags) = flags.and_then(|at| kept.get_mut(at)) {
        *flags &= !(HAS_XMP | HAS_EXIF);
        *flags |= if is_turned { HAS_EXIF } else { 0 };
    }
    let size = u32::try_from(kept.len().saturating_sub(8)).unwrap_or(u32::MAX).to_le_bytes();
    if let Some(field) = kept.get_mut(4..8) {
        field.copy_from_slice(&size);
    }
    kept
}

/// The orientation of a turned picture. Only the extended format has one.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let mut chunks = chunks(bytes).skip_while(|(name, _)| name != b"VP8X");
    chunks.find_map(|(name, body)| if name == b"EXIF" { exif::orientation(body) } else { None })
}

/// Whether it holds frames.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    chunks(bytes).any(|(name, _)| name == b"ANIM" || name == b"ANMF")
}

/// Names and bodies, as far as the size in the head and the file go.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let size = bytes.get(4..).and_then(|size| size.first_chunk());
    let size = size.map_or(0, |size| u32::from_le_bytes(*size)) as usize;
    let end = size.saturating_add(8).min(bytes.len());
    let mut rest = bytes.get(12..end).unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, after) = rest.split_at_checked(4)?;
        let length = usize::try_from(u32::from_le_bytes(*after.first_chunk()?)).ok()?;
        let body = after.get(4..length.checked_add(4)?)?;
        // Bodies of an odd length have a byte more, which some writers forget at the end.
        rest = after.get(4 + length + length % 2..).unwrap_or_default();
        Some((name, body))
    })
}

fn push_chunk(kept: &mut Vec<u8>, name: &[u8], body: &[u8]) {
    let Ok(length) = u32::try_from(body.len()) else { return };
    kept.extend(name);
    kept.extend(length.to_le_bytes());
    kept.extend(body);
    kept.extend(vec![0; body.len() % 2]);
}
