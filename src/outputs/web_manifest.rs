//! `/site.webmanifest`: name, colours and icons for those who put the site on a home screen
//! (W3C, Web Application Manifest).

use serde_json::json;

use super::Gathered;
use crate::plan::{Content, ICONS, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    if ICONS.iter().any(|icon| plan.has_icon(icon)) {
        let text = manifest(plan).into_bytes();
        gathered.add("site.webmanifest", Content::Bytes(text), "the web manifest");
    }
}

fn manifest(plan: &Plan<'_>) -> String {
    let config = plan.inputs.config;
    let large = ICONS.iter().filter(|icon| icon.side >= 192 && plan.has_icon(icon));
    let icons = large.map(|icon| {
        json!({
            "src": plan.href(&format!("/{}", icon.path)),
            "type": "image/png",
            "sizes": format!("{0}x{0}", icon.side),
            "purpose": icon.purpose,
        })
    });
    let manifest = json!({
        "name": &*config.title,
        "short_name": plan.short_title(),
        "lang": &*config.language,
        "dir": plan.direction(),
        "id": plan.href("/"),
        "start_url": plan.href("/"),
        "scope": plan.href("/"),
        // Whose site this is says its address, so the browser keeps its bar.
        "display": "browser",
        "background_color": plan.shade("bg").light,
        "theme_color": plan.shade("bg").light,
        "icons": icons.collect::<Vec<_>>(),
    });
    // A value made of texts can always be written.
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    text
}
