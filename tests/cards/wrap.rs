//! Text that is put into lines by measure.

use std::sync::Arc;
use vouchfolio::draw::{Area, Fitted, Fonts, Limits, Style, fit, outline};
use vouchfolio::theme::builtin_files;

fn fonts() -> Fonts {
    let files = builtin_files("base").expect("the theme base");
    let fonts = files.iter().filter(|(path, _)| path.ends_with(".ttf"));
    let (fonts, refused) = Fonts::new(fonts.map(|(path, bytes)| (&**path, Arc::clone(bytes))));
    assert!(refused.is_empty());
    fonts
}

const STYLE: Style<'_> = Style { families: &["Public Sans"], weight: 400 };

fn lines(text: &str, width: f32, lines: usize, sizes: &[f32]) -> Option<Fitted> {
    let limits = Limits { width, lines, height: None, leading: 1.2, sizes };
    fit(text, &STYLE, &limits, &fonts())
}

/// Every line is no wider than it may be.
fn assert_fits(fitted: &Fitted, width: f32) {
    let fonts = fonts();
    for line in &fitted.lines {
        let face = fonts.face(line, &STYLE).expect("a font");
        assert!(face.width(line) * fitted.size <= width + 0.5, "{line} in {width}");
    }
}

#[test]
fn the_first_size_that_fits_is_taken() {
    let text = "Cut settlement from 26 hours to 9 minutes";
    let large = lines(text, 1000.0, 2, &[80.0, 40.0]).expect("lines");
    assert_eq!((large.size, large.lines.len(), large.is_cut), (80.0, 2, false));
    assert_eq!(large.lines.join(" "), text);
    assert_fits(&large, 1000.0);
    let small = lines(text, 500.0, 2, &[80.0, 40.0]).expect("lines");
    assert_eq!(small.size, 40.0);
    assert_fits(&small, 500.0);
}

#[test]
fn a_height_gives_small_letters_more_lines() {
    let text = "one two three four five six seven eight nine ten";
    let limits = |height| Limits {
        width: 300.0,
        lines: 10,
        height: Some(height),
        leading: 1.0,
        sizes: &[100.0, 50.0, 25.0],
    };
    let fitted = |height| fit(text, &STYLE, &limits(height), &fonts()).expect("lines");
    assert_eq!(fitted(1000.0).size, 100.0);
    let middle = fitted(300.0);
    assert_eq!(middle.size, 50.0);
    assert!(middle.lines.len() <= 6);
    let little = fitted(30.0);
    assert!((little.size, little.lines.len()) == (25.0, 1) && little.is_cut);
}

#[test]
fn lines_are_about_as_long_as_each_other() {
    let fitted = lines("Who can vouch for Maya Okafor", 900.0, 2, &[96.0]).expect("lines");
    assert_eq!(fitted.lines, ["Who can vouch", "for Maya Okafor"]);
}

#[test]
fn what_does_not_fit_is_cut_after_a_word() {
    let text = "I watched her take the ledger apart, and put it together again.";
    let cut = lines(text, 400.0, 2, &[40.0]).expect("lines");
    assert!(cut.is_cut && cut.lines.len() == 2, "{cut:?}");
    let last = cut.lines.last().expect("a line");
    let word = last.trim_end_matches('…').rsplit(' ').next().expect("a word");
    assert!(last.ends_with('…') && text.split([' ', ',']).any(|it| it == word), "{last}");
    assert_fits(&cut, 400.0);
}

#[test]
fn words_that_are_wider_than_a_line_are_parted() {
    for text in [
        "Wolfeschlegelsteinhausenbergerdorff-Vandenheuvelmansdottirsen",
        "x",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenherstellerin",
        "https://maya.example/a/very/long/way/to/somewhere/else/entirely",
    ] {
        for width in [1.0, 60.0, 200.0, 1000.0] {
            let fitted = lines(text, width, 100, &[60.0, 30.0]).expect("lines");
            assert_eq!(fitted.lines.concat(), text, "{width}");
            if width > 50.0 {
                assert_fits(&fitted, width);
            }
        }
    }
    let hyphen = lines("Vandenheuvel-Mansdottir", 400.0, 2, &[50.0]).expect("lines");
    assert_eq!(hyphen.lines, ["Vandenheuvel-", "Mansdottir"]);
}

#[test]
fn spaces_that_hold_words_together_do() {
    let fitted = lines("settled in 9\u{a0}min or less", 260.0, 5, &[50.0]).expect("lines");
    assert!(fitted.lines.iter().any(|line| line.contains("9\u{a0}min")), "{fitted:?}");
}

#[test]
fn nothing_and_what_no_font_has_come_to_nothing() {
    for text in ["", " \n", "李小龍", "ليلى", "a Ж"] {
        assert_eq!(lines(text, 100.0, 2, &[10.0]), None, "{text}");
    }
    let fonts = fonts();
    assert_eq!(fonts.writable(" a \n b🎉 "), Some("a b".to_owned()));
    assert_eq!(fonts.writable("Łukasz Ngũgĩ Nguyễn"), Some("Łukasz Ngũgĩ Nguyễn".to_owned()));
    for text in ["", "🎉", "Ada Ж", "李"] {
        assert_eq!(fonts.writable(text), None, "{text}");
    }
    let area = Area { center: (256.0, 256.0), width: 300.0, height: 200.0 };
    let path = outline("MO", &STYLE, &area, &fonts).expect("letters");
    assert!(path.starts_with('M') && path.ends_with('Z'), "{path}");
    let numbers =
        path.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|it| !it.is_empty());
    assert!(
        numbers
            .map(|it| it.parse::<f32>().expect("a number"))
            .all(|it| (105.9..=406.1).contains(&it))
    );
    assert_eq!(outline("李", &STYLE, &area, &fonts), None);
    assert_eq!(outline(" ", &STYLE, &area, &fonts), None);
}
