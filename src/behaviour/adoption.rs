//! Self-check and adoption: what an applicant means to do before an attempt.

use super::chances::{Chances, Occasion};
use super::traits::Traits;
use super::{ActionConfig, AppliesTo, Behaviour, BehaviourConfig, BehaviourSet, Intentions};
use crate::math::{Work, marked, widely};
use crate::population::{Applicant, Cause, SegmentValues, Segments};
use crate::random::{Purpose, ROW, ReplicationKey};
use crate::time::SimDuration;
use std::hint::select_unpredictable;

/// Behaviours that are forced to a level (0..1), any set of them.
///
/// A person has one draw for each behaviour: they adopt it at the first occasion if it is below the level,
/// and never otherwise, whatever they believe. The draw is the same at every level, so whoever acts at one
/// acts at every higher one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forced(Vec<(Behaviour, f64)>);

impl Forced {
    /// No behaviour is forced.
    pub const NONE: Self = Self(Vec::new());

    /// One behaviour is forced.
    pub fn one(behaviour: Behaviour, level: f64) -> Self {
        Self::NONE.with(behaviour, level)
    }

    /// Another behaviour is forced as well.
    #[must_use]
    pub fn with(mut self, behaviour: Behaviour, level: f64) -> Self {
        self.0.retain(|(known, _)| *known != behaviour);
        self.0.push((behaviour, level));
        self
    }

    /// The level of a behaviour, if it is forced.
    pub fn level(&self, behaviour: Behaviour) -> Option<f64> {
        self.0.iter().find(|(known, _)| *known == behaviour).map(|(_, level)| *level)
    }
}

/// Compiled behaviours, with or without an intervention.
#[derive(Debug, Clone)]
pub struct Behaviours {
    config: BehaviourConfig,
    chances: Chances,
    traits: Traits,
    /// Those that apply to everyone, and the others.
    to_everyone: BehaviourSet,
    to_some: Vec<(Behaviour, AppliesTo)>,
}

/// What an applicant has been told before the self-check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet: this is the first attempt.
    Nothing,
    /// Reason codes of a refusal.
    Reasons,
    /// That the application was refused, without a reason.
    Generic,
}

/// Someone about to make up their mind.
#[derive(Debug, Clone, Copy)]
pub struct Undecided {
    /// Why they were restricted.
    pub cause: Cause,
    /// Their values in the segments.
    pub segments: SegmentValues,
    /// How diligent they are, standard normal.
    pub diligence: f32,
    /// The behaviours that apply to them and were not adopted earlier; without any only time passes.
    pub open: BehaviourSet,
}

impl Undecided {
    /// A place for one.
    pub const BLANK: Self =
        Self { cause: Cause::OTHER, segments: [0; Segments::MOST], diligence: 0.0, open: BehaviourSet::NONE };

    /// An applicant at an occasion at which these behaviours are open to them.
    #[inline(always)]
    pub fn new(applicant: &Applicant, segments: SegmentValues, open: BehaviourSet) -> Self {
        Self { cause: applicant.cause, segments, diligence: applicant.diligence, open }
    }
}

/// Applicants about to make up their minds for the first time.
struct Intending<'a> {
    behaviours: &'a Behaviours,
    key: ReplicationKey,
    from: u64,
    who: &'a [Undecided; ROW],
    intentions: &'a mut [Intentions; ROW],
}

impl Work for Intending<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.behaviours.intend(self.key, self.from, 1, self.who, Told::Nothing, self.intentions);
    }
}

impl Behaviours {
    /// Behaviours as configured, but for those that are forced.
    pub fn new(config: BehaviourConfig, forced: &Forced) -> Self {
        let chances = Chances::new(&config, forced);
        let traits = Traits::new(&config);
        let (mut to_everyone, mut to_some) = (BehaviourSet::NONE, Vec::new());
        for (behaviour, action) in config.each() {
            if action.applies.is_everyone() {
                to_everyone.insert(behaviour);
            } else {
                to_some.push((behaviour, action.applies.clone()));
            }
        }
        Self { config, chances, traits, to_everyone, to_some }
    }

    /// The behaviours that apply to `applicant`, whose attributes that the scenario defines are `own`.
    #[inline]
    pub fn applying_to(&self, applicant: &Applicant, own: &[f32]) -> BehaviourSet {
        let mut set = self.to_everyone;
        for (behaviour, applies) in &self.to_some {
            set.insert_if(*behaviour, applies.holds(applicant, own));
        }
        set
    }

