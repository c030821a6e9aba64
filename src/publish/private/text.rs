//! Texts in the one form in which they are compared: escapes undone, letters small, spaces single.

use std::borrow::Cow;

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// What a reader sees of HTML: words that tags part are whole.
    WithoutTags,
}

impl Form {
    /// The text as it is compared.
    pub fn of(self, text: &str) -> String {
        match self {
            Form::Plain => compared(text),
            Form::WithoutTags => {
                let seen = without_tags(text);
                let decoded = decode(&seen);
                // In a feed, pages stand escaped.
                even(&without_tags(&decoded))
            }
        }
    }
}

/// A text with escapes undone, in small letters, with single spaces, and without typography.
pub fn compared(text: &str) -> String {
    even(&decode(text))
}

/// Escapes within escapes are undone so often.
const ROUNDS: usize = 4;

fn decode(text: &str) -> Cow<'_, str> {
    let mut current = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        match decode_once(&current) {
            Some(decoded) => current = Cow::Owned(decoded),
            None => break,
        }
    }
    current
}

/// Undoes the escapes of HTML, URLs, JSON and scripts. `None` where there are none.
fn decode_once(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_start = |b: &u8| matches!(b, b'&' | b'%' | b'\\');
    let mut at = bytes.iter().position(is_start)?;
    let mut decoded = bytes.get(..at)?.to_vec();
    let mut changed = false;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let escape = match rest {
            [b'&', after @ ..] => entity(after),
            [b'%', high, low, ..] => hex(&[*high, *low]).map(|byte| (Escaped::Byte(byte as u8), 3)),
            [b'\\', after @ ..] => backslash(after),
            _ => None,
        };
        match escape {
            Some((escaped, length)) => {
                match escaped {
                    Escaped::Byte(byte) => decoded.push(byte),
                    Escaped::Character(c) => {
                        decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                }
                changed = true;
                at += length;
            }
            None => {
                decoded.extend(rest.first());
                at += 1;
            }
        }
    }
    changed.then(|| String::from_utf8_lossy(&decoded).into_owned())
}

enum Escaped {
    Byte(u8),
    Character(char),
}

/// Names of characters that an address, a number or a note may hold.
const ENTITIES: [(&str, char); 26] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("commat", '@'),
    ("period", '.'),
    ("plus", '+'),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("shy", '\u{ad}'),
    ("colon", ':'),
    ("comma", ','),
    ("sol", '/'),
    ("num", '#'),
    ("lpar", '('),
    ("rpar", ')'),
    ("equals", '='),
    ("percnt", '%'),
    ("rsquo", '\''),
    ("ldquo", '"'),
    ("rdquo", '"'),
];

/// An entity after its `&`, and the length of all of it.
fn entity(after: &[u8]) -> Option<(Escaped, usize)> {
    if let [b'#', number @ ..] = after {
        let (digits, radix, prefix) = match number {
            [b'x' | b'X', hex @ ..] => (hex, 16, 3),
            decimal => (decimal, 10, 2),
        };
        let is_digit = |b: &&u8| char::from(**b).is_digit(radix);
        let length = digits.iter().take(8).take_while(is_digit).count();
        let number = std::str::from_utf8(digits.get(..length)?).ok()?;
        let c = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
        let end = usize::from(digits.get(length) == Some(&b';'));
        return Some((Escaped::Character(c), prefix + length + end));
    }
    let end = after.iter().take(8).position(|b| *b == b';')?;
    let name = std::str::from_utf8(after.get(..end)?).ok()?;
    let (_, c) = ENTITIES.iter().find(|(known, _)| *known == name)?;
    Some((Escaped::Character(*c), end + 2))
}

