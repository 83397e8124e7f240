//! Effects of behaviours, on everyone and on one: from sums of replications to differences with an interval.
//!
//! The effect on everyone is that of all to whom a behaviour applies doing it, against none of them: the lines at
//! the stations belong to it. The effect on one is that of a single applicant doing it or not while everybody else
//! goes on as in the scenario. What the others add to it is the spillover, everyone less one.
//!
//! All three are taken within each replication, on the same applicants, and are means over replications, which
//! are independent of each other. How the replications are played is not known here.

use std::cmp::Ordering;

use crate::behaviour::Behaviour;
use crate::observe::{ArmSums, EFFECT_METRICS, EffectMetric};
use crate::stats::Moments;

/// On whom a behaviour is forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On all to whom it applies.
    Everyone,
    /// On a single applicant, the others as in the scenario.
    One,
}

/// Over whom an effect is a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The applicants to whom the behaviour applies.
    Eligible,
    /// All applicants.
    All,
}

impl Scope {
    /// Both, in the order of the file.
    pub const ALL: [Self; 2] = [Self::Everyone, Self::One];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::One => "one",
        }
    }
}

impl Reach {
    /// Both, in the order of the file.
    pub const ALL: [Self; 2] = [Self::Eligible, Self::All];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::All => "all",
        }
    }
}

/// One effect, over replications.
#[derive(Debug, Clone, Copy)]
pub struct Effect {
    /// Of which behaviour, forced on against forced off.
    pub behaviour: Behaviour,
    /// On whom it is forced.
    pub scope: Scope,
    /// Over whom it is a mean.
    pub reach: Reach,
    /// Position of the metric in [`EFFECT_METRICS`].
    pub metric: usize,
    /// The difference in each replication, on less off.
    pub difference: Moments,
    /// Applicants behind it, of all replications; of an effect on one, those whose shadows were forced.
    pub applicants: u64,
}

/// What the others add to the effect on one.
#[derive(Debug, Clone, Copy)]
pub struct Spillover {
    /// Of which behaviour.
    pub behaviour: Behaviour,
    /// Over whom it is a mean.
    pub reach: Reach,
    /// Position of the metric in [`EFFECT_METRICS`].
    pub metric: usize,
    /// The effect on everyone less that on one, in each replication.
    pub difference: Moments,
}

/// The effects of all behaviours.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// By behaviour, scope, reach and metric.
    pub effects: Vec<Effect>,
    /// By behaviour, reach and metric.
    pub spillovers: Vec<Spillover>,
}

/// Sums with a behaviour forced off and on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arms {
    pub(super) off: ArmSums,
    pub(super) on: ArmSums,
}

/// What one replication says of one behaviour.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BehaviourArms {
    /// Forced on everyone: those to whom it applies.
    pub(super) eligible: Arms,
    /// Forced on everyone: all.
    pub(super) all: Arms,
    /// Pairs of shadows.
    pub(super) shadows: Arms,
    /// The share of all applicants to whom it applies, 0..1; `None` without applicants.
    pub(super) share: Option<f64>,
}

impl Arms {
    /// On less off; `None` where one of them is not defined.
    fn difference(&self, metric: &EffectMetric) -> Option<f64> {
        Some((metric.read)(&self.on).value? - (metric.read)(&self.off).value?)
    }
}

impl BehaviourArms {
    fn effect(&self, scope: Scope, reach: Reach, metric: &EffectMetric) -> Option<f64> {
        match (scope, reach) {
            (Scope::Everyone, Reach::Eligible) => self.eligible.difference(metric),
            (Scope::Everyone, Reach::All) => self.all.difference(metric),
            (Scope::One, Reach::Eligible) => self.shadows.difference(metric),
            // Weighted with the share of all applicants of the replication, not with that among those who have
            // shadows: so it does not matter how many of those it happens to apply to.
            (Scope::One, Reach::All) => match self.share? {
                0.0 => Some(0.0),
                share => self.shadows.difference(metric).map(|effect| effect * share),
            },
        }
    }

