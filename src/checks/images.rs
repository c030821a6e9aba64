//! Pictures that cost readers more bytes than they can see.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inputs;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::body::Segment;
use crate::path;
use crate::resolve::picture;
use crate::source::Asset;
use crate::source::image::Kind;

// The pixels in a row that are enough: twice what the built-in themes show, for dense screens.

/// 12 rem beside the owner's text, 10 rem for other people.
const PORTRAIT: u32 = 400;
/// A line of text, 38 em.
const IN_TEXT: u32 = 1400;
/// The whole page, 78 rem.
const WIDE: u32 = 2500;

/// So many times more pixels in a row are far more.
const FAR_MORE: u32 = 2;
/// Fewer bytes are not worth a word.
const SMALL: u64 = 100_000;
/// As many bytes are a burden, whatever they show.
const HEAVY: u64 = 1_000_000;

/// Where a picture is named first, and how many pixels in a row it needs there or elsewhere.
struct Use<'a> {
    file: &'a Arc<str>,
    at: At,
    needed: u32,
}

pub fn check(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let judge = |(path, used): (Arc<str>, Use<'_>)| {
        let problem = judge(&path, inputs.assets.get(&path)?, used.needed)?;
        Some(problem.in_file(used.file).at(used.at))
    };
    uses(inputs).into_iter().filter_map(judge).collect()
}

/// Advice on one picture that is shown on `needed` pixels in a row at most.
fn judge(path: &str, asset: &Asset, needed: u32) -> Option<Diagnostic> {
    let bytes = asset.size;
    // A portrait is cropped to a square, so that its shorter side counts.
    let size = asset.dimensions.filter(|_| asset.kind != Kind::Svg);
    let counts = |(width, height): (u32, u32)| {
        if needed == PORTRAIT { width.min(height) } else { width }
    };
    let row = size.map_or(0, counts);
    let is_far_more = row > needed * FAR_MORE && bytes > SMALL;
    if !is_far_more && bytes <= HEAVY {
        return None;
    }
    let (message, help) = match size.filter(|_| row > needed) {
        Some((width, height)) => {
            let wide = u64::from(width) * u64::from(needed) / u64::from(row);
            let left = bytes * u64::from(needed).pow(2) / u64::from(row).pow(2);
            let (bytes, left) = (in_words(bytes), in_words(left));
            (
                format!(
                    "`{path}` is {width} × {height} pixels and {bytes}, and {needed} in a row are enough"
                ),
                format!("save it {wide} pixels wide: readers then load about {left} instead"),
            )
        }
        None => (
            format!("`{path}` is {}, which every reader of the page loads", in_words(bytes)),
            "save it as JPEG or AVIF, or with fewer colours; 200 kB are enough for most pictures"
                .to_owned(),
        ),
    };
    Some(Diagnostic::new(Code::LargeImage, message).help(help))
}

/// Every picture that the site shows.
fn uses<'a>(inputs: &Inputs<'a>) -> BTreeMap<Arc<str>, Use<'a>> {
    let mut uses = BTreeMap::new();
    let mut add = |path: Arc<str>, file, at, needed| {
        let used = uses.entry(path).or_insert(Use { file, at, needed });
        used.needed = used.needed.max(needed);
    };
    let portfolio = inputs.portfolio;
    if let (Some(photo), Some(file)) = (&portfolio.profile.photo, &portfolio.profile.file) {
        add(Arc::clone(photo), file, At::Value(path!["photo"]), PORTRAIT);
    }
    for person in &portfolio.people {
        let Some(photo) = &person.photo else { continue };
        add(Arc::clone(photo), &person.file, At::Value(path!["photo"]), PORTRAIT);
    }
    for item in &portfolio.accomplishments {
        let Some(image) = &item.image else { continue };
        add(Arc::clone(&image.path), &item.file, At::Value(path!["image"]), WIDE);
    }
    for (file, body) in inputs.texts() {
        for segment in &body.segments {
            match segment {
                Segment::Image(image) => {
                    let at = At::Range(image.range.clone());
                    add(Arc::clone(&image.path), file, at, IN_TEXT);
                }
                Segment::Component(call) => {
                    if let Some((path, argument)) = picture(call, file) {
                        let at = At::Range(argument.value_range.clone());
                        add(path.into(), file, at, IN_TEXT);
                    }
                }
                _ => {}
            }
        }
    }
    uses
}

/// `310 kB` or `3.1 MB`.
fn in_words(bytes: u64) -> String {
    if bytes < HEAVY {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    format!("{}.{} MB", bytes / HEAVY, bytes % HEAVY / (HEAVY / 10))
}
