//! `theme.yaml`: a theme's name, parent, options and the variants of pictures.

use super::color::{Color, Toward};
use super::images::{Images, MOST_WIDTHS, Recipe, WIDTHS};
use super::options::{self, Declaration, Form, Target};
use super::tree::{self, below, kind, to_text};
use super::{API_VERSION, meant};
use crate::diagnostic::{At, Code, Diagnostic, Path};
use crate::model::PictureRole;
use crate::path;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a `theme.yaml` says.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub summary: String,
    pub extends: Option<String>,
    pub options: BTreeMap<String, Declaration>,
    pub images: Images,
    pub allow: Allow,
}

/// What pages may do that they otherwise may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// Hosts that they may load from, in lower case.
    pub requests: Vec<String>,
    /// `<style>` elements and `style` attributes.
    pub inline_styles: bool,
    /// Scripts within pages, handlers of events among them.
    pub inline_scripts: bool,
}

impl Allow {
    /// What a theme and those that it builds on declare together.
    pub fn together<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Allow {
        let mut all = Allow::default();
        for Manifest { allow, .. } in manifests {
            all.requests.extend(allow.requests.iter().cloned());
            all.inline_styles |= allow.inline_styles;
            all.inline_scripts |= allow.inline_scripts;
        }
        all.requests.sort();
        all.requests.dedup();
        all
    }

    /// The content security policy of every page.
    pub fn policy(&self) -> String {
        let hosts: String = self.requests.iter().map(|host| format!(" https://{host}")).collect();
        let inline = |is_allowed| if is_allowed { " 'unsafe-inline'" } else { "" };
        let (styles, scripts) = (inline(self.inline_styles), inline(self.inline_scripts));
        format!(
            "default-src 'none'; img-src 'self'{hosts}; style-src 'self'{hosts}{styles}; \
             font-src 'self'{hosts}; script-src 'self'{hosts}{scripts}; connect-src 'self'{hosts}; manifest-src 'self'; \
             base-uri 'none'; form-action 'self'"
        )
    }
}

/// Reads the `theme.yaml` of the theme in this folder; `None` where it is no proper YAML.
pub fn read(file: &Arc<str>, text: &str, folder: &str) -> (Option<Manifest>, Vec<Diagnostic>) {
    let (root, problems) = tree::read(file, text);
    if !problems.is_empty() {
        return (None, problems);
    }
    let root = Value::Object(root);
    let mut reader = Reader { file, problems };
    let known = ["name", "extends", "summary", "api", "options", "images", "allow"];
    reader.keys(&root, &path![], &known);
    reader.name(&root, folder);
    reader.api(&root);
    let manifest = Manifest {
        summary: reader.text(&root, &path![], "summary").unwrap_or_default(),
        extends: reader.text(&root, &path![], "extends"),
        options: reader.options(&root),
        images: reader.images(&root),
        allow: reader.allow(&root),
    };
    (Some(manifest), reader.problems)
}

