//! Templates hold no words of their own, and nothing that could run or style beside the theme.

use super::{assert_none, files};

#[test]
fn templates_hold_no_words() {
    assert_none(&in_all_templates(hard_coded_words));
}

#[test]
fn templates_hold_no_inline_script_or_style() {
    assert_none(&in_all_templates(unsafe_markup));
}

/// Attributes whose value a reader sees or hears.
const SPOKEN: &[&str] = &[
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
];

/// `<meta>` names and properties whose content is words.
const WORDED: &[&str] = &[
    "author",
    "description",
    "og:description",
    "og:image:alt",
    "og:site_name",
    "og:title",
    "twitter:description",
    "twitter:title",
];

/// A line, and what is wrong there.
type Finding = (usize, String);

fn in_all_templates(check: fn(&str) -> Vec<Finding>) -> Vec<String> {
    files("themes", ".html")
        .iter()
        .flat_map(|(file, text)| {
            check(text).into_iter().map(move |(line, what)| format!("{file}:{line}: {what}"))
        })
        .collect()
}

/// Words that stand in the template itself instead of the theme's `strings/`.
fn hard_coded_words(template: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for piece in pieces(&literals(template).0) {
        match piece.kind {
            Kind::Text(text) if has_letters(&text) => {
                findings.push((piece.line, format!("hard-coded words: {}", text.trim())));
            }
            Kind::Text(_) => {}
            Kind::Tag { name, attributes } => {
                let value = |of: &str| {
                    attributes.iter().find(|(name, _)| name == of).map_or("", |(_, value)| value)
                };
                let worded = WORDED.contains(&value("name")) || WORDED.contains(&value("property"));
                let button = matches!(value("type"), "button" | "submit" | "reset");
                for (attribute, words) in &attributes {
                    let spoken = SPOKEN.contains(&attribute.as_str())
                        || (name == "meta" && attribute == "content" && worded)
                        || (name == "input" && attribute == "value" && button);
                    if spoken && has_letters(words) {
                        let what = format!("hard-coded words: {attribute}=\"{words}\"");
                        findings.push((piece.line, what));
                    }
                }
            }
        }
    }
    findings
}

/// What the content security policy would refuse, and what would let text through unescaped.
fn unsafe_markup(template: &str) -> Vec<Finding> {
    let (literals, codes) = literals(template);
    let mut findings: Vec<Finding> = codes
        .into_iter()
        .filter(|(_, code)| applies_safe(code))
        .map(|(line, code)| (line, format!("the filter `safe`: {}", code.trim())))
        .collect();
    for piece in pieces(&literals) {
        let Kind::Tag { name, attributes } = piece.kind else { continue };
        let has = |of: &str| attributes.iter().any(|(name, _)| name == of);
        let data = attributes.iter().any(|(_, value)| value == "application/ld+json");
        if name == "style" {
            findings.push((piece.line, "a <style> element".to_owned()));
        }
        if name == "script" && !has("src") && !data {
            findings.push((piece.line, "a <script> without src".to_owned()));
        }
        for (attribute, value) in &attributes {
            let value = value.trim().to_lowercase();
            if attribute == "style"
                || attribute.starts_with("on")
                || value.starts_with("javascript:")
            {
                findings.push((piece.line, format!("the attribute {attribute}=\"{value}\"")));
            }
        }
    }
    findings
}

/// Whether Tera code takes text as HTML.
fn applies_safe(code: &str) -> bool {
    let mut outside = String::new();
    let mut quote = None;
    for character in code.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            None => outside.push(character),
        }
    }
    let words = outside.replace('|', " | ");
    let words: Vec<&str> = words
        .split(|c: char| c.is_whitespace() || "(){},;".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).any(|two| matches!(two, ["|" | "filter", "safe"]))
}

fn has_letters(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        if before.chars().any(char::is_alphabetic) {
            return true;
        }
        let end = entity.find(|c: char| c != '&' && c != '#' && !c.is_ascii_alphanumeric());
        rest = match end {
            Some(end) if entity[end..].starts_with(';') => &entity[end + 1..],
            _ => &entity[1..],
        };
    }
    rest.chars().any(char::is_alphabetic)
}

/// A template without its Tera code, and the code with its lines. Line breaks stay where they
/// were. An expression that is a string is as good as the string itself, so that stays too.
fn literals(template: &str) -> (String, Vec<Finding>) {
    let (mut literal, mut codes) = (String::new(), Vec::new());
    let mut rest = template;
    while let Some(start) = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min() {
        let (before, code) = rest.split_at(start);
        literal.push_str(before);
        let end = if code.starts_with("{#") {
            code.find("#}").map_or(code.len(), |end| end + 2)
        } else {
            code_end(code)
        };
        let (code, after) = code.split_at(end);
        if !code.starts_with("{#") {
            codes.push((literal.matches('\n').count() + 1, code.to_owned()));
        }
        if code.starts_with("{{") {
            literal.push_str(leading_string(code.trim_start_matches(['{', '-'])));
        }
        literal.extend(code.chars().filter(|character| *character == '\n'));
        rest = after;
    }
    literal.push_str(rest);
    (literal, codes)
}

