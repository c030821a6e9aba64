//! Files of the site's `static/`, copied as they are.

use std::sync::Arc;

use super::Gathered;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Content, Plan};
use crate::theme::ASSETS_FOLDER;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let mut is_warned = false;
    for (path, asset) in plan.inputs.assets {
        let Some(inside) = path.strip_prefix("static/") else { continue };
        if let Some(name) = inside.strip_prefix(ASSETS_FOLDER) {
            gathered.problems.extend(reserved(path, name, plan, &mut is_warned));
        }
        let content = Content::Copy {
            from: asset.source.clone(),
            digest: asset.digest,
            strip_metadata: asset.strip_metadata,
        };
        gathered.add(inside, content, &**path);
    }
}

/// Warns of a file that is meant to replace one of the theme's, and of the first among the others:
/// hosts may let browsers keep for a year what is in this folder.
fn reserved(
    path: &Arc<str>,
    name: &str,
    plan: &Plan<'_>,
    is_warned: &mut bool,
) -> Option<Diagnostic> {
    let theme = plan.inputs.theme;
    let (message, help) = if theme.static_file(name).is_some() {
        let message = format!("`{path}` does not replace the theme's `static/{name}`");
        (message, format!("move it to `themes/{}/static/{name}`", theme.name()))
    } else if *is_warned {
        return None;
    } else {
        *is_warned = true;
        let message = "in `static/assets/` a file keeps its address when it changes, and browsers \
                       may keep the old one for a year";
        let help = "put what is there into another folder of `static/`, and follow with the links";
        (message.to_owned(), help.to_owned())
    };
    Some(Diagnostic::new(Code::ReservedFolder, message).in_file(path).help(help))
}