struct Reader<'a> {
    file: &'a Arc<str>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, message: impl Into<String>, at: At) {
        self.problems.push(Diagnostic::new(code, message).in_file(self.file).at(at));
    }

    fn report_with_help(&mut self, code: Code, message: String, at: At, help: String) {
        self.problems.push(Diagnostic::new(code, message).in_file(self.file).at(at).help(help));
    }

    /// Reports keys that are not among the known ones, and what is no mapping.
    fn keys(&mut self, node: &Value, at: &Path, known: &[&str]) {
        let Value::Object(entries) = node else {
            let message = format!("a mapping belongs here, this is {}", kind(node));
            let at = if at.is_empty() { At::File } else { At::Value(at.clone()) };
            return self.report(Code::WrongType, message, at);
        };
        for (key, _) in entries {
            if !known.contains(&key.as_str()) {
                let message = format!("`{key}` is no key that may stand here");
                let help = meant(key, known.iter().copied())
                    .unwrap_or_else(|| format!("these may: {}", known.join(", ")));
                self.report_with_help(Code::UnknownKey, message, At::Key(below(at, key)), help);
            }
        }
    }

    fn text(&mut self, node: &Value, at: &Path, key: &str) -> Option<String> {
        let value = node.get(key)?;
        let text = to_text(value);
        if text.is_none() {
            let message = format!("`{key}` takes a text, this is {}", kind(value));
            self.report(Code::WrongType, message, At::Value(below(at, key)));
        }
        text
    }

    fn number(&mut self, node: &Value, at: &Path, key: &str) -> Option<f64> {
        let value = node.get(key)?;
        let number = options::number(value);
        if number.is_none() {
            let message = format!("`{key}` takes a number, this is {}", kind(value));
            self.report(Code::WrongType, message, At::Value(below(at, key)));
        }
        number
    }

    fn name(&mut self, root: &Value, folder: &str) {
        match self.text(root, &path![], "name") {
            Some(name) if name != folder => {
                let message = format!("the theme is named `{name}`, its folder `{folder}`");
                let help = format!("write `name: {folder}`, or rename the folder");
                self.report_with_help(Code::BadTheme, message, At::Value(path!["name"]), help);
            }
            None if root.get("name").is_none() => {
                let help = format!("write `name: {folder}`");
                let message = "the theme has no `name`".to_owned();
                self.report_with_help(Code::MissingField, message, At::File, help);
            }
            _ => {}
        }
    }

    fn api(&mut self, root: &Value) {
        let help = format!("this version of vouchfolio reads themes with `api: {API_VERSION}`");
        match root.get("api") {
            Some(version) if version.as_u64() == Some(u64::from(API_VERSION)) => {}
            Some(_) => {
                let message = "the theme is for another version of the theme API".to_owned();
                self.report_with_help(Code::BadTheme, message, At::Value(path!["api"]), help);
            }
            None => {
                let message = "the theme does not say for which `api` it is".to_owned();
                self.report_with_help(Code::MissingField, message, At::File, help);
            }
        }
    }

    fn options(&mut self, root: &Value) -> BTreeMap<String, Declaration> {
        let Some(node) = root.get("options") else { return BTreeMap::new() };
        let Value::Object(entries) = node else {
            self.keys(node, &path!["options"], &[]);
            return BTreeMap::new();
        };
        let mut options = BTreeMap::new();
        for (name, node) in entries {
            let at = path!["options", name.as_str()];
            let good =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if !name.bytes().all(good) || name.is_empty() {
                let message = format!("`{name}` cannot be the name of an option");
                let help = "use lower-case letters, digits and `_`".to_owned();
                self.report_with_help(Code::BadTheme, message, At::Key(at), help);
            } else if let Some(declaration) = self.option(node, &at) {
                options.insert(name.clone(), declaration);
            }
        }
        options
    }

    fn allow(&mut self, root: &Value) -> Allow {
        const INLINE: [&str; 2] = ["styles", "scripts"];
        let at = path!["allow"];
        let Some(node) = root.get("allow") else { return Allow::default() };
        self.keys(node, &at, &["requests", "inline"]);
        let mut allow = Allow::default();
        for (host, at) in self.texts(node, &at, "requests") {
            if is_host(&host) {
                allow.requests.push(host.to_ascii_lowercase());
            } else {
                let message = format!("`{host}` is no host");
                let help = "write the host alone: `fonts.example`".to_owned();
                self.report_with_help(Code::BadTheme, message, At::Value(at), help);
            }
        }
        for (word, at) in self.texts(node, &at, "inline") {
            match word.as_str() {
                "styles" => allow.inline_styles = true,
                "scripts" => allow.inline_scripts = true,
                _ => {
                    let message = format!("nothing within pages is called `{word}`");
                    let help = meant(&word, INLINE)
                        .unwrap_or_else(|| format!("it is {}", INLINE.join(" or ")));
                    self.report_with_help(Code::UnknownOption, message, At::Value(at), help);
                }
            }
        }
        allow
    }

    /// The texts of a list with their places; there may be no list.
    fn texts(&mut self, node: &Value, at: &Path, key: &str) -> Vec<(String, Path)> {
        let path = below(at, key);
        let items = match node.get(key) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(other) => {
                let message = format!("`{key}` takes a list, this is {}", kind(other));
                self.report(Code::WrongType, message, At::Value(path));
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let mut at = path.clone();
            at.push(index.into());
            match to_text(item) {
                Some(text) => texts.push((text, at)),
                None => {
                    let message = format!("a text belongs here, this is {}", kind(item));
                    self.report(Code::WrongType, message, At::Value(at));
                }
            }
        }
        texts
    }

    fn option(&mut self, node: &Value, at: &Path) -> Option<Declaration> {
        const TYPES: &[&str] = &["text", "number", "toggle", "choice", "color"];
        let kind = self.text(node, at, "type").unwrap_or_default();
        let own: &[&str] = match kind.as_str() {
            "number" => &["min", "max"],
            "choice" => &["choices"],
            "color" => &["dark", "contrast", "light_surface", "dark_surface"],
            "text" | "toggle" => &[],
            _ if node.get("type").is_none() => {
                let message = "the option has no `type`".to_owned();
                let help = format!("it is one of {}", TYPES.join(", "));
                self.report_with_help(Code::MissingField, message, At::Key(at.clone()), help);
                return None;
            }
            other => {
                let message = format!("no option can be of the type `{other}`");
                let help = format!("it is one of {}", TYPES.join(", "));
                let at = At::Value(below(at, "type"));
                self.report_with_help(Code::UnknownOption, message, at, help);
                return None;
            }
        };
        self.keys(node, at, &[&["type", "default", "summary"], own].concat());
        self.text(node, at, "summary");
        let form = match kind.as_str() {
            "number" => Form::Number {
                min: self.number(node, at, "min"),
                max: self.number(node, at, "max"),
            },
            "toggle" => Form::Toggle,
            "choice" => Form::Choice(self.choices(node, at)?),
            "color" => self.color(node, at)?,
            _ => Form::Text,
        };
        let default = self.default(node, at, &form)?;
        Some(Declaration { form, default })
    }

    fn default(&mut self, node: &Value, at: &Path, form: &Form) -> Option<Value> {
        let Some(default) = node.get("default") else {
            self.report(Code::MissingField, "the option has no `default`", At::Key(at.clone()));
            return None;
        };
        if let Err(fault) = options::accept(form, default) {
            let at = At::Value(below(at, "default"));
            self.report_with_help(fault.code, fault.message, at, fault.help);
            return None;
        }
        Some(default.clone())
    }

    fn choices(&mut self, node: &Value, at: &Path) -> Option<Vec<String>> {
        let choices = match node.get("choices") {
            Some(Value::Array(items)) => items.iter().map(to_text).collect::<Option<Vec<_>>>(),
            Some(_) => None,
            None => {
                let message = "an option of the type `choice` needs `choices`";
                self.report(Code::MissingField, message, At::Key(at.clone()));
                return None;
            }
        };
        let choices = choices.filter(|choices| !choices.is_empty());
        if choices.is_none() {
            let at = At::Value(below(at, "choices"));
            self.report(Code::WrongType, "`choices` takes a list of texts", at);
        }
        choices
    }

    fn color(&mut self, node: &Value, at: &Path) -> Option<Form> {
        let dark = self.one_color(node, at, "dark");
        let contrast = self.number(node, at, "contrast");
        let light = self.one_color(node, at, "light_surface");
        let dark_surface = self.one_color(node, at, "dark_surface");
        let target = match (contrast, light, dark_surface) {
            (None, None, None) => None,
            (Some(contrast), Some((light, _)), Some((dark, _))) => {
                let reachable = Color::is_reachable(contrast, light, Toward::Black)
                    && Color::is_reachable(contrast, dark, Toward::White);
                if !reachable {
                    let message = "no colour has this contrast on both surfaces";
                    self.report(Code::BadTheme, message, At::Value(below(at, "contrast")));
                    return None;
                }
                Some(Target { contrast, light, dark })
            }
            _ => {
                // Where one of them is wrong rather than missing, that is said already.
                let all = ["contrast", "light_surface", "dark_surface"];
                if all.iter().any(|key| node.get(key).is_none()) {
                    let message = "`contrast`, `light_surface` and `dark_surface` need each other";
                    self.report(Code::MissingField, message, At::Key(at.clone()));
                }
                return None;
            }
        };
        Some(Form::Color { dark: dark.map(|(_, text)| text), target })
    }

    fn one_color(&mut self, node: &Value, at: &Path, key: &str) -> Option<(Color, String)> {
        let text = self.text(node, at, key)?;
        let color = Color::parse(&text);
        if color.is_none() {
            let fault = options::bad_color(&text);
            let at = At::Value(below(at, key));
            self.report_with_help(fault.code, fault.message, at, fault.help);
        }
        color.map(|color| (color, text))
    }

    fn images(&mut self, root: &Value) -> Images {
        let mut images = Images::default();
        let Some(node) = root.get("images") else { return images };
        let roles: Vec<&str> = PictureRole::ALL.iter().map(|role| role.as_str()).collect();
        self.keys(node, &path!["images"], &roles);
        for role in PictureRole::ALL {
            let Some(node) = node.get(role.as_str()) else { continue };
            if let Some(recipe) = self.recipe(node, &path!["images", role.as_str()]) {
                images.0.insert(*role, recipe);
            }
        }
        images
    }

    fn recipe(&mut self, node: &Value, at: &Path) -> Option<Recipe> {
        self.keys(node, at, &["widths", "crop", "avif"]);
        if !node.is_object() {
            return None;
        }
        let widths = self.widths(node, at);
        let crop = self.text(node, at, "crop");
        if let Some(crop) = crop.as_ref().filter(|crop| *crop != "square") {
            let message = format!("pictures cannot be cropped to `{crop}`");
            let help = "write `crop: square`, or leave it out to show them whole".to_owned();
            let at = At::Value(below(at, "crop"));
            self.report_with_help(Code::UnknownOption, message, at, help);
        }
        let avif = node.get("avif").map_or(Some(u32::MAX), width);
        if avif.is_none() {
            self.bad_width("avif", At::Value(below(at, "avif")));
        }
        Some(Recipe { widths: widths?, is_square: crop.is_some(), avif: avif? })
    }

    fn widths(&mut self, node: &Value, at: &Path) -> Option<Vec<u32>> {
        let here = At::Value(below(at, "widths"));
        let items = match node.get("widths") {
            Some(Value::Array(items)) if !items.is_empty() => items,
            Some(_) => {
                let message = "`widths` takes a list of numbers of pixels";
                let help = "write `widths: [480, 960]`".to_owned();
                self.report_with_help(Code::WrongType, message.to_owned(), here, help);
                return None;
            }
            None => {
                let help = "write `widths: [480, 960]`, in pixels".to_owned();
                let message = "the pictures have no `widths`".to_owned();
                self.report_with_help(Code::MissingField, message, At::Key(at.clone()), help);
                return None;
            }
        };
        let widths = items.iter().map(width).collect::<Option<Vec<u32>>>();
        if widths.is_none() {
            self.bad_width("widths", here.clone());
        }
        let widths = widths?;
        if widths.len() > MOST_WIDTHS || !widths.is_sorted_by(|a, b| a < b) {
            let message = "`widths` takes numbers that grow, and few of them".to_owned();
            let help = format!("write the smallest first, each once, and {MOST_WIDTHS} at most");
            self.report_with_help(Code::BadTheme, message, here, help);
            return None;
        }
        Some(widths)
    }

    fn bad_width(&mut self, key: &str, at: At) {
        let (least, most) = (WIDTHS.start(), WIDTHS.end());
        let message = format!("`{key}` takes whole numbers of pixels, {least} to {most}");
        self.report(Code::WrongType, message, at);
    }
}

fn width(node: &Value) -> Option<u32> {
    let width = node.as_u64().and_then(|width| u32::try_from(width).ok());
    width.filter(|width| WIDTHS.contains(width))
}

/// Whether a text is the name of a host, with a port or not, as a policy can have it.
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "443"));
    let good = |label: &str| {
        let in_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(in_label)
    };
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    name.contains('.') && name.split('.').all(good) && is_port
}
