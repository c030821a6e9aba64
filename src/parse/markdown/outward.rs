//! The places of links to the web. Bodies do not keep them, for they are asked for only when all
//! links are looked at.

use super::links;
use super::stream::{self, Source};
use super::{Settings, Voice};
use pulldown_cmark::{Event, Tag};
use std::ops::Range;
use std::sync::Arc;

/// Every link of a body that names a host, as it is written, with its bytes of the file.
pub fn web_links(
    text: &str,
    start: usize,
    file: &Arc<str>,
    voice: Voice,
    settings: &Settings,
) -> Vec<(Box<str>, Range<usize>)> {
    let source = Source::new(text, start, file);
    let options = match voice {
        Voice::Owner => stream::owner_options(settings),
        Voice::Other => stream::quote_options(settings),
    };
    let Ok(stream) = stream::read(source.text, options) else { return Vec::new() };
    let mut found = Vec::new();
    for (event, range) in &stream.events {
        if let Event::Start(Tag::Link { dest_url, .. }) = event
            && dest_url.contains("//")
        {
            let place = links::place(source, dest_url, range);
            found.push((Box::from(&**dest_url), source.shift(&place)));
        }
    }
    found
}
