//! What can be judged within one file: required fields, periods, addresses, names.

use crate::diagnostic::{At, Code, Diagnostic, Path, Step};
use crate::model::{Date, Period};
use crate::parse::front;
use crate::path;
use crate::yaml::{List, Text};

/// Gathers the problems of one file.
pub(super) struct Checker<'a> {
    /// Root keys that stand there, at the start of a line.
    keys: Vec<&'a str>,
    /// Paths with problems of their own, which are not missing.
    left_out: &'a [String],
    problems: &'a mut Vec<Diagnostic>,
}

pub(super) fn profile(profile: &front::Profile, checker: &mut Checker<'_>) {
    checker.required("name", &profile.name, "name: Maya Okafor");
    checker.required("headline", &profile.headline, "headline: I make payment systems settle");
    checker.name("name", &profile.name);
    checker.unquoted("headline", &profile.headline);
    checker.links(&profile.links);
    if let Some(contact) = &profile.contact {
        checker.link(contact, path!["contact"]);
    }
}

pub(super) fn accomplishment(value: &front::Accomplishment, checker: &mut Checker<'_>) {
    checker.required("title", &value.title, "title: Cut settlement from 26 hours to 9 minutes");
    checker.name("title", &value.title);
    when(value, checker);
    if let Some(metric) = &value.metric {
        checker.inner(&metric.value, "value", path!["metric"], "{value: 9 min, label: …}");
        checker.inner(&metric.label, "label", path!["metric"], "{value: 9 min, label: …}");
    }
    checker.skills("skills", &value.skills);
    checker.links(&value.links);
    checker.aliases(&value.aliases, path![], "/accomplishments/old/");
    let described = value.image_alt.as_ref().is_some_and(|alt| !alt.is_blank());
    if value.image.is_some() && !described && !checker.is_left_out("image_alt") {
        checker.report(
            Diagnostic::new(Code::MissingAlt, "the image has no description")
                .at(At::Value(path!["image"]))
                .help("add `image_alt:` with what the picture shows, for those who cannot see it"),
        );
    }
}

fn when(value: &front::Accomplishment, checker: &mut Checker<'_>) {
    let is_left_out = checker.is_left_out("date") || checker.is_left_out("period");
    match (&value.date, &value.period) {
        (Some(_), Some(_)) => checker.report(
            Diagnostic::new(Code::ConflictingFields, "`date` and `period` exclude each other")
                .at(At::Key(path!["period"]))
                .help("keep `date` for a moment, or `period` for a stretch of time"),
        ),
        (None, None) if !is_left_out => checker.report(
            Diagnostic::new(Code::MissingField, "`date` or `period` is missing")
                .at(At::Range(0..3))
                .help("add `date: 2024-06` or `period: {from: 2023-09, to: 2024-06}`"),
        ),
        (None, Some(period)) if period.from.is_none() => {
            let example = "period: {from: 2023-09, to: 2024-06}";
            checker.missing_in("from", path!["period"], example);
        }
        (_, Some(period)) => checker.period(period.from, period.to, path!["period"]),
        _ => {}
    }
}

pub(super) fn person(value: &front::Person, checker: &mut Checker<'_>) {
    checker.required("name", &value.name, "name: Lena Brandt");
    checker.name("name", &value.name);
    checker.name("role", &value.role);
    checker.name("organization", &value.organization);
    let example = "relation: {kind: manager, at: northbank, from: 2021-03, to: 2024-01}";
    match &value.relation {
        Some(relation) => {
            if relation.kind.is_none() {
                checker.missing_in("kind", path!["relation"], example);
            }
            if relation.from.is_none() && relation.to.is_some() {
                checker.missing_in("from", path!["relation"], example);
            }
            checker.period(relation.from, relation.to, path!["relation"]);
        }
        None if !checker.is_left_out("relation") => checker.missing("relation", example),
        None => {}
    }
    checker.skills("vouches_for", &value.vouches_for);
    checker.links(&value.links);
    checker.aliases(&value.aliases, path![], "/people/old/");
    checker.consent(value.consent.as_ref());
}