/// Where a `{{ … }}` or `{% … %}` ends: strings and maps within may hold braces.
fn code_end(code: &str) -> usize {
    let close = if code.starts_with("{{") { "}}" } else { "%}" };
    let (mut quote, mut depth) = (None, 0);
    for (at, character) in code.char_indices().skip(2) {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, _) if depth == 0 && code[at..].starts_with(close) => return at + 2,
            (None, '{') => depth += 1,
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

fn leading_string(expression: &str) -> &str {
    let expression = expression.trim_start();
    let Some(quote) = expression.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        return "";
    };
    expression[1..].split(quote).next().unwrap_or_default()
}

/// A run of text, or a tag, and the line where it starts.
struct Piece {
    line: usize,
    kind: Kind,
}

enum Kind {
    Text(String),
    Tag { name: String, attributes: Vec<(String, String)> },
}

/// HTML in pieces, without comments, the document type and what stands within script and style.
fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let line = html[..at].matches('\n').count() + 1;
        if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else if rest.starts_with("<!") {
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if rest.starts_with('<') {
            let end = tag_end(rest);
            let (name, attributes) = tag(rest[1..end].trim_end_matches('>'));
            at += end;
            if matches!(name.as_str(), "script" | "style") {
                at += html[at..].find(&format!("</{name}")).unwrap_or(html.len() - at);
            }
            pieces.push(Piece { line, kind: Kind::Tag { name, attributes } });
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = &rest[..end];
            let blank = text.len() - text.trim_start().len();
            let line = line + text[..blank].matches('\n').count();
            pieces.push(Piece { line, kind: Kind::Text(text.to_owned()) });
            at += end;
        }
    }
    pieces
}

fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, character) in html.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character == '>' => return at + 1,
            None => {}
        }
    }
    html.len()
}

/// The name and the attributes of what stands between `<` and `>`.
fn tag(inside: &str) -> (String, Vec<(String, String)>) {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '=' | '/');
    let (name, mut rest) =
        inside.split_at(inside.find(char::is_whitespace).unwrap_or(inside.len()));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (name.to_lowercase(), attributes);
        }
        let (attribute, after) = rest.split_at(rest.find(ends_name).unwrap_or(rest.len()));
        let (value, after) = match after.trim_start().strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            },
        };
        attributes.push((attribute.to_lowercase(), value.to_owned()));
        // An attribute without a name, a stray `=`, must not keep this from going on.
        rest = if attribute.is_empty() { after.get(1..).unwrap_or_default() } else { after };
    }
}

#[track_caller]
fn finds(check: fn(&str) -> Vec<Finding>, template: &str, line: usize) {
    let lines: Vec<usize> = check(template).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [line], "{template}");
}

#[test]
fn words_from_strings_and_data_pass() {
    for template in [
        "<!doctype html><p class=\"a\" title=\"{{ t(key=\"x.y\") }}\">{{ t(key=\"x.y\") }} — 1/2 &nbsp;</p>",
        "{# Words > here. #}<!-- and > here -->{% if a > b %}{{ name }}{% else %}\n{% endif %}",
        "{{ <Metric map={{\"value\": value, \"label\": \"} }}\"}} /> }}",
        "<meta name=\"viewport\" content=\"width=device-width\">",
        "<meta property=\"og:title\" content=\"{{ page.title }}\">",
        "<h{{ level }} class=\"{{ \"wide\" if wide }}\">{{ title }}</h{{ level }}>",
        "<script type=\"module\" src=\"{{ asset(path=\"site.js\") }}\"></script>",
        "<input type=\"radio\" value=\"all\" checked>",
    ] {
        assert_eq!(hard_coded_words(template), [], "{template}");
        assert_eq!(unsafe_markup(template), [], "{template}");
    }
}

#[test]
fn hard_coded_words_are_found() {
    finds(hard_coded_words, "<p>\n\nVouched for by {{ name }}</p>", 3);
    finds(hard_coded_words, "{{ a }}\n{% if b %}é{% endif %}", 2);
    finds(hard_coded_words, "<img alt='Photo of {{ name }}' src=x>", 1);
    finds(hard_coded_words, "<button\naria-label=Close></button>", 1);
    finds(hard_coded_words, "<meta name=description content=\"A portfolio\">", 1);
    finds(hard_coded_words, "<input type=submit value=Send>", 1);
    finds(hard_coded_words, "<p>{{- \"Words\" | upper }}</p>", 1);
    finds(hard_coded_words, "<p>&amp; so &mdash;</p>", 1);
    finds(hard_coded_words, "{# note #}\n<svg><title>Arrow</title></svg>", 2);
}

#[test]
fn unsafe_markup_is_found() {
    finds(unsafe_markup, "<p>\n<b class=x style=\"color: red\">", 2);
    finds(unsafe_markup, "<style>p { color: red }</style>", 1);
    finds(unsafe_markup, "<script>alert(1)</script>", 1);
    finds(unsafe_markup, "<button onclick=\"go()\">", 1);
    finds(unsafe_markup, "<a href=\" JavaScript:go()\">", 1);
    finds(unsafe_markup, "<p>\n{{ body|safe }}", 2);
    finds(unsafe_markup, "{{ body | trim | safe }}", 1);
    finds(unsafe_markup, "{{ <Note text={body | safe} /> }}", 1);
    finds(unsafe_markup, "{% filter safe %}{% endfilter %}", 1);
    assert_eq!(
        unsafe_markup(
            "{{ t(key=\"a | safe\") | safely }}<script type=\"application/ld+json\">{}</script>"
        ),
        []
    );
}
