//! Pictures as readers load them: resized, upright, in the formats that browsers like best, and
//! without anything but what is to be seen.
//!
//! [`make`] goes through all pictures of a site, in parallel. What it makes follows from a
//! picture's bytes and the theme's recipe alone, so it is remembered by these: in [`Known`] from
//! one build to the next, and in `.vouchfolio/cache/pictures/` between runs (`disk`). The rest are
//! pure functions: `decode`, `color`, `raster`, `encode` and, of all these, `variants`.
//!
//! What moves, drawings (SVG), AVIF, and pictures in colours that cannot be converted are shown as
//! they are.

mod budget;
mod color;
mod decode;
mod disk;
mod encode;
mod raster;
mod tint;
mod variants;

pub use tint::{CLASSES as TINTS, Tint};

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;
use crate::model::PictureRole;
use crate::resolve::Shown;
use crate::source::Asset;
use crate::source::disk::{Cache, Fault, ReadError};
use crate::theme::{Images, Recipe};
use budget::Budget;
use decode::{Decoded, Unreadable};
use variants::Drawn;

/// Counts the ways in which this program made pictures: what an earlier one made is not used.
const VERSION: u32 = 1;

/// The pictures of a site.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    made: BTreeMap<PictureRole, BTreeMap<Arc<str>, Arc<Made>>>,
    as_they_are: BTreeSet<Arc<str>>,
}

/// A picture and its variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// `None` where something behind would show through.
    pub tint: Option<Tint>,
    /// Those that every browser shows, the narrowest first; none where the picture is shown as it
    /// is.
    pub plain: Vec<Variant>,
    /// The same in AVIF, perhaps not in all widths.
    pub avif: Vec<Variant>,
}

/// A file that shows a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    pub format: Format,
    pub digest: Digest,
    pub content: Content,
}

/// Where the bytes of a variant are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Bytes(Arc<[u8]>),
    /// In a file of the cache.
    File(PathBuf),
}

/// The format of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Jpeg,
    Png,
    Avif,
}

impl Format {
    /// How files of this format end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Avif => "avif",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Avif => "image/avif",
        }
    }
}

impl Made {
    /// The one that shows most, in a format that every browser has.
    pub fn largest(&self) -> Option<&Variant> {
        self.plain.last()
    }

    /// All files.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        self.plain.iter().chain(&self.avif)
    }
}

impl Variant {
    /// The path of the file within the site, for a picture at this path in `content/`:
    /// `media/people/lena-brandt-192.3f9a1c2e.avif`.
    pub fn path(&self, picture: &str) -> String {
        let inside = picture.strip_prefix("content/").unwrap_or(picture);
        let name = inside.rfind('/').map_or(0, |slash| slash + 1);
        let dot = inside.rfind('.').filter(|dot| *dot > name).unwrap_or(inside.len());
        let stem = inside.get(..dot).unwrap_or(inside);
        let extension = self.format.extension();
        self.digest.fingerprinted(&format!("media/{stem}-{}.{extension}", self.width))
    }
}

impl Pictures {
    /// All that may be there of each picture, for pages that nobody will load.
    pub fn imagined(shown: &[Shown<'_>], images: &Images) -> Pictures {
        let mut pictures = Pictures::default();
        for shown in shown {
            let Some(recipe) = images.recipe(shown.place.role()) else { continue };
            let variants = |format| {
                let variant = |width: &u32| Variant {
                    width: *width,
                    height: *width,
                    format,
                    digest: shown.asset.digest,
                    content: Content::Bytes(Arc::default()),
                };
                recipe.widths.iter().map(variant).collect()
            };
            let (plain, avif) = (variants(Format::Jpeg), variants(Format::Avif));
            let made = Arc::new(Made { tint: Tint::at(0), plain, avif });
            let of_role = pictures.made.entry(shown.place.role()).or_default();
            of_role.insert(Arc::clone(shown.path), made);
        }
        pictures
    }

    /// The variants of a picture in a role; `None` where it is shown as it is.
    pub fn get(&self, path: &str, role: PictureRole) -> Option<&Made> {
        self.made.get(&role)?.get(path).map(|made| &**made)
    }

    /// Every picture with variants, by its path from the site's folder.
    pub fn made(&self) -> impl Iterator<Item = (&Arc<str>, &Made)> {
        self.made.values().flatten().map(|(path, made)| (path, &**made))
    }

    /// The paths of pictures that are shown as they are.
    pub fn as_they_are(&self) -> &BTreeSet<Arc<str>> {
        &self.as_they_are
    }
}

/// What is known of pictures from earlier builds of a site.
#[derive(Debug, Default)]
pub struct Known {
    made: BTreeMap<Key, Arc<Made>>,
    /// Where they are kept between runs, if they are.
    store: Option<disk::Store>,
    is_pruned: bool,
    faults: Vec<Fault>,
    encoded: usize,
}

/// What decides what becomes of a picture: its bytes and the recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    source: Digest,
    /// Of the recipe, and of how this program carries it out.
    recipe: Digest,
}

