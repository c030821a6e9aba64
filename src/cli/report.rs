//! What a command says: problems, what is held back, a summary.

use anstream::{eprint, eprintln, print};
use anstyle::{AnsiColor, Style};
use std::path::Path;
use std::time::Duration;
use vouchfolio::diagnostic::{Code, Located, Place, Severity, draw};
use vouchfolio::emit::{Notice, Summary};
use vouchfolio::engine::{Built, Stage, Tried};
use vouchfolio::external::Found;
use vouchfolio::model::HeldBack;
use vouchfolio::source::disk::Fault;

use super::{Global, MessageFormat};

pub const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const HELP: Style = AnsiColor::BrightCyan.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const FAINT: Style = Style::new().dimmed();

/// The colour of a severity, as problems are drawn.
pub fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Advice | Severity::Note => AnsiColor::BrightGreen.on_default().bold(),
    }
}

/// Shows the problems and what is held back.
pub fn problems(built: &Built, global: &Global) {
    held_back_items(built, global);
    problems_only(built, global);
}

/// Says what is held back.
pub fn held_back_items(built: &Built, global: &Global) {
    for item in &built.held_back {
        match global.message_format {
            MessageFormat::Json => print!("{}", draw::json(&held_back(item))),
            _ if global.quiet => {}
            _ => eprintln!("{FAINT}held back{FAINT:#} {}: {}", item.file, item.reason),
        }
    }
}

/// Shows the problems.
pub fn problems_only(built: &Built, global: &Global) {
    for problem in &built.problems {
        show(problem, global);
    }
}

/// What is held back, as a note.
fn held_back(item: &HeldBack) -> Located {
    Located {
        code: Code::HeldBack,
        severity: Severity::Note,
        message: format!("held back: {}", item.reason),
        help: None,
        place: Some(Place { file: item.file.clone(), text: None, range: 0..0 }),
    }
}

/// Says why nothing was written.
pub fn refusal(built: &Built, global: &Global) {
    if global.message_format != MessageFormat::Json {
        eprintln!("{ERROR}not built{ERROR:#}: {}; nothing was written", faults(built));
    }
}

/// Says why a check did not pass where the problems alone do not tell.
pub fn not_passed(built: &Built, global: &Global) {
    if global.message_format != MessageFormat::Json && !built.has_errors() {
        eprintln!("{ERROR}not passed{ERROR:#}: {}", faults(built));
    }
}

/// Says once where more is to be read, below errors and advice.
pub fn more(built: &Built, global: &Global) {
    let is_worth_it =
        |problem: &Located| matches!(problem.severity, Severity::Error | Severity::Advice);
    let wanted = global.message_format == MessageFormat::Human && !global.quiet;
    if wanted && built.problems.iter().any(is_worth_it) {
        eprintln!("{FAINT}`vouchfolio explain CODE` says more about a code in brackets{FAINT:#}");
    }
}

/// Counts errors and warnings.
pub fn faults(built: &Built) -> String {
    match count(built) {
        (0, warnings) => format!("{} and --deny-warnings", some(warnings, "warning")),
        (errors, 0) => some(errors, "error"),
        (errors, warnings) => {
            format!("{} and {}", some(errors, "error"), some(warnings, "warning"))
        }
    }
}

/// One line on what a build did; `out` is the folder that its user named.
pub fn built(
    built: &Built,
    summary: &Summary,
    out: Option<&Path>,
    time: Duration,
    global: &Global,
) {
    notices(summary, out, global);
    if global.quiet || global.message_format == MessageFormat::Json {
        return;
    }
    eprintln!(
        "{GOOD}built{GOOD:#} {}: {} written, {} unchanged, {} removed, {} held back, in {}",
        some(built.pages, "page"),
        summary.written,
        summary.unchanged,
        summary.removed,
        built.held_back.len(),
        seconds(time),
    );
}

/// What the user of an output folder should know.
pub fn notices(summary: &Summary, out: Option<&Path>, global: &Global) {
    for notice in &summary.notices {
        self::notice(notice, out, global);
    }
}

/// One line on what a change came to; of the first build, on what there is.
pub fn built_again(
    built: &Built,
    changed: usize,
    what: Option<&str>,
    time: Duration,
    global: &Global,
) {
    let time = seconds(time);
    match what {
        None => {
            line(&format!("{GOOD}built{GOOD:#} {} in {time}", some(built.pages, "page")), global);
        }
        Some(what) => {
            let pages = some(changed, "page");
            line(&format!("{GOOD}built{GOOD:#} {pages} in {time}: {what}"), global);
        }
    }
}

/// Says that a change came to nothing; `is_shown` where an earlier build went well.
pub fn not_built_again(built: &Built, is_known: bool, is_shown: bool, global: &Global) {
    let known = if is_known { ", as before" } else { "" };
    let stays = if is_shown { "; the last good site stays" } else { "" };
    line(&format!("{ERROR}not built{ERROR:#}: {}{known}{stays}", faults(built)), global);
}

/// Something that is good to know.
pub fn note(text: &str, global: &Global) {
    let style = style(Severity::Note);
    line(&format!("{style}note{style:#}: {text}"), global);
}

/// Something to beware of.
pub fn warning(text: &str, global: &Global) {
    let style = style(Severity::Warning);
    line(&format!("{style}warning{style:#}: {text}"), global);
}

