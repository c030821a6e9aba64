//! The size of an SVG, from the attributes of its outermost element; and what of it is published.

mod sanitize;
mod style;
mod weight;

pub(super) use sanitize::sanitize;

/// How far to look, in bytes: some editors put much before the picture.
const HEAD: usize = 64 * 1024;

/// Whether this is XML whose outermost element is `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    attributes(bytes).is_some()
}

/// Width and height: those given in pixels, or else those of `viewBox`.
pub(super) fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut width, mut height, mut view) = (None, None, None);
    for (name, value) in pairs(attributes(bytes)?) {
        match name {
            "width" => width = pixels(value),
            "height" => height = pixels(value),
            "viewBox" => view = view_box(value),
            _ => {}
        }
    }
    let (width, height) = match (width, height, view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (_, _, Some(view)) => view,
        _ => return None,
    };
    Some((whole(width)?, whole(height)?))
}

/// The text between `<svg` and `>`, unless something else comes first.
fn attributes(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..HEAD.min(bytes.len()))?;
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        if let Some(tag) = rest.strip_prefix("<svg") {
            let is_name = !tag.starts_with([' ', '\t', '\r', '\n', '>', '/']);
            return if is_name { None } else { tag.get(..tag_length(tag)?) };
        }
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!DOCTYPE svg") {
            doctype_length(rest)?
        } else {
            return None;
        };
        rest = rest.get(end..)?.trim_start();
    }
}

/// Up to the first `>` outside of quotes.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(at, char)| {
        match (quote, char) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            _ => {}
        }
        None
    })
}

/// Up to the `>`, past a list of entities in brackets.
fn doctype_length(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    match text.find('[') {
        Some(open) if open < end => {
            let close = open + text.get(open..)?.find(']')?;
            Some(close + text.get(close..)?.find('>')? + 1)
        }
        _ => Some(end + 1),
    }
}

/// Names and quoted values.
fn pairs(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|char| matches!(char, '"' | '\''))?;
        let (value, after) = after.get(1..)?.split_once(quote)?;
        rest = after;
        Some((name.trim(), value))
    })
}

fn pixels(value: &str) -> Option<f64> {
    let value = value.trim();
    positive(value.strip_suffix("px").unwrap_or(value))
}

fn view_box(value: &str) -> Option<(f64, f64)> {
    let mut numbers =
        value.split(|char: char| char == ',' || char.is_whitespace()).filter(|it| !it.is_empty());
    Some((positive(numbers.nth(2)?)?, positive(numbers.next()?)?))
}

fn positive(number: &str) -> Option<f64> {
    number.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn whole(number: f64) -> Option<u32> {
    let number = number.round().max(1.0);
    (number <= 1_000_000.0).then_some(number as u32)
}