/// An escape of JSON or of a script after its backslash, and the length of all of it.
fn backslash(after: &[u8]) -> Option<(Escaped, usize)> {
    let space = Some((Escaped::Character(' '), 2));
    match after {
        [b'u', a, b, c, d, rest @ ..] => {
            let first = hex(&[*a, *b, *c, *d])?;
            if let Some(c) = char::from_u32(first) {
                return Some((Escaped::Character(c), 6));
            }
            let [b'\\', b'u', a, b, c, d, ..] = rest else { return None };
            let second = hex(&[*a, *b, *c, *d])?;
            let c = char::decode_utf16([first as u16, second as u16]).next()?.ok()?;
            Some((Escaped::Character(c), 12))
        }
        [b'x', a, b, ..] => hex(&[*a, *b]).map(|byte| (Escaped::Byte(byte as u8), 4)),
        [b'n' | b'r' | b't', ..] => space,
        [b'/', ..] => Some((Escaped::Character('/'), 2)),
        [b'"', ..] => Some((Escaped::Character('"'), 2)),
        [b'\'', ..] => Some((Escaped::Character('\''), 2)),
        [b'\\', ..] => Some((Escaped::Character('\\'), 2)),
        _ => None,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

/// Elements that begin a new line for the reader.
const BLOCKS: [&str; 14] = [
    "p",
    "br",
    "div",
    "li",
    "td",
    "th",
    "tr",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "blockquote",
    "option",
];

/// A text without tags and comments. What begins like one and does not end stays.
fn without_tags(text: &str) -> Cow<'_, str> {
    let mut seen = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        seen.push_str(before);
        let inside = tag.get(1..).unwrap_or_default();
        let is_tag =
            inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            seen.push('<');
            rest = inside;
            continue;
        }
        let (end, length) = match inside.starts_with("!--") {
            true => (inside.find("-->"), 3),
            false => (inside.find('>'), 1),
        };
        let Some(end) = end else {
            seen.push_str(tag);
            return Cow::Owned(seen);
        };
        let name = inside.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block)) {
            seen.push(' ');
        }
        rest = inside.get(end + length..).unwrap_or_default();
    }
    if seen.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    seen.push_str(rest);
    Cow::Owned(seen)
}

/// Small letters, single spaces, plain quotes and dashes; nothing that cannot be seen.
fn even(text: &str) -> String {
    let mut even = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // In a URL's query a plus is a space.
            '+' => push_once(&mut even, ' '),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '‘' | '’' | '‚' | '′' => even.push('\''),
            '“' | '”' | '„' | '″' => even.push('"'),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => push_once(&mut even, '-'),
            '…' => even.push_str("..."),
            c if c.is_ascii() && !c.is_ascii_control() && c != ' ' => {
                even.push(c.to_ascii_lowercase());
            }
            c if c.is_whitespace() || c.is_control() => push_once(&mut even, ' '),
            c => even.extend(c.to_lowercase()),
        }
    }
    let trimmed = even.trim_start_matches(' ').len();
    let mut even = even.split_off(even.len() - trimmed);
    even.truncate(even.trim_end_matches(' ').len());
    even
}

fn push_once(text: &mut String, c: char) {
    if !text.ends_with(c) {
        text.push(c);
    }
}

/// Whether a character may be part of what stands before the `@`.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "._%-'".contains(c)
}

/// Whether a character may be part of a host's name.
fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// The e-mail addresses in a text that is in the form for comparing.
pub fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let after = text.get(at + 1..)?;
        let local = before.rsplit(|c| !is_local(c)).next()?.trim_start_matches(['.', '\'', '-']);
        let host = after.split(|c| !is_of_host(c) && c != '.').next()?;
        let host = host.trim_end_matches(['.', '-']);
        let is_host = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
        let is_address = is_host && !local.is_empty();
        is_address.then(|| text.get(at - local.len()..at + 1 + host.len())).flatten()
    })
}

/// Whether an address that was found is all of the address that stands there.
pub fn is_whole_address(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let mut after = text.get(end..).unwrap_or_default().chars();
    let is_end = match after.next() {
        Some('.') => !after.next().is_some_and(is_of_host),
        Some(c) => !is_of_host(c),
        None => true,
    };
    // Quotes and dashes stand before addresses too.
    let is_part = |c: char| is_local(c) && !matches!(c, '\'' | '-' | '.' | '%');
    is_end && !before.is_some_and(is_part)
}

/// The digits of a text, as they may be numbers that people call.
pub struct Digits {
    /// Digits; `x` where no number goes on.
    pub text: String,
    /// For each byte of it, whether a group of digits begins there.
    starts: Vec<bool>,
}

