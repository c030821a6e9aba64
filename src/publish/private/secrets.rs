//! What of `private/` must not be published: values of its YAML files.
//!
//! Ids, dates, places and states are no secrets.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::super::Error;
use super::text;
use crate::diagnostic::At;
use crate::yaml::{self, Free};

/// A value to look for. It has no `Debug`, so that it shows nowhere.
pub struct Secret {
    pub kind: Kind,
    /// In the form in which texts are compared.
    pub needle: String,
    /// Digits before these may be written otherwise, or left out.
    pub is_end_of_number: bool,
    pub source: Arc<str>,
    pub key: Arc<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Email,
    /// Compared by its digits.
    Phone,
    /// A note, or a key.
    Text,
}

/// Shorter texts occur by chance.
const SHORTEST_TEXT: usize = 12;
/// Fewer digits are no phone number.
const FEWEST_DIGITS: usize = 7;
/// Of longer numbers the country's and the area's first digits are left out.
const MOST_DIGITS: usize = 9;
/// From so many digits on, others may stand before them: the country's.
const WITHOUT_COUNTRY: usize = 8;
/// A file is not longer than so many bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Reads all of them. Contact details of the people in `shown` are left out.
pub fn read(site: &Path, shown: &[&str]) -> Result<Vec<Secret>, Error> {
    let mut secrets = Vec::new();
    let mut exempt = BTreeSet::new();
    for path in yaml_files(&site.join("private"))? {
        let name = path.strip_prefix(site).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let values = mapping(&path, &name)?;
        let mut found = Vec::new();
        gather(&Value::Object(values), "", None, &mut found);
        let id = name.strip_prefix("private/people/").and_then(|name| name.rsplit_once('.'));
        let is_shown = id.is_some_and(|(id, _)| shown.contains(&id));
        let source: Arc<str> = name.into();
        for Candidate { kind, needle, key, is_within_text } in found {
            let is_end_of_number = kind == Kind::Phone && needle.len() >= WITHOUT_COUNTRY;
            let needle = match kind {
                Kind::Phone => end_of_number(&needle).to_owned(),
                Kind::Email | Kind::Text => needle,
            };
            if is_shown && kind != Kind::Text && !is_within_text {
                exempt.insert((kind, needle.clone()));
            }
            let (source, key) = (Arc::clone(&source), key.into());
            secrets.push(Secret { kind, needle, is_end_of_number, source, key });
        }
    }
    secrets.retain(|secret| !exempt.contains(&(secret.kind, secret.needle.clone())));
    Ok(secrets)
}

fn end_of_number(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(MOST_DIGITS)..).unwrap_or(digits)
}

/// Every YAML file below a folder that may not be there, sorted.
fn yaml_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    if std::fs::symlink_metadata(folder)
        .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let cause = error.into_io_error();
            Error::Read { path, cause: cause.unwrap_or_else(|| std::io::Error::other("it loops")) }
        })?;
        let ending = entry.path().extension().and_then(|ending| ending.to_str());
        let is_yaml = ending
            .is_some_and(|it| it.eq_ignore_ascii_case("yaml") || it.eq_ignore_ascii_case("yml"));
        if is_yaml && entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn mapping(path: &Path, name: &str) -> Result<yaml::Mapping, Error> {
    let read = |cause| Error::Read { path: path.to_owned(), cause };
    let not_understood = |line: usize| {
        Error::Place {
        message: format!("{name} cannot be understood at line {line}"),
        help: "mend it, for what is in it could not be looked for in the site; it takes keys and values in YAML".to_owned(),
    }
    };
    if std::fs::metadata(path).map_err(read)?.len() > LONGEST {
        return Err(not_understood(1));
    }
    let bytes = std::fs::read(path).map_err(read)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let sound =
            bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().matches('\n').count());
        return Err(not_understood(sound + 1));
    };
    let text = text.trim_start_matches('\u{feff}');
    let is_empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(is_empty) {
        return Ok(yaml::Mapping::new());
    }
    let read = yaml::read::<Free>(text, 0..text.len());
    match read.problems.first() {
        None => Ok(Arc::unwrap_or_clone(read.value.0)),
        // Its message may hold a value.
        Some(problem) => {
            let at = match &problem.at {
                At::Range(range) => range.start,
                _ => 0,
            };
            let before = text.get(..at).unwrap_or_default();
            Err(not_understood(before.matches('\n').count() + 1))
        }
    }
}

/// A value as it was found.
struct Candidate {
    kind: Kind,
    needle: String,
    key: String,
    /// An address within a note.
    is_within_text: bool,
}

/// What a key says of the values below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Phone,
    Text,
    Key,
    /// E-mail addresses are found wherever they are.
    Other,
}

fn topic(key: &str) -> Option<Topic> {
    let key = key.to_lowercase().replace(['-', '_', ' '], "");
    Some(match &*key {
        "email" | "emails" | "mail" | "mails" => Topic::Other,
        "phone" | "phones" | "tel" | "telephone" | "mobile" | "cell" | "fax" => Topic::Phone,
        "note" | "notes" | "what" => Topic::Text,
        _ if key.starts_with("key") && key != "keepintouch" => Topic::Key,
        _ if ["secret", "token", "password", "passphrase"].contains(&&*key) => Topic::Key,
        _ => return None,
    })
}

