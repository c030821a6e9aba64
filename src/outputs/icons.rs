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
            let source = DrawingSource { number, digest, make };
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
    let theme = plan.inputs.theme;
    let svg = match plan.inputs.logo {
        Some(Logo::Pixels(bytes)) => {
            let png = draw::scale(bytes, &picture(icon, plan, true));
            let png = png.map_err(|why| plan.bad_logo(&why))?;
            return Ok(finished(icon, png));
        }
        Some(Logo::Svg(text)) => text.to_string(),
        None => {
            let view = plan.icon(icon.purpose);
            let view = view.and_then(|view| Context::from_serialize(&view).ok());
            theme.render_drawing(ICON, &view.unwrap_or_default())?
        }
    };
    let problem = |why: String| match plan.inputs.logo {
        Some(_) => plan.bad_logo(&why),
        None => theme.bad_drawing(ICON, &why),
    };
    if icon.side == 0 {
        draw::is_drawable(&svg, theme.fonts()).map_err(problem)?;
        return Ok(svg.into_bytes());
    }
    let is_logo = plan.inputs.logo.is_some();
    let png = draw::draw(&svg, &picture(icon, plan, is_logo), theme.fonts()).map_err(problem)?;
    Ok(finished(icon, png))
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
