//! What differs everywhere in the same way. Each rule takes one difference away, and no more.

use fancy_regex::{Captures, Regex};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A difference that no example needs to be listed for.
pub struct Rule {
    pub name: &'static str,
    /// Our HTML and theirs, and both without the difference.
    pub apply: fn(&str, &str) -> (String, String),
}

/// In the order in which they are applied. `docs/content.md` says what they mean for users.
pub const RULES: &[Rule] = &[
    // An element without content, and a quote in text, may be written in two ways.
    Rule { name: "spelling of HTML", apply: |ours, theirs| (spelling(ours), spelling(theirs)) },
    // They are notes to self.
    Rule { name: "no comments", apply: no_comments },
    // White space at the edges of blocks is not shown.
    Rule { name: "lines", apply: |ours, theirs| (lines(ours), lines(theirs)) },
    // The page's title is its heading of the first level.
    Rule { name: "headings move down", apply: headings_move_down },
    // For readers who point at a part of a page.
    Rule { name: "headings link to themselves", apply: headings_link_to_themselves },
    Rule { name: "headings get ids", apply: headings_get_ids },
    // Both scroll, and what scrolls must be reached by the keyboard.
    Rule { name: "code takes the focus", apply: code_takes_the_focus },
    Rule { name: "tables take the focus", apply: tables_take_the_focus },
    Rule { name: "header cells have a scope", apply: header_cells_have_a_scope },
    // The pages' security policy refuses `style`.
    Rule { name: "alignment is a class", apply: alignment_is_a_class },
    Rule { name: "no table body without rows", apply: no_table_body_without_rows },
    Rule { name: "code is coloured", apply: code_is_coloured },
    // So that the box has a name.
    Rule { name: "tasks have labels", apply: tasks_have_labels },
    Rule { name: "footnotes stand at the end", apply: footnotes_stand_at_the_end },
];

fn replaced(pattern: &str, html: &str, with: &str) -> String {
    pattern_of(pattern).replace_all(html, with).into_owned()
}

/// A pattern, compiled once: there are thousands of examples and rules.
fn pattern_of(text: &str) -> Regex {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        let compiled = || Regex::new(text).expect("a pattern");
        known.entry(text.to_owned()).or_insert_with(compiled).clone()
    })
}

fn spelling(html: &str) -> String {
    let html = replaced(r"<(br|hr)\s*/>", html, "<$1>");
    let html = replaced(r"<(img [^>]*?|input [^>]*?) ?/>", &html, "<$1>");
    html.replace("&quot;", "\"").replace("&#39;", "'")
}

fn no_comments(ours: &str, theirs: &str) -> (String, String) {
    (ours.to_owned(), replaced(r"(?s)<!--(?:>|->|.*?-->)", theirs, ""))
}

/// A line break before a block and after it, none within it at its edges.
fn lines(html: &str) -> String {
    const BLOCKS: &str =
        "p|ul|ol|li|dl|dt|dd|blockquote|pre|div|section|table|thead|tbody|tr|th|td|h[1-6]";
    let html = replaced(&format!(r"\n*(<(?:{BLOCKS})(?:\s[^>]*)?>)\n*"), html, "\0$1");
    let html = replaced(&format!(r"\n*(</(?:{BLOCKS})>)\n*"), &html, "$1\0");
    let html = replaced(r"\n*(<hr>)\n*", &html, "\0$1\0");
    replaced("\0+", &html, "\n").trim_matches('\n').to_owned()
}

fn headings_move_down(ours: &str, theirs: &str) -> (String, String) {
    let mut moved = theirs.to_owned();
    if theirs.contains("<h1") {
        for level in (1..6).rev() {
            let tag = pattern_of(&format!("<(/?)h{level}(?=[ >])"));
            moved = tag.replace_all(&moved, format!("<${{1}}h{}", level + 1)).into_owned();
        }
    }
    (ours.to_owned(), moved)
}

fn headings_link_to_themselves(ours: &str, theirs: &str) -> (String, String) {
    let link = r##"(?s)(<h\d id="([^"]*)">(?:(?!<h\d).)*?) <a class="anchor" href="#[^"]*" aria-hidden="true" tabindex="-1">#</a>(</h\d>)"##;
    (replaced(link, ours, "$1$3"), theirs.to_owned())
}

