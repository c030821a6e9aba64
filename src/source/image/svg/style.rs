//! CSS within an SVG, without what asks for other files.
//!
//! What loads something in CSS is `@import`, `@font-face` and functions such as `url()`. So at-rules
//! and functions are kept by lists, a `url()` only where it leads to something in the same file,
//! and nothing with a backslash in it, by which names can be written in other ways.

/// At-rules that only say when or how other rules count.
const GROUPS: [&str; 6] =
    ["media", "supports", "layer", "keyframes", "-webkit-keyframes", "container"];

/// Functions that come to colours, numbers, shapes and effects.
const FUNCTIONS: [&str; 64] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "light-dark",
    "var",
    "calc",
    "min",
    "max",
    "clamp",
    "abs",
    "sign",
    "round",
    "mod",
    "rem",
    "sin",
    "cos",
    "tan",
    "sqrt",
    "pow",
    "hypot",
    "exp",
    "log",
    "matrix",
    "matrix3d",
    "translate",
    "translatex",
    "translatey",
    "translatez",
    "translate3d",
    "scale",
    "scalex",
    "scaley",
    "scalez",
    "scale3d",
    "rotate",
    "rotatex",
    "rotatey",
    "rotatez",
    "rotate3d",
    "skew",
    "skewx",
    "skewy",
    "perspective",
    "cubic-bezier",
    "steps",
    "linear",
    "blur",
    "brightness",
    "contrast",
    "drop-shadow",
    "grayscale",
    "hue-rotate",
    "invert",
    "opacity",
    "saturate",
    "sepia",
];

/// Shapes, whose arguments are numbers too.
const SHAPES: [&str; 6] = ["circle", "ellipse", "inset", "polygon", "path", "rect"];

/// Groups may stand so deep within each other.
const DEEPEST: usize = 8;

/// A stylesheet, without the rules and declarations that are not harmless.
pub fn sheet(css: &str) -> String {
    let mut out = String::new();
    if let Some(css) = uncommented(css) {
        rules(&css, 0, &mut out);
    }
    out
}

/// The declarations of a `style` attribute that are harmless.
pub fn declarations(css: &str) -> String {
    let Some(css) = uncommented(css) else { return String::new() };
    let kept = parts(&css, ';').into_iter().map(str::trim).filter(|one| {
        let (name, value) = one.split_once(':').unwrap_or((one, ""));
        let is_name = name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name && !value.trim().is_empty() && !value.contains(['{', '}']) && is_harmless(value)
    });
    kept.collect::<Vec<_>>().join(";")
}

/// Whether a value asks for nothing outside of the file.
pub fn is_harmless(value: &str) -> bool {
    let Some(value) = uncommented(value) else { return false };
    if value.contains(['\\', '@']) {
        return false;
    }
    let mut name = String::new();
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\'' => {
                if !rest.by_ref().any(|end| end == c) {
                    return false;
                }
                name.clear();
            }
            '(' => {
                let inside = rest.as_str().trim_start().trim_start_matches(['"', '\'']);
                let is_own = name == "url" && inside.trim_start().starts_with('#');
                let is_known = FUNCTIONS.contains(&&*name) || SHAPES.contains(&&*name);
                if !is_own && !is_known && !name.is_empty() {
                    return false;
                }
                name.clear();
            }
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() => {
                name.push(c.to_ascii_lowercase());
            }
            _ => name.clear(),
        }
    }
    true
}

/// What paint servers a sheet names, by the classes of the rule that does: `("a", "gradient")`.
pub fn references(css: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for rule in css.split('}') {
        let Some((prelude, block)) = rule.rsplit_once('{') else { continue };
        let is_end = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
        let classes = prelude.split('.').skip(1).filter_map(|class| class.split(is_end).next());
        for class in classes {
            found.extend(own(block).map(|id| (class, id)));
        }
    }
    found
}

/// The ids in `url(#…)`.
pub fn own(value: &str) -> impl Iterator<Item = &str> {
    value.split("url(").skip(1).filter_map(|rest| {
        let id =
            rest.trim_start().trim_start_matches(['"', '\'']).trim_start().strip_prefix('#')?;
        id.split([')', '"', '\'', ' ']).next()
    })
}

