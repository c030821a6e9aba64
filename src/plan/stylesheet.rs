//! The stylesheet that filters people on the vouch page, without script. It is apart from the one
//! that every page has, for it is another whenever a skill or an organisation is.

use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::fmt::Write;

use super::Plan;
use crate::model::{Level, RelationKind};
use crate::parse::near_id;
use crate::theme::{ASSETS_FOLDER, ServedFile};

impl Plan<'_> {
    /// The address of something that is served under `/assets/`.
    pub fn address(&self, file: &ServedFile) -> String {
        self.href(&["/", ASSETS_FOLDER, &file.url()].concat())
    }

    /// Rules by which a checked radio button hides people on the vouch page. Made when somebody
    /// asks.
    pub fn filter_stylesheet(&self) -> &ServedFile {
        self.filter_stylesheet.get_or_init(|| {
            ServedFile::named("filters.css", self.filter_rules().into_bytes().into())
        })
    }

    fn filter_rules(&self) -> String {
        let portfolio = self.portfolio();
        let skills: BTreeSet<&str> = portfolio.skills.iter().map(|skill| &*skill.id).collect();
        let written: FxHashSet<&str> =
            portfolio.people.iter().filter_map(|person| person.organization.as_deref()).collect();
        let organizations: BTreeSet<String> =
            written.into_iter().map(near_id).filter(|key| !key.is_empty()).collect();
        let mut css = String::from("@layer filters {\n");
        let mut rules = |group: &str, keys: &mut dyn Iterator<Item = &str>| {
            for key in keys {
                // Writing to a string cannot fail.
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
}
