//! Letters as outlines, for pictures that are shown where the font is not.

use harfrust::{ShapeOptions, UnicodeBuffer};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use std::fmt::Write;

use super::fonts::{Fonts, Style};

/// A rectangle that letters are to fill, in the units of the picture.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// The middle, across and down.
    pub center: (f32, f32),
    pub width: f32,
    pub height: f32,
}

/// The letters of a text as the `d` of an SVG path, as large as fits into the area and in its
/// middle. `None` where no font has them, or there is nothing to see.
pub fn outline(text: &str, style: &Style<'_>, area: &Area, fonts: &Fonts) -> Option<String> {
    let face = fonts.face(text, style)?;
    let font = face.font()?;
    let data = harfrust::ShaperData::new(&font);
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let shaped = data.shaper(&font).build().shape(buffer, ShapeOptions::new());
    let outlines = font.outline_glyphs();
    let mut pen = Pen::default();
    for (info, at) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
        let glyph = outlines.get(skrifa::GlyphId::new(info.glyph_id))?;
        let offset = (pen.x, pen.y);
        pen.x += units(at.x_offset);
        pen.y += units(at.y_offset);
        let size = Size::new(face.units_per_em());
        glyph.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen).ok()?;
        (pen.x, pen.y) = (offset.0 + units(at.x_advance), offset.1 + units(at.y_advance));
    }
    pen.into_path(area)
}

#[expect(clippy::cast_precision_loss, reason = "units of a font are small")]
fn units(value: i32) -> f32 {
    value as f32
}

/// Gathers the parts of outlines, in the font's units.
#[derive(Default)]
struct Pen {
    x: f32,
    y: f32,
    parts: Vec<(char, Vec<(f32, f32)>)>,
}

impl Pen {
    fn add(&mut self, command: char, points: &[(f32, f32)]) {
        let points = points.iter().map(|(x, y)| (x + self.x, y + self.y)).collect();
        self.parts.push((command, points));
    }

    /// Scaled and moved; in pictures y grows downwards.
    fn into_path(self, area: &Area) -> Option<String> {
        let mut points = self.parts.iter().flat_map(|(_, points)| points);
        let first = *points.next()?;
        let (mut low, mut high) = (first, first);
        for (x, y) in points {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        let (width, height) = (high.0 - low.0, high.1 - low.1);
        if width <= 0.0 || height <= 0.0 {
            return None;
        }
        let scale = (area.width / width).min(area.height / height);
        let center = (f32::midpoint(low.0, high.0), f32::midpoint(low.1, high.1));
        let mut path = String::new();
        for (command, points) in &self.parts {
            path.push(*command);
            for (at, (x, y)) in points.iter().enumerate() {
                let x = area.center.0 + (x - center.0) * scale;
                let y = area.center.1 - (y - center.1) * scale;
                let gap = if at == 0 { "" } else { " " };
                // Writing to a string cannot fail.
                let _ = write!(path, "{gap}{} {}", rounded(x), rounded(y));
            }
        }
        Some(path)
    }
}

/// To tenths, without a zero behind the point.
fn rounded(value: f32) -> f32 {
    // Adding zero makes -0 a plain one.
    (value * 10.0).round() / 10.0 + 0.0
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.add('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.add('C', &[(ax, ay), (bx, by), (x, y)]);
    }

    fn close(&mut self) {
        self.parts.push(('Z', Vec::new()));
    }
}
