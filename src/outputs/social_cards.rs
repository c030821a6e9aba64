//! Social cards: the pictures that other sites show beside links to pages, under `/cards/`.

use tera::Context;

use super::Gathered;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::draw::{self, Picture};
use crate::plan::{CARD_SIZE, Content, DrawingSource, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for (number, path) in plan.card_files().enumerate() {
        let source = DrawingSource { number, digest, make, check };
        gathered.add(path, Content::Drawing(source), "the social cards");
    }
}

fn digest<'p>(plan: &'p Plan<'p>, number: usize) -> Digest {
    Digest::of_value(&(plan.inputs.theme.drawing_digest(), plan.social_card(number)))
}

fn make<'p>(plan: &'p Plan<'p>, number: usize) -> Result<Vec<u8>, Diagnostic> {
    let theme = plan.inputs.theme;
    let (template, svg) = svg(plan, number)?;
    let (width, height) = CARD_SIZE;
    // Whatever is behind the drawing: a card has no holes.
    let background = Some([255, 255, 255]);
    let picture = Picture { width, height, margin: 0.0, background };
    draw::draw(&svg, &picture, theme.fonts()).map_err(|why| theme.bad_drawing(template, &why))
}

fn check<'p>(plan: &'p Plan<'p>, number: usize) -> Result<(), Diagnostic> {
    let theme = plan.inputs.theme;
    let (template, svg) = svg(plan, number)?;
    draw::is_drawable(&svg, theme.fonts()).map_err(|why| theme.bad_drawing(template, &why))
}

/// The template of a card, and what it writes.
fn svg<'p>(plan: &'p Plan<'p>, number: usize) -> Result<(&'static str, String), Diagnostic> {
    let Some((template, card)) = plan.social_card(number) else { return Ok(Default::default()) };
    let view = Context::from_serialize(&card).unwrap_or_default();
    Ok((template, plan.inputs.theme.render_drawing(template, &view)?))
}
