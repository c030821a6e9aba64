//! Which variants there are, and which way up they stand.

use super::*;
use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};

/// The picture as a camera stores it that is held this way.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

fn exif(orientation: u8) -> Vec<u8> {
    [&b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[orientation], &[0; 6]].concat()
}

#[test]
fn photos_stand_upright_however_the_camera_was_held() {
    let upright = corners(60, 40);
    for orientation in 1..=8 {
        let stored = stored(&upright, orientation);
        let plain = jpeg(&stored, None);
        let body = [&b"Exif\0\0"[..], &exif(orientation)].concat();
        let length = (body.len() as u16 + 2).to_be_bytes();
        let turned = [&plain[..2], &[0xFF, 0xE1], &length, &body, &plain[2..]].concat();
        let png = png_with(&encoded(stored, ImageFormat::Png), b"eXIf", &exif(orientation));
        for (name, bytes) in [("a.jpg", turned), ("a.png", png)] {
            let site = Site::showing(name, &bytes);
            let variants = site.variants();
            let plain: Vec<&Variant> = variants.iter().filter(|it| !it.is("avif")).collect();
            assert_eq!(plain.len(), 1, "{:?}", said(&variants));
            assert_eq!((plain[0].width, plain[0].height), (60, 40), "{name} {orientation}");
            assert_corners(plain[0]);
            let page = String::from_utf8(site.build()["writing/post/index.html"].clone());
            assert!(page.expect("text").contains("width=\"60\" height=\"40\""), "{orientation}");
        }
    }
}

#[test]
fn a_person_is_shown_square_from_the_middle() {
    let mut wide = RgbImage::from_pixel(500, 200, Rgb([10, 10, 10]));
    image::imageops::replace(&mut wide, &corners(200, 200), 150, 0);
    let variants = Site::of_person("maya.jpg", &jpeg(&wide, None)).variants();
    let sizes = ["96x96 avif", "96x96 jpg", "192x192 avif", "192x192 jpg"];
    assert_eq!(said(&variants), sizes);
    variants.iter().filter(|it| it.is("jpg")).for_each(assert_corners);
}

#[test]
fn pictures_have_the_widths_of_the_theme_and_are_never_enlarged() {
    let check = |width: u32, height: u32, expected: &[&str]| {
        let variants = Site::showing("a.jpg", &jpeg(&corners(width, height), None)).variants();
        assert_eq!(said(&variants), expected, "{width}x{height}");
        variants.iter().filter(|it| it.is("jpg")).for_each(assert_corners);
    };
    check(40, 20, &["40x20 avif", "40x20 jpg"]);
    check(1500, 30, &["480x10 avif", "480x10 jpg", "960x19 avif", "960x19 jpg", "1440x29 jpg"]);
    check(700, 20, &["480x14 avif", "480x14 jpg", "700x20 avif", "700x20 jpg"]);
}

#[test]
fn odd_sizes_are_sizes_too() {
    for (width, height) in [(1, 1), (1, 5000), (5000, 1), (2, 3)] {
        let picture = RgbImage::from_pixel(width, height, Rgb([90, 120, 200]));
        for site in [
            Site::showing("a.jpg", &jpeg(&picture, None)),
            Site::showing("a.png", &encoded(picture.clone(), ImageFormat::Png)),
            Site::of_person("a.jpg", &jpeg(&picture, None)),
        ] {
            let variants = site.variants();
            assert!(variants.iter().any(|it| !it.is("avif")), "{width}x{height}");
            for variant in variants.iter().filter(|it| !it.is("avif")) {
                let (w, h) = variant.pixels().dimensions();
                assert!(w <= width && h <= height && w > 0 && h > 0, "{width}x{height}: {w}x{h}");
                assert_eq!((w, h), (variant.width, variant.height));
            }
        }
    }
}

#[test]
fn however_many_threads_there_are_the_bytes_are_the_same() {
    let site = Site::of_person("maya.jpg", &jpeg(&corners(300, 260), None));
    site.put("content/posts/post.md", "---\ntitle: A post\n---\n\n![A](a.png) ![B](b.jpg)\n");
    let noise =
        RgbImage::from_fn(520, 90, |x, y| Rgb([(x * y) as u8, (x ^ y) as u8, (x + y) as u8]));
    site.put("content/posts/a.png", encoded(corners(90, 80), ImageFormat::Png));
    site.put("content/posts/b.jpg", jpeg(&noise, None));
    let build = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| site.build())
    };
    let one = build(1);
    assert!(variants(&one).len() >= 8, "{:?}", one.keys());
    for threads in [2, 4] {
        assert!(build(threads) == one, "{threads} threads come to other bytes");
    }
}

#[test]
fn pages_name_all_variants_and_links_lead_to_originals() {
    let site = Site::showing("a b.jpg", &jpeg(&corners(600, 40), None));
    site.put("content/posts/post.md", "---\ntitle: A post\n---\n\n![A](<a b.jpg> \"T\")\n");
    let tree = site.build();
    assert!(!tree.contains_key("media/posts/a b.jpg"), "the original is published");
    let page = String::from_utf8(tree["writing/post/index.html"].clone()).expect("text");
    let page = crate::html::read(&page);
    let image = page.named("img").next().expect("a picture");
    assert_eq!(image.attribute("alt"), Some("A"));
    assert_eq!(image.attribute("title"), Some("T"));
    let tint = image.attribute("class").expect("a tint");
    assert!(vouchfolio::picture::TINTS.contains(&tint), "{tint}");
    let source = page.named("source").next().expect("a better format");
    assert_eq!(source.attribute("type"), Some("image/avif"));
    let named = page.urls().into_iter().map(|(_, url)| url).filter(|url| url.starts_with("/media"));
    let named: std::collections::BTreeSet<String> = named.collect();
    let built: std::collections::BTreeSet<String> =
        variants(&tree).iter().map(|it| format!("/{}", it.name.replace(' ', "%20"))).collect();
    assert_eq!(named, built);
    assert!(source.attribute("srcset").is_some_and(|set| set.contains(".avif 600w")));

    site.put(
        "content/posts/post.md",
        "---\ntitle: A post\n---\n\n![A](<a b.jpg>) [it](<a b.jpg>)\n",
    );
    assert!(site.build().contains_key("media/posts/a b.jpg"), "the linked file is published");
}

#[test]
fn every_tint_has_its_rule() {
    let styles = include_str!("../../themes/base/styles/25-tints.css");
    for class in vouchfolio::picture::TINTS {
        assert!(styles.contains(&format!(".{class} {{ background: oklch(")), "{class}");
    }
    let rules = styles.matches(".tint-").count();
    assert_eq!(rules, vouchfolio::picture::TINTS.len(), "a rule for no tint");
}
