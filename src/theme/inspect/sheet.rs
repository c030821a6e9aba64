//! A theme's templates as tokens, with the blocks and components that they define.

use super::super::scan::{self, Kind, Token};
use super::super::templates::Entry;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// One template.
pub struct Sheet<'a> {
    /// As the engine knows it, with the prefix of its layer.
    pub name: &'a str,
    /// `None` where it only leads on to the next layer's template.
    pub file: Option<&'a Arc<str>>,
    pub text: &'a str,
    pub tokens: Cow<'a, [Token<'a>]>,
}

/// A component, as it is defined.
pub struct Definition {
    /// The number of the sheet that defines it.
    pub sheet: usize,
    pub parameters: Vec<Parameter>,
    /// The parameter that takes all other arguments.
    pub rest: Option<String>,
    /// Tokens between its two tags.
    pub body: Range<usize>,
    /// Whether texts may call it.
    pub for_content: bool,
}

/// A parameter of a component.
pub struct Parameter {
    pub name: String,
    /// `map`, `string`; empty where it takes anything.
    pub kind: String,
    pub implicit: bool,
    pub has_default: bool,
    /// Bytes of the name.
    pub range: Range<usize>,
}

/// All templates, those of the layer that wins first.
pub fn sheets<'a>(entries: &'a [Entry<'a>]) -> Vec<Sheet<'a>> {
    let sheet = |entry: &'a Entry<'a>| Sheet {
        name: &entry.name,
        file: entry.file,
        text: &entry.text,
        tokens: match entry.file {
            Some(_) => Cow::Borrowed(entry.tokens.as_slice()),
            None => Cow::Owned(scan::scan(&entry.text)),
        },
    };
    entries.iter().map(sheet).collect()
}

impl<'a> Sheet<'a> {
    pub fn token(&self, at: usize) -> Option<&Token<'a>> {
        self.tokens.get(at)
    }

    /// The text of a token that is no literal; empty where there is none.
    pub fn word(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind != Kind::Quoted => token.text,
            _ => "",
        }
    }

    /// Whether a tag of this name opens at this token.
    pub fn is_tag(&self, at: usize, name: &str) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Tag) && self.word(at + 1) == name
    }

    /// The end of the tag that this token is in.
    pub fn end_of_tag(&self, at: usize) -> usize {
        let rest = self.tokens.get(at..).unwrap_or_default();
        at + rest.iter().position(|token| token.kind == Kind::End).unwrap_or(rest.len())
    }

    /// The tag that closes the one at this token.
    pub fn closing(&self, at: usize, open: &str, close: &str) -> usize {
        let mut depth = 0_usize;
        for next in at..self.tokens.len() {
            if self.is_tag(next, open) {
                depth += 1;
            } else if self.is_tag(next, close) {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return next;
                }
            }
        }
        self.tokens.len()
    }

    /// The quoted target of its `extends`.
    pub fn parent(&self) -> Option<&'a str> {
        scan::targets(&self.tokens, "extends").first().map(|target| target.text)
    }

    /// What stands between the tags of each block.
    pub fn blocks(&self) -> Vec<(&'a str, Range<usize>)> {
        let opens = (0..self.tokens.len()).filter(|at| self.is_tag(*at, "block"));
        let block = |at| {
            (self.word(at + 2), self.end_of_tag(at) + 1..self.closing(at, "block", "endblock"))
        };
        opens.map(block).collect()
    }

    /// A name that may have dots in it, and the token after it.
    pub fn dotted(&self, mut at: usize) -> (&'a str, usize) {
        let Some(start) = self.token(at).map(|token| token.range.start) else { return ("", at) };
        while self.word(at + 1) == "." {
            at += 2;
        }
        let end = self.token(at).map_or(start, |token| token.range.end);
        (self.text.get(start..end).unwrap_or_default(), at + 1)
    }

    fn definitions(&self, number: usize) -> Vec<(&'a str, Definition)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.is_tag(at, "component") {
                let (name, next) = self.dotted(at + 2);
                let end = self.closing(at, "component", "endcomponent");
                let head = self.parameters(next + 1);
                let body = self.end_of_tag(head.2)..end;
                let for_content = self.is_for_content(head.2, body.start);
                let (parameters, rest, _) = head;
                let definition = Definition { sheet: number, parameters, rest, body, for_content };
                found.push((name, definition));
                at = end;
            }
            at += 1;
        }
        found
    }

    /// Parameters up to the closing parenthesis, and the token after it.
    fn parameters(&self, mut at: usize) -> (Vec<Parameter>, Option<String>, usize) {
        let (mut parameters, mut rest) = (Vec::new(), None);
        while let Some(token) = self.token(at) {
            let kind = token.kind;
            match self.word(at) {
                ")" => return (parameters, rest, at + 1),
                "." if self.word(at + 1) == "." => {
                    rest = Some(self.word(at + 3).to_owned());
                    at += 4;
                }
                "@" | "," => at += 1,
                name if kind == Kind::Name => {
                    let implicit = at.checked_sub(1).is_some_and(|at| self.word(at) == "@");
                    let (name, range) = (name.to_owned(), token.range.clone());
                    let mut kind = String::new();
                    if self.word(at + 1) == ":" {
                        self.word(at + 2).clone_into(&mut kind);
                        at += 2;
                    }
                    let has_default = self.word(at + 1) == "=";
                    at = self.end_of_parameter(at + 1);
                    parameters.push(Parameter { name, kind, implicit, has_default, range });
                }
                _ if kind == Kind::End => break,
                _ => at += 1,
            }
        }
        (parameters, rest, at)
    }

    /// The comma or parenthesis after a parameter, whose default may be a list or a mapping.
    fn end_of_parameter(&self, mut at: usize) -> usize {
        let mut depth = 0_usize;
        while let Some(token) = self.token(at) {
            match self.word(at) {
                "[" | "{" => depth += 1,
                "]" | "}" => depth = depth.saturating_sub(1),
                "," | ")" if depth == 0 => return at,
                _ if token.kind == Kind::End => return at,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Whether what stands after the parameters says `"content": true`.
    fn is_for_content(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        tokens.windows(3).any(|window| match window {
            [key, colon, value] => {
                key.kind == Kind::Quoted
                    && key.text == "content"
                    && colon.text == ":"
                    && value.text.eq_ignore_ascii_case("true")
            }
            _ => false,
        })
    }
}

/// The components that count, by name: of two in different layers the first.
pub fn definitions<'a>(sheets: &[Sheet<'a>]) -> BTreeMap<&'a str, Definition> {
    let mut definitions = BTreeMap::new();
    for (number, sheet) in sheets.iter().enumerate() {
        for (name, definition) in sheet.definitions(number) {
            definitions.entry(name).or_insert(definition);
        }
    }
    definitions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet<'_> {
        Sheet { name: "x.html", file: None, text, tokens: Cow::Owned(scan::scan(text)) }
    }

    #[test]
    fn components_are_read() {
        let text = "{% component A(x: map, y = [1, 2], @site, ...others) {\"content\": true} -%}\n\
                    {{ x }}{% endcomponent %}{% component b.c() %}{% endcomponent A %}";
        let sheet = sheet(text);
        let found = definitions(std::slice::from_ref(&sheet));
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["A", "b.c"]);
        let a = &found["A"];
        let said = |it: &Parameter| {
            assert_eq!(text[it.range.clone()], it.name);
            format!("{}:{} {} {}", it.name, it.kind, it.implicit, it.has_default)
        };
        let parameters: Vec<String> = a.parameters.iter().map(said).collect();
        assert_eq!(parameters, ["x:map false false", "y: false true", "site: true false"]);
        assert_eq!(a.rest.as_deref(), Some("others"));
        assert!(a.for_content && !found["b.c"].for_content);
        let body: Vec<&str> = sheet.tokens[a.body.clone()].iter().map(|it| it.text).collect();
        assert_eq!(body, ["%}", "\n", "{{", "x", "}}"]);
    }

    #[test]
    fn blocks_are_found() {
        let sheet = sheet(
            "{% extends \"a\" %}{% block b %}1{% block c %}2{% endblock %}{% endblock b %}\
             {% block d %}{% endblock %}",
        );
        assert_eq!(sheet.parent(), Some("a"));
        let names: Vec<&str> = sheet.blocks().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["b", "c", "d"]);
        let inside = |at: usize| sheet.tokens[sheet.blocks()[at].1.clone()].len();
        assert!(inside(0) > inside(1) && inside(1) == 1 && inside(2) == 0);
    }
}
