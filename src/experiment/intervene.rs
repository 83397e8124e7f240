//! Interventions: each behaviour forced off, half and on, for the same applicants, and off and on for one at a time.

use super::Progress;
use super::effects::{Arms, BehaviourArms, Effects};
use super::estimates::GroupEstimate;
use super::study::{OneModel, Play, Plays, PointKey, Record, Study};
use crate::behaviour::Behaviour;
use crate::model::Model;
use crate::observe::{ArmSums, BehaviourCount, ForcedTally, ShadowTally};

/// The levels to which a behaviour is forced on everyone.
pub const LEVELS: [f64; 3] = [0.0, 0.5, 1.0];

/// What interventions to play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterventionPlan {
    /// How many behaviours there are.
    pub behaviours: usize,
    /// Replications of each.
    pub replications: u64,
    /// Share of the applicants who are also forced one at a time, as shadows, 0..1.
    pub shadow_share: f64,
}

impl InterventionPlan {
    /// Replications in all: each behaviour at each level, and one with shadows of every behaviour.
    pub fn runs(&self) -> u64 {
        let forced = self.replications * (LEVELS.len() * self.behaviours) as u64;
        forced + if self.shadow_share > 0.0 { self.replications } else { 0 }
    }

    /// How each replication is played, one after the other.
    pub fn plays(&self) -> impl Iterator<Item = Play> + use<> {
        let shadows = (self.shadow_share > 0.0).then_some(Play::Shadows(self.shadow_share));
        let forced = |behaviour| LEVELS.into_iter().map(move |level| Play::Forced(behaviour, level));
        shadows.into_iter().chain(Behaviour::first(self.behaviours).flat_map(forced))
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
    let design = OneModel {
        key: PointKey::default(),
        model,
        seed,
        plays: Plays { interventions: Some(plan), ..Plays::default() },
    };
    let mut found = None;
    let study = Study { design: &design, ledger: &() };
    // Nothing that can fail is asked for.
    let _ = study.run(&(), progress, |_, reduced| {
        found = reduced.ok().and_then(|reduced| reduced.interventions);
    });
    found
}

/// What the tables of levels count.
fn count(sums: &ArmSums) -> BehaviourCount {
    BehaviourCount { applicants: sums.applicants, first_pass: sums.first_pass, restored: sums.restored }
}

/// The shadows of a behaviour.
fn shadows_of(tally: &ShadowTally, behaviour: Behaviour) -> Arms {
    let arm = |level: usize| tally.arms.get(2 * behaviour.index() + level).copied().unwrap_or_default();
    Arms { off: arm(0), on: arm(1) }
}

/// The share of real applicants to whom a behaviour applies.
fn share_of(tally: &ShadowTally, behaviour: Behaviour) -> Option<f64> {
    let (eligible, all) = (tally.eligible.get(behaviour.index()), tally.applicants);
    eligible.filter(|_| all > 0).map(|eligible| *eligible as f64 / all as f64)
}

impl Interventions {
    /// Adds one replication: what was counted in each way of playing it, in the order of
    /// [`InterventionPlan::plays`]. Must be called in order of replications.
    pub(super) fn push(&mut self, records: &[Record]) {
        self.replications += 1;
        let mut shadows: Option<&ShadowTally> = None;
        let mut forced: Vec<&ForcedTally> = Vec::new();
        for record in records {
            match record {
                Record::Shadows { tally, events } => {
                    self.applicants += tally.applicants;
                    self.applicants += tally.arms.iter().map(|arm| arm.applicants).sum::<u64>();
                    self.events += events;
                    shadows = Some(tally);
                }
                Record::Forced { tally, events } => {
                    self.applicants += tally.all.applicants;
                    self.events += events;
                    forced.push(tally);
                }
                Record::Trial(_)
                | Record::Plain { .. }
                | Record::Swap(_)
                | Record::Acting { .. }
                | Record::Fairness { .. }
                | Record::Advice { .. } => {}
            }
        }
        if self.levels.is_empty() {
            let level_of =
                |behaviour, level| InterventionLevel { behaviour, level, group: GroupEstimate::default() };
            let of = |behaviour| LEVELS.map(|level| level_of(behaviour, level));
            self.levels = Behaviour::first(forced.len() / LEVELS.len()).flat_map(of).collect();
        }
        for (level, tally) in self.levels.iter_mut().zip(&forced) {
            level.group.push(&count(&tally.eligible));
        }
        let arms = Behaviour::first(forced.len() / LEVELS.len()).map(|behaviour| {
            let tally = |level: usize| {
                let at = LEVELS.len() * behaviour.index() + level;
                forced.get(at).map(|tally| (tally.eligible, tally.all)).unwrap_or_default()
            };
            let (off, on) = (tally(0), tally(LEVELS.len() - 1));
            BehaviourArms {
                eligible: Arms { off: off.0, on: on.0 },
                all: Arms { off: off.1, on: on.1 },
                shadows: shadows.map(|tally| shadows_of(tally, behaviour)).unwrap_or_default(),
                share: shadows.and_then(|tally| share_of(tally, behaviour)),
            }
        });
        self.effects.push(&arms.collect::<Vec<_>>());
    }
}
