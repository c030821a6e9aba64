//! What images reveal besides the picture, and what is left of it when they are published.
//!
//! A photo tells where and when it was taken, with which camera, who edited it, and often holds a
//! second, uncropped picture as its thumbnail. [`publishable`] leaves all of that out and does not
//! touch the pixels. What it keeps is listed, so that what is not known is left out:
//!
//! | format | kept, besides the picture itself |
//! |---|---|
//! | JPEG | JFIF without thumbnail, colour profile, Adobe's colour transform |
//! | PNG | colour, transparency, size and animation chunks |
//! | WebP | colour profile, animation |
//! | GIF | looping, colour profile |
//!
//! A turned photo keeps its orientation, as the only entry of a new EXIF block. Whatever follows
//! the end of the picture is left out too: phones put films there, and editors what they cropped.
//!
//! Of an SVG is left what draws; see [`sanitized`]. AVIF and everything else pass as they are. An
//! AVIF that an editor made may hold metadata; cameras and phones make none.

mod exif;
mod gif;
mod jpeg;
mod png;
mod svg;
mod webp;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An image without anything but its picture. Borrowed if there is nothing to leave out.
///
/// Doing it twice is doing it once. Of a damaged image only what can be understood is left, of a
/// damaged SVG nothing.
pub fn publishable(bytes: &[u8]) -> Cow<'_, [u8]> {
    let stripped = match kind("", bytes) {
        Kind::Jpeg => jpeg::strip(bytes),
        Kind::Png => png::strip(bytes),
        Kind::WebP => webp::strip(bytes),
        Kind::Gif => gif::strip(bytes),
        Kind::Svg => sanitized(bytes).map_or_else(|_| EMPTY.into(), String::into_bytes),
        _ => return Cow::Borrowed(bytes),
    };
    if stripped == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(stripped) }
}

const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";

/// An SVG without scripts, without anything that asks for other files, and without what editors put
/// beside the drawing.
pub fn sanitized(bytes: &[u8]) -> Result<String, Malformed> {
    svg::sanitize(bytes)
}

/// Why an SVG cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Malformed {
    pub message: String,
    pub help: Cow<'static, str>,
    /// In bytes from the beginning; `None` where it is the whole.
    pub at: Option<usize>,
}

/// How an image is turned, from 2 to 8 as EXIF has it; `None` where it is upright.
pub fn orientation(bytes: &[u8]) -> Option<u8> {
    match kind("", bytes) {
        Kind::Jpeg => jpeg::orientation(bytes),
        Kind::Png => png::orientation(bytes),
        Kind::WebP => webp::orientation(bytes),
        _ => None,
    }
}

/// Whether an image moves, or may: it has more than one picture.
pub fn is_animated(bytes: &[u8]) -> bool {
    match kind("", bytes) {
        Kind::Png => png::is_animated(bytes),
        Kind::WebP => webp::is_animated(bytes),
        Kind::Gif => gif::is_animated(bytes),
        _ => false,
    }
}

/// Whether an image says in words of its format alone, without a profile, that its colours are
/// others than those of sRGB.
pub fn has_own_colors(bytes: &[u8]) -> bool {
    kind("", bytes) == Kind::Png && png::has_own_colors(bytes)
}

/// Width and height in pixels as the image is shown: turned as its orientation says.
///
/// Those of an SVG come from `width` and `height` in pixels, or from `viewBox`.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    match kind("", bytes) {
        Kind::Svg => return svg::dimensions(bytes),
        Kind::Jpeg | Kind::Png | Kind::WebP | Kind::Gif | Kind::Avif => {}
        _ => return None,
    }
    let orientation = orientation(bytes);
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    if orientation >= Some(5) { Some((height, width)) } else { Some((width, height)) }
}

/// What kind of picture, or film, a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
    Svg,
    Heic,
    Tiff,
    Video,
    /// Nothing of this list.
    Other,
}

impl Kind {
    /// Why a file of this kind is not shown as a picture. Reads on from the file's name.
    pub fn refusal(self) -> Option<&'static str> {
        match self {
            Kind::Heic => Some("is HEIC, which most browsers do not show"),
            Kind::Tiff => Some("is TIFF, which most browsers do not show"),
            Kind::Video => Some("is a film, whose private details cannot be taken out"),
            Kind::Other => Some("is no picture"),
            _ => None,
        }
    }
}

/// The kind of a file by its first bytes or, where those say nothing, by the ending of its name.
pub fn kind(name: &str, bytes: &[u8]) -> Kind {
    let by_content = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Png,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::WebP,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Kind::Video,
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Kind::Tiff,
        // Matroska and WebM.
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Kind::Video,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => kind_by_brand(bytes),
        // QuickTime from before there were brands.
        [_, _, _, _, b'm', b'o', b'o', b'v', ..] => Kind::Video,
        _ if svg::is_svg(bytes) => Kind::Svg,
        _ => Kind::Other,
    };
    if by_content == Kind::Other { kind_by_name(name) } else { by_content }
}

/// The ISO base media format holds photos and films; its first box lists brands of four letters.
fn kind_by_brand(bytes: &[u8]) -> Kind {
    let size = bytes.first_chunk().map_or(0, |size| u32::from_be_bytes(*size)) as usize;
    let brands = bytes.get(8..size.min(bytes.len())).unwrap_or_default();
    let has = |wanted: &[&[u8]]| brands.chunks_exact(4).any(|brand| wanted.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        Kind::Avif
    } else if has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"]) {
        Kind::Heic
    } else if has(&[b"M4A ", b"M4B "]) {
        Kind::Other
    } else {
        Kind::Video
    }
}

fn kind_by_name(name: &str) -> Kind {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("heic" | "heif") => Kind::Heic,
        Some("tif" | "tiff" | "dng") => Kind::Tiff,
        Some(
            "mp4" | "m4v" | "mov" | "qt" | "avi" | "mkv" | "webm" | "wmv" | "mpg" | "mpeg" | "mts"
            | "3gp" | "ogv",
        ) => Kind::Video,
        _ => Kind::Other,
    }
}
