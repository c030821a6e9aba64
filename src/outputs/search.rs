//! `/search.json`: what the search of the site looks through, in the reader's browser.
//!
//! One object: `words` (of the theme, for the search's own dialog), `kinds` (names of the kinds of
//! entries, in the theme's words), and `entries`, each `[kind, address, title, context, text]`,
//! where `kind` is a position in `kinds`. A site of many texts has their summaries only, so that
//! the file stays within what one reader would wait for.

use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Gathered;
use super::list::{ranges, verbatim};
use crate::digest::Digest;
use crate::model::{
    AccomplishmentId, PageId, PersonId, Post, PostId, SkillId, Testimonial, TestimonialId,
};
use crate::plan::{Content, Part, Plan, view};

/// A site of more texts than this has their summaries only.
const WHOLE_TEXTS: usize = 500;

/// About as much as an entry takes besides its text, in bytes.
const LENGTH_OF_REST: usize = 120;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    if !plan.has_search() {
        return;
    }
    match words(plan) {
        Ok(_) => gathered.add("search.json", Content::Parts(parts), "the search"),
        Err(problem) => gathered.problems.push(problem),
    }
}

/// What the dialog says, and the kinds of entries.
#[derive(Hash, Serialize)]
struct Words {
    words: BTreeMap<&'static str, String>,
    kinds: Vec<String>,
}

const SAID: [&str; 6] = ["label", "placeholder", "close", "found", "none", "failed"];

fn words(plan: &Plan<'_>) -> Result<Words, crate::diagnostic::Diagnostic> {
    let theme = plan.inputs.theme;
    let word = |name: &str| theme.text(&format!("search.{name}"), &[("count", "{count}")]);
    let words = SAID.iter().map(|name| Ok((*name, word(name)?))).collect::<Result<_, _>>()?;
    let kinds = KINDS.iter().map(|kind| word(&format!("kind.{}", kind.name)));
    Ok(Words { words, kinds: kinds.collect::<Result<_, _>>()? })
}

/// What can be found of one thing.
#[derive(Hash, Serialize)]
struct Entry<'a>(usize, Cow<'a, str>, Cow<'a, str>, Cow<'a, str>, Cow<'a, str>);

struct Kind {
    name: &'static str,
    count: fn(&Plan<'_>) -> usize,
    entry: for<'p> fn(&'p Plan<'p>, usize, Depth) -> Option<Found<'p>>,
}

/// An entry without its kind.
struct Found<'a> {
    url: &'a str,
    title: Cow<'a, str>,
    context: Cow<'a, str>,
    text: Cow<'a, str>,
}

/// How much of each text is looked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Whole,
    Summaries,
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "accomplishment",
        count: |plan| plan.portfolio().accomplishments.len(),
        entry: |plan, at, depth| accomplishment(plan, AccomplishmentId(at as u32), depth),
    },
    Kind {
        name: "testimonial",
        count: |plan| plan.portfolio().testimonials.len(),
        entry: |plan, at, depth| testimonial(plan, TestimonialId(at as u32), depth),
    },
    Kind {
        name: "person",
        count: |plan| plan.portfolio().people.len(),
        entry: |plan, at, depth| person(plan, PersonId(at as u32), depth),
    },
    Kind {
        name: "skill",
        count: |plan| plan.portfolio().skills.len(),
        entry: |plan, at, _| skill(plan, SkillId(at as u32)),
    },
    Kind {
        name: "post",
        count: |plan| plan.portfolio().posts.len(),
        entry: |plan, at, depth| {
            let id = PostId(at as u32);
            let post = plan.portfolio().posts.get(at)?;
            let html = || plan.post_html(id);
            Some(written(post, &plan.routes.post(id).href, depth, html))
        },
    },
    Kind {
        name: "page",
        count: |plan| plan.portfolio().pages.len(),
        entry: |plan, at, depth| {
            let id = PageId(at as u32);
            let page = plan.portfolio().pages.get(at)?;
            let html = || plan.page_html(id);
            Some(written(page, &plan.routes.page(id).href, depth, html))
        },
    },
];

