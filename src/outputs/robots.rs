//! `/robots.txt` (RFC 9309): everything may be read, and where the sitemap is.

use super::Gathered;
use crate::plan::{Content, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let sitemap = plan.permalink("/sitemap.xml");
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n");
    gathered.add("robots.txt", Content::Bytes(text.into_bytes()), "the robots file");
}
