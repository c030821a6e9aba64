//! `/writing/`, `/writing/ID/` and free pages at `/ID/`.

use std::borrow::Cow;

use super::{Page, json_ld, paginate};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::model::{PageId, Post, PostId};
use crate::outputs::Gathered;
use crate::path;
use crate::plan::{Plan, View, view};

const SECTION: &str = "/writing/";

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let portfolio = plan.portfolio();
    let all: Vec<PostId> = (0..portfolio.posts.len()).map(|at| PostId(at as u32)).collect();
    let card = |id: PostId| {
        let post = portfolio.posts.get(id.index())?;
        Some(plan.post_card(post, &plan.routes.post(id).href))
    };
    if !all.is_empty() {
        for (path, part, pagination) in paginate(&all, SECTION, plan) {
            let posts = part.iter().filter_map(|id| card(*id)).collect();
            let view = view::Writing { posts, pagination };
            let mut page =
                Page::new("writing", "writing.html", path).in_words("writing", plan, gathered);
            page.section = SECTION;
            page.json_ld = json_ld::page(plan, "CollectionPage", &page.path, &page.title);
            page.add(View::Writing(view), plan, gathered);
        }
    }
    for id in all {
        let Some(post) = portfolio.posts.get(id.index()) else { continue };
        let route = plan.routes.post(id);
        let view = view::Post {
            post: plan.post_card(post, &route.href),
            body: plan.post_html(id),
            newer: id.0.checked_sub(1).and_then(|at| card(PostId(at))),
            older: card(PostId(id.0 + 1)),
        };
        let mut page = written("post", "post.html", post, &route.path, plan, gathered);
        page.section = SECTION;
        page.og_type = "article";
        page.json_ld = json_ld::post(plan, post, &route.path);
        page.add(View::Post(view), plan, gathered);
    }
    for (at, post) in portfolio.pages.iter().enumerate() {
        let id = PageId(at as u32);
        let route = plan.routes.page(id);
        let view = view::Post {
            post: plan.post_card(post, &route.href),
            body: plan.page_html(id),
            newer: None,
            older: None,
        };
        let mut page = written("page", "page.html", post, &route.path, plan, gathered);
        page.json_ld = json_ld::page(plan, "WebPage", &route.path, &post.title);
        page.add(View::Post(view), plan, gathered);
    }
}

fn written<'p>(
    kind: &'static str,
    template: &'p str,
    post: &'p Post,
    path: &'p str,
    plan: &'p Plan<'p>,
    gathered: &mut Gathered<'p>,
) -> Page<'p> {
    let own = post.template.as_deref();
    if let Some(name) = own.filter(|name| !plan.inputs.theme.has_template(name)) {
        gathered.problems.push(unknown_template(plan, post, name));
    }
    let own = own.filter(|name| plan.inputs.theme.has_template(name));
    let mut page = Page::new(kind, own.unwrap_or(template), path);
    page.title = Cow::Borrowed(&post.title);
    page.description = Cow::Borrowed(post.summary.as_deref().unwrap_or(&post.body.summary));
    page.extra = &post.extra;
    page.origin = &post.file;
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
