//! Names in templates that stand for nothing on any page, also in branches that are not taken.
//!
//! Every page's template is gone through with the shapes of what it is given, from the template
//! that it extends down into the components that it calls. A place counts as wrong where no page
//! comes by with what it names: `frame.html` may name what only some pages have.

use super::super::scan::{self, Kind};
use super::expression::Cursor;
use super::shape::{self, NoField, Shape};
use super::sheet::{Definition, Sheet, definitions};
use crate::diagnostic::{At, Code, Diagnostic};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How deep components and templates may be within each other, as the engine has it.
const DEEPEST: usize = 40;

/// So many tokens are looked at; more are not needed for any theme that people write.
const MOST_STEPS: usize = 20_000_000;

/// What every page has besides its own fields.
const AROUND: &[&str] = &["site", "page"];

/// The folder of templates of pictures.
const DRAWINGS: &str = "cards/";

/// What a component gets for `@name` where a text calls it.
const FOR_CONTENT: [(&str, &str); 4] = [
    ("testimonial", "Testimonial"),
    ("person", "Person"),
    ("accomplishment", "AccomplishmentCard"),
    ("image", "Image"),
];

/// All such names.
pub fn check(sheets: &[Sheet<'_>], prefixes: &[&str], options: Shape) -> Vec<Diagnostic> {
    let definitions = definitions(sheets);
    let mut walk = Walk {
        sheets,
        prefixes,
        definitions: &definitions,
        around: vec![("site".to_owned(), site(options)), ("page".to_owned(), Shape::View("Meta"))],
        seen: BTreeMap::new(),
        called: BTreeSet::new(),
        walked: BTreeSet::new(),
        depth: 0,
        steps: 0,
    };
    walk.pages();
    walk.others();
    walk.components();
    walk.problems()
}

/// `site`, whose options are those that the theme has.
fn site(options: Shape) -> Shape {
    let fields = shape::view("Site").into_iter().flat_map(|view| &view.fields);
    let mut fields: BTreeMap<String, Shape> =
        fields.map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect();
    fields.insert("options".to_owned(), options);
    Shape::Fields(fields.into())
}

/// The blocks of a template and those that it extends: of each name, the sheet and the tokens
/// that count first.
type Blocks<'a> = BTreeMap<&'a str, Vec<(usize, Range<usize>)>>;

/// Variables that can be seen at one place.
pub struct Frame<'f> {
    /// Those of loops last.
    pub scopes: Vec<Vec<(String, Shape)>>,
    /// Where the component was called.
    pub caller: Option<&'f Frame<'f>>,
}

impl Frame<'_> {
    pub fn get(&self, name: &str) -> Option<&Shape> {
        let variables = self.scopes.iter().rev().flatten();
        variables.into_iter().find(|(known, _)| known == name).map(|(_, shape)| shape)
    }

    /// What `@name` stands for.
    fn implicit(&self, name: &str) -> Option<&Shape> {
        self.get(name).or_else(|| self.caller?.implicit(name))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.scopes.iter().flatten().map(|(name, _)| name.as_str())
    }

    pub fn set(&mut self, name: &str, shape: Shape, everywhere: bool) {
        let scope = if everywhere { self.scopes.first_mut() } else { self.scopes.last_mut() };
        let Some(scope) = scope else { return };
        match scope.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = std::mem::replace(known, Shape::Null).or(shape),
            None => scope.push((name.to_owned(), shape)),
        }
    }
}

/// The sheet, where it begins and ends, and what is asked of it.
type Place = (usize, usize, usize, Code);

/// The search under way.
pub struct Walk<'s, 'a> {
    sheets: &'s [Sheet<'a>],
    prefixes: &'s [&'s str],
    definitions: &'s BTreeMap<&'a str, Definition>,
    /// What every page has.
    around: Vec<(String, Shape)>,
    /// Names by sheet and byte, and what is wrong with each unless it was found once.
    seen: BTreeMap<Place, Option<NoField>>,
    called: BTreeSet<(&'a str, Vec<Shape>)>,
    walked: BTreeSet<usize>,
    depth: usize,
    steps: usize,
}

impl<'s, 'a> Walk<'s, 'a> {
    pub fn sheet(&self, number: usize) -> &'s Sheet<'a> {
        // Numbers are those of sheets that are there.
        &self.sheets[number]
    }

