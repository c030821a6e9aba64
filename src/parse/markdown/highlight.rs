//! Highlighting of fenced code: syntect's scopes as a handful of classes.
//!
//! The syntaxes are loaded when a fence first names a language, and a language's own patterns are
//! compiled at its first block, which takes tens of milliseconds; hence the memo of whole blocks.

use super::html::escape;
use crate::digest::{Digest, Digester};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Larger blocks, and those with longer lines, stay plain: the patterns are slow on them.
const BLOCK_LIMIT: usize = 64 * 1024;
const LINE_LIMIT: usize = 2_000;

/// Blocks that the memo holds before it begins anew.
const MEMO_LIMIT: usize = 4_096;

/// The code as HTML with `<span class="hl-…">`; `None` where the language is unknown.
pub(super) fn highlight(language: &str, code: &str) -> Option<Arc<str>> {
    if matches!(language, "" | "text" | "txt" | "plain" | "plaintext") || code.len() > BLOCK_LIMIT {
        return None;
    }
    let syntax = syntax(language)?;
    let mut digester = Digester::default();
    digester.update(syntax.name.as_bytes());
    digester.update(&[0]);
    digester.update(code.as_bytes());
    let key = digester.finish();
    if let Some(known) = lock().get(&key) {
        return known.clone();
    }
    let html = paint(syntax, code).map(Arc::from);
    let mut memo = lock();
    if memo.len() >= MEMO_LIMIT {
        memo.clear();
    }
    memo.insert(key, html.clone());
    html
}

type Memo = FxHashMap<Digest, Option<Arc<str>>>;

fn lock() -> std::sync::MutexGuard<'static, Memo> {
    static MEMO: OnceLock<Mutex<Memo>> = OnceLock::new();
    MEMO.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_ascii_lowercase();
    // Languages that the default set lacks, as the nearest that it has.
    let token = match language.as_str() {
        "ts" | "tsx" | "typescript" | "jsx" | "mjs" | "cjs" => "js",
        "shell" | "console" | "zsh" => "sh",
        "golang" => "go",
        "jsonc" | "json5" => "json",
        other => other,
    };
    syntaxes().find_syntax_by_token(token)
}

fn paint(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut painter = Painter { out: String::with_capacity(code.len() * 2), ..Painter::default() };
    for line in LinesWithEndings::from(code) {
        if line.len() > LINE_LIMIT {
            return None;
        }
        let mut from = 0;
        for (at, change) in state.parse_line(line, syntaxes()).ok()? {
            painter.piece(line.get(from..at)?, &scopes);
            scopes.apply(&change).ok()?;
            from = at;
        }
        painter.piece(line.get(from..)?, &scopes);
    }
    painter.switch(None);
    Some(painter.out)
}

/// Writes pieces of code; neighbours of one class share a span.
#[derive(Default)]
struct Painter {
    out: String,
    open: Option<&'static str>,
    /// White space that belongs to the span if the next piece does.
    blank: String,
}

impl Painter {
    fn piece(&mut self, text: &str, scopes: &ScopeStack) {
        let (text, after) = text.split_at(text.trim_end().len());
        let (before, text) = text.split_at(text.len() - text.trim_start().len());
        self.blank.push_str(before);
        if text.is_empty() {
            self.blank.push_str(after);
            return;
        }
        let class = class(scopes);
        if class == self.open {
            self.out.push_str(&self.blank);
            self.blank.clear();
        } else {
            self.switch(class);
        }
        escape(&mut self.out, text);
        self.blank.push_str(after);
    }

    fn switch(&mut self, class: Option<&'static str>) {
        if self.open.is_some() {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.blank);
        self.blank.clear();
        if let Some(class) = class {
            self.out.push_str("<span class=\"hl-");
            self.out.push_str(class);
            self.out.push_str("\">");
        }
        self.open = class;
    }
}

/// The class of the innermost scope that has one.
fn class(scopes: &ScopeStack) -> Option<&'static str> {
    let rules = rules();
    scopes.as_slice().iter().rev().find_map(|scope| {
        let rule = rules.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        rule.map(|(_, class)| *class)
    })?
}

/// Prefixes of scopes, the first that fits counts. `None` hides the scopes outside.
fn rules() -> &'static [(Scope, Option<&'static str>)] {
    static RULES: OnceLock<Vec<(Scope, Option<&'static str>)>> = OnceLock::new();
    RULES.get_or_init(|| {
        let names = NAMES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)));
        names.collect()
    })
}

const NAMES: &[(&str, Option<&str>)] = &[
    ("comment", Some("comment")),
    ("string", Some("string")),
    ("constant.character", Some("string")),
    ("constant.numeric", Some("number")),
    ("constant.language", Some("keyword")),
    ("keyword.operator.word", Some("keyword")),
    ("keyword.operator.logical.python", Some("keyword")),
    ("keyword.operator", None),
    ("keyword", Some("keyword")),
    ("storage", Some("keyword")),
    ("variable.language", Some("keyword")),
    ("entity.name.function", Some("function")),
    ("support.function", Some("function")),
    ("variable.function", Some("function")),
    ("entity.other.attribute-name", Some("function")),
    ("entity.name", Some("type")),
    ("entity.other.inherited-class", Some("type")),
    ("support.type", Some("type")),
    ("support.class", Some("type")),
    // Code within a string or template is code again.
    ("source", None),
    ("meta.interpolation", None),
];
