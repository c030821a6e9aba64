//! Colours: read, measured and made readable, in the OKLCH space.
//!
//! Conversions are Björn Ottosson's, <https://bottosson.github.io/posts/oklab/>; contrast is that
//! of WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

/// A colour in steps of 1/10,000, as it is written into the stylesheet, so that what is measured
/// is what browsers get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// 0 (black) to 10,000 (white).
    lightness: i32,
    /// From 0 (grey).
    chroma: i32,
    /// Degrees, 0 to 3,599,999 ten-thousandths.
    hue: i32,
}

/// Towards which end a colour moves to become readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Black,
    White,
}

const SCALE: f64 = 10_000.0;
const BLACK: Color = Color { lightness: 0, chroma: 0, hue: 0 };
const WHITE: Color = Color { lightness: 10_000, chroma: 0, hue: 0 };

impl Color {
    /// Reads `#rgb`, `#rrggbb` or `oklch(L C H)`, where L may be a percentage.
    pub fn parse(text: &str) -> Option<Color> {
        let text = text.trim();
        match text.strip_prefix('#') {
            Some(digits) => hexadecimal(digits),
            None => oklch(text),
        }
    }

    /// As CSS, with four decimals.
    pub fn to_css(self) -> String {
        let part = |number: i32| f64::from(number) / SCALE;
        format!("oklch({:.4} {:.4} {:.4})", part(self.lightness), part(self.chroma), part(self.hue))
    }

    /// As `#rrggbb`: the nearest that a screen can show.
    pub fn to_hex(self) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
        let byte = |part: f64| (encode(part.clamp(0.0, 1.0)) * 255.0).round() as u8;
        let [red, green, blue] = self.in_gamut().linear().map(byte);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The WCAG contrast of the two, 1 to 21. Colours that a screen cannot show count as the
    /// nearest that it can, in whole steps of 8 bits, if that is less.
    pub fn contrast(self, other: Color) -> f64 {
        let exact = ratio(luminance(self, false), luminance(other, false));
        exact.min(ratio(luminance(self, true), luminance(other, true)))
    }

    /// Whether any colour at all has this contrast on this surface.
    pub fn is_reachable(contrast: f64, surface: Color, toward: Toward) -> bool {
        toward.end().contrast(surface) >= contrast
    }

    /// The nearest colour of the same hue that has at least this contrast on the surface and that
    /// every screen can show. Its chroma shrinks where that is needed. The contrast must be
    /// reachable, or the result is black or white.
    pub fn readable(self, surface: Color, contrast: f64, toward: Toward) -> Color {
        let fits = |lightness| {
            let color = Color { lightness, ..self }.in_gamut();
            (color.contrast(surface) >= contrast).then_some(color)
        };
        if let Some(color) = fits(self.lightness) {
            return color;
        }
        let (mut good, mut bad) = (toward.end().lightness, self.lightness);
        while (good - bad).abs() > 1 {
            let middle = i32::midpoint(good, bad);
            if fits(middle).is_some() { good = middle } else { bad = middle }
        }
        fits(good).unwrap_or(toward.end())
    }

    /// The same with as much chroma as sRGB has for this lightness and hue.
    pub fn in_gamut(self) -> Color {
        if self.is_in_gamut() {
            return self;
        }
        let (mut good, mut bad) = (0, self.chroma);
        while bad - good > 1 {
            let middle = i32::midpoint(good, bad);
            if (Color { chroma: middle, ..self }).is_in_gamut() {
                good = middle;
            } else {
                bad = middle;
            }
        }
        Color { chroma: good, ..self }
    }

    fn is_in_gamut(self) -> bool {
        let tolerance = 0.000_5;
        let inside = |part: &f64| (-tolerance..=1.0 + tolerance).contains(part);
        self.linear().iter().all(inside)
    }

    /// Linear sRGB, which may lie outside 0 to 1.
    fn linear(self) -> [f64; 3] {
        let lightness = f64::from(self.lightness) / SCALE;
        let chroma = f64::from(self.chroma) / SCALE;
        let hue = (f64::from(self.hue) / SCALE).to_radians();
        let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }

    fn from_linear([red, green, blue]: [f64; 3]) -> Color {
        let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        Color::new(lightness, a.hypot(b), b.atan2(a).to_degrees())
    }

    /// A colour of this lightness (0 to 1), chroma and hue (degrees).
    fn new(lightness: f64, chroma: f64, hue: f64) -> Color {
        #[allow(clippy::cast_possible_truncation, reason = "all three are small by now")]
        let steps = |number: f64| (number * SCALE).round() as i32;
        let chroma = steps(chroma.clamp(0.0, 1.0));
        // The hue of a grey is noise.
        let (chroma, hue) = if chroma < 5 { (0, 0.0) } else { (chroma, hue.rem_euclid(360.0)) };
        Color { lightness: steps(lightness.clamp(0.0, 1.0)), chroma, hue: steps(hue) % 3_600_000 }
    }
}

impl Toward {
    fn end(self) -> Color {
        match self {
            Toward::Black => BLACK,
            Toward::White => WHITE,
        }
    }
}

