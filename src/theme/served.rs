//! The files that pages load from a theme, each under a name with a fingerprint of its bytes, and
//! the addresses by which stylesheets name them.

use super::chain::{Chain, Source};
use super::css;
use super::meant;
use super::strings::Fault;
use crate::diagnostic::{At, Code, Diagnostic, Severity};
use crate::digest::Digest;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// The folder of the site that they are served in.
pub const FOLDER: &str = "assets/";

/// How deep stylesheets may name each other.
const DEEPEST: usize = 32;

/// Longer names are not looked for in templates and scripts.
const LONGEST_NAME: usize = 256;

/// A file as it is served.
#[derive(Clone, Debug)]
pub struct ServedFile {
    /// Within `/assets/`, with the fingerprint: `fonts/sans.3f9a1c2e.woff2`.
    pub path: Arc<str>,
    pub bytes: Arc<[u8]>,
}

impl ServedFile {
    /// A file of these bytes, by the name without their fingerprint.
    pub fn named(name: &str, bytes: Arc<[u8]>) -> ServedFile {
        ServedFile { path: Digest::of(&bytes).fingerprinted(name).into(), bytes }
    }

    /// The path as part of a URL.
    pub fn url(&self) -> String {
        let mut url = String::with_capacity(self.path.len());
        encode(&self.path, &mut url);
        url
    }
}

/// All of them, by the path within `static/` that authors write.
#[derive(Clone, Debug, Default)]
pub struct ServedFiles(BTreeMap<Arc<str>, ServedFile>);

/// Gives every static file its name, and has stylesheets among them name the others by theirs.
pub fn load(chain: &Chain, base_path: &str) -> (ServedFiles, Vec<Diagnostic>) {
    let mut sources = BTreeMap::new();
    for layer in chain.layers.iter().rev() {
        for (path, source) in &layer.sources {
            if let Some(path) = path.strip_prefix("static/") {
                sources.insert(Arc::from(path), source);
            }
        }
    }
    let mut loading = Loading {
        files: ServedFiles::default(),
        base_path,
        problems: Vec::new(),
        sources: &sources,
    };
    for path in sources.keys() {
        if !is_stylesheet(path) {
            loading.add(path, None);
        }
    }
    for path in sources.keys() {
        loading.stylesheet(path, &mut Vec::new());
    }
    let Loading { files, mut problems, .. } = loading;
    problems.extend(scripts(&files, &sources));
    (files, problems)
}

/// Whether a static file may name others, and is read as text for that.
pub fn is_text(path: &str) -> bool {
    is_stylesheet(path) || is_script(path)
}

fn is_stylesheet(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".css")
}

fn is_script(path: &str) -> bool {
    [".js", ".mjs"].iter().any(|end| path.to_ascii_lowercase().ends_with(end))
}

/// Static files on the way to their names.
struct Loading<'a> {
    files: ServedFiles,
    base_path: &'a str,
    problems: Vec<Diagnostic>,
    sources: &'a BTreeMap<Arc<str>, &'a Source>,
}

impl Loading<'_> {
    fn add(&mut self, path: &Arc<str>, rewritten: Option<&str>) {
        let Some(source) = self.sources.get(path) else { return };
        let bytes = match rewritten {
            Some(text) => text.as_bytes().into(),
            None => Arc::clone(&source.bytes),
        };
        self.files.0.insert(Arc::clone(path), ServedFile::named(path, bytes));
    }

    /// Adds a stylesheet, after those that it names. `open` are those that led to it.
    fn stylesheet(&mut self, path: &Arc<str>, open: &mut Vec<Arc<str>>) {
        let text = self.sources.get(path).and_then(|source| Some((*source, source.text.as_ref()?)));
        let Some((source, text)) = text.filter(|_| !self.files.0.contains_key(path)) else {
            return;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        open.push(Arc::clone(path));
        for range in css::addresses(text) {
            let Some(Target { path: named, .. }) =
                text.get(range.clone()).and_then(|written| target(written, folder, self.base_path))
            else {
                continue;
            };
            let Some((known, _)) = self.sources.get_key_value(&*named) else { continue };
            let fault = if open.contains(known) {
                let message = format!("`static/{path}` needs `static/{named}`, which needs it too");
                Some((message, "take one of the two addresses out"))
            } else if open.len() > DEEPEST && is_stylesheet(known) {
                let message = format!("stylesheets name each other more than {DEEPEST} deep");
                Some((message, "name this one in the first stylesheet instead"))
            } else {
                None
            };
            if let Some((message, help)) = fault {
                let problem = Diagnostic::new(Code::BadTheme, message).help(help);
                self.problems.push(problem.in_file(&source.file).at(At::Range(range)));
                // So that it is not said to be missing besides.
                self.add(known, None);
            } else if is_stylesheet(known) {
                self.stylesheet(known, open);
            }
        }
        open.pop();
        let (rewritten, found) = self.files.rewrite(text, folder, self.base_path);
        self.problems.extend(found.into_iter().map(|problem| problem.in_file(&source.file)));
        self.add(path, Some(&rewritten));
    }
}

