//! Text in lines that fit into a width, at the largest size at which they do.

use serde::Serialize;

use super::fonts::{Face, Fonts, Style};

/// What a text must fit into.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// In pixels.
    pub width: f32,
    /// How many lines there may be, 1 or more.
    pub lines: usize,
    /// How high they may be together, in pixels, where that counts; one line there always is.
    pub height: Option<f32>,
    /// From one line to the next, in parts of the size.
    pub leading: f32,
    /// Sizes to try, the wanted one first.
    pub sizes: &'a [f32],
}

impl Limits<'_> {
    /// How many lines there may be at a size.
    fn most(&self, size: f32) -> usize {
        let fitting = self.height.map_or(f32::MAX, |height| height / (size * self.leading));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let fitting = (fitting + 0.01) as usize;
        self.lines.min(fitting).max(1)
    }
}

/// A text in lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// The family that has all of its letters.
    pub font: String,
    /// One of the sizes.
    pub size: f32,
    pub lines: Vec<String>,
    /// The end is left out, and an ellipsis stands for it.
    pub is_cut: bool,
}

/// Puts a text into lines that are about as long as each other, at the first size at which it fits.
/// At the last size it is cut where it does not. `None` where no font has its letters, or there is
/// nothing to write.
pub fn fit(text: &str, style: &Style<'_>, limits: &Limits<'_>, fonts: &Fonts) -> Option<Fitted> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let face = fonts.face(text.trim(), style).filter(|_| !text.trim().is_empty())?;
    let pieces = pieces(&text, face);
    let smallest = limits.sizes.last().copied().filter(|size| *size > 0.0)?;
    let fitted = |size: f32, lines: Vec<String>, is_cut: bool| Fitted {
        font: face.family().to_owned(),
        size,
        lines,
        is_cut,
    };
    for size in limits.sizes.iter().copied().filter(|size| *size > 0.0) {
        let width = limits.width / size;
        let lines = wrap(&pieces, width).filter(|lines| lines.len() <= limits.most(size));
        if let Some(lines) = lines {
            return Some(fitted(size, texts(&balanced(lines, &pieces, width)), false));
        }
    }
    let width = limits.width / smallest;
    let pieces = broken(pieces, width, face);
    // A single letter may be wider than a line.
    let width = pieces.iter().fold(width, |width, piece| width.max(piece.width));
    let lines = wrap(&pieces, width).unwrap_or_default();
    let most = limits.most(smallest);
    let is_cut = lines.len() > most;
    let lines = if is_cut { cut(&lines, most, width, face) } else { texts(&lines) };
    Some(fitted(smallest, lines, is_cut))
}

/// A part of a text after which a line may end.
#[derive(Clone, Debug)]
struct Piece {
    /// Without space at its end.
    text: String,
    /// In parts of the font's size.
    width: f32,
    /// The width of the space after it; none after a hyphen.
    space: Option<f32>,
}

fn pieces(text: &str, face: &Face) -> Vec<Piece> {
    let space = face.width(" ");
    let mut pieces = Vec::new();
    for word in text.split(is_breaking_space).filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some(at) = rest.char_indices().skip(1).find_map(|(at, c)| end_after(c, at)) {
            let (part, after) = rest.split_at(at);
            if after.is_empty() {
                break;
            }
            let width = face.width(part);
            pieces.push(Piece { text: part.to_owned(), width, space: None });
            rest = after;
        }
        let width = face.width(rest);
        pieces.push(Piece { text: rest.to_owned(), width, space: Some(space) });
    }
    pieces
}

fn is_breaking_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Where a line may end within a word: after a hyphen or slash, and around signs that are words.
fn end_after(c: char, at: usize) -> Option<usize> {
    let is_end = matches!(c, '-' | '–' | '—' | '/' | '\u{2010}')
        || matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}');
    is_end.then_some(at + c.len_utf8())
}

/// Lines of pieces, each as long as it may be; `None` where a piece is wider than a line.
fn wrap(pieces: &[Piece], width: f32) -> Option<Vec<&[Piece]>> {
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (at, piece) in pieces.iter().enumerate() {
        if piece.width > width {
            return None;
        }
        if at > start && used + piece.width > width {
            lines.push(pieces.get(start..at)?);
            (start, used) = (at, 0.0);
        }
        used += piece.width + piece.space.unwrap_or_default();
    }
    lines.push(pieces.get(start..)?);
    Some(lines)
}

/// As many lines as before, in the least width in which the text has no more.
fn balanced<'p>(lines: Vec<&'p [Piece]>, pieces: &'p [Piece], width: f32) -> Vec<&'p [Piece]> {
    let (mut good, mut bad) = (width, 0.0);
    let mut best = lines;
    for _ in 0..12 {
        let middle = f32::midpoint(good, bad);
        match wrap(pieces, middle).filter(|lines| lines.len() <= best.len()) {
            Some(lines) => (best, good) = (lines, middle),
            None => bad = middle,
        }
    }
    best
}

/// The same, with words that are wider than a line in parts.
fn broken(pieces: Vec<Piece>, width: f32, face: &Face) -> Vec<Piece> {
    let mut broken = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.width <= width {
            broken.push(piece);
            continue;
        }
        let mut part = String::new();
        for c in piece.text.chars() {
            part.push(c);
            if face.width(&part) > width && part.chars().count() > 1 {
                part.pop();
                let width = face.width(&part);
                broken.push(Piece { text: std::mem::take(&mut part), width, space: None });
                part.push(c);
            }
        }
        let width = face.width(&part);
        broken.push(Piece { text: part, width, space: piece.space });
    }
    broken
}

fn texts(lines: &[&[Piece]]) -> Vec<String> {
    lines.iter().map(|line| line_text(line)).collect()
}

fn line_text(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        text.push_str(&piece.text);
        if piece.space.is_some() && at + 1 < pieces.len() {
            text.push(' ');
        }
    }
    text
}

/// The first lines; the last one ends in an ellipsis, after as many whole words as leave room.
fn cut(lines: &[&[Piece]], most: usize, width: f32, face: &Face) -> Vec<String> {
    let mut kept = texts(lines.get(..most).unwrap_or(lines));
    let Some(last) = kept.pop() else { return kept };
    let ended =
        |text: &str| text.trim_end_matches([' ', ',', ';', ':', '.', '-', '–']).to_owned() + "…";
    let mut rest = last.as_str();
    while face.width(&ended(rest)) > width {
        let shorter = rest.rfind(' ').or_else(|| rest.char_indices().next_back().map(|(at, _)| at));
        match shorter.and_then(|at| rest.get(..at)).filter(|shorter| !shorter.is_empty()) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    kept.push(ended(rest));
    kept
}
