//! The whole pipeline as one function: from a site's folder to everything it consists of.
//!
//! All commands build by [`build_again`]; `check` by [`check`], which is the same with advice.
//! Nothing is written here.

mod cache;
mod locate;
mod memory;
mod trial;

pub use crate::outputs::Redirect;
pub use locate::in_order;
pub use memory::Memory;
pub use trial::{Trial, Tried, try_theme};

use std::path::Path;
use std::sync::Arc;

use crate::checks::{self, Outward};
use crate::config::{self, BaseUrl, Config, Target};
use crate::diagnostic::{Code, Diagnostic, Located, Place, Severity, did_you_mean};
use crate::digest::Digest;
use crate::model::{Date, HeldBack, Portfolio};
use crate::outputs;
use crate::parse::{self, Document, Kind, Settings};
use crate::picture::{self, Pictures};
use crate::plan::{self, Inputs, Logo, Pieces, is_logo};
use crate::render::{self, InMemory, Keep, NotAtAll, Output, Rendered};
use crate::resolve;
use crate::source::disk::{self, Changes, ReadError, discover, read_content};
use crate::source::image;
use crate::source::{Sources, Themes};
use crate::theme::{self, Loaded, OptionValue, Theme};
use memory::{Documents, Parsed};

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
    /// Pictures are made that are not known yet: so many, of so many.
    Pictures {
        done: usize,
        of: usize,
    },
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
            Stage::Pictures { .. } => "pictures",
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
    /// Old addresses, sorted, and where each leads; empty where there are no outputs.
    pub redirects: Vec<Redirect>,
    /// The path below which the site is to be served, `/` or `/sub/path/`.
    pub base_path: String,
    /// Where the site is to be seen.
    pub base_url: BaseUrl,
    /// Where it is published to.
    pub targets: Vec<Target>,
    /// Sorted by place.
    pub problems: Vec<Located>,
    /// Sorted by file.
    pub held_back: Vec<HeldBack>,
    /// Ids of the people whose contact details may be shown.
    pub contacts: Vec<Arc<str>>,
    /// Links out of the site, sorted by place, where [`check_links`] asked for them.
    pub links: Vec<OutwardLink>,
}

/// A link out of the site.
#[derive(Clone, Debug)]
pub struct OutwardLink {
    /// Without what follows `#`.
    pub url: Arc<str>,
    /// It stands in the words of somebody else.
    pub by_others: bool,
    pub place: Place,
}

impl Built {
    /// Whether any problem is an error, so that there is nothing to write.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Builds a site in memory. `on_stage` is called as each stage begins.
pub fn build(request: &Request<'_>, on_stage: &(dyn Fn(Stage) + Sync)) -> Result<Built, ReadError> {
    build_again(request, &mut Memory::default(), Changes::Unknown, &InMemory, on_stage)
}

/// Builds a site with what `memory` holds of earlier builds, and leaves there what the next one can
/// use: the outcome is that of a build without it. `changes` may say which files are others now.
///
/// Each output is handed to `keep` as soon as it is there, so that a large site need not be in
/// memory as a whole. Where there is an error after all, what was kept is void.
pub fn build_again(
    request: &Request<'_>,
    memory: &mut Memory,
    changes: Changes<'_>,
    keep: &dyn Keep,
    on_stage: &(dyn Fn(Stage) + Sync),
) -> Result<Built, ReadError> {
    let run = Run { request, on_stage, keep, aim: Aim::Site };
    run.build(memory, changes)
}

/// Does everything that a build does, keeps none of it and, where nothing is wrong, adds advice on
/// what could be better.
pub fn check(request: &Request<'_>, on_stage: &(dyn Fn(Stage) + Sync)) -> Result<Built, ReadError> {
    check_again(request, &mut Memory::to_check(request.site), on_stage)
}

/// Checks a site with what `memory` holds of earlier builds.
pub fn check_again(
    request: &Request<'_>,
    memory: &mut Memory,
    on_stage: &(dyn Fn(Stage) + Sync),
) -> Result<Built, ReadError> {
    let run = Run { request, on_stage, keep: &NotAtAll, aim: Aim::Advice };
    let mut built = run.build(memory, Changes::Unknown)?;
    built.outputs.clear();
    built.redirects.clear();
    Ok(built)
}

/// Does what [`check`] does, and gathers the links out of the site where nothing is wrong.
pub fn check_links(
    request: &Request<'_>,
    on_stage: &(dyn Fn(Stage) + Sync),
) -> Result<Built, ReadError> {
    let run = Run { request, on_stage, keep: &NotAtAll, aim: Aim::AdviceAndLinks };
    let mut built = run.build(&mut Memory::to_check(request.site), Changes::Unknown)?;
    built.outputs.clear();
    Ok(built)
}

/// Whether the next build of a site would come to what the last one with `memory` came to.
pub fn is_current(memory: &mut Memory, site: &Path) -> Result<bool, ReadError> {
    disk::is_current(&mut memory.sources, site)
}

/// A build under way.
struct Run<'a> {
    request: &'a Request<'a>,
    on_stage: &'a (dyn Fn(Stage) + Sync),
    keep: &'a dyn Keep,
    aim: Aim,
}

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    Site,
    Advice,
    AdviceAndLinks,
}