pub(super) fn testimonial(value: &front::Testimonial, checker: &mut Checker<'_>) {
    checker.required("by", &value.by, "by: lena-brandt");
    if value.given.is_none() && !checker.is_left_out("given") {
        checker.missing("given", "given: 2025-05-02");
    }
    checker.skills("skills", &value.skills);
    checker.consent(value.consent.as_ref());
    if let Some(source) = &value.source {
        match &source.url {
            Some(url) if is_web(url) => {}
            Some(url) if !url.is_blank() => checker.report(
                Diagnostic::new(Code::BadUrl, format!("`{url}` is not a web address"))
                    .at(At::Value(path!["source", "url"]))
                    .help(whole_address(url).unwrap_or_else(|| HTTPS.to_owned())),
            ),
            _ => checker.missing_in("url", path!["source"], "source: {url: https://…}"),
        }
    }
}

pub(super) fn post(value: &front::Post, checker: &mut Checker<'_>) {
    checker.required("title", &value.title, "title: What a break is");
    checker.name("title", &value.title);
    checker.skills("skills", &value.skills);
    checker.aliases(&value.aliases, path![], "/old/post/");
}

pub(super) fn skills(skills: &front::Skills, checker: &mut Checker<'_>) {
    for (key, skill) in &skills.0 {
        if !is_id(key) {
            checker.report(bad_id("skill", key).at(At::Key(path![key.as_str()])));
        }
        if let Some(skill) = skill {
            checker.aliases(&skill.aliases, path![key.as_str()], "/skills/old/");
        }
    }
}

pub(super) fn career(career: &front::Career, checker: &mut Checker<'_>) {
    let example = "{id: northbank, organization: Northbank, title: Staff engineer, from: 2021-03}";
    let mut seen: Vec<&str> = Vec::new();
    for (index, position) in items(&career.positions).enumerate() {
        let at = || path!["positions", index];
        checker.inner(&position.id, "id", at(), example);
        checker.inner(&position.organization, "organization", at(), example);
        checker.inner(&position.title, "title", at(), example);
        if position.from.is_none() {
            checker.missing_in("from", at(), example);
        }
        checker.period(position.from, position.to, at());
        checker.web(&position.url, path!["positions", index, "url"]);
        let Some(id) = position.id.as_deref().filter(|id| !id.is_empty()) else { continue };
        if !is_id(id) {
            let place = At::Value(path!["positions", index, "id"]);
            checker.report(bad_id("position", id).at(place));
        }
        if seen.contains(&id) {
            checker.report(
                Diagnostic::new(Code::DuplicateId, format!("two positions have the id `{id}`"))
                    .at(At::Value(path!["positions", index, "id"]))
                    .help("give each position an id of its own"),
            );
        }
        seen.push(id);
    }
    for (index, item) in items(&career.education).enumerate() {
        let at = path!["education", index];
        checker.inner(&item.institution, "institution", at.clone(), "{institution: …, area: …}");
        checker.period(item.from, item.to, at);
        checker.web(&item.url, path!["education", index, "url"]);
    }
    for (index, item) in items(&career.certificates).enumerate() {
        checker.inner(&item.name, "name", path!["certificates", index], "{name: …, issuer: …}");
        checker.web(&item.url, path!["certificates", index, "url"]);
    }
    for (index, item) in items(&career.awards).enumerate() {
        checker.inner(&item.title, "title", path!["awards", index], "{title: …, awarder: …}");
        checker.web(&item.url, path!["awards", index, "url"]);
    }
    for (index, item) in items(&career.languages).enumerate() {
        let example = "{language: Portuguese, fluency: Fluent}";
        checker.inner(&item.language, "language", path!["languages", index], example);
    }
}

fn items<T>(list: &Option<List<T>>) -> impl Iterator<Item = &T> {
    list.iter().flat_map(|list| &list.0)
}

/// The problem with a file's id, if it has one.
pub(super) fn id(id: &str) -> Option<Diagnostic> {
    if is_id(id) {
        return None;
    }
    let near = near_id(id);
    let help = if near.is_empty() {
        ID_FORM.to_owned()
    } else {
        format!("rename the file to `{near}.md`")
    };
    let message = format!("`{id}` cannot be an id, which becomes part of a URL");
    Some(Diagnostic::new(Code::BadId, message).help(help))
}

