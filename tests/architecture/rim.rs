//! Input and output stay at the rim: only its files lift the lint that clippy.toml sets up.

use super::{assert_none, files, tokens};
use proc_macro2::{TokenStream, TokenTree};

/// Files that may touch the world, by how their path within `src/` begins.
const RIM: &[&str] = &[
    "source/disk",
    "picture/disk",
    "emit/destination",
    "emit/disk",
    "emit/lock",
    "http",
    "watch",
    "serve",
    "external",
    "publish",
    "cli",
    "main",
];

/// The lint, and the groups that hold it.
const LINTS: &[&str] = &["disallowed_methods", "style", "all", "warnings"];

#[test]
fn only_the_rim_touches_the_world() {
    let findings: Vec<String> =
        files("src", ".rs").iter().flat_map(|(file, text)| check(file, text)).collect();
    assert_none(&findings);
}

fn check(file: &str, text: &str) -> Vec<String> {
    if is_rim(file) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    lifted(tokens(file, text), &mut lines);
    lines
        .iter()
        .map(|line| format!("{file}:{line}: only the rim may lift `disallowed_methods`"))
        .collect()
}

fn is_rim(file: &str) -> bool {
    let file = file.strip_prefix("src/").unwrap_or(file);
    RIM.iter()
        .any(|rim| file.strip_prefix(rim).is_some_and(|rest| rest.starts_with(['.', '/', '_'])))
}

/// Lines on which `allow(…)`, `expect(…)` or `warn(…)` name the lint, also within `cfg_attr`.
fn lifted(tokens: TokenStream, lines: &mut Vec<usize>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let level = at.checked_sub(1).map(|before| tokens[before].to_string());
        let lifts = matches!(level.as_deref(), Some("allow" | "expect" | "warn"));
        let names = |token: TokenTree| LINTS.contains(&token.to_string().as_str());
        if lifts && group.stream().into_iter().any(names) {
            lines.push(group.span().start().line);
        } else {
            lifted(group.stream(), lines);
        }
    }
}

#[test]
fn the_rim_may() {
    let text = "#![expect(clippy::disallowed_methods, reason = \"the rim\")]";
    for file in ["src/source/disk.rs", "src/emit/disk/write.rs", "src/cli/mod.rs", "src/main.rs"] {
        assert_none(&check(file, text));
    }
}

#[test]
fn others_may_not() {
    let finding =
        |line| [format!("src/plan/mod.rs:{line}: only the rim may lift `disallowed_methods`")];
    let check = |text| check("src/plan/mod.rs", text);
    assert_eq!(check("#![allow(clippy::disallowed_methods)]"), finding(1));
    assert_eq!(check("\nfn f() { #[expect(clippy::disallowed_methods)] g() }"), finding(2));
    assert_eq!(check("#[cfg_attr(unix, allow(clippy::all))] fn f() {}"), finding(1));
    assert_none(&check("#[allow(dead_code)] fn f() { \"allow(warnings)\"; }"));
    assert!(!is_rim("src/source/mod.rs") && !is_rim("src/publisher.rs"));
}
