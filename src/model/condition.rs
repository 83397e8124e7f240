//! Conditions on an application: who takes a route, who is served first, who takes longer.
//!
//! A condition reads what is on file and how the application has fared. It has no way to read an
//! applicant's true risk.

use crate::policy::Route;
use crate::population::Cause;
use crate::time::SimDuration;

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
    /// The restriction is one of these, by the order of [`crate::population::Restriction::ALL`].
    Restriction([bool; 2]),
    /// The channel is one of these, by the order of [`crate::behaviour::Channel::ALL`].
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
#[allow(missing_docs)] // Named as in files.
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

    /// The causes for which it holds sooner or later of whoever waits, if it asks for nothing else but time.
    pub fn causes_in_time(&self) -> Option<[bool; 5]> {
        let mut tests = self.tests.iter().filter(|test| !test.comes_true());
        match (tests.next(), tests.next()) {
            (None, _) => Some([true; 5]),
            (Some(Test::Cause(causes)), None) => Some(*causes),
            _ => None,
        }
    }
}

impl Test {
    /// Whether it holds sooner or later of whoever waits long enough.
    fn comes_true(&self) -> bool {
        match self {
            Self::Time { .. } | Self::AtLeast(Quantity::HoursSinceFiling, _) => true,
            Self::Weekday(days) => days.contains(&true),
            _ => false,
        }
    }
}

/// A place for every route of the screen in [`Test::Route`].
const _: () = assert!(Route::ALL.len() == 4 && Cause::ALL.len() == 5);
