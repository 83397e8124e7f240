//! How likely each behaviour is adopted, worked out beforehand as far as it can be.

use super::selection::{odds_against, pull};
use super::{Adoption, Behaviour, BehaviourConfig, Forced, Undecided};

/// How many adopt one behaviour at an occasion, by what they believe: probabilities (0..1), or where the diligent
/// adopt more readily, the odds against adopting of someone of average diligence.
#[derive(Debug, Clone, Copy)]
struct Levels {
    /// As a remedy of the cause believed in.
    believed: f64,
    /// As the remedy of the true cause, when another is believed in.
    overlooked: f64,
    /// As neither.
    plain: f64,
}

/// What holds for one value of one segment.
#[derive(Debug, Clone, Copy)]
struct Rule<T> {
    segment: usize,
    value: u8,
    holds: T,
}

impl<T> Rule<T> {
    #[inline(always)]
    fn matches(&self, who: &Undecided) -> bool {
        who.segments[self.segment] == self.value
    }
}

/// The adoption of one behaviour. A force goes before an intensity, and a rule before what holds without one.
#[derive(Debug, Clone)]
struct Chance {
    intensity: Levels,
    /// Where others hold; the last that matches wins.
    intensity_rules: Vec<Rule<Levels>>,
    /// The level to which it is forced, whatever the intensities are.
    force: Option<f64>,
    /// Levels to which it is forced in segments; the last that matches wins.
    force_rules: Vec<Rule<f64>>,
}

/// The adoption of all behaviours.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    /// In the order of the behaviours.
    all: Vec<Chance>,
    /// Shift of the log-odds for each standard deviation of diligence; 0 where it makes no difference.
    selection: f64,
}

/// Several people at an occasion, and what decides how likely they adopt something.
#[derive(Debug)]
pub(super) struct Occasion<'a, const N: usize> {
    who: &'a [Undecided; N],
    /// Whether it is their first.
    first: bool,
    /// The remedies of their causes, and those of the causes they believe in, which are tried.
    remedies: [Behaviour; N],
    tried: [Behaviour; N],
    /// What their diligence multiplies the odds against adopting by.
    pull: [f64; N],
}

impl Levels {
    fn new(config: &BehaviourConfig, intensity: f64) -> Self {
        let by = |factor: f64| {
            let share = (intensity * factor).min(1.0);
            if config.selection == 0.0 { share } else { odds_against(share, config.selection) }
        };
        let check = &config.self_check;
        Self { believed: by(check.right_factor), overlooked: by(check.wrong_factor), plain: by(1.0) }
    }

    #[inline(always)]
    fn given(self, is_remedy: bool, is_tried: bool) -> f64 {
        let level = if is_remedy { self.overlooked } else { self.plain };
        if is_tried { self.believed } else { level }
    }
}

impl Chance {
    fn new(config: &BehaviourConfig, behaviour: Behaviour, forced: Option<f64>) -> Self {
        let action = &config.actions[behaviour.index()];
        let mut chance = Self {
            intensity: Levels::new(config, action.intensity),
            intensity_rules: Vec::new(),
            force: forced.or(action.force),
            force_rules: Vec::new(),
        };
        for rule in &action.rules {
            let (segment, value) = (usize::from(rule.segment), rule.value);
            match rule.adoption {
                Adoption::Intensity(intensity) if chance.force.is_none() => {
                    let holds = Levels::new(config, intensity);
                    chance.intensity_rules.push(Rule { segment, value, holds });
                }
                Adoption::Force(holds) if forced.is_none() => {
                    chance.force_rules.push(Rule { segment, value, holds });
                }
                Adoption::Intensity(_) | Adoption::Force(_) => {}
            }
        }
        chance
    }
}

impl<'a, const N: usize> Occasion<'a, N> {
    /// The occasion of several people who believe in the remedies `tried`.
    #[inline(always)]
    pub(super) fn new(
        who: &'a [Undecided; N],
        first: bool,
        remedies: [Behaviour; N],
        tried: [Behaviour; N],
    ) -> Self {
        Self { who, first, remedies, tried, pull: [1.0; N] }
    }

    #[inline(always)]
    fn level(&self, levels: Levels, behaviour: Behaviour, lane: usize) -> f64 {
        levels.given(self.remedies[lane] == behaviour, self.tried[lane] == behaviour)
    }

    /// A forced level: whoever did not act at the first occasion never does.
    #[inline(always)]
    fn forced(&self, level: f64) -> f64 {
        if self.first { level } else { 0.0 }
    }
}

impl Chances {
    /// The chances of `config`, but for the behaviours that are forced.
    pub(super) fn new(config: &BehaviourConfig, forced: &Forced) -> Self {
        let chance = |behaviour| Chance::new(config, behaviour, forced.level(behaviour));
        let all = Behaviour::first(config.actions.len()).map(chance).collect();
        Self { all, selection: config.selection }
    }

    /// Notes how diligent those are whose occasion it is.
    #[inline(always)]
    pub(super) fn weigh<const N: usize>(&self, occasion: &mut Occasion<'_, N>) {
        if self.selection != 0.0 {
            let mut diligence = [0.0; N];
            for lane in 0..N {
                diligence[lane] = f64::from(occasion.who[lane].diligence);
            }
            occasion.pull = pull(&diligence, self.selection);
        }
    }

    /// The probability of a behaviour (0..1) for each of those whose occasion it is.
    #[inline(always)]
    pub(super) fn of<const N: usize>(&self, behaviour: Behaviour, occasion: &Occasion<'_, N>) -> [f64; N] {
        let chance = &self.all[behaviour.index()];
        let mut chances = match chance.force {
            Some(level) => [occasion.forced(level); N],
            None => self.intended(chance, behaviour, occasion),
        };
        for rule in &chance.force_rules {
            for lane in 0..N {
                if rule.matches(&occasion.who[lane]) {
                    chances[lane] = occasion.forced(rule.holds);
                }
            }
        }
        chances
    }

    /// The probability where it is left to them.
    #[inline(always)]
    fn intended<const N: usize>(
        &self,
        chance: &Chance,
        behaviour: Behaviour,
        occasion: &Occasion<'_, N>,
    ) -> [f64; N] {
        let mut levels = [0.0; N];
        for lane in 0..N {
            levels[lane] = occasion.level(chance.intensity, behaviour, lane);
        }
        for rule in &chance.intensity_rules {
            for lane in 0..N {
                if rule.matches(&occasion.who[lane]) {
                    levels[lane] = occasion.level(rule.holds, behaviour, lane);
                }
            }
        }
        if self.selection != 0.0 {
            for lane in 0..N {
                levels[lane] = 1.0 / (1.0 + levels[lane] * occasion.pull[lane]);
            }
        }
        levels
    }
}
