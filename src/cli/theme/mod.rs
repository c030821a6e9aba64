//! `vouchfolio theme`: which themes there are, copies of their files to change, and whether one is
//! as it should be.

mod check;
mod eject;
mod list;

use anyhow::{Context, Result, anyhow};
use std::path::Path;
use vouchfolio::config::{self, Config};
use vouchfolio::diagnostic::did_you_mean;
use vouchfolio::source::Sources;
use vouchfolio::source::disk::{Changes, discover};
use vouchfolio::theme;

use super::Global;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// List the themes that this site can use
    List,
    /// Copy a file of a theme into themes/ to change it; without a file, list what can be copied
    Eject(eject::Arguments),
    /// Try a theme on invented portfolios, and look over its files
    Check(check::Arguments),
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    match &arguments.action {
        Action::List => list::run(global),
        Action::Eject(arguments) => eject::run(arguments, global),
        Action::Check(arguments) => check::run(arguments, global),
    }
}

/// The files of a site, and what its configuration says, as far as it is right.
fn look(site: &Path) -> Result<(Sources, Config)> {
    let mut sources = Sources::default();
    discover(&mut sources, site, Changes::Unknown)?;
    let config = sources.config.as_ref().filter(|file| !file.unreadable);
    let config = config.map(|file| config::read(&file.text, &file.path).0).unwrap_or_default();
    Ok((sources, config))
}

/// Refuses a name that no theme has.
fn must_exist(name: &str, sources: &Sources) -> Result<()> {
    let listed = theme::list(&sources.themes);
    let names = || listed.iter().map(|theme| theme.name.as_str());
    if names().any(|known| known == name) {
        return Ok(());
    }
    let help = match did_you_mean(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the themes are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(anyhow!("no theme is called `{name}`")).context(help)
}