const ID_FORM: &str = "use lower-case letters and digits, words joined by `-`";

fn bad_id(what: &str, id: &str) -> Diagnostic {
    let near = near_id(id);
    let help = if near.is_empty() { ID_FORM.to_owned() } else { format!("write `{near}`") };
    Diagnostic::new(Code::BadId, format!("`{id}` cannot be the id of a {what}")).help(help)
}

/// Whether a text is words of `[a-z0-9]` joined by single hyphens.
pub(super) fn is_id(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.split('-').all(word)
}

/// The nearest id to a text; empty where it has no letters or digits.
pub fn near_id(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\')
        && !rest.unwrap_or_default().split('/').next().unwrap_or_default().contains('@')
}

const HTTPS: &str = "write the whole address, `https://…`";

/// A help for an address that lacks no more than its scheme.
fn whole_address(url: &str) -> Option<String> {
    let plain = url.trim_start_matches('/');
    let host = plain.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains([':', ' ']) && !host.starts_with('.');
    match host.split_once('@') {
        Some(_) if is_host => Some(format!("did you mean `mailto:{plain}`?")),
        None if is_host => Some(format!("did you mean `https://{plain}`?")),
        _ => None,
    }
}

/// Whether a reader may be sent there.
fn is_followable(url: &str) -> bool {
    let scheme = ["mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme));
    is_web(url) || scheme || url.starts_with('/') && !url.starts_with("//")
}

/// Whether a text is the path of a page or file of the site.
fn is_site_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.trim_matches('/').split('/').all(|part| !part.is_empty())
        && path.split('/').all(|part| !part.starts_with('.'))
        && !path.contains(char::is_control)
        && !path.contains(['\\', '?', '#', '<', '>', '"', '%'])
        && !path.contains(char::is_whitespace)
}

/// Characters that make a name look like another: bidirectional controls and zero-width ones.
/// Joiners are allowed, since some scripts need them.
fn hidden_character(text: &str) -> Option<char> {
    text.chars().find(|c| {
        matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
    })
}

fn empty(key: &str, example: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingField, format!("`{key}` is empty"))
        .help(format!("write something such as `{example}`"))
}

impl<'a> Checker<'a> {
    /// `yaml` is what was read, `left_out` the paths that were wrong in it.
    pub(super) fn new(
        yaml: &'a str,
        left_out: &'a [String],
        problems: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let keys = yaml.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key);
        Checker { keys: keys.collect(), left_out, problems }
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    fn is_left_out(&self, key: &str) -> bool {
        self.left_out.iter().any(|left| left == key)
    }

    fn missing(&mut self, key: &str, example: &str) {
        if self.keys.contains(&key) {
            return self.report(empty(key, example).at(At::Key(path![key])));
        }
        self.report(
            Diagnostic::new(Code::MissingField, format!("`{key}` is missing"))
                .at(At::Range(0..3))
                .help(format!("add a line such as `{example}`")),
        );
    }

