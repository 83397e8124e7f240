//! Interventions: each behaviour forced off, half and on, for the same applicants.

use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::Progress;
use super::estimates::GroupEstimate;
use crate::behaviour::{Behaviour, Forced};
use crate::model::{Model, replicate};
use crate::observe::{BehaviourCount, Tally};
use crate::stats::Moments;

/// The levels to which a behaviour is forced.
pub const LEVELS: [f64; 3] = [0.0, 0.5, 1.0];

/// Approval among those a behaviour applies to, when it is forced to one level.
#[derive(Debug, Clone, Copy)]
pub struct InterventionLevel {
    /// Which behaviour.
    pub behaviour: Behaviour,
    /// Its level.
    pub level: f64,
    /// The applicants it applies to.
    pub group: GroupEstimate,
}

/// The effect of forcing a behaviour on rather than off, by pairs of the same applicants.
#[derive(Debug, Clone, Copy)]
pub struct InterventionEffect {
    /// Which behaviour.
    pub behaviour: Behaviour,
    /// Difference of the first-pass approval rate, on minus off, a replication.
    pub first_pass: Moments,
    /// Difference of the eventual approval rate.
    pub eventual: Moments,
}

/// What the interventions gave.
#[derive(Debug, Clone, Default)]
pub struct Interventions {
    /// Replications of each.
    pub replications: u64,
    /// Every behaviour at every level.
    pub levels: Vec<InterventionLevel>,
    /// Every behaviour's effect.
    pub effects: Vec<InterventionEffect>,
}

/// Plays every behaviour at every level with the same seed. The keys of applicants do not depend
/// on the model, so replication r meets the same applicants at every level, and differences are
/// taken pair by pair. `None` when stopped before the end.
///
/// The levels of a replication share a queue each: forcing a behaviour on everyone also changes
/// the load of the reviewers, and the effect includes that.
pub fn intervene(model: &Model, seed: u64, replications: u64, progress: &Progress) -> Option<Interventions> {
    let mut result = Interventions { replications, ..Interventions::default() };
    for behaviour in Behaviour::ALL {
        let models = LEVELS.map(|level| model.forced(Forced { behaviour, level }));
        let outcomes: Option<Vec<[BehaviourCount; 3]>> = (0..replications)
            .into_par_iter()
            .map(|replication| {
                let mut counts = [BehaviourCount::default(); 3];
                for (count, model) in counts.iter_mut().zip(&models) {
                    if progress.stop.load(Ordering::Relaxed) {
                        return None;
                    }
                    *count = eligible(model, seed, replication, behaviour, progress);
                }
                Some(counts)
            })
            .collect();
        result.add(behaviour, &outcomes?);
    }
    Some(result)
}

/// The applicants of one replication whom the behaviour applies to.
fn eligible(
    model: &Model,
    seed: u64,
    replication: u64,
    behaviour: Behaviour,
    progress: &Progress,
) -> BehaviourCount {
    let mut tally = Tally::new(model.tally_config());
    replicate(model, seed, replication, &mut tally);
    let outcome = tally.finish(model.end());
    progress.played.fetch_add(1, Ordering::Relaxed);
    progress.applicants.fetch_add(outcome.applicants, Ordering::Relaxed);
    let [without, with] = outcome.behaviours[behaviour.index()];
    BehaviourCount {
        applicants: without.applicants + with.applicants,
        first_pass: without.first_pass + with.first_pass,
        restored: without.restored + with.restored,
    }
}

impl Interventions {
    fn add(&mut self, behaviour: Behaviour, replications: &[[BehaviourCount; 3]]) {
        for (position, level) in LEVELS.into_iter().enumerate() {
            let mut group = GroupEstimate::default();
            for counts in replications {
                group.push(&counts[position]);
            }
            self.levels.push(InterventionLevel { behaviour, level, group });
        }
        let mut effect =
            InterventionEffect { behaviour, first_pass: Moments::new(), eventual: Moments::new() };
        for [off, _, on] in replications {
            let rate = |count: &BehaviourCount, of: fn(&BehaviourCount) -> u64| {
                (count.applicants > 0).then(|| of(count) as f64 / count.applicants as f64)
            };
            let difference = |of| Some(rate(on, of)? - rate(off, of)?);
            if let (Some(first), Some(eventual)) = (difference(|c| c.first_pass), difference(|c| c.restored))
            {
                effect.first_pass.push(first);
                effect.eventual.push(eventual);
            }
        }
        self.effects.push(effect);
    }
}
