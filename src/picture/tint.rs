//! The colour that stands behind a picture until it is there: one of few, so that a stylesheet that
//! knows them all never changes.

use super::raster::Raster;

/// One of the colours that the base theme's stylesheet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tint(u8);

/// The classes of all tints.
pub const CLASSES: [&str; 28] = [
    "tint-grey-1",
    "tint-grey-2",
    "tint-grey-3",
    "tint-grey-4",
    "tint-red-1",
    "tint-red-2",
    "tint-red-3",
    "tint-amber-1",
    "tint-amber-2",
    "tint-amber-3",
    "tint-lime-1",
    "tint-lime-2",
    "tint-lime-3",
    "tint-green-1",
    "tint-green-2",
    "tint-green-3",
    "tint-teal-1",
    "tint-teal-2",
    "tint-teal-3",
    "tint-blue-1",
    "tint-blue-2",
    "tint-blue-3",
    "tint-violet-1",
    "tint-violet-2",
    "tint-violet-3",
    "tint-pink-1",
    "tint-pink-2",
    "tint-pink-3",
];

const GREYS: usize = 4;
const SHADES: usize = 3;
/// Where the first hue begins, in degrees of OKLCH; each takes an eighth of the circle.
const FIRST_HUE: f64 = 2.5;
/// Below this chroma a colour is a grey.
const GREY: f64 = 0.035;
/// So many pixels are looked at.
const SAMPLES: usize = 4096;

impl Tint {
    /// The colour that most of the picture has.
    pub fn of(raster: &Raster) -> Tint {
        let channels = raster.layout.channels();
        let count = raster.samples.len() / channels;
        let pixels = raster.samples.chunks_exact(channels).step_by(count.div_ceil(SAMPLES).max(1));
        let mut counts = [0_usize; CLASSES.len()];
        for pixel in pixels {
            let color = match pixel {
                [grey] => [*grey; 3],
                [red, green, blue, ..] => [*red, *green, *blue],
                _ => continue,
            };
            if let Some(count) = counts.get_mut(class(color)) {
                *count += 1;
            }
        }
        // Of several the first.
        let most = counts.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at));
        Tint(most.map_or(0, |(at, _)| at as u8))
    }

    /// The class of an image with this tint.
    pub fn class(self) -> &'static str {
        CLASSES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Its place among [`CLASSES`].
    pub fn number(self) -> u8 {
        self.0
    }

    /// The tint at a place among [`CLASSES`].
    pub fn at(number: u8) -> Option<Tint> {
        (usize::from(number) < CLASSES.len()).then_some(Tint(number))
    }
}

/// The place among [`CLASSES`] of the colour nearest to one in sRGB, by Björn Ottosson's OKLab,
/// <https://bottosson.github.io/posts/oklab/>.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of steps, neither negative nor large"
)]
fn class(color: [u8; 3]) -> usize {
    let [red, green, blue] = color.map(linear);
    let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    let step = |steps: usize| ((lightness * steps as f64) as usize).min(steps - 1);
    if a.hypot(b) < GREY {
        return step(GREYS);
    }
    let hue = (b.atan2(a).to_degrees() - FIRST_HUE).rem_euclid(360.0);
    let eighth = ((hue / 45.0) as usize).min(7);
    GREYS + eighth * SHADES + step(SHADES)
}

fn linear(value: u8) -> f64 {
    let value = f64::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::super::raster::Layout;
    use super::{CLASSES, Raster, Tint, class};

    #[test]
    fn colors_have_the_tint_of_their_name() {
        for (color, expected) in [
            ([0, 0, 0], "tint-grey-1"),
            ([128, 128, 128], "tint-grey-3"),
            ([255, 255, 255], "tint-grey-4"),
            ([200, 30, 30], "tint-red-2"),
            ([240, 160, 60], "tint-amber-3"),
            ([30, 120, 40], "tint-green-2"),
            ([20, 40, 110], "tint-blue-1"),
            ([120, 60, 200], "tint-violet-2"),
        ] {
            assert_eq!(CLASSES[class(color)], expected, "{color:?}");
        }
    }

    #[test]
    fn most_pixels_decide() {
        let samples = [[10, 20, 120]; 3].into_iter().chain([[250, 250, 250]]).flatten().collect();
        let raster = Raster { width: 2, height: 2, layout: Layout::Rgb, samples };
        assert_eq!(Tint::of(&raster).class(), "tint-blue-1");
    }
}