/// A folder in a sentence.
pub fn folder(path: &Path) -> String {
    if path == Path::new(".") { "this folder".to_owned() } else { format!("`{}`", shown(path)) }
}

/// One line on what a check found.
pub fn checked(built: &Built, time: Duration, global: &Global) {
    if global.quiet || global.message_format == MessageFormat::Json {
        return;
    }
    let (errors, warnings) = count(built);
    let advice = match of(built, Severity::Advice) {
        0 => String::new(),
        1 => ", 1 piece of advice".to_owned(),
        pieces => format!(", {pieces} pieces of advice"),
    };
    let style = if errors > 0 { ERROR } else { GOOD };
    let pages =
        if errors > 0 { String::new() } else { " ".to_owned() + &some(built.pages, "page") };
    eprintln!(
        "{style}checked{style:#}{pages}: {}, {}{advice}, {} held back, in {}",
        some(errors, "error"),
        some(warnings, "warning"),
        built.held_back.len(),
        seconds(time),
    );
}

/// One line on what trying a theme found.
pub fn tried(tried: &Tried, time: Duration, global: &Global) {
    if global.quiet || global.message_format == MessageFormat::Json {
        return;
    }
    let of = |severity| tried.problems.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let style = if errors > 0 { ERROR } else { GOOD };
    let pages =
        if tried.pages > 0 { format!(" on {}", some(tried.pages, "page")) } else { String::new() };
    eprintln!(
        "{style}tried{style:#} the theme `{}`{pages}: {}, {}, in {}",
        tried.theme,
        some(errors, "error"),
        some(warnings, "warning"),
        seconds(time),
    );
}

/// One line on where links out of the site lead.
pub fn links(found: &Found, global: &Global) {
    if global.quiet || global.message_format == MessageFormat::Json {
        return;
    }
    let Found { addresses, known, dead, unsure, .. } = found;
    if *addresses == 0 {
        eprintln!("{GOOD}followed{GOOD:#} no link, since none leads to another site");
        return;
    }
    let alive = addresses - dead - unsure;
    let known = match known {
        0 => String::new(),
        known => format!(" ({known} of them within the last week)"),
    };
    let more = if *unsure > 0 && !global.verbose { "; -v says which" } else { "" };
    eprintln!(
        "{GOOD}followed{GOOD:#} {} to other sites: {alive} alive{known}, {dead} dead, \
         {unsure} could not be checked{more}",
        some(*addresses, "link"),
    );
}

/// How long each stage took.
pub fn stages(stages: &[(Stage, Duration)], emit: Option<Duration>) {
    for (stage, time) in stages {
        eprintln!("{FAINT}{:>9}{FAINT:#} {}", stage.as_str(), seconds(*time));
    }
    if let Some(time) = emit {
        eprintln!("{FAINT}{:>9}{FAINT:#} {}", "emit", seconds(time));
    }
}

/// Says what of the cache was of no use.
pub fn cache(faults: &[Fault], global: &Global) {
    for fault in faults {
        let (code, message) = (Code::UnusableCache, fault.to_string());
        let severity = code.severity();
        show(&Located { code, severity, message, help: None, place: None }, global);
    }
}

/// Something about the output folder.
fn notice(notice: &Notice, out: Option<&Path>, global: &Global) {
    let severity = match notice {
        Notice::ManifestDamaged => Severity::Note,
        _ => Severity::Warning,
    };
    let folder = out.map(|out| format!("in `{}`: ", shown(out))).unwrap_or_default();
    let message = format!("{folder}{notice}");
    let located = Located { code: Code::OutputFolder, severity, message, help: None, place: None };
    show(&located, global);
}

pub fn show(problem: &Located, global: &Global) {
    match global.message_format {
        MessageFormat::Human => eprintln!("{}", draw::human(problem)),
        MessageFormat::Short => eprint!("{}", draw::short(problem)),
        MessageFormat::Json => print!("{}", draw::json(problem)),
    }
}

/// Why the tool could not work, with the help last.
pub fn failure(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    match causes.split_last() {
        Some((cause, [])) => eprintln!("{ERROR}error{ERROR:#}: {cause}"),
        Some((cause, around)) => {
            eprintln!("{ERROR}error{ERROR:#}: {cause}");
            for help in around {
                eprintln!("  {HELP}help{HELP:#}: {help}");
            }
        }
        None => eprintln!("{ERROR}error{ERROR:#}"),
    }
}

/// A line for people, unless they want quiet.
pub fn line(text: &str, global: &Global) {
    if !global.quiet {
        eprintln!("{text}");
    }
}

/// A line that other programs may read.
pub fn answer(text: &str) {
    anstream::println!("{text}");
}

/// The path of a file that was made; as JSON from the site's folder, with `/`.
pub fn created(path: &Path, global: &Global) {
    if global.message_format != MessageFormat::Json {
        return answer(&shown(path));
    }
    let path = path.strip_prefix(&global.site).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    answer(&serde_json::json!({ "created": parts.join("/") }).to_string());
}

/// A path as people write it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix("./").unwrap_or(path).display().to_string()
}

/// Says that another build is under way.
pub fn waiting() {
    eprintln!("{FAINT}waiting{FAINT:#} for another build of this site to end");
}

fn count(built: &Built) -> (usize, usize) {
    (of(built, Severity::Error), of(built, Severity::Warning))
}

fn of(built: &Built, severity: Severity) -> usize {
    built.problems.iter().filter(|problem| problem.severity == severity).count()
}

pub fn some(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}
