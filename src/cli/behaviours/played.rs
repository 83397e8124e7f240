//! What was played, as values by replication.

use super::{Acts, WAITS};
use crate::analysis::{ByReplication, mean_of, shapley, shapley_sampled};
use crate::behaviour::Behaviour;
use crate::design::Coalitions;
use crate::experiment::Precision;
use crate::observe::{ACT_METRICS, ActCounts, ActSums, FIFTHS};

/// A group whose rows are told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wide {
    /// `all`, or a segment.
    pub(super) segment: String,
    /// Its value.
    pub(super) value: String,
    /// Its place among the groups of a record.
    pub(super) group: usize,
}

/// Everything that was counted, by point and replication.
pub(super) struct Played {
    pub(super) sets: Coalitions,
    pub(super) replications: u64,
    behaviours: usize,
    steps: usize,
    precision: Vec<Precision>,
    acts: Vec<Vec<ActCounts>>,
}

/// What the sums of a replication say of the metric at this place.
pub(super) fn read(metric: usize, sums: &ActSums) -> Option<f64> {
    (ACT_METRICS[metric].read)(sums)
}

/// The place of a metric that there is.
pub(super) fn place(name: &str) -> usize {
    ACT_METRICS.iter().position(|metric| metric.name == name).unwrap_or_default()
}

impl Played {
    pub(super) fn new(asked: &Acts, sets: Coalitions, replications: u64, acts: Vec<Vec<ActCounts>>) -> Self {
        let (behaviours, steps) = (asked.behaviours, usize::from(asked.steps));
        Self { sets, replications, behaviours, steps, precision: asked.precision.clone(), acts }
    }

    /// The replications without a change.
    pub(super) fn base(&self) -> &[ActCounts] {
        &self.acts[0]
    }

    /// Those with a behaviour forced on everyone, to the level of a step.
    pub(super) fn step(&self, behaviour: Behaviour, step: usize) -> &[ActCounts] {
        &self.acts[1 + behaviour.index() * self.steps + step]
    }

    /// Those in which everybody waits before they apply; none if that cannot be played.
    pub(super) fn wait(&self, wait: usize) -> &[ActCounts] {
        &self.acts[1 + self.behaviours * self.steps + wait]
    }

    /// Those of a set.
    pub(super) fn set(&self, set: usize) -> &[ActCounts] {
        &self.acts[1 + self.behaviours * self.steps + WAITS.len() + set]
    }

    /// Nobody does anything, and everybody everything.
    pub(super) fn ends(&self) -> [usize; 2] {
        if self.sets.is_exact() { [0, self.sets.points() - 1] } else { [0, 1] }
    }

    /// A metric of a group in each replication of a set.
    pub(super) fn worth(&self, set: usize, group: usize, metric: usize) -> ByReplication {
        self.set(set).iter().map(|counts| read(metric, counts.wide(group))).collect()
    }

    /// The Shapley values of a metric in a group, in each replication.
    pub(super) fn shapley(&self, group: usize, metric: usize) -> Vec<ByReplication> {
        if self.sets.is_exact() {
            let worth: Vec<_> = (0..self.sets.points()).map(|set| self.worth(set, group, metric)).collect();
            return shapley(self.behaviours, &worth);
        }
        let [nobody, everybody] = self.ends();
        let along = |replication: u64, backwards: bool| -> (Vec<usize>, ByReplication) {
            let path = self.sets.path(replication, backwards);
            let worth = path.into_iter().map(|set| {
                let at = if set == nobody || set == everybody { replication as usize } else { 0 };
                read(metric, self.set(set).get(at)?.wide(group))
            });
            (self.sets.order(replication, backwards), worth.collect())
        };
        let orders: Vec<_> = (0..self.replications)
            .map(|replication| vec![along(replication, false), along(replication, true)])
            .collect();
        shapley_sampled(self.behaviours, &orders)
    }

