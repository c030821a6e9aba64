//! What templates are given, as shapes: which fields a value has, and what they hold.
//!
//! The fields of views stand in `fields.txt`, which a test makes from `plan/view`: this module may
//! not know that one.

use super::super::functions::FUNCTIONS;
use crate::diagnostic::did_you_mean;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// What a value is, as far as its fields go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It may have any fields.
    Any,
    /// Nothing, `none`.
    Null,
    /// A text, a number, a date: what has no fields.
    Plain,
    List(Arc<Shape>),
    /// A struct of `fields.txt`.
    View(&'static str),
    /// A mapping whose keys are known.
    Fields(Arc<BTreeMap<String, Shape>>),
}

/// A struct that templates are given.
#[derive(Debug)]
pub struct View {
    /// The template that it is for, where it is that of a whole page.
    pub templates: Vec<&'static str>,
    /// In the order of the source.
    pub fields: Vec<(&'static str, Shape)>,
}

static FIELDS: &str = include_str!("fields.txt");

static VIEWS: LazyLock<BTreeMap<&'static str, View>> = LazyLock::new(|| read(FIELDS));

/// The struct of this name.
pub fn view(name: &str) -> Option<&'static View> {
    VIEWS.get(name)
}

/// The structs that are of whole pages, by name.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static View)> {
    VIEWS.iter().map(|(name, view)| (*name, view)).filter(|(_, view)| !view.templates.is_empty())
}

/// Lines with a struct's name and its templates; indented ones with a field's name and its shape.
fn read(text: &'static str) -> BTreeMap<&'static str, View> {
    let mut views = BTreeMap::new();
    let mut current: Option<(&'static str, View)> = None;
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        if line.starts_with(' ') {
            let shape = words.next().map_or(Shape::Any, read_shape);
            if let Some((_, view)) = &mut current {
                view.fields.push((name, shape));
            }
        } else {
            views.extend(current.take());
            current = Some((name, View { templates: words.collect(), fields: Vec::new() }));
        }
    }
    views.extend(current);
    views
}

/// `-` has no fields, `*` any; `[…]` is a list, anything else the name of a struct.
fn read_shape(word: &'static str) -> Shape {
    match word {
        "-" => Shape::Plain,
        "*" => Shape::Any,
        _ => match word.strip_prefix('[').and_then(|word| word.strip_suffix(']')) {
            Some(item) => Shape::List(Arc::new(read_shape(item))),
            None => Shape::View(word),
        },
    }
}

/// Why there is no such field, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoField {
    pub message: String,
    pub help: Option<String>,
}

impl Shape {
    pub fn list(item: Shape) -> Shape {
        Shape::List(Arc::new(item))
    }

    /// The field of this name; `of` is the value as it is written, for the message.
    pub fn field(&self, name: &str, of: &str) -> Result<Shape, NoField> {
        let found = match self {
            Shape::Any => return Ok(Shape::Any),
            Shape::View(view_name) => {
                let known = view(view_name).map(|view| &view.fields);
                known.into_iter().flatten().find(|(known, _)| *known == name).map(|it| &it.1)
            }
            Shape::Fields(fields) => fields.get(name),
            Shape::Null | Shape::Plain | Shape::List(_) => None,
        };
        if let Some(shape) = found {
            return Ok(shape.clone());
        }
        let message = format!("`{of}` has no field `{name}`");
        let help = match self {
            Shape::List(_) => {
                "it is a list: go through it with `for`, or take one, as `[0]`".into()
            }
            Shape::Null | Shape::Plain => "it is a plain value, not a mapping".into(),
            _ => {
                let known = || self.names();
                match did_you_mean(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its fields are {}", known().collect::<Vec<_>>().join(", ")),
                }
            }
        };
        Err(NoField { message, help: Some(help) })
    }

    /// The names of its fields, as far as they are known.
    pub fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Shape::View(name) => {
                let fields = view(name).into_iter().flat_map(|view| &view.fields);
                Box::new(fields.map(|(name, _)| *name))
            }
            Shape::Fields(fields) => Box::new(fields.keys().map(String::as_str)),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// What a loop over it, or an index into it, gives.
    pub fn item(&self) -> Shape {
        match self {
            Shape::List(item) => (**item).clone(),
            _ => Shape::Any,
        }
    }

    /// What may be one or the other.
    pub fn or(self, other: Shape) -> Shape {
        match (self, other) {
            (one, other) if one == other => one,
            (Shape::Null, other) | (other, Shape::Null) => other,
            _ => Shape::Any,
        }
    }
}

/// What to say of a name that stands for nothing.
pub fn no_variable<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> NoField {
    let help = if FUNCTIONS.contains(&name) {
        Some(format!("a function is called with arguments: `{name}(…)`"))
    } else {
        did_you_mean(name, known).map(|near| format!("did you mean `{near}`?"))
    };
    let message = format!("there is no variable `{name}` here");
    NoField { message, help: help.or_else(|| Some(NO_VARIABLE_HELP.to_owned())) }
}

const NO_VARIABLE_HELP: &str =
    "docs/themes.md lists what each page has; a component has its arguments alone";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_the_table_is_there() {
        fn check(shape: &Shape, place: &str) {
            match shape {
                Shape::View(name) => assert!(view(name).is_some(), "{place}: `{name}`"),
                Shape::List(item) => check(item, place),
                _ => {}
            }
        }
        for (name, view) in VIEWS.iter() {
            for (field, shape) in &view.fields {
                check(shape, &format!("{name}.{field}"));
            }
        }
        let home = pages().find(|(_, view)| view.templates == ["home.html"]).expect("a home page");
        assert_eq!(home.0, "Home");
        assert!(view("Site").is_some() && view("Meta").is_some());
    }

    #[test]
    fn fields_are_found_and_missed() {
        let home = Shape::View("Home");
        let hero = home.field("hero", "home").unwrap();
        assert_eq!(hero, Shape::View("Hero"));
        let missed = home.field("heroo", "home").unwrap_err();
        assert_eq!(missed.help.as_deref(), Some("did you mean `hero`?"));
        assert_eq!(Shape::Any.field("x", "a"), Ok(Shape::Any));
        assert!(Shape::Plain.field("x", "a").is_err());
        assert_eq!(Shape::Null.or(hero.clone()), hero);
        assert_eq!(Shape::Plain.or(hero), Shape::Any);
    }
}
