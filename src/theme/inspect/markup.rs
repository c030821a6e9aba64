//! HTML as its tags with their places: of whole pages, and of templates.

use super::super::scan::{Kind, Token};
use std::ops::Range;

/// Stands for each byte of a template's code: what is there is known when a page is made.
pub const CODE: char = '\u{1}';

/// A tag that opens.
#[derive(Debug)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// From `<` to the end of the name.
    pub range: Range<usize>,
    pub attributes: Vec<Attribute>,
    /// What stands within a script or style.
    pub inside: Range<usize>,
}

/// An attribute of a tag.
#[derive(Debug)]
pub struct Attribute {
    /// In lower case.
    pub name: String,
    /// Of the name.
    pub range: Range<usize>,
    /// Of the value, without quotes.
    pub value: Range<usize>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute; empty where there is none.
    pub fn value<'t>(&self, name: &str, html: &'t str) -> &'t str {
        self.attribute(name).and_then(|it| html.get(it.value.clone())).unwrap_or_default()
    }
}

/// A template with [`CODE`] in place of its code, so that all places stay.
pub fn without_code(text: &str, tokens: &[Token<'_>]) -> String {
    let mut html = String::with_capacity(text.len());
    let fill = |html: &mut String, to: usize| {
        while html.len() < to {
            html.push(CODE);
        }
    };
    for token in tokens.iter().filter(|token| token.kind == Kind::Content) {
        fill(&mut html, token.range.start);
        html.push_str(token.text);
    }
    fill(&mut html, text.len());
    html
}

/// All tags that open, in order. Comments are left out.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + open;
        let rest = html.get(start..).unwrap_or_default();
        let next = rest.as_bytes().get(1).copied().unwrap_or_default();
        if rest.starts_with("<!--") {
            at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else if next.is_ascii_alphabetic() {
            let mut tag = tag(html, start);
            at = tag.inside.start;
            if matches!(tag.name.as_str(), "script" | "style") {
                let rest = html.get(at..).unwrap_or_default();
                let closes = |from: usize| {
                    let name = rest.get(from + 2..from + 2 + tag.name.len());
                    name.is_some_and(|name| name.eq_ignore_ascii_case(&tag.name))
                };
                let mut ends = rest.match_indices("</").map(|(from, _)| from);
                tag.inside.end = at + ends.find(|from| closes(*from)).unwrap_or(rest.len());
                at = tag.inside.end;
            }
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
}

/// The tag that opens here. Its inside is empty as yet, and begins after it.
fn tag(html: &str, start: usize) -> Tag {
    let mut reader = Reader { html, at: start + 1 };
    let name = reader.until(|c| c.is_whitespace() || matches!(c, '>' | '/'));
    let range = start..reader.at;
    let mut attributes = Vec::new();
    loop {
        reader.until(|c| !(c.is_whitespace() || c == '/' || c == CODE));
        match reader.peek() {
            None => break,
            Some('>') => {
                reader.at += 1;
                break;
            }
            Some(_) => {}
        }
        let from = reader.at;
        let name = reader.until(|c| c.is_whitespace() || matches!(c, '>' | '/' | '='));
        let range = from..reader.at;
        attributes.push(Attribute { name, range, value: reader.value() });
    }
    Tag { name, range, attributes, inside: reader.at..reader.at }
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on to such a character; returns what it went over, in lower case.
    fn until(&mut self, is_end: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let length = rest.find(is_end).unwrap_or(rest.len());
        let over = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        self.at += length;
        over
    }

    /// The value after an attribute's name, and goes over it.
    fn value(&mut self) -> Range<usize> {
        let name_end = self.at;
        self.until(|c| !c.is_whitespace());
        if self.peek() != Some('=') {
            // A stray sign must not keep this from going on.
            self.at = name_end + usize::from(self.peek() == Some('/') && name_end == self.at);
            return name_end..name_end;
        }
        self.at += 1;
        self.until(|c| !c.is_whitespace());
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.at += 1;
                let start = self.at;
                self.until(|c| c == quote);
                let end = self.at;
                self.at = (self.at + 1).min(self.html.len());
                start..end
            }
            _ => {
                let start = self.at;
                self.until(|c| c.is_whitespace() || c == '>');
                start..self.at
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::scan::scan;
    use super::*;

    fn said(template: &str) -> Vec<String> {
        let html = without_code(template, &scan(template));
        assert_eq!(html.len(), template.len());
        let tag = |tag: Tag| {
            let of = |it: &Attribute| {
                let value = html.get(it.value.clone()).unwrap().replace(CODE, "·");
                assert_eq!(html[it.range.clone()].to_ascii_lowercase(), it.name);
                format!(" {}={value}", it.name)
            };
            tag.name.clone() + &tag.attributes.iter().map(of).collect::<String>()
        };
        tags(&html).into_iter().map(tag).collect()
    }

    #[test]
    fn tags_are_read_around_code() {
        let check =
            |template, expected: &[&str]| assert_eq!(said(template), expected, "{template}");
        check("<!DOCTYPE html><p>a < b</p><!-- <b> --><IMG SRC=a.png>", &["p", "img src=a.png"]);
        check(
            "<a {% if x > 1 %}class='b'{% endif %} href=\"{{ u }}\">",
            &["a class=b href=·······"],
        );
        check("<script>if (a<b) {}</script><i hidden/>", &["script", "i hidden="]);
        check("<style>p > a {}</STYLE><b a = 'c' =d>", &["style", "b a=c =d"]);
        check("{{ \"<b>\" }}<a href=//{{ h }}/x>", &["a href=//·······/x"]);
        check("<a", &["a"]);
        check("<a b='", &["a b="]);
        check("<a =", &["a ="]);
    }
}
