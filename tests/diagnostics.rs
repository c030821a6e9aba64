//! What people read when something is wrong: Markdown files of bad input and the exact problems.
//!
//! Each `## Heading` in `tests/diagnostics/*.md` is one case: the files of a site, then what a
//! build says of it. A case that gives no `vouchfolio.yaml` or `content/profile.md` gets a valid
//! one. `cargo xtask bless` rewrites what is expected; read the difference before you commit it.
//!
//! A block names its file in the info string, `yaml content/career.yaml`, and words after it say
//! how the file differs from the block:
//!
//! | word | meaning |
//! |---|---|
//! | `crlf` | lines end in CR LF |
//! | `escapes` | `\xFF` is a byte, `\u{7}` a character, `\t` a tab, `\{3 ab}` is `ababab`, `\\` a backslash |
//! | `link` | a symbolic link to what the block says |
//! | `unended` | no line break at the end |
//!
//! Lines before the blocks: `Options: --drafts --today 2026-01-31 --base-url URL`, `Without: FILE`
//! for a site that lacks one of the files that every site needs, `Command: check` for advice, and
//! `Command: theme check` for what is wrong with the theme.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vouchfolio::config::BaseUrl;
use vouchfolio::diagnostic::{Code, Located, draw};
use vouchfolio::engine::{self, Built, Request, Trial};
use vouchfolio::model::Date;

/// Files that every site needs, where a case does not give them.
const BASE: [(&str, &str); 2] = [
    ("vouchfolio.yaml", "title: Maya Okafor\nbase_url: https://maya.example/\n"),
    ("content/profile.md", "---\nname: Maya Okafor\nheadline: I make payments settle\n---\n"),
];

/// What every case's last block is called.
const EXPECTED: &str = "diagnostics";

macro_rules! themes {
    ($($function:ident $name:literal,)*) => {
        /// The Markdown files, one for each theme.
        const FILES: &[&str] = &[$($name),*];

        $(#[test]
        fn $function() {
            check($name);
        })*
    };
}

themes! {
    advice "advice.md",
    assets "assets.md",
    components "components.md",
    configuration "configuration.md",
    consent "consent.md",
    dates "dates.md",
    files "files.md",
    front_matter "front-matter.md",
    markdown "markdown.md",
    outputs "outputs.md",
    references "references.md",
    testimonials "testimonials.md",
    theme "theme.md",
    theme_check "theme-check.md",
    yaml "yaml.md",
}

/// Runs every case of a file and compares the whole file with what it should have been.
fn check(name: &str) {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).expect("a file of cases");
    let found = snapbox::Data::text(rewritten(&text, name)).raw();
    snapbox::assert_data_eq!(found, snapbox::Data::read_from(&path, None).raw());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// The same text with what each case's build says now.
fn rewritten(text: &str, name: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut rewritten = String::new();
    let mut case: Option<Case<'_>> = None;
    let mut headings = BTreeSet::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        rewritten.push_str(line);
        rewritten.push('\n');
        if let Some(heading) = line.strip_prefix("## ") {
            assert!(case.is_none(), "{name}: no `text {EXPECTED}` block before `{heading}`");
            assert!(headings.insert(heading), "{name}: two cases are called `{heading}`");
            case = Some(Case::new(heading));
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            if let Some(case) = &mut case {
                case.directive(line);
            }
            continue;
        }
        let (fence, info) = line.split_at(ticks);
        let end = at + lines.iter().skip(at).position(|line| *line == fence).expect("a fence");
        let block = lines.get(at..end).expect("a block");
        at = end + 1;
        if info == format!("text {EXPECTED}") {
            let case = case.take().unwrap_or_else(|| panic!("{name}: a block without its case"));
            rewritten.push_str(&case.said());
        } else {
            let case = case.as_mut().unwrap_or_else(|| panic!("{name}: `{info}` is in no case"));
            case.file(info, block);
            block.iter().for_each(|line| rewritten.extend([*line, "\n"]));
        }
        rewritten.push_str(fence);
        rewritten.push('\n');
    }
    assert!(case.is_none(), "{name}: the last case has no `text {EXPECTED}` block");
    rewritten
}

/// One case while it is read.
struct Case<'a> {
    heading: &'a str,
    site: Site,
    options: Vec<&'a str>,
    without: Option<&'a str>,
    command: Command,
}

