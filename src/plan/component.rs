//! Component calls in Markdown: arguments checked, the things they name looked up.

use std::sync::Arc;
use tera::{ComponentArgType, ComponentInfo, Context};

use super::Plan;
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::TargetState;
use crate::model::body::{Argument, Call, Value};
use crate::parse::Kind;

impl Plan<'_> {
    /// The HTML of a call; empty where it names what is held back.
    pub(super) fn component(&self, call: &Call, file: &Arc<str>) -> (String, Vec<Diagnostic>) {
        let theme = self.inputs.theme;
        let Some(info) = theme.content_component(&call.name) else {
            return (String::new(), vec![self.unknown(call)]);
        };
        let mut problems = check_arguments(call, info);
        if !problems.is_empty() {
            return (String::new(), problems);
        }
        let mut arguments = Context::new();
        for argument in &call.arguments {
            arguments.insert_value(argument.name.to_string(), value(&argument.value));
        }
        let mut implicits = Context::new();
        for implicit in info.args().iter().filter(|argument| argument.is_implicit()) {
            match self.implicit(implicit.name(), call, file, &mut implicits) {
                Ok(true) => {}
                Ok(false) => return (String::new(), problems),
                Err(problem) => {
                    problems.push(problem);
                    return (String::new(), problems);
                }
            }
        }
        match theme.render_component(&call.name, &arguments, &implicits) {
            Ok(html) => (html, problems),
            Err(problem) => (String::new(), vec![problem]),
        }
    }

    fn unknown(&self, call: &Call) -> Diagnostic {
        let names: Vec<&str> =
            self.inputs.theme.content_components().map(ComponentInfo::name).collect();
        let help = match did_you_mean(&call.name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("these can be used here: {}", names.join(", ")),
        };
        let message = format!("the theme has no component `{}` for texts", call.name);
        Diagnostic::new(Code::UnknownComponent, message)
            .at(At::Range(call.name_range.clone()))
            .help(help)
    }

    /// Puts what an implicit parameter stands for into the context; `false` where it is held
    /// back, so that the component shows nothing.
    fn implicit(
        &self,
        name: &str,
        call: &Call,
        file: &Arc<str>,
        context: &mut Context,
    ) -> Result<bool, Diagnostic> {
        let name = name.to_owned();
        match name.as_str() {
            "site" => context.insert(name, &self.site()),
            "image" => {
                let Some((path, argument)) = crate::resolve::picture(call, file) else {
                    return Ok(true);
                };
                let Some((key, asset)) = self.inputs.assets.get_key_value(path.as_str()) else {
                    return Err(self.missing_picture(file, &path, argument));
                };
                if self.portfolio().withheld.contains(key) {
                    return Err(held_back(&path, argument));
                }
                if let Some(problem) = asset.refusal(&path) {
                    return Err(problem.at(At::Range(argument.value_range.clone())));
                }
                let alt = text(call, "alt").unwrap_or_default();
                if alt.trim().is_empty() {
                    return Err(missing_alt(call));
                }
                context.insert(name, &self.work(key, alt));
            }
            "testimonial" | "person" | "accomplishment" => {
                let Some(state) = self.named(&name, call)? else { return Ok(false) };
                match state {
                    TargetState::Testimonial(id) => context.insert(name, &self.testimonial(id)),
                    TargetState::Person(id) => context.insert(name, &self.person(id)),
                    TargetState::Accomplishment(id) => {
                        context.insert(name, &self.accomplishment(id));
                    }
                    _ => return Ok(false),
                }
            }
            _ => {}
        }
        Ok(true)
    }

    /// What the argument `id` names; `None` where it is held back, which is a warning.
    fn named(&self, kind: &str, call: &Call) -> Result<Option<TargetState>, Diagnostic> {
        let Some(argument) = call.arguments.iter().find(|argument| &*argument.name == "id") else {
            return Ok(None);
        };
        let id = text(call, "id").unwrap_or_default();
        let (wanted, code) = match kind {
            "testimonial" => (Kind::Testimonial, Code::UnknownTestimonial),
            "person" => (Kind::Person, Code::UnknownPerson),
            _ => (Kind::Accomplishment, Code::UnknownAccomplishment),
        };
        let at = At::Range(argument.value_range.clone());
        match self.stem(wanted, id) {
            Some(TargetState::HeldBack) => Err(held_back(id, argument)),
            Some(state) => Ok(Some(*state)),
            None => {
                let known = self.stems(wanted).into_iter().flat_map(|stems| stems.keys());
                let mut known: Vec<&str> = known.map(|id| &**id).collect();
                known.sort_unstable();
                let help = match did_you_mean(id, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("`vouchfolio new {kind}` makes one; an id is its file's name"),
                };
                let message = format!("no {kind} has the id `{id}`");
                Err(Diagnostic::new(code, message).at(at).help(help))
            }
        }
    }

    fn missing_picture(&self, file: &str, path: &str, argument: &Argument) -> Diagnostic {
        let known = self.inputs.assets.keys().map(|key| &**key);
        let help = crate::resolve::near(file, path, known)
            .unwrap_or_else(|| "put the picture beside the file that names it".to_owned());
        Diagnostic::new(Code::MissingAsset, format!("there is no file `{path}`"))
            .at(At::Range(argument.value_range.clone()))
            .help(help)
    }
}