fn gather(value: &Value, path: &str, inherited: Option<Topic>, found: &mut Vec<Candidate>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                gather(value, &path, topic(key).or(inherited), found);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                gather(value, &format!("{path}[{at}]"), inherited, found);
            }
        }
        Value::String(text) => scalar(text, path, inherited, found),
        Value::Number(number) => scalar(&number.to_string(), path, inherited, found),
        Value::Bool(_) | Value::Null => {}
    }
}

fn scalar(value: &str, path: &str, topic: Option<Topic>, found: &mut Vec<Candidate>) {
    let compared = text::compared(value);
    let mut add = |kind, needle: String| {
        let is_within_text = topic == Some(Topic::Text);
        found.push(Candidate { kind, needle, key: path.to_owned(), is_within_text });
    };
    for address in text::addresses(&compared) {
        add(Kind::Email, address.to_owned());
    }
    match topic {
        Some(Topic::Phone) => {
            for digits in numbers(value) {
                add(Kind::Phone, digits);
            }
        }
        Some(Topic::Text | Topic::Key) if compared.chars().count() >= SHORTEST_TEXT => {
            add(Kind::Text, compared);
        }
        None if is_key(value) => add(Kind::Text, compared),
        _ => {}
    }
}

/// The phone numbers of one value, as digits: `021/5550123` is one, or the second part is.
fn numbers(value: &str) -> BTreeSet<String> {
    let parts = value.split(|c: char| c.is_alphabetic() || ",;|\n".contains(c));
    let parts = parts.flat_map(|part| std::iter::once(part).chain(part.split('/')));
    let digits = parts.map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| digits.len() >= FEWEST_DIGITS).collect()
}

/// What nobody writes by hand: 32 characters or more, letters and digits mixed, no space.
fn is_key(value: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b"-_+/=.".contains(&b);
    value.len() >= 32
        && value.bytes().all(is_part)
        && value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_alphabetic())
        && !value.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(yaml: &str) -> Vec<(String, Kind)> {
        let read = yaml::read::<Free>(yaml, 0..yaml.len());
        assert!(read.problems.is_empty(), "{yaml}");
        let mut found = Vec::new();
        gather(&Value::Object(Arc::unwrap_or_clone(read.value.0)), "", None, &mut found);
        found.into_iter().map(|value| (value.key, value.kind)).collect()
    }

    fn check(yaml: &str, expected: &[(&str, Kind)]) {
        let expected: Vec<_> =
            expected.iter().map(|(key, kind)| ((*key).to_owned(), *kind)).collect();
        assert_eq!(kinds(yaml), expected, "{yaml}");
    }

    #[test]
    fn numbers_of_one_value() {
        let found = |value: &str| numbers(value).into_iter().collect::<Vec<_>>();
        assert_eq!(found("+351 912-345-678 ext. 5"), ["351912345678"]);
        assert_eq!(found("021/5550123"), ["0215550123", "5550123"]);
        assert_eq!(found("912345678, 935555555"), ["912345678", "935555555"]);
        assert_eq!(found("none yet"), Vec::<String>::new());
    }

    #[test]
    fn what_is_a_secret_and_what_is_none() {
        check("email: lena@harbor.test", &[("email", Kind::Email)]);
        check(
            "work: {mail: [a@b.test, c@d.test]}",
            &[("work.mail[0]", Kind::Email), ("work.mail[1]", Kind::Email)],
        );
        check("phone: +351912345678", &[("phone", Kind::Phone)]);
        check("phone: {home: \"(0)21 555 01 23\"}", &[("phone.home", Kind::Phone)]);
        check("phone: 112", &[]);
        check("phone: 912345678 (work, ext. 5)", &[("phone", Kind::Phone)]);
        check(
            "noticed: [{date: 2024-06-20, what: Praised the migration, about: settlement-in-minutes}]",
            &[("noticed[0].what", Kind::Text)],
        );
        check("interactions: [{via: coffee, note: short one}]", &[]);
        check("interactions: [{note: twelve chars}]", &[("interactions[0].note", Kind::Text)]);
        check("note: ask lena@harbor.test first", &[("note", Kind::Email), ("note", Kind::Text)]);
        check("anything: write to lena@harbor.test", &[("anything", Kind::Email)]);
        check(
            "met: {where: Northbank in Lisbon, when: 2021-03}\nkeep_in_touch: 6 months and more",
            &[],
        );
        check("ask: {status: agreed-to-everything, due: 2025-05-10}", &[]);
        check("card: 3fa85f6457174562b3fc2c963f66afa6", &[("card", Kind::Text)]);
        check("keys: {a: abcdefghijkl}", &[("keys.a", Kind::Text)]);
        check("statement: cut-settlement-from-26-hours-to-9-minutes", &[("statement", Kind::Text)]);
    }
}
