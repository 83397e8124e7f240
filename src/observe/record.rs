//! Records, in standard terms, and the trait of those who listen to them.

use super::{EventRecord, Pay};
use crate::behaviour::{BehaviourSet, BrokenPass, Channel};
use crate::policy::{ByFactor, KnockOut, Reasons, Route, Screen};
use crate::population::{Applicant, SegmentValues, TrueRisk};
use crate::time::{OfficeHours, SimDuration, SimTime};

/// From here on are the indices of applicants who were in a line when the period began; those who come later count from
/// 0. Wide apart for each station, so that how many wait at one changes nobody at another.
pub const OF_BACKLOG: u64 = 1 << 47;
/// Indices between the first of one station and that of the next.
const BACKLOG_OF_STATION: u64 = 2_000_000_000;

/// The index of the first who may have been at a station when the period began.
pub const fn first_of_backlog(station: u16) -> u64 {
    OF_BACKLOG + station as u64 * BACKLOG_OF_STATION
}

/// The station at which an applicant was when the period began; `None` of one who came later.
pub const fn backlog_of(index: u64) -> Option<u16> {
    match index.checked_sub(OF_BACKLOG) {
        Some(number) => Some((number / BACKLOG_OF_STATION) as u16),
        None => None,
    }
}

/// How an application stands at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It was decided.
    Decided,
    /// The applicant withdrew it before a decision.
    Withdrawn,
    /// The run ended before a decision.
    Pending,
}

impl Status {
    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Pending => "pending",
        }
    }
}

/// What has become of an applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// The account works again, by an application.
    Restored,
    /// Refused as often as one may apply.
    Refused,
    /// Withdrew while waiting for a decision.
    Withdrawn,
    /// Broke off on the app path and did not come back.
    DroppedOff,
    /// Refused, and did not apply again.
    GaveUp,
    /// The run ended first.
    Pending,
    /// The account works again: the system restored it without an application.
    RestoredUnasked,
}

impl Fate {
    /// All fates, in the order of their indices.
    pub const ALL: [Self; 7] = [
        Self::Restored,
        Self::Refused,
        Self::Withdrawn,
        Self::DroppedOff,
        Self::GaveUp,
        Self::Pending,
        Self::RestoredUnasked,
    ];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::DroppedOff => "dropped_off",
            Self::GaveUp => "gave_up",
            Self::Pending => "pending",
            Self::RestoredUnasked => "restored_unasked",
        }
    }

    /// Index into seven-element arrays.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// One application, once nothing more can happen to it.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationRecord<'a> {
    /// Applicant, counted from 0 within the replication; from [`OF_BACKLOG`] who was there before.
    pub index: u64,
    /// Attempt number, from 1.
    pub attempt: u8,
    /// The applicant; `None` of an entity without attributes, of which channel, behaviours and scores mean nothing.
    pub applicant: Option<&'a Applicant>,
    /// Their attributes that the scenario defines, as they were at restriction.
    pub own: &'a [f32],
    /// Behaviours that apply to them.
    pub eligible: BehaviourSet,
    /// When the account was restricted.
    pub restricted_at: SimTime,
    /// Everything adopted by the time of filing, whether it worked yet or not.
    pub behaviours: BehaviourSet,
    /// Where it was handed in.
    pub channel: Channel,
    /// Factor scores at filing, 0..1.
    pub factors: ByFactor,
    /// Score at filing, 0..100.
    pub score: f64,
    /// The way it took.
    pub route: Route,
    /// Approved or refused; `None` if never decided.
    pub approved: Option<bool>,
    /// The screen that says why it was refused, and the rule that it found broken, if any; `None` unless
    /// it was refused.
    pub refused_by: Option<(&'a Screen, Option<KnockOut>)>,
    /// Whether it belonged to the fast lane when it was filed.
    pub fast_lane: bool,
    /// When it was filed.
    pub submitted_at: SimTime,
    /// When it was decided.
    pub decided_at: Option<SimTime>,
    /// When the notice arrived.
    pub notified_at: Option<SimTime>,
    /// When it was withdrawn without a decision.
    pub withdrawn_at: Option<SimTime>,
    /// How it stands at the end.
    pub status: Status,
    /// Working days from filing to decision.
    pub working_days: Option<u32>,
    /// Working days from filing to withdrawal, if it was withdrawn without a decision.
    pub withdrawn_working_days: Option<u32>,
    /// Reviewers' time spent on it.
    pub handling: SimDuration,
    /// Whether a second reviewer would have decided otherwise; `None` if no human decided.
    pub flipped: Option<bool>,
}

