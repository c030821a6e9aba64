//! Pixels in memory: cropped, resized, turned.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};

/// A picture as rows of pixels, 8 bits a channel, from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
    pub samples: Vec<u8>,
}

/// The channels of a pixel, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Grey,
    Rgb,
    Rgba,
}

impl Layout {
    /// How many channels, and bytes, a pixel has.
    pub fn channels(self) -> usize {
        match self {
            Layout::Grey => 1,
            Layout::Rgb => 3,
            Layout::Rgba => 4,
        }
    }

    fn pixel_type(self) -> PixelType {
        match self {
            Layout::Grey => PixelType::U8,
            Layout::Rgb => PixelType::U8x3,
            Layout::Rgba => PixelType::U8x4,
        }
    }
}

impl Raster {
    /// As much of the middle as has the wanted shape, in the wanted size.
    ///
    /// The filter is Lanczos with three lobes, over sRGB values as browsers and editors do it:
    /// linear light would need twice the memory, and rings visibly around dark lines. Colours of
    /// transparent pixels do not bleed into those beside them. All arithmetic is in whole numbers,
    /// so every processor comes to the same.
    pub fn resized(&self, width: u32, height: u32) -> Option<Raster> {
        if (width, height) == (self.width, self.height) {
            return Some(self.clone());
        }
        let kind = self.layout.pixel_type();
        let source = ImageRef::new(self.width, self.height, &self.samples, kind).ok()?;
        let mut target = Image::new(width, height, kind);
        let options = ResizeOptions::new().fit_into_destination(None);
        Resizer::new().resize(&source, &mut target, &options).ok()?;
        Some(Raster { width, height, layout: self.layout, samples: target.into_vec() })
    }

    /// The picture turned upright that was taken with this EXIF orientation, 1 to 8.
    pub fn turned(self, orientation: u8) -> Raster {
        let (width, height) = (self.width as usize, self.height as usize);
        let (new_width, new_height) =
            if orientation >= 5 { (height, width) } else { (width, height) };
        // Where the pixel at the new x and y comes from.
        let source = |x: usize, y: usize| match orientation {
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, height - 1 - x),
            7 => (width - 1 - y, height - 1 - x),
            8 => (width - 1 - y, x),
            _ => (x, y),
        };
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let channels = self.layout.channels();
        let mut samples = Vec::with_capacity(self.samples.len());
        for y in 0..new_height {
            for x in 0..new_width {
                let (x, y) = source(x, y);
                let at = (y * width + x) * channels;
                samples.extend_from_slice(self.samples.get(at..at + channels).unwrap_or_default());
            }
        }
        let (width, height) = (new_width as u32, new_height as u32);
        Raster { width, height, layout: self.layout, samples }
    }

    /// Whether any pixel shows something of what is behind.
    pub fn is_transparent(&self) -> bool {
        let mut pixels = self.samples.chunks_exact(4);
        self.layout == Layout::Rgba && pixels.any(|pixel| pixel.last() != Some(&u8::MAX))
    }

    /// The same pixels in red, green and blue, and alpha only where it is wanted.
    pub fn in_color(self, with_alpha: bool) -> Raster {
        let layout = if with_alpha { Layout::Rgba } else { Layout::Rgb };
        let samples = match (self.layout, layout) {
            (Layout::Grey, Layout::Rgb) => self.samples.iter().flat_map(|it| [*it; 3]).collect(),
            (Layout::Rgba, Layout::Rgb) => {
                let pixels = self.samples.chunks_exact(4);
                pixels.flat_map(|pixel| pixel.iter().take(3).copied()).collect()
            }
            _ => return self,
        };
        Raster { layout, samples, ..self }
    }
}
