//! The observer that counts.

use super::outcome::score_band;
use super::{
    ApplicantRecord, ApplicationRecord, BehaviourCount, DayCount, DeskName, DeskTally, Fate, Observer,
    Outcome, SCORE_BANDS, SegmentCount, Status,
};
use crate::behaviour::Channel;
use crate::policy::Route;
use crate::population::Segment;
use crate::stats::{CountHistogram, LogHistogram};
use crate::time::{OfficeHours, SimDuration, SimTime};

/// One desk, as the tally needs to know it.
#[derive(Debug, Clone)]
pub struct DeskFacts {
    /// Office hours.
    pub hours: OfficeHours,
    /// People on duty.
    pub servers: u32,
    /// Whether they finish the case in hand after hours.
    pub overtime: bool,
}

/// What the tally needs to know beforehand.
#[derive(Debug, Clone)]
pub struct TallyConfig {
    /// The desks, in the order of [`DeskName::ALL`].
    pub desks: [DeskFacts; 2],
    /// Days with arrivals.
    pub arrival_days: u32,
    /// Days of the run, arrivals and drain.
    pub days: u32,
    /// Share of duty time that is productive; paid time is handling time over this.
    pub availability: f64,
    /// Cost of an hour of each desk's people, CNY.
    pub hourly_cny: [f64; 2],
    /// Cost of one automatic screen, CNY.
    pub screen_cny: f64,
}

/// Counts one replication. Its numbers are ready once [`Tally::finish`] has been called.
#[derive(Debug)]
pub struct Tally<'a> {
    config: &'a TallyConfig,
    outcome: Outcome,
}

/// Position of the channels among the segments of an [`Outcome`].
const CHANNEL_SEGMENT: usize = Segment::ALL.len();

impl<'a> Tally<'a> {
    /// An empty tally.
    pub fn new(config: &'a TallyConfig) -> Self {
        let desks = config
            .desks
            .clone()
            .map(|desk| DeskTally::new(desk.hours, desk.servers, desk.overtime, config.days));
        let sizes = Segment::ALL
            .iter()
            .map(|segment| segment.values().len())
            .chain([Channel::ALL.len(), SCORE_BANDS]);
        Self {
            config,
            outcome: Outcome {
                arrival_days: config.arrival_days,
                applicants: 0,
                fates: [0; 6],
                applications: 0,
                routes: [0; 4],
                decisions: super::ApprovalCount::default(),
                attempts: Vec::new(),
                undecided: 0,
                undecided_human: 0,
                working_days: CountHistogram::default(),
                working_days_human: CountHistogram::default(),
                decision_days: CountHistogram::default(),
                decision_days_sum: 0.0,
                restoration_days: LogHistogram::default(),
                restoration_whole_days: CountHistogram::default(),
                restoration_days_sum: 0.0,
                human: super::ApprovalCount::default(),
                read_twice: 0,
                flipped: 0,
                review_minutes: 0.0,
                bad: 0,
                bad_restored: 0,
                cost_cny: 0.0,
                behaviour_cost_cny: 0.0,
                behaviour_effort_hours: 0.0,
                takeover_loss_cny: 0.0,
                behaviours: [[BehaviourCount::default(); 2]; 7],
                segments: sizes.map(|size| vec![SegmentCount::default(); size]).collect(),
                desks,
                days: vec![DayCount::default(); config.days as usize],
            },
        }
    }

    /// Closes the integrals at `end` and gives the outcome.
    pub fn finish(mut self, end: SimTime) -> Outcome {
        for desk in &mut self.outcome.desks {
            desk.advance(end);
        }
        let intake_hours: f64 = self.outcome.desks[0].days().iter().map(|day| day.busy_hours).sum();
        self.outcome.cost_cny += intake_hours * self.config.hourly_cny[0];
        self.outcome
    }

    fn day(&mut self, at: SimTime) -> Option<&mut DayCount> {
        self.outcome.days.get_mut(at.day() as usize)
    }

    fn desk(&mut self, desk: DeskName) -> &mut DeskTally {
        &mut self.outcome.desks[desk as usize]
    }
}

impl BehaviourCount {
    fn add(&mut self, record: &ApplicantRecord<'_>) {
        self.applicants += 1;
        self.first_pass += u64::from(record.first.is_some_and(|first| first.restored));
        self.restored += u64::from(record.fate == Fate::Restored);
    }
}

