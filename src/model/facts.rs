//! What conditions read of a case, and whether they hold.

use super::case::{Application, Case};
use super::condition::{Condition, Quantity, Test};
use super::plan::Model;
use crate::math::Bound;
use crate::population::Applicant;
use crate::time::SimTime;

/// What a condition reads.
pub(super) struct Facts<'a> {
    pub(super) model: &'a Model,
    pub(super) now: SimTime,
    pub(super) case: &'a Case<'a>,
    /// Whether the present stage is done, so that the present pass of it counts.
    pub(super) stage_done: bool,
}

impl Facts<'_> {
    fn applicant(&self) -> &Applicant {
        self.case.person().map_or(&self.model.nobody, |person| &person.applicant)
    }

    fn application(&self) -> Option<&Application> {
        self.case.application.as_ref()
    }

    /// Whether an application with these facts belongs to the fast lane.
    pub(super) fn fast_lane(&self) -> bool {
        let lane = self.model.config.fast_lane.as_ref();
        self.application().is_some() && lane.is_some_and(|lane| lane.holds(self))
    }

    fn quantity(&self, quantity: Quantity) -> f64 {
        match quantity {
            Quantity::Score => self.application().map_or(0.0, |application| application.verdict.score),
            Quantity::Factor(at) => {
                self.application().map_or(0.0, |application| application.verdict.factors[usize::from(at)])
            }
            Quantity::Attempt => f64::from(self.case.token.attempt),
            Quantity::Passes => {
                let before = self.case.passes(self.model.visit(self.case.token.stage));
                f64::from(before) + f64::from(u8::from(self.stage_done))
            }
            Quantity::HoursSinceFiling => self.now.since(self.case.token.submitted_at).as_hours(),
            Quantity::Attribute(attribute) => self.applicant().attribute(attribute, self.case.own()),
        }
    }
}

impl Condition {
    #[inline]
    pub(super) fn holds(&self, facts: &Facts<'_>) -> bool {
        self.tests.iter().all(|test| test.holds(facts))
    }
}

impl Test {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Cause(set) => set >> facts.applicant().cause.index() & 1 == 1,
            Self::Restriction(set) => set >> facts.applicant().restriction.index() & 1 == 1,
            Self::Channel(_) => self.of_standing(facts.case.standing()) == Some(true),
            Self::Route(_) | Self::Decision(_) => self.of_standing(facts.case.on_file()) == Some(true),
            Self::AtLeast(quantity, bound) => facts.quantity(*quantity) >= *bound,
            Self::Below(quantity, bound) => facts.quantity(*quantity) < *bound,
            Self::OneOf(quantity, set) => Bound::OneOf(*set).holds(facts.quantity(*quantity)),
            Self::Time { from, until } => {
                let time = facts.now.time_of_day();
                if from <= until { (*from..*until).contains(&time) } else { time >= *from || time < *until }
            }
            Self::Weekday(set) => set[usize::from(facts.model.weekday(facts.now))],
            Self::FastLane(wanted) => facts.fast_lane() == *wanted,
            Self::Documents(wanted) => facts.application().is_some_and(|a| a.documents) == *wanted,
        }
    }
}
