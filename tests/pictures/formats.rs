//! Whatever a picture's format and colours are, readers see what its author saw.

use super::*;
use image::{GrayImage, ImageBuffer, Luma, Rgba};

/// The one variant that is no AVIF, and how all of them are said.
fn only(name: &str, bytes: &[u8]) -> (Variant, Vec<String>) {
    let mut variants = Site::showing(name, bytes).variants();
    let all = said(&variants);
    variants.retain(|variant| !variant.is("avif"));
    assert_eq!(variants.len(), 1, "{all:?}");
    (variants.remove(0), all)
}

#[test]
fn a_photo_is_jpeg_and_avif() {
    let (variant, all) = only("a.jpg", &jpeg(&corners(60, 40), None));
    assert_eq!(all, ["60x40 avif", "60x40 jpg"]);
    assert_corners(&variant);
}

#[test]
fn what_is_transparent_stays_so() {
    let picture = RgbaImage::from_fn(60, 40, |x, _| {
        Rgba(if x < 30 { [200, 30, 30, 0] } else { [40, 60, 190, 255] })
    });
    let site = Site::showing("a.png", &encoded(picture.clone(), ImageFormat::Png));
    let tree = site.build();
    let variants = variants(&tree);
    let png = variants.iter().find(|it| it.is("png")).expect("a PNG");
    let pixels = png.pixels();
    assert_eq!(pixels.get_pixel(5, 5).0[3], 0);
    assert_eq!(pixels.get_pixel(55, 5).0, [40, 60, 190, 255]);
    for avif in variants.iter().filter(|it| it.is("avif")) {
        assert!(holds(&avif.bytes, b"auxC"), "AVIF without its alpha");
    }
    assert!(!variants.iter().any(|it| it.is("jpg")), "JPEG has no alpha");
    let page = String::from_utf8(tree["writing/post/index.html"].clone()).expect("text");
    assert!(!page.contains("class=\"tint-"), "a colour would show through");
    let webp = encoded(picture, ImageFormat::WebP);
    let (variant, _) = only("a.webp", &webp);
    assert!(variant.is("png") && variant.pixels().get_pixel(5, 5).0[3] == 0);
}

#[test]
fn colours_of_transparent_pixels_do_not_bleed() {
    let picture = RgbaImage::from_fn(1000, 20, |x, _| {
        Rgba(if x % 2 == 0 { [255, 0, 0, 0] } else { [0, 0, 255, 255] })
    });
    let variants = Site::showing("a.png", &encoded(picture, ImageFormat::Png)).variants();
    let png = variants.iter().find(|it| it.is("png")).expect("a PNG");
    for pixel in png.pixels().pixels().filter(|pixel| pixel.0[3] > 20) {
        assert!(pixel.0[0] < 30, "red from what is not to be seen: {:?}", pixel.0);
    }
}

#[test]
fn a_drawing_is_png_and_a_photo_that_came_as_png_is_jpeg() {
    let (drawing, _) = only("a.png", &encoded(corners(400, 300), ImageFormat::Png));
    assert!(drawing.is("png"), "{}", drawing.name);
    assert_corners(&drawing);
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(200, 150, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 28) as u8;
        Rgb([(x as u8).wrapping_add(grain), (y as u8).wrapping_add(grain), 120 + grain])
    });
    let (photo, _) = only("a.png", &encoded(noise, ImageFormat::Png));
    assert!(photo.is("jpg"), "{}", photo.name);
}

#[test]
fn deep_colours_greys_and_palettes_are_read() {
    let deep: ImageBuffer<Rgb<u16>, Vec<u16>> = ImageBuffer::from_fn(60, 40, |x, y| {
        Rgb(corners(60, 40).get_pixel(x, y).0.map(|value| u16::from(value) * 257))
    });
    let (variant, _) = only("a.png", &encoded(DynamicImage::ImageRgb16(deep), ImageFormat::Png));
    assert_corners(&variant);
    let grey = GrayImage::from_fn(60, 40, |x, _| Luma([if x < 30 { 60 } else { 190 }]));
    for (name, format) in [("a.png", ImageFormat::Png), ("a.jpg", ImageFormat::Jpeg)] {
        let (variant, _) = only(name, &encoded(grey.clone(), format));
        let pixels = variant.pixels();
        for (x, value) in [(8, 60), (52, 190)] {
            let [r, g, b, _] = pixels.get_pixel(x, 20).0;
            assert_near([r, g, b], [value; 3], 8, name);
        }
    }
    let (variant, _) = only("a.gif", &encoded(corners(60, 40), ImageFormat::Gif));
    assert_corners(&variant);
    let (variant, _) = only("a.webp", &encoded(corners(60, 40), ImageFormat::WebP));
    assert_corners(&variant);
}

