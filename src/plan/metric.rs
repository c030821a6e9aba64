//! Metrics: two bars in proportion, where value and before can be compared.

use super::view;
use crate::model::Metric;

/// A metric as pages show it.
pub(super) fn view(metric: &Metric) -> view::Metric<'_> {
    view::Metric {
        value: &metric.value,
        before: metric.before.as_deref(),
        label: &metric.label,
        bars: metric.before.as_deref().and_then(|before| bars(before, &metric.value)),
    }
}

/// Lengths of two bars from zero; the longer is 1000.
pub(super) fn bars(before: &str, value: &str) -> Option<view::Bars> {
    let (before, value) = (Quantity::read(before)?, Quantity::read(value)?);
    let (before, value) = before.comparable(&value)?;
    let longest = before.max(value);
    if longest <= 0.0 {
        return None;
    }
    let length = |amount: f64| (amount / longest * 1000.0).round().clamp(0.0, 1000.0) as u32;
    Some(view::Bars { before: length(before), value: length(value) })
}

/// A number with what stands around it: `€3,100`, `26 h`, `14 a year`.
struct Quantity<'a> {
    prefix: &'a str,
    amount: f64,
    unit: &'a str,
}

/// Units of time, in seconds.
const TIMES: [(&[&str], f64); 7] = [
    (&["ms", "milliseconds"], 0.001),
    (&["s", "sec", "second", "seconds"], 1.0),
    (&["min", "mins", "minute", "minutes"], 60.0),
    (&["h", "hour", "hours"], 3600.0),
    (&["d", "day", "days"], 86_400.0),
    (&["week", "weeks"], 604_800.0),
    (&["month", "months"], 2_629_800.0),
];

impl<'a> Quantity<'a> {
    /// Reads a number with at most a prefix and a unit. Commas between groups of three digits are
    /// dropped; a single comma before other digits is a decimal point.
    fn read(text: &'a str) -> Option<Quantity<'a>> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let rest = text.get(start..)?;
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let end = rest.find(|c: char| !is_number(c)).unwrap_or(rest.len());
        let digits = rest.get(..end)?.trim_end_matches(['.', ',']);
        let unit = rest.get(end..)?.trim();
        if unit.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let grouped = digits
            .split(',')
            .skip(1)
            .all(|group| group.split('.').next().is_some_and(|whole| whole.len() == 3));
        let plain = if grouped { digits.replace(',', "") } else { digits.replace(',', ".") };
        let amount = plain.parse().ok()?;
        Some(Quantity { prefix: text.get(..start)?.trim(), amount, unit })
    }

    /// Both amounts in one unit, if there is one.
    fn comparable(&self, other: &Quantity<'_>) -> Option<(f64, f64)> {
        if self.prefix != other.prefix {
            return None;
        }
        if self.unit == other.unit {
            return Some((self.amount, other.amount));
        }
        let seconds = |unit: &str| TIMES.iter().find(|(names, _)| names.contains(&unit));
        let (own, others) = (seconds(self.unit)?, seconds(other.unit)?);
        Some((self.amount * own.1, other.amount * others.1))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn bars_are_in_proportion() {
        let check = |before, value, expected: Option<(u32, u32)>| {
            let found = super::bars(before, value).map(|bars| (bars.before, bars.value));
            assert_eq!(found, expected, "{before} → {value}");
        };
        check("26 h", "9 min", Some((1000, 6)));
        check("€412,000", "€3,100", Some((1000, 8)));
        check("14 a year", "3 a year", Some((1000, 214)));
        check("50 %", "100 %", Some((500, 1000)));
        check("1,5 s", "750 ms", Some((1000, 500)));
        check("3 of 4", "4 of 4", None);
        check("€10", "$10", None);
        check("many", "few", None);
        check("0", "0", None);
    }
}
