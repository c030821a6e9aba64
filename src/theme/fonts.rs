//! The fonts of a theme's pictures: what lies in `cards/fonts/`.

use super::chain::Chain;
use crate::diagnostic::{Code, Diagnostic};
use crate::draw::Fonts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads all fonts of a chain. Where two layers have a file, the first one's counts.
pub fn load(chain: &Chain) -> (Fonts, Vec<Diagnostic>) {
    let mut files: BTreeMap<&str, _> = BTreeMap::new();
    for layer in &chain.layers {
        for (path, source) in &layer.sources {
            if is_font(path) {
                files.entry(path).or_insert(source);
            }
        }
    }
    let named = files.values().map(|source| (&*source.file, Arc::clone(&source.bytes)));
    let (fonts, refused) = Fonts::new(named);
    let problem = |file: &str| {
        Diagnostic::new(Code::BadTheme, "this is no font that pictures can be written with")
            .in_file(&file.into())
            .help("put a TrueType or OpenType font here, `.ttf` or `.otf`; no WOFF2")
    };
    (fonts, refused.into_iter().map(problem).collect())
}

fn is_font(path: &str) -> bool {
    let name = path.strip_prefix("cards/fonts/").map(str::to_ascii_lowercase);
    name.is_some_and(|name| [".ttf", ".otf", ".woff", ".woff2"].iter().any(|it| name.ends_with(it)))
}
