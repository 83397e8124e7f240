//! The cases of all replications whose quantiles are metrics.

use crate::observe::{Outcome, Sample};
use crate::stats::{Clusters, ConfidenceLevel, Courses, Estimate, Influences};

/// Cases of all replications, each of which is a cluster.
#[derive(Debug, Clone)]
pub struct Samples {
    working_days: Clusters,
    decision_days: Clusters,
    human_working_days: Clusters,
    human_decision_days: Clusters,
    /// Restored, ended otherwise, and pending: the first of them are the cases of days to restoration.
    restoration: Courses,
}

impl Default for Samples {
    fn default() -> Self {
        Self {
            working_days: Clusters::of_counts(),
            decision_days: Clusters::of_sketches(),
            human_working_days: Clusters::of_counts(),
            human_decision_days: Clusters::of_sketches(),
            restoration: Courses::default(),
        }
    }
}

impl Samples {
    /// Adds a replication.
    pub(super) fn push(&mut self, outcome: &Outcome) {
        self.working_days.push_counts(&outcome.working_days);
        self.decision_days.push_sketch(&outcome.decision_days);
        self.human_working_days.push_counts(&outcome.working_days_human);
        self.human_decision_days.push_sketch(&outcome.decision_days_human);
        self.restoration.push(&outcome.restoration_days, &outcome.other_days, &outcome.pending_days);
    }

    /// The `p`-quantile of all cases, with its interval.
    pub(super) fn estimate(&self, of: Sample, p: f64, level: ConfidenceLevel) -> Estimate {
        match of {
            Sample::WorkingDays => self.working_days.estimate(p, level),
            Sample::DecisionDays => self.decision_days.estimate(p, level),
            Sample::HumanWorkingDays => self.human_working_days.estimate(p, level),
            Sample::HumanDecisionDays => self.human_decision_days.estimate(p, level),
            Sample::RestorationDays => self.restoration.events().estimate(p, level),
            Sample::RestorationCourse => self.restoration.estimate(p, level),
        }
    }

    /// That of `other` less that of `self`, both of the same seed.
    pub(super) fn difference(&self, other: &Self, of: Sample, p: f64, level: ConfidenceLevel) -> Estimate {
        match of {
            Sample::WorkingDays => Clusters::difference(&self.working_days, &other.working_days, p, level),
            Sample::DecisionDays => Clusters::difference(&self.decision_days, &other.decision_days, p, level),
            Sample::HumanWorkingDays => {
                Clusters::difference(&self.human_working_days, &other.human_working_days, p, level)
            }
            Sample::HumanDecisionDays => {
                Clusters::difference(&self.human_decision_days, &other.human_decision_days, p, level)
            }
            Sample::RestorationDays => {
                Clusters::difference(self.restoration.events(), other.restoration.events(), p, level)
            }
            Sample::RestorationCourse => Courses::difference(&self.restoration, &other.restoration, p, level),
        }
    }

    /// What that difference owes to each pair of replications, or group of them; `None` of whole numbers.
    pub(super) fn influences(&self, other: &Self, of: Sample, p: f64) -> Option<Influences> {
        match of {
            Sample::WorkingDays | Sample::HumanWorkingDays => None,
            Sample::DecisionDays => Influences::of_quantiles(&self.decision_days, &other.decision_days, p),
            Sample::HumanDecisionDays => {
                Influences::of_quantiles(&self.human_decision_days, &other.human_decision_days, p)
            }
            Sample::RestorationDays => {
                Influences::of_quantiles(self.restoration.events(), other.restoration.events(), p)
            }
            Sample::RestorationCourse => Influences::of_courses(&self.restoration, &other.restoration, p),
        }
    }

    /// Bytes that the cases take, for whoever measures memory.
    pub fn bytes(&self) -> usize {
        let human = self.human_working_days.bytes() + self.human_decision_days.bytes();
        self.working_days.bytes() + self.decision_days.bytes() + human + self.restoration.bytes()
    }
}
