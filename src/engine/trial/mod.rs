//! A theme tried on invented portfolios, so that what is wrong with it shows before an owner
//! leaves a field out, or writes a long one.

mod portfolios;

use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{configure, has_errors, load_theme, locate};
use crate::config::Config;
use crate::diagnostic::{At, Code, Diagnostic, Located, Severity};
use crate::digest::Digest;
use crate::model::Date;
use crate::outputs;
use crate::parse::{self, Document, Kind, Settings};
use crate::picture::Pictures;
use crate::plan::{self, Content, Inputs, Pieces};
use crate::render::{self, Keep};
use crate::resolve;
use crate::source::disk::{Changes, ReadError, discover};
use crate::source::{Sources, TextFile};
use crate::theme::inspect::{Allow, Inspection};
use crate::theme::{self, Loaded, Origin, Theme};
use portfolios::Portfolio;

/// So many pictures of one kind are drawn: each takes as long as many pages.
const DRAWN: usize = 1;

/// What came of it.
#[derive(Debug)]
pub struct Tried {
    /// The theme's name.
    pub theme: Arc<str>,
    /// Sorted by place.
    pub problems: Vec<Located>,
    /// How many pages were made.
    pub pages: usize,
    /// What pages may do because the theme declares it.
    pub allow: Allow,
}

impl Tried {
    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// What to try.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// The site's folder.
    pub site: &'a Path,
    /// The theme; without one, that of the site. It must be there.
    pub theme: Option<&'a str>,
    /// Decides what has expired: a UTC day.
    pub today: Date,
}

/// Tries a theme with the options and the language of a site. The site's content is not read.
pub fn try_theme(trial: &Trial<'_>) -> Result<Tried, ReadError> {
    let mut sources = Sources::default();
    let found = discover(&mut sources, trial.site, Changes::Unknown)?;
    let in_themes = |it: &Diagnostic| it.file.as_ref().is_some_and(|it| it.starts_with("themes/"));
    let mut problems: Vec<Diagnostic> = found.into_iter().filter(in_themes).collect();
    // What else is wrong with the configuration is for `check` to say.
    let request =
        super::Request { site: trial.site, today: trial.today, drafts: false, base_url: None };
    let mut config = configure(&sources, &request, &mut Vec::new());
    if let Some(name) = trial.theme.filter(|name| **name != *config.theme) {
        config.theme = name.into();
        config.options.clear();
    }
    let loaded = load_theme(&sources.themes, &config);
    problems.extend(loaded.problems.iter().cloned());
    let mut tried = Tried {
        theme: Arc::clone(&config.theme),
        problems: Vec::new(),
        pages: 0,
        allow: Allow::default(),
    };
    if let Loaded { theme: Some(theme), .. } = &loaded {
        let inspection =
            super::with_theme_request(&sources.themes, &config, theme::inspect::inspect);
        let (pages, found) = on_all(theme, &inspection, &config, trial.today);
        tried.pages = pages;
        problems.extend(found.into_iter().filter(|found| !is_known(found, &inspection)));
        problems.extend(other_languages(&sources, &config, &inspection));
        problems.extend(inspection.problems);
        tried.allow = inspection.allow;
    }
    tried.problems = locate::locate(problems, &sources, &loaded.texts);
    Ok(tried)
}

/// Whether a problem of rendering is what the look over the files said already.
fn is_known(found: &Diagnostic, inspection: &Inspection) -> bool {
    let At::Range(place) = &found.at else { return false };
    inspection.problems.iter().any(|known| {
        let overlaps = |at: &At| match at {
            At::Range(range) => range.start < place.end && place.start < range.end,
            _ => false,
        };
        known.code == Code::UnknownField && known.file == found.file && overlaps(&known.at)
    })
}

/// Makes every page of every portfolio: how many there are, and what is wrong.
fn on_all(
    theme: &Theme,
    inspection: &Inspection,
    config: &Config,
    today: Date,
) -> (usize, Vec<Diagnostic>) {
    let has = |name: &str| theme.content_component(name).is_some();
    let small = Config {
        title: "T".into(),
        description: "".into(),
        navigation: None,
        footer: None,
        logo: None,
        smart_punctuation: false,
        ..config.clone()
    };
    let mut large = small.clone();
    portfolios::at_length(&mut large);
    let all = [
        (portfolios::empty(), &small),
        (portfolios::smallest(), &small),
        (portfolios::largest(theme.page_size(), &has), &large),
    ];
    let (mut pages, mut problems) = (0, Vec::new());
    for (portfolio, config) in &all {
        let (made, found) = on_one(portfolio, theme, inspection, config, today);
        pages += made;
        problems.extend(found);
    }
    (pages, problems)
}

