//! Colours of other spaces, converted to sRGB by the profile that a picture brings.

use moxcms::{ColorProfile, DataColorSpace, Layout as Order, TransformOptions};

use super::raster::{Layout, Raster};

/// A profile of red, green and blue, or of grey, other than sRGB.
pub struct Profile(Box<ColorProfile>);

/// The colours cannot be converted: they are those of a printer.
#[derive(Debug)]
pub struct Foreign;

impl Profile {
    /// Reads an ICC profile; `None` where there is nothing to convert. One that makes no sense is
    /// ignored, as browsers do.
    pub fn read(icc: &[u8]) -> Result<Option<Profile>, Foreign> {
        // The data colour space, at byte 16 of the header (ICC.1:2022, 7.2.8).
        let space = icc.get(16..20).unwrap_or_default();
        if !matches!(space, b"RGB " | b"GRAY") {
            return if icc.get(36..40) == Some(b"acsp") { Err(Foreign) } else { Ok(None) };
        }
        Ok(ColorProfile::new_from_slice(icc).ok().map(|profile| Profile(Box::new(profile))))
    }

    /// The picture in sRGB; `None` where that cannot be done.
    pub fn to_srgb(&self, raster: Raster) -> Option<Raster> {
        let is_grey = self.0.color_space == DataColorSpace::Gray;
        let raster = match (raster.layout, is_grey) {
            // A profile for other channels makes no sense.
            (Layout::Rgb | Layout::Rgba, true) => return Some(raster),
            (Layout::Grey, false) => raster.in_color(false),
            _ => raster,
        };
        let converted = self.converted(&raster)?;
        Some(if is_same(&converted, &raster) { raster } else { converted })
    }

    fn converted(&self, raster: &Raster) -> Option<Raster> {
        let (from, to, layout) = match raster.layout {
            Layout::Grey => (Order::Gray, Order::Rgb, Layout::Rgb),
            Layout::Rgb => (Order::Rgb, Order::Rgb, Layout::Rgb),
            Layout::Rgba => (Order::Rgba, Order::Rgba, Layout::Rgba),
        };
        let srgb = ColorProfile::new_srgb();
        let transform =
            self.0.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
        let pixels = raster.width as usize * raster.height as usize;
        let mut samples = vec![0; pixels * layout.channels()];
        transform.transform(&raster.samples, &mut samples).ok()?;
        Some(Raster { width: raster.width, height: raster.height, layout, samples })
    }
}

/// Whether no sample differs by more than rounding does: most profiles are sRGB in other words.
fn is_same(one: &Raster, other: &Raster) -> bool {
    one.layout == other.layout
        && one.samples.iter().zip(&other.samples).all(|(a, b)| a.abs_diff(*b) <= 1)
}
