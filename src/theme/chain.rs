//! Which themes' files count, and which of them come first.

use super::manifest::{self, Manifest};
use super::{Files, Request, builtin_files, builtin_names, meant, served};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::path;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The layers of a theme, the one that wins first.
#[derive(Debug, Default)]
pub struct Chain {
    pub layers: Vec<Layer>,
    /// One for each theme, the chosen one first.
    pub manifests: Vec<Manifest>,
    /// A theme or a file is missing, so that what refers to it need not be wrong.
    pub has_gaps: bool,
}

/// The files of one theme, or of the site's overrides of a built-in one.
#[derive(Debug)]
pub struct Layer {
    /// What the template engine knows its templates by: `site/`, `ledger/`, `base/`.
    pub prefix: String,
    /// By path within the theme.
    pub sources: BTreeMap<Arc<str>, Source>,
}

/// One file of a theme.
#[derive(Clone, Debug)]
pub struct Source {
    /// As problems name it: `themes/NAME/PATH`, or `built-in:NAME/PATH`.
    pub file: Arc<str>,
    pub bytes: Arc<[u8]>,
    /// Of templates, styles, scripts, strings and `theme.yaml`, unless they are not UTF-8.
    pub text: Option<Arc<str>>,
}

/// The prefix of the site's overrides of a built-in theme.
const SITE: &str = "site";

/// Follows `extends` from the theme that is asked for. No chain: no theme has that name.
pub fn follow(request: &Request<'_>) -> (Option<Chain>, Vec<Diagnostic>) {
    if let Some(problem) = unknown_theme(request) {
        return (None, vec![problem]);
    }
    let mut chain = Chain::default();
    let mut problems = Vec::new();
    let mut names = vec![request.name.to_owned()];
    while let Some(name) = names.last().cloned() {
        let layers = layers(&name, request.site_themes, names.len() == 1);
        let manifest = read_manifest(&name, &layers, &mut problems);
        chain.layers.extend(layers);
        let Some((file, manifest)) = manifest else {
            chain.has_gaps = true;
            break;
        };
        if let Some(parent) = &manifest.extends {
            match bad_parent(parent, &names, request) {
                None => names.push(parent.clone()),
                Some(problem) => {
                    problems.push(problem.in_file(&file).at(At::Value(path!["extends"])));
                    chain.has_gaps = true;
                    names.clear();
                }
            }
        } else {
            names.clear();
        }
        chain.manifests.push(manifest);
    }
    for layer in &mut chain.layers {
        chain.has_gaps |= !decode(layer, &mut problems);
    }
    (Some(chain), problems)
}

/// The layers of one theme: the site's files come before the built-in ones, in a layer of their
/// own where this is the theme that was asked for.
fn layers(name: &str, site_themes: &BTreeMap<Arc<str>, Files>, chosen: bool) -> Vec<Layer> {
    let site = site_themes.get(name);
    let builtin = builtin_files(name);
    let mut lower = sources(builtin, &format!("built-in:{name}"));
    let mut upper = sources(site, &format!("themes/{name}"));
    upper.retain(|path, own| lower.get(path).is_none_or(|theirs| theirs.bytes != own.bytes));
    let mut layers = Vec::new();
    if chosen && builtin.is_some() && !upper.is_empty() {
        layers.push(Layer { prefix: format!("{SITE}/"), sources: upper });
    } else {
        lower.extend(upper);
    }
    layers.push(Layer { prefix: format!("{name}/"), sources: lower });
    layers
}

fn sources(files: Option<&Files>, folder: &str) -> BTreeMap<Arc<str>, Source> {
    let source = |(path, bytes): (&Arc<str>, &Arc<[u8]>)| {
        let file = format!("{folder}/{path}").into();
        (Arc::clone(path), Source { file, bytes: Arc::clone(bytes), text: None })
    };
    files.into_iter().flatten().map(source).collect()
}

fn read_manifest(
    name: &str,
    layers: &[Layer],
    problems: &mut Vec<Diagnostic>,
) -> Option<(Arc<str>, Manifest)> {
    let Some(source) = layers.iter().find_map(|layer| layer.sources.get("theme.yaml")) else {
        let message = format!("the theme `{name}` has no theme.yaml");
        let help = "create it with `name`, `api` and, to build on a built-in theme, `extends`";
        let file = format!("themes/{name}/theme.yaml").into();
        problems.push(Diagnostic::new(Code::BadTheme, message).in_file(&file).help(help));
        return None;
    };
    // What is not UTF-8 is reported with the layer's other files.
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        return Some((Arc::clone(&source.file), Manifest::default()));
    };
    let (manifest, found) = manifest::read(&source.file, text.trim_start_matches('\u{feff}'), name);
    problems.extend(found);
    Some((Arc::clone(&source.file), manifest?))
}

