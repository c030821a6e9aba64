//! `/writing/`, `/writing/ID/` and free pages at `/ID/`.

use std::borrow::Cow;

use super::{Page, add_list, json_ld, part};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::{PageId, Post, PostId};
use crate::outputs::Gathered;
use crate::path;
use crate::plan::{Composed, Plan, View, view};

const SECTION: &str = "/writing/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    if !portfolio.posts.is_empty() {
        add_list(SECTION, portfolio.posts.len(), list, plan, gathered);
    }
    for (number, item) in portfolio.posts.iter().enumerate() {
        let route = plan.routes.post(PostId(number as u32));
        gathered.add_page(&route.path, post, number, &item.file);
    }
    for (number, item) in portfolio.pages.iter().enumerate() {
        let route = plan.routes.page(PageId(number as u32));
        gathered.add_page(&route.path, page, number, &item.file);
    }
    for item in portfolio.posts.iter().chain(&portfolio.pages) {
        let own = item.template.as_deref();
        if let Some(name) = own.filter(|name| !plan.inputs.theme.has_template(name)) {
            gathered.problems.push(unknown_template(plan, item, name));
        }
    }
}

fn list<'p>(plan: &'p Plan<'p>, number: usize) -> Option<Composed<'p>> {
    let part = part(SECTION, plan.portfolio().posts.len(), number, plan);
    let posts = part.entries.filter_map(|at| card(plan, PostId(at as u32)));
    let view = view::Writing { posts: posts.collect(), pagination: part.pagination };
    let mut page = Page::new("writing", "writing.html", part.path).in_words("writing", plan);
    page.section = SECTION;
    page.json_ld = json_ld::page(plan, "CollectionPage", page.path.clone(), &page.title);
    Some(page.show(View::Writing(view), plan))
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
    let mut page = written("post", "post.html", post, &route.path);
    page.section = SECTION;
    page.og_type = "article";
    page.json_ld = json_ld::post(plan, post, &route.path);
    Some(page.show(View::Post(view), plan))
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
    let mut page = written("page", "page.html", post, &route.path);
    page.json_ld = json_ld::page(plan, "WebPage", &*route.path, &page.title);
    Some(page.show(View::Post(view), plan))
}

fn card<'p>(plan: &'p Plan<'p>, id: PostId) -> Option<view::PostCard<'p>> {
    let post = plan.portfolio().posts.get(id.index())?;
    Some(plan.post_card(post, &plan.routes.post(id).href))
}

fn written<'p>(kind: &'static str, template: &'p str, post: &'p Post, path: &'p str) -> Page<'p> {
    let mut page = Page::new(kind, post.template.as_deref().unwrap_or(template), path);
    page.title = Cow::Borrowed(&post.title);
    page.description = Cow::Borrowed(post.summary.as_deref().unwrap_or(&post.body.summary));
    page.extra = &post.extra;
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
