//! The site's icons: of the owner's logo, or of what the theme draws with the owner's initials.

use tera::Context;

use super::Gathered;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::draw::{self, Picture};
use crate::plan::{Content, DrawingSource, ICON, ICONS, IconFile, Logo, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    gathered.problems.extend(plan.logo_problem());
    for (number, icon) in ICONS.iter().enumerate() {
        if plan.has_icon(icon) {
            let source = DrawingSource { number, digest, make, check };
            gathered.add(icon.path, Content::Drawing(source), "the site's icons");
        }
    }
}

fn digest<'p>(plan: &'p Plan<'p>, number: usize) -> Digest {
    let drawing = plan.inputs.theme.drawing_digest();
    let purpose = ICONS.get(number).map(|icon| icon.purpose);
    let icon = purpose.and_then(|purpose| plan.icon(purpose));
    Digest::of_value(&(drawing, plan.inputs.logo.map(Logo::digest), icon, number))
}

fn make<'p>(plan: &'p Plan<'p>, number: usize) -> Result<Vec<u8>, Diagnostic> {
    let Some(icon) = ICONS.get(number) else { return Ok(Vec::new()) };
    let fonts = plan.inputs.theme.fonts();
    if let Some(Logo::Pixels(bytes)) = plan.inputs.logo {
        let png = draw::scale(bytes, &picture(icon, plan, true));
        return png.map(|png| finished(icon, png)).map_err(|why| plan.bad_logo(&why));
    }
    let svg = svg(icon, plan)?;
    if icon.side == 0 {
        draw::is_drawable(&svg, fonts).map_err(|why| problem(plan, &why))?;
        return Ok(svg.into_bytes());
    }
    let picture = picture(icon, plan, plan.inputs.logo.is_some());
    let png = draw::draw(&svg, &picture, fonts).map_err(|why| problem(plan, &why))?;
    Ok(finished(icon, png))
}

fn check<'p>(plan: &'p Plan<'p>, number: usize) -> Result<(), Diagnostic> {
    let Some(icon) = ICONS.get(number) else { return Ok(()) };
    if let Some(Logo::Pixels(_)) = plan.inputs.logo {
        return make(plan, number).map(|_| ());
    }
    let svg = svg(icon, plan)?;
    draw::is_drawable(&svg, plan.inputs.theme.fonts()).map_err(|why| problem(plan, &why))
}

/// The logo, or what the theme draws.
fn svg(icon: &IconFile, plan: &Plan<'_>) -> Result<String, Diagnostic> {
    if let Some(Logo::Svg(text)) = plan.inputs.logo {
        return Ok(text.to_string());
    }
    let view = plan.icon(icon.purpose);
    let view = view.and_then(|view| Context::from_serialize(&view).ok()).unwrap_or_default();
    plan.inputs.theme.render_drawing(ICON, &view)
}

fn problem(plan: &Plan<'_>, why: &str) -> Diagnostic {
    match plan.inputs.logo {
        Some(_) => plan.bad_logo(why),
        None => plan.inputs.theme.bad_drawing(ICON, why),
    }
}

/// A logo stands on the theme's background where the icon must have one; what the theme draws has
/// its own.
fn picture(icon: &IconFile, plan: &Plan<'_>, is_logo: bool) -> Picture {
    let margin = match icon.purpose {
        _ if !is_logo => 0.0,
        "any" => 0.0,
        "full" => 0.1,
        _ => 0.2,
    };
    let background = (icon.purpose != "any").then(|| plan.background());
    let side = u32::from(icon.side);
    Picture { width: side, height: side, margin, background }
}

fn finished(icon: &IconFile, png: Vec<u8>) -> Vec<u8> {
    if icon.path.ends_with(".ico") { draw::ico(&png, icon.side) } else { png }
}
