//! A theme's options: what each may be, and what the site chose.

use super::color::{Color, Toward};
use super::tree::{kind, to_text};
use super::{OptionValue, Request, meant};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::path;
use serde_json::Value as Node;
use std::collections::BTreeMap;
use tera::Value;

/// An option that a theme has.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub form: Form,
    pub default: Node,
}

/// What an option's value may be.
#[derive(Clone, Debug)]
pub enum Form {
    Text,
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Toggle,
    Choice(Vec<String>),
    Color {
        /// The default in dark schemes, as it was written.
        dark: Option<String>,
        target: Option<Target>,
    },
}

/// How well a colour must read.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As WCAG measures it.
    pub contrast: f64,
    /// What it stands on in light schemes.
    pub light: Color,
    /// What it stands on in dark schemes.
    pub dark: Color,
}

/// The final values.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Every option; of a colour, the one for light schemes.
    pub values: BTreeMap<String, Value>,
    /// Colours by name, as CSS.
    pub colors: BTreeMap<String, Pair>,
}

/// A colour for each scheme, as CSS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub light: String,
    pub dark: String,
}

/// Why a value is refused.
#[derive(Debug)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    pub help: String,
}

/// Checks the site's choices against what the theme has, and fills in the defaults.
pub fn choose(
    declared: &BTreeMap<String, Declaration>,
    request: &Request<'_>,
) -> (Options, Vec<Diagnostic>) {
    let mut options = Options::default();
    let mut problems = Vec::new();
    for (name, declaration) in declared {
        if let Ok(value) = accept(&declaration.form, &declaration.default) {
            let light = to_text(&declaration.default).unwrap_or_default();
            options.insert(name, &declaration.form, value, Some(light));
        }
    }
    for (name, given) in &request.options {
        let path = path!["theme", "options", name.as_str()];
        let problem = match declared.get(name) {
            None => unknown(name, declared, request.name).at(At::Key(path)),
            Some(declaration) => match accept_given(&declaration.form, given) {
                Ok(value) => {
                    let adjusted = adjusted(&declaration.form, &value, given);
                    options.insert(name, &declaration.form, value, None);
                    match adjusted {
                        Some(problem) => problem.at(At::Value(path)),
                        None => continue,
                    }
                }
                Err(fault) => {
                    Diagnostic::new(fault.code, fault.message).help(fault.help).at(At::Value(path))
                }
            },
        };
        problems.push(problem.in_file(request.config_file));
    }
    (options, problems)
}

/// A value that an option may have.
#[derive(Debug)]
pub enum Accepted {
    Plain(Value),
    Color(Color),
}

/// Checks a value.
pub fn accept(form: &Form, given: &Node) -> Result<Accepted, Fault> {
    let bad = |message: String, help: String| Fault { code: Code::BadOption, message, help };
    let wrong = |what: &str| {
        let message = format!("the option takes {what}, this is {}", kind(given));
        bad(message, format!("write {what} here"))
    };
    match form {
        Form::Text => {
            let text = to_text(given).ok_or_else(|| wrong("a text"))?;
            Ok(Accepted::Plain(Value::from(text)))
        }
        Form::Number { min, max } => {
            let number = number(given).ok_or_else(|| wrong("a number"))?;
            if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
                let help = match (min, max) {
                    (Some(min), Some(max)) => format!("it takes {min} to {max}"),
                    (Some(min), None) => format!("it takes {min} or more"),
                    (None, max) => format!("it takes {} or less", max.unwrap_or(number)),
                };
                return Err(bad(format!("{number} is out of the option's range"), help));
            }
            #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
            let whole = (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
            Ok(Accepted::Plain(whole.map_or(Value::from(number), Value::from)))
        }
        Form::Toggle => match given {
            Node::Bool(on) => Ok(Accepted::Plain(Value::from(*on))),
            _ => Err(wrong("`true` or `false`")),
        },
        Form::Choice(choices) => {
            let text = to_text(given).ok_or_else(|| wrong("a word"))?;
            if choices.contains(&text) {
                return Ok(Accepted::Plain(Value::from(text)));
            }
            let known = choices.iter().map(String::as_str);
            let help = match meant(&text, known) {
                Some(help) => help,
                None => format!("choose one of {}", choices.join(", ")),
            };
            Err(bad(format!("`{text}` is none of the option's choices"), help))
        }
        Form::Color { .. } => {
            let text = to_text(given).ok_or_else(|| wrong("a colour"))?;
            Color::parse(&text).map(Accepted::Color).ok_or_else(|| bad_color(&text))
        }
    }
}