impl SegmentCount {
    fn add(&mut self, record: &ApplicantRecord<'_>, days: Option<f64>) {
        self.counts.add(record);
        if let Some(days) = days {
            self.bad += u64::from(record.bad);
            self.restoration_days.record(days);
        }
    }
}

impl Observer for Tally<'_> {
    fn arrived(&mut self, at: SimTime) {
        if let Some(day) = self.day(at) {
            day.arrivals += 1;
        }
    }

    fn filed(&mut self, at: SimTime) {
        if let Some(day) = self.day(at) {
            day.applications += 1;
        }
    }

    fn decided(&mut self, at: SimTime, approved: bool) {
        if let Some(day) = self.day(at) {
            day.decisions += 1;
            day.approvals += u64::from(approved);
        }
    }

    fn application(&mut self, record: &ApplicationRecord<'_>) {
        let outcome = &mut self.outcome;
        outcome.applications += 1;
        outcome.routes[record.route.index()] += 1;
        let human = record.route == Route::Human;
        let minutes = record.handling.as_minutes();
        outcome.review_minutes += minutes;
        outcome.cost_cny +=
            self.config.screen_cny + minutes / self.config.availability / 60.0 * self.config.hourly_cny[1];
        let (Some(approved), Some(decided_at)) = (record.approved, record.decided_at) else {
            let undecided = u64::from(record.status == Status::Pending);
            outcome.undecided += undecided;
            outcome.undecided_human += undecided * u64::from(human);
            return;
        };
        outcome.decisions.decided += 1;
        outcome.decisions.approved += u64::from(approved);
        let attempt = usize::from(record.attempt - 1);
        if outcome.attempts.len() <= attempt {
            outcome.attempts.resize(attempt + 1, super::ApprovalCount::default());
        }
        outcome.attempts[attempt].decided += 1;
        outcome.attempts[attempt].approved += u64::from(approved);
        let working_days = record.working_days.unwrap_or(0);
        outcome.working_days.record(working_days);
        let days = decided_at.since(record.submitted_at).as_days();
        outcome.decision_days.record(days as u32);
        outcome.decision_days_sum += days;
        if human {
            outcome.human.decided += 1;
            outcome.human.approved += u64::from(approved);
            outcome.working_days_human.record(working_days);
            outcome.read_twice += u64::from(record.flipped.is_some());
            outcome.flipped += u64::from(record.flipped == Some(true));
        }
    }

    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let outcome = &mut self.outcome;
        outcome.applicants += 1;
        outcome.fates[record.fate.index()] += 1;
        outcome.bad += u64::from(record.bad);
        outcome.behaviour_cost_cny += record.cost_cny;
        outcome.behaviour_effort_hours += record.effort_hours;
        outcome.takeover_loss_cny += record.takeover_loss_cny;
        let days = record.restored_at.map(|at| at.since(record.restricted_at).as_days());
        if let Some(days) = days {
            outcome.bad_restored += u64::from(record.bad);
            outcome.restoration_days.record(days);
            outcome.restoration_whole_days.record(days as u32);
            outcome.restoration_days_sum += days;
        }
        for behaviour in record.eligible.iter() {
            let did = usize::from(record.intended.contains(behaviour));
            outcome.behaviours[behaviour.index()][did].add(record);
        }
        for (segment, value) in record.segments.iter().enumerate() {
            outcome.segments[segment][usize::from(*value)].add(record, days);
        }
        outcome.segments[CHANNEL_SEGMENT][record.channel as usize].add(record, days);
        // A rule refuses whatever the score, so knocked-out applicants say nothing about scores.
        if let Some(first) = record.first.filter(|first| first.route != Route::KnockedOut) {
            outcome.segments[CHANNEL_SEGMENT + 1][score_band(first.score)].add(record, days);
        }
    }

    fn joined(&mut self, desk: DeskName) {
        self.desk(desk).arrivals += 1;
    }

    fn started(&mut self, desk: DeskName, waited: SimDuration) {
        self.desk(desk).wait(waited);
    }

    fn served(&mut self, desk: DeskName, sojourn: SimDuration) {
        let tally = self.desk(desk);
        tally.served += 1;
        tally.sojourn_minutes += sojourn.as_minutes();
    }

    fn abandoned(&mut self, desk: DeskName) {
        self.desk(desk).abandoned += 1;
    }

    fn levels(&mut self, desk: DeskName, now: SimTime, waiting: u32, busy: u32) {
        self.desk(desk).set_levels(now, waiting, busy);
    }
}
