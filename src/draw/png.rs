//! SVG to PNG.

use png::{BitDepth, ColorType, Compression, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::fonts::Fonts;
use super::palette;

/// What is to become of an SVG.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// In pixels. What is drawn keeps its proportions and stands in the middle.
    pub width: u32,
    pub height: u32,
    /// How much of the picture's shorter side stays empty on each side, 0 to 0.5.
    pub margin: f32,
    /// What is behind it, as red, green and blue; nothing leaves it transparent.
    pub background: Option<[u8; 3]>,
}

/// Draws an SVG. An error says why it cannot be drawn.
pub fn draw(svg: &str, picture: &Picture, fonts: &Fonts) -> Result<Vec<u8>, String> {
    let tree = read(svg, fonts)?;
    let mut pixmap = Pixmap::new(picture.width, picture.height).ok_or("it has no size")?;
    if let Some([red, green, blue]) = picture.background {
        pixmap.fill(resvg::tiny_skia::Color::from_rgba8(red, green, blue, 255));
    }
    resvg::render(&tree, placed(&tree, picture), &mut pixmap.as_mut());
    Ok(encode(pixmap))
}

/// The same for a PNG or JPEG.
pub fn scale(bytes: &[u8], picture: &Picture) -> Result<Vec<u8>, String> {
    let source = image::load_from_memory(bytes).map_err(|error| error.to_string())?.to_rgba8();
    let (width, height) = (picture.width, picture.height);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 0.5 of it")]
    let margin = (width.min(height) as f32 * picture.margin.clamp(0.0, 0.49)) as u32;
    let free = (width - 2 * margin, height - 2 * margin);
    let across = f64::from(free.0) / f64::from(source.width());
    let down = f64::from(free.1) / f64::from(source.height());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the picture"
    )]
    let side =
        |side: u32, most: u32| ((f64::from(side) * across.min(down)).round() as u32).clamp(1, most);
    let (w, h) = (side(source.width(), free.0), side(source.height(), free.1));
    let small = image::imageops::resize(&source, w, h, image::imageops::FilterType::Lanczos3);
    let mut canvas = image::RgbaImage::new(width, height);
    if let Some([red, green, blue]) = picture.background {
        canvas.pixels_mut().for_each(|pixel| *pixel = image::Rgba([red, green, blue, 255]));
    }
    let at = (i64::from((width - w) / 2), i64::from((height - h) / 2));
    image::imageops::overlay(&mut canvas, &small, at.0, at.1);
    Ok(write(width, height, ColorType::Rgba, &[], &canvas))
}

/// Whether an SVG can be drawn. An error says why it cannot.
pub fn is_drawable(svg: &str, fonts: &Fonts) -> Result<(), String> {
    read(svg, fonts).map(|_| ())
}

/// No file and no address is read, and no font but those that are given.
fn read(svg: &str, fonts: &Fonts) -> Result<Tree, String> {
    let options = Options {
        fontdb: fonts.database(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| error.to_string())
}

/// Scales the drawing into the picture.
#[expect(clippy::cast_precision_loss, reason = "pictures are not that large")]
fn placed(tree: &Tree, picture: &Picture) -> Transform {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let margin = width.min(height) * picture.margin.clamp(0.0, 0.49);
    let size = tree.size();
    let free = (width - 2.0 * margin, height - 2.0 * margin);
    let scale = (free.0 / size.width()).min(free.1 / size.height());
    let moved = ((width - size.width() * scale) / 2.0, (height - size.height() * scale) / 2.0);
    Transform::from_row(scale, 0.0, 0.0, scale, moved.0, moved.1)
}

fn encode(pixmap: Pixmap) -> Vec<u8> {
    let (width, height) = (pixmap.width(), pixmap.height());
    match palette::reduce(pixmap.data()) {
        Some((colors, indices)) => {
            write(width, height, ColorType::Indexed, colors.as_flattened(), &indices)
        }
        None => write(width, height, ColorType::Rgba, &[], &pixmap.take_demultiplied()),
    }
}

/// A PNG of these pixels; the palette is that of indexed ones.
fn write(width: u32, height: u32, color: ColorType, palette: &[u8], pixels: &[u8]) -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width, height);
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    if color == ColorType::Indexed {
        encoder.set_palette(palette.to_vec());
        // Numbers of colours that are near each other tell nothing of the next.
        encoder.set_filter(Filter::NoFilter);
    }
    // Writing to memory cannot fail.
    let _ = encoder.write_header().and_then(|mut writer| writer.write_image_data(pixels));
    png
}
