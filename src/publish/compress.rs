//! Compressed copies of texts, for servers that send them as they are.

use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use std::io::Write;

use super::{Error, File};

/// Below this, compressing saves nothing, in bytes.
const SHORT: u64 = 1_024;

/// For each text its copies `NAME.gz` (RFC 1952) and `NAME.br` (RFC 7932), where they are smaller
/// by a tenth. The same bytes give the same copies.
pub fn copies(files: &[File]) -> Result<Vec<File>, Error> {
    let texts = files.par_iter().filter(|file| file.size >= SHORT && is_text(&file.media_type()));
    let copies: Result<Vec<Vec<File>>, Error> = texts
        .map(|file| {
            let bytes = file.bytes()?;
            let copies = [("gz", gzip(&bytes)), ("br", brotli(&bytes))];
            let smaller = |copy: &Vec<u8>| copy.len() * 10 <= bytes.len() * 9;
            Ok(copies
                .into_iter()
                .filter_map(|(ending, copy)| Some((ending, copy.filter(smaller)?)))
                .map(|(ending, copy)| File::new(format!("{}.{ending}", file.path), copy))
                .collect())
        })
        .collect();
    Ok(copies?.into_iter().flatten().collect())
}

fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    let texts =
        ["application/json", "application/xml", "application/manifest+json", "image/svg+xml"];
    kind.starts_with("text/") || texts.contains(&kind)
}

/// Without a name or time in it.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 10, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).ok()?;
    Some(out)
}
