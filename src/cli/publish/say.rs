//! What publishing says: the plan, what makes it stop, what came of it.

use anstream::eprintln;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use vouchfolio::config::{BaseUrl, Target, To};
use vouchfolio::diagnostic::{Code, Located, Severity};
use vouchfolio::engine::Built;
use vouchfolio::publish::private::Found;
use vouchfolio::publish::probe::Live;
use vouchfolio::publish::{self, Error, Plan, Renamed, Sent, Setting, Site, Size, Stop, Survey};

use crate::cli::report::{self, ERROR, FAINT, GOOD};
use crate::cli::{Global, MessageFormat};

/// So many names of each kind are shown.
const SHOWN: usize = 3;

/// What is published where, and to whom it is said.
pub struct Outlook<'a> {
    pub target: &'a Target,
    pub setting: &'a Setting<'a>,
    pub dry_run: bool,
    pub global: &'a Global,
}

impl Outlook<'_> {
    fn is_json(&self) -> bool {
        self.global.message_format == MessageFormat::Json
    }

    fn for_people(&self) -> bool {
        !self.is_json() && !self.global.quiet
    }
}

/// The content has errors.
pub fn refusal(built: &Built, global: &Global) {
    not_published(&format!("{}; nothing was sent", report::faults(built)), global);
}

/// What the owner should know before anything is sent.
pub fn warnings(survey: &Survey, outlook: &Outlook<'_>) {
    for message in publish::doubts(outlook.setting).iter().chain(&survey.warnings) {
        problem(Code::PublishDoubt, Severity::Warning, message, None, outlook.global);
    }
}

/// Addresses that lead nowhere now.
pub fn renamed(renamed: &[Renamed], outlook: &Outlook<'_>) {
    for page in renamed {
        let (message, help) = (page.to_string(), page.help());
        problem(Code::OldAddress, Severity::Warning, &message, Some(help), outlook.global);
    }
}

/// What is private and in the site: each value once, however many pages show it.
pub fn private(found: &[Found], global: &Global) {
    let mut places: BTreeMap<(&str, &str), Vec<&Found>> = BTreeMap::new();
    for found in found {
        places.entry((&found.source, &found.key)).or_default().push(found);
    }
    for ((source, key), places) in places {
        let Some(Found { output, line, .. }) = places.first() else { continue };
        let more = match places.len() - 1 {
            0 => String::new(),
            more => format!(", and in {}", report::some(more, "other file")),
        };
        let message = format!("`{key}` of {source} stands in {output}, line {line}{more}");
        let help = "take it out of the content, or out of `private/` if it is no secret";
        problem(Code::PrivateValue, Severity::Error, &message, Some(help.to_owned()), global);
    }
    not_published("nothing was sent", global);
}

/// What would change.
pub fn plan(plan: &Plan<'_>, outlook: &Outlook<'_>) {
    if outlook.is_json() {
        let extra = json!({
            "target": &*outlook.target.name,
            "to": kind(&outlook.target.to),
            "url": outlook.setting.base_url.as_str(),
            "dry_run": outlook.dry_run,
            "added": names(&plan.added),
            "changed": names(&plan.changed),
            "deleted": &plan.deleted,
            "unchanged": plan.unchanged.len(),
            "foreign": &plan.foreign,
            "bytes": plan.size().0,
        });
        object("publish-plan", &summary(plan), "plan", extra);
        return;
    }
    if outlook.global.quiet {
        return;
    }
    let place = describe(&outlook.target.to);
    eprintln!("{GOOD}plan{GOOD:#} for `{}`: {place}", outlook.target.name);
    let size = |files: &[&publish::File]| Size(files.iter().map(|file| file.size).sum());
    row("added", &names(&plan.added), Some(size(&plan.added)));
    row("changed", &names(&plan.changed), Some(size(&plan.changed)));
    row("deleted", &plan.deleted, None);
    row("not ours", &plan.foreign, None);
    eprintln!("{:>6} unchanged", plan.unchanged.len());
}

fn row(what: &str, names: &[Arc<str>], size: Option<Size>) {
    if names.is_empty() {
        return;
    }
    let shown: Vec<&str> = names.iter().take(SHOWN).map(|name| &**name).collect();
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let size = size.map(|size| format!(", {size}")).unwrap_or_default();
    let stay = if what == "not ours" { ", left as they are" } else { "" };
    eprintln!("{:>6} {what}{size}{stay}: {FAINT}{}{more}{FAINT:#}", names.len(), shown.join(", "));
}

/// Why nothing is sent.
pub fn stops(stops: &[Stop], outlook: &Outlook<'_>) {
    for stop in stops {
        let (message, help) = (stop.to_string(), stop.help());
        problem(Code::PublishGuard, Severity::Error, &message, Some(help), outlook.global);
    }
    not_published("nothing was sent", outlook.global);
}

/// The end of a dry run.
pub fn dry(outlook: &Outlook<'_>) {
    if outlook.for_people() {
        eprintln!("{GOOD}dry run{GOOD:#}: nothing was sent");
    }
}

/// The place is as the site is.
pub fn nothing(site: &Site<'_>, outlook: &Outlook<'_>) {
    if outlook.for_people() {
        eprintln!(
            "{GOOD}published{GOOD:#} already: nothing differs at {}",
            address(None, site, outlook)
        );
    }
    if outlook.is_json() {
        done(0, Size(0), 0, &address(None, site, outlook));
    }
}

