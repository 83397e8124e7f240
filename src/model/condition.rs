//! Conditions on an application: who takes a route, who is served first, who takes longer.
//!
//! A condition reads what is on file and how the application has fared. It has no way to read an
//! applicant's true risk.

use crate::policy::Route;
use crate::population::Attribute;
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
    /// The cause is one of these, a bit each.
    Cause(u64),
    /// The restriction is one of these, a bit each.
    Restriction(u64),
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
    /// A quantity is one of the whole numbers 0 to 63 whose bits are set.
    OneOf(Quantity, u64),
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
pub enum Quantity {
    /// The score, 0..100.
    Score,
    /// The score of a factor, 0..1, by its position.
    Factor(u8),
    /// The number of the application, from 1.
    Attempt,
    /// How often the stage has been done.
    Passes,
    /// Hours since the filing.
    HoursSinceFiling,
    /// An attribute as it was at restriction.
    Attribute(Attribute),
}

impl Quantity {
    /// Whether it is known only once an application has been filed.
    pub fn needs_filing(self) -> bool {
        matches!(self, Self::Score | Self::Factor(_) | Self::HoursSinceFiling)
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
            Test::AtLeast(quantity, _) | Test::Below(quantity, _) | Test::OneOf(quantity, _) => {
                quantity.needs_filing()
            }
            Test::Route(_) | Test::FastLane(_) | Test::Documents(_) => true,
            _ => false,
        })
    }

    /// Whether it reads an attribute of a person.
    pub fn needs_person(&self) -> bool {
        self.tests.iter().any(|test| match test {
            Test::AtLeast(quantity, _) | Test::Below(quantity, _) | Test::OneOf(quantity, _) => {
                quantity.needs_person()
            }
            Test::Decision(_) | Test::Time { .. } | Test::Weekday(_) => false,
            _ => true,
        })
    }

    /// The causes for which it holds sooner or later of whoever waits, a bit each, if it asks for nothing else but time.
    pub fn causes_in_time(&self) -> Option<u64> {
        let mut tests = self.tests.iter().filter(|test| !test.comes_true());
        match (tests.next(), tests.next()) {
            (None, _) => Some(u64::MAX),
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
const _: () = assert!(Route::ALL.len() == 4);
