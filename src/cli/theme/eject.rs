//! `vouchfolio theme eject`: a file of a theme as a file of the site, to be changed.

use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use vouchfolio::diagnostic::did_you_mean;
use vouchfolio::source::Sources;
use vouchfolio::theme::{self, ChainFile, Part};

use crate::cli::{Global, MessageFormat, SUCCESS, files, report};

#[derive(clap::Args)]
pub struct Arguments {
    /// A file of the theme, such as templates/home.html
    file: Option<String>,
    /// The theme that is to be changed, instead of the one that the site has chosen
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
}

type Files = BTreeMap<Arc<str>, ChainFile>;

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = crate::cli::site(global)?;
    let (sources, config) = super::look(site)?;
    let name = arguments.theme.as_deref().unwrap_or(&config.theme);
    super::must_exist(name, &sources)?;
    let known = theme::files(name, &sources.themes);
    match &arguments.file {
        Some(file) => eject(file, name, &known, site, &sources, global),
        None => {
            list(name, &known, global);
            Ok(SUCCESS)
        }
    }
}

/// Lists what can be copied: what the site has not replaced yet.
fn list(name: &str, known: &Files, global: &Global) {
    let own = format!("themes/{name}/");
    for ChainFile { path, theme, .. } in known.values().filter(|it| !it.file.starts_with(&own)) {
        let line = match global.message_format {
            MessageFormat::Json => serde_json::json!({ "file": path, "theme": theme }).to_string(),
            _ => format!("{theme:<10} {path}"),
        };
        report::answer(&line);
    }
}

fn eject(
    file: &str,
    name: &str,
    known: &Files,
    site: &Path,
    sources: &Sources,
    global: &Global,
) -> Result<u8> {
    let file = file.strip_prefix("./").unwrap_or(file);
    let Some(found) = known.get(file) else {
        return Err(anyhow!("the theme `{name}` has no file `{file}`"))
            .context(meant(file, name, known));
    };
    let folder = site.join("themes").join(name);
    let path = folder.join(file);
    if files::exists(&path) {
        return Err(anyhow!("`{}` exists already", report::shown(&path)))
            .context("`eject` never overwrites: change that file, or move it away first");
    }
    files::create_within(site, &path, &found.bytes)?;
    report::created(&path, global);
    if global.message_format == MessageFormat::Json {
        return Ok(SUCCESS);
    }
    let from = if found.file.starts_with("built-in:") { "the built-in theme" } else { "the theme" };
    report::line(&format!("Copied from {from} `{}`, whose file it replaces.", found.theme), global);
    if let Some(better) = better(found, name, sources) {
        report::line(&better, global);
    }
    Ok(SUCCESS)
}

/// What to do about a name that no file has.
fn meant(file: &str, name: &str, known: &Files) -> String {
    let is_theme = theme::builtin_names().any(|theme| theme == file);
    if is_theme {
        return format!(
            "a theme is named with `--theme {file}`; without a file, its files are listed"
        );
    }
    let paths = || known.keys().map(|path| &**path);
    // People may name a file without its folder.
    let by_name = || paths().filter(|path| path.rsplit('/').next() == Some(file));
    match by_name().next().or_else(|| did_you_mean(file, paths())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`vouchfolio theme eject --theme {name}` lists its files"),
    }
}

/// How less than a whole copy would do.
fn better(found: &ChainFile, name: &str, sources: &Sources) -> Option<String> {
    Some(match found.part {
        Part::Template => {
            let template = found.path.strip_prefix("templates/").unwrap_or(&found.path);
            let listed = theme::list(&sources.themes);
            let own = listed.iter().find(|listed| listed.name == name)?;
            let next = match own.origin {
                theme::Origin::Site => own.extends.as_deref()?,
                _ => name,
            };
            format!(
                "To change only a part, let it begin with {{% extends \"{next}/{template}\" %}}, and \
                 keep only the blocks that differ; {{{{ super() }}}} is what they were."
            )
        }
        Part::Components => {
            "Keep only the components that you change: the others still come from where they were."
                .to_owned()
        }
        Part::Strings => {
            "Keep only the keys that you change: the others still come from where they \
                          were."
                .to_owned()
        }
        Part::Styles => "To add rules rather than change these, put them into a file of another \
                         name, such as styles/70-mine.css."
            .to_owned(),
        Part::Static | Part::Manifest | Part::Other => return None,
    })
}
