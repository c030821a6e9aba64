//! Pictures of few colours, as drawings are: each pixel is the number of its colour.

use rustc_hash::FxHashMap;

/// So many colours can be numbered in a byte.
const MOST: usize = 256;
/// So many pixels are compared at once.
const BLOCK: usize = 32;
/// Colours that differ by less than this in each part are one: two to its power.
const COARSEST: u32 = 3;

/// Of pixels with red, green, blue and alpha: the colours, those that stand in most pixels first, and
/// the number of each pixel's. Where there are too many, neighbours become one, which nobody sees.
/// `None` where that would be seen, and of what is transparent.
pub fn reduce(rgba: &[u8]) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut counts: FxHashMap<[u8; 4], usize> = FxHashMap::default();
    for (color, length) in runs(rgba) {
        *counts.entry(color).or_default() += length;
    }
    if counts.keys().any(|[.., alpha]| *alpha != u8::MAX) {
        return None;
    }
    let mut colors: Vec<([u8; 4], usize)> = counts.into_iter().collect();
    colors.sort_unstable_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
    let (palette, numbers) = (0..=COARSEST).find_map(|bits| merged(&colors, bits))?;
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    for (color, length) in runs(rgba) {
        indices.resize(indices.len() + length, *numbers.get(&color)?);
    }
    Some((palette, indices))
}

/// Pixels of one colour that follow on each other, with their number. Most of a drawing is ground,
/// so many pixels are compared at once.
fn runs(rgba: &[u8]) -> impl Iterator<Item = ([u8; 4], usize)> {
    let mut rest = rgba;
    std::iter::from_fn(move || {
        let color = *rest.first_chunk::<4>()?;
        let block = [color; BLOCK];
        let (block, start) = (block.as_flattened(), rest.len());
        while let Some(after) = rest.strip_prefix(block) {
            rest = after;
        }
        while let Some(after) = rest.strip_prefix(&color) {
            rest = after;
        }
        Some((color, (start - rest.len()) / 4))
    })
}

/// A palette, and the place in it of each colour.
type Merged = (Vec<[u8; 3]>, FxHashMap<[u8; 4], u8>);

/// Colours whose higher bits are the same become the one of most pixels; `None` where too many are
/// left.
fn merged(colors: &[([u8; 4], usize)], bits: u32) -> Option<Merged> {
    let mut palette = Vec::new();
    let mut groups: FxHashMap<[u8; 3], u8> = FxHashMap::default();
    let mut numbers = FxHashMap::default();
    for (color, _) in colors {
        let [red, green, blue, _] = *color;
        let group = [red, green, blue].map(|part| part >> bits);
        let number = match groups.get(&group) {
            Some(number) => *number,
            None if palette.len() == MOST => return None,
            None => {
                let number = u8::try_from(palette.len()).ok()?;
                palette.push([red, green, blue]);
                groups.insert(group, number);
                number
            }
        };
        numbers.insert(*color, number);
    }
    Some((palette, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgba(pixels: &[[u8; 3]]) -> Vec<u8> {
        pixels.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect()
    }

    #[test]
    fn few_colours_stay_as_they_are() {
        let (white, black, red) = ([255; 3], [0; 3], [200, 10, 10]);
        let mut pixels = vec![red, white, white, black, white, black];
        pixels.extend([white; 100]);
        let (palette, indices) = reduce(&rgba(&pixels)).unwrap();
        assert_eq!(palette, [white, black, red]);
        let back: Vec<[u8; 3]> = indices.iter().map(|at| palette[usize::from(*at)]).collect();
        assert_eq!(back, pixels);
        assert!(reduce(&[0, 0, 0, 254]).is_none(), "it is transparent");
    }

    #[test]
    fn neighbours_become_one_where_there_are_too_many() {
        let ramp = |step: usize| move |at: usize| [(at % 256) as u8, (at / 256 * step) as u8, 7];
        let pixels: Vec<[u8; 3]> = (0..512).map(ramp(200)).collect();
        let (palette, indices) = reduce(&rgba(&pixels)).unwrap();
        assert_eq!(palette.len(), 256);
        for (pixel, at) in pixels.iter().zip(indices) {
            let near = palette[usize::from(at)];
            assert!(pixel.iter().zip(near).all(|(a, b)| a.abs_diff(b) <= 1), "{pixel:?} {near:?}");
        }
        let photo: Vec<[u8; 3]> = (0..65536).map(ramp(1)).collect();
        assert!(reduce(&rgba(&photo)).is_none());
    }
}