fn unknown_theme(request: &Request<'_>) -> Option<Diagnostic> {
    let name = request.name;
    let at = At::Value(path!["theme", "name"]);
    let known = names(request.site_themes);
    if known.contains(name) && name != SITE {
        return None;
    }
    let problem = if name == SITE {
        Diagnostic::new(Code::BadTheme, "a theme cannot be named `site`")
            .help("rename its folder; `site/` stands for the site's overrides of a theme")
    } else {
        let list = known.iter().copied().collect::<Vec<_>>().join(", ");
        let help = match meant(name, known.iter().copied()) {
            Some(meant) => format!("{meant} The themes are {list}"),
            None => format!("the themes are {list}; an own one is a folder in themes/"),
        };
        Diagnostic::new(Code::UnknownTheme, format!("there is no theme `{name}`")).help(help)
    };
    Some(problem.in_file(request.config_file).at(at))
}

fn bad_parent(parent: &str, names: &[String], request: &Request<'_>) -> Option<Diagnostic> {
    if names.iter().any(|name| name == parent) {
        let circle = format!("{} → {parent}", names.join(" → "));
        return Some(Diagnostic::new(Code::BadTheme, "the theme extends itself").help(circle));
    }
    let known = names_of_parents(request);
    if known.contains(parent) {
        return None;
    }
    let problem =
        Diagnostic::new(Code::BadTheme, format!("there is no theme `{parent}` to extend"));
    let list = known.iter().copied().collect::<Vec<_>>().join(", ");
    Some(problem.help(match meant(parent, known.iter().copied()) {
        Some(meant) => meant,
        None => format!("the themes are {list}"),
    }))
}

fn names_of_parents<'a>(request: &Request<'a>) -> BTreeSet<&'a str> {
    let mut known = names(request.site_themes);
    known.remove(SITE);
    known.remove(request.name);
    known
}

/// The names of all themes, in order.
pub fn names(site_themes: &BTreeMap<Arc<str>, Files>) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = builtin_names().collect();
    names.extend(site_themes.keys().map(|name| &**name));
    names
}

/// Fills in the texts; false where one is not UTF-8.
fn decode(layer: &mut Layer, problems: &mut Vec<Diagnostic>) -> bool {
    let before = problems.len();
    for (path, source) in &mut layer.sources {
        if !is_text(path) {
            continue;
        }
        match std::str::from_utf8(&source.bytes) {
            Ok(text) => source.text = Some(text.trim_start_matches('\u{feff}').into()),
            Err(error) => {
                let at = error.valid_up_to();
                let byte = source.bytes.get(at).copied().unwrap_or_default();
                let message = format!("byte {} (0x{byte:02x}) is not UTF-8", at + 1);
                let problem = Diagnostic::new(Code::InvalidUtf8, message).in_file(&source.file);
                problems.push(
                    problem.help("save the file as UTF-8; your editor has this under “encoding”"),
                );
            }
        }
    }
    problems.len() == before
}

/// Whether the theme reads this file as text.
fn is_text(path: &str) -> bool {
    path == "theme.yaml"
        || template(path).is_some()
        || file_in(path, "styles/", ".css").is_some()
        || file_in(path, "strings/", ".yaml").is_some()
        || path.strip_prefix("static/").is_some_and(served::is_text)
}

/// The name of a template at this path: `components/person.html`, or `cards/home.svg`.
pub fn template(path: &str) -> Option<&str> {
    let page = || path.strip_prefix("templates/").filter(|name| name.ends_with(".html"));
    drawing(path).or_else(page)
}

/// The name of a template of pictures at this path: `cards/home.svg`.
pub fn drawing(path: &str) -> Option<&str> {
    Some(path).filter(|name| name.starts_with("cards/") && name.ends_with(".svg"))
}

/// The stem of a file that lies in a folder itself, not deeper.
pub fn file_in<'a>(path: &'a str, folder: &str, suffix: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_suffix(suffix).filter(|stem| !stem.contains('/'))
}