/// What a case tries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    Build,
    Check,
    ThemeCheck,
}

impl<'a> Case<'a> {
    fn new(heading: &'a str) -> Case<'a> {
        let (site, command) = (Site::new(), Command::Build);
        Case { heading, site, options: Vec::new(), without: None, command }
    }

    fn directive(&mut self, line: &'a str) {
        if let Some(options) = line.strip_prefix("Options: ") {
            self.options = options.split_whitespace().collect();
        } else if let Some(file) = line.strip_prefix("Without: ") {
            assert!(BASE.iter().any(|(name, _)| *name == file), "no case has `{file}`");
            self.without = Some(file);
        } else if let Some(command) = line.strip_prefix("Command: ") {
            self.command = match command {
                "check" => Command::Check,
                "theme check" => Command::ThemeCheck,
                other => panic!("no case runs `{other}`"),
            };
        }
    }

    /// Writes the file that a block stands for.
    fn file(&mut self, info: &str, block: &[&str]) {
        let mut words = info.split_whitespace().skip(1);
        let path = words.next().unwrap_or_else(|| panic!("`{}` names no file", self.heading));
        let words: Vec<&str> = words.collect();
        let known = ["crlf", "escapes", "link", "unended"];
        assert!(words.iter().all(|word| known.contains(word)), "{}: `{info}`", self.heading);
        let has = |word| words.contains(&word);
        if has("link") {
            return self.site.link(path, &block.concat());
        }
        let ending = if has("crlf") { "\r\n" } else { "\n" };
        let mut text = block.join(ending);
        if !block.is_empty() && !has("unended") {
            text.push_str(ending);
        }
        let bytes = if has("escapes") { unescaped(&text) } else { text.into_bytes() };
        self.site.write(path, &bytes);
    }

    /// What a build or a check of the case says, as people see it.
    fn said(self) -> String {
        for (path, text) in BASE {
            if self.without != Some(path) && !self.site.has(path) {
                self.site.write(path, text.as_bytes());
            }
        }
        let mut request = self.site.request();
        let mut options = self.options.iter();
        while let Some(option) = options.next() {
            let mut value = || *options.next().expect("the option's value");
            match *option {
                "--drafts" => request.drafts = true,
                "--today" => request.today = Date::parse(value()).expect("a day"),
                "--base-url" => request.base_url = Some(BaseUrl::parse(value()).expect("a URL")),
                other => panic!("{}: unknown option `{other}`", self.heading),
            }
        }
        if self.command == Command::ThemeCheck {
            let trial = Trial { site: request.site, theme: None, today: request.today };
            let tried = engine::try_theme(&trial).expect("a site that can be read");
            return tried.problems.iter().map(human).collect::<Vec<_>>().join("\n");
        }
        let advises = self.command == Command::Check;
        let run = if advises { engine::check } else { engine::build };
        let built = run(&request, &|_| {}).expect("a site that can be read");
        let is_empty = advises || built.has_errors();
        assert_eq!(built.outputs.is_empty(), is_empty, "{}", self.heading);
        assert_eq!(built.pages == 0, built.has_errors(), "{}", self.heading);
        let said: Vec<String> = built.problems.iter().map(human).collect();
        said.join("\n")
    }
}

/// One problem without colours.
fn human(problem: &Located) -> String {
    let drawn = anstream::adapter::strip_str(&draw::human(problem)).to_string();
    drawn.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let kind = escape.chars().next().expect("an escape");
        let after = escape.get(1..).expect("an escape of ASCII");
        rest = match kind {
            'x' => {
                let digits = after.get(..2).expect("two digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
                after.get(2..).unwrap_or_default()
            }
            'u' => {
                let (digits, rest) = braced(after);
                let number = u32::from_str_radix(digits, 16).expect("a number");
                let character = char::from_u32(number).expect("a character");
                bytes.extend_from_slice(character.to_string().as_bytes());
                rest
            }
            '{' => {
                let (repeated, rest) = braced(escape);
                let (count, what) = repeated.split_once(' ').expect("a count and a text");
                let count = count.parse().expect("a count");
                bytes.extend_from_slice(what.repeat(count).as_bytes());
                rest
            }
            't' | '\\' => {
                bytes.push(if kind == 't' { b'\t' } else { b'\\' });
                after
            }
            other => panic!("there is no escape `\\{other}`"),
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// What stands between braces at the start, and what follows them.
fn braced(text: &str) -> (&str, &str) {
    text.strip_prefix('{').and_then(|text| text.split_once('}')).expect("braces")
}

/// A site's folder, removed when dropped.
struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Site {
        Site { folder: tempfile::tempdir().expect("a folder") }
    }

    /// One with the files that every site needs, and these.
    fn with(files: &[(&str, &[u8])]) -> Site {
        let site = Site::new();
        for (path, text) in BASE {
            site.write(path, text.as_bytes());
        }
        for (path, bytes) in files {
            site.write(path, bytes);
        }
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        path
    }

    fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.folder.path().join(path)).is_ok()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        fs::write(self.path(path), bytes).expect("a file");
    }

    fn link(&self, path: &str, target: &str) {
        #[cfg(unix)]
        std::os::unix::fs::symlink(target, self.path(path)).expect("a link");
        #[cfg(windows)]
        std::os::windows::fs::symlink_dir(target, self.path(path)).expect("a link");
    }

    fn request(&self) -> Request<'_> {
        Request {
            site: self.folder.path(),
            today: Date::parse("2026-06-15").expect("a day"),
            drafts: false,
            base_url: None,
        }
    }

