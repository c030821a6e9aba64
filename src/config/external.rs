//! `external:` in the configuration: how links out of the site are looked at.

use serde::Deserialize;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::path;
use crate::yaml::{List, Text};

/// How links out of the site are looked at.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenExternal {
    /// Addresses that are left alone, such as those that answer people only. `*` stands for
    /// anything: `https://www.linkedin.com/*`.
    ignore: Option<List<AddressPattern>>,
}

/// An address of another host, where `*` stands for anything.
type AddressPattern = Text;

/// Addresses, as one text in which `*` stands for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Arc<str>);

impl Pattern {
    /// Whether it is the pattern of this address.
    pub fn matches(&self, address: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| address.strip_prefix(first)) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        true
    }
}

pub(super) fn ignored(written: WrittenExternal, problems: &mut Vec<Diagnostic>) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (index, pattern) in written.ignore.unwrap_or_default().0.into_iter().enumerate() {
        if ["https://", "http://", "*"].iter().any(|start| pattern.starts_with(start)) {
            patterns.push(Pattern(pattern.0));
            continue;
        }
        let message = format!("`{pattern}` is no address of another host");
        problems.push(
            Diagnostic::new(Code::BadUrl, message)
                .at(At::Value(path!["external", "ignore", index]))
                .help("begin it with `https://`, and write `*` for whatever may follow"),
        );
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_star_stands_for_anything() {
        let matches = |pattern: &str, address| Pattern(pattern.into()).matches(address);
        assert!(matches("https://a.example/*", "https://a.example/x?y"));
        assert!(matches("https://a.example/*", "https://a.example/"));
        assert!(matches("https://*.example/*/x", "https://a.b.example/1/2/x"));
        assert!(matches("*x", "https://a.example/x"));
        assert!(matches("https://a.example/x", "https://a.example/x"));
        assert!(!matches("https://a.example/x", "https://a.example/xy"));
        assert!(!matches("https://a.example/*", "https://b.example/"));
        assert!(!matches("https://*.example/*/x", "https://a.example/x"));
        assert!(!matches("https://a.example/*b*", "https://a.example/a"));
    }
}