impl Key {
    fn of(asset: &Asset, recipe: &Recipe) -> Key {
        Key { source: asset.digest, recipe: digest_of(recipe) }
    }
}

/// The same in every build of this program, as a name on disk must be.
fn digest_of(recipe: &Recipe) -> Digest {
    let Recipe { widths, is_square, avif } = recipe;
    Digest::of(format!("{VERSION} {widths:?} {is_square} {avif}").as_bytes())
}

impl Known {
    /// What is kept in the cache of a site.
    pub fn in_cache(cache: &Cache) -> Known {
        Known { store: Some(disk::Store::of(cache)), ..Known::default() }
    }

    /// What is kept in the cache of a folder that is not the site's: nothing in it is deleted, for
    /// it may be of other sites.
    pub fn in_foreign_cache(cache: &Cache) -> Known {
        Known { is_pruned: true, ..Known::in_cache(cache) }
    }

    /// What of the cache was of no use, since this was asked last.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// How many pictures were decoded and encoded, rather than known.
    pub fn encoded(&self) -> usize {
        self.encoded
    }
}

/// What to make.
pub struct Request<'a> {
    /// Every picture that the site shows.
    pub shown: &'a [Shown<'a>],
    pub images: &'a Images,
    /// Every file of the site that may be a picture.
    pub assets: &'a BTreeMap<Arc<str>, Asset>,
    /// There will be no site, so that pictures are only looked at for what is wrong with them.
    pub is_void: bool,
    /// Told how many pictures are made, and of how many.
    pub on_progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Makes the variants of every picture that the site shows, but for those that are known.
///
/// A picture that cannot be read is a problem at the first place that names it.
pub fn make(
    request: &Request<'_>,
    known: &mut Known,
) -> Result<(Pictures, Vec<Diagnostic>), ReadError> {
    let mut wanted: BTreeMap<Key, Wanted<'_>> = BTreeMap::new();
    for shown in request.shown {
        if let Some(recipe) = request.recipe(shown) {
            let key = Key::of(shown.asset, recipe);
            wanted.entry(key).or_insert(Wanted { asset: shown.asset, recipe });
        }
    }
    let found = request.look_up(known, &wanted);
    let missing: Vec<(&Key, &Wanted<'_>)> =
        wanted.iter().filter(|(key, _)| !found.contains_key(key)).collect();
    known.made = found;
    let results = request.make_all(&missing, known.store.as_ref())?;
    known.encoded += results.len();
    let mut unreadable = BTreeMap::new();
    for ((key, _), result) in missing.iter().zip(results) {
        match result {
            Ok(Outcome::Made(made, fault)) => {
                known.made.insert(**key, Arc::new(made));
                known.note(fault);
            }
            Ok(Outcome::Fine) => {}
            Err(why) => _ = unreadable.insert(**key, why),
        }
    }
    let (pictures, problems) = request.gather(known, &unreadable);
    if !request.is_void && problems.is_empty() && !std::mem::replace(&mut known.is_pruned, true) {
        let sources = request.assets.values().map(|asset| asset.digest).collect();
        let recipes = request.images.recipes().map(digest_of).collect();
        known.store.iter().for_each(|store| store.prune(&sources, &recipes));
    }
    Ok((pictures, problems))
}

/// What came of a picture that was not known.
enum Outcome {
    Made(Made, Option<Fault>),
    /// It was only looked at, and could be made.
    Fine,
}

/// A picture and what is to become of it.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    asset: &'a Asset,
    recipe: &'a Recipe,
}