fn rules(css: &str, depth: usize, out: &mut String) {
    let mut rest = css.trim_start();
    while !rest.is_empty() {
        let Some((end, mark)) = next(rest, &[';', '{', '}']) else { return };
        let (prelude, after) = rest.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        if mark != '{' {
            // A statement such as `@import`, or a brace too many.
            rest = after.trim_start();
            continue;
        }
        let Some(close) = closing(after) else { return };
        let (block, next) = after.split_at(close);
        rule(prelude.trim(), block, depth, out);
        rest = next.get(1..).unwrap_or_default().trim_start();
    }
}

fn rule(prelude: &str, block: &str, depth: usize, out: &mut String) {
    if prelude.contains(['\\', '<']) || depth >= DEEPEST {
        return;
    }
    let mut inside = String::new();
    if let Some(at) = prelude.strip_prefix('@') {
        let name = at.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        if !GROUPS.contains(&name.to_ascii_lowercase().as_str())
            || at.to_ascii_lowercase().contains("url(")
        {
            return;
        }
        rules(block, depth + 1, &mut inside);
    } else {
        inside = declarations(block);
    }
    if !inside.is_empty() {
        out.push_str(prelude);
        out.push('{');
        out.push_str(&inside);
        out.push('}');
    }
}

/// A text without comments; `None` where one does not end.
fn uncommented(css: &str) -> Option<String> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = comment.split_once("*/")?.1;
    }
    out.push_str(rest);
    Some(out)
}

/// The first of these signs outside of strings and brackets.
fn next(css: &str, signs: &[char]) -> Option<(usize, char)> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, c) in css.char_indices() {
        match quote {
            Some(open) if c == open || c == '\n' => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if depth == 0 && signs.contains(&c) => return Some((at, c)),
            None if c == '(' || c == '[' => depth += 1,
            None if c == ')' || c == ']' => depth = depth.saturating_sub(1),
            None => {}
        }
    }
    None
}

/// The brace that ends the block which this begins.
fn closing(css: &str) -> Option<usize> {
    let (mut depth, mut from) = (1_usize, 0);
    loop {
        let (at, mark) = next(css.get(from..)?, &['{', '}'])?;
        depth = if mark == '{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return Some(from + at);
        }
        from += at + 1;
    }
}

fn parts(css: &str, sign: char) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), css);
    while let Some((at, _)) = next(rest, &[sign]) {
        let (part, after) = rest.split_at(at);
        found.push(part);
        rest = after.get(1..).unwrap_or_default();
    }
    found.push(rest);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loads_something_is_left_out() {
        for (value, expected) in [
            ("#7a1f2b", true),
            ("url(#a)", true),
            ("url( \"#a\" ) none", true),
            ("rotate(45 10 10)", true),
            ("translate( 1, 2) scale(2)", true),
            ("'Public Sans', sans-serif", true),
            ("(min-width: 2em)", true),
            ("url(http://x.example/a)", false),
            ("URL ( #a", true),
            ("uRl(//x.example)", false),
            ("url(a.svg#b)", false),
            ("u\\72l(http://x.example)", false),
            ("image-set('http://x.example' 1x)", false),
            ("src('http://x.example')", false),
            ("/* */url(/**/http://x.example)", false),
            ("'unended", false),
            ("expression(alert(1))", false),
        ] {
            assert_eq!(is_harmless(value), expected, "{value}");
        }
    }

    #[test]
    fn sheets_keep_their_harmless_rules() {
        let check = |css: &str, expected: &str| assert_eq!(sheet(css), expected, "{css}");
        check(".a { fill: red; stroke: url(#b) }", ".a{fill: red;stroke: url(#b)}");
        check("@import 'http://x.example'; .a { fill: red }", ".a{fill: red}");
        check("@font-face { src: url(http://x) } b { fill: red }", "b{fill: red}");
        check(
            "@media (min-width: 2em) { a { fill: red } }",
            "@media (min-width: 2em){a{fill: red}}",
        );
        check("a { fill: red; mask: url(http://x.example/;#) }", "a{fill: red}");
        check("a { } } b { fill: red }", "b{fill: red}");
        check("a { fill: red", "");
        check(".a { font-family: 'x;}y' }", "");
        check("a { /* ; } */ fill: red }", "a{fill: red}");
        check("<b { fill: red } /*", "");
        for css in [".a { fill: red; stroke: url(#b) }", "@media print { a { fill: red } }"] {
            check(&sheet(css), &sheet(css));
        }
    }
}
