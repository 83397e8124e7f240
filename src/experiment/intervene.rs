//! Interventions: each behaviour forced off, half and on, for the same applicants, and off and on for one at a time.

use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::effects::{Arms, BehaviourArms, Effects};
use super::estimates::GroupEstimate;
use super::{Playing, Progress};
use crate::behaviour::{Behaviour, BehaviourSet, Forced};
use crate::model::{Model, ShadowPlan, replicate_inlined};
use crate::observe::{ArmSums, BehaviourCount, ForcedTally, ShadowTally};

/// The levels to which a behaviour is forced on everyone.
pub const LEVELS: [f64; 3] = [0.0, 0.5, 1.0];

/// What interventions to play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterventionPlan {
    /// Replications of each.
    pub replications: u64,
    /// Share of the applicants who are also forced one at a time, as shadows, 0..1.
    pub shadow_share: f64,
}

impl InterventionPlan {
    /// Replications in all: each behaviour at each level, and one with shadows of every behaviour.
    pub fn runs(&self) -> u64 {
        let forced = self.replications * (LEVELS.len() * Behaviour::ALL.len()) as u64;
        forced + if self.shadow_share > 0.0 { self.replications } else { 0 }
    }
}

/// Approval among those a behaviour applies to, when it is forced to one level on everyone.
#[derive(Debug, Clone)]
pub struct InterventionLevel {
    /// Which behaviour.
    pub behaviour: Behaviour,
    /// Its level.
    pub level: f64,
    /// The applicants it applies to.
    pub group: GroupEstimate,
}

/// What the interventions gave.
#[derive(Debug, Clone, Default)]
pub struct Interventions {
    /// Replications of each.
    pub replications: u64,
    /// Applicants simulated in all of them, shadows included.
    pub applicants: u64,
    /// Events handled in all of them.
    pub events: u64,
    /// Every behaviour at every level.
    pub levels: Vec<InterventionLevel>,
    /// Every behaviour's effects.
    pub effects: Effects,
}

/// Plays every behaviour at every level on everyone, and on and off on shadows, with the same seed. The keys of
/// applicants do not depend on the model, so replication r meets the same applicants in all of them, and
/// differences are taken within it. `None` when stopped before the end.
///
/// The levels of a replication share a queue each: forcing a behaviour on everyone also changes
/// the load of the reviewers, and the effect includes that. Shadows stand in the queue of the scenario.
pub fn intervene(
    model: &Model,
    seed: u64,
    plan: InterventionPlan,
    progress: &Progress,
) -> Option<Interventions> {
    let replications = plan.replications;
    let mut result = Interventions { replications, ..Interventions::default() };
    let shadows = if plan.shadow_share > 0.0 {
        progress.now(Playing::Shadows);
        let played = (0..replications).into_par_iter();
        let shadow_plan = shadow_plan(model, plan.shadow_share);
        played.map(|replication| play_shadows(model, &shadow_plan, seed, replication, progress)).collect()
    } else {
        Some(Vec::new())
    };
    let shadows: Vec<WithShadows> = shadows?;
    for behaviour in Behaviour::ALL {
        progress.now(Playing::Behaviour(behaviour));
        let models = LEVELS.map(|level| model.forced(&Forced::one(behaviour, level)));
        let outcomes: Option<Vec<[Played; 3]>> = (0..replications)
            .into_par_iter()
            .map(|replication| {
                let [off, half, on] = &models;
                let play = |model| play(model, seed, replication, behaviour, progress);
                Some([play(off)?, play(half)?, play(on)?])
            })
            .collect();
        result.add(behaviour, &outcomes?, &shadows);
    }
    for played in &shadows {
        result.applicants += played.tally.applicants;
        result.applicants += played.tally.arms.iter().map(|arm| arm.applicants).sum::<u64>();
        result.events += played.events;
    }
    Some(result)
}

