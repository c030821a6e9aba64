//! The functions and filters that themes have: words, dates and URLs, and nothing of the world.

use super::dates::{self, DateForm};
use super::served::{FOLDER, ServedFiles};
use super::strings::{Fault, Strings};
use crate::diagnostic::{Code, Diagnostic};
use crate::draw::{self, Fonts, Limits, Style};
use crate::model::{Date, Period};
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// What the functions know.
#[derive(Clone)]
pub struct World {
    pub strings: Arc<Strings>,
    pub served: Arc<ServedFiles>,
    /// Path of the home page, with a slash at both ends.
    pub base_path: Arc<str>,
    /// Of the theme's pictures.
    pub fonts: Arc<Fonts>,
}

/// Functions that templates may call, Tera's own included.
pub const FUNCTIONS: &[&str] = &["t", "asset", "url", "fit", "range", "throw", "super"];

/// Filters that templates may use, Tera's own included.
pub const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "date",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "period",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
    "years",
];

/// Tests that templates may use after `is`.
pub const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// What is said about the filter that themes must not use.
pub const NO_SAFE: &str = "the filter `safe` is not available in themes";
pub const NO_SAFE_HELP: &str =
    "HTML in the page's values is safe already; everything else is text and must stay escaped";

/// A template engine without templates.
pub fn engine(world: &World) -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".svg"]);
    let of = world.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State<'_>| translate(&of, &kwargs));
    let of = world.clone();
    tera.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| asset(&of, &kwargs));
    let of = world.clone();
    tera.register_function("url", move |kwargs: Kwargs, _: &State<'_>| url(&of, &kwargs));
    let fonts = Arc::clone(&world.fonts);
    tera.register_function("fit", move |kwargs: Kwargs, _: &State<'_>| fit(&fonts, &kwargs));
    let strings = Arc::clone(&world.strings);
    tera.register_filter("date", move |value: &Value, kwargs: Kwargs, _: &State<'_>| {
        words(dates::date(&strings, to_date(value)?, form(&kwargs)?))
    });
    let strings = Arc::clone(&world.strings);
    tera.register_filter("period", move |value: &Value, kwargs: Kwargs, _: &State<'_>| {
        words(dates::period(&strings, to_period(value)?, form(&kwargs)?))
    });
    let strings = Arc::clone(&world.strings);
    tera.register_filter("years", move |value: &Value, _: Kwargs, _: &State<'_>| {
        words(dates::years(&strings, to_period(value)?))
    });
    tera.register_function("range", |kwargs: Kwargs, _: &State<'_>| range(&kwargs));
    tera.register_filter("safe", |_: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        Err(Error::message(NO_SAFE))
    });
    tera
}

impl World {
    /// The URL of a static file; an error where there is none.
    pub fn asset(&self, path: &str) -> Result<String, Fault> {
        let file = self.served.get(path)?;
        Ok(format!("{}{FOLDER}{}", self.base_path, file.url()))
    }

    /// A path of the site with the path of its home page before it.
    pub fn url(&self, path: &str) -> Result<String, Fault> {
        match path.strip_prefix('/') {
            Some(rest) if !rest.starts_with('/') => Ok(format!("{}{rest}", self.base_path)),
            _ => Err(Fault {
                message: format!("`{path}` is no path from the site's home page"),
                help: Some("it starts with one slash: `url(path=\"/vouch/\")`".to_owned()),
            }),
        }
    }
}

/// Tera keeps of a function's error only its text, so the code and the help travel in it.
fn carry(code: Code, fault: Fault) -> Error {
    let help = fault.help.unwrap_or_default();
    Error::message(format!("{MARK}{}{MARK}{}{MARK}{help}", code.as_str(), fault.message))
}

const MARK: char = '\u{1f}';

/// The problem that a rendering error's text stands for.
pub fn uncarry(text: &str) -> Diagnostic {
    let mut parts = text.split(MARK).skip(1);
    if let (Some(code), Some(message), Some(help)) = (parts.next(), parts.next(), parts.next()) {
        let code = Code::ALL.iter().copied().find(|known| known.as_str() == code);
        let problem = Diagnostic::new(code.unwrap_or(Code::TemplateError), message);
        return if help.is_empty() { problem } else { problem.help(help) };
    }
    if text.starts_with("Maximum render recursion depth") {
        let message = "components call each other more than 20 deep";
        let help = "does one call itself, or another that calls it?";
        return Diagnostic::new(Code::TemplateError, message).help(help);
    }
    let problem = Diagnostic::new(Code::TemplateError, text);
    if text == NO_SAFE { problem.help(NO_SAFE_HELP) } else { problem }
}

fn words(text: Result<String, Fault>) -> TeraResult<String> {
    text.map_err(|fault| carry(Code::MissingString, fault))
}

fn translate(world: &World, kwargs: &Kwargs) -> TeraResult<String> {
    let key = kwargs.must_get::<&str>("key")?;
    let argument = |name: &str| {
        let (_, value) = kwargs.iter().find(|(known, _)| known.as_str() == Some(name))?;
        plain(value)
    };
    words(world.strings.text(key, &argument))
}

/// A value as text; none where it is null, a list or a mapping.
fn plain(value: &Value) -> Option<Cow<'_, str>> {
    match value.as_str() {
        Some(text) => Some(Cow::Borrowed(text)),
        None if value.is_number() || value.is_bool() => Some(Cow::Owned(value.to_string())),
        None => None,
    }
}

