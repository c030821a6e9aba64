//! A stylesheet without what only its authors need: comments, and spaces between tokens.

/// The same rules in fewer bytes. Strings and addresses stay as they are; so does every space that
/// may tell one selector or value from another.
pub fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        let length = token(rest, next);
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        if next.is_ascii_whitespace() || token.starts_with("/*") {
            space(&mut out);
        } else if next == '}' {
            out.truncate(out.trim_end_matches([' ', ';']).len());
            out.push('}');
        } else {
            if matches!(next, '{' | ';' | ',' | ')') {
                out.truncate(out.trim_end_matches(' ').len());
            }
            out.push_str(token);
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// The length of what stands at the start of the text and stays together.
fn token(css: &str, first: char) -> usize {
    let to = |end: Option<usize>| end.unwrap_or(css.len());
    match first {
        '/' if css.starts_with("/*") => to(css.find("*/").map(|at| at + 2)),
        '"' | '\'' => to(string(css, first)),
        '\\' => 1 + css.chars().nth(1).map_or(0, char::len_utf8),
        'u' | 'U' if css.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("url(")) => {
            let inside = css.get(4..).unwrap_or_default().trim_start();
            match inside.starts_with(['"', '\'']) {
                true => 4,
                false => to(css.find(')').map(|at| at + 1)),
            }
        }
        _ => first.len_utf8(),
    }
}

/// The length of a string with its quotes; it ends with the line where it has no second one.
fn string(css: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in css.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return Some(at),
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// One space, where one can matter.
fn space(out: &mut String) {
    let before = out.trim_end_matches(['{', '}', ';', ',', '(', ':']);
    let is_needed = before.len() == out.len() || before.ends_with('\\');
    if !out.is_empty() && !out.ends_with(' ') && is_needed {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[track_caller]
    fn check(css: &str, expected: &str) {
        assert_eq!(compact(css), expected);
        assert_eq!(compact(expected), expected, "twice");
    }

    #[test]
    fn what_nobody_needs_is_left_out() {
        check("/* a */\n@layer a, b;\n\n.x {\n  color: red;\n}\n", "@layer a,b;.x{color:red}");
        check(
            "@media (min-width: 48rem) { a , b { margin : 0 } }",
            "@media (min-width:48rem){a,b{margin :0}}",
        );
        check("a{}\n/* unclosed", "a{}");
    }

    #[test]
    fn what_may_matter_stays() {
        check(
            "a :hover > b + c { margin: calc(1px + 2px) -1px }",
            "a :hover > b + c{margin:calc(1px + 2px) -1px}",
        );
        check("@media screen and (color) {a{b:c}}", "@media screen and (color){a{b:c}}");
        check("a/**/b{c:d}", "a b{c:d}");
        check("a{content:\"; }  /* x */\";b:c}", "a{content:\"; }  /* x */\";b:c}");
        check("a{content:'\\'  ;'}", "a{content:'\\'  ;'}");
        check("a{b:url( x /* y */.png )}", "a{b:url( x /* y */.png )}");
        check("a{b:url( \"x  y\" )}", "a{b:url(\"x  y\")}");
        check(".a\\,  b{c:d}", ".a\\, b{c:d}");
    }
}
