//! Finds the tags of a template with their places, as Tera's own lexer would.
//!
//! Tera keeps its syntax tree to itself; this sees just enough of a template to point at things.

use std::ops::Range;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub kind: Kind,
    /// As written; of a quoted text what is between the quotes.
    pub text: &'a str,
    /// Bytes of the template, quotes included.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What stands outside of tags, raw blocks included.
    Content,
    /// `{%` or `{%-`
    Tag,
    /// `{{` or `{{-`
    Variable,
    /// `%}` or `}}`
    End,
    /// A name or a number.
    Name,
    Quoted,
    /// Any other character.
    Sign,
}

/// All tokens; comments and white space within tags are left out.
pub fn scan(text: &str) -> Vec<Token<'_>> {
    let mut scanner = Scanner { text, at: 0, tokens: Vec::new() };
    while scanner.at < text.len() {
        scanner.outside();
    }
    scanner.tokens
}

/// The quoted target of every tag of this name: of `extends`, of `include`.
pub fn targets<'a>(tokens: &[Token<'a>], tag: &str) -> Vec<Token<'a>> {
    let in_tag = |window: &&[Token<'a>]| match window {
        [open, name, target] => {
            open.kind == Kind::Tag && name.text == tag && target.kind == Kind::Quoted
        }
        _ => false,
    };
    tokens.windows(3).filter(in_tag).filter_map(|window| window.last().cloned()).collect()
}

/// The names of the components that a template defines.
pub fn components<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let in_tag = |window: &&[Token<'a>]| match window {
        [open, name, component] => {
            open.kind == Kind::Tag && name.text == "component" && component.kind == Kind::Name
        }
        _ => false,
    };
    tokens.windows(3).filter(in_tag).filter_map(|window| window.last().cloned()).collect()
}

/// Whether there is nothing in it but components, which all templates share anyway.
pub fn is_components_only(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    let mut found = false;
    for (index, token) in tokens.iter().enumerate() {
        let name = tokens.get(index + 1).map_or("", |next| next.text);
        match token.kind {
            Kind::Tag if name == "component" => {
                depth += 1;
                found = true;
            }
            Kind::Tag if name == "endcomponent" => depth = depth.saturating_sub(1),
            Kind::Tag | Kind::Variable if depth == 0 => return false,
            Kind::Content if depth == 0 && !token.text.trim().is_empty() => return false,
            _ => {}
        }
    }
    found
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token<'a>>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let range = self.at..(self.at + length).min(self.text.len());
        let text = self.text.get(range.clone()).unwrap_or_default();
        self.at = range.end;
        self.tokens.push(Token { kind, text, range });
    }

    fn outside(&mut self) {
        let rest = self.rest();
        let opens = |pair: &[u8]| matches!(pair, b"{{" | b"{%" | b"{#");
        let start = rest.as_bytes().windows(2).position(opens).unwrap_or(rest.len());
        if start > 0 {
            self.push(Kind::Content, start);
            return;
        }
        if rest.starts_with("{#") {
            self.at += rest.find("#}").map_or(rest.len(), |end| end + 2);
        } else if let Some(length) = raw_block(rest) {
            self.push(Kind::Content, length);
        } else {
            let (kind, end) =
                if rest.starts_with("{%") { (Kind::Tag, "%}") } else { (Kind::Variable, "}}") };
            self.push(kind, if rest.as_bytes().get(2) == Some(&b'-') { 3 } else { 2 });
            self.inside(end);
        }
    }

    fn inside(&mut self, end: &str) {
        while let Some(first) = self.rest().chars().next() {
            let rest = self.rest();
            if rest.starts_with(end) {
                return self.push(Kind::End, 2);
            }
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if matches!(first, '"' | '\'' | '`') {
                self.quoted(first);
            } else if is_word(first) {
                self.push(Kind::Name, rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            } else {
                self.push(Kind::Sign, first.len_utf8());
            }
        }
    }

    fn quoted(&mut self, quote: char) {
        let rest = self.rest();
        let mut escaped = false;
        let inside = rest.get(1..).unwrap_or_default();
        let end = inside.find(|c| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let length = end.unwrap_or(inside.len());
        let range = self.at..(self.at + length + 2).min(self.text.len());
        self.at = range.end;
        let text = inside.get(..length).unwrap_or_default();
        self.tokens.push(Token { kind: Kind::Quoted, text, range });
    }
}

/// The length of a `{% raw %}…{% endraw %}` that starts here.
fn raw_block(text: &str) -> Option<usize> {
    let mut at = tag_of(text, "raw")?;
    loop {
        at += text.get(at..)?.find("{%")?;
        match tag_of(text.get(at..)?, "endraw") {
            Some(length) => return Some(at + length),
            None => at += 2,
        }
    }
}

/// The length of a tag that is just this name.
fn tag_of(text: &str, name: &str) -> Option<usize> {
    let rest = text.strip_prefix("{%")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start().strip_prefix(name)?.trim_start();
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_tags_only() {
        let check = |input: &str, expect: &[&str]| {
            let tokens = scan(input);
            let inside = tokens
                .iter()
                .filter(|token| matches!(token.kind, Kind::Name | Kind::Quoted | Kind::Sign));
            assert_eq!(inside.map(|token| token.text).collect::<Vec<_>>(), expect, "{input}");
        };
        check("a {{ b | c }} d", &["b", "|", "c"]);
        check("{{ t(key=\"a \\\" }} b\") }}", &["t", "(", "key", "=", "a \\\" }} b", ")"]);
        check("{# {{ x }} #}{{ y }}", &["y"]);
        check("{% raw %}{{ x | safe }}{% if %}{%- endraw -%}{{ y }}", &["y"]);
        check("{%- extends 'é.html' -%}", &["extends", "é.html", "-"]);
        check("{{ unclosed \"", &["unclosed", ""]);
        check("{", &[]);
    }

    #[test]
    fn knows_component_files() {
        let check = |input, expect| assert_eq!(is_components_only(&scan(input)), expect, "{input}");
        check("{# A note #}\n{% component A() -%}\nx {{ y }}{%- endcomponent %}\n", true);
        check("{% component A() %}{% endcomponent %} text", false);
        check("{% component A() %}{% endcomponent %}{{ <A /> }}", false);
        check("{% extends \"a.html\" %}", false);
        check("", false);
    }
}
