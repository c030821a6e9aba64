//! The whole pipeline as one function: from a site's folder to everything it consists of.
//!
//! `build` and the tests call [`build`], `check` calls [`check`], which is the same with advice.
//! Nothing is written here.

mod locate;

use std::path::Path;
use std::sync::Arc;

use crate::checks;
use crate::config::{self, BaseUrl, Config};
use crate::diagnostic::{Code, Diagnostic, Located, Severity, did_you_mean};
use crate::model::{Date, HeldBack};
use crate::outputs;
use crate::parse::{self, Document, Kind, Settings};
use crate::plan::{self, Inputs, Pieces};
use crate::render::{self, InMemory, Keep, NotAtAll, Output};
use crate::resolve;
use crate::source::Sources;
use crate::source::disk::{ReadError, discover, read_content};
use crate::theme::{self, Loaded, OptionValue};

/// What to build.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The site's folder.
    pub site: &'a Path,
    /// Decides what has expired: a UTC day.
    pub today: Date,
    pub drafts: bool,
    /// Instead of the configuration's.
    pub base_url: Option<BaseUrl>,
}

/// The stages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Discover,
    Parse,
    Resolve,
    Theme,
    Plan,
    Render,
}

impl Stage {
    /// The stage's name, `discover`.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Discover => "discover",
            Stage::Parse => "parse",
            Stage::Resolve => "resolve",
            Stage::Theme => "theme",
            Stage::Plan => "plan",
            Stage::Render => "render",
        }
    }
}

/// What came of a build or check.
#[derive(Debug, Default)]
pub struct Built {
    /// Sorted by path; empty where there is an error, and of a check.
    pub outputs: Vec<Output>,
    /// Number of HTML pages.
    pub pages: usize,
    /// Sorted by place.
    pub problems: Vec<Located>,
    /// Sorted by file.
    pub held_back: Vec<HeldBack>,
}