fn ratio(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: Color, in_bytes: bool) -> f64 {
    let [red, green, blue] = color.linear().map(|part| {
        let part = part.clamp(0.0, 1.0);
        if in_bytes { decode((encode(part) * 255.0).round() / 255.0) } else { part }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// From a linear part to the sRGB curve, both 0 to 1.
fn encode(part: f64) -> f64 {
    if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
}

fn decode(part: f64) -> f64 {
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn hexadecimal(digits: &str) -> Option<Color> {
    let values = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<u32>>>()?;
    let bytes = match *values.as_slice() {
        [red, green, blue] => [red * 17, green * 17, blue * 17],
        [a, b, c, d, e, f] => [a * 16 + b, c * 16 + d, e * 16 + f],
        _ => return None,
    };
    Some(Color::from_linear(bytes.map(|byte| decode(f64::from(byte) / 255.0))))
}

fn oklch(text: &str) -> Option<Color> {
    let open = text.find('(')?;
    let (name, rest) = text.split_at_checked(open)?;
    if !name.eq_ignore_ascii_case("oklch") {
        return None;
    }
    let inside = rest.strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<&str> = inside.split_ascii_whitespace().collect();
    let [lightness, chroma, hue] = *parts.as_slice() else { return None };
    let lightness = match lightness.strip_suffix('%') {
        Some(percent) => number(percent)? / 100.0,
        None => number(lightness)?,
    };
    let chroma = number(chroma)?;
    let hue = number(hue.strip_suffix("deg").unwrap_or(hue))?;
    let possible = (0.0..=1.0).contains(&lightness) && (0.0..=0.5).contains(&chroma);
    (possible && hue.abs() <= 3600.0).then(|| Color::new(lightness, chroma, hue))
}

/// A plain decimal number, as CSS has it; no exponents, no `inf`.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let check = |input: &str, expect: Option<&str>| {
            assert_eq!(Color::parse(input).map(Color::to_css).as_deref(), expect, "{input}");
        };
        check("#fff", Some("oklch(1.0000 0.0000 0.0000)"));
        check("#000000", Some("oklch(0.0000 0.0000 0.0000)"));
        // Of the table in CSS Color 4 and Ottosson's own values.
        check("#ff0000", Some("oklch(0.6280 0.2577 29.2339)"));
        check("#00F", Some("oklch(0.4520 0.3132 264.0520)"));
        check("oklch(42% 0.13 25)", Some("oklch(0.4200 0.1300 25.0000)"));
        check(" OKLCH( .42 0.13 -335deg ) ", Some("oklch(0.4200 0.1300 25.0000)"));
        for wrong in [
            "",
            "red",
            "#ff",
            "#ffff",
            "#ggg",
            "#12345678",
            "oklch(0.4, 0.1, 25)",
            "oklch(0.4 0.1)",
            "oklch(0.4 0.1 25 / 0.5)",
            "oklch(1.4 0.1 25)",
            "oklch(0.4 inf 25)",
            "oklch(0.4 0.1 25",
            "oklch(0.4 0.1 25); } body { display: none",
            "rgb(1 2 3)",
            "#７７７",
            "oklch(40 0.1 25)",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn measures_contrast() {
        let color = |text| Color::parse(text).unwrap();
        let check = |one, other, expect: f64| {
            let contrast = color(one).contrast(color(other));
            assert!((contrast - expect).abs() < 0.01, "{one} on {other}: {contrast}");
        };
        check("#000", "#fff", 21.0);
        check("#777", "#fff", 4.48);
        check("#ff0000", "#fff", 4.0);
    }

    #[test]
    fn every_accent_becomes_readable() {
        let light = Color::parse("oklch(0.965 0.010 85)").unwrap();
        let dark = Color::parse("oklch(0.235 0.012 60)").unwrap();
        let mut accents: Vec<String> = (0..4096).step_by(37).map(|n| format!("#{n:03x}")).collect();
        accents.extend(["#ff0", "#fff", "#000", "#00f", "#7a1f2b"].map(String::from));
        accents.push("oklch(0.7 0.4 150)".to_owned());
        for accent in accents {
            let given = Color::parse(&accent).unwrap();
            for contrast in [3.0, 4.5, 7.0] {
                for (surface, toward) in [(light, Toward::Black), (dark, Toward::White)] {
                    let color = given.readable(surface, contrast, toward);
                    let written = Color::parse(&color.to_css()).unwrap();
                    assert_eq!(written, color, "{accent}");
                    assert!(color.contrast(surface) >= contrast, "{accent} {}", color.to_css());
                    assert!(color.is_in_gamut(), "{accent}");
                    assert!(color.chroma == 0 || color.hue == given.hue, "{accent}");
                    let nearest = Color {
                        lightness: color.lightness + if toward == Toward::Black { 60 } else { -60 },
                        ..given
                    };
                    let moved = color.lightness != given.lightness;
                    assert!(
                        !moved || nearest.in_gamut().contrast(surface) < contrast,
                        "{accent} moved too far, to {}",
                        color.to_css()
                    );
                }
            }
        }
    }

    #[test]
    fn what_reads_well_stays() {
        let color = Color::parse("oklch(0.42 0.13 25)").unwrap();
        let surface = Color::parse("oklch(0.965 0.010 85)").unwrap();
        assert_eq!(color.readable(surface, 7.0, Toward::Black), color);
        assert!(Color::is_reachable(7.0, surface, Toward::Black));
        assert!(!Color::is_reachable(7.0, surface, Toward::White));
    }
}