    /// Whether the Shapley values over all applicants are as exact as is asked.
    pub(super) fn precise(&self) -> bool {
        self.precision.iter().all(|asked| {
            let values = self.shapley(0, place(&asked.name));
            values.iter().all(|values| {
                let found = mean_of(values);
                let ends = found.and_then(|mean| mean.index.interval.map(|ends| (mean, ends)));
                ends.is_some_and(|(mean, (low, high))| {
                    (high - low) / 2.0 <= asked.allowed(mean.index.estimate)
                })
            })
        })
    }

    /// A metric in each replication when a single applicant does a behaviour to the level of a step: of those to whom it
    /// applies in a group.
    pub(super) fn one_eligible(
        &self,
        behaviour: Behaviour,
        step: usize,
        group: usize,
        metric: usize,
    ) -> ByReplication {
        let arm = behaviour.index() * self.steps + step;
        self.base().iter().map(|counts| read(metric, counts.arm(arm, group)?)).collect()
    }

    /// The same over everyone in a group: whom it does not apply to are as they are. Only for means over applicants.
    pub(super) fn one_of_all(
        &self,
        behaviour: Behaviour,
        step: usize,
        group: usize,
        metric: usize,
    ) -> ByReplication {
        let arm = behaviour.index() * self.steps + step;
        let of = |counts: &ActCounts| {
            let (all, [not, done]) = (counts.wide(group), &counts.observed(group, behaviour)?.by_end);
            let now = read(metric, all)?;
            let applies = not.applicants + done.applicants;
            if applies == 0 {
                return Some(now);
            }
            let sum = |sums: &ActSums| read(metric, sums).map_or(0.0, |mean| mean * sums.applicants as f64);
            let own = (sum(not) + sum(done)) / applies as f64;
            let forced = read(metric, counts.arm(arm, group)?)?;
            Some(now + applies as f64 / all.applicants as f64 * (forced - own))
        };
        self.base().iter().map(of).collect()
    }

    /// A metric of those to whom a behaviour applies in a group and who have not done it, or have, as the scenario is.
    pub(super) fn observed(
        &self,
        behaviour: Behaviour,
        done: bool,
        group: usize,
        metric: usize,
    ) -> ByReplication {
        let of = |counts: &ActCounts| {
            let observed = counts.observed(group, behaviour)?;
            if ACT_METRICS[metric].name == "first_pass_approval_rate" {
                let [applicants, restored] = observed.by_first[usize::from(done)];
                return (applicants > 0).then(|| restored as f64 / applicants as f64);
            }
            read(metric, &observed.by_end[usize::from(done)])
        };
        self.base().iter().map(of).collect()
    }

    /// The difference between those who had done a behaviour and those who had not, in each replication, were both alike
    /// in cause and days overdue, and in `fifths` of diligence as well. Strata with nobody on one side are left out.
    pub(super) fn alike(&self, behaviour: Behaviour, first: bool, fifths: bool) -> ByReplication {
        let not = if first { 0 } else { 2 };
        let of = |counts: &ActCounts| {
            let (mut sum, mut weight) = (0.0, 0.0);
            for strata in counts.strata(behaviour).chunks(if fifths { 1 } else { FIFTHS }) {
                let total =
                    |at: usize, what: usize| strata.iter().map(|one| one[at][what]).sum::<u64>() as f64;
                let [without, with] = [not, not + 1].map(|at| (total(at, 0), total(at, 1)));
                if without.0 > 0.0 && with.0 > 0.0 {
                    let applicants = without.0 + with.0;
                    sum += applicants * (with.1 / with.0 - without.1 / without.0);
                    weight += applicants;
                }
            }
            (weight > 0.0).then(|| sum / weight)
        };
        self.base().iter().map(of).collect()
    }

    /// Last step of the curves.
    pub(super) fn top(&self) -> usize {
        self.steps - 1
    }
}

/// One less the other, in each replication.
pub(super) fn less(one: &ByReplication, other: &ByReplication) -> ByReplication {
    one.iter().zip(other).map(|(one, other)| Some((*one)? - (*other)?)).collect()
}