impl Digits {
    pub fn of(text: &str) -> Digits {
        let mut digits = Digits { text: String::new(), starts: Vec::new() };
        let mut separators = 0;
        let mut in_group = false;
        let mut after_word = false;
        for c in text.chars() {
            if c.is_ascii_digit() {
                if after_word {
                    // Part of a word, as of a digest.
                    continue;
                }
                digits.push(c, !in_group);
                in_group = true;
                separators = 0;
                continue;
            }
            if c.is_alphabetic() && in_group {
                digits.drop_group();
            }
            in_group = false;
            after_word = c.is_alphabetic() || c == '_';
            separators += 1;
            if !" -.()/".contains(c) || separators > 3 {
                digits.end();
            }
        }
        digits
    }

    fn push(&mut self, digit: char, starts: bool) {
        self.text.push(digit);
        self.starts.push(starts);
    }

    fn end(&mut self) {
        if !self.text.ends_with('x') {
            self.push('x', true);
        }
    }

    /// Takes back the group at the end.
    fn drop_group(&mut self) {
        while let Some(starts) = self.starts.pop() {
            self.text.pop();
            if starts {
                break;
            }
        }
        self.end();
    }

    /// Whether a match is not within longer groups of digits. The start of one that is only the
    /// end of a number may be.
    pub fn is_whole(&self, start: usize, end: usize, is_end_of_number: bool) -> bool {
        let starts = |at: usize| self.starts.get(at).copied().unwrap_or(true);
        starts(end) && (is_end_of_number || starts(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for escaped in [
            "Lena@Harbor.test",
            "lena&#64;harbor&#46;test",
            "lena&#x40harbor.test",
            "lena&commat;harbor&period;test",
            "lena%40harbor%2etest",
            "lena\\u0040harbor\\u002etest",
            "l\\x65na@harbor.test",
            "lena&amp;#64;harbor.test",
            "lena%2540harbor.test",
            "le\u{ad}na@\u{200b}harbor.test",
        ] {
            assert_eq!(compared(escaped), "lena@harbor.test", "{escaped}");
        }
        assert_eq!(compared("\\ud83d\\ude00 \\\"a\\\\b\\/c\\nd"), "😀 \"a\\b/c d");
        assert_eq!(
            compared("100 % & so \\ on &nothing; &#xD800; %zz \\u12"),
            "100 % & so \\ on &nothing; &#xd800; %zz \\u12"
        );
        assert_eq!(compared("  “It’s” –\u{a0}fine…\n\t "), "\"it's\" - fine...");
    }

    #[test]
    fn tags_part_no_word() {
        let seen = |text: &str| Form::WithoutTags.of(text);
        assert_eq!(seen("le<b>na</b>@<wbr>harbor<!-- > -->.test"), "lena@harbor.test");
        assert_eq!(seen("<p>one</p><p>two<br>three"), "one two three");
        assert_eq!(seen("a < b <unfinished"), "a < b <unfinished");
        assert_eq!(seen("&lt;p&gt;one &lt;em&gt;two&lt;/em&gt;&lt;/p&gt;"), "one two");
    }

    #[test]
    fn addresses_are_found_in_words() {
        let found: Vec<&str> =
            addresses("ask <a.b-c@x.test>, 'd@y.z.test'. @no or no@ or n@host").collect();
        assert_eq!(found, ["a.b-c@x.test", "d@y.z.test"]);
    }

    #[test]
    fn numbers_are_read_by_their_digits() {
        let has = |text: &str, number: &str, is_end: bool| {
            let digits = Digits::of(&compared(text));
            let found: Vec<_> = digits.text.match_indices(number).collect();
            found.iter().any(|(at, _)| digits.is_whole(*at, at + number.len(), is_end))
        };
        for text in [
            "912 345 678",
            "tel:+351912345678",
            "(00351) 912-345-678",
            "call 912.345.678!",
            "+351\u{a0}912 345 678",
        ] {
            assert!(has(text, "912345678", true), "{text}");
        }
        for text in ["912 345 6789", "a912345678", "912345678f", "912, 345, 678", "912345 x 678"] {
            assert!(!has(text, "912345678", true), "{text}");
        }
        assert!(has("no 5550123.", "5550123", false));
        assert!(!has("no 15550123.", "5550123", false));
    }
}
