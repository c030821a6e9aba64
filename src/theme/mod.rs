//! Themes: templates, styles, words and options, read once and checked as a whole.
//!
//! A theme is a chain of layers: the site's overrides, the theme, the themes it extends. Its
//! templates see only what [`Theme::render`] is given; their functions know words, dates and URLs.
//! No file, clock, network or environment is within their reach.

mod builtin;
mod calls;
mod chain;
mod color;
mod compact;
mod css;
mod dates;
mod faults;
mod files;
mod fonts;
mod functions;
mod images;
pub mod inspect;
mod limited;
mod manifest;
mod options;
mod scan;
mod served;
mod strings;
mod stylesheet;
mod templates;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod words;

pub use builtin::{builtin_files, builtin_names};
pub use files::{ChainFile, Part, files};
pub use images::{Images, Recipe};
pub use served::{FOLDER as ASSETS_FOLDER, ServedFile};
pub use tokens::Shade;

use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};
use crate::digest::{Digest, Digester};
use crate::draw::Fonts;
use chain::Chain;
use functions::World;
use limited::Limited;
use manifest::{Allow, Manifest};
use served::ServedFiles;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use strings::Strings;
use templates::Templates;

/// Version of what templates are given, as a theme's `api` names it.
pub const API_VERSION: u32 = 1;

pub use crate::source::ThemeFiles as Files;

/// Which theme is wanted, and how.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub name: &'a str,
    /// As they stand in `vouchfolio.yaml`.
    pub options: Vec<(String, OptionValue)>,
    /// BCP 47 tag, `pt-BR`.
    pub language: &'a str,
    /// Path of the home page: `/`, or `/sub/path/`.
    pub base_path: &'a str,
    /// The site's themes by name: own ones, and overrides of built-in ones.
    pub site_themes: &'a BTreeMap<Arc<str>, Files>,
    /// `vouchfolio.yaml`, where wrong choices are to be shown.
    pub config_file: &'a Arc<str>,
}

/// An option's value, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    Text(String),
    Integer(i64),
    Float(f64),
    Toggle(bool),
    /// A list, a mapping or nothing.
    Other,
}

/// Texts of theme files by the names that problems give them.
pub type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// What came of loading a theme.
pub struct Loaded {
    /// `None` where any problem is an error.
    pub theme: Option<Theme>,
    /// All problems, in no particular order.
    pub problems: Vec<Diagnostic>,
    /// Files that problems, also later ones of rendering, may point into.
    pub texts: Arc<Texts>,
}

/// A theme without problems.
pub struct Theme {
    name: String,
    options: BTreeMap<String, tera::Value>,
    images: Images,
    policy: String,
    strings: Arc<Strings>,
    templates: Templates,
    stylesheet: ServedFile,
    served: Arc<ServedFiles>,
    texts: Arc<Texts>,
    page_digest: Digest,
    fonts: Arc<Fonts>,
    colors: BTreeMap<&'static str, Shade>,
}

/// Loads a theme and everything that it builds on.
pub fn load(request: &Request<'_>) -> Loaded {
    let (chain, mut problems) = chain::follow(request);
    let Some(chain) = chain else {
        return Loaded { theme: None, problems, texts: Arc::default() };
    };
    let texts = Arc::new(texts(&chain));
    if chain.has_gaps {
        return Loaded { theme: None, problems, texts };
    }
    let theme = assemble(request, &chain, &texts, &mut problems);
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    let theme = theme.filter(|_| !problems.iter().any(is_error));
    Loaded { theme, problems, texts }
}

