//! From a file's bytes to pixels.

use image::error::{LimitError, LimitErrorKind};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult};
use std::io::Cursor;

use super::color::Profile;
use super::raster::{Layout, Raster};
use crate::source::MOST_PIXELS;
use crate::source::image::{Kind, has_own_colors, is_animated};

/// What a file holds.
pub enum Decoded {
    /// Pixels, and which colours they are where they are not sRGB.
    Still(Raster, Option<Profile>),
    /// Something that only a browser shows as it is meant: it moves, or is in colours that cannot
    /// be converted.
    AsItIs,
}

/// Why a picture cannot be read.
#[derive(Debug)]
pub struct Unreadable(pub String);

/// Decodes a picture of one of the kinds that are decoded.
pub fn decode(bytes: &[u8], kind: Kind) -> Result<Decoded, Unreadable> {
    if is_animated(bytes) || has_own_colors(bytes) {
        return Ok(Decoded::AsItIs);
    }
    let read = || -> ImageResult<Decoded> {
        let format = match kind {
            Kind::Jpeg => {
                let decoder = image::codecs::jpeg::JpegDecoder::new(Cursor::new(bytes))?;
                head(decoder, ImageFormat::Jpeg)?
            }
            Kind::Png => {
                let decoder = image::codecs::png::PngDecoder::new(Cursor::new(bytes))?;
                head(decoder, ImageFormat::Png)?
            }
            Kind::WebP => {
                let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(bytes))?;
                head(decoder, ImageFormat::WebP)?
            }
            Kind::Gif => {
                let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(bytes))?;
                head(decoder, ImageFormat::Gif)?
            }
            _ => None,
        };
        let Some((format, profile)) = format else { return Ok(Decoded::AsItIs) };
        let image = image::load_from_memory_with_format(bytes, format)?;
        Ok(Decoded::Still(raster(image), profile))
    };
    read().map_err(|error| Unreadable(in_words(&error)))
}

/// Whether pictures of this kind are decoded.
pub fn is_decoded(kind: Kind) -> bool {
    matches!(kind, Kind::Jpeg | Kind::Png | Kind::WebP | Kind::Gif)
}

/// What stands before the pixels: the format and the colours; `None` where these cannot be
/// converted. A picture that is too large, now in the decoder's own words, is an error.
fn head(
    mut decoder: impl ImageDecoder,
    format: ImageFormat,
) -> ImageResult<Option<(ImageFormat, Option<Profile>)>> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let kind = LimitErrorKind::DimensionError;
        return Err(ImageError::Limits(LimitError::from_kind(kind)));
    }
    let profile = decoder.icc_profile()?.as_deref().map_or(Ok(None), Profile::read);
    Ok(profile.ok().map(|profile| (format, profile)))
}

/// Pixels of 8 bits a channel.
fn raster(image: DynamicImage) -> Raster {
    let (width, height) = (image.width(), image.height());
    let (layout, samples) = match image {
        DynamicImage::ImageLuma8(image) => (Layout::Grey, image.into_raw()),
        DynamicImage::ImageLuma16(_) => (Layout::Grey, image.into_luma8().into_raw()),
        DynamicImage::ImageRgb8(image) => (Layout::Rgb, image.into_raw()),
        DynamicImage::ImageRgba8(image) => (Layout::Rgba, image.into_raw()),
        image if image.color().has_alpha() => (Layout::Rgba, image.into_rgba8().into_raw()),
        image => (Layout::Rgb, image.into_rgb8().into_raw()),
    };
    Raster { width, height, layout, samples }
}

/// What the decoder says, as part of a sentence.
fn in_words(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => "it needs more memory than a picture may".to_owned(),
        ImageError::Unsupported(_) => "it is of a variety that this program cannot read".to_owned(),
        _ => "its data is damaged, or ends too early".to_owned(),
    }
}
