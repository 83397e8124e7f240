//! Interventions: each behaviour forced off, half and on, for the same applicants.

use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::Progress;
use super::estimates::GroupEstimate;
use crate::behaviour::{Behaviour, Forced};
use crate::model::{Model, replicate_unless};
use crate::observe::{BehaviourCount, Tally};
use crate::stats::{Moments, paired_differences};

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
    /// Applicants simulated in all of them.
    pub applicants: u64,
    /// Events handled in all of them.
    pub events: u64,
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
        let models = LEVELS.map(|level| model.forced(&Forced::one(behaviour, level)));
        let outcomes: Option<Vec<[Played; 3]>> = (0..replications)
            .into_par_iter()
            .map(|replication| {
                let mut played = [Played::default(); 3];
                for (played, model) in played.iter_mut().zip(&models) {
                    *played = play(model, seed, replication, behaviour, progress)?;
                }
                Some(played)
            })
            .collect();
        result.add(behaviour, &outcomes?);
    }
    Some(result)
}

/// One replication at one level.
#[derive(Debug, Clone, Copy, Default)]
struct Played {
    /// The applicants whom the behaviour applies to.
    eligible: BehaviourCount,
    applicants: u64,
    events: u64,
}

/// Plays one; `None` when stopped before its end.
fn play(
    model: &Model,
    seed: u64,
    replication: u64,
    behaviour: Behaviour,
    progress: &Progress,
) -> Option<Played> {
    let mut tally = Tally::new(model.tally_config());
    let events = replicate_unless(model, seed, replication, &mut tally, &progress.stop)?;
    let outcome = tally.finish(model.end());
    progress.played.fetch_add(1, Ordering::Relaxed);
    progress.applicants.fetch_add(outcome.applicants, Ordering::Relaxed);
    let [without, with] = outcome.behaviours[behaviour.index()];
    let eligible = BehaviourCount {
        applicants: without.applicants + with.applicants,
        first_pass: without.first_pass + with.first_pass,
        restored: without.restored + with.restored,
    };
    Some(Played { eligible, applicants: outcome.applicants, events })
}

impl Interventions {
    fn add(&mut self, behaviour: Behaviour, replications: &[[Played; 3]]) {
        for played in replications.iter().flatten() {
            self.applicants += played.applicants;
            self.events += played.events;
        }
        for (position, level) in LEVELS.into_iter().enumerate() {
            let mut group = GroupEstimate::default();
            for played in replications {
                group.push(&played[position].eligible);
            }
            self.levels.push(InterventionLevel { behaviour, level, group });
        }
        let difference = |of: fn(&BehaviourCount) -> u64| {
            let rate = |played: &Played| {
                let eligible = &played.eligible;
                (eligible.applicants > 0).then(|| of(eligible) as f64 / eligible.applicants as f64)
            };
            paired_differences(replications.iter().filter_map(|[off, _, on]| Some((rate(off)?, rate(on)?))))
        };
        let effect = InterventionEffect {
            behaviour,
            first_pass: difference(|count| count.first_pass),
            eventual: difference(|count| count.restored),
        };
        self.effects.push(effect);
    }
}
