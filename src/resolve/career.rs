//! The career: positions, education, certificates, awards, languages.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::{Stage, UNKNOWN, extra, index, items, optional, text};
use crate::diagnostic::{At, Code, Diagnostic, Path};
use crate::model::{
    Award, Certificate, Date, Education, Language, Period, Position, PositionId, Relation, When,
};
use crate::parse::{Document, front};
use crate::yaml::Text;

/// Positions by id.
#[derive(Default)]
pub(super) struct Career {
    ids: FxHashMap<Arc<str>, PositionId>,
    /// `career.yaml` could not be read in full, so that an unknown position is no second problem.
    broken: bool,
}

impl Stage<'_> {
    /// Reads the career into the portfolio.
    pub(super) fn career(&mut self) -> Career {
        let Some((document, front)) = self.index.career else { return Career::default() };
        let portfolio = &mut self.resolved.portfolio;
        portfolio.positions = items(&front.positions).map(position).collect();
        portfolio.positions.sort_by(|a, b| {
            let key = |position: &Position| When::Period(position.period).newest_first();
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        portfolio.education = items(&front.education).map(education).collect();
        portfolio.certificates = items(&front.certificates).map(certificate).collect();
        portfolio.awards = items(&front.awards).map(award).collect();
        portfolio.languages = items(&front.languages).map(language).collect();
        let newest = |date: Option<Date>| date.map_or(i32::MAX, |date| -date.last_key());
        portfolio.education.sort_by_key(|item| newest(item.to.or(item.from)));
        portfolio.certificates.sort_by_key(|item| newest(item.date));
        portfolio.awards.sort_by_key(|item| newest(item.date));
        let ids = portfolio.positions.iter().enumerate();
        let ids = ids.map(|(at, item)| (Arc::clone(&item.id), PositionId(at as u32))).collect();
        Career { ids, broken: document.broken }
    }

    /// The position of this id; reports one that does not exist.
    pub(super) fn position(
        &mut self,
        document: &Document,
        field: &Option<Text>,
        at: impl Fn() -> Path,
        career: &Career,
    ) -> Option<PositionId> {
        let id = field.as_ref().filter(|id| !id.is_blank())?;
        let found = career.ids.get(&id.0).copied();
        if found.is_none() && !career.broken {
            let known = career.ids.keys().map(|known| &**known);
            let create = "add it to `positions` in content/career.yaml".to_owned();
            let message = format!("no position has the id `{id}`");
            let problem = Diagnostic::new(Code::UnknownPosition, message)
                .at(At::Value(at()))
                .help(index::near(id, known, create));
            self.report(document, problem);
        }
        found
    }

    /// What a person was to the owner.
    pub(super) fn relation(
        &mut self,
        document: &Document,
        front: &front::Person,
        career: &Career,
    ) -> Relation {
        let written = front.relation.as_ref();
        let at = written.and_then(|relation| {
            let path = || crate::path!["relation", "at"];
            self.position(document, &relation.at, path, career)
        });
        let from = written.and_then(|relation| relation.from);
        let to = written.and_then(|relation| relation.to);
        let none = |words: &Text| words.eq_ignore_ascii_case("none") || words.is_blank();
        Relation {
            kind: written
                .and_then(|relation| relation.kind)
                .unwrap_or(crate::model::RelationKind::Collaborator),
            at,
            period: from.map(|from| Period { from, to }),
            former: to.is_some(),
            reciprocal: front.reciprocal.unwrap_or(false),
            material_connection: front
                .material_connection
                .as_ref()
                .filter(|words| !none(words))
                .map(|words| Arc::clone(&words.0)),
        }
    }
}

fn position(item: &front::Position) -> Position {
    Position {
        id: text(&item.id),
        organization: text(&item.organization),
        title: text(&item.title),
        period: Period { from: item.from.unwrap_or(UNKNOWN), to: item.to },
        summary: optional(&item.summary),
        location: optional(&item.location),
        url: optional(&item.url),
        extra: extra(&item.extra),
    }
}

fn education(item: &front::Education) -> Education {
    Education {
        institution: text(&item.institution),
        area: optional(&item.area),
        degree: optional(&item.degree),
        from: item.from,
        to: item.to,
        url: optional(&item.url),
        summary: optional(&item.summary),
        extra: extra(&item.extra),
    }
}

fn certificate(item: &front::Certificate) -> Certificate {
    Certificate {
        name: text(&item.name),
        issuer: optional(&item.issuer),
        date: item.date,
        url: optional(&item.url),
        extra: extra(&item.extra),
    }
}

fn award(item: &front::Award) -> Award {
    Award {
        title: text(&item.title),
        awarder: optional(&item.awarder),
        date: item.date,
        summary: optional(&item.summary),
        url: optional(&item.url),
        extra: extra(&item.extra),
    }
}

fn language(item: &front::Language) -> Language {
    Language {
        language: text(&item.language),
        fluency: optional(&item.fluency),
        extra: extra(&item.extra),
    }
}
