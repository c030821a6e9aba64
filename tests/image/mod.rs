//! What an image still says about its owner once it is published.

mod svg;

use proptest::prelude::*;
use vouchfolio::source::image::{Kind, dimensions, kind, publishable};

const SECRET: &[u8] = b"lat 38.7223 lon -9.1393";

fn segment(mark: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [&[0xFF, mark], &length.to_be_bytes()[..], body].concat()
}

/// Little-endian EXIF with an orientation, and a secret behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let list = [2, 0, 0x0F, 0x01, 2, 0, 1, 0, 0, 0, b'X', 0, 0, 0];
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
    [b"II*\0\x08\0\0\0", &list[..], &entry, SECRET].concat()
}

fn jpeg(orientation: u8) -> Vec<u8> {
    let thumbnail = [b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01", &b"pix"[..]].concat();
    let size = [8, 0, 20, 0, 30, 1, 1, 0x11, 0];
    [
        vec![0xFF, 0xD8],
        segment(0xE0, &thumbnail),
        segment(0xE0, &[b"JFXX\0", SECRET].concat()),
        segment(0xE1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xE2, &[b"MPF\0", SECRET].concat()),
        segment(0xED, &[b"Photoshop 3.0\0", SECRET].concat()),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xFE, SECRET),
        segment(0xC0, &size),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        b"first\xFF\0scan\xFF\xD0goes on".to_vec(),
        segment(0xFE, SECRET),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        b"second scan\xFF\xD9".to_vec(),
        SECRET.to_vec(),
    ]
    .concat()
}

/// A photo that can be shown, with its place in every segment that may hold one.
pub(crate) fn jpeg_with_secrets() -> Vec<u8> {
    let pixels: Vec<u8> = (0..30 * 20).flat_map(|at: u32| [at as u8, 90, 200]).collect();
    let mut picture = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut picture, 90);
    encoder.encode(&pixels, 30, 20, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    [
        vec![0xFF, 0xD8],
        segment(0xE1, &[b"Exif\0\0", &exif(6)[..]].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
        segment(0xE2, &[b"MPF\0", SECRET].concat()),
        segment(0xED, &[b"Photoshop 3.0\0", SECRET].concat()),
        segment(0xFE, SECRET),
        picture[2..].to_vec(),
        SECRET.to_vec(),
    ]
    .concat()
}

/// A picture of 30 × 20 pixels that can be shown, turned as EXIF says, and with its place in chunks.
pub(crate) fn png_with_secrets(orientation: u8) -> Vec<u8> {
    let pixels: Vec<u8> = (0..30 * 20).flat_map(|at: u32| [at as u8, 90, 200]).collect();
    let picture = image::RgbImage::from_raw(30, 20, pixels).expect("all pixels");
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    let (head, rest) = png.get_ref().split_at(8 + 25);
    let whole = |name: &[u8; 4], body: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(body);
        let length = u32::try_from(body.len()).expect("a length").to_be_bytes();
        [&length[..], name, body, &sum.sum().to_be_bytes()].concat()
    };
    let [exif, text] = [whole(b"eXIf", &exif(orientation)), whole(b"tEXt", SECRET)];
    [head, &exif, &text, rest, SECRET].concat()
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], name, body, b"csum"].concat()
}

pub fn png(orientation: u8) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0]),
        chunk(b"iCCP", b"colours"),
        chunk(b"tEXt", SECRET),
        chunk(b"zTXt", SECRET),
        chunk(b"iTXt", SECRET),
        chunk(b"tIME", SECRET),
        chunk(b"prVW", SECRET),
        chunk(b"eXIf", &exif(orientation)),
        chunk(b"IDAT", b"pixels"),
        chunk(b"IEND", b""),
        SECRET.to_vec(),
    ]
    .concat()
}

