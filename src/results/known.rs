//! What the logs say of an applicant, beside what happens to them.

use crate::behaviour::Channel;
use crate::population::Applicant;

/// A value that is known of an applicant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known {
    /// A name fixed in the program.
    Word(&'static str),
    /// A whole number.
    Count(u64),
    /// Any number.
    Number(f32),
}

/// Names and values, in the order of the files.
pub(super) fn known(applicant: &Applicant, channel: Channel) -> [(&'static str, Known); 11] {
    let card = &applicant.card;
    [
        ("cause", Known::Word(applicant.cause.name())),
        ("channel", Known::Word(channel.name())),
        ("restriction", Known::Word(applicant.restriction.name())),
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
