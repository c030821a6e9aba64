//! `/writing/`, `/writing/ID/` and free pages at `/ID/`.

use std::borrow::Cow;

use super::{NO_EXTRA, Page, add_list, json_ld, part};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::{PageId, Post, PostId};
use crate::outputs::Gathered;
use crate::path;
use crate::plan::{Composed, Head, List, PageKind, Plan, View, view};

const LIST: List = List::Writing;

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    if !portfolio.posts.is_empty() {
        let list = PageKind { compose: list, head: list_head };
        add_list(LIST, list, plan, gathered);
    }
    let post = PageKind { compose: post, head: post_head };
    gathered.add_pages(&portfolio.posts, post, |number, item| {
        (plan.routes.post(PostId(number as u32)), &item.file)
    });
    let page = PageKind { compose: page, head: page_head };
    gathered.add_pages(&portfolio.pages, page, |number, item| {
        (plan.routes.page(PageId(number as u32)), &item.file)
    });
    for item in portfolio.posts.iter().chain(&portfolio.pages) {
        let own = item.template.as_deref();
        if let Some(name) = own.filter(|name| !plan.inputs.theme.has_template(name)) {
            gathered.problems.push(unknown_template(plan, item, name));
        }
    }
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let part = part(LIST, number, plan)?;
    let posts = part.entries.filter_map(|at| card(plan, PostId(at as u32)));
    let view = view::Writing { posts: posts.collect(), pagination: part.pagination };
    let view = View::Writing(view);
    Some(Composed { kind: "writing", template: "writing.html", extra: &NO_EXTRA, view })
}

fn list_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    Some(Page::of_list(LIST, number, "writing", plan).head(shown, plan))
}

fn post<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = PostId(number as u32);
    let post = plan.portfolio().posts.get(number)?;
    let route = plan.routes.post(id);
    let view = view::Post {
        post: plan.post_card(post, &route.href),
        body: plan.post_html(id),
        newer: id.0.checked_sub(1).and_then(|at| card(plan, PostId(at))),
        older: card(plan, PostId(id.0 + 1)),
    };
    Some(composed("post", "post.html", post, view))
}

fn post_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let post = plan.portfolio().posts.get(number)?;
    let route = plan.routes.post(PostId(number as u32));
    let mut page = written(post, route.path());
    page.section = LIST.path();
    page.og_type = "article";
    page.json_ld = json_ld::post(plan, post, route.path());
    Some(page.head(shown, plan))
}

fn page<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let id = PageId(number as u32);
    let post = plan.portfolio().pages.get(number)?;
    let route = plan.routes.page(id);
    let view = view::Post {
        post: plan.post_card(post, &route.href),
        body: plan.page_html(id),
        newer: None,
        older: None,
    };
    Some(composed("page", "page.html", post, view))
}

fn page_head<'p>(plan: &'p Plan<'p>, number: usize, shown: &Composed<'p>) -> Option<Head<'p>> {
    let post = plan.portfolio().pages.get(number)?;
    let route = plan.routes.page(PageId(number as u32));
    let mut page = written(post, route.path());
    page.json_ld = json_ld::page(plan, "WebPage", route.path(), &page.title);
    Some(page.head(shown, plan))
}

fn card<'p>(plan: &'p Plan<'p>, id: PostId) -> Option<view::PostCard<'p>> {
    let post = plan.portfolio().posts.get(id.index())?;
    Some(plan.post_card(post, &plan.routes.post(id).href))
}

fn composed<'p>(
    kind: &'static str,
    template: &'static str,
    post: &'p Post,
    view: view::Post<'p>,
) -> Composed<'p> {
    let template = post.template.as_deref().unwrap_or(template);
    Composed { kind, template, extra: &post.extra, view: View::Post(view) }
}

/// What the head says of a post or page; all of it is in its card.
fn written<'p>(post: &'p Post, path: &'p str) -> Page<'p> {
    let mut page = Page::new(path);
    page.title = Cow::Borrowed(&post.title);
    page.description = Cow::Borrowed(post.summary.as_deref().unwrap_or(&post.body.summary));
    page
}

fn unknown_template(plan: &Plan<'_>, post: &Post, name: &str) -> Diagnostic {
    let theme = plan.inputs.theme;
    let help = match did_you_mean(name, theme.template_names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if !name.ends_with(".html") => "the name of a template ends in `.html`".to_owned(),
        None => format!("put it into `themes/{}/templates/{name}`", theme.name()),
    };
    let message = format!("the theme `{}` has no template `{name}`", theme.name());
    Diagnostic::new(Code::UnknownTemplate, message)
        .in_file(&post.file)
        .at(At::Value(path!["template"]))
        .help(help)
}
