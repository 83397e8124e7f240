//! How likely each behaviour is adopted, worked out beforehand as far as it can be.

use super::{Adoption, AdoptionRule, Behaviour, BehaviourConfig, Forced, Undecided};

/// The adoption probabilities of one behaviour at one occasion, 0..1.
#[derive(Debug, Clone, Copy)]
struct Levels {
    /// As a remedy of the cause believed in.
    believed: f64,
    /// As the remedy of the true cause, when another is believed in.
    overlooked: f64,
    /// As neither.
    plain: f64,
}

/// The same at the first occasion (0) and at later ones (1).
type ByOccasion = [Levels; 2];

/// What holds for one value of one segment.
#[derive(Debug, Clone, Copy)]
struct Rule {
    segment: usize,
    value: u8,
    levels: ByOccasion,
}

/// The adoption probabilities of one behaviour.
#[derive(Debug, Clone)]
struct Chance {
    levels: ByOccasion,
    /// Where others hold; the last that matches wins.
    rules: Vec<Rule>,
}

/// The adoption probabilities of all behaviours, by occasion and belief.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    /// In the order of [`Behaviour::ALL`].
    all: [Chance; 7],
}

impl Levels {
    fn same(level: f64) -> Self {
        Self { believed: level, overlooked: level, plain: level }
    }

    #[inline(always)]
    fn given(self, is_remedy: bool, is_tried: bool) -> f64 {
        let chance = if is_remedy { self.overlooked } else { self.plain };
        if is_tried { self.believed } else { chance }
    }
}

/// The probabilities that an adoption amounts to.
fn levels(config: &BehaviourConfig, adoption: Adoption) -> ByOccasion {
    match adoption {
        Adoption::Intensity(intensity) => {
            let by = |factor: f64| (intensity * factor).min(1.0);
            let check = &config.self_check;
            let (believed, overlooked) = (by(check.right_factor), by(check.wrong_factor));
            [Levels { believed, overlooked, plain: by(1.0) }; 2]
        }
        // Everyone whom a behaviour applies to has the first occasion before the first application, with the
        // draw of that attempt; whoever did not act then never does.
        Adoption::Force(level) => [Levels::same(level), Levels::same(0.0)],
    }
}

impl Chance {
    /// A force goes before an intensity, and a rule before what holds without one.
    fn new(config: &BehaviourConfig, behaviour: Behaviour, forced: Option<f64>) -> Self {
        if let Some(level) = forced {
            return Self { levels: levels(config, Adoption::Force(level)), rules: Vec::new() };
        }
        let action = &config.actions[behaviour.index()];
        let is_force = |rule: &&AdoptionRule| matches!(rule.adoption, Adoption::Force(_));
        let by_intensity = action.rules.iter().filter(|rule| action.force.is_none() && !is_force(rule));
        let rules = by_intensity.chain(action.rules.iter().filter(is_force)).map(|rule| Rule {
            segment: usize::from(rule.segment),
            value: rule.value,
            levels: levels(config, rule.adoption),
        });
        let otherwise = action.force.map_or(Adoption::Intensity(action.intensity), Adoption::Force);
        Self { levels: levels(config, otherwise), rules: rules.collect() }
    }
}

impl Chances {
    /// The chances of `config`, but for the behaviours that are forced.
    pub(super) fn new(config: &BehaviourConfig, forced: &Forced) -> Self {
        Self { all: Behaviour::ALL.map(|behaviour| Chance::new(config, behaviour, forced.level(behaviour))) }
    }

    /// The chance of a behaviour for each of several people, at their first occasion or a later one, by the
    /// remedies of their causes, and by those of the causes they believe in, which are tried.
    #[inline(always)]
    pub(super) fn of<const N: usize>(
        &self,
        behaviour: Behaviour,
        first: bool,
        who: &[Undecided; N],
        remedies: &[Behaviour; N],
        tried: &[Behaviour; N],
    ) -> [f64; N] {
        let (chance, occasion) = (&self.all[behaviour.index()], usize::from(!first));
        let levels = chance.levels[occasion];
        let mut chances = [0.0; N];
        for lane in 0..N {
            chances[lane] = levels.given(remedies[lane] == behaviour, tried[lane] == behaviour);
        }
        for rule in &chance.rules {
            let levels = rule.levels[occasion];
            for lane in 0..N {
                if who[lane].segments[rule.segment] == rule.value {
                    chances[lane] = levels.given(remedies[lane] == behaviour, tried[lane] == behaviour);
                }
            }
        }
        chances
    }
}
