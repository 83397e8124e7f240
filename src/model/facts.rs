//! What conditions read of a case, and whether they hold.

use super::case::{Application, Case};
use super::condition::{Condition, Quantity, Test};
use super::plan::Model;
use crate::policy::FastLane;
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

    fn fast_lane(&self) -> bool {
        let takes =
            |lane: FastLane| self.application().is_some_and(|filed| lane.takes(&filed.verdict.factors));
        self.model.config.fast_lane.is_some_and(takes)
    }

    fn quantity(&self, quantity: Quantity) -> f64 {
        let factor =
            |at: usize| self.application().map_or(0.0, |application| application.verdict.factors[at]);
        match quantity {
            Quantity::Score => self.application().map_or(0.0, |application| application.verdict.score),
            Quantity::Credit => factor(0),
            Quantity::Security => factor(1),
            Quantity::Information => factor(2),
            Quantity::Consumption => factor(3),
            Quantity::External => factor(4),
            Quantity::Attempt => f64::from(self.case.token.attempt),
            Quantity::Passes => {
                let before = self.case.passes(self.model.visit(self.case.token.stage));
                f64::from(before) + f64::from(u8::from(self.stage_done))
            }
            Quantity::HoursSinceFiling => self.now.since(self.case.token.submitted_at).as_hours(),
            Quantity::DaysOverdue => f64::from(self.applicant().days_overdue),
            Quantity::OverdueMonths => f64::from(self.applicant().card.overdue_months),
            Quantity::Sesame => f64::from(self.applicant().external.sesame),
            Quantity::Age => f64::from(self.applicant().card.age_years),
            Quantity::LimitCny => f64::from(self.applicant().card.limit_cny),
            Quantity::BalanceCny => f64::from(self.applicant().balance_cny),
            Quantity::Utilisation => f64::from(self.applicant().card.utilisation),
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
            Self::Cause(set) => set[facts.applicant().cause as usize],
            Self::Restriction(set) => set[facts.applicant().restriction as usize],
            Self::Channel(_) => self.of_standing(facts.case.standing()) == Some(true),
            Self::Route(_) | Self::Decision(_) => self.of_standing(facts.case.on_file()) == Some(true),
            Self::AtLeast(quantity, bound) => facts.quantity(*quantity) >= *bound,
            Self::Below(quantity, bound) => facts.quantity(*quantity) < *bound,
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