/// What was sent, and where it is to be seen.
pub fn published(
    sent: &Sent,
    plan: &Plan<'_>,
    site: &Site<'_>,
    time: Duration,
    outlook: &Outlook<'_>,
) {
    for note in &sent.notes {
        problem(Code::PublishDoubt, Severity::Note, note, None, outlook.global);
    }
    let (files, deleted) = (plan.added.len() + plan.changed.len(), plan.deleted.len());
    let address = address(sent.url.as_deref(), site, outlook);
    if outlook.is_json() {
        done(files, plan.size(), deleted, &address);
    } else if !outlook.global.quiet {
        let deleted = if deleted > 0 { format!(", {deleted} deleted") } else { String::new() };
        let files = report::some(files, "file");
        let done = match outlook.target.to {
            To::GithubActions { .. } => "written",
            _ => "published",
        };
        let time = report::seconds(time);
        eprintln!("{GOOD}{done}{GOOD:#} {files}, {}{deleted}, in {time}: {address}", plan.size());
    }
}

/// Whether the new version is to be seen.
pub fn live(live: &Live, base_url: &BaseUrl, outlook: &Outlook<'_>) {
    let url = base_url.as_str();
    if outlook.is_json() {
        let (is_live, why) = match live {
            Live::Yes => (true, None),
            Live::NotYet { why } => (false, Some(why)),
        };
        let message = if is_live { "the new version is live" } else { "it is not to be seen yet" };
        object("live", message, "live", json!({ "url": url, "live": is_live, "why": why }));
        return;
    }
    match live {
        Live::Yes if outlook.for_people() => eprintln!("{GOOD}live{GOOD:#}: readers get it"),
        Live::Yes => {}
        Live::NotYet { why } => report::note(
            &format!(
                "the new version is not to be seen at {url} yet, because {why}; hosts may take a \
                 few minutes"
            ),
            outlook.global,
        ),
    }
}

fn done(files: usize, Size(bytes): Size, deleted: usize, url: &str) {
    let message = format!("{} sent", report::some(files, "file"));
    let extra = json!({ "sent": files, "bytes": bytes, "deleted": deleted, "url": url });
    object("published", &message, "published", extra);
}

/// Where readers find the site; a folder where there are none yet.
fn address(url: Option<&str>, site: &Site<'_>, outlook: &Outlook<'_>) -> String {
    match (&outlook.target.to, url) {
        (_, Some(url)) => url.to_owned(),
        (To::Folder { path }, None) => path.to_string(),
        (To::GithubActions { .. }, None) => publish::WORKFLOW.to_owned(),
        (_, None) => site.base_url.as_str().to_owned(),
    }
}

/// Why publishing failed.
pub fn failure(error: Error, global: &Global) {
    if matches!(error, Error::Refused { .. }) {
        let (message, help) = (error.to_string(), error.help());
        problem(Code::PublishGuard, Severity::Error, &message, Some(help), global);
        not_published("nothing was sent", global);
        return;
    }
    let help = error.help();
    report::failure(&anyhow::Error::from(error).context(help));
}

fn not_published(why: &str, global: &Global) {
    if global.message_format != MessageFormat::Json {
        eprintln!("{ERROR}not published{ERROR:#}: {why}");
    }
}

fn summary(plan: &Plan<'_>) -> String {
    let counts = [
        (plan.added.len(), "added"),
        (plan.changed.len(), "changed"),
        (plan.deleted.len(), "deleted"),
        (plan.unchanged.len(), "unchanged"),
    ];
    counts.map(|(count, what)| format!("{count} {what}")).join(", ")
}

fn names(files: &[&publish::File]) -> Vec<Arc<str>> {
    files.iter().map(|file| Arc::clone(&file.path)).collect()
}

/// The target's kind as it is written.
fn kind(to: &To) -> &'static str {
    match to {
        To::Folder { .. } => "folder",
        To::Git { .. } => "git",
        To::Rsync { .. } => "rsync",
        To::S3 { .. } => "s3",
        To::Netlify { .. } => "netlify",
        To::GithubActions { .. } => "github-actions",
    }
}

/// The place in words, without anything secret that a URL may hold.
fn describe(to: &To) -> String {
    match to {
        To::Folder { path } => format!("the folder {path}"),
        To::Git { remote, branch, .. } => {
            format!("the branch {branch} of {}", publish::without_secrets(remote))
        }
        To::Rsync { destination } => destination.to_string(),
        To::S3 { bucket, prefix, .. } if prefix.is_empty() => format!("the bucket {bucket}"),
        To::S3 { bucket, prefix, .. } => format!("{prefix}/ in the bucket {bucket}"),
        To::Netlify { site, draft: false } => format!("{site} on Netlify"),
        To::Netlify { site, draft: true } => format!("a draft of {site} on Netlify"),
        To::GithubActions { .. } => "a workflow of GitHub Actions".to_owned(),
    }
}

/// A problem that no file has.
fn problem(code: Code, severity: Severity, message: &str, help: Option<String>, global: &Global) {
    if global.quiet && severity == Severity::Note {
        return;
    }
    report::show(
        &Located { code, severity, message: message.to_owned(), help, place: None },
        global,
    );
}

/// A note in the form of a problem, with one key more.
fn object(code: &str, message: &str, key: &str, extra: serde_json::Value) {
    let mut object = json!({
        "code": code, "severity": "note", "message": message, "file": null, "line": null,
        "column": null, "end_line": null, "end_column": null, "help": null,
    });
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), extra);
    }
    report::answer(&object.to_string());
}
