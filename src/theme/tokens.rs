//! The theme's colours for what is no page: pictures and the web manifest. They are those of its
//! styles, so that nobody has to write them twice.

use super::chain::{Chain, file_in};
use super::color::Color;
use super::options::Options;
use serde::Serialize;
use std::collections::BTreeMap;

/// A colour as `#rrggbb`, for each scheme.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Shade {
    pub light: String,
    pub dark: String,
}

/// What counts where the styles do not say.
const DEFAULTS: [(&str, &str, &str); 8] = [
    ("bg", "#ffffff", "#121212"),
    ("surface", "#f6f6f6", "#1e1e1e"),
    ("ink", "#1c1c1e", "#eeeeee"),
    ("muted", "#4b4b50", "#bbbbbb"),
    ("line", "#dadade", "#3a3a3a"),
    ("control", "#76767c", "#808080"),
    ("accent", "#1d4a80", "#9cc1f0"),
    ("ok", "#1c5a35", "#8fd6a4"),
];

/// The colours by name: custom properties of those stylesheets whose names end in `tokens`. Of
/// several values the last that is understood counts: `#rrggbb`, `oklch(…)`, `light-dark(…, …)`,
/// `var(--option-NAME)`.
pub fn load(chain: &Chain, options: &Options) -> BTreeMap<&'static str, Shade> {
    let mut files = BTreeMap::new();
    for layer in &chain.layers {
        for (path, source) in &layer.sources {
            let stem = file_in(path, "styles/", ".css");
            if let (Some(_), Some(text)) = (stem.filter(|it| it.ends_with("tokens")), &source.text)
            {
                files.entry(path).or_insert(text);
            }
        }
    }
    let default = |(name, light, dark): (&'static str, &str, &str)| {
        (name, Shade { light: light.to_owned(), dark: dark.to_owned() })
    };
    let mut shades: BTreeMap<&'static str, Shade> = DEFAULTS.map(default).into();
    for text in files.into_values() {
        for (name, value) in declarations(text) {
            if let Some(shade) = shades.get_mut(name)
                && let Some(read) = shade_of(value, options)
            {
                *shade = read;
            }
        }
    }
    shades
}

/// Custom properties and their values, in the order of the text.
fn declarations(css: &str) -> impl Iterator<Item = (&str, &str)> {
    css.split([';', '{', '}']).filter_map(|part| {
        let (name, value) = part.rsplit_once("--").and_then(|_| part.split_once(':'))?;
        Some((name.trim().strip_prefix("--")?, value.trim()))
    })
}

fn shade_of(value: &str, options: &Options) -> Option<Shade> {
    let inside = |name: &str| value.strip_prefix(name)?.strip_suffix(')');
    if let Some(option) = inside("var(--option-") {
        let pair = options.colors.get(&option.trim().replace('-', "_"))?;
        return Some(Shade { light: hex(&pair.light)?, dark: hex(&pair.dark)? });
    }
    if let Some(both) = inside("light-dark(") {
        let (light, dark) = both.split_once(',')?;
        return Some(Shade { light: hex(light)?, dark: hex(dark)? });
    }
    let one = hex(value)?;
    Some(Shade { light: one.clone(), dark: one })
}

fn hex(text: &str) -> Option<String> {
    Color::parse(text.trim()).map(Color::to_hex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::options::Pair;

    #[test]
    fn values_are_read_as_styles_write_them() {
        let mut options = Options::default();
        let pair = Pair { light: "#7a1f2b".to_owned(), dark: "oklch(1 0 0)".to_owned() };
        options.colors.insert("my_accent".to_owned(), pair);
        let check = |value: &str, expect: Option<(&str, &str)>| {
            let found = shade_of(value, &options);
            let found = found.as_ref().map(|shade| (&*shade.light, &*shade.dark));
            assert_eq!(found, expect, "{value}");
        };
        check("#fff", Some(("#ffffff", "#ffffff")));
        check("oklch(.23 .015 60)", Some(("#221b16", "#221b16")));
        check("light-dark(#000, oklch(1 0 0))", Some(("#000000", "#ffffff")));
        check("var(--option-my-accent)", Some(("#7a1f2b", "#ffffff")));
        check("var(--option-none)", None);
        check("system-ui, sans-serif", None);
        let css = "@layer tokens { :root { --bg: #fff; --ink:#000 } .x { color: red } }";
        assert_eq!(declarations(css).collect::<Vec<_>>(), [("bg", "#fff"), ("ink", "#000")]);
    }
}
