//! The timeline: positions, the people who were there, and what was accomplished, by months.

use std::borrow::Cow;

use super::{Plan, cards, view};
use crate::model::{AccomplishmentId, Date, Period, PersonId};

/// Months from the first year to the last, as a scale of 0 to 1000.
#[derive(Clone, Copy)]
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    /// Per mille of the whole line.
    fn offset(self, month: i32) -> u32 {
        let length = (self.last - self.first).max(1);
        let month = month.clamp(self.first, self.last) - self.first;
        (month * 1000 / length).unsigned_abs()
    }

    /// The first month and the one after the last. What goes on goes on to the end of the line.
    fn months(self, period: Period) -> (i32, i32) {
        let from = period.from.months(false);
        (from, period.to.map_or(self.last, |to| to.months(true) + 1))
    }

    fn bar(self, (from, to): (i32, i32)) -> (u32, u32) {
        let offset = self.offset(from);
        (offset, self.offset(to).saturating_sub(offset))
    }
}

impl Plan<'_> {
    /// The timeline of these people; `None` where there is no position to show.
    pub fn timeline(
        &self,
        people: impl Iterator<Item = PersonId>,
        accomplishments: impl Iterator<Item = AccomplishmentId>,
    ) -> Option<view::Timeline<'_>> {
        let portfolio = self.portfolio();
        if portfolio.positions.is_empty() {
            return None;
        }
        let scale = self.scale();
        let position = |position| {
            let card: view::PositionRef<'_> = cards::position_ref(position);
            let (offset, length) = scale.bar(scale.months(card.period));
            view::Bar {
                label: card.title,
                organization: Some(card.organization),
                relation: None,
                url: None,
                period: card.period,
                offset,
                length,
                overlaps: Vec::new(),
            }
        };
        let mark = |id: AccomplishmentId| {
            let item = portfolio.accomplishments.get(id.index())?;
            let date = item.when.date();
            Some(view::Mark {
                title: &item.title,
                url: Cow::Borrowed(&self.routes.accomplishment(id).href),
                date,
                offset: scale.offset(date.months(true)),
            })
        };
        Some(view::Timeline {
            ticks: ticks(scale),
            positions: portfolio.positions.iter().map(position).collect(),
            people: people.filter_map(|id| self.person_bar(id, scale)).collect(),
            accomplishments: accomplishments.filter_map(mark).collect(),
        })
    }

    fn person_bar(&self, id: PersonId, scale: Scale) -> Option<view::Bar<'_>> {
        let person = self.portfolio().people.get(id.index())?;
        let period = person.relation.period?;
        let months = scale.months(period);
        let (offset, length) = scale.bar(months);
        let overlap = |position| {
            let card: view::PositionRef<'_> = cards::position_ref(position);
            let other = scale.months(card.period);
            let both = (months.0.max(other.0), months.1.min(other.1));
            if both.0 >= both.1 {
                return None;
            }
            let (offset, length) = scale.bar(both);
            let period = overlap_period(period, card.period);
            Some(view::Overlap { position: card, period, offset, length })
        };
        Some(view::Bar {
            label: &person.name,
            organization: person.organization.as_deref(),
            relation: Some(person.relation.kind),
            url: Some(Cow::Borrowed(&self.routes.person(id).href)),
            period,
            offset,
            length,
            overlaps: self.portfolio().positions.iter().filter_map(overlap).collect(),
        })
    }

    /// From the first to the last year that anything on the site names. Today has no part in it,
    /// so that a page does not change by itself.
    fn scale(&self) -> Scale {
        let portfolio = self.portfolio();
        let positions = portfolio.positions.iter().map(|position| position.period);
        let relations = portfolio.people.iter().filter_map(|person| person.relation.period);
        let items = portfolio.accomplishments.iter().map(|item| item.when.period());
        let given = portfolio.testimonials.iter().map(|said| said.given);
        let mut first = i16::MAX;
        let mut last = i16::MIN;
        let periods = positions.chain(relations).chain(items);
        let dates = periods.flat_map(|period| [Some(period.from), period.to]).flatten();
        for date in dates.chain(given) {
            first = first.min(date.year());
            last = last.max(date.year());
        }
        Scale { first: i32::from(first) * 12, last: (i32::from(last) + 1) * 12 }
    }
}

/// At most about eight years, at even distances.
fn ticks(scale: Scale) -> Vec<view::Tick> {
    let first = scale.first / 12;
    let years = (scale.last - scale.first) / 12;
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| years / step <= 8).unwrap_or(100);
    (first..first + years)
        .filter(|year| year % step == 0)
        .filter_map(|year| {
            let offset = scale.offset(year * 12);
            i16::try_from(year).ok().map(|year| view::Tick { year, offset })
        })
        .collect()
}

fn overlap_period(a: Period, b: Period) -> Period {
    let later = |x: Date, y: Date| if x.first_key() >= y.first_key() { x } else { y };
    let to = match (a.to, b.to) {
        (Some(x), Some(y)) => Some(if x.last_key() <= y.last_key() { x } else { y }),
        (x, y) => x.or(y),
    };
    Period { from: later(a.from, b.from), to }
}
