//! Self-check and adoption: what an applicant means to do before an attempt.

use super::chances::{Chances, Occasion};
use super::traits::Traits;
use super::{Behaviour, BehaviourSet};
use crate::math::{Work, marked, widely};
use crate::population::{Applicant, Cause, Segment, SegmentValues};
use crate::random::{Law, Purpose, ROW, ReplicationKey};
use crate::time::SimDuration;
use std::hint::select_unpredictable;

/// How many of those a behaviour applies to adopt it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Adoption {
    /// At each occasion with this probability (0..1), given a neutral diagnosis.
    Intensity(f64),
    /// This share (0..1) at the first occasion, whatever they believe, and the others never.
    Force(f64),
}

/// Another adoption for one value of one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdoptionRule {
    /// Position of the segment in [`crate::population::Segment::ALL`].
    pub segment: u8,
    /// Position of the value among the segment's values.
    pub value: u8,
    /// What holds there.
    pub adoption: Adoption,
}

/// One behaviour: who adopts it, when it works, what it does, what it costs.
#[derive(Debug, Clone)]
pub struct ActionConfig {
    /// Adoption probability of those it applies to, 0..1, before the self-check's multiplier.
    pub intensity: f64,
    /// Share of them that adopts it at the first occasion, 0..1, the others never; goes before every intensity.
    pub force: Option<f64>,
    /// Adoption by segment; the last rule that matches wins, but a force goes before every intensity.
    pub rules: Vec<AdoptionRule>,
    /// Time until it takes effect, seconds.
    pub delay: Law,
    /// Day of the month from which the delay counts, if it waits for one (scores are renewed then).
    pub next_day_of_month: Option<u8>,
    /// Share of adopters who wait for the effect before they apply, 0..1.
    pub wait_share: f64,
    /// Gain of the factor it works on, in factor points (0..1).
    pub effect: f64,
    /// Further gain that builds up evenly over [`Self::late_span`] after the effect.
    pub late_effect: f64,
    /// How long the further gain takes to build up.
    pub late_span: SimDuration,
    /// Shift of the log-odds of going bad.
    pub risk_log_odds: f64,
    /// Profile edits it amounts to.
    pub edits: u8,
    /// The applicant's own time, hours.
    pub effort_hours: f64,
    /// Money it costs besides arrears, CNY.
    pub money_cny: f64,
}

/// The self-check: does the applicant find the true cause, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfCheck {
    /// Chance of the right diagnosis before the first application, 0..1, by true cause, in the order of
    /// [`Cause::ALL`].
    pub right_share: [f64; 5],
    /// The same after a refusal with reason codes.
    pub right_share_after_reasons: [f64; 5],
    /// The same after a generic notice of refusal.
    pub right_share_after_generic: [f64; 5],
    /// Multiplier of the intensity of the right remedy after a right diagnosis, and of the remedy
    /// of the cause believed in after a wrong one.
    pub right_factor: f64,
    /// Multiplier of the intensity of the right remedy after a wrong diagnosis.
    pub wrong_factor: f64,
}

/// All behaviours and the self-check before them.
#[derive(Debug, Clone)]
pub struct BehaviourConfig {
    /// The seven behaviours, in the order of [`Behaviour::ALL`].
    pub actions: [ActionConfig; 7],
    /// The self-check.
    pub self_check: SelfCheck,
    /// Shift of the log-odds of adopting a behaviour for each standard deviation of diligence; 0 where it makes no
    /// difference. As many adopt on average as without it.
    pub selection: f64,
    /// The applicant's own time before an application, besides waiting for effects, seconds.
    pub preparation: Law,
}

/// Behaviours that are forced to a level (0..1), any set of them.
///
/// A person has one draw for each behaviour: they adopt it at the first occasion if it is below the level,
/// and never otherwise, whatever they believe. The draw is the same at every level, so whoever acts at one
/// acts at every higher one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Forced([Option<f64>; 7]);

impl Forced {
    /// No behaviour is forced.
    pub const NONE: Self = Self([None; 7]);

    /// One behaviour is forced.
    pub fn one(behaviour: Behaviour, level: f64) -> Self {
        Self::NONE.with(behaviour, level)
    }

    /// Another behaviour is forced as well.
    #[must_use]
    pub fn with(mut self, behaviour: Behaviour, level: f64) -> Self {
        self.0[behaviour.index()] = Some(level);
        self
    }

    /// The level of a behaviour, if it is forced.
    pub fn level(&self, behaviour: Behaviour) -> Option<f64> {
        self.0[behaviour.index()]
    }
}

/// Compiled behaviours, with or without an intervention.
#[derive(Debug, Clone)]
pub struct Behaviours {
    config: BehaviourConfig,
    chances: Chances,
    traits: Traits,
}

/// What an applicant means to do before an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Intentions {
    /// Newly adopted behaviours.
    pub adopted: BehaviourSet,
    /// Those among them whose effect the applicant waits for.
    pub awaited: BehaviourSet,
    /// Delay draw of each adopted behaviour; zero for the others.
    pub delays: [SimDuration; 7],
    /// The applicant's own preparation time.
    pub preparation: SimDuration,
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
    pub const BLANK: Self = Self {
        cause: Cause::Other,
        segments: [0; Segment::ALL.len()],
        diligence: 0.0,
        open: BehaviourSet::NONE,
    };

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
        Self { config, chances, traits }
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
        intentions[0]
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
        let (mut adopted, mut awaited) = ([BehaviourSet::default(); N], [BehaviourSet::default(); N]);
        let mut delays = [[SimDuration::ZERO; N]; 7];
        let mut open = BehaviourSet::default();
        for who in who {
            open = open.with(who.open);
        }
        if !open.is_empty() {
            let believed = self.diagnose(key, from, attempt, who, told);
            let (mut remedies, mut tried) = ([Behaviour::Repay; N], [Behaviour::Repay; N]);
            for lane in 0..N {
                remedies[lane] = Behaviour::remedy_of(who[lane].cause);
                tried[lane] = Behaviour::remedy_of(believed[lane]);
            }
            let mut occasion = Occasion::new(who, attempt == 1, remedies, tried);
            self.chances.weigh(&mut occasion);
            for behaviour in open.iter() {
                let action = &config.actions[behaviour.index()];
                let chances = self.chances.of(behaviour, &occasion);
                let mut row = key.row::<N>(from, behaviour.purpose(), attempt);
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
                    adopted[lane].insert(behaviour);
                    awaited[lane].insert_if(behaviour, waits[lane] < action.wait_share);
                    delays[behaviour.index()][lane] = SimDuration::from_secs_f64(delay[lane]);
                }
            }
        }
        for lane in 0..N {
            intentions[lane] = Intentions {
                adopted: adopted[lane],
                awaited: awaited[lane],
                delays: delays.each_ref().map(|delays| delays[lane]),
                preparation: SimDuration::from_secs_f64(preparation[lane]),
            };
        }
    }

    /// The causes that applicants believe in; a wrong belief is one of the other four alike.
    #[inline(always)]
    fn diagnose<const N: usize>(
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
        let mut row = key.row::<N>(from, Purpose::SelfCheck, attempt);
        let (coins, others) = (row.uniforms(), row.below(4));
        let mut believed = [Cause::Other; N];
        for lane in 0..N {
            let (cause, other) = (who[lane].cause as usize, others[lane] as usize);
            let other = other + usize::from(other >= cause);
            believed[lane] = Cause::ALL[select_unpredictable(coins[lane] < right[cause], cause, other)];
        }
        believed
    }
}