impl ServedFiles {
    /// The file that an author writes as this path; what to say where there is none.
    pub fn get(&self, path: &str) -> Result<&ServedFile, Fault> {
        let path = path.trim_start_matches('/');
        self.0.get(path).ok_or_else(|| {
            let help = meant(path, self.0.keys().map(|known| &**known));
            let message = format!("the theme has no file `static/{path}`");
            Fault { message, help: help.or_else(|| Some(format!("add static/{path}"))) }
        })
    }

    /// All files, in the order of the paths that authors write.
    pub fn iter(&self) -> impl Iterator<Item = &ServedFile> {
        self.0.values()
    }

    /// A stylesheet of this folder of `/assets/`, with the addresses of static files as they are
    /// served, and problems with those that are none.
    pub fn rewrite<'t>(
        &self,
        text: &'t str,
        folder: &str,
        base_path: &str,
    ) -> (Cow<'t, str>, Vec<Diagnostic>) {
        let mut rewritten = String::new();
        let mut problems = Vec::new();
        let mut from = 0;
        for range in css::addresses(text) {
            let Some(written) = text.get(range.clone()) else { continue };
            let Some(Target { path, rest, is_relative }) = target(written, folder, base_path)
            else {
                continue;
            };
            match self.get(&path) {
                Ok(file) => {
                    rewritten.push_str(text.get(from..range.start).unwrap_or_default());
                    write_relative(&file.path, folder, &mut rewritten);
                    rewritten.push_str(rest);
                    from = range.end;
                }
                // Others may be files of the site's own `static/`.
                Err(fault) if is_relative => {
                    let mut problem = Diagnostic::new(Code::MissingAsset, fault.message);
                    problem.help = fault.help;
                    problems.push(problem.at(At::Range(range)));
                }
                Err(_) => {}
            }
        }
        if from == 0 {
            return (Cow::Borrowed(text), problems);
        }
        rewritten.push_str(text.get(from..).unwrap_or_default());
        (Cow::Owned(rewritten), problems)
    }
}

/// What an address within `/assets/` leads to.
struct Target<'t> {
    /// Within `static/`, as long as there is such a file.
    path: String,
    /// The query and fragment, as written.
    rest: &'t str,
    is_relative: bool,
}

/// What an address leads to that a stylesheet in this folder names; `None` for what is not in
/// `/assets/`.
fn target<'t>(written: &'t str, folder: &str, base_path: &str) -> Option<Target<'t>> {
    let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
    let has_scheme = path.split('/').next().is_some_and(|start| start.contains(':'));
    if path.is_empty() || has_scheme || path.starts_with("//") {
        return None;
    }
    let path = decoded(path)?;
    if !path.starts_with('/') {
        return Some(Target { path: join(folder, &path)?, rest, is_relative: true });
    }
    // Written for the root of a host, or for the path that the site is at.
    let inside = path.strip_prefix(base_path).filter(|inside| inside.starts_with(FOLDER));
    let inside = inside.or_else(|| path.strip_prefix('/'))?.strip_prefix(FOLDER)?;
    Some(Target { path: inside.to_owned(), rest, is_relative: false })
}

