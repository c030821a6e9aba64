//! `vouchfolio explain`: what a code means, from the catalogue in `docs/problems.md`.

use anyhow::{Context, Result, anyhow};
use clap::builder::{PossibleValue, TypedValueParser};
use serde::Serialize;
use std::ffi::OsStr;
use vouchfolio::diagnostic::{Code, did_you_mean};

use super::{Global, MessageFormat, SUCCESS, report};

/// One heading for each code, with an example and how it is mended.
const CATALOGUE: &str = include_str!("../../docs/problems.md");

/// Columns of the text.
const WIDTH: usize = 80;

#[derive(clap::Args)]
pub struct Arguments {
    /// The code that stands in brackets in a message; without it, all codes are listed
    #[arg(value_name = "CODE", value_parser = CodeName, hide_possible_values = true)]
    code: Option<String>,
}

/// Any text, so that what is no code gets our own words; shells are offered all codes.
#[derive(Clone)]
struct CodeName;

impl TypedValueParser for CodeName {
    type Value = String;

    fn parse_ref(
        &self,
        _: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        Ok(value.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Code::ALL.iter().map(|code| PossibleValue::new(code.as_str()))))
    }
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    match (&arguments.code, global.message_format) {
        (Some(name), format) => {
            let code = find(name)?;
            match format {
                MessageFormat::Human => report::answer(in_full(code).trim_end()),
                MessageFormat::Short => report::answer(&title(code)),
                MessageFormat::Json => report::answer(&json(code)?),
            }
        }
        (None, MessageFormat::Human) => {
            for code in Code::ALL {
                report::answer(&format!("{}\n{}", name(*code), wrapped(code.meaning(), "    ")));
            }
        }
        (None, MessageFormat::Short) => {
            Code::ALL.iter().for_each(|code| report::answer(&title(*code)));
        }
        (None, MessageFormat::Json) => {
            for code in Code::ALL {
                report::answer(&json(*code)?);
            }
        }
    }
    Ok(SUCCESS)
}

/// The code of this name, which may stand in brackets behind its severity.
fn find(name: &str) -> Result<Code> {
    let inner =
        name.split_once('[').map_or(name, |(_, rest)| rest.split(']').next().unwrap_or_default());
    if let Some(code) = Code::ALL.iter().find(|code| code.as_str() == inner) {
        return Ok(*code);
    }
    let help = match did_you_mean(inner, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`vouchfolio explain` lists all codes".to_owned(),
    };
    Err(anyhow!("no problem has the code `{inner}`")).context(help)
}

/// One JSON object: the code, and its entry in Markdown.
fn json(code: Code) -> Result<String> {
    #[derive(Serialize)]
    struct Object<'a> {
        code: &'a str,
        severity: &'a str,
        meaning: &'a str,
        text: &'a str,
    }
    Ok(serde_json::to_string(&Object {
        code: code.as_str(),
        severity: code.severity().as_str(),
        meaning: code.meaning(),
        text: body(code),
    })?)
}

/// `error[unknown-key]`, in the colours of problems.
fn name(code: Code) -> String {
    let (severity, style) = (code.severity(), report::style(code.severity()));
    format!("{style}{severity}[{code}]{style:#}")
}

fn title(code: Code) -> String {
    format!("{}: {}", name(code), code.meaning())
}

/// The entry as plain text: paragraphs wrapped, examples indented.
fn in_full(code: Code) -> String {
    let mut text = format!("{}\n\n{}\n", name(code), wrapped(code.meaning(), ""));
    let mut paragraph = String::new();
    let mut fence = None;
    for line in body(code).lines().chain([""]) {
        match fence {
            Some(end) if line == end => fence = None,
            Some(_) if line.is_empty() => text.push('\n'),
            Some(_) => text.extend(["    ", line, "\n"]),
            None if line.is_empty() || line.starts_with("```") => {
                if !paragraph.is_empty() {
                    text.extend(["\n", &wrapped(&without_links(&paragraph), ""), "\n"]);
                    paragraph.clear();
                }
                if let Some(ticks) = ticks(line) {
                    text.push('\n');
                    fence = Some(ticks);
                }
            }
            None => paragraph.extend([line, " "]),
        }
    }
    text
}

/// What the catalogue says of a code, below the line that repeats its severity and meaning.
fn body(code: Code) -> &'static str {
    let heading = format!("## {code}");
    let mut fence = None;
    let (mut start, mut end, mut at) = (None, CATALOGUE.len(), 0);
    for line in CATALOGUE.split_inclusive('\n') {
        let (here, text) = (at, line.trim_end());
        at += line.len();
        match fence {
            Some(ticks) if text == ticks => fence = None,
            Some(_) => {}
            None if start.is_none() && text == heading => start = Some(at),
            None if start.is_some() && text.starts_with("## ") => {
                end = here;
                break;
            }
            None => fence = ticks(text),
        }
    }
    let entry = start.and_then(|start| CATALOGUE.get(start..end)).unwrap_or_default().trim();
    entry.split_once("\n\n").map_or("", |(_, body)| body)
}

/// The ticks that open, and close, a block of code.
fn ticks(line: &str) -> Option<&str> {
    let count = line.len() - line.trim_start_matches('`').len();
    line.get(..count).filter(|ticks| ticks.len() >= 3)
}

/// `[words](target)` as its words.
fn without_links(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        words.push_str(before);
        let inner = link.split_once("](").and_then(|(inner, target)| {
            let (_, after) = target.split_once(')')?;
            (!inner.contains([']', '`'])).then_some((inner, after))
        });
        match inner {
            Some((inner, after)) => {
                words.push_str(inner);
                rest = after;
            }
            None => {
                words.push('[');
                rest = link;
            }
        }
    }
    words + rest
}

/// Words in lines of at most 80 columns, each after an indent; a longer word has a line of its own.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in words(text) {
        let width = word.chars().count();
        if column > 0 && column + 1 + width <= WIDTH {
            lines.extend([" ", &word]);
            column += 1 + width;
        } else {
            let end = if column > 0 { "\n" } else { "" };
            lines.extend([end, indent, &word]);
            column = indent.len() + width;
        }
    }
    lines
}

/// The words of a text; what stands between backticks is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut().filter(|last| last.matches('`').count() % 2 == 1) {
            Some(last) => last.extend([" ", word]),
            None => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped() {
        let text = "a ".repeat(60);
        let lines = wrapped(&text, "  ");
        assert!(lines.lines().all(|line| line.len() <= WIDTH && line.starts_with("  a a")));
        assert_eq!(lines.lines().count(), 2);
        assert_eq!(wrapped("", ""), "");
        assert_eq!(words("a `b c` (`d e`), f"), ["a", "`b c`", "(`d e`),", "f"]);
    }

    #[test]
    fn links_become_words() {
        assert_eq!(without_links("see [the list](a.md#b), `[x]` [y"), "see the list, `[x]` [y");
    }

    #[test]
    fn every_entry_is_found_and_fits() {
        for code in Code::ALL {
            let text = in_full(*code);
            assert!(body(*code).len() > 100, "{code}");
            let text = anstream::adapter::strip_str(&text).to_string();
            let wide = text.lines().find(|line| line.chars().count() > WIDTH);
            assert_eq!(wide, None, "{code}");
            let mut prose = text.lines().filter(|line| !line.starts_with("    "));
            let sign = prose.find(|line| line.contains("```") || line.contains("]("));
            assert_eq!(sign, None, "{code}");
        }
    }
}
