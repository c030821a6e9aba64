//! Social cards: the pictures that other sites show beside links to pages, under `/cards/`.

use tera::Context;

use super::Gathered;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::draw::{self, Picture};
use crate::plan::{CARD_SIZE, Content, DrawingSource, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for (number, path) in plan.card_files().enumerate() {
        let source = DrawingSource { number, digest, make };
        gathered.add(path, Content::Drawing(source), "the social cards");
    }
}

fn digest<'p>(plan: &'p Plan<'p>, number: usize) -> Digest {
    Digest::of_value(&(plan.inputs.theme.drawing_digest(), plan.social_card(number)))
}

fn make<'p>(plan: &'p Plan<'p>, number: usize) -> Result<Vec<u8>, Diagnostic> {
    let theme = plan.inputs.theme;
    let Some((template, card)) = plan.social_card(number) else { return Ok(Vec::new()) };
    let view = Context::from_serialize(&card).unwrap_or_default();
    let svg = theme.render_drawing(template, &view)?;
    let (width, height) = CARD_SIZE;
    // Whatever is behind the drawing: a card has no holes.
    let background = Some([255, 255, 255]);
    let picture = Picture { width, height, margin: 0.0, background };
    draw::draw(&svg, &picture, theme.fonts()).map_err(|why| theme.bad_drawing(template, &why))
}