    fn applicants(&self, scope: Scope, reach: Reach) -> u64 {
        match (scope, reach) {
            (Scope::Everyone, Reach::Eligible) => self.eligible.on.applicants,
            (Scope::Everyone, Reach::All) => self.all.on.applicants,
            // Nobody else needs to be played: to whom it does not apply, it does nothing.
            (Scope::One, _) => self.shadows.on.applicants,
        }
    }
}

impl Effects {
    /// Adds what one replication says of the behaviours, in their order. Must be called in order of replications.
    pub(super) fn push(&mut self, replication: &[BehaviourArms]) {
        if self.effects.is_empty() {
            self.begin(replication.len());
        }
        let arms = |behaviour: Behaviour| &replication[behaviour.index()];
        for effect in &mut self.effects {
            let Effect { behaviour, scope, reach, metric, difference, applicants } = effect;
            let arms = arms(*behaviour);
            *applicants += arms.applicants(*scope, *reach);
            if let Some(found) = arms.effect(*scope, *reach, &EFFECT_METRICS[*metric]) {
                difference.push(found);
            }
        }
        for Spillover { behaviour, reach, metric, difference } in &mut self.spillovers {
            let effect = |scope| arms(*behaviour).effect(scope, *reach, &EFFECT_METRICS[*metric]);
            if let (Some(everyone), Some(one)) = (effect(Scope::Everyone), effect(Scope::One)) {
                difference.push(everyone - one);
            }
        }
    }

    /// Every effect and spillover there is of so many behaviours, of no replication yet.
    fn begin(&mut self, behaviours: usize) {
        for behaviour in Behaviour::first(behaviours) {
            for (reach, (metric, read)) in Reach::ALL
                .into_iter()
                .flat_map(|reach| EFFECT_METRICS.iter().enumerate().map(move |read| (reach, read)))
            {
                // A mean over decisions or the restored has no part that those add to whom it does not apply.
                if matches!(reach, Reach::All) && !read.per_applicant {
                    continue;
                }
                let (difference, applicants) = (Moments::default(), 0);
                for scope in Scope::ALL {
                    self.effects.push(Effect { behaviour, scope, reach, metric, difference, applicants });
                }
                self.spillovers.push(Spillover { behaviour, reach, metric, difference });
            }
        }
        let place = |effect: &Effect| (effect.behaviour.index(), effect.scope as u8, effect.reach as u8);
        self.effects.sort_by_key(|effect| (place(effect), effect.metric));
    }

    /// An effect; `None` if there is no such.
    pub fn find(&self, behaviour: Behaviour, scope: Scope, reach: Reach, metric: &str) -> Option<&Effect> {
        let sought = |effect: &&Effect| {
            (effect.behaviour, effect.scope, effect.reach) == (behaviour, scope, reach)
                && EFFECT_METRICS[effect.metric].name == metric
        };
        self.effects.iter().find(sought)
    }

    /// A spillover; `None` if there is no such.
    pub fn spillover(&self, behaviour: Behaviour, reach: Reach, metric: &str) -> Option<&Spillover> {
        let sought = |spillover: &&Spillover| {
            (spillover.behaviour, spillover.reach) == (behaviour, reach)
                && EFFECT_METRICS[spillover.metric].name == metric
        };
        self.spillovers.iter().find(sought)
    }

