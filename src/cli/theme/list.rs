//! `vouchfolio theme list`: one line for each theme.

use anyhow::Result;
use std::sync::Arc;
use vouchfolio::theme::{self, Listed, Origin};

use crate::cli::{Global, MessageFormat, SUCCESS, report};

/// Outside of a site there are the built-in themes, and none is chosen.
pub fn run(global: &Global) -> Result<u8> {
    let (listed, chosen) = match crate::cli::site(global) {
        Ok(site) => {
            let (sources, config) = super::look(site)?;
            (theme::list(&sources.themes), Some(config.theme))
        }
        // A folder that was named has to be a site.
        Err(error) if global.site.as_path() != std::path::Path::new(".") => return Err(error),
        Err(_) => (theme::list(&Default::default()), None),
    };
    for theme in &listed {
        let line = match global.message_format {
            MessageFormat::Json => as_json(theme, chosen.as_ref()),
            _ => in_words(theme, chosen.as_ref()),
        };
        report::answer(&line);
    }
    Ok(SUCCESS)
}

fn in_words(theme: &Listed, chosen: Option<&Arc<str>>) -> String {
    let mark = if is_chosen(theme, chosen) { "* " } else { "  " };
    let mark = chosen.map_or("", |_| mark);
    let origin = match theme.origin {
        Origin::BuiltIn => "built in",
        Origin::Site => "this site's",
        Origin::Overridden => "built in, with this site's changes",
    };
    let over = theme.extends.as_ref().map(|it| format!(", over {it}")).unwrap_or_default();
    let hosts = theme.allow.requests.join(" and ");
    let loads = if hosts.is_empty() { String::new() } else { format!(", loads from {hosts}") };
    let summary = match theme.summary.as_str() {
        "" => String::new(),
        summary => format!("{summary} "),
    };
    format!("{mark}{:<10} {summary}({origin}{over}{loads})", theme.name)
}

fn as_json(theme: &Listed, chosen: Option<&Arc<str>>) -> String {
    let origin = match theme.origin {
        Origin::BuiltIn => "built-in",
        Origin::Site => "site",
        Origin::Overridden => "overridden",
    };
    let Listed { name, summary, extends, allow, .. } = theme;
    serde_json::json!({
        "theme": name, "summary": summary, "extends": extends, "origin": origin,
        "chosen": is_chosen(theme, chosen), "requests": allow.requests,
    })
    .to_string()
}

fn is_chosen(theme: &Listed, chosen: Option<&Arc<str>>) -> bool {
    chosen.is_some_and(|chosen| **chosen == *theme.name)
}