/// Takes away the ids of headings that have none in theirs.
fn headings_get_ids(ours: &str, theirs: &str) -> (String, String) {
    let heading = pattern_of(r"<h[1-6](?:\s[^>]*)?>");
    let given: Vec<bool> = heading
        .find_iter(theirs)
        .map(|tag| tag.expect("a match").as_str().contains(" id=\""))
        .collect();
    let mut count = 0;
    let ours = heading.replace_all(ours, |tag: &Captures<'_>| {
        let given = given.get(count).copied().unwrap_or_default();
        count += 1;
        let tag = tag[0].to_owned();
        if given { tag } else { replaced(" id=\"[^\"]*\"", &tag, "") }
    });
    (ours.into_owned(), theirs.to_owned())
}

fn code_takes_the_focus(ours: &str, theirs: &str) -> (String, String) {
    (ours.replace("<pre tabindex=\"0\"><code", "<pre><code"), theirs.to_owned())
}

fn tables_take_the_focus(ours: &str, theirs: &str) -> (String, String) {
    let table = r#"(?s)<div class="table" tabindex="0">\n(<table>.*?</table>)\n</div>"#;
    (replaced(table, ours, "$1"), theirs.to_owned())
}

fn header_cells_have_a_scope(ours: &str, theirs: &str) -> (String, String) {
    (ours.replace("<th scope=\"col\"", "<th"), theirs.to_owned())
}

fn alignment_is_a_class(ours: &str, theirs: &str) -> (String, String) {
    let style = r#"<(t[hd]) style="text-align: (left|center|right)">"#;
    (ours.to_owned(), replaced(style, theirs, "<$1 class=\"align-$2\">"))
}

fn no_table_body_without_rows(ours: &str, theirs: &str) -> (String, String) {
    (ours.to_owned(), theirs.replace("\n<tbody></tbody>\n", "\n"))
}

fn code_is_coloured(ours: &str, theirs: &str) -> (String, String) {
    let span = "<span class=\"hl-[a-z-]+\">([^<]*)</span>";
    (replaced(span, ours, "$1"), theirs.to_owned())
}

fn tasks_have_labels(ours: &str, theirs: &str) -> (String, String) {
    let label = r#"(?s)<label><input type="checkbox" disabled( checked)?> (.*?)</label>"#;
    let ours = replaced(label, ours, "<input disabled=\"\" type=\"checkbox\"$1> $2");
    let ours = ours.replace(" checked>", " checked=\"\">");
    let ours = ours.replace("<ul class=\"contains-task-list\">", "<ul>");
    (
        ours,
        theirs
            .replace("type=\"checkbox\">\n", "type=\"checkbox\"> ")
            .replace("=\"\">\n", "=\"\"> "),
    )
}

/// Moves their footnotes to the end, in the order of their numbers; names of ours and links back
/// are taken away.
fn footnotes_stand_at_the_end(ours: &str, theirs: &str) -> (String, String) {
    let ours = replaced(r#" href="\#fn-(\d+)" id="fnref-[\d-]+" role="doc-noteref""#, ours, "");
    let back = " <a class=\"footnote-back\" [^>]*>↩\u{fe0e}(?:<sup>\\d+</sup>)?</a>";
    let ours = replaced(back, &ours, "");
    let ours = replaced(r#"<li id="fn-\d+">"#, &ours, "<li>");
    let definition = pattern_of(
        r#"(?s)\n?<div class="footnote-definition" id="([^"]*)"><sup class="footnote-definition-label">(\d+)</sup>\n?(.*?)</div>"#,
    );
    let mut notes: Vec<(usize, String)> = Vec::new();
    let text = definition.replace_all(theirs, |note: &Captures<'_>| {
        if theirs.contains(&format!("<a href=\"#{}\">", &note[1])) {
            notes.push((note[2].parse().expect("a number"), note[3].to_owned()));
        }
        "\n".to_owned()
    });
    let reference = r##"(<sup class="footnote-reference"><a) href="#[^"]*">"##;
    let mut theirs = replaced(reference, &text, "$1>");
    if !notes.is_empty() {
        notes.sort();
        theirs.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"><ol>");
        for (_, note) in notes {
            theirs.push_str(&format!("<li>{note}</li>"));
        }
        theirs.push_str("</ol></section>");
    }
    (lines(&ours), lines(&theirs))
}
