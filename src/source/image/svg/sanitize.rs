//! An SVG without anything that runs, asks for other files, or tells of its maker.
//!
//! It is read as XML and written anew, from lists of what may be there: shapes, text, gradients,
//! filters, animations that change how something looks, and pictures within the file itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node, NodeType, ParsingOptions};
use std::borrow::Cow;

use super::{style, weight};
use crate::source::LARGEST_TEXT;
use crate::source::image::{Kind, Malformed, kind, publishable};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// So many elements and texts may there be.
const MOST_NODES: u32 = 400_000;
/// So deep may they stand within each other.
const DEEPEST: usize = 200;
/// So many attributes may an element have, about: reading takes time by their square.
const MOST_ATTRIBUTES: usize = 1024;
/// So many namespaces may be declared: those of an element are those of all around it.
const MOST_NAMESPACES: usize = 256;
/// So long may the texts of all entities be, in bytes, and so often may they be named.
const LONGEST_ENTITIES: usize = 16 * 1024;
const MOST_ENTITIES: usize = 1024;

const ELEMENTS: [&str; 68] = [
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "use",
    "view",
    "a",
    "glyphRef",
    "altGlyph",
    "color-profile",
    "cursor",
    "hatch",
    "hatchpath",
    "solidcolor",
];

/// Of those above what is left out after all, with what is in it: they name other files, or nothing
/// draws them any more.
const FORMER: [&str; 6] = ["tref", "glyphRef", "altGlyph", "color-profile", "cursor", "view"];

/// Elements whose text counts.
const WITH_TEXT: [&str; 6] = ["desc", "style", "text", "textPath", "title", "tspan"];

/// Attributes that are no CSS, so that whatever stands there is only text.
const TEXTS: [&str; 8] = ["class", "d", "id", "lang", "points", "role", "viewBox", "version"];

/// The SVG as it is published.
pub fn sanitize(bytes: &[u8]) -> Result<String, Malformed> {
    let text = read(bytes)?;
    let skipped = bytes.len() - text.len();
    rewritten(text).map_err(|malformed| {
        let at = malformed.at.map(|at| at + skipped);
        Malformed { at, ..malformed }
    })
}

fn rewritten(text: &str) -> Result<String, Malformed> {
    guard(text)?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..Default::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = offset(text, error.pos());
        if matches!(error, roxmltree::Error::NodesLimitReached) {
            let message = format!("the picture has more than {MOST_NODES} parts");
            return Malformed { message, help: "save it as PNG or JPEG".into(), at: None };
        }
        let words = error.to_string();
        // The place is said besides.
        let words = words.split(" at ").next().unwrap_or_default();
        let message = format!("the picture is not well-formed XML: {words}");
        Malformed {
            message,
            help: "open it in the program that made it, and save it anew".into(),
            at: Some(at),
        }
    })?;
    let root = document.root_element();
    if root.tag_name().namespace() != Some(SVG) || root.tag_name().name() != "svg" {
        let message = "the outermost element is no `svg` in the namespace of SVG".to_owned();
        let help = "write `<svg xmlns=\"http://www.w3.org/2000/svg\">`";
        return Err(Malformed { message, help: help.into(), at: Some(root.range().start) });
    }
    let mut out = String::with_capacity(text.len());
    write(root, 0, &mut out)?;
    out.push('\n');
    weight::check(&out)?;
    Ok(out)
}

fn read(bytes: &[u8]) -> Result<&str, Malformed> {
    if bytes.len() as u64 > LARGEST_TEXT {
        let message = format!("the picture is larger than {} MiB", LARGEST_TEXT / 1024 / 1024);
        return Err(Malformed { message, help: "save it as PNG or JPEG".into(), at: None });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let message = format!("byte {} of the picture is not UTF-8", at + 1);
        Malformed { message, help: "save the file as UTF-8".into(), at: Some(at) }
    })?;
    Ok(text.trim_start_matches('\u{feff}'))
}

/// Refuses what would take long to read, before it is read.
fn guard(text: &str) -> Result<(), Malformed> {
    let refused = |message: &str, at: usize| {
        let message = format!("the picture {message}");
        let help = "such files are made to keep whoever opens them busy; draw it anew";
        Err(Malformed { message, help: help.into(), at: Some(at) })
    };
    let (mut at, mut namespaces) = (0, 0);
    for tag in text.split('<') {
        if tag.bytes().filter(|byte| *byte == b'=').count() > MOST_ATTRIBUTES {
            return refused("has an element with too many attributes", at);
        }
        namespaces += tag.matches("xmlns").count();
        if namespaces > MOST_NAMESPACES {
            return refused("declares too many namespaces", at);
        }
        at += tag.len() + 1;
    }
    let mut length = 0;
    for (at, _) in text.match_indices("<!ENTITY") {
        let rest = text.get(at..).unwrap_or_default();
        let Some(quote) = rest.find(['"', '\'']) else { continue };
        let mark = rest.get(quote..=quote).unwrap_or("\"");
        let value = rest.get(quote + 1..).and_then(|rest| rest.split(mark).next());
        let value = value.unwrap_or_default();
        if value.replace("&#", "").contains('&') {
            return refused("has entities within entities", at);
        }
        length += value.len();
    }
    let is_named = text.contains("<!ENTITY") && text.matches('&').count() > MOST_ENTITIES;
    if length > LONGEST_ENTITIES || is_named {
        return refused("has too many or too long entities", 0);
    }
    Ok(())
}

