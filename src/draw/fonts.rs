//! The fonts of a theme's pictures: which of them can write a text, and how wide it becomes.

use harfrust::{FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use resvg::usvg::fontdb::{Database, Family, ID, Query, Source, Weight};
use skrifa::MetadataProvider;
use skrifa::raw::TableProvider;
use std::sync::Arc;

use crate::digest::{Digest, Digester};

/// Fonts that pictures are written with.
#[derive(Clone, Default)]
pub struct Fonts {
    faces: Vec<Face>,
    database: Arc<Database>,
    digest: Digest,
}

/// One font: a family in one weight.
#[derive(Clone)]
pub struct Face {
    id: ID,
    family: String,
    bytes: Arc<[u8]>,
    shaping: Arc<ShaperData>,
    units_per_em: f32,
}

/// How a text is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The first that has all letters of the text is used; after these any other.
    pub families: &'a [&'a str],
    /// 100 to 900; the nearest that there is is used.
    pub weight: u16,
}

/// Bytes as `fontdb` takes them.
struct Shared(Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Fonts {
    /// Reads fonts, the one that wins first; returns the names of those that are no fonts.
    pub fn new<'n>(files: impl Iterator<Item = (&'n str, Arc<[u8]>)>) -> (Fonts, Vec<&'n str>) {
        let mut fonts = Fonts::default();
        let mut database = Database::new();
        let mut refused = Vec::new();
        let mut digester = Digester::default();
        for (name, bytes) in files {
            let face = Face::read(&bytes, &mut database);
            digester.update(&bytes.len().to_le_bytes());
            digester.update(&bytes);
            match face {
                Some(face) => fonts.faces.push(face),
                None => refused.push(name),
            }
        }
        fonts.database = Arc::new(database);
        fonts.digest = digester.finish();
        (fonts, refused)
    }

    /// Of everything that can change what is drawn with them.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// As the renderer takes them.
    pub(super) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// The font that writes all of a text; `None` where there is none, so that the text would have
    /// boxes in it.
    pub fn face(&self, text: &str, style: &Style<'_>) -> Option<&Face> {
        let wanted = style.families.iter().copied();
        let others = self.faces.iter().map(|face| &*face.family);
        wanted.chain(others).find_map(|family| {
            let query = Query {
                families: &[Family::Name(family)],
                weight: Weight(style.weight),
                ..Query::default()
            };
            let id = self.database.query(&query)?;
            self.faces.iter().find(|face| face.id == id && face.has(text))
        })
    }

    /// A text as it can be written: without symbols that no font has, and each space a single one.
    /// `None` where letters are missing, or nothing is left.
    pub fn writable(&self, text: &str) -> Option<String> {
        let style = Style { families: &[], weight: 400 };
        let known = |c: &char| self.faces.iter().any(|face| face.has_char(*c));
        let kept: String =
            text.chars().filter(|c| c.is_whitespace() || is_letter(*c) || known(c)).collect();
        let words: Vec<&str> = kept.split_whitespace().collect();
        let kept = words.join(" ");
        (!kept.is_empty() && self.face(&kept, &style).is_some()).then_some(kept)
    }
}

/// What a word cannot do without. Marks of Arabic or Devanagari count; emoji and signs do not.
fn is_letter(c: char) -> bool {
    let is_sign = matches!(c, '\u{2000}'..='\u{2bff}' | '\u{fe00}'..='\u{fe0f}')
        || ('\u{1f000}'..='\u{1faff}').contains(&c)
        || c.is_control();
    !is_sign && !c.is_ascii_punctuation()
}

impl Face {
    fn read(bytes: &Arc<[u8]>, database: &mut Database) -> Option<Face> {
        let font = FontRef::new(bytes).ok()?;
        let units_per_em = f32::from(font.head().ok()?.units_per_em());
        if units_per_em < 1.0 || !font.charmap().has_map() {
            return None;
        }
        let shaping = Arc::new(ShaperData::new(&font));
        let shared = Source::Binary(Arc::new(Shared(Arc::clone(bytes))));
        let id = database.load_font_source(shared).first().copied()?;
        let family = database.face(id)?.families.first()?.0.clone();
        Some(Face { id, family, bytes: Arc::clone(bytes), shaping, units_per_em })
    }

    /// Its name, as `font-family` takes it.
    pub fn family(&self) -> &str {
        &self.family
    }

    pub(super) fn font(&self) -> Option<FontRef<'_>> {
        FontRef::new(&self.bytes).ok()
    }

    pub(super) fn units_per_em(&self) -> f32 {
        self.units_per_em
    }

    fn has_char(&self, c: char) -> bool {
        self.font().is_some_and(|font| font.charmap().map(c).is_some())
    }

    fn has(&self, text: &str) -> bool {
        let Some(font) = self.font() else { return false };
        let map = font.charmap();
        text.chars().all(|c| map.map(c).is_some())
    }

    /// How wide a text is, in parts of the font's size.
    pub fn width(&self, text: &str) -> f32 {
        let Some(font) = self.font() else { return 0.0 };
        let shaper = self.shaping.shaper(&font).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let units: i64 = shaped.glyph_positions().iter().map(|at| i64::from(at.x_advance)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a line of text is not that wide")]
        let width = units as f32 / self.units_per_em;
        width
    }
}
