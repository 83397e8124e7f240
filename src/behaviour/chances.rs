//! How likely each behaviour is adopted, worked out beforehand as far as it can be.

use super::{Behaviour, BehaviourConfig, Forced};
use crate::population::{Cause, SegmentValues};

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
    plain: [f64; 7],
    levels: [Levels; 7],
    /// Behaviours that have rules by segment and are not forced.
    ruled: Vec<Behaviour>,
}

impl Levels {
    fn new(config: &BehaviourConfig, intensity: f64) -> Self {
        let by = |factor: f64| (intensity * factor).min(1.0);
        let check = &config.self_check;
        Self { believed: by(check.right_factor), overlooked: by(check.wrong_factor), plain: by(1.0) }
    }

    fn given(self, behaviour: Behaviour, cause: Cause, believed: Cause) -> f64 {
        if behaviour == Behaviour::remedy_of(believed) {
            self.believed
        } else if behaviour == Behaviour::remedy_of(cause) {
            self.overlooked
        } else {
            self.plain
        }
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
        let ruled = Behaviour::ALL.into_iter().filter(|behaviour| {
            forced_level(*behaviour).is_none() && !config.actions[behaviour.index()].rules.is_empty()
        });
        Self { plain: levels.map(|levels| levels.plain), levels, ruled: ruled.collect() }
    }

    /// The chance of each behaviour, in the order of [`Behaviour::ALL`], of someone restricted for `cause`
    /// who believes in the cause `believed`.
    #[inline]
    pub(super) fn of(
        &self,
        config: &BehaviourConfig,
        segments: &SegmentValues,
        cause: Cause,
        believed: Cause,
    ) -> [f64; 7] {
        let mut chances = self.plain;
        let (remedy, tried) = (Behaviour::remedy_of(cause).index(), Behaviour::remedy_of(believed).index());
        chances[remedy] = self.levels[remedy].overlooked;
        chances[tried] = self.levels[tried].believed;
        for behaviour in &self.ruled {
            let rules = &config.actions[behaviour.index()].rules;
            let matching = rules.iter().rev().find(|rule| segments[usize::from(rule.segment)] == rule.value);
            if let Some(rule) = matching {
                let levels = Levels::new(config, rule.intensity);
                chances[behaviour.index()] = levels.given(*behaviour, cause, believed);
            }
        }
        chances
    }
}
