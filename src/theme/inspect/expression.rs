//! Expressions of templates: which shape a value has, and which names in it stand for nothing.
//!
//! The engine has read every template by now, so only what is right needs to be understood.

use super::super::scan::{Kind, Token};
use super::names::{Frame, Walk};
use super::shape::{NoField, Shape, no_variable};
use super::sheet::Definition;
use crate::diagnostic::{Code, did_you_mean};
use std::collections::BTreeMap;
use std::ops::Range;

/// A place among the tokens of a sheet.
#[derive(Clone, Copy)]
pub struct Cursor {
    pub sheet: usize,
    pub at: usize,
}

/// Words between two operands. What they make has no fields, but of these two either operand.
const OPERATORS: &[&str] =
    &["or", "and", "in", "not", "is", "+", "-", "*", "/", "%", "<", ">", "=", "!", "~"];

/// The end of an operator of two or three words or signs.
const MORE: &[&str] = &["in", "=", "*", "/"];

/// Arguments of a call, by name.
type Arguments = BTreeMap<String, Shape>;

impl<'a> Walk<'_, 'a> {
    fn word(&self, cursor: &Cursor) -> &'a str {
        self.sheet(cursor.sheet).word(cursor.at)
    }

    fn kind(&self, cursor: &Cursor) -> Kind {
        self.sheet(cursor.sheet).token(cursor.at).map_or(Kind::End, |token| token.kind)
    }

    /// Goes over a sign, if it is there.
    fn accept(&self, cursor: &mut Cursor, sign: &str) -> bool {
        let is_there = self.word(cursor) == sign;
        cursor.at += usize::from(is_there);
        is_there
    }

    /// `a or b`, `a if b else c`, and everything that binds stronger.
    pub fn expression(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        let mut shape = self.operation(cursor, frame);
        if self.accept(cursor, "if") {
            self.expression(cursor, frame);
            if self.accept(cursor, "else") {
                shape = shape.or(self.expression(cursor, frame));
            }
        }
        shape
    }

    /// `a or b`, and everything that binds stronger.
    pub fn operation(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        let mut shape = self.operand(cursor, frame);
        while OPERATORS.contains(&self.word(cursor)) && self.kind(cursor) != Kind::End {
            if !self.step() || self.ends_after(cursor) {
                return shape;
            }
            let operator = self.word(cursor);
            cursor.at += 1;
            while MORE.contains(&self.word(cursor)) {
                cursor.at += 1;
            }
            let right = self.operand(cursor, frame);
            shape = match operator {
                "or" | "and" => shape.or(right),
                _ => Shape::Plain,
            };
        }
        shape
    }

    /// Whether this is the sign before the end of a tag, `-%}`, or of a component, `/>`.
    fn ends_after(&self, cursor: &Cursor) -> bool {
        let next = Cursor { at: cursor.at + 1, ..*cursor };
        match self.word(cursor) {
            "-" => self.kind(&next) == Kind::End,
            "/" => self.word(&next) == ">",
            _ => false,
        }
    }

    /// One value with its filters and tests.
    fn operand(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        while matches!(self.word(cursor), "not" | "-") && !self.ends_after(cursor) {
            cursor.at += 1;
        }
        let (mut shape, missed) = self.primary(cursor, frame);
        let is_guarded = self.is_guarded(cursor);
        if let Some(Missed { range, fault }) = missed {
            self.note(cursor.sheet, &range, Code::UnknownField, (!is_guarded).then_some(fault));
        }
        loop {
            match self.word(cursor) {
                "|" => {
                    cursor.at += 1;
                    shape = self.filter(cursor, frame, shape);
                }
                "is" => {
                    cursor.at += 1;
                    self.accept(cursor, "not");
                    cursor.at += 1;
                    self.arguments(cursor, frame);
                    shape = Shape::Plain;
                }
                "[" => shape = self.index(cursor, frame, &shape, "this").0,
                _ => return shape,
            }
        }
    }

    /// Whether what follows asks only whether something is there.
    fn is_guarded(&self, cursor: &Cursor) -> bool {
        let sheet = self.sheet(cursor.sheet);
        let word = |ahead: usize| sheet.word(cursor.at + ahead);
        match (word(0), word(1), word(2)) {
            ("|", "default", _) => true,
            ("is", "not", test) | ("is", test, _) => matches!(test, "defined" | "undefined"),
            _ => false,
        }
    }

    fn primary(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> (Shape, Option<Missed>) {
        let shape = match (self.kind(cursor), self.word(cursor)) {
            (Kind::Quoted, _) => {
                cursor.at += 1;
                Shape::Plain
            }
            (Kind::End, _) => Shape::Any,
            (_, "(") => {
                cursor.at += 1;
                let shape = self.expression(cursor, frame);
                self.accept(cursor, ")");
                shape
            }
            (_, "[") => self.array(cursor, frame),
            (_, "{") => self.mapping(cursor, frame),
            (_, "<") => {
                self.call(cursor, frame);
                Shape::Plain
            }
            (Kind::Name, word) if word.starts_with(|it: char| it.is_ascii_digit()) => {
                cursor.at += 1;
                if self.word(cursor) == "." {
                    cursor.at += 2;
                }
                Shape::Plain
            }
            (Kind::Name, _) => return self.path(cursor, frame),
            _ => {
                cursor.at += 1;
                Shape::Any
            }
        };
        (shape, None)
    }

    /// A variable and its fields, or a call of a function.
    fn path(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> (Shape, Option<Missed>) {
        let sheet = self.sheet(cursor.sheet);
        let Some(first) = sheet.token(cursor.at) else { return (Shape::Any, None) };
        let (name, start) = (first.text, first.range.clone());
        cursor.at += 1;
        if let Some(shape) = constant(name) {
            // `loop` has a field, and nothing else has its fields.
            cursor.at += if name == "loop" { 2 } else { 0 };
            return (shape, None);
        }
        if self.word(cursor) == "(" {
            self.arguments(cursor, frame);
            return (given_by(name), None);
        }
        match frame.get(name).cloned() {
            Some(shape) => {
                self.note(cursor.sheet, &start, Code::UnknownField, None);
                self.fields(cursor, frame, start.start, (shape, None))
            }
            None => {
                let fault = no_variable(name, frame.names());
                let missed = Some(Missed { range: start.clone(), fault });
                self.fields(cursor, frame, start.start, (Shape::Any, missed))
            }
        }
    }

    /// `.a?.b["c"][0]` after a variable that begins at this byte.
    fn fields(
        &mut self,
        cursor: &mut Cursor,
        frame: &mut Frame<'_>,
        start: usize,
        (mut shape, mut missed): (Shape, Option<Missed>),
    ) -> (Shape, Option<Missed>) {
        let sheet = self.sheet(cursor.sheet);
        loop {
            let end = sheet.token(cursor.at.saturating_sub(1)).map_or(start, |it| it.range.end);
            let written = sheet.text.get(start..end).unwrap_or_default();
            let written = written.trim_end_matches('?');
            let found = match (self.word(cursor), sheet.word(cursor.at + 1)) {
                ("?", "." | "[") => {
                    cursor.at += 1;
                    continue;
                }
                (".", _) => {
                    cursor.at += 2;
                    let name = sheet.token(cursor.at.saturating_sub(1));
                    name.map(|token| (token.range.clone(), shape.field(token.text, written)))
                }
                ("[", _) => {
                    let (item, found) = self.index(cursor, frame, &shape, written);
                    shape = item;
                    found.map(|(range, fault)| (range, Err(fault)))
                }
                _ => return (shape, missed),
            };
            match found {
                Some((range, Ok(field))) => {
                    self.note(cursor.sheet, &range, Code::UnknownField, None);
                    shape = field;
                }
                Some((range, Err(fault))) => {
                    missed.get_or_insert(Missed { range, fault });
                    shape = Shape::Any;
                }
                None => {}
            }
        }
    }

    /// `[…]` after a value: an item, a field, or a part of a list.
    fn index(
        &mut self,
        cursor: &mut Cursor,
        frame: &mut Frame<'_>,
        of: &Shape,
        written: &str,
    ) -> (Shape, Option<(Range<usize>, NoField)>) {
        let sheet = self.sheet(cursor.sheet);
        cursor.at += 1;
        if let Some(key) = sheet.token(cursor.at).filter(|token| token.kind == Kind::Quoted)
            && sheet.word(cursor.at + 1) == "]"
        {
            cursor.at += 2;
            return match of.field(key.text, written) {
                Ok(shape) => {
                    self.note(cursor.sheet, &key.range, Code::UnknownField, None);
                    (shape, None)
                }
                Err(fault) => (Shape::Any, Some((key.range.clone(), fault))),
            };
        }
        let mut is_slice = false;
        while !matches!(self.word(cursor), "]") && self.kind(cursor) != Kind::End && self.step() {
            if self.accept(cursor, ":") {
                is_slice = true;
            } else {
                self.expression(cursor, frame);
            }
        }
        self.accept(cursor, "]");
        (if is_slice { of.clone() } else { of.item() }, None)
    }

    /// `[a, b]`, or `[a for a in b if c]`.
    fn array(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        cursor.at += 1;
        let (clause, end) = self.comprehension(cursor);
        if let Some(clause) = clause {
            let mut after = Cursor { at: clause + 1, ..*cursor };
            self.loop_over(&mut after, frame, Self::operation);
            let shape = self.expression(cursor, frame);
            if self.accept(&mut after, "if") {
                self.expression(&mut after, frame);
            }
            frame.scopes.pop();
            cursor.at = end + 1;
            return Shape::list(shape);
        }
        let mut item: Option<Shape> = None;
        while self.kind(cursor) != Kind::End && !self.accept(cursor, "]") && self.step() {
            let is_list = self.accept(cursor, ".") && self.accept(cursor, ".");
            if self.accept(cursor, ".") || self.accept(cursor, ",") {
                continue;
            }
            let shape = self.expression(cursor, frame);
            let shape = if is_list { shape.item() } else { shape };
            item = Some(item.map_or(shape.clone(), |item| item.or(shape)));
        }
        Shape::list(item.unwrap_or(Shape::Any))
    }

    /// The `for` of a list that is open at the cursor, if it has one, and where the list ends.
    fn comprehension(&self, cursor: &Cursor) -> (Option<usize>, usize) {
        let sheet = self.sheet(cursor.sheet);
        let (mut at, mut depth, mut clause) = (cursor.at, 0_usize, None);
        while sheet.token(at).is_some_and(|token| token.kind != Kind::End) {
            match sheet.word(at) {
                "[" | "(" | "{" => depth += 1,
                "]" if depth == 0 => return (clause, at),
                "]" | ")" | "}" => depth = depth.saturating_sub(1),
                "for" if depth == 0 => clause = clause.or(Some(at)),
                _ => {}
            }
            at += 1;
        }
        (None, at)
    }

    /// `{"a": b, ...c}`
    fn mapping(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        cursor.at += 1;
        let mut fields = Arguments::new();
        let mut is_known = true;
        while self.kind(cursor) != Kind::End && !self.accept(cursor, "}") && self.step() {
            let sheet = self.sheet(cursor.sheet);
            if self.accept(cursor, ",") {
                continue;
            }
            if self.word(cursor) == "." {
                cursor.at += 3;
                self.expression(cursor, frame);
                is_known = false;
                continue;
            }
            let key = sheet.token(cursor.at).map_or("", |token| token.text);
            cursor.at += 1;
            if self.accept(cursor, ":") {
                let shape = self.expression(cursor, frame);
                fields.insert(key.to_owned(), shape);
            }
        }
        if is_known { Shape::Fields(fields.into()) } else { Shape::Any }
    }

    /// `(a=b, c=d)`, if it is there.
    fn arguments(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Arguments {
        let mut arguments = Arguments::new();
        if !self.accept(cursor, "(") {
            return arguments;
        }
        while self.kind(cursor) != Kind::End && !self.accept(cursor, ")") && self.step() {
            if self.accept(cursor, ",") {
                continue;
            }
            let name = self.word(cursor);
            cursor.at += 2;
            let shape = self.expression(cursor, frame);
            arguments.insert(name.to_owned(), shape);
        }
        arguments
    }

    /// The filters of `{% filter a | b %}`.
    pub fn filters(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) {
        self.filter(cursor, frame, Shape::Plain);
        while self.accept(cursor, "|") && self.step() {
            self.filter(cursor, frame, Shape::Plain);
        }
    }

    fn filter(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>, of: Shape) -> Shape {
        let name = self.word(cursor);
        cursor.at += 1;
        let mut arguments = self.arguments(cursor, frame);
        match name {
            "first" | "last" | "nth" => of.item(),
            "sort" | "reverse" | "unique" => of,
            "keys" | "split" => Shape::list(Shape::Plain),
            "default" => of.or(arguments.remove("value").unwrap_or(Shape::Any)),
            "get" | "group_by" | "values" | "pairs" => Shape::Any,
            _ => Shape::Plain,
        }
    }

    /// `<Name a={b} c="d" e {...f}` up to `/>` or `>`.
    pub fn call(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) {
        let sheet = self.sheet(cursor.sheet);
        self.accept(cursor, "<");
        let Some(at) = sheet.token(cursor.at).map(|token| token.range.clone()) else { return };
        let (name, next) = sheet.dotted(cursor.at);
        cursor.at = next;
        let mut given = Vec::new();
        let mut arguments = Arguments::new();
        let mut is_whole = true;
        while self.kind(cursor) != Kind::End && self.step() {
            let Some(token) = sheet.token(cursor.at).cloned() else { break };
            match self.word(cursor) {
                "/" | ">" => break,
                "{" => {
                    cursor.at += 4;
                    self.expression(cursor, frame);
                    self.accept(cursor, "}");
                    is_whole = false;
                }
                _ => {
                    let shape = self.attribute(cursor, frame);
                    arguments.insert(token.text.to_owned(), shape);
                    given.push(token);
                }
            }
        }
        self.accept(cursor, "/");
        self.accept(cursor, ">");
        if let Some(definition) = self.definition(name) {
            self.check_arguments(cursor.sheet, &Call { name, at, given, is_whole }, definition);
        }
        self.component(name, &arguments, frame);
    }

    /// `a={b}`, `a="b"`, or `a` for `a={a}`.
    fn attribute(&mut self, cursor: &mut Cursor, frame: &mut Frame<'_>) -> Shape {
        let next = Cursor { at: cursor.at + 1, ..*cursor };
        if self.word(&next) != "=" {
            let (shape, missed) = self.path(cursor, frame);
            if let Some(Missed { range, fault }) = missed {
                self.note(cursor.sheet, &range, Code::UnknownField, Some(fault));
            }
            return shape;
        }
        cursor.at += 2;
        if !self.accept(cursor, "{") {
            cursor.at += 1;
            return Shape::Plain;
        }
        let shape = self.expression(cursor, frame);
        self.accept(cursor, "}");
        shape
    }

    /// Arguments that the component does not take, and those that it needs.
    fn check_arguments(&mut self, sheet: usize, call: &Call<'_, '_>, definition: &Definition) {
        let parameters = || definition.parameters.iter().filter(|it| !it.implicit);
        let code = Code::TemplateError;
        for token in call.given.iter().filter(|_| definition.rest.is_none()) {
            if definition.parameters.iter().any(|it| it.name == token.text) {
                self.note(sheet, &token.range, code, None);
                continue;
            }
            let known = || parameters().map(|it| it.name.as_str());
            let help = match did_you_mean(token.text, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if parameters().next().is_none() => "it takes none".to_owned(),
                None => format!("it takes {}", known().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the component `{}` takes no `{}`", call.name, token.text);
            let fault = NoField { message, help: Some(help) };
            self.note(sheet, &token.range, code, Some(fault));
        }
        let is_given = |name: &str| call.given.iter().any(|token| token.text == name);
        let mut needed = parameters().filter(|it| !it.has_default);
        if let Some(missing) = needed.find(|it| call.is_whole && !is_given(&it.name)) {
            let message = format!("the component `{}` needs `{}`", call.name, missing.name);
            let help = Some(format!("write `{}={{…}}`", missing.name));
            self.note(sheet, &call.at, code, Some(NoField { message, help }));
        }
    }
}

/// What a name that is no variable is.
fn constant(name: &str) -> Option<Shape> {
    match name {
        "true" | "false" | "True" | "False" | "loop" => Some(Shape::Plain),
        "none" | "None" | "null" => Some(Shape::Null),
        "__tera_context" => Some(Shape::Any),
        _ => None,
    }
}

/// What a function gives.
fn given_by(function: &str) -> Shape {
    match function {
        "range" => Shape::list(Shape::Plain),
        "fit" => Shape::Any,
        _ => Shape::Plain,
    }
}

/// A name that stands for nothing.
struct Missed {
    range: Range<usize>,
    fault: NoField,
}

/// A call of a component.
struct Call<'t, 'a> {
    name: &'t str,
    /// Where the name is.
    at: Range<usize>,
    given: Vec<Token<'a>>,
    /// Nothing is spread into it.
    is_whole: bool,
}
