//! The tag of a component call in Tera 2's syntax: `<name text="…" number={1.5} toggle={true} />`.

use crate::model::body::Value;
use std::ops::Range;

/// A tag that was read; places are bytes of it.
#[derive(Debug)]
pub(super) struct Tag {
    pub name: Range<usize>,
    pub arguments: Vec<TagArgument>,
    /// The byte after `/>`.
    pub end: usize,
}

#[derive(Debug)]
pub(super) struct TagArgument {
    pub name: Range<usize>,
    pub value: Value,
    pub range: Range<usize>,
}

/// Why a tag cannot be read; the message goes on from "the component call".
#[derive(Debug)]
pub(super) struct Fault {
    pub range: Range<usize>,
    pub message: &'static str,
}

/// Reads the tag that a text begins with.
pub(super) fn read(text: &str) -> Result<Tag, Fault> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.expect('<', "does not begin with `<`")?;
    let name = cursor.name().ok_or(cursor.fault("has no name after `<`"))?;
    let mut arguments: Vec<TagArgument> = Vec::new();
    loop {
        let space = cursor.space();
        match cursor.peek() {
            Some('/') => {
                cursor.advance('/');
                cursor.expect('>', "does not end in `/>`")?;
                return Ok(Tag { name, arguments, end: cursor.at });
            }
            Some('>') => return Err(cursor.fault("does not end in `/>`")),
            None => return Err(cursor.fault("is not finished")),
            Some(_) if !space => return Err(cursor.fault("has no space before an argument")),
            Some(_) => {
                let argument = cursor.argument()?;
                let key = text.get(argument.name.clone());
                if arguments.iter().any(|other| text.get(other.name.clone()) == key) {
                    return Err(Fault { range: argument.name, message: "has an argument twice" });
                }
                if arguments.len() == MOST_ARGUMENTS {
                    return Err(Fault { range: argument.name, message: "has too many arguments" });
                }
                arguments.push(argument);
            }
        }
    }
}

/// Keeps the search for duplicates short.
const MOST_ARGUMENTS: usize = 64;

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self, character: char) {
        self.at += character.len_utf8();
    }

    /// A problem at the next character.
    fn fault(&self, message: &'static str) -> Fault {
        let length = self.peek().map_or(0, char::len_utf8);
        Fault { range: self.at..self.at + length, message }
    }

    fn expect(&mut self, character: char, message: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(character) {
            return Err(self.fault(message));
        }
        self.advance(character);
        Ok(())
    }

    /// Skips white space; whether there was any.
    fn space(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start().len();
        self.at += length;
        length > 0
    }

    fn name(&mut self) -> Option<Range<usize>> {
        let rest = self.rest();
        if !rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            return None;
        }
        let inside =
            |other: char| other.is_ascii_alphanumeric() || matches!(other, '_' | '-' | '.');
        let length = rest.find(|other| !inside(other)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        Some(start..self.at)
    }

    fn argument(&mut self) -> Result<TagArgument, Fault> {
        let name = self.name().ok_or(self.fault("holds something that is no argument"))?;
        if self.peek() != Some('=') {
            return Err(Fault { range: name, message: "has an argument without a value" });
        }
        self.advance('=');
        let start = self.at;
        let value = match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote)?,
            Some('{') => {
                self.advance('{');
                self.space();
                let value = self.literal()?;
                self.space();
                self.expect('}', "has a value without its closing `}`")?;
                value
            }
            _ => return Err(self.fault("has a value without quotes or braces")),
        };
        Ok(TagArgument { name, value, range: start..self.at })
    }

    fn literal(&mut self) -> Result<Value, Fault> {
        match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote),
            Some(first) if first.is_ascii_digit() || first == '-' => self.number(),
            _ => {
                let message = "has a value that is no text, number, true or false";
                let word = self.name().ok_or(self.fault(message))?;
                match self.text.get(word.clone()) {
                    Some("true" | "True") => Ok(Value::Toggle(true)),
                    Some("false" | "False") => Ok(Value::Toggle(false)),
                    _ => Err(Fault { range: word, message }),
                }
            }
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let rest = self.rest();
        let inside = |other: char| other.is_ascii_digit() || matches!(other, '-' | '.');
        let length = rest.find(|other| !inside(other)).unwrap_or(rest.len());
        let number = rest.get(..length).unwrap_or_default();
        let range = self.at..self.at + length;
        self.at += length;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let value = match digits.split_once('.') {
            Some((left, right)) if whole(left) && whole(right) => {
                Some(Value::Decimal(Box::from(number)))
            }
            None if whole(digits) => number.parse().ok().map(Value::Integer),
            _ => None,
        };
        value.ok_or(Fault { range, message: "has a number that cannot be read" })
    }

    /// A string with Tera's escapes.
    fn string(&mut self, quote: char) -> Result<Value, Fault> {
        let start = self.at;
        self.advance(quote);
        let mut out = String::new();
        while let Some(next) = self.peek() {
            self.advance(next);
            if next == quote {
                return Ok(Value::Text(out.into_boxed_str()));
            }
            if next != '\\' {
                out.push(next);
                continue;
            }
            let escaped = match self.peek() {
                Some(same @ ('"' | '\'' | '/' | '\\')) => same,
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                _ => {
                    return Err(self
                        .fault("has an escape other than \\n, \\t, \\r, \\\\, \\/, \\\" or \\'"));
                }
            };
            // Every escape is one byte long, as what it stands for is.
            self.advance(escaped);
            out.push(escaped);
        }
        let range = start..start + 1;
        Err(Fault { range, message: "has a text without its closing quote" })
    }
}
