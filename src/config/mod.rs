//! The site's configuration, `vouchfolio.yaml`.

mod base_url;
mod external;
mod publish;

pub use base_url::{BaseUrl, host_of};
pub use external::Pattern;
pub use publish::{Host, Target, To};

use serde::Deserialize;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, Severity, did_you_mean};
use crate::model::Link;
use crate::path;
use crate::yaml::{self, Free, List, Map, Text};
use external::WrittenExternal;
use publish::WrittenTarget;

/// The name of the configuration file; a folder that holds it is a site.
pub const FILE: &str = "vouchfolio.yaml";

/// The theme where none is named.
pub const DEFAULT_THEME: &str = "ledger";

/// What `vouchfolio.yaml` says.
#[derive(Clone, Debug)]
pub struct Config {
    pub title: Arc<str>,
    pub base_url: BaseUrl,
    /// A BCP 47 tag, `en` unless said otherwise.
    pub language: Arc<str>,
    pub description: Arc<str>,
    pub theme: Arc<str>,
    /// The theme's options as they were written.
    pub options: Vec<(String, serde_json::Value)>,
    /// `None` for the navigation that follows from the content.
    pub navigation: Option<Vec<Link>>,
    /// Markdown.
    pub footer: Option<Arc<str>>,
    pub smart_punctuation: bool,
    /// A picture by its path from the site's folder.
    pub logo: Option<Arc<str>>,
    /// The checks that are switched off, by the codes of their advice.
    pub unchecked: Vec<Code>,
    /// Links out of the site that are not looked at.
    pub ignored_links: Vec<Pattern>,
    /// Where the site is published to, in the order of the file.
    pub targets: Vec<Target>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: "".into(),
            base_url: BaseUrl::default(),
            language: "en".into(),
            description: "".into(),
            theme: DEFAULT_THEME.into(),
            options: Vec::new(),
            navigation: None,
            footer: None,
            smart_punctuation: false,
            logo: None,
            unchecked: Vec::new(),
            ignored_links: Vec::new(),
            targets: Vec::new(),
        }
    }
}

/// `vouchfolio.yaml` as it is written. The tables in `docs/content.md` are made from these comments.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    /// The site's name, usually yours.
    title: Option<Text>,
    /// Where the site will stand. It may have a path, `https://example.org/me/`.
    base_url: Option<WebAddress>,
    /// The language you write in, as a tag such as `en` or `de`; these two have words built in.
    /// Without it, `en`.
    language: Option<Text>,
    /// One sentence for search engines and link previews. Without it, your headline.
    description: Option<Text>,
    /// Which theme, and its options.
    theme: Option<WrittenTheme>,
    /// The entries at the top. Without it, every section that has something to show.
    navigation: Option<List<WrittenLink>>,
    /// A text at the foot of every page.
    footer: Option<Markdown>,
    /// A picture for the site's icons, SVG, PNG or JPEG, by the way to it from the site's folder.
    /// Without it, your initials.
    logo: Option<SitePath>,
    /// How texts are read.
    markdown: Option<WrittenMarkdown>,
    /// Which advice `vouchfolio check` gives.
    checks: Option<Map<bool>>,
    /// How `vouchfolio check --external` looks at links out of the site.
    external: Option<WrittenExternal>,
    /// The places that `vouchfolio publish` sends the site to, by names of your choice.
    publish: Option<Map<WrittenTarget>>,
}

/// Which theme.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenTheme {
    /// `ledger`, `base`, or a folder in `themes/`. Without it, `ledger`.
    name: Option<Text>,
    /// What the theme lets you choose, by name.
    options: Option<Free>,
}

/// An entry of the navigation.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenLink {
    /// What it says.
    label: Option<Text>,
    /// A page of this site such as `/vouch/`, or an address elsewhere.
    url: Option<Address>,
}

/// How texts are read.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenMarkdown {
    /// Whether straight quotes, `--` and `...` become typographic ones, in all texts. Without it,
    /// they stay.
    smart_punctuation: Option<bool>,
}

/// An address of this site or another.
type Address = Text;

/// The way to a file from the site's folder, `content/logo.svg`.
type SitePath = Text;

/// The address of a site.
type WebAddress = Text;

/// A text in Markdown.
type Markdown = Text;

