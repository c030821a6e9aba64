//! What day it is: as the user says, as `SOURCE_DATE_EPOCH` says, or as the clock says.

use anyhow::{Context, Result, anyhow};
use jiff::{Timestamp, tz::TimeZone};
use vouchfolio::model::Date;

/// The UTC day that decides what has expired.
pub fn today(given: Option<Date>) -> Result<Date> {
    if let Some(date) = given {
        return Ok(date);
    }
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| !text.is_empty());
    let now = match epoch {
        Some(text) => {
            let seconds = text.trim().parse().ok().and_then(|s| Timestamp::from_second(s).ok());
            seconds
                .ok_or_else(|| anyhow!("SOURCE_DATE_EPOCH is `{text}`"))
                .context("give it as seconds since 1970, or unset it")?
        }
        None => Timestamp::now(),
    };
    let day = now.to_zoned(TimeZone::UTC).date();
    let (month, day_of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    Date::from_ymd(day.year(), month, day_of_month).ok_or_else(|| anyhow!("no day {day}"))
}

/// Reads `--today`.
pub fn parse_day(text: &str) -> Result<Date, String> {
    match Date::parse(text) {
        Ok(date) if date.day().is_some() => Ok(date),
        _ => Err("write a whole day, 2026-06-30".to_owned()),
    }
}
