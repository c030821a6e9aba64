//! Pictures of few colours, as drawings are: each pixel is the number of its colour.

use rustc_hash::FxHashMap;

/// So many colours can be numbered in a byte.
const MOST: usize = 256;
/// Colours that differ by less than this in each part are one: two to its power.
const COARSEST: u32 = 4;

/// The colours, those that stand in most pixels first, and the number of each pixel's. Where there
/// are too many, neighbours become one, which nobody sees; `None` where that would be seen.
pub fn reduce(pixels: &[[u8; 3]]) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut counts: FxHashMap<[u8; 3], usize> = FxHashMap::default();
    let mut run: Option<([u8; 3], usize)> = None;
    // Most neighbours are the same, so they are counted as one.
    for pixel in pixels {
        match &mut run {
            Some((color, length)) if color == pixel => *length += 1,
            _ => {
                if let Some((color, length)) = run.replace((*pixel, 1)) {
                    *counts.entry(color).or_default() += length;
                }
            }
        }
    }
    if let Some((color, length)) = run {
        *counts.entry(color).or_default() += length;
    }
    let mut colors: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    colors.sort_unstable_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
    let (palette, numbers) = (0..=COARSEST).find_map(|bits| merged(&colors, bits))?;
    let mut indices = Vec::with_capacity(pixels.len());
    let mut last = ([0; 3], None);
    for pixel in pixels {
        if last.1.is_none() || last.0 != *pixel {
            last = (*pixel, numbers.get(pixel).copied());
        }
        indices.push(last.1?);
    }
    Some((palette, indices))
}

/// Colours whose higher bits are the same become the one of most pixels; `None` where too many are
/// left.
fn merged(
    colors: &[([u8; 3], usize)],
    bits: u32,
) -> Option<(Vec<[u8; 3]>, FxHashMap<[u8; 3], u8>)> {
    let mut palette = Vec::new();
    let mut groups: FxHashMap<[u8; 3], u8> = FxHashMap::default();
    let mut numbers = FxHashMap::default();
    for (color, _) in colors {
        let group = color.map(|part| part >> bits);
        let number = match groups.get(&group) {
            Some(number) => *number,
            None if palette.len() == MOST => return None,
            None => {
                let number = u8::try_from(palette.len()).ok()?;
                palette.push(*color);
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

    #[test]
    fn few_colours_stay_as_they_are() {
        let (white, black, red) = ([255; 3], [0; 3], [200, 10, 10]);
        let pixels = [red, white, white, black, white, black];
        let (palette, indices) = reduce(&pixels).unwrap();
        assert_eq!(palette, [white, black, red]);
        let back: Vec<[u8; 3]> = indices.iter().map(|at| palette[usize::from(*at)]).collect();
        assert_eq!(back, pixels);
    }

    #[test]
    fn neighbours_become_one_where_there_are_too_many() {
        let ramp = |step: usize| move |at: usize| [(at % 256) as u8, (at / 256 * step) as u8, 7];
        let pixels: Vec<[u8; 3]> = (0..512).map(ramp(200)).collect();
        let (palette, indices) = reduce(&pixels).unwrap();
        assert_eq!(palette.len(), 256);
        for (pixel, at) in pixels.iter().zip(indices) {
            let near = palette[usize::from(at)];
            assert!(pixel.iter().zip(near).all(|(a, b)| a.abs_diff(b) <= 1), "{pixel:?} {near:?}");
        }
        let photo: Vec<[u8; 3]> = (0..65536).map(ramp(1)).collect();
        assert_eq!(reduce(&photo), None);
    }
}