/// Reads `vouchfolio.yaml`. Where something is wrong, a default stands in its place.
pub fn read(text: &str, file: &Arc<str>) -> (Config, Vec<Diagnostic>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let read = yaml::read::<Written>(text, start..text.len());
    let mut config = Config::default();
    let mut problems = read.problems;
    let skip = |key: &str| read.unreadable || read.left_out.iter().any(|left| left == key);
    let written = read.value;
    for (key, value) in [("title", &written.title), ("base_url", &written.base_url)] {
        if value.as_ref().is_none_or(Text::is_blank) && !skip(key) {
            problems.push(missing(key, value.is_some(), text));
        }
    }
    if let Some(url) = &written.base_url
        && !url.is_blank()
    {
        match BaseUrl::parse(url) {
            Ok(url) => config.base_url = url,
            Err((message, help)) => problems.push(
                Diagnostic::new(Code::BadBaseUrl, message)
                    .at(At::Value(path!["base_url"]))
                    .help(help),
            ),
        }
    }
    if let Some(language) = &written.language {
        match check_language(language) {
            None => config.language = Arc::clone(&language.0),
            Some(problem) => problems.push(problem),
        }
    }
    config.title = written.title.unwrap_or_default().0;
    config.description = written.description.unwrap_or_default().0;
    config.footer = written.footer.filter(|text| !text.is_blank()).map(|text| text.0);
    config.smart_punctuation =
        written.markdown.and_then(|markdown| markdown.smart_punctuation).unwrap_or(false);
    config.logo = written.logo.filter(|path| !path.is_blank()).map(|path| path.0);
    if let Some(theme) = written.theme {
        config.theme = theme.name.filter(|name| !name.is_blank()).map_or(config.theme, |n| n.0);
        let options = theme.options.unwrap_or_default().0;
        config.options = Arc::unwrap_or_clone(options).into_iter().collect();
    }
    config.unchecked = unchecked(written.checks.unwrap_or_default(), &mut problems);
    config.ignored_links = external::ignored(written.external.unwrap_or_default(), &mut problems);
    config.targets = publish::targets(written.publish.unwrap_or_default(), &mut problems);
    config.navigation = written.navigation.map(|links| navigation(links.0, &mut problems));
    for problem in &mut problems {
        problem.file = Some(Arc::clone(file));
    }
    (config, problems)
}

/// A required key that is not there, or says nothing; `written` is whether it has a value.
fn missing(key: &str, written: bool, text: &str) -> Diagnostic {
    let example = match key {
        "title" => "title: Maya Okafor",
        _ => "base_url: https://maya.example/",
    };
    let has_key = text.lines().any(|line| line.split(':').next() == Some(key));
    let (what, at) = match (written, has_key) {
        (true, _) => ("empty", At::Value(path![key])),
        (false, true) => ("empty", At::Key(path![key])),
        (false, false) => ("missing", At::Range(0..0)),
    };
    let advice = if what == "empty" { "write something such as" } else { "add a line such as" };
    Diagnostic::new(Code::MissingField, format!("`{key}` is {what}"))
        .at(at)
        .help(format!("{advice} `{example}`"))
}

fn check_language(language: &Text) -> Option<Diagnostic> {
    let well_formed = language.split('-').all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let problem = || {
        Diagnostic::new(Code::UnknownLanguage, format!("`{language}` is no language tag"))
            .at(At::Value(path!["language"]))
            .help("write a tag such as `en`, `de` or `pt-BR`")
    };
    (!well_formed).then(problem)
}

/// The checks that are switched off. Every advice is given by the check of its name.
fn unchecked(written: Map<bool>, problems: &mut Vec<Diagnostic>) -> Vec<Code> {
    let known = || Code::ALL.iter().filter(|code| code.severity() == Severity::Advice);
    let mut unchecked = Vec::new();
    for (name, on) in written.0 {
        match known().find(|code| code.as_str() == name) {
            Some(code) if !on => unchecked.push(*code),
            Some(_) => {}
            None => {
                let names: Vec<&str> = known().map(|code| code.as_str()).collect();
                let help = match did_you_mean(&name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the checks are {}", names.join(", ")),
                };
                let message = format!("there is no check `{name}` to switch on or off");
                problems.push(
                    Diagnostic::new(Code::UnknownKey, message)
                        .at(At::Key(path!["checks", name.as_str()]))
                        .help(help),
                );
            }
        }
    }
    unchecked
}

fn navigation(links: Vec<WrittenLink>, problems: &mut Vec<Diagnostic>) -> Vec<Link> {
    let mut navigation = Vec::with_capacity(links.len());
    for (index, link) in links.into_iter().enumerate() {
        let mut required = |key: &str, value: Option<Text>| {
            let value = value.unwrap_or_default();
            if value.is_blank() {
                problems.push(
                    Diagnostic::new(Code::MissingField, format!("`{key}` is missing"))
                        .at(At::Value(path!["navigation", index]))
                        .help("write `{label: Work, url: /accomplishments/}`"),
                );
            }
            value.0
        };
        let label = required("label", link.label);
        let url = required("url", link.url);
        if !url.is_empty() && !is_navigable(&url) {
            problems.push(
                Diagnostic::new(Code::BadUrl, format!("`{url}` is no URL for the navigation"))
                    .at(At::Value(path!["navigation", index, "url"]))
                    .help(near_page(&url)),
            );
        }
        navigation.push(Link { label, url });
    }
    navigation
}

fn is_navigable(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
        || ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

fn near_page(url: &str) -> String {
    let pages = ["/accomplishments/", "/vouch/", "/skills/", "/resume/", "/writing/"];
    match did_you_mean(url, pages) {
        Some(near) => format!("a page's URL begins with `/`: did you mean `{near}`?"),
        None => "a page's URL begins with `/`, another site's with `https://`".to_owned(),
    }
}