fn asset(world: &World, kwargs: &Kwargs) -> TeraResult<String> {
    let path = kwargs.must_get::<&str>("path")?;
    world.asset(path).map_err(|fault| carry(Code::TemplateError, fault))
}

fn url(world: &World, kwargs: &Kwargs) -> TeraResult<String> {
    let path = kwargs.must_get::<&str>("path")?;
    world.url(path).map_err(|fault| carry(Code::TemplateError, fault))
}

/// `range` gives this many numbers at once, and on one page.
const MOST_NUMBERS: usize = 100_000;
const MOST_ON_A_PAGE: usize = 1_000_000;

thread_local! {
    /// How many numbers `range` gave on the page that this thread renders. Functions are told of
    /// nothing else that is the same throughout a page, and another at the next.
    static NUMBERS: Cell<usize> = const { Cell::new(0) };
}

/// Counts anew. A page is rendered on one thread from start to end.
pub fn start_page() {
    NUMBERS.set(0);
}

/// Numbers from `start` to before `end`, as Tera's own; loops over them end at some point.
fn range(kwargs: &Kwargs) -> TeraResult<Vec<i64>> {
    let end = kwargs.must_get::<i64>("end")?;
    let start = kwargs.get::<i64>("start")?.unwrap_or_default();
    let step = kwargs.get::<i64>("step_by")?.unwrap_or(1);
    let bad = |message: String, help: &str| {
        let help = Some(help.to_owned());
        Err(carry(Code::TemplateError, Fault { message, help }))
    };
    if step == 0 {
        return bad("`range` never ends with `step_by=0`".to_owned(), "write 1 or more, or less");
    }
    if start > end && step > 0 {
        let message = format!("`range` starts at {start}, which is after its end {end}");
        return bad(message, "give `step_by=-1` to count down");
    }
    let distance = if step > 0 { end.abs_diff(start) } else { start.abs_diff(end) };
    let is_empty = step < 0 && start <= end;
    let count = if is_empty { 0 } else { distance.div_ceil(step.unsigned_abs()) };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > MOST_NUMBERS {
        let message =
            format!("`range` would give {count} numbers, and gives {MOST_NUMBERS} at most");
        return bad(message, "go through a list instead, or through fewer numbers");
    }
    NUMBERS.set(NUMBERS.get().saturating_add(count));
    if NUMBERS.get() > MOST_ON_A_PAGE {
        let message = format!("`range` gave more than {MOST_ON_A_PAGE} numbers on one page");
        return bad(message, "is there a `range` in a loop over another one?");
    }
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step));
    Ok(numbers.take(count).collect())
}

/// A text in lines, for pictures, where nothing else wraps it: `font`, `size` and `lines`. Nothing
/// where there is no text, or no font with its letters.
fn fit(fonts: &Fonts, kwargs: &Kwargs) -> TeraResult<Value> {
    let text = kwargs.must_get::<&Value>("text")?;
    let Some(text) = plain(text) else { return Ok(Value::none()) };
    let families = kwargs.must_get::<Vec<&str>>("font")?;
    let sizes = kwargs.must_get::<Vec<f32>>("sizes")?;
    let style = Style { families: &families, weight: kwargs.get::<u16>("weight")?.unwrap_or(400) };
    let height = kwargs.get::<f32>("height")?;
    let limits = Limits {
        width: kwargs.must_get::<f32>("width")?,
        lines: kwargs.get::<usize>("lines")?.unwrap_or(if height.is_some() { 20 } else { 1 }),
        height,
        leading: kwargs.get::<f32>("leading")?.unwrap_or(1.2).max(0.5),
        sizes: &sizes,
    };
    let Some(fitted) = draw::fit(&text, &style, &limits, fonts) else { return Ok(Value::none()) };
    Ok(Value::from_serializable(&fitted))
}

fn form(kwargs: &Kwargs) -> TeraResult<DateForm> {
    let form = kwargs.get::<&str>("form")?.unwrap_or("long");
    DateForm::parse(form).ok_or_else(|| {
        let message = format!("`{form}` is no form of a date");
        let help = "it is \"long\", \"short\" or \"year\"".to_owned();
        carry(Code::TemplateError, Fault { message, help: Some(help) })
    })
}

fn to_date(value: &Value) -> TeraResult<Date> {
    let date = value.as_str().and_then(|text| Date::parse(text).ok());
    date.ok_or_else(|| {
        let message = format!("this is no date, but {}", kind(value));
        carry(Code::TemplateError, Fault { message, help: None })
    })
}

fn to_period(value: &Value) -> TeraResult<Period> {
    let Some(from) = value.get_from_path("from").filter(|_| value.is_map()) else {
        let message = format!("this is no period, but {}", kind(value));
        let help = "a period has `from` and `to`; for a single date use the filter `date`";
        return Err(carry(Code::TemplateError, Fault { message, help: Some(help.to_owned()) }));
    };
    let to = value.get_from_path("to").filter(|to| !to.is_none() && !to.is_undefined());
    Ok(Period { from: to_date(from)?, to: to.map(to_date).transpose()? })
}

fn kind(value: &Value) -> String {
    match value.as_str() {
        Some(text) => format!("`{text}`"),
        None if value.is_none() || value.is_undefined() => "nothing".to_owned(),
        None => format!("a value of the type `{}`", value.name()),
    }
}