    /// The component of this name.
    pub fn definition(&self, name: &str) -> Option<&'s Definition> {
        self.definitions.get(name)
    }

    /// Counts a step; false where there were enough.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < MOST_STEPS
    }

    /// Remembers whether a name was found here.
    pub fn note(&mut self, sheet: usize, range: &Range<usize>, code: Code, fault: Option<NoField>) {
        let seen = self.seen.entry((sheet, range.start, range.end, code));
        let seen = seen.or_insert_with(|| fault.clone());
        if fault.is_none() {
            *seen = None;
        }
    }

    fn problems(self) -> Vec<Diagnostic> {
        let wrong = self.seen.into_iter().filter_map(|(at, fault)| Some((at, fault?)));
        let problem = |((sheet, start, end, code), NoField { message, help }): (Place, NoField)| {
            let file = self.sheets.get(sheet)?.file?;
            let problem = Diagnostic::new(code, message);
            Some(Diagnostic { help, ..problem }.in_file(file).at(At::Range(start..end)))
        };
        wrong.filter_map(problem).collect()
    }

    /// The sheet that a template's name means.
    fn find(&self, name: &str) -> Option<usize> {
        let named = |name: &str| self.sheets.iter().position(|sheet| sheet.name == name);
        named(name).or_else(|| self.prefixes.iter().find_map(|it| named(&format!("{it}{name}"))))
    }

    /// The name without the prefix of its layer.
    fn short(&self, name: &'a str) -> &'a str {
        self.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
    }

    fn pages(&mut self) {
        for (name, view) in shape::pages() {
            for template in &view.templates {
                if let Some(sheet) = self.find(template) {
                    // What is drawn stands on no page.
                    let is_drawing = template.starts_with(DRAWINGS);
                    self.page(sheet, name, if is_drawing { &[] } else { AROUND });
                }
            }
        }
    }

    /// Templates that no page comes by. One may be named in the front matter of a post or page,
    /// unless another takes its place.
    fn others(&mut self) {
        let walked: BTreeSet<&str> =
            self.walked.iter().map(|sheet| self.short(self.sheets[*sheet].name)).collect();
        for number in 0..self.sheets.len() {
            let sheet = &self.sheets[number];
            let is_page = !scan::is_components_only(&sheet.tokens);
            let name = self.short(sheet.name);
            let is_new = !walked.contains(name) && !name.starts_with(DRAWINGS);
            if is_page && is_new && sheet.file.is_some() && !self.walked.contains(&number) {
                self.page(number, "Post", AROUND);
            }
        }
    }

    /// Goes through a template with what a page of this view has, and what is around it.
    fn page(&mut self, sheet: usize, view: &'static str, around: &[&str]) {
        let fields = shape::view(view).into_iter().flat_map(|view| &view.fields);
        let fields = fields.map(|(name, shape)| ((*name).to_owned(), shape.clone()));
        let around = self.around.iter().filter(|(name, _)| around.contains(&name.as_str()));
        let root = around.cloned().chain(fields).collect();
        let mut frame = Frame { scopes: vec![root], caller: None };
        let mut chain = vec![sheet];
        while let Some(parent) = chain.last().and_then(|last| self.sheets[*last].parent()) {
            match self.find(parent) {
                Some(parent) if !chain.contains(&parent) => chain.push(parent),
                _ => break,
            }
        }
        let mut blocks = Blocks::new();
        for sheet in &chain {
            self.walked.insert(*sheet);
            for (name, range) in self.sheets[*sheet].blocks() {
                blocks.entry(name).or_default().push((*sheet, range));
            }
        }
        let Some(root) = chain.last().copied() else { return };
        self.run(root, 0..self.sheets[root].tokens.len(), &mut frame, &blocks);
    }

    /// Components that no template calls.
    fn components(&mut self) {
        let names: Vec<&'a str> = self.definitions.keys().copied().collect();
        for name in names {
            let Some(definition) = self.definitions.get(name) else { continue };
            let is_called = self.called.iter().any(|(known, _)| *known == name);
            if is_called && !definition.for_content {
                continue;
            }
            let content = FOR_CONTENT.iter().filter(|_| definition.for_content);
            let content = content.map(|(name, view)| ((*name).to_owned(), Shape::View(view)));
            let root = self.around.iter().cloned().chain(content).collect();
            let frame = Frame { scopes: vec![root], caller: None };
            let own = definition.parameters.iter().filter(|it| !it.implicit);
            let arguments = own.map(|it| (it.name.clone(), Shape::Any)).collect();
            self.component(name, &arguments, &frame);
        }
    }

    /// Goes through a component's body, unless that was done with arguments of these shapes.
    pub fn component(
        &mut self,
        name: &str,
        arguments: &BTreeMap<String, Shape>,
        caller: &Frame<'_>,
    ) {
        let Some((name, definition)) = self.definitions.get_key_value(name) else { return };
        let mut variables = vec![("body".to_owned(), Shape::Plain)];
        variables.extend(definition.rest.iter().map(|rest| (rest.clone(), Shape::Any)));
        for parameter in &definition.parameters {
            let given = arguments.get(&parameter.name);
            let shape = match parameter.kind.as_str() {
                _ if parameter.implicit => {
                    let implicit = caller.implicit(&parameter.name);
                    let known = || caller.names();
                    let fault = || shape::no_variable(&parameter.name, known());
                    let fault = implicit.is_none().then(fault);
                    let code = Code::UnknownField;
                    self.note(definition.sheet, &parameter.range, code, fault);
                    implicit.cloned().unwrap_or(Shape::Any)
                }
                "string" | "bool" | "integer" | "float" | "number" => Shape::Plain,
                _ => given.cloned().unwrap_or(Shape::Null),
            };
            variables.push((parameter.name.clone(), shape));
        }
        let shapes = variables.iter().map(|(_, shape)| shape.clone()).collect();
        if self.depth >= DEEPEST || !self.called.insert((name, shapes)) {
            return;
        }
        let mut frame = Frame { scopes: vec![variables], caller: Some(caller) };
        self.depth += 1;
        self.run(definition.sheet, definition.body.clone(), &mut frame, &Blocks::new());
        self.depth -= 1;
    }

    /// Goes through tokens.
    fn run(
        &mut self,
        number: usize,
        tokens: Range<usize>,
        frame: &mut Frame<'_>,
        blocks: &Blocks<'a>,
    ) {
        let sheet = self.sheet(number);
        let mut at = tokens.start;
        while at < tokens.end && self.step() {
            at = match sheet.token(at).map(|token| token.kind) {
                Some(Kind::Variable) => {
                    let mut cursor = Cursor { sheet: number, at: at + 1 };
                    self.expression(&mut cursor, frame);
                    sheet.end_of_tag(cursor.at)
                }
                Some(Kind::Tag) => self.tag(number, at, frame, blocks),
                _ => at + 1,
            };
        }
    }

    /// What a tag does; where to go on.
    fn tag(
        &mut self,
        number: usize,
        at: usize,
        frame: &mut Frame<'_>,
        blocks: &Blocks<'a>,
    ) -> usize {
        let sheet = self.sheet(number);
        let mut cursor = Cursor { sheet: number, at: at + 2 };
        match sheet.word(at + 1) {
            "component" => return sheet.closing(at, "component", "endcomponent"),
            "block" => {
                let closing = sheet.closing(at, "block", "endblock");
                let name = sheet.word(at + 2);
                let own = vec![(number, sheet.end_of_tag(at) + 1..closing)];
                let all = blocks.get(name).unwrap_or(&own);
                self.depth += 1;
                for (sheet, tokens) in all {
                    if self.depth < DEEPEST {
                        self.run(*sheet, tokens.clone(), frame, blocks);
                    }
                }
                self.depth -= 1;
                return closing;
            }
            "include" => self.include(sheet.token(at + 2).map_or("", |it| it.text), frame),
            "for" => self.loop_over(&mut cursor, frame, Self::expression),
            "endfor" if frame.scopes.len() > 1 => {
                frame.scopes.pop();
            }
            "if" | "elif" => {
                self.expression(&mut cursor, frame);
            }
            word @ ("set" | "set_global") => {
                let name = sheet.word(at + 2);
                let mut shape = Shape::Plain;
                if sheet.word(at + 3) == "=" {
                    cursor.at = at + 4;
                    shape = self.expression(&mut cursor, frame);
                }
                frame.set(name, shape, word == "set_global");
            }
            "filter" => self.filters(&mut cursor, frame),
            "<" if sheet.word(at + 2) != "/" => self.call(&mut cursor, frame),
            _ => {}
        }
        sheet.end_of_tag(cursor.at)
    }

    /// An included template sees what is seen where it is included; it loses what it extends.
    fn include(&mut self, name: &str, frame: &Frame<'_>) {
        let Some(number) = self.find(name).filter(|_| self.depth < DEEPEST) else { return };
        self.walked.insert(number);
        let blocks: Blocks<'a> = self.sheets[number]
            .blocks()
            .into_iter()
            .map(|(name, tokens)| (name, vec![(number, tokens)]))
            .collect();
        let mut inner = Frame { scopes: frame.scopes.clone(), caller: frame.caller };
        self.depth += 1;
        self.run(number, 0..self.sheets[number].tokens.len(), &mut inner, &blocks);
        self.depth -= 1;
    }

    /// Reads `name in list`, or `key, name in mapping`, and opens the loop's scope.
    pub fn loop_over(
        &mut self,
        cursor: &mut Cursor,
        frame: &mut Frame<'_>,
        target: fn(&mut Self, &mut Cursor, &mut Frame<'_>) -> Shape,
    ) {
        let sheet = self.sheet(cursor.sheet);
        let first = sheet.word(cursor.at);
        let (key, value) = match sheet.word(cursor.at + 1) {
            "," => (Some(first), sheet.word(cursor.at + 2)),
            _ => (None, first),
        };
        cursor.at += if key.is_some() { 4 } else { 2 };
        let target = target(self, cursor, frame);
        let mut variables = vec![(value.to_owned(), target.item())];
        variables.extend(key.map(|key| (key.to_owned(), Shape::Plain)));
        frame.scopes.push(variables);
    }
}
