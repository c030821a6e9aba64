//! The one thing that is kept of EXIF: which way up the picture is.
//!
//! EXIF is a TIFF file without a picture: a byte order, then a list of numbered entries.

const ORIENTATION: u16 = 0x0112;

/// Marks EXIF in a JPEG, and by mistake elsewhere.
pub(super) const MARK: &[u8] = b"Exif\0\0";

/// The orientation, 2 to 8, if it is not the upright 1. With or without [`MARK`] before it.
pub(super) fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = exif.strip_prefix(MARK).unwrap_or(exif);
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = *tiff.get(4..)?.first_chunk::<4>()?;
    let list = if is_little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) };
    let list = usize::try_from(list).ok()?;
    let entries = (0..usize::from(short(list)?)).map(|index| list.checked_add(2 + 12 * index));
    let is_orientation = |at: &usize| short(*at) == Some(ORIENTATION);
    let entry = entries.map_while(|at| at).find(is_orientation)?;
    let value = short(entry.checked_add(8)?)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// A TIFF list with nothing but an orientation.
pub(super) fn only_orientation(orientation: u8) -> [u8; 26] {
    [
        b'M',
        b'M',
        0,
        42,
        0,
        0,
        0,
        8, // the list starts at 8
        0,
        1, // and has one entry:
        0x01,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1, // orientation, a short, one of it
        0,
        orientation,
        0,
        0, //
        0,
        0,
        0,
        0, // no further list
    ]
}