    /// The behaviours, the greatest effect of everyone on the eventual approval of all applicants first; what is not
    /// defined comes last.
    pub fn ranked(&self) -> Vec<Behaviour> {
        let size = |behaviour: Behaviour| {
            let effect = self.find(behaviour, Scope::Everyone, Reach::All, "eventual_approval_rate");
            effect.and_then(|effect| effect.difference.mean())
        };
        let every = self.effects.iter().map(|effect| effect.behaviour.index() + 1).max().unwrap_or(0);
        let mut ranked: Vec<Behaviour> =
            Behaviour::first(every).filter(|behaviour| size(*behaviour).is_some()).collect();
        ranked.sort_by(|a, b| size(*b).partial_cmp(&size(*a)).unwrap_or(Ordering::Equal));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn sums(applicants: u64, restored: u64) -> ArmSums {
        ArmSums { applicants, restored, ..ArmSums::default() }
    }

    /// A replication that says something of one behaviour alone.
    fn of(behaviour: Behaviour, arms: &BehaviourArms) -> [BehaviourArms; 7] {
        let mut all = [BehaviourArms::default(); 7];
        all[behaviour.index()] = *arms;
        all
    }

    /// Two replications worked out by hand: of 100 applicants it applies to 20, of 200 to 50.
    #[test]
    fn effects_are_differences_within_replications() {
        let first = BehaviourArms {
            eligible: Arms { off: sums(20, 5), on: sums(20, 15) },
            all: Arms { off: sums(100, 50), on: sums(100, 58) },
            shadows: Arms { off: sums(10, 3), on: sums(10, 9) },
            share: Some(0.2),
        };
        let second = BehaviourArms {
            eligible: Arms { off: sums(50, 10), on: sums(50, 20) },
            all: Arms { off: sums(200, 100), on: sums(200, 108) },
            shadows: Arms { off: sums(30, 6), on: sums(30, 12) },
            share: Some(0.25),
        };
        let mut effects = Effects::default();
        for replication in [first, second] {
            effects.push(&of(Behaviour::REPAY, &replication));
        }
        let told = |scope, reach| {
            let effect =
                effects.find(Behaviour::REPAY, scope, reach, "eventual_approval_rate").expect("told");
            (effect.difference.mean().expect("defined"), effect.applicants)
        };
        for ((scope, reach), mean, applicants) in [
            ((Scope::Everyone, Reach::Eligible), f64::midpoint(0.5, 0.2), 70),
            ((Scope::Everyone, Reach::All), f64::midpoint(0.08, 0.04), 300),
            ((Scope::One, Reach::Eligible), f64::midpoint(0.6, 0.2), 40),
            ((Scope::One, Reach::All), f64::midpoint(0.12, 0.05), 40),
        ] {
            let (found, counted) = told(scope, reach);
            assert_relative_eq!(found, mean, max_relative = 1e-12);
            assert_eq!(counted, applicants, "{scope:?} {reach:?}");
        }
        let spillover = effects.spillover(Behaviour::REPAY, Reach::All, "eventual_approval_rate");
        let spillover = spillover.and_then(|spillover| spillover.difference.mean()).expect("told");
        assert_relative_eq!(spillover, (-0.04 - 0.01) / 2.0, max_relative = 1e-12);
    }

    /// Whom it applies to nobody, it does nothing for all; for those it applies to nothing is known.
    #[test]
    fn what_applies_to_nobody_has_no_effect_and_no_interval() {
        let nobody = BehaviourArms {
            all: Arms { off: sums(10, 4), on: sums(10, 4) },
            share: Some(0.0),
            ..BehaviourArms::default()
        };
        let mut effects = Effects::default();
        (0..3).for_each(|_| effects.push(&of(Behaviour::STOP_EDITS, &nobody)));
        for scope in Scope::ALL {
            let mean = |reach| {
                let found = effects.find(Behaviour::STOP_EDITS, scope, reach, "eventual_approval_rate");
                found.and_then(|effect| effect.difference.mean())
            };
            assert_eq!((mean(Reach::All), mean(Reach::Eligible)), (Some(0.0), None));
        }
    }

    #[test]
    fn the_ranking_is_by_the_effect_over_all() {
        let behaviour = |all: u64, eligible: u64| BehaviourArms {
            eligible: Arms { off: sums(100, 0), on: sums(100, eligible) },
            all: Arms { off: sums(1_000, 0), on: sums(1_000, all) },
            ..BehaviourArms::default()
        };
        let mut effects = Effects::default();
        let mut replication = of(Behaviour::STOP_EDITS, &behaviour(5, 50));
        replication[Behaviour::SECURE.index()] = behaviour(20, 2);
        effects.push(&replication);
        assert_eq!(effects.ranked(), [Behaviour::SECURE, Behaviour::STOP_EDITS]);
    }
}
