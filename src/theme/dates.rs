//! Dates and periods in words. What is partial stays partial.

use super::strings::{Fault, Strings};
use crate::model::{Date, Period};
use std::borrow::Cow;

/// How much of a date is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// With the month's name.
    Long,
    /// With the month's short name.
    Short,
    /// Only the year.
    Year,
}

impl DateForm {
    /// Reads the argument `form` of the filters.
    pub fn parse(form: &str) -> Option<DateForm> {
        match form {
            "long" => Some(DateForm::Long),
            "short" => Some(DateForm::Short),
            "year" => Some(DateForm::Year),
            _ => None,
        }
    }
}

/// A date in words: `30 June 2024`, `June 2024`, `2024`.
pub fn date(strings: &Strings, date: Date, form: DateForm) -> Result<String, Fault> {
    let year = date.year().to_string();
    let names = match form {
        DateForm::Long => "dates.months",
        DateForm::Short => "dates.short_months",
        DateForm::Year => return Ok(year),
    };
    let Some(month) = date.month() else { return Ok(year) };
    let name = strings.list(names).and_then(|list| list.get(usize::from(month) - 1));
    let name = name.ok_or_else(|| missing(names))?;
    let day = date.day().map(|day| day.to_string());
    let key = if day.is_some() { "dates.day" } else { "dates.month" };
    fill(strings, key, &[("day", day.as_deref()), ("month", Some(name)), ("year", Some(&year))])
}

/// A period in words: `March 2021 – June 2024`, or `since March 2021` while it goes on.
pub fn period(strings: &Strings, period: Period, form: DateForm) -> Result<String, Fault> {
    if form == DateForm::Year {
        return years(strings, period);
    }
    let from = date(strings, period.from, form)?;
    let Some(to) = period.to else {
        return fill(strings, "dates.open", &[("from", Some(&from))]);
    };
    let to = date(strings, to, form)?;
    if from == to {
        return Ok(from);
    }
    fill(strings, "dates.period", &[("from", Some(&from)), ("to", Some(&to))])
}

/// The years of a period: `2021–2024`, `2024`, or `since 2021`.
pub fn years(strings: &Strings, period: Period) -> Result<String, Fault> {
    let from = period.from.year().to_string();
    let Some(to) = period.to.map(|to| to.year().to_string()) else {
        return fill(strings, "dates.open_years", &[("from", Some(&from))]);
    };
    if from == to {
        return Ok(from);
    }
    fill(strings, "dates.years", &[("from", Some(&from)), ("to", Some(&to))])
}

fn fill(strings: &Strings, key: &str, values: &[(&str, Option<&str>)]) -> Result<String, Fault> {
    let pattern = strings.pattern(key).ok_or_else(|| missing(key))?;
    let value = |name: &str| {
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        value.map(|value| Cow::Owned(value.to_owned()))
    };
    pattern.fill(&value).map_err(|name| Fault {
        message: format!("the string `{key}` has a placeholder `{{{name}}}` that no date fills"),
        help: None,
    })
}

fn missing(key: &str) -> Fault {
    Fault { message: format!("there are no words at `{key}` to show dates with"), help: None }
}
