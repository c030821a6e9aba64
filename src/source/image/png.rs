//! PNG (ISO 15948): a signature, then chunks of length, name, body and checksum, up to `IEND`.

use super::exif;

/// Chunks that tell how the picture looks, of those that a reader may skip.
const KEPT: [&[u8]; 18] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"mDCv", b"cLLI",
    b"cLLi", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// The chunks that make the picture, to its end.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend(bytes.iter().take(8));
    for Chunk { name, body, whole } in chunks(bytes) {
        // A capital first letter: no reader can do without it.
        let is_critical = name.first().is_some_and(u8::is_ascii_uppercase);
        if is_critical || KEPT.contains(&name) {
            kept.extend(whole);
        } else if name == b"eXIf"
            && let Some(orientation) = exif::orientation(body)
        {
            push_chunk(&mut kept, *b"eXIf", &exif::only_orientation(orientation));
        }
    }
    kept
}

/// The orientation of a turned picture.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    chunks(bytes)
        .filter(|chunk| chunk.name == b"eXIf")
        .find_map(|chunk| exif::orientation(chunk.body))
}

struct Chunk<'a> {
    name: &'a [u8],
    body: &'a [u8],
    /// With length and checksum.
    whole: &'a [u8],
}

fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut is_done = false;
    std::iter::from_fn(move || {
        if is_done {
            return None;
        }
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let (whole, after) = rest.split_at_checked(length.checked_add(12)?)?;
        rest = after;
        let (name, body) = (whole.get(4..8)?, whole.get(8..8 + length)?);
        is_done = name == b"IEND";
        Some(Chunk { name, body, whole })
    })
}

fn push_chunk(kept: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    let Ok(length) = u32::try_from(body.len()) else { return };
    kept.extend(length.to_be_bytes());
    kept.extend(name);
    kept.extend(body);
    kept.extend(checksum(name.iter().chain(body)).to_be_bytes());
}

/// CRC-32 as ISO 3309 has it, bit by bit: it is only ever taken of a few bytes.
fn checksum<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn checksum_is_the_one_of_every_png_end() {
        assert_eq!(super::checksum(b"IEND".iter()), 0xAE42_6082);
    }
}