/// Two shadows for each behaviour, off and on, of a share of those to whom it applies.
fn shadow_plan(model: &Model, share: f64) -> ShadowPlan {
    let mut plan = ShadowPlan::new(share);
    for behaviour in Behaviour::ALL {
        let mut concerns = BehaviourSet::NONE;
        concerns.insert(behaviour);
        for level in [0.0, 1.0] {
            plan.arm(model, &Forced::one(behaviour, level), concerns);
        }
    }
    plan
}

/// One replication at one level.
#[derive(Debug, Clone, Copy)]
struct Played {
    tally: ForcedTally,
    events: u64,
}

/// One replication with shadows.
struct WithShadows {
    tally: ShadowTally,
    events: u64,
}

impl WithShadows {
    /// The shadows of a behaviour.
    fn of(&self, behaviour: Behaviour) -> Arms {
        let arm =
            |level: usize| self.tally.arms.get(2 * behaviour.index() + level).copied().unwrap_or_default();
        Arms { off: arm(0), on: arm(1) }
    }

    /// The share of real applicants to whom a behaviour applies.
    fn share(&self, behaviour: Behaviour) -> Option<f64> {
        let (eligible, all) = (self.tally.eligible[behaviour.index()], self.tally.applicants);
        (all > 0).then(|| eligible as f64 / all as f64)
    }
}

/// Plays one; `None` when stopped before its end.
fn play(
    model: &Model,
    seed: u64,
    replication: u64,
    behaviour: Behaviour,
    progress: &Progress,
) -> Option<Played> {
    let mut tally = ForcedTally::new(behaviour, model.config().warm_up);
    let events = replicate_inlined(model, None, seed, replication, &mut tally, &progress.stop)?;
    progress.played.fetch_add(1, Ordering::Relaxed);
    progress.applicants.fetch_add(tally.all.applicants, Ordering::Relaxed);
    Some(Played { tally, events })
}

/// Plays one with shadows; `None` when stopped before its end.
fn play_shadows(
    model: &Model,
    plan: &ShadowPlan,
    seed: u64,
    replication: u64,
    progress: &Progress,
) -> Option<WithShadows> {
    let mut tally = ShadowTally::new(2 * Behaviour::ALL.len(), model.config().warm_up);
    let events = replicate_inlined(model, Some(plan), seed, replication, &mut tally, &progress.stop)?;
    progress.played.fetch_add(1, Ordering::Relaxed);
    progress.applicants.fetch_add(tally.applicants, Ordering::Relaxed);
    Some(WithShadows { tally, events })
}

/// What the tables of levels count.
fn count(sums: &ArmSums) -> BehaviourCount {
    BehaviourCount { applicants: sums.applicants, first_pass: sums.first_pass, restored: sums.restored }
}

impl Interventions {
    fn add(&mut self, behaviour: Behaviour, replications: &[[Played; 3]], shadows: &[WithShadows]) {
        for played in replications.iter().flatten() {
            self.applicants += played.tally.all.applicants;
            self.events += played.events;
        }
        for (position, level) in LEVELS.into_iter().enumerate() {
            let mut group = GroupEstimate::default();
            for played in replications {
                group.push(&count(&played[position].tally.eligible));
            }
            self.levels.push(InterventionLevel { behaviour, level, group });
        }
        let arms = |(position, [off, _, on]): (usize, &[Played; 3])| {
            let shadows = shadows.get(position);
            BehaviourArms {
                eligible: Arms { off: off.tally.eligible, on: on.tally.eligible },
                all: Arms { off: off.tally.all, on: on.tally.all },
                shadows: shadows.map(|shadows| shadows.of(behaviour)).unwrap_or_default(),
                share: shadows.and_then(|shadows| shadows.share(behaviour)),
            }
        };
        let arms: Vec<BehaviourArms> = replications.iter().enumerate().map(arms).collect();
        self.effects.add(behaviour, &arms);
    }
}
