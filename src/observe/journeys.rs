//! The journeys of a few applicants: everything that is told of them, kept as it was told.

use std::collections::BTreeMap;

use super::{Activity, ApplicantRecord, ApplicationRecord, EventRecord, Fate, Lifecycle, Observer, Status};
use crate::behaviour::{BehaviourSet, Channel};
use crate::policy::{ByFactor, KnockOut, Reasons, Route};
use crate::population::{Applicant, SegmentValues, TrueRisk};
use crate::time::{SimDuration, SimTime};

/// An entry of the event log that is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptEvent {
    /// The entry.
    pub event: EventRecord,
    /// How many others waited in line at the station when the case came to it; `None` of every other entry.
    pub waiting: Option<u32>,
}

/// An application that is kept; see [`ApplicationRecord`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs, reason = "the record says what each is")]
pub struct KeptApplication {
    pub attempt: u8,
    pub behaviours: BehaviourSet,
    pub channel: Channel,
    pub factors: ByFactor,
    pub score: f64,
    pub route: Route,
    pub approved: Option<bool>,
    /// The rule that refused it, if one did.
    pub rule: Option<KnockOut>,
    pub reasons: Reasons,
    pub fast_lane: bool,
    pub submitted_at: SimTime,
    pub decided_at: Option<SimTime>,
    pub notified_at: Option<SimTime>,
    pub withdrawn_at: Option<SimTime>,
    pub status: Status,
    pub working_days: Option<u32>,
    pub handling: SimDuration,
}

/// An applicant who is kept; see [`ApplicantRecord`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the record says what each is")]
pub struct KeptApplicant {
    /// As they were at restriction.
    pub applicant: Applicant,
    pub own: Vec<f32>,
    pub segments: SegmentValues,
    pub channel: Channel,
    pub fate: Fate,
    pub eligible: BehaviourSet,
    pub restricted_at: SimTime,
    pub ended_at: SimTime,
    pub restored_at: Option<SimTime>,
    pub risk: Option<TrueRisk>,
    pub bad: bool,
    pub cost_cny: f64,
    pub arrears_cny: f64,
    pub effort_hours: f64,
}

/// What was told of one applicant.
#[derive(Debug, Clone, Default)]
pub struct Journey {
    /// Entries of the event log, in their order.
    pub events: Vec<KeptEvent>,
    /// Applications, in their order.
    pub applications: Vec<KeptApplication>,
    /// The applicant; `None` until nothing more happens to them.
    pub applicant: Option<KeptApplicant>,
}

/// Keeps what is told of some applicants, and counts all who come.
#[derive(Debug, Clone, Default)]
pub struct Journeys {
    kept: BTreeMap<u64, Journey>,
    arrived: u64,
    /// Lengths of the lines, by station.
    waiting: Vec<u32>,
    /// Who joins a line: the length of it before.
    joining: Option<u32>,
}

impl Journeys {
    /// Of the applicants with these indices.
    pub fn of(wanted: impl IntoIterator<Item = u64>) -> Self {
        let kept = wanted.into_iter().map(|index| (index, Journey::default())).collect();
        Self { kept, ..Self::default() }
    }

    /// The journey of an applicant; `None` if nobody of that index was wanted, or came.
    pub fn journey(&self, index: u64) -> Option<&Journey> {
        self.kept.get(&index).filter(|journey| journey.applicant.is_some())
    }

    /// How many came.
    pub fn arrived(&self) -> u64 {
        self.arrived
    }
}

impl Observer for Journeys {
    fn arrived(&mut self, _at: SimTime) {
        self.arrived += 1;
    }

    fn joined(&mut self, station: u16, _now: SimTime) {
        self.joining = Some(self.waiting.get(usize::from(station)).copied().unwrap_or(0));
    }

    fn levels(&mut self, station: u16, _now: SimTime, waiting: u32, _in_service: u32) {
        let place = usize::from(station);
        if place >= self.waiting.len() {
            self.waiting.resize(place + 1, 0);
        }
        self.waiting[place] = waiting;
    }

    fn event(&mut self, record: &EventRecord) {
        let joining = self.joining.take();
        if let Some(journey) = self.kept.get_mut(&record.index) {
            // Whoever joins a line is told of right after it.
            let joins =
                record.lifecycle == Lifecycle::Schedule && matches!(record.activity, Activity::Stage(_));
            journey.events.push(KeptEvent { event: *record, waiting: joining.filter(|_| joins) });
        }
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if let Some(journey) = self.kept.get_mut(&record.index) {
            journey.applications.push(KeptApplication {
                attempt: record.attempt,
                behaviours: record.behaviours,
                channel: record.channel,
                factors: record.factors,
                score: record.score,
                route: record.route,
                approved: record.approved,
                rule: record.refused_by.and_then(|(_, rule)| rule),
                reasons: record.reasons(),
                fast_lane: record.fast_lane,
                submitted_at: record.submitted_at,
                decided_at: record.decided_at,
                notified_at: record.notified_at,
                withdrawn_at: record.withdrawn_at,
                status: record.status,
                working_days: record.working_days,
                handling: record.handling,
            });
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        if let (Some(journey), Some(applicant)) = (self.kept.get_mut(&record.index), record.applicant) {
            journey.applicant = Some(KeptApplicant {
                applicant: *applicant,
                own: record.own.to_vec(),
                segments: record.segments,
                channel: record.channel,
                fate: record.fate,
                eligible: record.eligible,
                restricted_at: record.restricted_at,
                ended_at: record.ended_at,
                restored_at: record.restored_at,
                risk: record.risk,
                bad: record.bad,
                cost_cny: record.cost_cny,
                arrears_cny: record.arrears_cny,
                effort_hours: record.effort_hours,
            });
        }
    }
}