impl Run<'_> {
    fn build(&self, memory: &mut Memory, changes: Changes<'_>) -> Result<Built, ReadError> {
        let request = self.request;
        (self.on_stage)(Stage::Discover);
        let mut problems = discover(&mut memory.sources, request.site, changes)?;
        (self.on_stage)(Stage::Parse);
        let config = configure(&memory.sources, request, &mut problems);
        let (documents, loaded) = read(memory, &config, &mut problems);
        let (documents, sources) = (documents?, &memory.sources);
        (self.on_stage)(Stage::Resolve);
        let (today, drafts) = (request.today, request.drafts);
        let options = resolve::Options { today, drafts, host: config.base_url.host() };
        // Within the pool, where each stage goes on in parallel without waiting to be let in.
        let resolved = rayon::scope(|_| resolve::resolve(&documents, &sources.assets, &options));
        problems.extend(resolved.problems);
        let portfolio = &resolved.portfolio;
        (self.on_stage)(Stage::Theme);
        problems.extend(loaded.problems.iter().cloned());
        let made = loaded.theme.as_ref().map(|theme| {
            self.pictures(portfolio, theme, sources, &mut memory.pictures, &mut problems)
        });
        let pictures = made.transpose()?.unwrap_or_default();
        let (documents_of, assets) = (&documents, &sources.assets);
        let unchanged = pictures.as_they_are();
        let inputs = checks::Inputs { portfolio, documents: documents_of, assets, unchanged };
        let (advice, mut links) = self.look_over(&inputs, &config, sources);
        // What pages need of them is in the portfolio.
        drop_aside(documents);
        let pieces = Pieces::after(std::mem::take(&mut memory.pieces), portfolio);
        let (mut rendered, mut redirects) = <(Rendered, Vec<Redirect>)>::default();
        if let Some(theme) = &loaded.theme {
            (self.on_stage)(Stage::Plan);
            let (config, assets, logo) = (&config, &sources.assets, logo(sources, &config));
            let (pictures, logo, pieces) = (&pictures, logo.as_ref(), &pieces);
            let inputs = Inputs { portfolio, config, theme, assets, pictures, logo, pieces };
            (rendered, redirects) =
                rayon::scope(|_| self.render(inputs, &memory.pages, &mut problems));
        }
        let mut outputs = rendered.outputs;
        if has_errors(&problems) {
            outputs.clear();
            links.clear();
            redirects.clear();
        } else {
            drop_aside(std::mem::replace(&mut memory.pages, rendered.memo));
            problems.extend(advice);
        }
        let links = locate::links(links, sources);
        let problems = locate::locate(problems, sources, &loaded.texts);
        memory.pieces = pieces;
        match memory.is_for_one {
            true => memory.spare = Some(resolved.portfolio),
            false => drop_aside(resolved.portfolio),
        }
        let pages = outputs.iter().filter(|output| output.path.ends_with(".html")).count();
        Ok(Built {
            outputs,
            pages,
            base_path: config.base_url.path().to_owned(),
            base_url: config.base_url,
            targets: config.targets,
            redirects,
            problems,
            held_back: resolved.held_back,
            contacts: resolved.contacts,
            links,
        })
    }

    /// Every picture that the site shows. Where there will be no site, they are only looked at.
    fn pictures(
        &self,
        portfolio: &Portfolio,
        theme: &Theme,
        sources: &Sources,
        known: &mut picture::Known,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Pictures, ReadError> {
        let config = config::FILE.into();
        let request = picture::Request {
            shown: &resolve::pictures(portfolio, &sources.assets, &config),
            images: theme.images(),
            assets: &sources.assets,
            is_void: self.aim != Aim::Site || has_errors(problems),
            on_progress: &|done, of| (self.on_stage)(Stage::Pictures { done, of }),
        };
        let (pictures, found) = picture::make(&request, known)?;
        problems.extend(found);
        Ok(pictures)
    }

    /// Advice, and the links out of the site, where they are asked for.
    fn look_over(
        &self,
        inputs: &checks::Inputs<'_>,
        config: &Config,
        sources: &Sources,
    ) -> (Vec<Diagnostic>, Vec<Outward>) {
        let read = |file: &Arc<str>| locate::read_again(sources, file);
        let advice = || checks::check(inputs, &config.unchecked);
        match self.aim {
            Aim::Site => Default::default(),
            Aim::Advice => (advice(), Vec::new()),
            Aim::AdviceAndLinks => (advice(), checks::outward(inputs, config, &read)),
        }
    }

    /// All outputs and redirects, where nothing is wrong so far.
    fn render(
        &self,
        inputs: Inputs<'_>,
        memo: &render::Memo,
        problems: &mut Vec<Diagnostic>,
    ) -> (Rendered, Vec<Redirect>) {
        let (plan, found) = plan::plan(inputs);
        problems.extend(found);
        let gathered = outputs::outputs(&plan);
        problems.extend(gathered.problems);
        if has_errors(problems) {
            return Default::default();
        }
        (self.on_stage)(Stage::Render);
        let mut rendered = render::render(&plan, gathered.artifacts, memo, self.keep);
        problems.append(&mut rendered.problems);
        (rendered, gathered.redirects)
    }
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
        None => {
            let file = Arc::from(config::FILE);
            if !problems.iter().any(|problem| problem.file.as_ref() == Some(&file)) {
                problems.push(missing(&file));
            }
            Config::default()
        }
    };
    if let Some(base_url) = &request.base_url {
        problems.retain(|problem| problem.code != Code::BadBaseUrl);
        config.base_url = base_url.clone();
    }
    config
}

