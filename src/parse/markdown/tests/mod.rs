//! What the owner's Markdown and other people's words become.

mod hostile;

use super::{Settings, parse, quote};
use crate::diagnostic::{At, Diagnostic};
use crate::model::body::{Body, Segment, Target, Value};
use std::fmt::Write;
use std::sync::Arc;

const PLAIN: Settings = Settings { smart_punctuation: false };
const SMART: Settings = Settings { smart_punctuation: true };

fn file() -> Arc<str> {
    Arc::from("content/posts/x.md")
}

/// The body as text: `[File a.md#b "title"|destination]`, `[/]`, `[image …]`, `[call …]`.
fn dump(body: &Body, text: &str) -> String {
    let mut out = String::new();
    let source = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or("?").to_owned();
    for segment in &body.segments {
        match segment {
            Segment::Html(html) => out.push_str(html),
            Segment::LinkStart(link) => {
                let (target, anchor) = match &link.target {
                    Target::File { path, anchor } => (path.to_string(), anchor.clone()),
                    Target::Page { path, anchor } => (["page ", path].concat(), anchor.clone()),
                    Target::Anchor(anchor) => (String::new(), Some(anchor.clone())),
                };
                let anchor = anchor.map(|anchor| ["#", &anchor].concat()).unwrap_or_default();
                let title = &link.title;
                let title = if title.is_empty() { String::new() } else { format!(" {title:?}") };
                write!(out, "[{target}{anchor}{title}|{}]", source(&link.range)).unwrap();
            }
            Segment::LinkEnd => out.push_str("[/]"),
            Segment::Image(image) => {
                let place = source(&image.range);
                write!(out, "[image {} {:?} {:?}|{place}]", image.path, image.alt, image.title)
                    .unwrap();
            }
            Segment::Component(call) => {
                write!(out, "[call {}", source(&call.name_range)).unwrap();
                if source(&call.name_range) != *call.name {
                    write!(out, "={}", call.name).unwrap();
                }
                for argument in &call.arguments {
                    let value = match &argument.value {
                        Value::Text(text) => format!("{text:?}"),
                        Value::Integer(number) => format!("int {number}"),
                        Value::Decimal(number) => format!("dec {number}"),
                        Value::Toggle(on) => on.to_string(),
                    };
                    let (name, place) = (&argument.name, source(&argument.value_range));
                    assert!(source(&argument.name_range).contains(name.as_ref()));
                    write!(out, ", {name}={value}|{place}").unwrap();
                }
                write!(out, "|{}]", source(&call.range)).unwrap();
            }
        }
    }
    out
}

fn problems(problems: &[Diagnostic], text: &str) -> String {
    let mut out = String::new();
    for problem in problems {
        let At::Range(range) = &problem.at else { panic!("no range: {problem:?}") };
        let place = text.get(range.clone()).expect("a range of the file");
        assert!(problem.help.is_some());
        writeln!(out, "{} {}: {}|{place}", problem.severity, problem.code, problem.message)
            .unwrap();
    }
    out
}

fn body(markdown: &str, settings: &Settings) -> (Body, String, Vec<Diagnostic>) {
    let text = ["---\ntitle: é\n---\n", markdown].concat();
    let (body, problems) = parse(&text, text.len() - markdown.len(), &file(), settings);
    (body, text, problems)
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    let (body, text, found) = body(markdown, &PLAIN);
    assert_eq!(problems(&found, &text), "", "{markdown}");
    assert_eq!(dump(&body, &text).trim_end(), expected, "{markdown}");
}

#[track_caller]
fn check_problems(markdown: &str, expected: &str) {
    let (_, text, found) = body(markdown, &PLAIN);
    assert_eq!(problems(&found, &text).trim_end(), expected, "{markdown}");
}

#[track_caller]
fn check_quote(markdown: &str, highlight: Option<&str>, expected: &str, expected_problems: &str) {
    let (body, found, list) = quote(markdown, 0, &file(), highlight, &PLAIN);
    assert!(found, "{markdown}");
    assert_eq!(dump(&body, markdown).trim_end(), expected);
    assert_eq!(problems(&list, markdown).trim_end(), expected_problems);
}

