//! Behaviours that would have turned a refusal: each alone, and where none does, the fewest together.

use super::life::Life;
use super::rehearsal::{Change, Judged, Readers, Rehearsal, Subject};
use crate::behaviour::{Behaviour, BehaviourSet, Progress};
use crate::policy::{KnockOut, Route};

/// The most behaviours that are tried together.
const MOST_TOGETHER: usize = 3;

/// A behaviour that was not in effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BehaviourTurn {
    /// Which.
    pub behaviour: Behaviour,
    /// Whether it had been taken up.
    pub taken_up: bool,
    /// The way that the application then takes.
    pub route: Route,
    /// The score, 0..100.
    pub score: f64,
    /// The rule that then refuses it.
    pub rule: Option<KnockOut>,
    /// Who would have approved it.
    pub readers: Readers,
}

impl BehaviourTurn {
    /// Whether it would have turned the refusal.
    pub fn turns(&self) -> bool {
        self.readers.most()
    }
}

/// Behaviours that were not in effect, together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TogetherTurn {
    /// Which.
    pub behaviours: BehaviourSet,
    /// The way that the application then takes.
    pub route: Route,
    /// The score, 0..100.
    pub score: f64,
    /// Who would have approved it.
    pub readers: Readers,
}

/// Behaviours that may be put into effect.
pub(super) struct Idle<'s> {
    subject: &'s Subject<'s>,
    life: &'s Life,
    behaviours: Vec<Behaviour>,
}

impl<'s> Idle<'s> {
    /// Those that applied and were not in effect when an application was filed.
    pub(super) fn of(subject: &'s Subject<'s>, life: &'s Life) -> Self {
        let working = subject.progress.working(subject.filed.submitted_at);
        let behaviours = subject.applicant.eligible.without(working).iter().collect();
        Self { subject, life, behaviours }
    }

    /// What was taken up, and in effect when it was filed so many more: each taken up when it was, or else when the
    /// applicant prepared for this attempt.
    fn with(&self, more: &[Behaviour]) -> Progress {
        let (subject, life) = (self.subject, self.life);
        let filed_at = subject.filed.submitted_at;
        let prepared_at = life.prepared_at(subject.filed.attempt).unwrap_or(filed_at);
        let mut progress = subject.progress.clone();
        for behaviour in more {
            let taken_up = subject.progress.adopted().contains(*behaviour);
            let since = life.taken_up_at(*behaviour).filter(|_| taken_up).unwrap_or(prepared_at);
            progress.adopt(*behaviour, since.min(filed_at), filed_at);
        }
        progress
    }

    fn judge(&self, rehearsal: &mut Rehearsal<'_, '_>, more: &[Behaviour]) -> (Judged, Readers) {
        let progress = self.with(more);
        rehearsal.judge(self.subject, Change { progress: Some(&progress), ..Change::default() })
    }

    /// Each alone.
    pub(super) fn alone(&self, rehearsal: &mut Rehearsal<'_, '_>) -> Vec<BehaviourTurn> {
        let mut turn = |behaviour: &Behaviour| {
            let (Judged { route, score, rule, .. }, readers) = self.judge(rehearsal, &[*behaviour]);
            let taken_up = self.subject.progress.adopted().contains(*behaviour);
            BehaviourTurn { behaviour: *behaviour, taken_up, route, score, rule, readers }
        };
        self.behaviours.iter().map(&mut turn).collect()
    }

    /// The fewest that do it together, two at least; of as many those that take the least of the applicant's time.
    pub(super) fn together(&self, rehearsal: &mut Rehearsal<'_, '_>) -> Option<TogetherTurn> {
        let hours = |set: &TogetherTurn, rehearsal: &Rehearsal<'_, '_>| {
            let actions = &rehearsal.model().config().behaviours.actions;
            set.behaviours.iter().map(|behaviour| actions[behaviour.index()].effort_hours).sum::<f64>()
        };
        for count in 2..=MOST_TOGETHER {
            let mut found: Vec<TogetherTurn> = Vec::new();
            for set in subsets(&self.behaviours, count) {
                let (Judged { route, score, .. }, readers) = self.judge(rehearsal, &set);
                if readers.most() {
                    let mut behaviours = BehaviourSet::NONE;
                    for behaviour in set {
                        behaviours.insert(behaviour);
                    }
                    found.push(TogetherTurn { behaviours, route, score, readers });
                }
            }
            let least = found
                .into_iter()
                .min_by(|one, other| hours(one, rehearsal).total_cmp(&hours(other, rehearsal)));
            if least.is_some() {
                return least;
            }
        }
        None
    }
}

/// All sets of so many.
fn subsets(all: &[Behaviour], count: usize) -> Vec<Vec<Behaviour>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut sets = Vec::new();
    for (place, first) in all.iter().enumerate() {
        for mut rest in subsets(&all[place + 1..], count - 1) {
            rest.insert(0, *first);
            sets.push(rest);
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_sets_as_ways_to_choose() {
        let all: Vec<Behaviour> = Behaviour::first(7).collect();
        let counts: Vec<usize> = (0..=3).map(|count| subsets(&all, count).len()).collect();
        assert_eq!(counts, [1, 7, 21, 35]);
        assert!(
            subsets(&all, 3).iter().all(|set| set.windows(2).all(|pair| pair[0].index() < pair[1].index()))
        );
    }
}