    fn build(&self) -> Built {
        engine::build(&self.request(), &|_| {}).expect("a site that can be read")
    }

    /// What the program prints on standard output.
    fn print(&self, arguments: &[&str]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_vouchfolio"))
            .args(arguments)
            .arg("--site")
            .arg(self.folder.path())
            .output()
            .expect("the program");
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}

#[test]
fn every_file_of_cases_is_run() {
    let names = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("a file"));
    let names: BTreeSet<String> =
        names.map(|entry| entry.file_name().into_string().expect("a name")).collect();
    let run: BTreeSet<String> = FILES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names, run);
}

/// Codes that are no problem of the content, so that only the command line says them.
const OF_COMMANDS: [Code; 8] = [
    Code::HeldBack,
    Code::OutputFolder,
    Code::UnusableCache,
    // Tests of `publish` and of `check --external`.
    Code::PrivateValue,
    Code::PublishGuard,
    Code::PublishDoubt,
    Code::OldAddress,
    Code::DeadLink,
];

#[test]
fn every_code_has_a_case() {
    let texts = FILES.iter().map(|name| fs::read_to_string(folder().join(name)).expect("a file"));
    let texts: String = texts.collect();
    let shown: BTreeSet<&str> = texts
        .lines()
        .filter_map(|line| line.split_once('[')?.1.split_once("]: "))
        .map(|(code, _)| code)
        .collect();
    let missing = Code::ALL.iter().filter(|code| !shown.contains(code.as_str()));
    let missing: Vec<Code> = missing.filter(|code| !OF_COMMANDS.contains(code)).copied().collect();
    assert_eq!(missing, [], "no case shows these");
}

#[test]
fn commands_report_their_own_codes() {
    let person = ("content/people/lena.md", &b"---\nname: Lena\nrelation: {kind: peer}\n---\n"[..]);
    let site = Site::with(&[person]);
    let held = r#"{"code":"held-back","severity":"note","message":"held back: no consent to show the name is recorded","file":"content/people/lena.md","line":null,"column":null,"end_line":null,"end_column":null,"help":null}"#;
    let arguments = ["build", "--message-format", "json", "--today", "2026-06-15"];
    assert_eq!(site.print(&arguments), format!("{held}\n"));
    site.write("public/index.html", b"by hand");
    let edited = r#"{"code":"output-folder","severity":"warning","message":"index.html was edited by hand in the output folder; it was overwritten","file":null,"line":null,"column":null,"end_line":null,"end_column":null,"help":null}"#;
    assert_eq!(site.print(&arguments), format!("{held}\n{edited}\n"));
    site.write(".vouchfolio/cache/sources", b"torn");
    let torn = r#"{"code":"unusable-cache","severity":"note","message":"the cache is damaged, so it was not used","file":null,"line":null,"column":null,"end_line":null,"end_column":null,"help":null}"#;
    assert_eq!(site.print(&arguments), format!("{held}\n{torn}\n"));
    assert_eq!(site.print(&arguments), format!("{held}\n"));
}