impl ApplicationRecord<'_> {
    /// Why it was refused; nothing if it was not.
    pub fn reasons(&self) -> Reasons {
        self.refused_by.map_or_else(Reasons::default, |(screen, rule)| screen.reasons(rule, &self.factors))
    }
}

/// The first application of an applicant, as it bears on the summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstApplication {
    /// When it was filed.
    pub filed_at: SimTime,
    /// Score at filing, 0..100.
    pub score: f64,
    /// The way it took.
    pub route: Route,
    /// Whether the account was restored by it.
    pub restored: bool,
}

/// One applicant, once nothing more can happen to them.
#[derive(Debug, Clone, Copy)]
pub struct ApplicantRecord<'a> {
    /// Applicant, counted from 0 within the replication; from [`OF_BACKLOG`] who was there before.
    pub index: u64,
    /// The applicant; `None` of an entity without attributes.
    pub applicant: Option<&'a Applicant>,
    /// Their attributes that the scenario defines, as they were at restriction.
    pub own: &'a [f32],
    /// Their value in each segment.
    pub segments: SegmentValues,
    /// Where they apply.
    pub channel: Channel,
    /// What has become of them.
    pub fate: Fate,
    /// Applications filed.
    pub applications: u8,
    /// The first of them.
    pub first: Option<FirstApplication>,
    /// Behaviours they meant to do when the account was restricted; some take effect later than the first
    /// application is filed, or never.
    pub intended: BehaviourSet,
    /// Behaviours that had taken effect when the first application was filed; where none was, by the end.
    pub done_first: BehaviourSet,
    /// Behaviours that had taken effect by the end.
    pub done: BehaviourSet,
    /// Behaviours that apply to them.
    pub eligible: BehaviourSet,
    /// When the account was restricted.
    pub restricted_at: SimTime,
    /// When nothing more happened to them; of pending ones, the end of the run.
    pub ended_at: SimTime,
    /// When it was restored.
    pub restored_at: Option<SimTime>,
    /// How likely the account was to go bad after all that had taken effect by the end, 1 for whoever was overdue too
    /// long; `None` of an entity without attributes.
    pub risk: Option<TrueRisk>,
    /// Whether the account goes bad: drawn by that risk, and certain for whoever was overdue too long.
    pub bad: bool,
    /// Expected loss by takeover, CNY; 0 unless restored.
    pub takeover_loss_cny: f64,
    /// Money spent on behaviours, interest on arrears included, CNY.
    pub cost_cny: f64,
    /// Arrears repaid, CNY: cash needed, and no cost.
    pub arrears_cny: f64,
    /// Own time spent on behaviours, hours.
    pub effort_hours: f64,
}

/// An observer whose hooks are compiled into a kernel of its own.
///
/// That makes a run faster and a build longer. All other observers share the kernel of `&mut dyn Observer`.
pub trait Inlined: Observer {
    /// Whether it hears of shadows, which are not played for others; see [`crate::model::ShadowPlan`].
    const SHADOWS: bool = false;
    /// Whether it is worth a kernel for entities without attributes too.
    const PLAIN: bool = true;
}

impl Inlined for &mut dyn Observer {
    const SHADOWS: bool = true;
}

