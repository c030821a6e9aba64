//! Pictures as readers load them: the right way up, in the right colours, in sizes that exist, and
//! with nothing in them but what is to be seen.

mod formats;
mod kept;
mod sizes;
mod themes;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use vouchfolio::engine::{self, Built, Memory, Request};
use vouchfolio::model::Date;
use vouchfolio::render::InMemory;
use vouchfolio::source::disk::Changes;

use crate::sample::{self, TODAY, Tree};

/// A site with one post that shows a picture, `content/posts/picture.NAME`.
struct Site {
    _root: TempDir,
    path: PathBuf,
}

impl Site {
    fn new() -> Site {
        let root = tempfile::tempdir().expect("a folder");
        let path = fs::canonicalize(root.path()).expect("a folder").join("site");
        let site = Site { _root: root, path };
        site.put("vouchfolio.yaml", "title: Maya\nbase_url: https://maya.example/\n");
        site.put("content/profile.md", "---\nname: Maya\nheadline: Makes things\n---\n");
        site
    }

    /// A site with a post that shows this picture.
    fn showing(name: &str, bytes: &[u8]) -> Site {
        let site = Site::new();
        let post = format!("---\ntitle: A post\n---\n\n![A picture]({name})\n");
        site.put("content/posts/post.md", post);
        site.put(&format!("content/posts/{name}"), bytes);
        site
    }

    /// A site whose owner has this photo.
    fn of_person(name: &str, bytes: &[u8]) -> Site {
        let site = Site::new();
        let profile = format!("---\nname: Maya\nheadline: Makes things\nphoto: {name}\n---\n");
        site.put("content/profile.md", profile);
        site.put(&format!("content/{name}"), bytes);
        site
    }

    fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file");
    }

    /// A build with what there is in memory.
    fn again(&self, memory: &mut Memory) -> Built {
        let request = Request {
            site: &self.path,
            today: Date::parse(TODAY).expect("a day"),
            drafts: false,
            base_url: None,
        };
        engine::build_again(&request, memory, Changes::Unknown, &InMemory, &|_| {})
            .expect("a readable site")
    }

    /// Every file of the site, built without a past.
    fn build(&self) -> Tree {
        let built = self.again(&mut Memory::default());
        assert!(!built.has_errors(), "{}", sample::problems(&built));
        sample::tree(&built)
    }

    /// The variants in `/media/`, narrowest first, with how their names end.
    fn variants(&self) -> Vec<Variant> {
        variants(&self.build())
    }
}

/// A picture that readers may load.
struct Variant {
    name: String,
    width: u32,
    height: u32,
    bytes: Vec<u8>,
}

impl Variant {
    fn is(&self, extension: &str) -> bool {
        self.name.ends_with(&format!(".{extension}"))
    }

    /// As `480x320 jpg`.
    fn said(&self) -> String {
        let extension = self.name.rsplit('.').next().unwrap_or_default();
        format!("{}x{} {extension}", self.width, self.height)
    }

    /// What is to be seen. No AVIF: there is nothing that reads it here.
    fn pixels(&self) -> RgbaImage {
        image::load_from_memory(&self.bytes).expect("a picture").into_rgba8()
    }
}

fn variants(tree: &Tree) -> Vec<Variant> {
    let media = tree.iter().filter(|(path, _)| path.starts_with("media/"));
    let mut variants: Vec<Variant> = media
        .map(|(path, bytes)| {
            let (width, height) =
                vouchfolio::source::image::dimensions(bytes).expect("the size of a picture");
            Variant { name: path.clone(), width, height, bytes: bytes.clone() }
        })
        .collect();
    variants
        .sort_by_key(|variant| (variant.width, variant.name.rsplit('.').next().map(str::to_owned)));
    variants
}

fn said(variants: &[Variant]) -> Vec<String> {
    variants.iter().map(Variant::said).collect()
}

/// A picture whose corners are red, green, blue and yellow, clockwise from the top left.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        CORNERS[match (x < width / 2, y < height / 2) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        }]
    })
}

const CORNERS: [Rgb<u8>; 4] =
    [Rgb([200, 30, 30]), Rgb([30, 150, 40]), Rgb([40, 60, 190]), Rgb([210, 190, 40])];

/// Fails unless the colours of the corners are these, as far as JPEG keeps them.
#[track_caller]
fn assert_corners(variant: &Variant) {
    let pixels = variant.pixels();
    let (width, height) = pixels.dimensions();
    let (left, right, top, bottom) =
        (width / 5, width - 1 - width / 5, height / 5, height - 1 - height / 5);
    let places = [(left, top), (right, top), (right, bottom), (left, bottom)];
    for ((x, y), expected) in places.into_iter().zip(CORNERS) {
        let found = pixels.get_pixel(x, y).0;
        assert_near([found[0], found[1], found[2]], expected.0, 14, &variant.name);
    }
}

#[track_caller]
fn assert_near(found: [u8; 3], expected: [u8; 3], tolerance: u8, what: &str) {
    let is_near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= tolerance);
    assert!(is_near, "{what}: {found:?} instead of {expected:?}");
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A JPEG of good quality, with an ICC profile or none.
fn jpeg(image: &RgbImage, icc: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    if let Some(icc) = icc {
        encoder.add_icc_profile(icc).expect("a profile");
    }
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder.encode(image, width, height, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    bytes
}

/// A PNG with another chunk after its head.
fn png_with(png: &[u8], name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let (head, rest) = png.split_at(8 + 25);
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(body);
    let length = u32::try_from(body.len()).expect("a length").to_be_bytes();
    [head, &length, name, body, &sum.sum().to_be_bytes(), rest].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()));
    let mut files: Vec<PathBuf> = entries.into_iter().flatten().collect();
    files.sort();
    files
}
