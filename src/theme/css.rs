//! Where a stylesheet names other files.

use std::ops::Range;

/// The places of all addresses, without quotes: in `url()`, after `@import`, in `image-set()`.
/// Tokens are those of CSS Syntax Level 3, as far as they decide what is an address.
pub fn addresses(css: &str) -> Vec<Range<usize>> {
    let mut scanner = Scanner { css, at: 0, open: Vec::new(), imports: false, found: Vec::new() };
    while scanner.at < css.len() {
        scanner.step();
    }
    scanner.found
}

struct Scanner<'a> {
    css: &'a str,
    at: usize,
    /// For each open parenthesis, whether a string in it is an address.
    open: Vec<bool>,
    /// After `@import`.
    imports: bool,
    found: Vec<Range<usize>>,
}

impl<'a> Scanner<'a> {
    fn step(&mut self) {
        let Some(byte) = self.peek() else { return };
        match byte {
            b'/' if self.rest().starts_with("/*") => {
                let inside = self.at + 2;
                self.at = self
                    .css
                    .get(inside..)
                    .and_then(|rest| rest.find("*/"))
                    .map_or(self.css.len(), |end| inside + end + 2);
            }
            b'"' | b'\'' => self.string(byte),
            b'@' => {
                self.at += 1;
                self.imports = self.name().eq_ignore_ascii_case("import");
            }
            _ if is_name(byte) => {
                let name = self.name();
                if self.peek() == Some(b'(') {
                    self.at += 1;
                    self.function(name);
                }
            }
            b'(' => self.enter(false),
            b')' => {
                self.open.pop();
                self.at += 1;
            }
            b';' => {
                self.imports = false;
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    fn enter(&mut self, holds_addresses: bool) {
        self.open.push(holds_addresses);
        self.at += 1;
    }

    /// What stands after a function's parenthesis.
    fn function(&mut self, name: &str) {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if !is("url") {
            self.open.push(is("image-set") || is("-webkit-image-set") || is("src"));
            return;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            self.open.push(true);
            return;
        }
        let end = self.rest().find(')').unwrap_or(self.rest().len());
        let address = self.rest().get(..end).unwrap_or_default().trim_ascii_end();
        self.add(self.at..self.at + address.len());
        self.at += end + 1;
    }

    /// A string ends at its quote, or at the end of the line if it has none.
    fn string(&mut self, quote: u8) {
        let start = self.at + 1;
        self.at = start;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 2,
                b'\n' => break,
                _ if byte == quote => break,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.css.len());
        if self.imports || self.open.last() == Some(&true) {
            self.add(start..end);
        }
        self.at = end + 1;
    }

    fn add(&mut self, range: Range<usize>) {
        self.imports = false;
        if !range.is_empty() && self.css.get(range.clone()).is_some() {
            self.found.push(range);
        }
    }

    fn name(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(is_name) {
            self.at += 1;
        }
        self.css.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.css.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.css.get(self.at..).unwrap_or_default()
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[track_caller]
    fn check(css: &str, expected: &[&str]) {
        let found: Vec<&str> = addresses(css).into_iter().map(|range| &css[range]).collect();
        assert_eq!(found, expected, "{css}");
    }

    #[test]
    fn addresses_are_found() {
        check(
            "a { src: url(a.woff2) format(\"woff2\"), url( 'b.woff2' ) }",
            &["a.woff2", "b.woff2"],
        );
        check("a { b: URL(\n a.png ); c: url(\"d (1).png\") }", &["a.png", "d (1).png"]);
        check("@import \"a.css\" layer(x); @import url(b.css);", &["a.css", "b.css"]);
        check("@IMPORT 'a.css'; p { content: 'b.css' }", &["a.css"]);
        check(
            "a { b: image-set(\"a.avif\" type(\"image/avif\"), url(b.png) 2x), c('d.png') }",
            &["a.avif", "b.png"],
        );
        check("a { b: -webkit-image-set('é.png' 1x); c: (d: 'e') }", &["é.png"]);
    }

    #[test]
    fn what_is_no_address_is_passed_over() {
        check("/* url(a.png) */ a::before { content: \"url(b.png)\" } /* url(c.png)", &[]);
        check("a { content: 'it\\'s url(a.png)' } b { my-url(a) my_url('b') url() }", &[]);
        check("a { content: 'unended\n} b { c: url(d.png) }", &["d.png"]);
        check("url(", &[]);
        check("url('a", &["a"]);
        check("'\\", &[]);
        check("'é\\é' url('b\\é", &["b\\é"]);
        check(")) url(a", &["a"]);
        check("@charset \"utf-8\"; @namespace x \"y\";", &[]);
    }
}