/// The problems of a site in their short form.
fn check_short(files: &[(&str, &[u8])], expected: &str) {
    let said: String = Site::with(files).build().problems.iter().map(draw::short).collect();
    assert_eq!(said, expected);
}

#[test]
fn short_problems_are_one_line_each() {
    let page = "---\ntitel: Talks\n---\n\nSee [this](gone.md)\nand [that](#x).\n";
    check_short(
        &[("content/pages/talks.md", page.as_bytes())],
        "content/pages/talks.md:2:1: error[unknown-key]: unknown key `titel`\n\
         content/pages/talks.md:5:12: error[broken-link]: the link leads to `content/pages/gone.md`, which is not there\n\
         content/pages/talks.md:6:12: error[broken-anchor]: `content/pages/talks.md` has no anchor `#x`\n",
    );
}

#[test]
fn short_problems_of_a_whole_file_have_no_line() {
    check_short(
        &[("content/people.md", b"")],
        "content/people.md: warning[unknown-file]: no kind of content lies here, so the file is not used\n",
    );
}

/// The problems of a site as JSON.
fn json(files: &[(&str, &[u8])]) -> Vec<String> {
    Site::with(files).build().problems.iter().map(draw::json).collect()
}

#[test]
fn json_problems_have_every_key() {
    let page = "---\ntitle: Töne\ndate: 2024-02-30 # ♪\n---\n";
    assert_eq!(
        json(&[("content/pages/talks.md", page.as_bytes())]),
        [concat!(
            r#"{"code":"impossible-day","severity":"error","#,
            r#""message":"the calendar has no 2024-02-30","file":"content/pages/talks.md","#,
            r#""line":3,"column":7,"end_line":3,"end_column":17,"#,
            r#""help":"check the month and the day"}"#,
            "\n"
        )]
    );
}

#[test]
fn json_has_null_where_a_whole_file_is_meant() {
    let whole = json(&[("content/people/Lena.md", b"---\nname: L\nrelation: {kind: peer}\n---\n")]);
    let [problem] = whole.as_slice() else { panic!("{whole:?}") };
    let problem: Value = serde_json::from_str(problem).expect("JSON");
    assert_eq!(problem.get("file"), Some(&Value::from("content/people/Lena.md")));
    let keys = ["line", "column", "end_line", "end_column"];
    assert!(keys.iter().all(|key| problem.get(key) == Some(&Value::Null)), "{problem}");
}

#[test]
fn json_columns_count_characters() {
    // A byte order mark, CR LF, a tab and characters of two, three and four bytes.
    let page = "\u{feff}---\r\ntitle: Über\r\n---\r\n\r\n日本 😀\tñ [x](gone.md)\r\n";
    let found = json(&[("content/pages/talks.md", page.as_bytes())]);
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert!(problem.contains(r#""line":5,"column":12,"end_line":5,"end_column":19"#), "{problem}");
}

#[test]
fn problems_come_sorted_whatever_the_number_of_threads() {
    let page = b"---\ntitle: A\ndate: soon\n---\n[a](b.md)\n";
    let paths: Vec<String> = (10..40).map(|at| format!("content/pages/p{at}.md")).collect();
    let files: Vec<(&str, &[u8])> = paths.iter().map(|path| (path.as_str(), &page[..])).collect();
    let site = Site::with(&files);
    let said = || -> Vec<String> { site.build().problems.iter().map(draw::short).collect() };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let alone = one.install(said);
    assert_eq!(alone, said());
    assert_eq!(alone.len(), 2 * paths.len());
    assert!(alone.is_sorted(), "{alone:?}");
}

/// Only Linux lets a file name be any bytes.
#[cfg(target_os = "linux")]
#[test]
fn file_names_that_are_not_utf8_are_reported() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::with(&[]);
    let folder = site.path("content/pages/x");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.png");
    fs::write(folder.with_file_name(name), b"").expect("a file");
    let said: String = site.build().problems.iter().map(draw::short).collect();
    assert_eq!(
        said,
        "content/pages/caf\u{fffd}.png: error[invalid-utf8]: the file name `content/pages/caf\u{fffd}.png` is not UTF-8\n"
    );
}