#[test]
fn inks_of_a_printer_become_colours() {
    // Much magenta and yellow. They are stored inverted, as Adobe's programs do it.
    let pixels: Vec<u8> = (0..64 * 48).flat_map(|_| [0, 195, 195, 0]).collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.encode(&pixels, 64, 48, jpeg_encoder::ColorType::Cmyk).expect("a JPEG");
    let (variant, _) = only("a.jpg", &bytes);
    let [r, g, b, _] = variant.pixels().get_pixel(30, 20).0;
    assert_near([r, g, b], [255, 60, 60], 10, "four inks");

    // With a profile of a press, only a browser knows what they are.
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"CMYK");
    profile[36..40].copy_from_slice(b"acsp");
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.add_icc_profile(&profile).expect("a profile");
    encoder.encode(&pixels, 64, 48, jpeg_encoder::ColorType::Cmyk).expect("a JPEG");
    assert!(Site::showing("a.jpg", &bytes).build().contains_key("media/posts/a.jpg"));
}

#[test]
fn progressive_photos_are_read() {
    let picture = corners(60, 40);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.set_progressive(true);
    encoder.encode(&picture, 60, 40, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    assert_corners(&only("a.jpg", &bytes).0);
}

#[test]
fn the_colours_of_phones_become_those_of_the_web() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().expect("a profile");
    // By the matrices of both spaces.
    for (stored, shown) in [([180, 120, 90], [190, 117, 84]), ([60, 160, 90], [0, 163, 82])] {
        let picture = RgbImage::from_pixel(64, 48, Rgb(stored));
        let (variant, _) = only("a.jpg", &jpeg(&picture, Some(&profile)));
        let [r, g, b, _] = variant.pixels().get_pixel(30, 20).0;
        assert_near([r, g, b], shown, 5, "Display P3");
        for variant in Site::showing("a.jpg", &jpeg(&picture, Some(&profile))).variants() {
            assert!(!holds(&variant.bytes, b"ICC_PROFILE"), "{}", variant.name);
        }
    }
    // What says that it is sRGB, or nonsense, changes nothing.
    let srgb = moxcms::ColorProfile::new_srgb().encode().expect("a profile");
    for profile in [&srgb[..], b"colours"] {
        let picture = RgbImage::from_pixel(64, 48, Rgb([60, 160, 90]));
        let (variant, _) = only("a.jpg", &jpeg(&picture, Some(profile)));
        let [r, g, b, _] = variant.pixels().get_pixel(30, 20).0;
        assert_near([r, g, b], [60, 160, 90], 5, "sRGB");
    }
    let grey = moxcms::ColorProfile::new_gray_with_gamma(1.0).encode().expect("a profile");
    let picture = GrayImage::from_pixel(64, 48, Luma([128]));
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.add_icc_profile(&grey).expect("a profile");
    encoder.encode(&picture, 64, 48, jpeg_encoder::ColorType::Luma).expect("a JPEG");
    let (variant, _) = only("a.jpg", &bytes);
    let [r, g, b, _] = variant.pixels().get_pixel(30, 20).0;
    assert_near([r, g, b], [188; 3], 5, "a linear grey");
}

#[test]
fn colours_that_only_the_format_tells_of_are_left_to_browsers() {
    let plain = encoded(corners(60, 40), ImageFormat::Png);
    let as_it_is =
        |png: &[u8]| Site::showing("a.png", png).build().contains_key("media/posts/a.png");
    assert!(!as_it_is(&plain));
    assert!(!as_it_is(&png_with(&plain, b"gAMA", &45_455_u32.to_be_bytes())));
    assert!(as_it_is(&png_with(&plain, b"gAMA", &100_000_u32.to_be_bytes())));
    assert!(as_it_is(&png_with(&plain, b"cICP", &[9, 16, 0, 1])));
    assert!(!as_it_is(&png_with(&plain, b"cICP", &[1, 13, 0, 1])));
}

#[test]
fn what_moves_is_drawn_or_is_avif_is_shown_as_it_is() {
    use image::codecs::gif::GifEncoder;
    let mut gif = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut gif);
        for _ in 0..2 {
            let frame = image::Frame::new(DynamicImage::from(corners(30, 20)).into_rgba8());
            encoder.encode_frame(frame).expect("a frame");
        }
    }
    let apng =
        png_with(&encoded(corners(30, 20), ImageFormat::Png), b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"/>";
    let avif = Site::showing("a.jpg", &jpeg(&corners(30, 20), None)).variants();
    let avif = &avif.iter().find(|it| it.is("avif")).expect("AVIF").bytes;
    for (name, bytes) in
        [("a.gif", &gif[..]), ("a.png", &apng), ("a.svg", &svg[..]), ("a.avif", avif)]
    {
        let tree = Site::showing(name, bytes).build();
        assert!(tree.contains_key(&format!("media/posts/{name}")), "{name}: {:?}", tree.keys());
        let page = String::from_utf8(tree["writing/post/index.html"].clone()).expect("text");
        assert!(page.contains("width=\"30\" height=\"20\""), "{name}");
    }
}

#[test]
fn nothing_is_left_of_where_a_photo_was_taken() {
    for (name, bytes) in
        [("a.jpg", crate::image::jpeg_with_secrets()), ("a.png", crate::image::png_with_secrets(6))]
    {
        let site = Site::showing(name, &bytes);
        for variant in site.variants() {
            for part in [&b"38.7223"[..], b"Exif", b"eXIf", b"tEXt", b"http://ns", b"Photoshop"] {
                assert!(!holds(&variant.bytes, part), "{}", variant.name);
            }
            assert_eq!((variant.width, variant.height), (20, 30), "{}", variant.name);
        }
    }
}