impl<'a> Request<'a> {
    /// What becomes of a picture; `None` where it is shown as it is.
    fn recipe(&self, shown: &Shown<'_>) -> Option<&'a Recipe> {
        let is_ours = shown.path.starts_with("content/") && decode::is_decoded(shown.asset.kind);
        self.images.recipe(shown.place.role()).filter(|_| is_ours)
    }

    /// Those of which it is known what becomes of them.
    fn look_up(
        &self,
        known: &mut Known,
        wanted: &BTreeMap<Key, Wanted<'_>>,
    ) -> BTreeMap<Key, Arc<Made>> {
        let before = std::mem::take(&mut known.made);
        let store = known.store.as_ref();
        let find = |(key, _): (&Key, &Wanted<'_>)| -> (Key, Option<Arc<Made>>, Option<Fault>) {
            let in_memory = before.get(key).filter(|made| disk::is_there(made));
            if let Some(made) = in_memory {
                return (*key, Some(Arc::clone(made)), None);
            }
            match store.map(|store| store.load(key)) {
                Some(Ok(made)) => (*key, made.map(Arc::new), None),
                Some(Err(fault)) => (*key, None, Some(fault)),
                None => (*key, None, None),
            }
        };
        let looked_up: Vec<_> = wanted.par_iter().map(find).collect();
        let mut found = BTreeMap::new();
        for (key, made, fault) in looked_up {
            found.extend(made.map(|made| (key, made)));
            known.note(fault);
        }
        found
    }

    /// Makes these, several at a time.
    fn make_all(
        &self,
        missing: &[(&Key, &Wanted<'_>)],
        store: Option<&disk::Store>,
    ) -> Result<Vec<Result<Outcome, Unreadable>>, ReadError> {
        let budget = Budget::new();
        let done = AtomicUsize::new(0);
        if !missing.is_empty() {
            (self.on_progress)(0, missing.len());
        }
        let make = |(key, wanted): &(&Key, &Wanted<'_>)| {
            let share = budget.take(memory_of(wanted.asset));
            let bytes = disk::read(wanted.asset)?;
            let result = if self.is_void {
                decode::decode(&bytes, wanted.asset.kind).map(|decoded| match decoded {
                    Decoded::Still(..) => Outcome::Fine,
                    Decoded::AsItIs => Outcome::Made(Made::default(), None),
                })
            } else {
                let drawn = variants::draw(bytes, wanted.asset.kind, wanted.recipe, share);
                drawn.map(|drawn| {
                    let (made, fault) = keep(key, drawn, store);
                    Outcome::Made(made, fault)
                })
            };
            (self.on_progress)(1 + done.fetch_add(1, Ordering::Relaxed), missing.len());
            Ok(result)
        };
        missing.par_iter().map(make).collect()
    }

    /// What became of each picture, and what is wrong.
    fn gather(
        &self,
        known: &Known,
        unreadable: &BTreeMap<Key, Unreadable>,
    ) -> (Pictures, Vec<Diagnostic>) {
        let mut pictures = Pictures::default();
        let mut problems = Vec::new();
        let mut said = BTreeSet::new();
        for shown in self.shown {
            let key = self.recipe(shown).map(|recipe| Key::of(shown.asset, recipe));
            if let Some(Unreadable(why)) = key.and_then(|key| unreadable.get(&key)) {
                if said.insert(shown.path) {
                    let message = format!("the picture `{}` cannot be read: {why}", shown.path);
                    let problem = Diagnostic::new(Code::BadImage, message).help(SAVE_AGAIN);
                    problems.push(problem.in_file(shown.file).at(shown.at.clone()));
                }
                continue;
            }
            let made = key.map(|key| known.made.get(&key));
            match made {
                Some(Some(made)) if !made.plain.is_empty() => {
                    let of_role = pictures.made.entry(shown.place.role()).or_default();
                    of_role.insert(Arc::clone(shown.path), Arc::clone(made));
                }
                // It was only looked at.
                Some(None) => {}
                Some(Some(_)) | None => {
                    pictures.as_they_are.insert(Arc::clone(shown.path));
                }
            }
        }
        (pictures, problems)
    }
}

const SAVE_AGAIN: &str =
    "open it in a program for pictures, and save it again as JPEG or PNG under this name";

impl Known {
    /// Remembers what was wrong with the cache, of each kind once.
    fn note(&mut self, fault: Option<Fault>) {
        let Some(fault) = fault else { return };
        let kind = std::mem::discriminant(&fault);
        if !self.faults.iter().any(|known| std::mem::discriminant(known) == kind) {
            self.faults.push(fault);
        }
    }
}

/// About how many bytes a picture takes while it is decoded.
fn memory_of(asset: &Asset) -> u64 {
    // Three channels, and as much again for the steps before; or four, and the rows before.
    const BYTES_OF_PIXEL: u64 = 6;
    let (width, height) = asset.dimensions.unwrap_or_default();
    u64::from(width) * u64::from(height) * BYTES_OF_PIXEL + asset.size
}

/// Puts files where they are kept. Where that is not possible, they stay in memory.
fn keep(key: &Key, drawn: Drawn, store: Option<&disk::Store>) -> (Made, Option<Fault>) {
    let mut made = Made { tint: drawn.tint, ..Made::default() };
    for file in drawn.files {
        let variants = match file.format {
            Format::Avif => &mut made.avif,
            Format::Jpeg | Format::Png => &mut made.plain,
        };
        variants.push(Variant {
            width: file.width,
            height: file.height,
            format: file.format,
            digest: Digest::of(&file.bytes),
            content: Content::Bytes(file.bytes.into()),
        });
    }
    match store.map(|store| store.save(key, &made)) {
        Some(Ok(kept)) => (kept, None),
        Some(Err(fault)) => (made, Some(fault)),
        None => (made, None),
    }
}
