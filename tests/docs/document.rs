//! A Markdown document in parts: blocks of code, headings, links, tables.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A document of the repository.
#[derive(Debug, Default)]
pub struct Document {
    /// From the repository's root.
    pub file: String,
    pub text: String,
    pub blocks: Vec<Block>,
    /// Anchors of the headings, as code hosts make them.
    pub anchors: Vec<String>,
    /// Where links and images lead.
    pub links: Vec<String>,
    pub tables: Vec<Table>,
    /// Code within the text, with the anchor of the heading above.
    pub words: Vec<(String, String)>,
}

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The anchor of the heading above.
    pub section: String,
    pub info: String,
    pub text: String,
    /// The line of its fence, from 1.
    pub line: usize,
}

/// A table. Cells are their text, without the signs around code.
#[derive(Debug)]
pub struct Table {
    /// The anchor of the heading above.
    pub section: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Document {
    /// Reads the text of this file.
    pub fn read(file: &str, text: &str) -> Document {
        let mut document =
            Document { file: file.to_owned(), text: text.to_owned(), ..Document::default() };
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let mut heard = String::new();
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let section = document.anchors.last().cloned().unwrap_or_default();
            match event {
                Event::Text(words) => heard.push_str(&words),
                Event::Code(word) => {
                    heard.push_str(&word);
                    document.words.push((section, word.into_string()));
                }
                Event::SoftBreak | Event::HardBreak => heard.push(' '),
                Event::Start(Tag::CodeBlock(kind)) => {
                    heard.clear();
                    let CodeBlockKind::Fenced(info) = kind else { continue };
                    let line = text.get(..range.start).unwrap_or_default().lines().count() + 1;
                    let (info, text) = (info.into_string(), String::new());
                    document.blocks.push(Block { section, info, text, line });
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some(block) = document.blocks.last_mut() {
                        block.text = std::mem::take(&mut heard);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Table(_)) => {
                    document.tables.push(Table { section, head: Vec::new(), rows: Vec::new() });
                }
                Event::Start(Tag::TableRow | Tag::TableHead) => {
                    document.tables.last_mut().expect("in a table").rows.push(Vec::new());
                }
                Event::End(TagEnd::TableHead) => {
                    let table = document.tables.last_mut().expect("in a table");
                    table.head = table.rows.pop().unwrap_or_default();
                }
                Event::End(TagEnd::TableCell) => {
                    let row = document.tables.last_mut().and_then(|table| table.rows.last_mut());
                    row.expect("in a row").push(std::mem::take(&mut heard));
                }
                Event::End(TagEnd::Heading(_)) => {
                    let anchor = document.free_anchor(&heard);
                    document.anchors.push(anchor);
                }
                Event::Start(Tag::Heading { .. } | Tag::TableCell) => heard.clear(),
                _ => {}
            }
        }
        document
    }

    /// The table below this heading whose first column is called so.
    pub fn table(&self, section: &str, first: &str) -> Option<&Table> {
        let is_meant = |table: &&Table| {
            table.section == section && table.head.first().is_some_and(|head| head == first)
        };
        self.tables.iter().find(is_meant)
    }

    /// Lower case, spaces as hyphens, other signs gone; a number where it is taken.
    fn free_anchor(&self, heading: &str) -> String {
        let mut anchor = String::new();
        for character in heading.trim().to_lowercase().chars() {
            match character {
                ' ' => anchor.push('-'),
                c if c.is_alphanumeric() || matches!(c, '-' | '_') => anchor.push(c),
                _ => {}
            }
        }
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let mut wanted = std::iter::once(anchor.clone()).chain(numbered);
        wanted.find(|anchor| !self.anchors.contains(anchor)).unwrap_or(anchor)
    }
}

impl Table {
    /// The first cell of every row.
    pub fn names(&self) -> Vec<&str> {
        self.rows.iter().filter_map(|row| row.first()).map(String::as_str).collect()
    }
}

#[test]
fn documents_are_read() {
    let text = "# One `two`!\n\n[a](b.md#c)\n\n| A | B |\n|---|---|\n| `x` | y |\n\n## One two\n\n\
                ```yaml config\na: 1\n```\n";
    let found = Document::read("x.md", text);
    assert_eq!(found.anchors, ["one-two", "one-two-1"]);
    assert_eq!(found.links, ["b.md#c"]);
    let table = found.table("one-two", "A").expect("the table");
    assert_eq!((table.names(), table.head.len()), (vec!["x"], 2));
    let blocks: Vec<_> =
        found.blocks.iter().map(|b| (b.info.as_str(), b.text.as_str(), b.line)).collect();
    assert_eq!(blocks, [("yaml config", "a: 1\n", 11)]);
}
