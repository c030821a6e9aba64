//! HTML as a browser's tokenizer reads it: what is an element, what is an attribute, what is text.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// A start tag and the text that follows it, up to the next tag.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a page consists of.
#[derive(Debug, Default)]
pub struct Page {
    pub elements: Vec<Element>,
    pub comments: Vec<String>,
    /// Tags that are closed by another's end tag, or by none.
    pub unclosed: Vec<String>,
    /// Names of elements that hold neither text nor another element.
    pub empty: Vec<String>,
}

impl Page {
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// The content of `<meta name=… content=…>` or `<meta property=…>`.
    pub fn meta(&self, name: &str) -> Option<&str> {
        let is_meant = |element: &&Element| {
            [element.attribute("name"), element.attribute("property")].contains(&Some(name))
        };
        self.named("meta").find(is_meant)?.attribute("content")
    }

    /// The address in `<link rel=… href=…>`.
    pub fn link(&self, rel: &str) -> Option<&str> {
        self.named("link").find(|link| link.attribute("rel") == Some(rel))?.attribute("href")
    }

    /// Every attribute that a browser follows, with the URLs in it.
    pub fn urls(&self) -> Vec<(String, String)> {
        let mut urls = Vec::new();
        for element in &self.elements {
            for (attribute, value) in &element.attributes {
                let place = format!("<{} {attribute}>", element.name);
                match attribute.as_str() {
                    "href" | "src" | "action" | "formaction" | "poster" | "cite" | "data"
                    | "xlink:href" | "background" | "ping" => urls.push((place, value.clone())),
                    "srcset" | "imagesrcset" => {
                        let candidates = value
                            .split(',')
                            .filter_map(|part| part.split_whitespace().next().map(str::to_owned));
                        urls.extend(candidates.map(|url| (place.clone(), url)));
                    }
                    "content" if element.attribute("http-equiv") == Some("refresh") => {
                        let target = value.split_once("url=").map_or("", |(_, url)| url);
                        urls.push((place, target.to_owned()));
                    }
                    _ => {}
                }
            }
        }
        urls
    }
}

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Reads a page or a part of one.
pub fn read(html: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut state = tokenizer.sink.0.into_inner();
    state.page.unclosed.append(&mut state.open);
    state.page
}

#[derive(Default)]
struct Sink(RefCell<State>);

#[derive(Default)]
struct State {
    page: Page,
    open: Vec<String>,
    /// Whether each open element holds anything yet.
    filled: Vec<bool>,
    /// Whether text still follows the last start tag.
    follows: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let state = &mut *self.0.borrow_mut();
        if let Token::CharacterTokens(text) = &token {
            state.fill(!text.trim().is_empty());
        }
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) if state.follows => {
                if let Some(element) = state.page.elements.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Token::CommentToken(comment) => state.page.comments.push(comment.to_string()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    /// Something stands in the innermost open element.
    fn fill(&mut self, is_something: bool) {
        if let Some(filled) = self.filled.last_mut() {
            *filled |= is_something;
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        self.follows = tag.kind == TagKind::StartTag;
        if tag.kind == TagKind::EndTag {
            if self.filled.pop() == Some(false) {
                self.page.empty.push(name.clone());
            }
            match self.open.pop() {
                Some(open) if open == name => {}
                open => self.page.unclosed.push(format!("{open:?} closed by </{name}>")),
            }
            return TokenSinkResult::Continue;
        }
        self.fill(true);
        if !tag.self_closing && !VOID.contains(&name.as_str()) {
            self.open.push(name.clone());
            self.filled.push(false);
        }
        let attributes = tag.attrs.iter();
        let attributes =
            attributes.map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
        let raw = match name.as_str() {
            "script" => Some(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
            "title" | "textarea" => Some(RawKind::Rcdata),
            _ => None,
        };
        self.page.elements.push(Element { name, attributes, text: String::new() });
        match raw {
            Some(kind) => TokenSinkResult::RawData(kind),
            None => TokenSinkResult::Continue,
        }
    }
}
