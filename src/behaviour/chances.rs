//! How likely each behaviour is adopted, worked out beforehand as far as it can be.

use super::{Behaviour, BehaviourConfig, BehaviourSet, Forced, IntensityRule, Undecided};

/// The adoption probabilities of one behaviour, 0..1.
#[derive(Debug, Clone, Copy)]
struct Levels {
    /// As a remedy of the cause believed in.
    believed: f64,
    /// As the remedy of the true cause, when another is believed in.
    overlooked: f64,
    /// As neither.
    plain: f64,
}

/// The adoption probabilities of all behaviours, by belief.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    /// Without rules by segment, in the order of [`Behaviour::ALL`].
    levels: [Levels; 7],
    /// Behaviours that have rules by segment and are not forced.
    ruled: BehaviourSet,
}

impl Levels {
    fn new(config: &BehaviourConfig, intensity: f64) -> Self {
        let by = |factor: f64| (intensity * factor).min(1.0);
        let check = &config.self_check;
        Self { believed: by(check.right_factor), overlooked: by(check.wrong_factor), plain: by(1.0) }
    }

    #[inline(always)]
    fn given(self, is_remedy: bool, is_tried: bool) -> f64 {
        let chance = if is_remedy { self.overlooked } else { self.plain };
        if is_tried { self.believed } else { chance }
    }
}

impl Chances {
    /// The chances of `config`, of which `forced` overrides one whatever is believed.
    pub(super) fn new(config: &BehaviourConfig, forced: Option<Forced>) -> Self {
        let forced_level =
            |behaviour| forced.filter(|forced| forced.behaviour == behaviour).map(|forced| forced.level);
        let levels = Behaviour::ALL.map(|behaviour| match forced_level(behaviour) {
            Some(level) => Levels { believed: level, overlooked: level, plain: level },
            None => Levels::new(config, config.actions[behaviour.index()].intensity),
        });
        let mut ruled = BehaviourSet::default();
        for behaviour in Behaviour::ALL {
            let has_rules = !config.actions[behaviour.index()].rules.is_empty();
            ruled.insert_if(behaviour, has_rules && forced_level(behaviour).is_none());
        }
        Self { levels, ruled }
    }

    /// The chance of a behaviour for each of several people, by the remedies of their causes, and by those of
    /// the causes they believe in, which are tried.
    #[inline(always)]
    pub(super) fn of<const N: usize>(
        &self,
        config: &BehaviourConfig,
        behaviour: Behaviour,
        who: &[Undecided; N],
        remedies: &[Behaviour; N],
        tried: &[Behaviour; N],
    ) -> [f64; N] {
        let levels = self.levels[behaviour.index()];
        let mut chances = [0.0; N];
        for lane in 0..N {
            chances[lane] = levels.given(remedies[lane] == behaviour, tried[lane] == behaviour);
        }
        if self.ruled.contains(behaviour) {
            let rules = &config.actions[behaviour.index()].rules;
            for lane in 0..N {
                let segments = &who[lane].segments;
                let holds = |rule: &&IntensityRule| segments[usize::from(rule.segment)] == rule.value;
                if let Some(rule) = rules.iter().rev().find(holds) {
                    let levels = Levels::new(config, rule.intensity);
                    chances[lane] = levels.given(remedies[lane] == behaviour, tried[lane] == behaviour);
                }
            }
        }
        chances
    }
}
