//! Partial dates and periods: they stay as exact as they were written.

use serde::{Serialize, Serializer};
use std::fmt;

/// A year, a month of a year, or a day. Years run from 1 to 9999.
///
/// Shown as it was written: `2024`, `2024-06`, `2024-06-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    year: i16,
    /// 0 where only the year is known.
    month: u8,
    /// 0 where only the month is known.
    day: u8,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not of the form `2024`, `2024-06` or `2024-06-30`.
    Form,
    /// Of that form, but the calendar has no such month or day.
    Calendar,
}

impl Date {
    /// The first year there is.
    pub const YEAR_ONE: Date = Date { year: 1, month: 0, day: 0 };

    /// Reads `2024`, `2024-06` or `2024-06-30`.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4)?.ok_or(DateError::Form)?;
        let month = digits(parts.next(), 2)?;
        let day = digits(parts.next(), 2)?;
        if parts.next().is_some() {
            return Err(DateError::Form);
        }
        let year = i16::try_from(year).map_err(|_| DateError::Form)?;
        let month = month.map(|m| u8::try_from(m).unwrap_or(u8::MAX));
        let day = day.map(|d| u8::try_from(d).unwrap_or(u8::MAX));
        if year == 0 || month.is_some_and(|m| !(1..=12).contains(&m)) {
            return Err(DateError::Calendar);
        }
        if let (Some(month), Some(day)) = (month, day)
            && (day == 0 || day > days_in_month(year, month))
        {
            return Err(DateError::Calendar);
        }
        Ok(Date { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
    }

    /// A whole day. `None` if the calendar has no such day.
    pub fn from_ymd(year: i16, month: u8, day: u8) -> Option<Date> {
        Date::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()
    }

    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12, where it is known.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// 1 to 31, where it is known.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The first day it can mean.
    pub fn first_day(self) -> Date {
        Date { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }

    /// The last day it can mean.
    pub fn last_day(self) -> Date {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in_month(self.year, month) } else { self.day };
        Date { year: self.year, month, day }
    }

    /// Ascending by the first day it can mean: year, month and day in one number.
    pub fn first_key(self) -> i32 {
        key(self.first_day())
    }

    /// Ascending by the last day it can mean.
    pub fn last_key(self) -> i32 {
        key(self.last_day())
    }

    /// Months since the year 0, counting from the first or last month it can mean.
    pub fn months(self, end: bool) -> i32 {
        let whole = if end { self.last_day() } else { self.first_day() };
        i32::from(whole.year) * 12 + i32::from(whole.month) - 1
    }
}

fn key(date: Date) -> i32 {
    i32::from(date.year) * 10_000 + i32::from(date.month) * 100 + i32::from(date.day)
}

fn digits(part: Option<&str>, length: usize) -> Result<Option<u16>, DateError> {
    let Some(part) = part else { return Ok(None) };
    if part.len() != length || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateError::Form);
    }
    part.parse().map(Some).map_err(|_| DateError::Form)
}

/// Days in a month of the Gregorian calendar.
pub fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From a date to a date; without an end it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    pub from: Date,
    pub to: Option<Date>,
}

impl Period {
    /// Whether the end lies before the start, whatever the partial dates may mean.
    pub fn is_reversed(self) -> bool {
        self.to.is_some_and(|to| to.last_key() < self.from.first_key())
    }
}

/// When an accomplishment happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    Date(Date),
    Period(Period),
}

impl When {
    /// As a period; a date is the period of itself.
    pub fn period(self) -> Period {
        match self {
            When::Date(date) => Period { from: date, to: Some(date) },
            When::Period(period) => period,
        }
    }

    /// The date that a feed or a mark on a line shows: the end, or the start while it goes on.
    pub fn date(self) -> Date {
        match self {
            When::Date(date) => date,
            When::Period(period) => period.to.unwrap_or(period.from),
        }
    }

    /// Sorts newest first: open periods, then by last possible day.
    pub fn newest_first(self) -> i32 {
        self.period().to.map_or(i32::MIN, |to| -to.last_key())
    }
}
