//! `vouchfolio theme`: which themes there are, and copies of them to change.

use anyhow::{Context, Result, anyhow};
use std::path::Path;
use std::sync::Arc;
use vouchfolio::diagnostic::did_you_mean;
use vouchfolio::source::Sources;
use vouchfolio::source::disk::{Changes, discover};
use vouchfolio::theme::{self, Files};

use super::{Global, MessageFormat, SUCCESS, files, report};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// List the themes that this site can use
    List,
    /// Copy a built-in theme, or some files of it, into themes/ to change it
    Eject(EjectArguments),
}

#[derive(clap::Args)]
struct EjectArguments {
    /// The theme
    name: String,
    /// Files of it, such as templates/home.html; all of them if none is named
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    match &arguments.action {
        Action::List => list(site, global),
        Action::Eject(arguments) => eject(arguments, site, global),
    }
}

fn list(site: &Path, global: &Global) -> Result<u8> {
    let mut sources = Sources::default();
    discover(&mut sources, site, Changes::Unknown)?;
    for theme in theme::list(&sources.themes) {
        if global.message_format == MessageFormat::Json {
            let origin = match theme.origin {
                theme::Origin::BuiltIn => "built-in",
                theme::Origin::Site => "site",
                theme::Origin::Overridden => "overridden",
            };
            let (name, summary, extends) = (theme.name, theme.summary, theme.extends);
            let object = serde_json::json!({
                "theme": name, "summary": summary, "extends": extends, "origin": origin,
            });
            report::answer(&object.to_string());
            continue;
        }
        let extends = theme.extends.map(|parent| format!(", over {parent}")).unwrap_or_default();
        let origin = match theme.origin {
            theme::Origin::BuiltIn => "built in",
            theme::Origin::Site => "this site's",
            theme::Origin::Overridden => "built in, with this site's changes",
        };
        report::answer(&format!("{:<10} {} ({origin}{extends})", theme.name, theme.summary));
    }
    Ok(SUCCESS)
}

fn eject(arguments: &EjectArguments, site: &Path, global: &Global) -> Result<u8> {
    let name = &arguments.name;
    let Some(own) = theme::builtin_files(name) else {
        let help = match did_you_mean(name, theme::builtin_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("these are: {}", theme::builtin_names().collect::<Vec<_>>().join(", ")),
        };
        return Err(anyhow!("no built-in theme is called `{name}`")).context(help);
    };
    let wanted = if arguments.files.is_empty() { own.clone() } else { some(arguments, own)? };
    let folder = site.join("themes").join(name);
    let taken: Vec<_> =
        wanted.keys().map(|path| folder.join(&**path)).filter(|path| files::exists(path)).collect();
    if let Some(first) = taken.first() {
        return Err(anyhow!("`{}` exists already", report::shown(first)))
            .context("`eject` never overwrites: move it away, or name other files");
    }
    for (path, bytes) in &wanted {
        files::create_within(site, &folder.join(&**path), bytes)?;
        report::created(&folder.join(&**path), global);
    }
    let takes = if wanted.len() == 1 { "It now takes" } else { "They now take" };
    report::line(&format!("{takes} the place of what is built in."), global);
    Ok(SUCCESS)
}

/// The named files of a theme, or of the themes it builds on.
fn some(arguments: &EjectArguments, own: &Files) -> Result<Files> {
    let mut wanted = Files::new();
    for file in &arguments.files {
        let parents = || {
            theme::builtin_names()
                .filter_map(theme::builtin_files)
                .find_map(|files| files.get(file.as_str()).map(Arc::clone))
        };
        let Some(bytes) = own.get(file.as_str()).map(Arc::clone).or_else(parents) else {
            let base = theme::builtin_files("base").into_iter().flat_map(Files::keys);
            let known = own.keys().chain(base).map(|path| &**path);
            let help = match did_you_mean(file, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a path such as templates/home.html".to_owned(),
            };
            return Err(anyhow!("the theme `{}` has no file `{file}`", arguments.name))
                .context(help);
        };
        wanted.insert(file.as_str().into(), bytes);
    }
    Ok(wanted)
}