fn accept_given(form: &Form, given: &OptionValue) -> Result<Accepted, Fault> {
    match node(given) {
        Some(value) => accept(form, &value),
        None if matches!(form, Form::Color { .. }) => Err(Fault {
            code: Code::BadColor,
            message: "there is no colour here".to_owned(),
            help: "put it in quotes, since `#` begins a comment: `\"#7a1f2b\"`".to_owned(),
        }),
        None => Err(Fault {
            code: Code::BadOption,
            message: "an option takes one plain value".to_owned(),
            help: "write a text, a number, `true` or `false` here".to_owned(),
        }),
    }
}

/// Why a text is no colour.
pub fn bad_color(text: &str) -> Fault {
    let help = if text.contains("oklch") && text.contains(',') {
        "`oklch()` separates its parts with spaces: `oklch(0.42 0.13 25)`"
    } else {
        "write `#7a1f2b` or `oklch(0.42 0.13 25)`: lightness 0 to 1, chroma 0 to 0.5, hue in degrees"
    };
    Fault {
        code: Code::BadColor,
        message: format!("`{text}` is not written as a theme's colours are"),
        help: help.to_owned(),
    }
}

/// A number, whole or not.
pub fn number(node: &Node) -> Option<f64> {
    node.as_f64().filter(|number| number.is_finite())
}

impl Options {
    /// Sets a value; `declared` is a default colour as the theme wrote it, which stays so.
    fn insert(&mut self, name: &str, form: &Form, value: Accepted, declared: Option<String>) {
        let color = match value {
            Accepted::Plain(value) => {
                self.values.insert(name.to_owned(), value);
                return;
            }
            Accepted::Color(color) => color,
        };
        let pair = match (form, declared) {
            (Form::Color { dark: Some(dark), .. }, Some(light)) => {
                Pair { light, dark: dark.clone() }
            }
            (Form::Color { target, .. }, light) => {
                let adjusted = pair(color, *target);
                Pair { light: light.unwrap_or(adjusted.light), dark: adjusted.dark }
            }
            _ => return,
        };
        self.values.insert(name.to_owned(), Value::from(pair.light.as_str()));
        self.colors.insert(name.to_owned(), pair);
    }
}

/// A colour as each scheme can show it.
fn pair(color: Color, target: Option<Target>) -> Pair {
    let (light, dark) = match target {
        None => (color.in_gamut(), color.in_gamut()),
        Some(target) => (
            color.readable(target.light, target.contrast, Toward::Black),
            color.readable(target.dark, target.contrast, Toward::White),
        ),
    };
    Pair { light: light.to_css(), dark: dark.to_css() }
}

/// Says that light pages cannot show a colour as it was chosen. That dark ones show it lighter is
/// so for every colour that reads well on light ones, so it is said only besides.
fn adjusted(form: &Form, value: &Accepted, given: &OptionValue) -> Option<Diagnostic> {
    let (Form::Color { target: Some(target), .. }, Accepted::Color(color)) = (form, value) else {
        return None;
    };
    let OptionValue::Text(written) = given else { return None };
    let Target { contrast: wanted, light, dark } = *target;
    let has = |surface: Color| color.in_gamut().contrast(surface);
    if has(light) >= wanted {
        return None;
    }
    let light_color = color.readable(light, wanted, Toward::Black);
    let mut help = format!(
        "text in it has a contrast of {} on light pages, and needs {wanted}: there it becomes `{}`, \
         which has {}",
        in_tenths(has(light)),
        light_color.to_css(),
        in_tenths(light_color.contrast(light)),
    );
    if has(dark) < wanted {
        let dark_color = color.readable(dark, wanted, Toward::White);
        help += &format!(
            "; on dark ones it has {} and becomes `{}`, which has {}",
            in_tenths(has(dark)),
            dark_color.to_css(),
            in_tenths(dark_color.contrast(dark)),
        );
    } else {
        help += &format!("; on dark ones it stays, with {}", in_tenths(has(dark)));
    }
    let message = format!("`{written}` is too pale for text on light pages, so it is darkened");
    Some(Diagnostic::new(Code::AdjustedColor, message).help(help))
}

/// A contrast with one decimal, never more than it is.
fn in_tenths(contrast: f64) -> String {
    format!("{:.1}", (contrast * 10.0).floor() / 10.0)
}

fn unknown(name: &str, declared: &BTreeMap<String, Declaration>, theme: &str) -> Diagnostic {
    let message = format!("the theme `{theme}` has no option `{name}`");
    let known = || declared.keys().map(String::as_str);
    let help = meant(name, known())
        .unwrap_or_else(|| format!("its options are {}", known().collect::<Vec<_>>().join(", ")));
    Diagnostic::new(Code::UnknownThemeOption, message).help(help)
}

/// The same as a plain value, where it is one.
fn node(given: &OptionValue) -> Option<Node> {
    Some(match given {
        OptionValue::Text(text) => Node::from(text.as_str()),
        OptionValue::Integer(number) => Node::from(*number),
        OptionValue::Float(number) => Node::from(*number),
        OptionValue::Toggle(on) => Node::from(*on),
        OptionValue::Other => return None,
    })
}