fn parts<'p>(plan: &'p Plan<'p>) -> Vec<Part<'p>> {
    let Ok(words) = words(plan) else { return Vec::new() };
    let texts = KINDS.iter().map(|kind| (kind.count)(plan)).sum::<usize>();
    let depth = if texts > WHOLE_TEXTS { Depth::Summaries } else { Depth::Whole };
    let mut parts = vec![part(words, LENGTH_OF_REST, |words, text| {
        let _ = serde_json::to_writer(&mut *text, &words);
        text.truncate(text.len().saturating_sub("}".len()));
        text.extend_from_slice(b",\n\"entries\":[");
    })];
    let mut is_first = true;
    for (number, kind) in KINDS.iter().enumerate() {
        for range in ranges((kind.count)(plan)) {
            let entries = range.filter_map(|at| {
                let Found { url, title, context, text } = (kind.entry)(plan, at, depth)?;
                Some(Entry(number, url.into(), title, context, text))
            });
            let entries: Vec<Entry<'p>> = entries.collect();
            let length = entries.iter().map(|entry| entry.4.len() + LENGTH_OF_REST).sum();
            let starts = is_first && !entries.is_empty();
            is_first &= entries.is_empty();
            parts.push(part((starts, entries), length, |(starts, entries), text| {
                for (at, entry) in entries.iter().enumerate() {
                    text.extend_from_slice(if *starts && at == 0 { b"\n" } else { b",\n" });
                    // Writing into memory does not fail.
                    let _ = serde_json::to_writer(&mut *text, entry);
                }
            }));
        }
    }
    parts.push(verbatim("\n]}\n"));
    parts
}

/// A part that is made from a value.
fn part<'p, T: std::hash::Hash + 'p>(
    value: T,
    length: usize,
    make: fn(&T, &mut Vec<u8>),
) -> Part<'p> {
    let digest = Digest::of_value(&value);
    Part { digest, length, make: Box::new(move |text| make(&value, text)) }
}

fn accomplishment<'p>(plan: &'p Plan<'p>, id: AccomplishmentId, depth: Depth) -> Option<Found<'p>> {
    let portfolio = plan.portfolio();
    let done = portfolio.accomplishments.get(id.index())?;
    let position = done.at.and_then(|at| portfolio.positions.get(at.index()));
    let text = match depth {
        Depth::Summaries => Cow::Borrowed(&*done.body.summary),
        Depth::Whole => {
            let metric =
                done.metric.iter().map(|metric| format!("{} {}", metric.value, metric.label));
            let role = done.role.iter().map(|role| role.to_string());
            let story = [plain(&plan.accomplishment_html(id))];
            Cow::Owned(metric.chain(role).chain(story).collect::<Vec<_>>().join(" "))
        }
    };
    Some(Found {
        url: &plan.routes.accomplishment(id).href,
        title: Cow::Borrowed(&done.title),
        context: position.map_or(Cow::Borrowed(""), |it| Cow::Borrowed(&*it.organization)),
        text,
    })
}

fn testimonial<'p>(plan: &'p Plan<'p>, id: TestimonialId, depth: Depth) -> Option<Found<'p>> {
    let said = plan.portfolio().testimonials.get(id.index())?;
    let text = match depth {
        Depth::Whole => Cow::Borrowed(&*said.body.text),
        Depth::Summaries => Cow::Borrowed(""),
    };
    Some(Found {
        url: &plan.routes.testimonial(id).href,
        title: view::Excerpt { highlight: said.highlight.as_deref(), text: &said.body.text }
            .words(),
        context: author(plan, said),
        text,
    })
}

