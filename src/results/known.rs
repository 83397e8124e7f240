//! What the logs say of an applicant, beside what happens to them.

use crate::behaviour::Channel;
use crate::observe::Names;
use crate::population::Applicant;

/// A value that is known of an applicant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known<'a> {
    /// A name.
    Word(&'a str),
    /// A whole number.
    Count(u64),
    /// Any number.
    Number(f32),
}

/// Names and values, in the order of the files.
pub(super) fn known<'a>(
    applicant: &Applicant,
    channel: Channel,
    names: &'a Names,
) -> [(&'static str, Known<'a>); 11] {
    let name = |names: &'a [String], at: usize| names.get(at).map_or("", String::as_str);
    let card = &applicant.card;
    [
        ("cause", Known::Word(name(&names.causes, applicant.cause.index()))),
        ("channel", Known::Word(channel.name())),
        ("restriction", Known::Word(name(&names.restrictions, applicant.restriction.index()))),
        ("days_overdue", Known::Count(u64::from(applicant.days_overdue))),
        ("overdue_months", Known::Count(u64::from(card.overdue_months))),
        ("age_years", Known::Number(card.age_years)),
        ("limit_cny", Known::Number(card.limit_cny)),
        ("balance_cny", Known::Number(applicant.balance_cny)),
        ("utilisation", Known::Number(card.utilisation)),
        ("payment_ratio", Known::Number(card.payment_ratio)),
        ("sesame", Known::Number(applicant.external.sesame)),
    ]
}