impl Built {
    /// Whether any problem is an error, so that there is nothing to write.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Builds a site in memory. `on_stage` is called as each stage begins.
pub fn build(request: &Request<'_>, on_stage: &dyn Fn(Stage)) -> Result<Built, ReadError> {
    run(request, on_stage, Purpose::Build(&InMemory))
}

/// Builds a site, each output being handed to `keep` as soon as it is there, so that a large site
/// need not be in memory as a whole. Where there is an error after all, what was kept is void.
pub fn build_into(
    request: &Request<'_>,
    on_stage: &dyn Fn(Stage),
    keep: &dyn Keep,
) -> Result<Built, ReadError> {
    run(request, on_stage, Purpose::Build(keep))
}

/// Does everything that a build does, keeps none of it and, where nothing is wrong, adds advice on
/// what could be better.
pub fn check(request: &Request<'_>, on_stage: &dyn Fn(Stage)) -> Result<Built, ReadError> {
    run(request, on_stage, Purpose::Check)
}

#[derive(Clone, Copy)]
enum Purpose<'a> {
    Build(&'a dyn Keep),
    Check,
}

fn run(
    request: &Request<'_>,
    on_stage: &dyn Fn(Stage),
    purpose: Purpose<'_>,
) -> Result<Built, ReadError> {
    on_stage(Stage::Discover);
    let (mut sources, mut problems) = discover(request.site)?;
    on_stage(Stage::Parse);
    let config = configure(&sources, request, &mut problems);
    let documents = documents(&mut sources, &config, &mut problems)?;
    on_stage(Stage::Resolve);
    let options = resolve::Options {
        today: request.today,
        drafts: request.drafts,
        host: config.base_url.host(),
    };
    let resolved = resolve::resolve(&documents, &sources.assets, &options);
    problems.extend(resolved.problems);
    let portfolio = &resolved.portfolio;
    let advice = match purpose {
        Purpose::Build(_) => Vec::new(),
        Purpose::Check => {
            let assets = &sources.assets;
            let inputs = checks::Inputs { portfolio, documents: &documents, assets };
            checks::check(&inputs, &config.unchecked)
        }
    };
    // What pages need of them is in the portfolio.
    drop_aside(documents);
    on_stage(Stage::Theme);
    let loaded = load_theme(&sources, &config);
    problems.extend(loaded.problems.iter().cloned());
    let pieces = Pieces::of(portfolio);
    let mut outputs = Vec::new();
    if let Some(theme) = &loaded.theme {
        on_stage(Stage::Plan);
        let assets = &sources.assets;
        let inputs = Inputs { portfolio, config: &config, theme, assets, pieces: &pieces };
        outputs = rendered(inputs, on_stage, purpose, &mut problems);
    }
    if has_errors(&problems) {
        outputs.clear();
    } else {
        problems.extend(advice);
    }
    let problems = locate::locate(problems, &sources, &loaded.texts);
    drop_aside((pieces, sources, resolved.portfolio));
    let pages = outputs.iter().filter(|output| output.path.ends_with(".html")).count();
    if matches!(purpose, Purpose::Check) {
        outputs.clear();
    }
    Ok(Built { pages, outputs, problems, held_back: resolved.held_back })
}

/// All outputs, where nothing is wrong so far.
fn rendered(
    inputs: Inputs<'_>,
    on_stage: &dyn Fn(Stage),
    purpose: Purpose<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Output> {
    let (plan, found) = plan::plan(inputs);
    problems.extend(found);
    let gathered = outputs::outputs(&plan);
    problems.extend(gathered.problems);
    if has_errors(problems) {
        return Vec::new();
    }
    on_stage(Stage::Render);
    let keep = match purpose {
        Purpose::Build(keep) => keep,
        Purpose::Check => &NotAtAll,
    };
    let (outputs, found) = render::render(&plan, gathered.artifacts, keep);
    problems.extend(found);
    outputs
}

/// Takes apart what is no longer needed, and large, while work goes on.
fn drop_aside<T: Send + 'static>(value: T) {
    rayon::spawn(move || drop(value));
}

fn has_errors(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn configure(sources: &Sources, request: &Request<'_>, problems: &mut Vec<Diagnostic>) -> Config {
    let mut config = match sources.config.as_ref().filter(|file| !file.unreadable) {
        Some(file) => {
            let (config, found) = config::read(&file.text, &file.path);
            problems.extend(found);
            config
        }
        None => Config::default(),
    };
    if let Some(base_url) = &request.base_url {
        problems.retain(|problem| problem.code != Code::BadBaseUrl);
        config.base_url = base_url.clone();
    }
    config
}

/// Reads all content. The texts of files in which nothing is wrong are let go of at once, for the
/// sake of memory.
fn documents(
    sources: &mut Sources,
    config: &Config,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<Document>, ReadError> {
    let settings = Settings { smart_punctuation: config.smart_punctuation };
    let (parsed, found) = read_content(sources, |file| {
        let Some(kind) = Kind::of(&file.path) else {
            return (None, vec![unknown_file(&file.path)]);
        };
        let (document, found) = parse::parse(file, kind, &settings);
        if found.is_empty() {
            file.release();
        }
        (Some(document), found)
    })?;
    problems.extend(found);
    let misnamed = |path: &&Arc<str>| path.starts_with("content/") && path.ends_with(".md.txt");
    problems.extend(sources.assets.keys().filter(misnamed).map(unknown_file));
    let mut documents = Vec::with_capacity(parsed.len() + 1);
    if let Some(footer) = &config.footer {
        let (document, found) = parse::footer(footer, config::FILE, &settings);
        documents.push(document);
        problems.extend(found);
    }
    for (document, found) in parsed {
        documents.extend(document);
        problems.extend(found);
    }
    Ok(documents)
}

/// A Markdown or YAML file where nothing of the kind is expected: probably a misspelt name.
fn unknown_file(file: &Arc<str>) -> Diagnostic {
    let inside = file.strip_prefix("content/").unwrap_or(file);
    let (folder, rest) = inside.split_once('/').unwrap_or(("", inside));
    let help = if folder.is_empty() {
        let known = ["profile.md", "career.yaml", "skills.yaml"];
        did_you_mean(rest, known).map(|near| format!("did you mean `content/{near}`?"))
    } else if let Some(stem) =
        [".markdown", ".MD", ".md.txt"].iter().find_map(|ending| rest.strip_suffix(ending))
    {
        Some(format!("rename it to `content/{folder}/{stem}.md`"))
    } else {
        let known = Kind::FOLDERS.map(|(name, _)| name);
        let near = did_you_mean(folder, known).filter(|near| *near != folder);
        near.map(|near| format!("did you mean `content/{near}/`?"))
    };
    let help = help.unwrap_or_else(|| {
        "content lies as .md files in accomplishments/, people/, testimonials/, posts/ or pages/"
            .to_owned()
    });
    Diagnostic::new(Code::UnknownFile, "no kind of content lies here, so the file is not used")
        .in_file(file)
        .help(help)
}

fn load_theme(sources: &Sources, config: &Config) -> Loaded {
    let config_file: Arc<str> = config::FILE.into();
    let option = |(name, value): &(String, serde_json::Value)| {
        let value = match value {
            serde_json::Value::String(text) => OptionValue::Text(text.clone()),
            serde_json::Value::Bool(toggle) => OptionValue::Toggle(*toggle),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(integer) => OptionValue::Integer(integer),
                None => OptionValue::Float(number.as_f64().unwrap_or_default()),
            },
            _ => OptionValue::Other,
        };
        (name.clone(), value)
    };
    theme::load(&theme::Request {
        name: &config.theme,
        options: config.options.iter().map(option).collect(),
        language: &config.language,
        base_path: config.base_url.path(),
        site_themes: &sources.themes,
        config_file: &config_file,
    })
}
