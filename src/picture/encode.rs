//! From pixels to a file's bytes, always with the same settings.

use image::ImageEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use ravif::{Img, RGBA8};

use super::Format;
use super::raster::{Layout, Raster};

/// Of 100: artefacts of JPEG do not show on a photo that is smaller than its source.
const JPEG_QUALITY: u8 = 80;
/// Of 100, which is another scale than that of JPEG.
const AVIF_QUALITY: f32 = 62.0;
/// From 1, slow and small, to 10.
const AVIF_SPEED: u8 = 8;

/// AVIF takes a second or so for a megapixel, so that no picture has more.
const MOST_PIXELS_OF_AVIF: u64 = 4_000_000;

/// A picture in colours as a file without any metadata; `None` where the format has no such
/// picture.
///
/// None of the encoders knows of threads or of the processor, so that every machine comes to the
/// same bytes.
pub fn encode(raster: &Raster, format: Format) -> Option<Vec<u8>> {
    match format {
        Format::Jpeg => jpeg(raster),
        Format::Png => png(raster),
        Format::Avif => avif(raster),
    }
}

fn jpeg(raster: &Raster) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(raster.width).ok()?, u16::try_from(raster.height).ok()?);
    if raster.layout != Layout::Rgb {
        return None;
    }
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    let color = jpeg_encoder::ColorType::Rgb;
    encoder.encode(&raster.samples, width, height, color).ok()?;
    Some(bytes)
}

fn png(raster: &Raster) -> Option<Vec<u8>> {
    let color = match raster.layout {
        Layout::Grey => return None,
        Layout::Rgb => image::ExtendedColorType::Rgb8,
        Layout::Rgba => image::ExtendedColorType::Rgba8,
    };
    let mut bytes = Vec::new();
    let (best, filter) = (CompressionType::Best, FilterType::Adaptive);
    let encoder = PngEncoder::new_with_quality(&mut bytes, best, filter);
    encoder.write_image(&raster.samples, raster.width, raster.height, color).ok()?;
    Some(bytes)
}

fn avif(raster: &Raster) -> Option<Vec<u8>> {
    let (width, height) = (raster.width as usize, raster.height as usize);
    let is_too_long = u16::try_from(raster.width.max(raster.height)).is_err();
    if is_too_long || (width * height) as u64 > MOST_PIXELS_OF_AVIF {
        return None;
    }
    let encoder = ravif::Encoder::new()
        .with_quality(AVIF_QUALITY)
        .with_alpha_quality(AVIF_QUALITY)
        .with_speed(AVIF_SPEED)
        .with_num_threads(Some(1));
    let pixels = raster.samples.chunks_exact(raster.layout.channels());
    let pixels = pixels.map(|pixel| match *pixel {
        [red, green, blue, alpha] => RGBA8::new(red, green, blue, alpha),
        [red, green, blue] => RGBA8::new(red, green, blue, u8::MAX),
        _ => RGBA8::new(0, 0, 0, 0),
    });
    let pixels: Vec<RGBA8> = pixels.collect();
    // Where all is opaque, it leaves alpha out.
    let encoded = encoder.encode_rgba(Img::new(&pixels, width, height));
    Some(encoded.ok()?.avif_file)
}
