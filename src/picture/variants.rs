//! From a picture's bytes to its variants: a pure function.

use rayon::prelude::*;

use super::decode::{Decoded, Unreadable, decode};
use super::encode::encode;
use super::raster::Raster;
use super::tint::Tint;
use super::{Format, budget::Share};
use crate::source::image::{Kind, orientation};
use crate::theme::Recipe;

/// What came of a picture.
#[derive(Debug, Default)]
pub struct Drawn {
    /// `None` where something behind would show through.
    pub tint: Option<Tint>,
    /// The narrowest first; none where the picture is shown as it is.
    pub files: Vec<File>,
}

/// A variant.
#[derive(Debug)]
pub struct File {
    pub width: u32,
    pub height: u32,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// Makes the variants of a picture. The share of memory is given back as soon as the picture is no
/// longer there in its full size.
pub fn draw(
    bytes: Vec<u8>,
    kind: Kind,
    recipe: &Recipe,
    share: Share<'_>,
) -> Result<Drawn, Unreadable> {
    let orientation = orientation(&bytes).unwrap_or(1);
    let decoded = decode(&bytes, kind)?;
    drop(bytes);
    let Decoded::Still(raster, profile) = decoded else { return Ok(Drawn::default()) };
    let shape = Shape::of(&raster, orientation, recipe.is_square);
    let widths = widths(shape.width, &recipe.widths);
    let largest = widths.last().and_then(|width| {
        let (width, height) = (*width, shape.height_at(*width));
        let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
        raster.resized(width, height)
    });
    drop(raster);
    drop(share);
    let converted = largest.and_then(|largest| match profile {
        Some(profile) => profile.to_srgb(largest),
        None => Some(largest),
    });
    let Some(largest) = converted else { return Ok(Drawn::default()) };
    let is_transparent = largest.is_transparent();
    let largest = largest.in_color(is_transparent).turned(orientation);
    let rasters = widths.iter().filter_map(|width| {
        let height = shape.height_at(*width);
        largest.resized(*width, height)
    });
    let rasters: Vec<Raster> = rasters.collect();
    let tint = rasters.first().filter(|_| !is_transparent).map(Tint::of);
    let plain = match (is_transparent, kind) {
        (true, _) => all(&rasters, Format::Png),
        (false, Kind::Jpeg) => all(&rasters, Format::Jpeg).or_else(|| all(&rasters, Format::Png)),
        // A drawing is often smaller as PNG, and always sharper.
        (false, _) => smaller(all(&rasters, Format::Png), all(&rasters, Format::Jpeg)),
    };
    let Some(plain) = plain else { return Ok(Drawn::default()) };
    let narrow = rasters.iter().take_while(|raster| raster.width <= recipe.avif);
    let avif = all(&narrow.cloned().collect::<Vec<_>>(), Format::Avif);
    // Not worth it where it saves nothing.
    let as_wide = plain.get(..avif.as_ref().map_or(0, Vec::len)).unwrap_or_default();
    let avif = avif.filter(|avif| weight(avif) < weight(as_wide)).unwrap_or_default();
    Ok(Drawn { tint, files: plain.into_iter().chain(avif).collect() })
}

/// A size as it is shown: cropped, and turned upright.
struct Shape {
    width: u32,
    height: u32,
}

impl Shape {
    fn of(raster: &Raster, orientation: u8, is_square: bool) -> Shape {
        let (width, height) = (raster.width, raster.height);
        let side = width.min(height);
        match (is_square, orientation) {
            (true, _) => Shape { width: side, height: side },
            (false, 5..) => Shape { width: height, height: width },
            (false, _) => Shape { width, height },
        }
    }

    fn height_at(&self, width: u32) -> u32 {
        let (w, h) = (u64::from(self.width.max(1)), u64::from(self.height));
        let height = (u64::from(width) * h + w / 2) / w;
        u32::try_from(height.max(1)).unwrap_or(u32::MAX)
    }
}

/// A picture this near to the next width, of a hundred, is not made in its own width besides.
const NEAR: u64 = 90;

/// The widths of the variants of a picture, ascending: those that are wanted and that it has, and
/// its own where it has much more than the last of these and less than the next.
pub fn widths(own: u32, wanted: &[u32]) -> Vec<u32> {
    let mut widths: Vec<u32> = wanted.iter().copied().filter(|width| *width <= own).collect();
    let is_near = |width: &u32| u64::from(*width) * 100 >= u64::from(own) * NEAR;
    let has_more = wanted.last().is_some_and(|last| own < *last);
    if widths.is_empty() || has_more && !widths.last().is_some_and(is_near) {
        widths.push(own);
    }
    widths
}

/// All of these in one format; `None` where one of them cannot be.
fn all(rasters: &[Raster], format: Format) -> Option<Vec<File>> {
    let file = |raster: &Raster| {
        let bytes = encode(raster, format)?;
        Some(File { width: raster.width, height: raster.height, format, bytes })
    };
    rasters.par_iter().map(file).collect()
}

fn weight(files: &[File]) -> usize {
    files.iter().map(|file| file.bytes.len()).sum()
}

/// The lighter of the two; the first where they weigh the same.
fn smaller(one: Option<Vec<File>>, other: Option<Vec<File>>) -> Option<Vec<File>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if weight(&other) < weight(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::widths;

    #[test]
    fn no_picture_is_enlarged() {
        let work = [480, 960, 1440];
        for (own, expected) in [
            (1, &[1][..]),
            (479, &[479]),
            (480, &[480]),
            (500, &[480]),
            (534, &[480, 534]),
            (800, &[480, 800]),
            (1000, &[480, 960]),
            (1200, &[480, 960, 1200]),
            (1440, &[480, 960, 1440]),
            (6000, &[480, 960, 1440]),
        ] {
            assert_eq!(widths(own, &work), expected, "{own}");
        }
    }
}
