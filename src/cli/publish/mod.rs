//! `vouchfolio publish`

mod progress;
mod say;

use anyhow::{Context, Result, anyhow};
use std::path::Path;
use std::time::{Duration, Instant};
use vouchfolio::config::{BaseUrl, Target, To};
use vouchfolio::diagnostic::did_you_mean;
use vouchfolio::engine::{self, Built, Request};
use vouchfolio::model::Date;
use vouchfolio::publish::{self, Allowed, Error, File, Manifest, Place, Sent, Setting, Site};

use super::progress::Progress;
use super::{FAILURE, Global, PROBLEMS, SUCCESS, clock, report};
use progress::Sending;
use say::Outlook;

#[derive(clap::Args)]
pub struct Arguments {
    /// The name of a target in vouchfolio.yaml; where there is only one, it need not be named
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// Say what would change, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Publish to a place that is not empty and not ours; what the site does not have stays there
    #[arg(long)]
    adopt: bool,
    /// Let so many files be deleted
    #[arg(long, value_name = "N")]
    allow_deletes: Option<usize>,
    /// Do not look whether the new version is live
    #[arg(long)]
    no_probe: bool,
    /// Print what the configuration of nginx or Caddy has to say, and send nothing
    #[arg(long, conflicts_with = "dry_run")]
    server_config: bool,
    /// Decide as of this day what has expired (also SOURCE_DATE_EPOCH)
    #[arg(long, value_name = "DATE", value_parser = clock::parse_day)]
    today: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let folder = super::site(global)?;
    let progress = Progress::new(global);
    let request = Request {
        site: folder,
        today: clock::today(arguments.today)?,
        drafts: false,
        base_url: None,
    };
    let built = engine::build(&request, &|stage| progress.stage(stage))?;
    let time = progress.elapsed();
    let stages = progress.finish(time);
    report::problems(&built, global);
    if global.verbose {
        report::stages(&stages, None);
    }
    if super::build::is_refused(&built, arguments.deny_warnings) {
        say::refusal(&built, global);
        report::more(&built, global);
        return Ok(PROBLEMS);
    }
    let target = choose(&built.targets, arguments.target.as_deref())?;
    match publish(arguments, folder, target, &built, global) {
        Ok(code) => Ok(code),
        Err(error) => {
            let code = if matches!(error, Error::Refused { .. }) { PROBLEMS } else { FAILURE };
            say::failure(error, global);
            Ok(code)
        }
    }
}

/// The target of this name, or the sole one.
fn choose<'t>(targets: &'t [Target], name: Option<&str>) -> Result<&'t Target> {
    let names = || targets.iter().map(|target| &*target.name).collect::<Vec<_>>();
    let example = "write where to into vouchfolio.yaml, such as `publish: {live: {to: git, \
                   remote: origin}}`; docs/publish.md has them all";
    match (name, targets) {
        (_, []) => Err(anyhow!("vouchfolio.yaml names no place to publish to")).context(example),
        (None, [sole]) => Ok(sole),
        (None, _) => Err(anyhow!("there are {} targets: {}", targets.len(), names().join(", ")))
            .context("say which: `vouchfolio publish TARGET`"),
        (Some(name), _) => {
            let found = targets.iter().find(|target| &*target.name == name);
            found.ok_or_else(|| anyhow!("there is no target `{name}`")).with_context(|| {
                match did_you_mean(name, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the targets are {}", names().join(", ")),
                }
            })
        }
    }
}

fn publish(
    arguments: &Arguments,
    folder: &Path,
    target: &Target,
    built: &Built,
    global: &Global,
) -> Result<u8, Error> {
    publish::check_address(&built.base_url)?;
    // Other programs run elsewhere.
    let folder = &std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut place = publish::open(target, folder)?;
    let setting = Setting {
        host: target.host.unwrap_or_else(|| publish::usual(&target.to, folder)),
        to: &target.to,
        base_url: &built.base_url,
        redirects: &built.redirects,
    };
    let files = publish::assemble(&built.outputs, folder, target.precompress, &setting)?;
    if arguments.server_config {
        return server_config(&files, &setting);
    }
    let contacts: Vec<&str> = built.contacts.iter().map(|id| &**id).collect();
    let private = publish::private::find(folder, &files, &contacts)?;
    if !private.is_empty() {
        say::private(&private, global);
        return Ok(PROBLEMS);
    }
    let manifest = Manifest::of(built.base_url.as_str(), &files);
    let site = Site {
        folder,
        base_url: &built.base_url,
        files: &files,
        manifest: &manifest,
        redirects: &built.redirects,
    };
    let outlook = Outlook { target, setting: &setting, dry_run: arguments.dry_run, global };
    go(arguments, &site, place.as_mut(), &outlook)
}

fn server_config(files: &[File], setting: &Setting<'_>) -> Result<u8, Error> {
    let Some(text) = publish::server_config(files, setting)? else {
        return Err(Error::Refused {
            message: format!("`{}` has no configuration of its own", setting.host.as_str()),
            help: "write `host: nginx` or `host: caddy` into the target".to_owned(),
        });
    };
    report::answer(text.trim_end());
    Ok(SUCCESS)
}

/// Looks, plans, stops or sends.
fn go(
    arguments: &Arguments,
    site: &Site<'_>,
    place: &mut dyn Place,
    outlook: &Outlook<'_>,
) -> Result<u8, Error> {
    let start = Instant::now();
    let survey = place.survey(site)?;
    let plan = publish::plan(site.files, &survey);
    let allowed = Allowed { deletes: arguments.allow_deletes, adopt: arguments.adopt };
    let stops = publish::guard(&plan, allowed);
    say::warnings(&survey, outlook);
    if let Some(before) = &survey.manifest {
        say::renamed(&publish::renamed(site, before), outlook);
    }
    say::plan(&plan, outlook);
    if !stops.is_empty() {
        say::stops(&stops, outlook);
        return Ok(PROBLEMS);
    }
    if arguments.dry_run {
        say::dry(outlook);
        return Ok(SUCCESS);
    }
    let settled = survey.manifest.is_some_and(|manifest| manifest.is_same(site.manifest));
    // Each preview has an address of its own.
    let is_preview = matches!(outlook.target.to, To::Netlify { draft: true, .. });
    if plan.is_empty() && settled && !is_preview {
        say::nothing(site, outlook);
        return Ok(SUCCESS);
    }
    let sending = Sending::new(outlook.global);
    let sent = place.send(site, &plan, &sending);
    sending.finish();
    let sent = sent?;
    say::published(&sent, &plan, site, start.elapsed(), outlook);
    let is_on_the_web = !matches!(outlook.target.to, To::Folder { .. } | To::GithubActions { .. });
    if is_on_the_web && !arguments.no_probe {
        look(&sent, site, outlook);
    }
    Ok(SUCCESS)
}

/// Looks whether the new version is to be seen where readers find it.
fn look(sent: &Sent, site: &Site<'_>, outlook: &Outlook<'_>) {
    let own = sent.url.as_deref().and_then(|url| BaseUrl::parse(url).ok());
    let base_url = own.as_ref().unwrap_or(site.base_url);
    let Some(home) = site.files.iter().find(|file| &*file.path == "index.html") else { return };
    let live = publish::probe::look(base_url, site.manifest, home.digest, PATIENCE);
    say::live(&live, base_url, outlook);
}

/// How long the new version may take to be seen.
const PATIENCE: Duration = Duration::from_secs(10);
