//! A module imports only from those above it in the pipeline.

use super::{assert_none, files, read, tokens};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The library's modules from first to last; those of one layer do not know each other.
const LAYERS: &[&[&str]] = &[
    &["diagnostic", "digest"],
    &["draw"],
    &["model"],
    &["yaml"],
    &["config"],
    &["source"],
    &["parse"],
    &["resolve"],
    &["checks", "theme"],
    &["picture"],
    &["plan"],
    &["outputs"],
    &["render"],
    &["emit"],
    &["engine"],
    &["http"],
    &["watch", "serve", "import", "external", "publish"],
];

/// The binary's only module. It comes last, and names the library's modules as `vouchfolio::…`.
const BINARY: &str = "cli";

/// Exported macros stand at the crate's root; this is the module each belongs to.
const MACROS: &[(&str, &str)] = &[("path", "diagnostic")];

#[test]
fn modules_import_only_from_above() {
    let findings: Vec<String> =
        files("src", ".rs").iter().flat_map(|(file, text)| check(file, text)).collect();
    assert_none(&findings);
}

#[test]
fn the_library_declares_its_modules_in_order() {
    let declared = declared_modules(tokens("src/lib.rs", &read("src/lib.rs")));
    let expected: Vec<String> =
        order().filter(|name| declared.iter().any(|module| module == name)).collect();
    assert_eq!(declared, expected, "src/lib.rs declares its modules in another order, or others");
}

#[test]
fn the_order_is_documented() {
    let layers: Vec<String> = LAYERS.iter().map(|layer| layer.join(", ")).collect();
    let line = format!("{} ← {BINARY}", layers.join(" ← "));
    assert!(read("ARCHITECTURE.md").contains(&line), "ARCHITECTURE.md does not say:\n{line}");
}

/// The findings in one file.
fn check(file: &str, text: &str) -> Vec<String> {
    let path = module_path(file);
    let binary =
        path.is_empty() && file == "src/main.rs" || path.first().is_some_and(|m| m == BINARY);
    if file == "src/lib.rs" {
        return Vec::new();
    }
    let mut scan = Scan { binary, references: Vec::new() };
    scan.tokens(tokens(file, text), &path);
    let own = path.first().map(String::as_str);
    scan.references
        .iter()
        .filter_map(|reference| {
            Some(format!("{file}:{}: {}", reference.line, wrong(reference, own, binary)?))
        })
        .chain(own.filter(|own| layer(own).is_none() && !binary).map(|own| {
            format!("{file}:1: `{own}` is no module of the pipeline; LAYERS in this test has them")
        }))
        .collect()
}

/// What is wrong with a reference from a module to another.
fn wrong(reference: &Reference, own: Option<&str>, binary: bool) -> Option<String> {
    let name = reference.name.as_str();
    if binary && !reference.library {
        return (name != BINARY).then(|| format!("the binary has no module `{name}`"));
    }
    if name == "*" {
        return Some("an import of the whole crate hides what is imported".to_owned());
    }
    let name = MACROS.iter().find(|(of, _)| *of == name).map_or(name, |(_, module)| module);
    let Some(target) = layer(name) else {
        return Some(format!("`{name}` is no module of the library"));
    };
    let own = own.filter(|own| !binary && *own != name)?;
    (layer(own)? <= target).then(|| format!("`{own}` may not import from `{name}`"))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn order() -> impl Iterator<Item = String> {
    LAYERS.iter().copied().flatten().map(|name| (*name).to_owned())
}

/// `src/plan/view.rs` is `plan`, `view`; `src/plan/mod.rs` is `plan`; `src/main.rs` is the root.
fn module_path(file: &str) -> Vec<String> {
    let path = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let mut path: Vec<String> = path.split('/').map(str::to_owned).collect();
    let root = path.len() == 1 && matches!(path[0].as_str(), "lib" | "main");
    if root || path.last().is_some_and(|name| name == "mod") {
        path.pop();
    }
    path
}

/// The names in `mod NAME;`.
fn declared_modules(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens
        .windows(3)
        .filter(|three| is_ident(&three[0], "mod") && is_punct(&three[2], ';'))
        .map(|three| three[1].to_string())
        .collect()
}

/// Something at a crate's root that a file names.
struct Reference {
    /// `*` for all of it.
    name: String,
    /// Through `vouchfolio::`, not `crate::` or `super::`.
    library: bool,
    line: usize,
}

struct Scan {
    binary: bool,
    references: Vec<Reference>,
}

impl Scan {
    /// Reads the tokens of the module with this path, inline modules and macros included.
    fn tokens(&mut self, tokens: TokenStream, path: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Ident(ident) if is_path(&tokens, at) => {
                    let (base, library) = match ident.to_string().as_str() {
                        "crate" => (Vec::new(), false),
                        "vouchfolio" if self.binary => (Vec::new(), true),
                        "super" => (parent(path), false),
                        "self" => (path.to_vec(), false),
                        _ => continue,
                    };
                    at = self.path(&tokens, at + 2, base, library);
                }
                TokenTree::Ident(ident) if ident == "mod" => {
                    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                        (tokens.get(at), tokens.get(at + 1))
                    {
                        let inner: Vec<String> =
                            path.iter().cloned().chain([name.to_string()]).collect();
                        self.tokens(body.stream(), &inner);
                        at += 2;
                    }
                }
                TokenTree::Group(group) => self.tokens(group.stream(), path),
                _ => {}
            }
        }
    }

    /// Reads a path, or a tree of them, that goes on from this base; returns where it left off.
    fn path(&mut self, tokens: &[TokenTree], at: usize, base: Vec<String>, library: bool) -> usize {
        let Some(token) = tokens.get(at) else { return at };
        match token {
            TokenTree::Ident(ident) if ident == "super" && is_path(tokens, at + 1) => {
                return self.path(tokens, at + 3, parent(&base), library);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is_punct(token, ',')) {
                    self.path(part, 0, base.clone(), library);
                }
            }
            _ if base.is_empty() => {
                let name = match token.to_string() {
                    whole if whole == "self" => "*".to_owned(),
                    name => name,
                };
                let line = token.span().start().line;
                self.references.push(Reference { name, library, line });
            }
            _ => {}
        }
        at + 1
    }
}

