//! What a behaviour is, and the self-check before all of them.

use super::{AppliesTo, Behaviour};
use crate::population::Change;
use crate::random::{Law, Purpose, ReplicationKey, name_tag};
use crate::time::SimDuration;

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
    /// Position of the segment among those of the scenario.
    pub segment: u8,
    /// Position of the value among the segment's values.
    pub value: u8,
    /// What holds there.
    pub adoption: Adoption,
}

/// What sets the draws of a behaviour apart from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BehaviourDraws {
    /// What they are drawn for.
    pub(super) purpose: Purpose,
    /// Made from its name, where others are drawn for the same.
    tag: u64,
}

/// Behaviours that have an entry in the ledger of purposes, from before scenarios had behaviours of their own.
const LEDGER: [Purpose; Behaviour::STANDARD.len()] = [
    Purpose::Repay,
    Purpose::Secure,
    Purpose::StopEdits,
    Purpose::CompleteProfile,
    Purpose::SteadyHabits,
    Purpose::RaiseExternal,
    Purpose::SubmitDocuments,
];

impl BehaviourDraws {
    /// The draws of the behaviour of this name. Two scenarios that share a behaviour share its draws.
    pub fn of_name(name: &str) -> Self {
        let standard = Behaviour::STANDARD.iter().position(|known| *known == name);
        match standard {
            Some(at) => Self { purpose: LEDGER[at], tag: 0 },
            None => Self { purpose: Purpose::Behaviour, tag: name_tag(name) },
        }
    }

    #[inline(always)]
    pub(super) fn of(self, key: ReplicationKey) -> ReplicationKey {
        key.branch(self.tag)
    }
}

/// One behaviour: to whom it applies, who adopts it, when it works, what it does, what it costs.
#[derive(Debug, Clone)]
pub struct ActionConfig {
    /// How its draws are keyed.
    pub draws: BehaviourDraws,
    /// To whom there is anything to do.
    pub applies: AppliesTo,
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
    /// The factor it works on, by its position; none if it works on no factor.
    pub factor: Option<u8>,
    /// Gain of that factor, in factor points (0..1).
    pub effect: f64,
    /// Further gain that builds up evenly over [`Self::late_span`] after the effect.
    pub late_effect: f64,
    /// How long the further gain takes to build up.
    pub late_span: SimDuration,
    /// Shift of the log-odds of going bad.
    pub risk_log_odds: f64,
    /// What it does to attributes that are submitted.
    pub changes: Vec<Change>,
    /// Whether arrears are paid with it.
    pub repays: bool,
    /// Whether edits end that whoever is restricted for them goes on with.
    pub stops_edits: bool,
    /// Whether documents come with the application, which a person then looks at.
    pub documents: bool,
    /// Share by which it lowers all noise of a reviewer's verdict, 0..1.
    pub noise_reduction: f64,
    /// Share by which it lowers expected takeover loss, 0..1.
    pub takeover_reduction: f64,
    /// Profile edits it amounts to.
    pub edits: u8,
    /// The applicant's own time, hours.
    pub effort_hours: f64,
    /// Money it costs besides arrears, CNY.
    pub money_cny: f64,
}

/// The self-check: does the applicant find the true cause, and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfCheck {
    /// Chance of the right diagnosis before the first application, 0..1, by true cause.
    pub right_share: Vec<f64>,
    /// The same after a refusal with reason codes.
    pub right_share_after_reasons: Vec<f64>,
    /// The same after a generic notice of refusal.
    pub right_share_after_generic: Vec<f64>,
    /// Multiplier of the intensity of the right remedy after a right diagnosis, and of the remedy
    /// of the cause believed in after a wrong one.
    pub right_factor: f64,
    /// Multiplier of the intensity of the right remedy after a wrong diagnosis.
    pub wrong_factor: f64,
}

/// All behaviours and the self-check before them.
#[derive(Debug, Clone)]
pub struct BehaviourConfig {
    /// The behaviours, in their order; [`Behaviour::MOST`] at most.
    pub actions: Vec<ActionConfig>,
    /// The behaviour that mends each cause, if one does: the targeted fix of a right diagnosis.
    pub remedies: Vec<Option<Behaviour>>,
    /// Causes of those who go on editing until a behaviour stops it, a bit each.
    pub keep_editing: u64,
    /// The factor that edits cost points, by its position.
    pub edits_cost: Option<u8>,
    /// The self-check.
    pub self_check: SelfCheck,
    /// Shift of the log-odds of adopting a behaviour for each standard deviation of diligence; 0 where it makes no
    /// difference. As many adopt on average as without it.
    pub selection: f64,
    /// The applicant's own time before an application, besides waiting for effects, seconds.
    pub preparation: Law,
}

impl BehaviourConfig {
    /// Every behaviour with what is said of it.
    pub fn each(&self) -> impl Iterator<Item = (Behaviour, &ActionConfig)> {
        Behaviour::first(self.actions.len()).zip(&self.actions)
    }
}
