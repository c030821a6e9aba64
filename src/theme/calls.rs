//! What can be said about a template before it is rendered: calls with literal arguments.

use super::functions::{NO_SAFE, NO_SAFE_HELP, World};
use super::scan::{Kind, Token};
use super::served;
use super::strings::Fault;
use crate::diagnostic::{At, Code, Diagnostic};
use std::ops::Range;
use std::sync::Arc;

/// Problems with `t(key="…")`, `asset(path="…")`, `url(path="…")`, the filter `safe`, and
/// addresses of static files that are written out.
pub fn check(file: &Arc<str>, tokens: &[Token<'_>], world: &World) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut report = |code: Code, fault: Fault, range: &Range<usize>| {
        let mut problem = Diagnostic::new(code, fault.message);
        problem.help = fault.help;
        problems.push(problem.in_file(file).at(At::Range(range.clone())));
    };
    let mut hard_coded = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if let Kind::Content | Kind::Quoted = token.kind {
            let start = token.range.start + usize::from(token.kind == Kind::Quoted);
            hard_coded.extend(served::hard_coded(token.text, start, &world.served));
        }
        if token.kind != Kind::Name {
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        if token.text == "safe" && before.is_some_and(|before| applies_filter(before)) {
            let fault = Fault { message: NO_SAFE.to_owned(), help: Some(NO_SAFE_HELP.to_owned()) };
            report(Code::TemplateError, fault, &token.range);
        }
        let Some(call) = tokens.get(index + 1..).and_then(arguments) else { continue };
        if before.is_some_and(|before| before.text == "." || before.text == "component") {
            continue;
        }
        let literal = |name: &str| call.iter().find(|argument| argument.name == name);
        match (token.text, literal("key"), literal("path")) {
            ("t", Some(key), _) => {
                let names: Vec<&str> = call.iter().map(|argument| argument.name).collect();
                if let Some((quoted, fault)) = check_key(key, &names, world) {
                    report(Code::MissingString, fault, &quoted.range);
                }
            }
            ("asset", _, Some(Argument { value: [path], .. })) if path.kind == Kind::Quoted => {
                if let Err(fault) = world.asset(path.text) {
                    report(Code::TemplateError, fault, &path.range);
                }
            }
            ("url", _, Some(Argument { value: [path], .. })) if path.kind == Kind::Quoted => {
                if let Err(fault) = world.url(path.text) {
                    report(Code::TemplateError, fault, &path.range);
                }
            }
            _ => {}
        }
    }
    problems.extend(hard_coded.into_iter().map(|problem| problem.in_file(file)));
    problems
}

fn applies_filter(before: &Token<'_>) -> bool {
    (before.kind == Kind::Sign && before.text == "|")
        || (before.kind == Kind::Name && before.text == "filter")
}

fn check_key<'a, 't>(
    key: &'a Argument<'a, 't>,
    names: &[&str],
    world: &World,
) -> Option<(&'a Token<'t>, Fault)> {
    let (first, rest) = key.value.split_first()?;
    if first.kind != Kind::Quoted {
        return None;
    }
    let checked = match rest.first() {
        None => world.strings.check(first.text, names),
        Some(next) if next.text == "~" => world.strings.check_prefix(first.text),
        Some(_) => return None,
    };
    checked.err().map(|fault| (first, fault))
}

/// `name=value` within a call.
struct Argument<'a, 't> {
    name: &'t str,
    value: &'a [Token<'t>],
}

/// The arguments of a call whose opening parenthesis comes first.
fn arguments<'a, 't>(tokens: &'a [Token<'t>]) -> Option<Vec<Argument<'a, 't>>> {
    let (open, inside) = tokens.split_first()?;
    if open.kind != Kind::Sign || open.text != "(" {
        return None;
    }
    let mut arguments = Vec::new();
    let mut depth = 1_usize;
    let mut start = 0;
    for (index, token) in inside.iter().enumerate() {
        if token.kind == Kind::End {
            return None;
        }
        let sign = if token.kind == Kind::Sign { token.text } else { "" };
        match sign {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && sign == ",") {
            if let Some([name, equals, value @ ..]) = inside.get(start..index)
                && equals.text == "="
            {
                arguments.push(Argument { name: name.text, value });
            }
            start = index + 1;
        }
        if depth == 0 {
            return Some(arguments);
        }
    }
    None
}
