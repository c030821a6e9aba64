//! The words that templates show, in one language.

use super::chain::{Chain, Source, file_in};
use super::words::{self, Pattern, Word};
use super::{Request, meant};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::path;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

/// Every string of a theme in the site's language, by its dotted key.
#[derive(Clone)]
pub struct Strings {
    words: BTreeMap<String, Word>,
    plurals: Option<PluralRules>,
    /// The file that problems with missing strings name.
    file: Arc<str>,
    /// Where the site can add words.
    own_file: String,
    /// Keys that only other languages have; each is reported when the theme is loaded.
    missing: BTreeSet<String>,
}

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    pub help: Option<String>,
}

/// Strings that every theme needs, because the date filters use them.
pub const DATE_KEYS: &[&str] = &[
    "dates.day",
    "dates.month",
    "dates.months",
    "dates.open",
    "dates.open_years",
    "dates.period",
    "dates.short_months",
    "dates.years",
];

/// Reads the strings of a whole chain. Where two layers have a key, the first one's words count.
pub fn load(chain: &Chain, request: &Request<'_>) -> (Option<Strings>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let languages = read_all(chain, &mut problems);
    let tags = fallbacks(request.language);
    let mut words = BTreeMap::new();
    let mut file = None;
    for tag in tags.iter().rev() {
        if let Some(language) = languages.get(&tag.to_lowercase()) {
            words.extend(language.words.iter().map(|(key, word)| (key.clone(), word.clone())));
            file = Some(Arc::clone(&language.file));
        }
    }
    let Some(file) = file else {
        problems.push(unknown_language(&languages, request));
        return (None, problems);
    };
    let mut missing = BTreeSet::new();
    let keys = languages.values().flat_map(|language| language.words.keys().map(String::as_str));
    for key in keys.chain(DATE_KEYS.iter().copied()) {
        if !words.contains_key(key) && missing.insert(key.to_owned()) {
            problems.push(untranslated(key, &languages, request.language).in_file(&file));
        }
    }
    let own_file = format!("themes/{}/strings/{}.yaml", request.name, request.language);
    (Some(Strings { words, plurals: plural_rules(&tags), file, own_file, missing }), problems)
}

impl Strings {
    /// The words of a key, its placeholders filled. `argument` gives their values.
    pub fn text<'a>(
        &self,
        key: &str,
        argument: &dyn Fn(&str) -> Option<std::borrow::Cow<'a, str>>,
    ) -> Result<String, Fault> {
        let pattern = match self.words.get(key) {
            Some(Word::Text(pattern)) => pattern,
            Some(Word::Plural(forms)) => {
                let count = argument("count").ok_or_else(|| needs_count(key))?;
                forms
                    .get(self.category(&count))
                    .or_else(|| forms.get("other"))
                    .ok_or_else(|| needs_count(key))?
            }
            Some(Word::List(_)) => return Err(is_list(key)),
            None => return Err(self.no_string(key)),
        };
        pattern.fill(argument).map_err(|name| unfilled(key, name))
    }

    /// Whether a call with these arguments would find its words; for calls whose key is known
    /// before anything is rendered.
    pub fn check(&self, key: &str, arguments: &[&str]) -> Result<(), Fault> {
        let has = |name: &str| arguments.contains(&name);
        let patterns: Vec<&Pattern> = match self.words.get(key) {
            Some(Word::Text(pattern)) => vec![pattern],
            Some(Word::Plural(_)) if !has("count") => return Err(needs_count(key)),
            Some(Word::Plural(forms)) => forms.values().collect(),
            Some(Word::List(_)) => return Err(is_list(key)),
            None if self.missing.contains(key) => return Ok(()),
            None => return Err(self.no_string(key)),
        };
        let mut placeholders = patterns.into_iter().flat_map(Pattern::placeholders);
        match placeholders.find(|name| !has(name)) {
            Some(name) => Err(unfilled(key, name)),
            None => Ok(()),
        }
    }

    /// Whether any key starts so; for keys that are put together when a page is rendered.
    pub fn check_prefix(&self, prefix: &str) -> Result<(), Fault> {
        let starts = |keys: &mut dyn Iterator<Item = &String>| {
            keys.next().is_some_and(|key| key.starts_with(prefix))
        };
        let from = || prefix.to_owned()..;
        if starts(&mut self.words.range(from()).map(|(key, _)| key))
            || starts(&mut self.missing.range(from()))
        {
            return Ok(());
        }
        let message = format!("no string's key starts with `{prefix}`");
        let parents = self.words.keys().filter_map(|key| Some(key.rsplit_once('.')?.0));
        let help = meant(prefix.trim_end_matches('.'), parents);
        Err(Fault { message, help })
    }

    /// The file that lacks what is missing.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The words of a key that is one plain pattern.
    pub fn pattern(&self, key: &str) -> Option<&Pattern> {
        match self.words.get(key)? {
            Word::Text(pattern) => Some(pattern),
            _ => None,
        }
    }

    /// The items of a key that is a list.
    pub fn list(&self, key: &str) -> Option<&[String]> {
        match self.words.get(key)? {
            Word::List(items) => Some(items),
            _ => None,
        }
    }

    /// Everything as text, in order, for a digest.
    pub fn fingerprint(&self) -> String {
        format!("{:?}", self.words)
    }

    fn category(&self, count: &str) -> &'static str {
        let category = self.plurals.as_ref().and_then(|rules| rules.select(count).ok());
        match category {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }

    fn no_string(&self, key: &str) -> Fault {
        let help = meant(key, self.words.keys().map(String::as_str))
            .unwrap_or_else(|| format!("add it to {}", self.own_file));
        Fault { message: format!("there is no string `{key}`"), help: Some(help) }
    }
}

