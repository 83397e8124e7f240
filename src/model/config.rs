//! What a model is made of, in validated parts.

use crate::behaviour::{BehaviourConfig, ChannelConfig, Effects, ReapplyConfig};
use crate::engine::EndOfShift;
use crate::policy::{FastLane, ReviewRule, Screen};
use crate::population::{ArrivalConfig, Population};
use crate::random::Law;
use crate::time::{OfficeHours, SimDuration};
use std::sync::Arc;

/// A desk with people on office hours.
#[derive(Debug, Clone)]
pub struct DeskConfig {
    /// People on duty.
    pub servers: u32,
    /// When they are on duty.
    pub hours: OfficeHours,
    /// Handling time of a case, seconds.
    pub handling: Law,
    /// Share of duty time that is productive, above 0 and up to 1: handling takes this much longer.
    pub availability: f64,
    /// What happens to the case in hand at the end of a shift.
    pub end_of_shift: EndOfShift,
}

/// When a decision is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DelayMode {
    /// After a drawn number of working days, whatever the queue; nobody queues.
    Fixed,
    /// As soon as the screen or a reviewer has decided.
    Queue,
    /// The later of the two.
    Longest,
}

/// A number of working days and its share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedDelay {
    /// Working days.
    pub working_days: u32,
    /// Share of applications, 0..1.
    pub share: f64,
}

/// The review delay.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewDelay {
    /// When a decision is announced.
    pub mode: DelayMode,
    /// The drawn numbers of working days; shares sum to one.
    pub fixed: Vec<FixedDelay>,
    /// Whether the drawn delay holds automatic decisions back too, or human ones only.
    pub holds_automatic: bool,
}

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
}

/// What decisions cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostConfig {
    /// An agent's hour, CNY.
    pub agent_hour_cny: f64,
    /// A reviewer's hour, CNY.
    pub reviewer_hour_cny: f64,
    /// One automatic screen, CNY.
    pub screen_cny: f64,
}

/// Everything a model needs, each part validated where it is defined.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// Who applies.
    pub population: Arc<Population>,
    /// When accounts are restricted.
    pub arrivals: ArrivalConfig,
    /// Days after the last arrival until the run ends.
    pub drain_days: u32,
    /// What applicants do.
    pub behaviours: BehaviourConfig,
    /// What behaviours and time do.
    pub effects: Effects,
    /// How applications are handed in.
    pub channels: ChannelConfig,
    /// The agents' desk.
    pub intake: DeskConfig,
    /// Duration of the automatic screen, seconds.
    pub screen_duration: Law,
    /// The automatic screen.
    pub screen: Screen,
    /// The reviewers' desk.
    pub human: DeskConfig,
    /// How reviewers decide.
    pub review: ReviewRule,
    /// Whom reviewers see first, if there is a fast lane.
    pub fast_lane: Option<FastLane>,
    /// Extra handling time when documents come with the application.
    pub documents_extra: SimDuration,
    /// The review delay.
    pub delay: ReviewDelay,
    /// Patience while waiting for a decision, seconds; `None` for endless patience.
    pub patience: Option<Law>,
    /// Notices.
    pub notice: NoticeConfig,
    /// Answers to a refusal.
    pub reapply: ReapplyConfig,
    /// The right to a human, if it exists.
    pub human_request: Option<HumanRequest>,
    /// Expected loss by takeover, as a share of the limit for each point of takeover risk.
    pub takeover_loss_share: f64,
    /// What decisions cost.
    pub costs: CostConfig,
}