fn assemble(
    request: &Request<'_>,
    chain: &Chain,
    texts: &Arc<Texts>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Theme> {
    // Where an option is declared wrongly, what the site chose for it need not be wrong.
    let are_declared = problems.is_empty();
    let mut declared = BTreeMap::new();
    let mut images = Images::default();
    for manifest in chain.manifests.iter().rev() {
        declared.extend(manifest.options.clone());
        images.0.extend(manifest.images.0.clone());
    }
    let (options, found) = options::choose(&declared, request);
    if are_declared {
        problems.extend(found);
    }
    let (strings, found) = strings::load(chain, request);
    let reads_well = found.iter().all(|problem| problem.code == Code::MissingString);
    // A theme whose `theme.yaml` is wrong may lack the parent that has the words.
    let found = found.into_iter().filter(|p| are_declared || p.code != Code::UnknownLanguage);
    problems.extend(found);
    let strings = Arc::new(strings?);
    let (served, found) = served::load(chain, request.base_path);
    problems.extend(found);
    let served = Arc::new(served);
    let (fonts, found) = fonts::load(chain);
    problems.extend(found);
    let fonts = Arc::new(fonts);
    let world = World {
        fonts: Arc::clone(&fonts),
        strings: Arc::clone(&strings),
        served: Arc::clone(&served),
        base_path: request.base_path.into(),
    };
    let (templates, found) = templates::load(chain, &world);
    // Where strings could not be read, calls for them need not be wrong.
    let counts = |problem: &Diagnostic| reads_well || problem.code != Code::MissingString;
    problems.extend(found.into_iter().filter(counts));
    let (css, found) = stylesheet::assemble(chain, &options, &served, request.base_path);
    problems.extend(found);
    Some(Theme {
        name: request.name.to_owned(),
        policy: Allow::together(&chain.manifests).policy(),
        page_digest: page_digest(request, chain, &options, &strings, &served),
        fonts,
        colors: tokens::load(chain, &options),
        options: options.values,
        images,
        strings,
        templates: templates?,
        stylesheet: ServedFile::named("site.css", css.into_bytes().into()),
        served,
        texts: Arc::clone(texts),
    })
}

impl Theme {
    /// The name that `vouchfolio.yaml` gives it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Of everything in it that can change what [`Theme::render`] and [`Theme::text`] return. The
    /// bytes of static files can, by the fingerprints in their names; the stylesheet cannot.
    pub fn page_digest(&self) -> Digest {
        self.page_digest
    }

    /// The final values of all options.
    pub fn options(&self) -> &BTreeMap<String, tera::Value> {
        &self.options
    }

    /// The content security policy of its pages, from what the theme declares.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// Which variants pictures have.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// How many items stand on one page of a list: the option `page_size`, or 20.
    pub fn page_size(&self) -> usize {
        let size = self.options.get("page_size").and_then(tera::Value::as_u64);
        size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0).unwrap_or(20)
    }

    /// Words of the theme, for titles that templates do not make themselves.
    pub fn text(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let argument = |name: &str| {
            let (_, value) = arguments.iter().find(|(known, _)| *known == name)?;
            Some(Cow::Borrowed(*value))
        };
        self.strings.text(key, &argument).map_err(|fault| {
            let mut problem = Diagnostic::new(Code::MissingString, fault.message);
            problem.help = fault.help;
            problem.in_file(self.strings.file())
        })
    }

    /// Whether pages may use a template of this name.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.names.binary_search_by(|known| (**known).cmp(name)).is_ok()
    }

    /// Names of all templates that pages may use.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.templates.names.iter().map(|name| &**name)
    }

    /// Writes a whole page.
    pub fn render(
        &self,
        template: &str,
        context: &tera::Context,
        out: &mut Vec<u8>,
    ) -> Result<(), Diagnostic> {
        functions::start_page();
        let mut page = Limited::new(out);
        let rendered = self.templates.tera.render_to(template, context, &mut page);
        rendered.map_err(|error| match page.is_full {
            true => faults::too_long(template, &self.templates),
            false => faults::rendering(&error, &self.templates),
        })
    }

    /// Components that content may use, by name.
    pub fn content_components(&self) -> impl Iterator<Item = &tera::ComponentInfo> {
        self.templates.content_components.values()
    }

    /// One of them.
    pub fn content_component(&self, name: &str) -> Option<&tera::ComponentInfo> {
        self.templates.content_components.get(name)
    }

    /// A component; what it declares as `@name` comes from the implicit values.
    pub fn render_component(
        &self,
        name: &str,
        arguments: &tera::Context,
        implicits: &tera::Context,
    ) -> Result<String, Diagnostic> {
        functions::start_page();
        let mut html = Vec::new();
        let mut part = Limited::new(&mut html);
        let tera = &self.templates.tera;
        let rendered = tera
            .render_component_with_implicits_to(name, arguments, implicits, None, true, &mut part);
        let is_full = part.is_full;
        rendered.map_err(|error| match is_full {
            true => faults::too_long(name, &self.templates),
            false => faults::rendering(&error, &self.templates),
        })?;
        // Templates write nothing but UTF-8.
        Ok(String::from_utf8(html).unwrap_or_default())
    }

    /// Whether there is something to draw from a template of pictures, `cards/home.svg`.
    pub fn has_drawing(&self, name: &str) -> bool {
        self.templates.drawings.contains_key(name)
    }

    /// Writes the SVG of a picture.
    pub fn render_drawing(&self, name: &str, view: &tera::Context) -> Result<String, Diagnostic> {
        let mut out = Vec::new();
        self.render(name, view, &mut out)?;
        Ok(String::from_utf8(out).unwrap_or_default())
    }

    /// The problem of a template whose SVG cannot be drawn.
    pub fn bad_drawing(&self, name: &str, why: &str) -> Diagnostic {
        let message = format!("what `{name}` writes cannot be drawn: {why}");
        let problem = Diagnostic::new(Code::TemplateError, message);
        let problem = problem.help("it must come to one well-formed `<svg>` with a size");
        match self.templates.drawings.get(name) {
            Some(file) => problem.in_file(file),
            None => problem,
        }
    }

    /// The fonts of its pictures.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Of everything in it that can change its pictures, whatever they show.
    pub fn drawing_digest(&self) -> Digest {
        let colors: Vec<_> = self.colors.iter().collect();
        Digest::of_value(&(self.page_digest, self.fonts.digest(), colors))
    }

    /// Its colours by name: `bg`, `surface`, `ink`, `muted`, `line`, `control`, `accent`, `ok`.
    pub fn colors(&self) -> &BTreeMap<&'static str, Shade> {
        &self.colors
    }

    /// The stylesheet that every page has.
    pub fn stylesheet(&self) -> &ServedFile {
        &self.stylesheet
    }

    /// Everything of the theme's that is served under `/assets/`.
    pub fn served(&self) -> impl Iterator<Item = &ServedFile> {
        self.served.iter().chain([&self.stylesheet])
    }

    /// The file that is written as this path within `static/`.
    pub fn static_file(&self, path: &str) -> Option<&ServedFile> {
        self.served.get(path).ok()
    }

    /// The text of a file that a problem names.
    pub fn source_text(&self, file: &str) -> Option<Arc<str>> {
        self.texts.get(file).cloned()
    }
}