fn held_back(name: &str, argument: &Argument) -> Diagnostic {
    let message = format!("`{name}` is held back, so nothing is shown here");
    Diagnostic::new(Code::HeldBackReference, message)
        .at(At::Range(argument.value_range.clone()))
        .help("`vouchfolio build` lists what is held back, and why")
}

fn missing_alt(call: &Call) -> Diagnostic {
    let alt = call.arguments.iter().find(|argument| &*argument.name == "alt");
    let range = alt.map_or(&call.name_range, |argument| &argument.value_range);
    Diagnostic::new(Code::MissingAlt, "an image has no description")
        .at(At::Range(range.clone()))
        .help("say in `alt` what the picture shows, for those who cannot see it")
}

fn text<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    let argument = call.arguments.iter().find(|argument| &*argument.name == name)?;
    match &argument.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Arguments that are unknown, of a wrong type, or missing.
fn check_arguments(call: &Call, info: &ComponentInfo) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let known = || info.args().iter().filter(|argument| !argument.is_implicit());
    for argument in &call.arguments {
        let Some(declared) = known().find(|known| known.name() == &*argument.name) else {
            let names: Vec<&str> = known().map(|known| known.name()).collect();
            let help = match did_you_mean(&argument.name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", names.join(", ")),
            };
            let message = format!("`{}` takes no `{}`", call.name, argument.name);
            problems.push(
                Diagnostic::new(Code::ComponentArgument, message)
                    .at(At::Range(argument.name_range.clone()))
                    .help(help),
            );
            continue;
        };
        let Some(wanted) = declared.arg_type() else { continue };
        if !fits(&argument.value, wanted) {
            let message = format!("`{}` should be {}", argument.name, type_in_words(wanted));
            problems.push(
                Diagnostic::new(Code::ComponentArgument, message)
                    .at(At::Range(argument.value_range.clone()))
                    .help(type_example(&argument.name, wanted)),
            );
        }
    }
    for missing in known().filter(|known| known.is_required()) {
        let names = || known().map(|argument| argument.name());
        let is_meant = |name: &str| {
            name == missing.name()
                || names().all(|known| known != name)
                    && did_you_mean(name, names()) == Some(missing.name())
        };
        if !call.arguments.iter().any(|argument| is_meant(&argument.name)) {
            let message = format!("`{}` needs `{}`", call.name, missing.name());
            let example = type_example(missing.name(), missing.arg_type().unwrap_or(TEXT));
            problems.push(
                Diagnostic::new(Code::ComponentArgument, message)
                    .at(At::Range(call.name_range.clone()))
                    .help(example),
            );
        }
    }
    problems
}

const TEXT: ComponentArgType = ComponentArgType::String;

fn fits(value: &Value, wanted: ComponentArgType) -> bool {
    matches!(
        (value, wanted),
        (Value::Text(_), ComponentArgType::String)
            | (Value::Integer(_), ComponentArgType::Integer | ComponentArgType::Number)
            | (Value::Decimal(_), ComponentArgType::Float | ComponentArgType::Number)
            | (Value::Toggle(_), ComponentArgType::Bool)
    )
}

fn type_in_words(wanted: ComponentArgType) -> &'static str {
    match wanted {
        ComponentArgType::String => "text in quotes",
        ComponentArgType::Bool => "true or false",
        ComponentArgType::Integer => "a whole number",
        ComponentArgType::Float | ComponentArgType::Number => "a number",
        _ => "what cannot be written in Markdown",
    }
}

fn type_example(name: &str, wanted: ComponentArgType) -> String {
    match wanted {
        ComponentArgType::Bool => format!("write `{name}={{true}}`"),
        ComponentArgType::Integer | ComponentArgType::Number => format!("write `{name}={{3}}`"),
        ComponentArgType::Float => format!("write `{name}={{1.5}}`"),
        _ => format!("write `{name}=\"…\"`"),
    }
}

fn value(value: &Value) -> tera::Value {
    match value {
        Value::Text(text) => tera::Value::normal_string(text),
        Value::Integer(number) => tera::Value::from(*number),
        Value::Decimal(digits) => digits.parse::<f64>().map_or(tera::Value::none(), Into::into),
        Value::Toggle(toggle) => tera::Value::from(*toggle),
    }
}