    /// Reports a key that a nested mapping lacks, unless it was wrong and is left out.
    fn missing_in(&mut self, key: &str, parent: Path, example: &str) {
        let mut path = String::new();
        for step in &parent {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if self.is_left_out(&format!("{path}.{key}")) {
            return;
        }
        self.report(
            Diagnostic::new(Code::MissingField, format!("`{key}` is missing here"))
                .at(At::Value(parent))
                .help(format!("write `{example}`")),
        );
    }

    fn required(&mut self, key: &str, value: &Option<Text>, example: &str) {
        match value {
            Some(text) if text.is_blank() => {
                self.report(empty(key, example).at(At::Value(path![key])));
            }
            None if !self.is_left_out(key) => self.missing(key, example),
            _ => {}
        }
    }

    fn inner(&mut self, value: &Option<Text>, key: &str, parent: Path, example: &str) {
        if value.as_ref().is_none_or(Text::is_blank) {
            self.missing_in(key, parent, example);
        }
    }

    /// Looks for what does not belong in a name.
    fn name(&mut self, key: &str, value: &Option<Text>) {
        self.unquoted(key, value);
        let Some(character) = value.as_deref().and_then(hidden_character) else { return };
        let message = format!("`{key}` holds the hidden character U+{:04X}", u32::from(character));
        self.report(
            Diagnostic::new(Code::HiddenCharacter, message)
                .at(At::Value(path![key]))
                .help("retype the text; it was probably copied from a web page"),
        );
    }

    /// Warns of a value within curly quotes, which somebody pasted for straight ones.
    fn unquoted(&mut self, key: &str, value: &Option<Text>) {
        let Some(text) = value.as_deref() else { return };
        let is_quote = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»');
        let Some(inner) = text.strip_prefix(is_quote).and_then(|t| t.strip_suffix(is_quote)) else {
            return;
        };
        if inner.contains(|c| c != '’' && is_quote(c)) {
            return;
        }
        let message = format!("the quotes around `{key}` are typographic, so readers see them");
        self.report(
            Diagnostic::new(Code::TypographicQuotes, message)
                .at(At::Value(path![key]))
                .help(format!("write `{key}: \"{inner}\"`, with straight quotes")),
        );
    }

    fn period(&mut self, from: Option<Date>, to: Option<Date>, parent: Path) {
        let (Some(from), Some(to)) = (from, to) else { return };
        if (Period { from, to: Some(to) }).is_reversed() {
            let mut at = parent;
            at.push("to".into());
            self.report(
                Diagnostic::new(
                    Code::PeriodReversed,
                    format!("the period ends in {to}, before it starts in {from}"),
                )
                .at(At::Value(at))
                .help("swap the two, or mend the one that is wrong"),
            );
        }
    }

    fn skills(&mut self, key: &str, skills: &Option<List<Text>>) {
        for (index, skill) in items(skills).enumerate() {
            if !skill.is_blank() && !is_id(skill) {
                let mut problem = bad_id("skill", skill).at(At::Value(path![key, index]));
                if let Some(help) = &mut problem.help {
                    help.push_str(", and the name to show in content/skills.yaml");
                }
                self.report(problem);
            }
        }
    }

    fn links(&mut self, links: &Option<List<front::Link>>) {
        for (index, link) in items(links).enumerate() {
            self.link(link, path!["links", index]);
        }
    }

    /// Old addresses of what stands at this place.
    fn aliases(&mut self, aliases: &Option<List<Text>>, at: Path, example: &str) {
        for (index, alias) in items(aliases).enumerate() {
            if !is_site_path(alias) {
                let mut at = at.clone();
                at.extend(path!["aliases", index]);
                let message = format!("`{alias}` is no path of this site");
                let help = format!("write the old address from the first slash: `{example}`");
                let problem = Diagnostic::new(Code::BadUrl, message).at(At::Value(at));
                self.report(problem.help(help));
            }
        }
    }

    fn link(&mut self, link: &front::Link, at: Path) {
        let example = "{label: Talk, url: https://…}";
        self.inner(&link.label, "label", at.clone(), example);
        self.inner(&link.url, "url", at.clone(), example);
        let Some(url) = link.url.as_ref().filter(|url| !url.is_blank()) else { return };
        if !is_followable(url) {
            let mut at = at;
            at.push("url".into());
            self.report(
                Diagnostic::new(Code::BadUrl, format!("`{url}` is not an address to follow"))
                    .at(At::Value(at))
                    .help(whole_address(url).unwrap_or_else(|| {
                        "write `https://…`, `mailto:…`, `tel:…`, or `/…` for a page of this site"
                            .to_owned()
                    })),
            );
        }
    }

    fn web(&mut self, url: &Option<Text>, at: Path) {
        let Some(url) = url.as_ref().filter(|url| !url.is_blank()) else { return };
        if !is_web(url) {
            self.report(
                Diagnostic::new(Code::BadUrl, format!("`{url}` is not a web address"))
                    .at(At::Value(at))
                    .help(whole_address(url).unwrap_or_else(|| HTTPS.to_owned())),
            );
        }
    }

    fn consent(&mut self, consent: Option<&front::Consent>) {
        let Some(consent) = consent else { return };
        if consent.given.is_none() && !self.is_left_out("consent") {
            let example = "consent: {given: 2025-05-02, via: email}";
            self.missing_in("given", path!["consent"], example);
        }
    }
}