fn on_one(
    portfolio: &Portfolio,
    theme: &Theme,
    inspection: &Inspection,
    config: &Config,
    today: Date,
) -> (usize, Vec<Diagnostic>) {
    let (mut documents, mut problems) = documents(&portfolio.texts);
    if let Some(footer) = &config.footer {
        let settings = Settings { smart_punctuation: false };
        documents.push(Arc::new(parse::footer(footer, crate::config::FILE, &settings).0));
    }
    let options = resolve::Options { today, drafts: false, host: config.base_url.host() };
    let resolved = resolve::resolve(&documents, &portfolio.assets, &options);
    problems.extend(resolved.problems);
    let pieces = Pieces::after(Pieces::default(), &resolved.portfolio);
    let (portfolio_of, assets) = (&resolved.portfolio, &portfolio.assets);
    let config_file = crate::config::FILE.into();
    let shown = resolve::pictures(portfolio_of, assets, &config_file);
    let inputs = Inputs {
        portfolio: portfolio_of,
        config,
        theme,
        assets,
        pictures: &Pictures::imagined(&shown, theme.images()),
        logo: None,
        pieces: &pieces,
    };
    let (plan, found) = plan::plan(inputs);
    problems.extend(found);
    let gathered = outputs::outputs(&plan);
    problems.extend(gathered.problems);
    let mut pages = 0;
    if !has_errors(&problems) {
        let mut artifacts = gathered.artifacts;
        let mut drawn = BTreeMap::<String, usize>::new();
        artifacts.retain(|artifact| match artifact.content {
            Content::Page(_) => true,
            Content::Drawing(_) => {
                let kind = artifact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let count = drawn.entry(kind.to_owned()).or_default();
                *count += 1;
                *count <= DRAWN
            }
            _ => false,
        });
        let look = Look { inspection, found: Mutex::default() };
        let rendered = render::render(&plan, artifacts, &render::Memo::default(), &look);
        let is_page = |output: &&render::Output| output.path.ends_with(".html");
        pages = rendered.outputs.iter().filter(is_page).count();
        problems.extend(rendered.problems);
        problems.extend(look.found());
    }
    let said = problems.into_iter().map(|problem| shown_with(problem, portfolio.what));
    (pages, said.collect())
}

fn documents(texts: &BTreeMap<String, String>) -> (Vec<Arc<Document>>, Vec<Diagnostic>) {
    let settings = Settings { smart_punctuation: false };
    let texts: Vec<(&String, &String)> = texts.iter().collect();
    let parsed = texts.into_par_iter().filter_map(|(path, text)| {
        let kind = Kind::of(path)?;
        let digest = Digest::of(text.as_bytes());
        let known = TextFile::known(&path.as_str().into(), digest, None, 0);
        let file = TextFile { text: text.as_str().into(), ..known };
        let (document, problems) = parse::parse(&file, kind, &settings);
        Some((Arc::new(document), problems))
    });
    let (documents, problems): (Vec<_>, Vec<_>) = parsed.collect::<Vec<_>>().into_iter().unzip();
    (documents, problems.into_iter().flatten().collect())
}

/// A problem that shows with this portfolio. Its texts are no files of the site.
fn shown_with(mut problem: Diagnostic, what: &str) -> Diagnostic {
    let shows = format!("it shows with {what}");
    if let Some(file) = problem.file.take_if(|file| file.starts_with("content/")) {
        problem.at = At::File;
        problem.message = format!("{} (in `{file}` of {what})", problem.message);
    } else {
        problem.help = Some(match problem.help {
            Some(help) => format!("{help}; {shows}"),
            None => shows,
        });
    }
    problem
}

/// Looks at each page as it is made, and keeps none.
struct Look<'a> {
    inspection: &'a Inspection,
    /// By what they say, with the first page that each was found on.
    found: Mutex<BTreeMap<String, (Arc<str>, Diagnostic)>>,
}

impl Look<'_> {
    fn found(self) -> Vec<Diagnostic> {
        let found = self.found.into_inner().unwrap_or_default();
        let problem = |(page, mut problem): (Arc<str>, Diagnostic)| {
            problem.message = format!("{}, on the page `{page}`", problem.message);
            problem
        };
        found.into_values().map(problem).collect()
    }
}

impl Keep for Look<'_> {
    fn keep(&self, path: &str, bytes: Cow<'_, [u8]>) -> render::Content {
        if !path.ends_with(".html") {
            return render::Content::InPlace;
        }
        let html = String::from_utf8_lossy(&bytes);
        for problem in self.inspection.of_page(&html) {
            let Ok(mut found) = self.found.lock() else { continue };
            let first = found.entry(problem.message.clone());
            let first = first.or_insert_with(|| (path.into(), problem));
            // Pages come in any order.
            if path < &*first.0 {
                first.0 = path.into();
            }
        }
        render::Content::InPlace
    }

    fn kept(&self, _: &str, _: Digest, _: &render::Content) -> Option<render::Content> {
        None
    }
}

/// Words that a theme of one's own lacks in a language in which it has others, besides that of the
/// site.
fn other_languages(sources: &Sources, config: &Config, inspection: &Inspection) -> Vec<Diagnostic> {
    let listed = theme::list(&sources.themes);
    let is_own = |listed: &theme::Listed| *listed.name == *config.theme;
    if !listed.iter().any(|it| is_own(it) && it.origin == Origin::Site) {
        return Vec::new();
    }
    let own = sources.themes.get(&*config.theme);
    let has =
        |tag: &str| own.is_some_and(|files| files.contains_key(&*format!("strings/{tag}.yaml")));
    let others = inspection.languages.iter().filter(|tag| **tag != *config.language && has(tag));
    let missing = others.flat_map(|tag| {
        let config = Config { language: tag.as_str().into(), ..config.clone() };
        let problems = load_theme(&sources.themes, &config).problems.into_iter();
        problems.filter(|problem| problem.code == Code::MissingString).collect::<Vec<_>>()
    });
    missing.map(|problem| Diagnostic { severity: Severity::Warning, ..problem }).collect()
}