/// What one language's files of a chain say together.
struct Language {
    /// As its first layer spells it, `pt-BR`.
    tag: String,
    /// Its file in the first layer that has one.
    file: Arc<str>,
    words: BTreeMap<String, Word>,
}

/// By tag in lower case.
fn read_all(chain: &Chain, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Language> {
    let sources = chain.layers.iter().flat_map(|layer| &layer.sources);
    let files: Vec<(&str, &Source)> = sources
        .filter_map(|(path, source)| Some((file_in(path, "strings/", ".yaml")?, source)))
        .collect();
    let read = |(_, source): &(&str, &Source)| match &source.text {
        Some(text) => words::read(&source.file, text),
        None => (BTreeMap::new(), Vec::new()),
    };
    let contents: Vec<_> = files.par_iter().map(read).collect();
    let mut languages: BTreeMap<String, Language> = BTreeMap::new();
    for ((tag, source), (words, found)) in files.into_iter().zip(contents) {
        problems.extend(found);
        let language = languages.entry(tag.to_lowercase()).or_insert_with(|| Language {
            tag: tag.to_owned(),
            file: Arc::clone(&source.file),
            words: BTreeMap::new(),
        });
        for (key, word) in words {
            language.words.entry(key).or_insert(word);
        }
    }
    languages
}

/// A tag and what it falls back to: `pt-BR`, `pt`.
fn fallbacks(language: &str) -> Vec<&str> {
    let mut tags = vec![language];
    while let Some((shorter, _)) = tags.last().and_then(|tag| tag.rsplit_once('-')) {
        tags.push(shorter);
    }
    tags
}

fn plural_rules(tags: &[&str]) -> Option<PluralRules> {
    tags.iter().find_map(|tag| {
        let language = tag.parse::<LanguageIdentifier>().ok()?;
        PluralRules::create(language, PluralRuleType::CARDINAL).ok()
    })
}

fn unknown_language(languages: &BTreeMap<String, Language>, request: &Request<'_>) -> Diagnostic {
    let Request { name, language, .. } = request;
    let message = format!("the theme `{name}` has no words in the language `{language}`");
    let wanted = format!("themes/{name}/strings/{language}.yaml");
    let model = languages.get("en").or_else(|| languages.values().next());
    let help = match model {
        None => format!("create {wanted}"),
        Some(model) => {
            let tags: Vec<&str> = languages.values().map(|known| known.tag.as_str()).collect();
            let tags = tags.join(", ");
            format!(
                "it has {tags}; to add `{language}`, create {wanted} with the keys of {}",
                model.file
            )
        }
    };
    Diagnostic::new(Code::UnknownLanguage, message)
        .in_file(request.config_file)
        .at(At::Value(path!["language"]))
        .help(help)
}

fn untranslated(key: &str, languages: &BTreeMap<String, Language>, wanted: &str) -> Diagnostic {
    let message = format!("the string `{key}` is missing in the language `{wanted}`");
    let english = languages.get("en");
    let mut others = english.into_iter().chain(languages.values());
    let other = others.find_map(|language| Some((language, language.words.get(key)?)));
    let help = match other {
        Some((language, word)) => format!("in `{}` it is {}", language.tag, word.describe()),
        None => "the filters for dates need it".to_owned(),
    };
    Diagnostic::new(Code::MissingString, message).help(help)
}

fn needs_count(key: &str) -> Fault {
    let message = format!("the string `{key}` has plural forms and gets no number as `count`");
    Fault { message, help: Some(format!("write `t(key=\"{key}\", count=…)`")) }
}

fn unfilled(key: &str, name: &str) -> Fault {
    let message = format!("the string `{key}` gets nothing for its placeholder `{{{name}}}`");
    Fault { message, help: Some(format!("write `t(key=\"{key}\", {name}=…)`")) }
}

fn is_list(key: &str) -> Fault {
    Fault { message: format!("the string `{key}` is a list"), help: None }
}
