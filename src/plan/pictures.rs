//! Pictures as pages show them, and the files beside the content that the site has.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use super::{Plan, body::escape, percent_encode, view};
use crate::model::PictureRole;
use crate::model::body::{Image, Segment, Target};
use crate::picture::Variant;

/// How wide a picture in a text is shown, for `sizes`: as wide as a line, or the window.
const IN_TEXT: &str = "(min-width: 44em) 42em, 100vw";

impl Plan<'_> {
    /// The picture of a person.
    pub fn photo<'s>(&'s self, path: &str, alt: &'s str) -> view::Image<'s> {
        self.image(path, PictureRole::People, alt)
    }

    /// A picture of what was done, or of a text.
    pub fn work<'s>(&'s self, path: &str, alt: &'s str) -> view::Image<'s> {
        self.image(path, PictureRole::Work, alt)
    }

    fn image<'s>(&'s self, path: &str, role: PictureRole, alt: &'s str) -> view::Image<'s> {
        let alt = Cow::Borrowed(alt);
        let made = self.inputs.pictures.get(path, role);
        let Some((made, largest)) = made.and_then(|made| Some((made, made.largest()?))) else {
            let size = self.inputs.assets.get(path).and_then(|asset| asset.dimensions);
            return view::Image {
                url: Cow::Owned(self.media(path)),
                width: size.map(|size| size.0),
                height: size.map(|size| size.1),
                alt,
                srcset: None,
                sources: Vec::new(),
                tint: None,
            };
        };
        let of_format = |variants: &[Variant]| {
            let first = variants.first()?;
            let srcset = self.srcset(variants, path);
            Some(view::ImageSource { media_type: first.format.media_type(), srcset })
        };
        view::Image {
            url: Cow::Owned(self.variant(largest, path)),
            width: Some(largest.width),
            height: Some(largest.height),
            alt,
            srcset: (made.plain.len() > 1).then(|| self.srcset(&made.plain, path)),
            sources: of_format(&made.avif).into_iter().collect(),
            tint: made.tint.map(|tint| tint.class()),
        }
    }

    /// A picture with its absolute URL, for link previews.
    pub fn preview(&self, path: &str, role: PictureRole) -> view::Preview {
        let view::Image { url, width, height, .. } = self.image(path, role, "");
        let inside = url.strip_prefix(self.inputs.config.base_url.path());
        let url = self.permalink(inside.unwrap_or(&url));
        view::Preview { url, width, height, alt: String::new() }
    }

    fn variant(&self, variant: &Variant, path: &str) -> String {
        let mut url = self.href("/");
        percent_encode(&variant.path(path), &mut url);
        url
    }

    /// Files and their widths. No URL of ours holds a space or a comma.
    fn srcset(&self, variants: &[Variant], path: &str) -> String {
        let mut srcset = String::new();
        for variant in variants {
            let comma = if srcset.is_empty() { "" } else { ", " };
            let _ = write!(srcset, "{comma}{} {}w", self.variant(variant, path), variant.width);
        }
        srcset
    }

    /// Writes a picture of the owner's Markdown.
    pub(super) fn write_image(&self, image: &Image, html: &mut String) {
        if self.portfolio().withheld.contains(&image.path) {
            return;
        }
        let view = self.work(&image.path, &image.alt);
        let attribute = |name: &str, value: &str, html: &mut String| {
            let _ = write!(html, " {name}=\"");
            escape(value, html);
            html.push('"');
        };
        if !view.sources.is_empty() {
            html.push_str("<picture>");
        }
        for source in &view.sources {
            html.push_str("<source");
            attribute("type", source.media_type, html);
            attribute("srcset", &source.srcset, html);
            attribute("sizes", IN_TEXT, html);
            html.push('>');
        }
        html.push_str("<img");
        if let Some(tint) = view.tint {
            attribute("class", tint, html);
        }
        attribute("src", &view.url, html);
        if let Some(srcset) = &view.srcset {
            attribute("srcset", srcset, html);
            attribute("sizes", IN_TEXT, html);
        }
        attribute("alt", &image.alt, html);
        if !image.title.is_empty() {
            attribute("title", &image.title, html);
        }
        if let (Some(width), Some(height)) = (view.width, view.height) {
            let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
        }
        html.push_str(" loading=\"lazy\" decoding=\"async\">");
        if !view.sources.is_empty() {
            html.push_str("</picture>");
        }
    }
}

/// Paths of the files in `content/` that readers are led to themselves, rather than shown: letters,
/// and what a text links to; each once, sorted.
pub fn linked_files<'a>(plan: &Plan<'a>) -> BTreeSet<&'a Arc<str>> {
    let portfolio = plan.portfolio();
    let mut linked = BTreeSet::new();
    linked.extend(portfolio.testimonials.iter().filter_map(|said| said.letter.as_ref()));
    let bodies = [&portfolio.profile.body, &portfolio.footer].into_iter();
    let bodies = bodies
        .chain(portfolio.accomplishments.iter().map(|item| &item.body))
        .chain(portfolio.people.iter().map(|item| &item.body))
        .chain(portfolio.posts.iter().map(|item| &item.body))
        .chain(portfolio.pages.iter().map(|item| &item.body));
    for segment in bodies.flat_map(|body| &body.segments) {
        let Segment::LinkStart(link) = segment else { continue };
        let Target::File { path, .. } = &link.target else { continue };
        let is_ours = plan.inputs.assets.contains_key(path) && !portfolio.withheld.contains(path);
        linked.extend(is_ours.then_some(path));
    }
    linked
}
