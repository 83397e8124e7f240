//! Self-check and adoption: what an applicant means to do before an attempt.

use super::chances::Chances;
use super::traits::Traits;
use super::{Behaviour, BehaviourSet};
use crate::population::{Cause, SegmentValues};
use crate::random::{Law, Purpose, ReplicationKey, Stream};
use crate::time::SimDuration;
use std::hint::select_unpredictable;

/// A different intensity for one value of one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntensityRule {
    /// Position of the segment in [`crate::population::Segment::ALL`].
    pub segment: u8,
    /// Position of the value among the segment's values.
    pub value: u8,
    /// Adoption probability there, 0..1.
    pub intensity: f64,
}

/// One behaviour: who adopts it, when it works, what it does, what it costs.
#[derive(Debug, Clone)]
pub struct ActionConfig {
    /// Adoption probability of those it applies to, 0..1, before the self-check's multiplier.
    pub intensity: f64,
    /// Intensities by segment; the last rule that matches wins.
    pub rules: Vec<IntensityRule>,
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
    /// Chance of the right diagnosis before the first application, 0..1.
    pub right_share: f64,
    /// The same after a refusal with reason codes.
    pub right_share_after_reasons: f64,
    /// The same after a generic notice of refusal.
    pub right_share_after_generic: f64,
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
    /// The applicant's own time before an application, besides waiting for effects, seconds.
    pub preparation: Law,
}

/// A behaviour forced to a level for everyone it applies to, whatever they believe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forced {
    /// Which behaviour.
    pub behaviour: Behaviour,
    /// Its adoption probability, 0..1.
    pub level: f64,
}

/// Compiled behaviours, with or without an intervention.
#[derive(Debug, Clone)]
pub struct Behaviours {
    config: BehaviourConfig,
    chances: Chances,
    traits: Traits,
}

/// What an applicant means to do before an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
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

impl Behaviours {
    /// Behaviours as configured; `forced` overrides one of them.
    pub fn new(config: BehaviourConfig, forced: Option<Forced>) -> Self {
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

    /// What applicant `index`, restricted for `cause`, means to do before attempt `attempt`. `open` are
    /// the behaviours that apply and were not adopted earlier; without any only time passes.
    ///
    /// Each behaviour draws from a stream of its own, so forcing one changes no draw of another.
    #[allow(clippy::too_many_arguments)]
    pub fn intentions(
        &self,
        key: ReplicationKey,
        index: u64,
        attempt: u8,
        cause: Cause,
        segments: &SegmentValues,
        open: BehaviourSet,
        told: Told,
    ) -> Intentions {
        let preparation =
            self.config.preparation.sample(&mut key.stream(index, Purpose::Preparation, attempt));
        let mut intentions = Intentions {
            adopted: BehaviourSet::default(),
            awaited: BehaviourSet::default(),
            delays: [SimDuration::ZERO; 7],
            preparation: SimDuration::from_secs_f64(preparation),
        };
        if open.is_empty() {
            return intentions;
        }
        let believed = self.diagnose(&mut key.stream(index, Purpose::SelfCheck, attempt), cause, told);
        let chances = self.chances.of(&self.config, segments, cause, believed);
        // First who adopts what, without a branch on chance; then the rest of the draws of what is adopted.
        let mut streams = [const { Stream::BLANK }; 7];
        for behaviour in Behaviour::ALL {
            let stream = key.stream(index, behaviour.purpose(), attempt);
            let coin = stream.clone().uniform();
            streams[behaviour.index()] = stream;
            intentions.adopted.insert_if(behaviour, coin < chances[behaviour.index()]);
        }
        intentions.adopted = intentions.adopted.within(open);
        for behaviour in intentions.adopted.iter() {
            let action = &self.config.actions[behaviour.index()];
            let mut stream = streams[behaviour.index()].clone();
            stream.uniform();
            intentions.awaited.insert_if(behaviour, stream.uniform() < action.wait_share);
            intentions.delays[behaviour.index()] =
                SimDuration::from_secs_f64(action.delay.sample(&mut stream));
        }
        intentions
    }

    /// The cause the applicant believes in; a wrong belief is one of the other four alike.
    fn diagnose(&self, stream: &mut Stream, cause: Cause, told: Told) -> Cause {
        let check = &self.config.self_check;
        let right = match told {
            Told::Nothing => check.right_share,
            Told::Reasons => check.right_share_after_reasons,
            Told::Generic => check.right_share_after_generic,
        };
        let is_right = stream.uniform() < right;
        let other = stream.below(4) as usize;
        let other = other + usize::from(other >= cause as usize);
        Cause::ALL[select_unpredictable(is_right, cause as usize, other)]
    }
}
