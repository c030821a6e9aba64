//! The stylesheet and the theme's static files, under `/assets/`.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Gathered;
use crate::model::{Level, RelationKind};
use crate::parse::near_id;
use crate::plan::{Content, FileSource, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let theme = plan.inputs.theme;
    let origin = format!("the theme {}", theme.name());
    for (path, bytes) in theme.statics() {
        gathered.add(format!("assets/{path}"), Content::Bytes(bytes.to_vec()), &origin);
    }
    gathered.add(
        "assets/site.css",
        Content::File(FileSource { make: stylesheet, digest: None }),
        &origin,
    );
}

fn stylesheet<'p>(plan: &'p Plan<'p>) -> Vec<u8> {
    (plan.inputs.theme.stylesheet().to_owned() + &filters(plan)).into_bytes()
}

/// Rules by which a checked radio button hides people on the vouch page, without script.
fn filters(plan: &Plan<'_>) -> String {
    let portfolio = plan.portfolio();
    let skills: BTreeSet<&str> = portfolio.skills.iter().map(|skill| &*skill.id).collect();
    let organizations: BTreeSet<String> = portfolio
        .people
        .iter()
        .filter_map(|person| person.organization.as_deref().map(near_id))
        .filter(|key| !key.is_empty())
        .collect();
    let mut css = String::from("\n@layer filters {\n");
    let mut rules = |group: &str, keys: &mut dyn Iterator<Item = &str>| {
        for key in keys {
            let _ = writeln!(
                css,
                "body:has(#filter-{group}-{key}:checked) .voucher:not(.{group}-{key}) \
                 {{ display: none }}"
            );
        }
    };
    rules("skill", &mut skills.into_iter());
    rules("relation", &mut RelationKind::ALL.iter().map(|kind| kind.as_str()));
    rules("organization", &mut organizations.iter().map(String::as_str));
    rules("level", &mut Level::ALL.iter().map(|level| level.as_str()));
    css.push_str("}\n");
    css
}