    /// The configuration.
    pub fn config(&self) -> &BehaviourConfig {
        &self.config
    }

    #[inline]
    pub(super) fn traits(&self) -> &Traits {
        &self.traits
    }

    /// What applicant `index` means to do before attempt `attempt`, having been told something.
    ///
    /// Each behaviour draws from a stream of its own, so forcing one changes no draw of another.
    pub fn intentions(
        &self,
        key: ReplicationKey,
        index: u64,
        attempt: u8,
        who: &Undecided,
        told: Told,
    ) -> Intentions {
        let mut intentions = [Intentions::default()];
        self.intend(key, index, attempt, std::array::from_ref(who), told, &mut intentions);
        let [intentions] = intentions;
        intentions
    }

    /// What the applicants from index `from` on mean to do before the first attempt: what
    /// [`Self::intentions`] says of each, in a fraction of the time.
    pub fn first_intentions(
        &self,
        key: ReplicationKey,
        from: u64,
        who: &[Undecided; ROW],
        intentions: &mut [Intentions; ROW],
    ) {
        widely(Intending { behaviours: self, key, from, who, intentions });
    }

    #[inline(always)]
    fn intend<const N: usize>(
        &self,
        key: ReplicationKey,
        from: u64,
        attempt: u8,
        who: &[Undecided; N],
        told: Told,
        intentions: &mut [Intentions; N],
    ) {
        let config = &self.config;
        let mut row = key.row(from, Purpose::Preparation, attempt);
        let preparation = config.preparation.samples(&mut row, &[true; N]);
        let mut open = BehaviourSet::default();
        for lane in 0..N {
            intentions[lane].begin(SimDuration::from_secs_f64(preparation[lane]));
            open = open.with(who[lane].open);
        }
        if !open.is_empty() {
            let believed = self.diagnose(key, from, attempt, who, told);
            let (mut remedies, mut tried) = ([Behaviour::NONE; N], [Behaviour::NONE; N]);
            for lane in 0..N {
                remedies[lane] = config.remedies[who[lane].cause.index()].unwrap_or(Behaviour::NONE);
                tried[lane] = config.remedies[believed[lane].index()].unwrap_or(Behaviour::NONE);
            }
            let mut occasion = Occasion::new(who, attempt == 1, remedies, tried);
            self.chances.weigh(&mut occasion);
            for behaviour in open.iter() {
                let action: &ActionConfig = &config.actions[behaviour.index()];
                let chances = self.chances.of(behaviour, &occasion);
                let mut row = action.draws.of(key).row::<N>(from, action.draws.purpose, attempt);
                let (coins, waits) = (row.uniforms(), row.uniforms());
                let mut adopts = [false; N];
                for lane in 0..N {
                    adopts[lane] = (coins[lane] < chances[lane]) & who[lane].open.contains(behaviour);
                }
                if !adopts.contains(&true) {
                    continue;
                }
                let delay = action.delay.samples(&mut row, &adopts);
                for lane in marked(&adopts) {
                    let delay = SimDuration::from_secs_f64(delay[lane]);
                    intentions[lane].adopt(behaviour, delay, waits[lane] < action.wait_share);
                }
            }
        }
    }

    /// The causes that applicants believe in; a wrong belief is one of the others alike.
    #[inline(always)]
    pub(super) fn diagnose<const N: usize>(
        &self,
        key: ReplicationKey,
        from: u64,
        attempt: u8,
        who: &[Undecided; N],
        told: Told,
    ) -> [Cause; N] {
        let check = &self.config.self_check;
        let right = match told {
            Told::Nothing => &check.right_share,
            Told::Reasons => &check.right_share_after_reasons,
            Told::Generic => &check.right_share_after_generic,
        };
        let wrong = self.config.remedies.len() as u64 - 1;
        let mut row = key.row::<N>(from, Purpose::SelfCheck, attempt);
        // Where there is one cause, nobody can believe in another.
        let (coins, others) = (row.uniforms(), row.below(wrong.max(1)));
        let mut believed = [Cause::OTHER; N];
        for lane in 0..N {
            let (cause, other) = (who[lane].cause.index(), others[lane] as usize);
            let other = if wrong == 0 { cause } else { other + usize::from(other >= cause) };
            believed[lane] = Cause::at(select_unpredictable(coins[lane] < right[cause], cause, other));
        }
        believed
    }
}
