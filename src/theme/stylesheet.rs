//! The stylesheet that every page has.

use super::chain::{Chain, file_in};
use super::compact::compact;
use super::options::Options;
use super::served::ServedFiles;
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::fmt::Write;

/// All of `styles/`, by file name, then the colours that the site chose, in few bytes. Problems are those of
/// addresses that lead nowhere.
pub fn assemble(
    chain: &Chain,
    options: &Options,
    served: &ServedFiles,
    base_path: &str,
) -> (String, Vec<Diagnostic>) {
    let mut files = BTreeMap::new();
    for layer in &chain.layers {
        for (path, source) in &layer.sources {
            if let (Some(_), Some(text)) = (file_in(path, "styles/", ".css"), &source.text) {
                files.entry(path).or_insert((&source.file, text));
            }
        }
    }
    let mut css = String::new();
    let mut problems = Vec::new();
    for (file, text) in files.into_values() {
        let (text, found) = served.rewrite(text, "", base_path);
        problems.extend(found.into_iter().map(|problem| problem.in_file(file)));
        css.push_str(&text);
        if !text.ends_with('\n') {
            css.push('\n');
        }
    }
    css.push_str(&colors(options));
    (compact(&css), problems)
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
