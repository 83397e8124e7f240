//! What a model is made of, in validated parts.

use std::sync::Arc;

use super::condition::Condition;
use super::pay::PayFactors;
use super::process::{ProcessConfig, StageId};
use crate::behaviour::{BehaviourConfig, ChannelConfig, Effects, ReapplyConfig};
use crate::observe::Names;
use crate::policy::{ReviewRule, Screen};
use crate::population::{ArrivalConfig, Population, Segments};
use crate::random::Law;
use crate::time::{SimDuration, SimTime, WorkCalendar};

/// How applicants hear of a decision.
#[derive(Debug, Clone)]
pub struct NoticeConfig {
    /// Time from decision to notice, seconds.
    pub lag: Law,
    /// Share of notices by SMS, 0..1; the others appear in the app.
    pub sms_share: f64,
    /// Share of SMS that are seen, 0..1.
    pub sms_seen_share: f64,
    /// Share of app notices that are seen, 0..1.
    pub app_seen_share: f64,
    /// Time until the decision is found out when the notice is missed, seconds.
    pub missed_delay: Law,
    /// Whether a refusal says why.
    pub reason_codes: bool,
}

/// The right to have an automatic refusal looked at by a person (个人信息保护法, article 24).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HumanRequest {
    /// Share of applicants refused automatically who use it, 0..1.
    pub share: f64,
    /// Whether knock-outs can be taken to a person as well as score refusals.
    pub knock_outs_too: bool,
    /// The stage at which the application comes back.
    pub stage: StageId,
}

/// Restoration by the system, without an application, of applicants who repay soon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnaskedRestoration {
    /// Share of those who repay in time, and whom no knock-out would refuse, 0..1.
    pub share: f64,
    /// In time: so soon after the restriction.
    pub within: SimDuration,
}

/// Everything a model needs, each part validated where it is defined.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// Whether arrivals are entities without attributes, which enter the process at once.
    pub plain: bool,
    /// What its entries are called.
    pub names: Arc<Names>,
    /// Who applies.
    pub population: Arc<Population>,
    /// How applicants are cut into groups.
    pub segments: Segments,
    /// When accounts are restricted.
    pub arrivals: ArrivalConfig,
    /// Days after the last arrival until the run ends.
    pub drain_days: u32,
    /// What happens before this moment is played, but not counted.
    pub warm_up: SimTime,
    /// The working days in which delays are told.
    pub calendar: WorkCalendar,
    /// What applicants do.
    pub behaviours: BehaviourConfig,
    /// What behaviours and time do.
    pub effects: Effects,
    /// How applications are handed in.
    pub channels: ChannelConfig,
    /// The process that applications go through.
    pub process: ProcessConfig,
    /// The automatic screen.
    pub screen: Screen,
    /// How reviewers decide.
    pub review: ReviewRule,
    /// Who takes the fast lane, if there is one; it asks for no fast lane itself.
    pub fast_lane: Option<Condition>,
    /// Patience while waiting for a decision, seconds; `None` for endless patience.
    pub patience: Option<Law>,
    /// Notices.
    pub notice: NoticeConfig,
    /// Answers to a refusal.
    pub reapply: ReapplyConfig,
    /// Restoration without an application.
    pub unasked: UnaskedRestoration,
    /// The right to a human, if it exists.
    pub human_request: Option<HumanRequest>,
    /// Expected loss by takeover, as a share of the limit for each point of takeover risk.
    pub takeover_loss_share: f64,
    /// What hours of work are multiplied by, by day and beyond shifts.
    pub pay: PayFactors,
    /// Cost of one automatic screen, CNY.
    pub screen_cny: f64,
}