/// A path relative to a folder; `None` if it leaves the folder of all.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "." | "" => {}
            ".." => _ = segments.pop()?,
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// The way from a folder to a path, both within `/assets/`, as part of a URL in any quotes.
fn write_relative(path: &str, folder: &str, url: &mut String) {
    let mut path = path;
    let mut folders = folder.split('/').filter(|name| !name.is_empty()).peekable();
    while let Some(inside) = folders.peek().and_then(|name| path.strip_prefix(*name)) {
        let Some(inside) = inside.strip_prefix('/') else { break };
        path = inside;
        folders.next();
    }
    folders.for_each(|_| url.push_str("../"));
    encode(path, url);
}

fn encode(path: &str, url: &mut String) {
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

/// A part of a URL with its percent-encoding undone; `None` where that is no text.
fn decoded(written: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

/// Warns of a template that names a static file as `assets/NAME`, where it is not served. `start`
/// is where in the template the text begins.
pub fn hard_coded(text: &str, start: usize, files: &ServedFiles) -> Vec<Diagnostic> {
    let found = unfingerprinted(text, files).into_iter().map(|(range, name)| {
        let help = format!("write `{{{{ asset(path=\"{name}\") }}}}`");
        misnamed(name, text, range.clone())
            .at(At::Range(start + range.start..start + range.end))
            .help(help)
    });
    found.collect()
}

/// The same for scripts, which may also name other files of the theme by the way to them.
fn scripts(files: &ServedFiles, sources: &BTreeMap<Arc<str>, &Source>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (path, source) in sources.iter().filter(|(path, _)| is_script(path)) {
        let Some(text) = &source.text else { continue };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found: Vec<(Range<usize>, String)> = unfingerprinted(text, files)
            .into_iter()
            .map(|(range, name)| (range, name.to_owned()))
            .collect();
        for range in quoted(text) {
            let way = text.get(range.clone()).filter(|word| word.starts_with('.'));
            let named = way.and_then(|way| join(folder, way));
            found.extend(named.filter(|name| files.0.contains_key(&**name)).map(|it| (range, it)));
        }
        for (range, name) in found {
            let help = format!(
                "its name changes with its bytes: hand the script `{{{{ asset(path=\"{name}\") }}}}` \
                 in a `data-` attribute"
            );
            let problem = misnamed(&name, text, range.clone()).at(At::Range(range));
            problems.push(problem.in_file(&source.file).help(help));
        }
    }
    problems
}

/// A file of the site's own `static/` may be there, so it is no error.
fn misnamed(name: &str, text: &str, range: Range<usize>) -> Diagnostic {
    let written = text.get(range).unwrap_or_default();
    let message = format!("the theme's `static/{name}` is not served as `{written}`");
    let mut problem = Diagnostic::new(Code::MissingAsset, message);
    problem.severity = Severity::Warning;
    problem
}

/// Where a text names a static file as `assets/NAME`, without its fingerprint.
fn unfingerprinted<'t>(text: &'t str, files: &ServedFiles) -> Vec<(Range<usize>, &'t str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(FOLDER) {
        let start = at + FOLDER.len();
        let rest = text.get(start..).unwrap_or_default();
        let is_end = |byte: u8| byte.is_ascii_whitespace() || b"\"'`?#<>(){}\\,;".contains(&byte);
        let end = rest.bytes().take(LONGEST_NAME).position(is_end);
        let Some(name) = rest.get(..end.unwrap_or(rest.len().min(LONGEST_NAME))) else { continue };
        if files.0.contains_key(name) {
            found.push((at..start + name.len(), name));
        }
    }
    found
}

/// What stands between two quotes of one kind, without space or quotes in it.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let is_end = |c: char| c.is_whitespace() || "\"'`".contains(c);
    let mut ends = text.match_indices(is_end).peekable();
    let mut found = Vec::new();
    while let Some((at, quote)) = ends.next() {
        if let Some((end, other)) = ends.peek()
            && quote == *other
            && !quote.trim().is_empty()
        {
            found.push(at + quote.len()..*end);
        }
    }
    found
}
