//! `vouchfolio theme check`: whether a theme is as it should be.

use anyhow::Result;
use std::time::Instant;
use vouchfolio::engine::{self, Trial, Tried};

use crate::cli::{Global, MessageFormat, PROBLEMS, SUCCESS, clock, report};

#[derive(clap::Args)]
pub struct Arguments {
    /// The theme, instead of the one that the site has chosen
    name: Option<String>,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = crate::cli::site(global)?;
    if let Some(name) = &arguments.name {
        super::must_exist(name, &super::look(site)?.0)?;
    }
    let start = Instant::now();
    let theme = arguments.name.as_deref();
    let tried = engine::try_theme(&Trial { site, theme, today: clock::today(None)? })?;
    for problem in &tried.problems {
        report::show(problem, global);
    }
    if global.message_format != MessageFormat::Json {
        declared(&tried, global);
    }
    report::tried(&tried, start.elapsed(), global);
    Ok(if tried.has_errors() { PROBLEMS } else { SUCCESS })
}

/// Says what pages may do because the theme declares it.
fn declared(tried: &Tried, global: &Global) {
    let mut all = Vec::new();
    if !tried.allow.requests.is_empty() {
        all.push(format!("load from {}", tried.allow.requests.join(" and ")));
    }
    if tried.allow.inline_styles {
        all.push("hold styles".to_owned());
    }
    if tried.allow.inline_scripts {
        all.push("hold scripts".to_owned());
    }
    if !all.is_empty() {
        let may = all.join(", and ");
        report::note(&format!("the theme declares that its pages may {may}"), global);
    }
}