/// Commands look for it before they start; it may go while a site is watched, which must not make
/// it another site.
fn missing(config: &Arc<str>) -> Diagnostic {
    Diagnostic::new(Code::MissingFile, format!("`{config}` is missing"))
        .in_file(config)
        .help("create it with `title` and `base_url`, or run `vouchfolio init` elsewhere")
}

/// Reads all content, and the theme beside it: neither knows of the other.
fn read(
    memory: &mut Memory,
    config: &Config,
    problems: &mut Vec<Diagnostic>,
) -> (Result<Vec<Arc<Document>>, ReadError>, Loaded) {
    let themes = std::mem::take(&mut memory.sources.themes);
    let read = rayon::join(|| documents(memory, config, problems), || load_theme(&themes, config));
    memory.sources.themes = themes;
    read
}

/// Reads all content. The texts of files in which nothing is wrong are let go of at once, for the
/// sake of memory.
fn documents(
    memory: &mut Memory,
    config: &Config,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<Arc<Document>>, ReadError> {
    let settings = Settings { smart_punctuation: config.smart_punctuation };
    let Documents { settings: before, parsed } = std::mem::take(&mut memory.documents);
    let known = if before == settings { parsed } else { Vec::new() };
    let ignores_digests = memory.ignores_digests;
    let is_same = |now: Digest, was: Digest| now == was || ignores_digests;
    let (parsed, found) = read_content(&mut memory.sources, known, is_same, |file| {
        let Some(kind) = Kind::of(&file.path) else {
            return Parsed { document: None, problems: vec![unknown_file(&file.path)] }.into();
        };
        let (document, problems) = parse::parse(file, kind, &settings);
        if problems.is_empty() {
            file.release();
        }
        Parsed { document: Some(Arc::new(document)), problems }.into()
    })?;
    problems.extend(found);
    let misnamed = |path: &&Arc<str>| path.starts_with("content/") && path.ends_with(".md.txt");
    problems.extend(memory.sources.assets.keys().filter(misnamed).map(unknown_file));
    let mut documents = Vec::with_capacity(parsed.len() + 1);
    for parsed in &parsed {
        documents.extend(parsed.document.clone());
        problems.extend(parsed.problems.iter().cloned());
    }
    // Last, for documents are sorted by path.
    if let Some(footer) = &config.footer {
        let (document, found) = parse::footer(footer, config::FILE, &settings);
        documents.push(Arc::new(document));
        problems.extend(found);
    }
    memory.documents = Documents { settings, parsed };
    memory.keep_texts();
    if memory.is_for_one {
        memory.documents = Documents::default();
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

/// The owner's logo, unless something is wrong with it, which is said later.
fn logo(sources: &Sources, config: &Config) -> Option<Logo> {
    let asset = sources.assets.get(config.logo.as_ref()?).filter(|asset| is_logo(asset.kind))?;
    let bytes = disk::bytes_of(asset)?;
    Some(match asset.kind {
        image::Kind::Svg => Logo::Svg(image::sanitized(&bytes).ok()?.into()),
        _ => Logo::Pixels(bytes.into()),
    })
}

fn load_theme(themes: &Themes, config: &Config) -> Loaded {
    with_theme_request(themes, config, theme::load)
}

/// Asks something of the theme that a site has chosen.
fn with_theme_request<T>(
    themes: &Themes,
    config: &Config,
    ask: impl FnOnce(&theme::Request<'_>) -> T,
) -> T {
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
    ask(&theme::Request {
        name: &config.theme,
        options: config.options.iter().map(option).collect(),
        language: &config.language,
        base_path: config.base_url.path(),
        site_themes: themes,
        config_file: &config_file,
    })
}