/// A theme as `theme list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub summary: String,
    pub extends: Option<String>,
    pub origin: Origin,
    /// What its pages may do that others may not.
    pub allow: inspect::Allow,
}

/// Where a theme's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    BuiltIn,
    Site,
    /// Built-in, and the site replaces some of its files.
    Overridden,
}

/// All themes that a site can use, by name. What is wrong in them is for [`load`] to say.
pub fn list(site_themes: &BTreeMap<Arc<str>, Files>) -> Vec<Listed> {
    let listed = chain::names(site_themes).into_iter().map(|name| {
        let (site, builtin) = (site_themes.get(name), builtin_files(name));
        let bytes = [site, builtin].into_iter().flatten().find_map(|files| files.get("theme.yaml"));
        let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let (manifest, _) = manifest::read(&Arc::from("theme.yaml"), text, name);
        let origin = match (site, builtin) {
            (None, _) => Origin::BuiltIn,
            (Some(_), None) => Origin::Site,
            (Some(_), Some(_)) => Origin::Overridden,
        };
        let Manifest { summary, extends, allow, .. } = manifest.unwrap_or_default();
        Listed { name: name.to_owned(), summary, extends, origin, allow }
    });
    listed.collect()
}

/// A help that names the candidate that was probably meant.
fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

fn texts(chain: &Chain) -> Texts {
    let sources = chain.layers.iter().flat_map(|layer| layer.sources.values());
    sources.filter_map(|source| Some((Arc::clone(&source.file), source.text.clone()?))).collect()
}

fn page_digest(
    request: &Request<'_>,
    chain: &Chain,
    options: &options::Options,
    strings: &Strings,
    served: &ServedFiles,
) -> Digest {
    let mut digester = Digester::default();
    let mut add = |part: &str| {
        digester.update(&part.len().to_le_bytes());
        digester.update(part.as_bytes());
    };
    add(request.base_path);
    add(request.language);
    add(&strings.fingerprint());
    add(&format!("{:?}", options.values));
    for file in served.iter() {
        add(&file.path);
    }
    for layer in &chain.layers {
        add(&layer.prefix);
        for (path, source) in &layer.sources {
            if let (Some(name), Some(text)) = (chain::template(path), &source.text) {
                add(name);
                add(text);
            }
        }
    }
    digester.finish()
}