/// Listens to a replication. Every hook does nothing unless it is written.
pub trait Observer {
    /// Whether it wants the entries of the event log, which are not made where nobody does. The answer
    /// stays the same throughout a replication.
    #[inline]
    fn logs(&self) -> bool {
        true
    }
    /// An applicant is newly restricted.
    fn arrived(&mut self, _at: SimTime) {}
    /// An application is filed.
    fn filed(&mut self, _at: SimTime) {}
    /// An application was decided. Told when nothing more happens to it, so that it is told once.
    fn decided(&mut self, _at: SimTime, _approved: bool) {}
    /// Nothing more happens to an application.
    fn application(&mut self, _record: &ApplicationRecord<'_>) {}
    /// Nothing more happens to an applicant: their last event has been told.
    fn applicant(&mut self, _record: &ApplicantRecord<'_>) {}
    /// The way of an applicant, restricted then, through the screens of the app is over: with an application if it
    /// `files`, else for good. Before that, these passes broke off.
    fn walked(&mut self, _restricted_at: SimTime, _broken: &[BrokenPass], _files: bool) {}
    /// Someone arrives at a station; stations are numbered in the order of the process.
    fn joined(&mut self, _station: u16, _now: SimTime) {}
    /// Someone finds the line too long and does not join; they count as arrived.
    fn balked(&mut self, _station: u16, _now: SimTime) {}
    /// A service starts of someone at the station since `since`. Told once a visit: not again after a handover.
    fn started(&mut self, _station: u16, _since: SimTime, _now: SimTime) {}
    /// A service that was handed over goes on, of someone at the station since `since`.
    fn resumed(&mut self, _station: u16, _since: SimTime, _now: SimTime) {}
    /// A service ends of someone at the station since `since`, who was in line for `waited` of that, handovers
    /// included. The service should have been over at `due`.
    fn served(
        &mut self,
        _station: u16,
        _since: SimTime,
        _waited: SimDuration,
        _now: SimTime,
        _due: Option<SimTime>,
    ) {
    }
    /// Someone leaves the line for good who has been at the station since `since`, and for `waited` of that in line.
    fn abandoned(&mut self, _station: u16, _since: SimTime, _waited: SimDuration, _now: SimTime) {}
    /// The last of those who were at a station when the period began has been served there, or has left its line.
    fn cleared(&mut self, _station: u16, _now: SimTime) {}
    /// The line and the number in service have changed to these.
    fn levels(&mut self, _station: u16, _now: SimTime, _waiting: u32, _in_service: u32) {}
    /// Someone has worked from `from` to `until`, straight through or only while on duty by `hours`.
    fn worked(
        &mut self,
        _station: u16,
        _hours: &OfficeHours,
        _from: SimTime,
        _until: SimTime,
        _straight: bool,
    ) {
    }
    /// One of a team's people, by the team's position and their number from 0, has ended a service: as [`Self::served`].
    fn served_by(
        &mut self,
        _by: (u16, u32),
        _station: u16,
        _since: SimTime,
        _waited: SimDuration,
        _now: SimTime,
    ) {
    }
    /// One of them has worked: as [`Self::worked`].
    fn worked_by(
        &mut self,
        _by: (u16, u32),
        _station: u16,
        _hours: &OfficeHours,
        _from: SimTime,
        _until: SimTime,
        _straight: bool,
    ) {
    }
    /// One of them has decided on an application.
    fn judged(&mut self, _by: (u16, u32), _now: SimTime, _approved: bool) {}
    /// The lender pays for work as it is done, or for overtime; time on duty is known before. Told of what counts
    /// only.
    fn paid(&mut self, _pay: &Pay) {}
    /// An entry of the event log.
    fn event(&mut self, _record: &EventRecord) {}
    /// Nothing more happens to an application of a shadow of this arm. No other hook but the next tells anything of
    /// shadows.
    fn shadow_application(&mut self, _arm: u16, _record: &ApplicationRecord<'_>) {}
    /// Nothing more happens to a shadow of this arm.
    fn shadow_applicant(&mut self, _arm: u16, _record: &ApplicantRecord<'_>) {}
}
