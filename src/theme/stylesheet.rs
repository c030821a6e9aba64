//! The one stylesheet of a site.

use super::chain::{Chain, file_in};
use super::options::Options;
use std::collections::BTreeMap;
use std::fmt::Write;

/// All of `styles/`, by file name, then the colours that the site chose.
pub fn assemble(chain: &Chain, options: &Options) -> String {
    let mut files = BTreeMap::new();
    for layer in &chain.layers {
        for (path, source) in &layer.sources {
            if let (Some(_), Some(text)) = (file_in(path, "styles/", ".css"), &source.text) {
                files.entry(path).or_insert(text);
            }
        }
    }
    let mut css = String::new();
    for text in files.values() {
        css.push_str(text);
        if !text.ends_with('\n') {
            css.push('\n');
        }
    }
    css.push_str(&colors(options));
    css
}

/// Light colours first and for all, so that paper gets them; dark ones on screens only.
fn colors(options: &Options) -> String {
    if options.colors.is_empty() {
        return String::new();
    }
    let mut light = String::new();
    let mut dark = String::new();
    for (name, pair) in &options.colors {
        // Writing to a string cannot fail.
        let _ = write!(light, " --option-{}: {};", name.replace('_', "-"), pair.light);
        let _ = write!(dark, " --option-{}: {};", name.replace('_', "-"), pair.dark);
    }
    format!(
        "@layer options {{\n\
         :root {{{light} }}\n\
         @media screen and (prefers-color-scheme: dark) {{ :root {{{dark} }} }}\n\
         @media screen {{\n\
         :root[data-scheme=\"light\"] {{{light} }}\n\
         :root[data-scheme=\"dark\"] {{{dark} }}\n\
         }}\n}}\n"
    )
}