/// Who said it: a name, or what the nameless author was to the owner, as pages say it.
fn author<'p>(plan: &'p Plan<'p>, said: &'p Testimonial) -> Cow<'p, str> {
    let portfolio = plan.portfolio();
    if let Some(person) = said.by.and_then(|by| portfolio.people.get(by.index())) {
        return Cow::Borrowed(&person.name);
    }
    let relation = plan.relation(&said.relation);
    let form = if relation.former { "former" } else { "current" };
    let at = if relation.organization.is_some() { "_at" } else { "" };
    let key = format!("relation.{}.nameless_{form}{at}", relation.kind.as_str());
    let organization = relation.organization.unwrap_or_default();
    let words = plan.inputs.theme.text(&key, &[("organization", organization)]);
    words.map_or(Cow::Borrowed(""), Cow::Owned)
}

fn person<'p>(plan: &'p Plan<'p>, id: PersonId, depth: Depth) -> Option<Found<'p>> {
    let person = plan.portfolio().people.get(id.index())?;
    let told = [person.role.as_deref(), person.organization.as_deref()];
    let told: Vec<&str> = told.into_iter().flatten().collect();
    Some(Found {
        url: &plan.routes.person(id).href,
        title: Cow::Borrowed(&person.name),
        context: Cow::Owned(told.join(", ")),
        text: match depth {
            Depth::Whole => Cow::Owned(plain(&plan.person_html(id))),
            Depth::Summaries => Cow::Borrowed(""),
        },
    })
}

fn skill<'p>(plan: &'p Plan<'p>, id: SkillId) -> Option<Found<'p>> {
    let skill = plan.portfolio().skills.get(id.index())?;
    Some(Found {
        url: &plan.routes.skill(id).href,
        title: Cow::Borrowed(&skill.name),
        context: Cow::Borrowed(skill.group.as_deref().unwrap_or_default()),
        text: Cow::Borrowed(skill.summary.as_deref().unwrap_or_default()),
    })
}

fn written<'p>(
    post: &'p Post,
    url: &'p str,
    depth: Depth,
    html: impl FnOnce() -> view::Html<'p>,
) -> Found<'p> {
    Found {
        url,
        title: Cow::Borrowed(&post.title),
        context: Cow::Borrowed(""),
        text: match depth {
            Depth::Whole => Cow::Owned(plain(&html())),
            Depth::Summaries => {
                Cow::Borrowed(post.summary.as_deref().unwrap_or(&post.body.summary))
            }
        },
    }
}

/// Elements that raw HTML of the owner's may have and whose content is not read.
const UNREAD: [&str; 5] = ["script", "style", "template", "svg", "math"];

/// What finished HTML writes for letters, `&` last.
const REFERENCES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// Elements within a word or sentence.
const INLINE: [&str; 12] =
    ["a", "abbr", "b", "code", "del", "em", "i", "mark", "q", "span", "strong", "sub"];

/// The words of finished HTML, with single spaces between.
fn plain(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        words.push_str(text);
        let name = tag.trim_start_matches('/').split([' ', '>', '\n']).next().unwrap_or_default();
        if !INLINE.contains(&name) {
            words.push(' ');
        }
        let inside = match UNREAD.iter().find(|name| tag.starts_with(**name)) {
            Some(name) => tag.find(&["</", name].concat()).and_then(|end| tag.get(end..)),
            None if tag.starts_with("!--") => tag.find("-->").and_then(|end| tag.get(end..)),
            None => Some(tag),
        };
        rest = inside.and_then(|tag| tag.split_once('>')).map_or("", |(_, rest)| rest);
    }
    words.push_str(rest);
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut text = words.join(" ");
    if text.contains('&') {
        for (reference, letter) in REFERENCES {
            text = text.replace(reference, letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_of_html_are_those_that_are_read() {
        let html = "<p>One &amp; <em>two</em>.</p><!-- not > this --><p>3 &lt; 4</p>\n<script>x < 1</script>end";
        assert_eq!(plain(html), "One & two. 3 < 4 end");
        assert_eq!(plain("<svg><title>x</title></svg>a"), "a");
        assert_eq!(plain("<p>never closed <"), "never closed");
    }
}