fn webp(orientation: u8) -> Vec<u8> {
    let part = |name: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
        [name, &length, body, &vec![0; body.len() % 2]].concat()
    };
    let body = [
        b"WEBP".to_vec(),
        part(b"VP8X", &[0x2C, 0, 0, 0, 29, 0, 0, 19, 0, 0]),
        part(b"ICCP", b"colours"),
        part(b"VP8 ", b"pixel data"),
        part(b"EXIF", &exif(orientation)),
        part(b"XMP ", SECRET),
        part(b"C2PA", SECRET),
    ]
    .concat();
    [part(b"RIFF", &body), SECRET.to_vec()].concat()
}

fn gif() -> Vec<u8> {
    let text = |label: u8, parts: &[&[u8]]| {
        let mut block = vec![0x21, label];
        for part in parts {
            block.push(u8::try_from(part.len()).unwrap_or(u8::MAX));
            block.extend(*part);
        }
        block.push(0);
        block
    };
    [
        b"GIF89a\x1E\0\x14\0\x80\0\0".to_vec(),
        vec![0; 6],
        text(0xFF, &[b"NETSCAPE2.0", &[1, 0, 0]]),
        text(0xFF, &[b"XMP DataXMP", SECRET]),
        text(0xFE, &[SECRET]),
        text(0xF9, &[&[0, 0, 0, 0]]),
        b"\x2C\0\0\0\0\x1E\0\x14\0\0\x02\x03pix\0".to_vec(),
        b"\x3B".to_vec(),
        SECRET.to_vec(),
    ]
    .concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn metadata_goes_and_the_picture_stays() {
    let jpeg_parts: [&[u8]; 5] = [
        b"ICC_PROFILE",
        b"Adobe",
        b"first\xFF\0scan\xFF\xD0goes on",
        b"second scan\xFF\xD9",
        b"JFIF",
    ];
    let samples: [(Vec<u8>, &[&[u8]]); 4] = [
        (jpeg(1), &jpeg_parts),
        (png(1), &[b"iCCP", b"pixels", b"IEND"]),
        (webp(1), &[b"ICCP", b"pixel data"]),
        (gif(), &[b"NETSCAPE2.0", b"pix", b"\x3B"]),
    ];
    for (image, kept) in samples {
        let published = publishable(&image);
        assert!(holds(&image, SECRET) && !holds(&published, SECRET), "{:?}", kind("", &image));
        assert!(!holds(&published, b"Exif") && !holds(&published, b"eXIf"));
        assert!(!holds(&published, b"EXIF"));
        for part in kept {
            assert!(holds(&published, part), "{:?}", String::from_utf8_lossy(part));
        }
        assert_eq!(dimensions(&image), Some((30, 20)));
        assert_eq!(dimensions(&published), Some((30, 20)));
    }
    assert!(!holds(&publishable(&jpeg(1)), b"pix"), "the thumbnail of JFIF");
}

#[test]
fn a_turned_photo_stays_turned() {
    for image in [jpeg(6), png(6), webp(6)] {
        let published = publishable(&image);
        assert!(!holds(&published, SECRET));
        assert_eq!((dimensions(&image), dimensions(&published)), (Some((20, 30)), Some((20, 30))));
    }
    assert_eq!(dimensions(&publishable(&jpeg(3))), Some((30, 20)));
    assert_eq!(publishable(&webp(6)).get(20), Some(&0x28), "the flags tell of EXIF, not of XMP");
    assert_eq!(publishable(&webp(1)).get(20), Some(&0x20));
}

#[test]
fn what_is_clean_is_not_copied() {
    for image in [jpeg(6), png(6), webp(6), gif()] {
        let once = publishable(&image).into_owned();
        assert!(matches!(publishable(&once), std::borrow::Cow::Borrowed(_)));
    }
    let text = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    assert!(matches!(publishable(text), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn the_size_of_an_svg() {
    let check = |text: &str, expected| assert_eq!(dimensions(text.as_bytes()), expected, "{text}");
    check(r#"<svg width="30" height="20px"/>"#, Some((30, 20)));
    check(r#"<svg viewBox="0 0 300 200">"#, Some((300, 200)));
    check(r#"<svg viewBox="-1,-1, 300.4,  199.6" width="100%">"#, Some((300, 200)));
    check("<svg\n  height = '40'\n  viewBox='0 0 30 20'>", Some((60, 40)));
    check("\u{FEFF}<?xml version='1.0'?>\n<!-- > <svg> -->\n<svg viewBox='0 0 3 2'>", Some((3, 2)));
    check("<!DOCTYPE svg [ <!ENTITY a \"<svg>\"> ]><svg width='3' height='2'>", Some((3, 2)));
    check("<svg data-width='9' title='a > b' width='3' height='2'>", Some((3, 2)));
    check("<svg width='1e300' height='2'>", None);
    check("<svg width='0' height='-2'>", None);
    check("<svg width='10em' height='2em'>", None);
    check("<svg>", None);
    check("<svg width='3' height='2'", None);
    check("<html><svg width='3' height='2'>", None);
}

#[test]
fn kinds_are_told_by_content_before_name() {
    let boxed = |brands: &str| [b"\0\0\0\x18ftyp", brands.as_bytes()].concat();
    assert_eq!(kind("photo.heic", &jpeg(1)), Kind::Jpeg);
    assert_eq!(kind("photo.jpg", &boxed("heic\0\0\0\0mif1heic")), Kind::Heic);
    assert_eq!(kind("photo.jpg", &boxed("mif1\0\0\0\0miafavif")), Kind::Avif);
    assert_eq!(kind("photo.jpg", &boxed("qt  \0\0\0\0qt      ")), Kind::Video);
    assert_eq!(kind("talk", &boxed("isom\0\0\0\0isommp42")), Kind::Video);
    assert_eq!(kind("scan.png", b"II*\0\x08\0\0\0"), Kind::Tiff);
    assert_eq!(kind("SCAN.TIF", b"?"), Kind::Tiff);
    assert_eq!(kind("talk.MOV", b""), Kind::Video);
    assert_eq!(kind("logo.svg", b"<svg/>"), Kind::Svg);
    assert_eq!(kind("notes.txt", b"hello"), Kind::Other);
}

/// Bytes that begin as some image does, with pieces that mean something to it.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let starts: Vec<Vec<u8>> = vec![
        b"\xFF\xD8\xFF".into(),
        b"\x89PNG\r\n\x1A\n".into(),
        b"GIF89a".into(),
        b"RIFF\xFF\xFF\0\0WEBP".into(),
        b"\0\0\0\x18ftypavif".into(),
        b"\0\0\0\x18ftypheic".into(),
        b"<svg ".into(),
        Vec::new(),
    ];
    let pieces: Vec<Vec<u8>> = vec![
        b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08".into(),
        b"\xFF\xDA\0\x02".into(),
        b"\xFF\xD9".into(),
        b"eXIfII*\0".into(),
        b"\0\0\0\x08meta".into(),
        b"VP8X\x0A\0\0\0".into(),
        b"EXIF\xFF\xFF\xFF\xFF".into(),
        b"\x21\xFF\x0B".into(),
        b"viewBox='0 0 ".into(),
        b"'>".into(),
    ];
    let piece = prop_oneof![
        proptest::sample::select(pieces),
        proptest::collection::vec(any::<u8>(), 0..40),
    ];
    (proptest::sample::select(starts), proptest::collection::vec(piece, 0..8))
        .prop_map(|(start, pieces)| [start, pieces.concat()].concat())
}

/// An image with some of its bytes changed, or cut short.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let images = vec![jpeg(6), png(6), webp(6), gif()];
    let change = (any::<proptest::sample::Index>(), any::<u8>());
    let changes = proptest::collection::vec(change, 0..6);
    let cut = any::<proptest::sample::Index>();
    (proptest::sample::select(images), changes, cut, any::<bool>()).prop_map(
        |(mut image, changes, cut, is_cut)| {
            for (at, byte) in changes {
                let at = at.index(image.len());
                image[at] = byte;
            }
            if is_cut {
                image.truncate(cut.index(image.len()));
            }
            image
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_too_odd(bytes in prop_oneof![hostile(), damaged()]) {
        let _ = (kind("", &bytes), dimensions(&bytes));
        let once = publishable(&bytes);
        prop_assert_eq!(&publishable(&once), &once);
        prop_assert!(once.len() <= bytes.len() + 64);
    }
}
