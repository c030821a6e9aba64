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

/// Whether it is an animation (APNG).
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    chunks(bytes).take_while(|chunk| chunk.name != b"IDAT").any(|chunk| chunk.name == b"acTL")
}

/// The primaries of sRGB as `cHRM` has them, in hundred-thousandths.
const PRIMARIES: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

/// Whether `cICP`, or `gAMA` and `cHRM` without a profile, tell of colours other than those of sRGB.
pub(super) fn has_own_colors(bytes: &[u8]) -> bool {
    let head = || chunks(bytes).take_while(|chunk| chunk.name != b"IDAT");
    let body = |name: &[u8]| head().find(|chunk| chunk.name == name).map(|chunk| chunk.body);
    if let Some(code) = body(b"cICP") {
        // Primaries of BT.709, the curve of sRGB, no matrix, full range (H.273).
        return code != [1, 13, 0, 1];
    }
    if body(b"iCCP").is_some() || body(b"sRGB").is_some() {
        return false;
    }
    let numbers = |body: &[u8]| -> Vec<u32> {
        body.as_chunks().0.iter().map(|number| u32::from_be_bytes(*number)).collect()
    };
    let Some(gamma) = body(b"gAMA").map(numbers) else { return false };
    let is_near = |a: u32, b: u32| a.abs_diff(b) <= b / 50;
    let is_usual = gamma.iter().all(|gamma| is_near(*gamma, 45_455));
    let primaries = body(b"cHRM").map(numbers).unwrap_or_else(|| PRIMARIES.to_vec());
    !is_usual || !primaries.iter().zip(PRIMARIES).all(|(one, other)| is_near(*one, other))
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