#[test]
fn blocks() {
    check("", "");
    check(
        "a *b* **c** ~~d~~ `<e>`  \nf & \"g\"",
        "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>&lt;e&gt;</code><br>\nf &amp; &quot;g&quot;</p>",
    );
    check("> a\n\n---\n", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>");
    check(
        "- a\n- b\n\n3. c",
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n</ol>",
    );
    check("T\n: D", "<dl>\n<dt>T</dt>\n<dd>D</dd>\n</dl>");
    check("<b id=\"x\">y</b>\n\n<div>\nz\n</div>", "<p><b id=\"x\">y</b></p>\n<div>\nz\n</div>");
}

#[test]
fn smart_punctuation_is_a_choice() {
    let (smart, text, _) = body("\"It's\" -- so...", &SMART);
    assert_eq!(dump(&smart, &text), "<p>“It’s” – so…</p>\n");
    check("\"It's\" -- so...", "<p>&quot;It's&quot; -- so...</p>");
}

#[test]
fn task_lists_have_labelled_boxes() {
    check(
        "- [x] a *b*\n  - c\n- [ ] d",
        "<ul class=\"contains-task-list\">\n<li><label><input type=\"checkbox\" disabled checked> a <em>b</em></label><ul>\n<li>c</li>\n</ul>\n</li>\n<li><label><input type=\"checkbox\" disabled> d</label></li>\n</ul>",
    );
    check(
        "- [ ] a\n\n  b",
        "<ul class=\"contains-task-list\">\n<li><p><label><input type=\"checkbox\" disabled> a</label></p>\n<p>b</p>\n</li>\n</ul>",
    );
}

#[test]
fn tables_are_aligned_by_classes() {
    check(
        "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |",
        "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\" class=\"align-left\">a</th><th scope=\"col\" class=\"align-center\">b</th><th scope=\"col\" class=\"align-right\">c</th><th scope=\"col\">d</th></tr></thead>\n<tbody>\n<tr><td class=\"align-left\">1</td><td class=\"align-center\">2</td><td class=\"align-right\">3</td><td>4</td></tr>\n</tbody></table></div>",
    );
    check(
        "|a|\n|-|",
        "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th></tr></thead>\n</table></div>",
    );
}

#[test]
fn footnotes_are_collected() {
    check_problems(
        "A[^x]\n\n[^x]: a\n[^X]: b\n[^unused]: no [^gone]\n[^gone]: no",
        "warning unused-footnote: there is another footnote of this name, so this one is not shown|[^X]:\n\
         warning unused-footnote: nothing in the text refers to this footnote, so it is not shown|[^unused]:\n\
         warning unused-footnote: nothing in the text refers to this footnote, so it is not shown|[^gone]:",
    );
    check(
        "[^late]: L\n\nA[^x] B[^Late] C[^x]\n\n[^x]: one [^in]\n\n    two\n[^in]: inner",
        "<p>A<sup class=\"footnote-reference\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup> B<sup class=\"footnote-reference\"><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\">2</a></sup> C<sup class=\"footnote-reference\"><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\">1</a></sup></p>\n<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn-1\"><p>one <sup class=\"footnote-reference\"><a href=\"#fn-3\" id=\"fnref-3\" role=\"doc-noteref\">3</a></sup></p>\n<p>two <a class=\"footnote-back\" href=\"#fnref-1\" role=\"doc-backlink\">↩\u{fe0e}</a> <a class=\"footnote-back\" href=\"#fnref-1-2\" role=\"doc-backlink\">↩\u{fe0e}<sup>2</sup></a></p></li>\n<li id=\"fn-2\"><p>L <a class=\"footnote-back\" href=\"#fnref-2\" role=\"doc-backlink\">↩\u{fe0e}</a></p></li>\n<li id=\"fn-3\"><p>inner <a class=\"footnote-back\" href=\"#fnref-3\" role=\"doc-backlink\">↩\u{fe0e}</a></p></li>\n</ol>\n</section>",
    );
}

#[test]
fn headings_have_unique_anchors() {
    let anchor = |id: &str| {
        format!(" <a class=\"anchor\" href=\"#{id}\" aria-hidden=\"true\" tabindex=\"-1\">#</a>")
    };
    let heading = |level: u8, id: &str, text: &str| {
        format!("<h{level} id=\"{id}\">{text}{}</h{level}>", anchor(id))
    };
    check(
        "## Łukasz *can't* `do`!",
        &heading(2, "lukasz-cant-do", "Łukasz <em>can't</em> <code>do</code>!"),
    );
    check(
        "## A\n## A\n## A-2\n## ?\n## B {#own .c style=x}",
        &[
            heading(2, "a", "A"),
            heading(2, "a-2", "A"),
            heading(2, "a-2-2", "A-2"),
            heading(2, "section", "?"),
            heading(2, "own", "B"),
        ]
        .join("\n"),
    );
    check(
        "# A\n## B\n###### C",
        &[heading(2, "a", "A"), heading(3, "b", "B"), heading(6, "c", "C")].join("\n"),
    );
    let (all, _, _) = body("## A[^1]\n\n<p id='raw'>\n\n[^1]: x", &PLAIN);
    let anchors: Vec<&str> = all.anchors.iter().map(AsRef::as_ref).collect();
    assert_eq!(anchors, ["a", "fn-1", "fnref-1", "raw"]);
}

#[test]
fn code_is_highlighted_where_the_language_is_known() {
    check("```\n<a>\n```", "<pre tabindex=\"0\"><code>&lt;a&gt;\n</code></pre>");
    check("    a", "<pre tabindex=\"0\"><code>a\n</code></pre>".replace("\n<", "<").as_str());
    check(
        "~~~text\nlet\n~~~",
        "<pre tabindex=\"0\"><code class=\"language-text\">let\n</code></pre>",
    );
    check(
        "```no\"such x\nlet\n```",
        "<pre tabindex=\"0\"><code class=\"language-no&quot;such\">let\n</code></pre>",
    );
    check(
        "> ```rust,ignore\n> // a\n> fn f<T>(x: Vec<u8>) { \"s\\n\"; 12 }\n> ```",
        "<blockquote>\n<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-comment\">// a</span>\n<span class=\"hl-keyword\">fn</span> <span class=\"hl-function\">f</span>&lt;T&gt;(x: Vec&lt;<span class=\"hl-keyword\">u8</span>&gt;) { <span class=\"hl-string\">&quot;s\\n&quot;</span>; <span class=\"hl-number\">12</span> }\n</code></pre>\n</blockquote>",
    );
}

#[test]
fn links_resolve_against_the_folder() {
    check(
        "[a](../people/lena-brandt.md#x \"T\")",
        "<p>[content/people/lena-brandt.md#x \"T\"|../people/lena-brandt.md#x]a[/]</p>",
    );
    check(
        "[*a*](<./b c.md>) [c](d%20e.pdf)",
        "<p>[content/posts/b c.md|./b c.md]<em>a</em>[/] [content/posts/d e.pdf|d%20e.pdf]c[/]</p>",
    );
    check(
        "[a](/vouch/#x) [b](#y) [c](/x/)",
        "<p>[page /vouch/#x|/vouch/#x]a[/] [#y|#y]b[/] [page /x/|/x/]c[/]</p>",
    );
    check(
        "[a][r] [r][] [r]\n\n[r]: y.md 'z'",
        "<p>[content/posts/y.md \"z\"|[a][r]]a[/] [content/posts/y.md \"z\"|[r]]r[/] [content/posts/y.md \"z\"|[r]]r[/]</p>",
    );
    check(
        "[a](https://x.y/?a=1&b=\"é \"T & t\") <https://x.y> <a@b.c> [t](tel:+1) [p](//x.y)",
        "<p><a href=\"https://x.y/?a=1&amp;b=%22%C3%A9\" title=\"T &amp; t\">a</a> <a href=\"https://x.y\">https://x.y</a> <a href=\"mailto:a@b.c\">a@b.c</a> <a href=\"tel:+1\">t</a> <a href=\"//x.y\">p</a></p>",
    );
}

#[test]
fn bad_links_are_problems_at_their_place() {
    check_problems(
        "[a](javascript:alert)",
        "error bad-url: a link has the scheme `javascript`|javascript:alert",
    );
    check_problems(
        "[a](java&#10;script:x)",
        "error bad-url: a URL holds a control character|[a](java&#10;script:x)",
    );
    check_problems(
        "[a](JavaScript&colon;x)",
        "error bad-url: a link has the scheme `javascript`|[a](JavaScript&colon;x)",
    );
    check_problems(
        "<file:x> [b](data:x)",
        "error bad-url: a link has the scheme `file`|file:x\nerror bad-url: a link has the scheme `data`|data:x",
    );
    check_problems(
        "[a](../../../x.md)",
        "error broken-link: a link leads out of the site|../../../x.md",
    );
    check_problems(
        "[a](%2e%2e/../%2e./x.md)",
        "error broken-link: a link leads out of the site|%2e%2e/../%2e./x.md",
    );
    check_problems("[a]()", "error broken-link: a link leads nowhere|[a]()");
    check_problems(
        "[a](x.md?y)",
        "error broken-link: a link to a file of the site has a query|x.md?y",
    );
    check_problems(
        "[a](/\\\\x.y)",
        "error broken-link: a link holds a backslash or control character|[a](/\\\\x.y)",
    );
    check_problems("[a](%ff.md)", "error broken-link: a link is percent-encoded wrongly|%ff.md");
}

#[test]
fn images_lie_in_the_site_and_are_described() {
    check("![a *b* `c`](d.png \"t\")", "<p>[image content/posts/d.png \"a b c\" \"t\"|d.png]</p>");
    check(
        "[![a](b.png)](c.md)",
        "<p>[content/posts/c.md|c.md][image content/posts/b.png \"a\" \"\"|b.png][/]</p>",
    );
    check("![a](/b.png)", "<p>[image static/b.png \"a\" \"\"|/b.png]</p>");
    check_problems("![ ](b.png)", "error missing-alt: an image has no description|![ ](b.png)");
    check_problems(
        "![a](https://x.y/b.png)",
        "error bad-url: an image lies outside the site|https://x.y/b.png",
    );
    check_problems("![a](data:x)", "error bad-url: a link has the scheme `data`|data:x");
}

#[test]
fn component_calls() {
    check(
        "a {{ <t id=\"x\" n={1} /> }} b",
        "<p>a [call t, id=\"x\"|\"x\", n=int 1|{1}|{{ <t id=\"x\" n={1} /> }}] b</p>",
    );
    check(
        "{{<t f={-1.5} b={false} s='é'/>}}",
        "[call t, f=dec -1.5|{-1.5}, b=false|{false}, s=\"é\"|'é'|{{<t f={-1.5} b={false} s='é'/>}}]",
    );
    check(
        "{{ <t /> }} {{ <u /> }}\n{{ <v /> }}",
        "[call t|{{ <t /> }}]\n[call u|{{ <u /> }}]\n[call v|{{ <v /> }}]",
    );
    check("{{ <t /> }} *a*", "<p>[call t|{{ <t /> }}] <em>a</em></p>");
    check("a\n{{\n<t />\n}} b", "<p>a\n[call t|{{\n<t />\n}}] b</p>");
    check("- {{ <t /> }}", "<ul>\n<li>[call t|{{ <t /> }}]</li>\n</ul>");
    check(
        "> {{ <t\n> a=\"1\" /> }} x",
        "<blockquote>\n<p>[call {{ <t\n> a=\"1\" /> }}=t, a=\"1\"|{{ <t\n> a=\"1\" /> }}|{{ <t\n> a=\"1\" /> }}] x</p>\n</blockquote>",
    );
    check(
        "|a|\n|-|\n|{{ <t /> }}|",
        "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th></tr></thead>\n<tbody>\n<tr><td>[call t|{{ <t /> }}]</td></tr>\n</tbody></table></div>",
    );
    check(
        "<div>\n{{ <t a=\"1\" /> }}{{ <u /> }}\n<!-- {{ <v /> }}\n{{ <v /> }} -->\n{{ <w /> }}\n</div>",
        "<div>\n[call t, a=\"1\"|\"1\"|{{ <t a=\"1\" /> }}][call u|{{ <u /> }}]\n\n[call w|{{ <w /> }}]\n</div>",
    );
}

#[test]
fn comments_are_left_out() {
    check("a <!-- b --> c <!-- d\ne --> f", "<p>a  c  f</p>");
    check("> a <!-- b\n> c --> d", "<blockquote>\n<p>a  d</p>\n</blockquote>");
    check("<!-- a\n\nb -->\n", "");
    check("<div>\n<!-- a -->b<!-- c\nd -->e\n</div>", "<div>\nbe\n</div>");
    check("<pre>\na <!-- {{ <t /> }}\n\n-->\nb\n</pre>", "<pre>\na \nb\n</pre>");
    // Nothing of the text goes with what only looks like the beginning of one.
    check("a <!--> b\n\nc <!---> d -->", "<p>a  b</p>\n<p>c  d --&gt;</p>");
    check("<div>\n<!--> a\n<!---> b\n</div>", "<div>\n a\n b\n</div>");
    check("<a title=\"<!--\">b</a> c\n\nd", "<p><a title=\"<!--\">b</a> c</p>\n<p>d</p>");
    check("a `<!--` b\n\nc", "<p>a <code>&lt;!--</code> b</p>\n<p>c</p>");
    // Nor does it vanish where the end is missing.
    let unclosed = "error unclosed-comment: a comment is not closed before the HTML around it ends";
    check_problems("<div>\n<!-- a\n\nb -->\n\nc", &[unclosed, "|<!--"].concat());
    check_problems("a\n\n<!-- b\n\nc", &[unclosed, "|<!--"].concat());
    check_problems("> <div>\n> x <!-- a\n\nb", &[unclosed, "|<!--"].concat());
}

#[test]
fn component_calls_that_are_no_html_tags() {
    check(
        "a {{ <t s={\"x y\"} n={ 2 } /> }} b* {{ <u /> }}",
        "<p>a [call t, s=\"x y\"|{\"x y\"}, n=int 2|{ 2 }|{{ <t s={\"x y\"} n={ 2 } /> }}] b* [call u|{{ <u /> }}]</p>",
    );
    check(
        "{{ <person_card id=`a\\nb` /> }}",
        "[call person_card, id=\"a\\nb\"|`a\\nb`|{{ <person_card id=`a\\nb` /> }}]",
    );
    check("{{ <t s={\"*x*\"} /> }}", "[call t, s=\"*x*\"|{\"*x*\"}|{{ <t s={\"*x*\"} /> }}]");
    check_problems(
        "*a {{ <t s={\"x*\"} /> }}",
        "error malformed-component: the component call has Markdown that reaches beyond it|<t s={\"x*\"} />",
    );
}

#[test]
fn braces_that_are_no_calls_stay() {
    check(
        "{{ x }} {{ 1 < 2 }} `{{ <t /> }}`",
        "<p>{{ x }} {{ 1 &lt; 2 }} <code>{{ &lt;t /&gt; }}</code></p>",
    );
    check("\\{{ <t> }}", "<p>{{ <t> }}</p>");
    check("```\n{{ <t /> }}\n```", "<pre tabindex=\"0\"><code>{{ &lt;t /&gt; }}\n</code></pre>");
}

#[test]
fn malformed_calls_are_problems_at_their_place() {
    let error = |message: &str, place: &str| {
        format!("error malformed-component: the component call {message}|{place}")
    };
    check_problems("{{ <t /> ", &error("has no closing `}}`", "{{ <t />"));
    check_problems("{{ <t /> | safe }}", &error("has no closing `}}`", "{{ <t />"));
    check_problems("{{ <t> }}", &error("does not end in `/>`", ">"));
    check_problems("{{ <t", &error("is not finished", ""));
    check_problems("{{ <t a=\"1\" a=\"2\" /> }}", &error("has an argument twice", "a"));
    check_problems("{{ <t a /> }}", &error("has an argument without a value", "a"));
    check_problems("{{ <t a=x /> }}", &error("has a value without quotes or braces", "x"));
    check_problems(
        "{{ <t a={x} /> }}",
        &error("has a value that is no text, number, true or false", "x"),
    );
    check_problems(
        "{{ <t a={99999999999999999999} /> }}",
        &error("has a number that cannot be read", "99999999999999999999"),
    );
    check_problems("{{ <t a=\"x /> }}", &error("has a text without its closing quote", "\""));
    check_problems("{{ <t {...a} /> }}", &error("holds something that is no argument", "{"));
    check_problems("<div>\n{{ <t a=1 /> }}", &error("has a value without quotes or braces", "1"));
}

#[test]
fn summary_is_the_first_paragraph() {
    let summary = |markdown: &str| body(markdown, &PLAIN).0.summary.to_string();
    assert_eq!(
        summary(
            "## H\n\n{{ <t /> }}\n\n![a](b.png)\n\n> q\n\nA  *b*\n`c` {{ <t /> }} [d](e.md)<br>f\n\nG"
        ),
        "A b c df"
    );
    assert_eq!(summary("- a"), "");
}

#[test]
fn quotes_are_sanitised() {
    check_quote(
        "a *b* **c** ~~d~~ `e`\n\n> f\n\n1. g",
        None,
        "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n<blockquote>\n<p>f</p>\n</blockquote>\n<ol>\n<li>g</li>\n</ol>",
        "",
    );
    check_quote(
        "# A\n\n```js\nb\n```",
        None,
        "<p><strong>A</strong></p>\n<pre><code>b\n</code></pre>",
        "",
    );
    check_quote(
        "[a](https://x.y/?a&b \"t\") <b@c.d>",
        None,
        "<p><a href=\"https://x.y/?a&amp;b\" rel=\"nofollow ugc noopener\">a</a> <a href=\"mailto:b@c.d\" rel=\"nofollow ugc noopener\">b@c.d</a></p>",
        "",
    );
    check_quote(
        "[a](http://x.y)",
        None,
        "<p>a</p>",
        "warning bad-url: a link in a quote is shown without its target|http://x.y",
    );
    check_quote(
        "[a](javascript:x)",
        None,
        "<p>a</p>",
        "warning bad-url: a link in a quote is shown without its target|javascript:x",
    );
    check_quote(
        "a <b onclick=x>c</b>",
        None,
        "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>",
        "warning html-in-quote: a quote shows HTML as text|<b onclick=x>",
    );
    check_quote(
        "<script>\nx\n</script>",
        None,
        "<p>&lt;script&gt;\nx\n&lt;/script&gt;</p>",
        "warning html-in-quote: a quote shows HTML as text|<script>\nx\n</script>",
    );
    check_quote(
        "a ![b](c.png) d",
        None,
        "<p>a  d</p>",
        "warning html-in-quote: a quote shows no pictures|![b](c.png)",
    );
    check_quote(
        "a {{ <t /> }} b",
        None,
        "<p>a  b</p>",
        "error component-in-quote: a quote holds a component call|{{ <t /> }}",
    );
}

#[test]
fn highlights_are_marked() {
    check_quote(
        "I  *watched* her\ndo it.",
        Some("watched her do"),
        "<p>I  <em><mark>watched</mark></em> <mark>her\ndo</mark> it.</p>",
        "",
    );
    check_quote("It’s “so”… a", Some("It's \"so\"..."), "<p><mark>It’s “so”…</mark> a</p>", "");
    check_quote("a\n\nb c", Some("a  b"), "<p><mark>a</mark></p>\n<p><mark>b</mark> c</p>", "");
    check_quote(
        "a [b](https://x.y) c",
        Some("b"),
        "<p>a <a href=\"https://x.y\" rel=\"nofollow ugc noopener\"><mark>b</mark></a> c</p>",
        "",
    );
    let (body, found, _) = quote("a *b*  c\n\n- d", 0, &file(), Some("b d"), &PLAIN);
    assert!(!found);
    assert_eq!((&*body.text, &*body.summary), ("a b c d", ""));
    assert!(!quote("a", 0, &file(), Some(" "), &PLAIN).1);
}
