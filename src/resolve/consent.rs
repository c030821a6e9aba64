//! What consent allows: who and what may be shown.
//!
//! The rules are those of `docs/trust.md`. A person's own scope, where there is one, is the
//! ceiling on every testimonial's.

use crate::model::Date;
use crate::parse::front::{Consent, Person, Scope, Testimonial};

/// What of a person and a testimonial may be shown together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    pub name: bool,
    pub role: bool,
    pub photo: bool,
    pub contact: bool,
}

/// What may be shown of a testimonial, or why it is held back.
pub(super) fn testimonial(
    testimonial: &Testimonial,
    person: Option<&Person>,
    today: Date,
) -> Result<Allowed, String> {
    let consent = testimonial.consent.as_ref();
    given(consent, today)?;
    let scope = scope(consent).unwrap_or(&[Scope::Quote, Scope::Name, Scope::Role]);
    if !scope.contains(&Scope::Quote) {
        return Err("consent does not cover the quote".to_owned());
    }
    let ceiling = match person.and_then(|person| person.consent.as_ref()) {
        Some(own) => {
            given(Some(own), today).map_err(|reason| format!("its author's {reason}"))?;
            self::scope(Some(own))
        }
        None => None,
    };
    let covers = |word| scope.contains(&word) && ceiling.is_none_or(|c| c.contains(&word));
    Ok(Allowed {
        name: covers(Scope::Name),
        role: covers(Scope::Role),
        photo: covers(Scope::Photo),
        contact: covers(Scope::Contact),
    })
}

/// What may be shown of a person, given what their public testimonials allow; or why they are
/// held back.
pub(super) fn person(
    person: &Person,
    testimonials: impl Iterator<Item = Allowed>,
    today: Date,
) -> Result<Allowed, String> {
    let consent = person.consent.as_ref();
    let mut allowed = Allowed::default();
    if consent.is_some() {
        given(consent, today)?;
        let own = scope(consent).unwrap_or(&[Scope::Name, Scope::Role]);
        allowed.name = own.contains(&Scope::Name);
        allowed.role = own.contains(&Scope::Role);
        allowed.photo = own.contains(&Scope::Photo);
        allowed.contact = own.contains(&Scope::Contact);
    }
    for testimonial in testimonials.filter(|testimonial| testimonial.name) {
        allowed.name = true;
        allowed.role |= testimonial.role;
        allowed.photo |= testimonial.photo;
        allowed.contact |= testimonial.contact;
    }
    match (allowed.name, consent.is_some()) {
        (true, _) => Ok(allowed),
        (false, true) => Err("consent does not cover the name".to_owned()),
        (false, false) => Err("no consent to show the name is recorded".to_owned()),
    }
}

fn scope(consent: Option<&Consent>) -> Option<&[Scope]> {
    consent.and_then(|consent| consent.scope.as_ref()).map(|scope| scope.0.as_slice())
}

/// Whether consent was given and still holds; otherwise why not, as a phrase.
fn given(consent: Option<&Consent>, today: Date) -> Result<(), String> {
    let Some(consent) = consent else {
        return Err("no consent is recorded".to_owned());
    };
    if let Some(date) = consent.withdrawn {
        return Err(format!("consent was withdrawn ({date})"));
    }
    if let Some(date) = consent.expires.filter(|date| date.last_key() < today.last_key()) {
        return Err(format!("consent expired ({date})"));
    }
    match consent.given {
        None => Err("no consent is recorded".to_owned()),
        Some(date) if date.first_key() > today.last_key() => {
            Err(format!("consent is not given before {date}"))
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    /// `NRPC` for name, role, photo and contact, or the reason.
    fn check(person: &str, testimonial: &str, expected: &str) {
        let person = yaml::read::<Person>(person, 0..person.len()).value;
        let said = yaml::read::<Testimonial>(testimonial, 0..testimonial.len()).value;
        let today = Date::parse("2026-06-15").expect("a date");
        let found = super::testimonial(&said, Some(&person), today).map(|allowed| {
            let flags = [
                (allowed.name, 'N'),
                (allowed.role, 'R'),
                (allowed.photo, 'P'),
                (allowed.contact, 'C'),
            ];
            flags.iter().filter(|flag| flag.0).map(|flag| flag.1).collect::<String>()
        });
        assert_eq!(found.unwrap_or_else(|reason| reason), expected, "{testimonial}");
    }

    #[test]
    fn testimonials_need_consent_that_holds() {
        let given = "consent: {given: 2025-01-01}";
        check("name: A", given, "NR");
        check("name: A", "by: a", "no consent is recorded");
        check("name: A", "consent: {via: email}", "no consent is recorded");
        check("name: A", "consent: {given: 2025, expires: 2026}", "NR");
        check("name: A", "consent: {given: 2025, expires: 2026-06-15}", "NR");
        check(
            "name: A",
            "consent: {given: 2025, expires: 2026-06-14}",
            "consent expired (2026-06-14)",
        );
        check("name: A", "consent: {given: 2026-06-15}", "NR");
        check("name: A", "consent: {given: 2027}", "consent is not given before 2027");
        check("name: A", "consent: {given: 2025, withdrawn: 2026}", "consent was withdrawn (2026)");
        check("name: A", "consent: {given: 2025, scope: [quote]}", "");
        check(
            "name: A",
            "consent: {given: 2025, scope: [name]}",
            "consent does not cover the quote",
        );
    }

    #[test]
    fn the_persons_scope_is_the_ceiling() {
        let all = "consent: {given: 2025, scope: [quote, name, role, photo]}";
        check("consent: {given: 2025, scope: [name]}", all, "N");
        check("consent: {given: 2025, scope: [role, photo]}", all, "RP");
        check("consent: {given: 2025}", all, "NRP");
        let contact = "consent: {given: 2025, scope: [quote, name, contact]}";
        check("name: A", contact, "NC");
        check("consent: {given: 2025, scope: [name, role]}", contact, "N");
        check(
            "consent: {given: 2025, withdrawn: 2026}",
            all,
            "its author's consent was withdrawn (2026)",
        );
    }
}