fn parent(path: &[String]) -> Vec<String> {
    path.split_last().map_or_else(Vec::new, |(_, rest)| rest.to_vec())
}

/// Whether `::` stands here.
fn is_path(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at..at + 2).is_some_and(|two| two.iter().all(|token| is_punct(token, ':')))
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

#[track_caller]
fn passes(file: &str, text: &str) {
    assert_none(&check(file, text));
}

#[track_caller]
fn fails(file: &str, text: &str, finding: &str) {
    assert_eq!(check(file, text), [format!("{file}:{finding}")], "{text}");
}

#[test]
fn imports_from_above_pass() {
    passes("src/plan/view.rs", "use crate::model::{Date, Period};");
    passes("src/plan/view.rs", "use crate::{diagnostic, model::Date};");
    passes("src/plan/view.rs", "use super::routes; use crate::plan::Artifact;");
    passes("src/plan/mod.rs", "mod view { use super::super::model; use super::*; }");
    passes("src/resolve.rs", "fn f() { crate::path![\"skills\", 2]; }");
    passes("src/cli/build.rs", "use crate::cli::Site; use vouchfolio::{engine, emit::Changes};");
    passes("src/main.rs", "mod cli; use vouchfolio::engine;");
}

#[test]
fn comments_and_strings_import_nothing() {
    passes(
        "src/model/date.rs",
        "//! See [`crate::render`].\n/* crate::emit */ const S: &str = \"crate::emit\";",
    );
}

#[test]
fn imports_from_below_fail() {
    let (file, wrong) = ("src/model/date.rs", "1: `model` may not import from `render`");
    fails(file, "use crate::render::Output;", wrong);
    fails(file, "use crate::{diagnostic, render};", wrong);
    fails(file, "use crate::{diagnostic::{self, Code}, render::{Output}};", wrong);
    fails(file, "use super::super::render;", wrong);
    fails(file, "use super::{super::render::Output, Period};", wrong);
    fails(file, "pub(in crate::render) fn f() {}", wrong);
    fails(file, "fn f() -> crate::render::Output { todo!() }", wrong);
    fails(file, "fn f() { println!(\"{}\", crate::render::f()) }", wrong);
    fails(file, "macro_rules! m { () => { $crate::render::f() } }", wrong);
    fails(file, "mod tests { use super::super::super::render; }", wrong);
    fails(file, "\n\nuse crate::\n    render;", "4: `model` may not import from `render`");
}

#[test]
fn modules_of_one_layer_do_not_know_each_other() {
    fails("src/checks/mod.rs", "use crate::theme;", "1: `checks` may not import from `theme`");
    fails("src/digest.rs", "use crate::path;", "1: `digest` may not import from `diagnostic`");
}

#[test]
fn what_no_layer_holds_fails() {
    fails("src/plan/mod.rs", "use crate::helpers;", "1: `helpers` is no module of the library");
    fails("src/plan/mod.rs", "use crate::cli;", "1: `cli` is no module of the library");
    fails("src/cli/mod.rs", "use vouchfolio::helpers;", "1: `helpers` is no module of the library");
    fails("src/cli/mod.rs", "use crate::engine;", "1: the binary has no module `engine`");
    let whole = "1: an import of the whole crate hides what is imported";
    fails("src/plan/mod.rs", "use crate::*;", whole);
    fails("src/plan/mod.rs", "use crate::{self as all, model};", whole);
    fails("src/cli/mod.rs", "use vouchfolio::*;", whole);
    let unknown = "1: `helpers` is no module of the pipeline; LAYERS in this test has them";
    fails("src/helpers.rs", "", unknown);
}
