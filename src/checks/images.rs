//! Pictures that cost readers, or their owner, more bytes than anybody can see.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inputs;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::resolve::{Showing, Shown, pictures};
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

/// As many bytes take time to read, to keep and to copy, though no reader loads them.
const HUGE: u64 = 20_000_000;

/// Where a picture is named first, and how many pixels in a row it needs there or elsewhere.
struct Use<'a> {
    asset: &'a Asset,
    file: &'a Arc<str>,
    at: At,
    needed: u32,
}

pub fn check(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let judge = |(path, used): (&Arc<str>, Use<'_>)| {
        let problem = match inputs.unchanged.contains(path) {
            true => judge(path, used.asset, used.needed)?,
            false => judge_source(path, used.asset)?,
        };
        Some(problem.in_file(used.file).at(used.at))
    };
    let config = crate::config::FILE.into();
    uses(inputs, &config).into_iter().filter_map(judge).collect()
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

/// Advice on one picture that readers load in the sizes of the pages alone.
fn judge_source(path: &str, asset: &Asset) -> Option<Diagnostic> {
    let (width, height) = asset.dimensions.filter(|_| asset.size > HUGE)?;
    let message = format!(
        "`{path}` is {width} × {height} pixels and {}, of which pages show a small part",
        in_words(asset.size)
    );
    let help = format!("save it {WIDE} pixels wide: it then takes less room, and builds less time");
    Some(Diagnostic::new(Code::LargeImage, message).help(help))
}

/// Every picture that the site shows, and how many pixels of it are needed.
fn uses<'a>(inputs: &Inputs<'a>, config: &'a Arc<str>) -> BTreeMap<&'a Arc<str>, Use<'a>> {
    let mut uses = BTreeMap::new();
    for Shown { path, asset, place, file, at } in pictures(inputs.portfolio, inputs.assets, config)
    {
        let needed = match place {
            Showing::Photo => PORTRAIT,
            Showing::Image => WIDE,
            Showing::Text => IN_TEXT,
        };
        let used = uses.entry(path).or_insert(Use { asset, file, at, needed });
        used.needed = used.needed.max(needed);
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
