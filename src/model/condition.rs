//! Conditions on an application: who takes a route, who is served first, who takes longer.
//!
//! A condition reads what is on file and how the application has fared. It has no way to read an
//! applicant's true risk.

use super::case::{Application, Token};
use crate::behaviour::Channel;
use crate::policy::Route;
use crate::population::{Applicant, Cause, Restriction};
use crate::time::{SimDuration, SimTime};

/// All tests must hold; without a test it always does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Condition {
    /// The tests.
    pub tests: Vec<Test>,
}

/// One thing to hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The cause is one of these, by the order of [`Cause::ALL`].
    Cause([bool; 5]),
    /// The restriction is one of these, by the order of [`Restriction::ALL`].
    Restriction([bool; 2]),
    /// The channel is one of these, by the order of [`Channel::ALL`].
    Channel([bool; 2]),
    /// The screen sent it one of these ways, by the order of [`Route::ALL`].
    Route([bool; 4]),
    /// It stands approved (`Some(true)`), refused, or undecided (`None`).
    Decision(Option<bool>),
    /// A quantity is at least this.
    AtLeast(Quantity, f64),
    /// A quantity is below this.
    Below(Quantity, f64),
    /// The time of day lies in `[from, until)`; past midnight if `until` is earlier.
    Time {
        /// First moment, after midnight.
        from: SimDuration,
        /// First moment that no longer counts.
        until: SimDuration,
    },
    /// The weekday is one of these, from Monday.
    Weekday([bool; 7]),
    /// It takes the fast lane, or does not.
    FastLane(bool),
    /// Documents came with it, or did not.
    Documents(bool),
}

/// A number on file, or about the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // Named as in files; the README says what each is.
pub enum Quantity {
    Score,
    Credit,
    Security,
    Information,
    Consumption,
    External,
    Attempt,
    Passes,
    HoursSinceFiling,
    DaysOverdue,
    OverdueMonths,
    Sesame,
    Age,
    LimitCny,
    BalanceCny,
    Utilisation,
}

impl Quantity {
    /// All, in the order of [`Self::NAMES`].
    pub const ALL: [Self; 16] = [
        Self::Score,
        Self::Credit,
        Self::Security,
        Self::Information,
        Self::Consumption,
        Self::External,
        Self::Attempt,
        Self::Passes,
        Self::HoursSinceFiling,
        Self::DaysOverdue,
        Self::OverdueMonths,
        Self::Sesame,
        Self::Age,
        Self::LimitCny,
        Self::BalanceCny,
        Self::Utilisation,
    ];

    /// Names in files, in the order of [`Self::ALL`].
    pub const NAMES: [&'static str; 16] = [
        "score",
        "credit",
        "security",
        "information",
        "consumption",
        "external",
        "attempt",
        "passes",
        "hours_since_filing",
        "days_overdue",
        "overdue_months",
        "sesame",
        "age",
        "limit_cny",
        "balance_cny",
        "utilisation",
    ];

    /// Whether it is known only once an application has been filed.
    pub fn needs_filing(self) -> bool {
        (self as usize) <= Self::External as usize || self == Self::HoursSinceFiling
    }

    /// Whether it is an attribute of a person, which an entity without attributes lacks.
    pub fn needs_person(self) -> bool {
        !matches!(self, Self::Attempt | Self::Passes | Self::HoursSinceFiling)
    }
}

/// What a condition reads.
pub(super) struct Facts<'a> {
    pub(super) now: SimTime,
    /// Weekday of now, from Monday.
    pub(super) weekday: u8,
    pub(super) applicant: &'a Applicant,
    pub(super) channel: Channel,
    pub(super) application: Option<&'a Application>,
    pub(super) token: &'a Token,
    pub(super) fast_lane: bool,
    /// Earlier passes of the stage that asks.
    pub(super) passes: u8,
}

impl Facts<'_> {
    fn quantity(&self, quantity: Quantity) -> f64 {
        let factor = |at: usize| self.application.map_or(0.0, |application| application.verdict.factors[at]);
        match quantity {
            Quantity::Score => self.application.map_or(0.0, |application| application.verdict.score),
            Quantity::Credit => factor(0),
            Quantity::Security => factor(1),
            Quantity::Information => factor(2),
            Quantity::Consumption => factor(3),
            Quantity::External => factor(4),
            Quantity::Attempt => f64::from(self.token.attempt),
            Quantity::Passes => f64::from(self.passes),
            Quantity::HoursSinceFiling => self.now.since(self.token.submitted_at).as_hours(),
            Quantity::DaysOverdue => f64::from(self.applicant.days_overdue),
            Quantity::OverdueMonths => f64::from(self.applicant.card.overdue_months),
            Quantity::Sesame => f64::from(self.applicant.external.sesame),
            Quantity::Age => f64::from(self.applicant.card.age_years),
            Quantity::LimitCny => f64::from(self.applicant.card.limit_cny),
            Quantity::BalanceCny => f64::from(self.applicant.balance_cny),
            Quantity::Utilisation => f64::from(self.applicant.card.utilisation),
        }
    }
}

impl Condition {
    /// Whether it always holds.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// Whether it reads something that exists only after filing.
    pub fn needs_filing(&self) -> bool {
        self.tests.iter().any(|test| match test {
            Test::AtLeast(quantity, _) | Test::Below(quantity, _) => quantity.needs_filing(),
            Test::Route(_) | Test::FastLane(_) | Test::Documents(_) => true,
            _ => false,
        })
    }

    /// Whether it reads an attribute of a person.
    pub fn needs_person(&self) -> bool {
        self.tests.iter().any(|test| match test {
            Test::AtLeast(quantity, _) | Test::Below(quantity, _) => quantity.needs_person(),
            Test::Decision(_) | Test::Time { .. } | Test::Weekday(_) => false,
            _ => true,
        })
    }

    /// The causes for which it holds, if it asks for nothing else.
    pub fn causes_alone(&self) -> Option<[bool; 5]> {
        match self.tests.as_slice() {
            [] => Some([true; 5]),
            [Test::Cause(causes)] => Some(*causes),
            _ => None,
        }
    }

    pub(super) fn holds(&self, facts: &Facts<'_>) -> bool {
        self.tests.iter().all(|test| test.holds(facts))
    }
}

impl Test {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        let position = |found: Option<usize>, set: &[bool]| found.is_some_and(|at| set[at]);
        match self {
            Self::Cause(set) => position(Cause::ALL.iter().position(|c| *c == facts.applicant.cause), set),
            Self::Restriction(set) => {
                position(Restriction::ALL.iter().position(|r| *r == facts.applicant.restriction), set)
            }
            Self::Channel(set) => set[facts.channel as usize],
            Self::Route(set) => facts.application.is_some_and(|a| set[a.verdict.route.index()]),
            Self::Decision(wanted) => facts.token.approved == *wanted,
            Self::AtLeast(quantity, bound) => facts.quantity(*quantity) >= *bound,
            Self::Below(quantity, bound) => facts.quantity(*quantity) < *bound,
            Self::Time { from, until } => {
                let time = facts.now.time_of_day();
                if from <= until { (*from..*until).contains(&time) } else { time >= *from || time < *until }
            }
            Self::Weekday(set) => set[usize::from(facts.weekday)],
            Self::FastLane(wanted) => facts.fast_lane == *wanted,
            Self::Documents(wanted) => facts.application.is_some_and(|a| a.documents) == *wanted,
        }
    }
}

/// A place for every route of the screen in [`Test::Route`].
const _: () = assert!(Route::ALL.len() == 4 && Cause::ALL.len() == 5);