/// Writes an element and what is in it.
fn write(node: Node<'_, '_>, depth: usize, out: &mut String) -> Result<(), Malformed> {
    if depth > DEEPEST {
        let message = format!("the picture has elements more than {DEEPEST} deep");
        let help = "dissolve the groups in it, and save it anew";
        return Err(Malformed { message, help: help.into(), at: Some(node.range().start) });
    }
    let Some(name) = element(node) else { return Ok(()) };
    out.push('<');
    out.push_str(name);
    if depth == 0 {
        attribute("xmlns", SVG, out);
    }
    attributes(node, out);
    let mut inside = String::new();
    if name == "style" {
        let css: String =
            node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
        escape(&style::sheet(&css), &mut inside);
    } else {
        for child in node.children() {
            match child.node_type() {
                NodeType::Element => write(child, depth + 1, &mut inside)?,
                NodeType::Text if WITH_TEXT.contains(&name) => {
                    escape(child.text().unwrap_or_default(), &mut inside);
                }
                _ => {}
            }
        }
    }
    if inside.is_empty() {
        out.push_str("/>");
    } else {
        out.push('>');
        out.push_str(&inside);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
    Ok(())
}

/// The name that an element is written with; `None` where it is left out with all that is in it.
fn element<'n>(node: Node<'n, '_>) -> Option<&'n str> {
    let name = node.tag_name().name();
    let is_known = node.tag_name().namespace() == Some(SVG) && ELEMENTS.contains(&name);
    if !is_known || FORMER.contains(&name) {
        return None;
    }
    if ["animate", "animateMotion", "animateTransform", "set"].contains(&name) {
        let changed = node.attribute("attributeName").unwrap_or("d").trim();
        let is_plain = changed.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        let is_bad = changed.starts_with("on") || ["href", "src", "style"].contains(&changed);
        if !is_plain || is_bad {
            return None;
        }
    }
    // A link leads nowhere from within a picture.
    Some(if name == "a" { "g" } else { name })
}

fn attributes(node: Node<'_, '_>, out: &mut String) {
    let is_own = |it: roxmltree::Attribute<'_, '_>| it.namespace().is_none() && it.name() == "href";
    let own_href = node.attributes().any(is_own);
    for found in node.attributes() {
        let (name, value) = (found.name(), found.value());
        match found.namespace() {
            None if name == "href" => href(node, value, out),
            Some(XLINK) if name == "href" && !own_href => href(node, value, out),
            Some(XML) if ["lang", "space"].contains(&name) => {
                attribute(&format!("xml:{name}"), value, out);
            }
            None if name == "style" => {
                let kept = style::declarations(value);
                if !kept.is_empty() {
                    attribute(name, &kept, out);
                }
            }
            None if is_kept(name, value) => attribute(name, value, out),
            _ => {}
        }
    }
}

fn is_kept(name: &str, value: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let lower = name.to_ascii_lowercase();
    let is_bad = lower.starts_with("on") || lower.starts_with("data-") || lower == "src";
    let is_text = TEXTS.contains(&name) || lower.starts_with("aria-");
    is_plain && !is_bad && (is_text || style::is_harmless(value))
}

/// A reference: to something in the same file, or a picture that is written within it.
fn href(node: Node<'_, '_>, value: &str, out: &mut String) {
    let value = value.trim();
    let is_picture = ["image", "feImage"].contains(&node.tag_name().name());
    if node.tag_name().name() == "a" {
        return;
    }
    if value.starts_with('#') {
        attribute("href", value, out);
    } else if let Some(data) = is_picture.then(|| embedded(value)).flatten() {
        attribute("href", &data, out);
    }
}

/// A photo within the file, without its metadata.
fn embedded(url: &str) -> Option<String> {
    let (head, data) = url.split_once(',')?;
    let head = head.to_ascii_lowercase();
    head.strip_prefix("data:image/")?.strip_suffix(";base64")?;
    let compact: String = data.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(compact).ok()?;
    let kind = match kind("", &bytes) {
        Kind::Png => "png",
        Kind::Jpeg => "jpeg",
        Kind::Gif => "gif",
        Kind::WebP => "webp",
        _ => return None,
    };
    let published: Cow<'_, [u8]> = publishable(&bytes);
    Some(format!("data:image/{kind};base64,{}", STANDARD.encode(published)))
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out);
    out.push('"');
}

/// Text as XML has it, in elements and attributes alike.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(if c == '\r' { '\n' } else { c }),
            c => out.push(c),
        }
    }
}

/// Where in the text the parser's place is; it counts from 1, columns in characters.
fn offset(text: &str, place: roxmltree::TextPos) -> usize {
    let row = place.row.saturating_sub(1) as usize;
    let start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text.get(start..).unwrap_or_default();
    let column = place.col.saturating_sub(1) as usize;
    start + line.chars().take(column).map(char::len_utf8).sum::<usize>()
}
