//! Rust files as lists of their structs, enums and aliases, with what their comments say.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A struct, an enum or an alias.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// `struct`, `enum` or `type`.
    pub kind: String,
    pub name: String,
    pub doc: String,
    /// Fields or variants.
    pub members: Vec<Member>,
}

/// A field with its type, or a variant without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub doc: String,
    /// Without spaces and lifetimes, `Option<List<Link>>`.
    pub kind: String,
}

/// The items of a file.
pub fn items(file: &str, text: &str) -> Vec<Item> {
    let tokens: TokenStream =
        text.parse().unwrap_or_else(|error| panic!("{file} is not Rust: {error}"));
    let mut tokens = tokens.into_iter().peekable();
    let (mut items, mut doc) = (Vec::new(), Vec::new());
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                doc.extend(comment(group.stream()));
            }
            TokenTree::Ident(word) if ["struct", "enum", "type"].contains(&&*word.to_string()) => {
                let Some(TokenTree::Ident(name)) = tokens.next() else { continue };
                let body = tokens.find_map(|token| match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        Some(group.stream())
                    }
                    TokenTree::Punct(sign) if sign.as_char() == ';' => Some(TokenStream::new()),
                    _ => None,
                });
                let members = members(body.unwrap_or_default());
                let (kind, name) = (word.to_string(), name.to_string());
                items.push(Item { kind, name, doc: sentence(&std::mem::take(&mut doc)), members });
            }
            TokenTree::Punct(sign) if sign.as_char() == '#' => {}
            TokenTree::Ident(word) if word == "pub" => {}
            _ => doc.clear(),
        }
    }
    items
}

fn members(body: TokenStream) -> Vec<Member> {
    let (mut members, mut doc) = (Vec::new(), Vec::new());
    let mut depth = 0;
    let mut current: Option<Member> = None;
    for token in body {
        match (&token, &mut current) {
            (TokenTree::Punct(sign), _) if sign.as_char() == ',' && depth == 0 => {
                members.extend(current.take());
            }
            (TokenTree::Punct(sign), None) if sign.as_char() == '#' => {}
            (TokenTree::Group(group), None) => doc.extend(comment(group.stream())),
            (TokenTree::Ident(word), None) if word == "pub" => {}
            (TokenTree::Ident(word), None) => {
                let doc = sentence(&std::mem::take(&mut doc));
                current = Some(Member { name: word.to_string(), doc, kind: String::new() });
            }
            (token, Some(member)) => {
                if let TokenTree::Punct(sign) = token {
                    depth += i32::from(sign.as_char() == '<') - i32::from(sign.as_char() == '>');
                }
                member.kind.push_str(&token.to_string());
            }
            _ => {}
        }
    }
    members.extend(current);
    for member in &mut members {
        let kind = member.kind.trim_start_matches(':').replace(' ', "");
        let kind = ["'static", "'a", "'_", "<>", "std::collections::", "tera::"]
            .iter()
            .fold(kind, |kind, part| kind.replace(part, ""));
        member.kind = kind.replace("<,", "<");
    }
    members
}

/// The text of `#[doc = "…"]`, which a comment is.
fn comment(attribute: TokenStream) -> Option<String> {
    let mut tokens = attribute.into_iter();
    if !matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "doc") {
        return None;
    }
    let text = tokens.last()?.to_string();
    let text = text.trim_start_matches('r').trim_matches('#').trim_matches('"');
    Some(text.replace("\\\"", "\"").replace("\\'", "'").replace("\\\\", "\\").trim().to_owned())
}

/// Lines as one text; names of Rust items are code and lead nowhere.
fn sentence(lines: &[String]) -> String {
    lines.join(" ").replace("[`", "`").replace("`]", "`")
}

#[test]
fn items_are_read() {
    let text = "/// Of\n/// two.\n#[derive(X)]\npub struct A<'a> {\n    /// One's “own”.\n    \
                #[serde(default)]\n    pub one: Option<List<Map<u8, B>>>,\n    two: &'a str,\n}\n\
                enum B { /// C.\n C, D }\n/// Text.\npub type E = F;\nfn g() {}\nstruct H {}\n";
    let found: Vec<String> = items("x.rs", text)
        .iter()
        .map(|item| {
            let members = item.members.iter().map(|m| format!("{}:{}:{}", m.name, m.kind, m.doc));
            let members = members.collect::<Vec<_>>().join("; ");
            format!("{} {} ({}) {members}", item.kind, item.name, item.doc)
        })
        .collect();
    assert_eq!(
        found,
        [
            "struct A (Of two.) one:Option<List<Map<u8,B>>>:One's “own”.; two:&str:",
            "enum B () C::C.; D::",
            "type E (Text.) ",
            "struct H () ",
        ]
    );
}
