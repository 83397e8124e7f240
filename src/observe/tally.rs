//! The observer that counts.

use super::by_time::Worked;
use super::endings::Endings;
use super::groups::{Groups, Membership, Share};
use super::screens::Screens;
use super::{
    ApplicantRecord, ApplicationRecord, ByTime, Cross, DayCount, Fate, Inlined, OF_BACKLOG, Observer,
    Outcome, Pay, StationTally, TallyConfig, Together,
};
use crate::behaviour::BrokenPass;
use crate::policy::Route;
use crate::stats::{Binned, CountHistogram, LogHistogram};
use crate::time::{OfficeHours, SimDuration, SimTime};

/// Counts one replication. Its numbers are ready once [`Tally::finish`] has been called.
#[derive(Debug)]
pub struct Tally<'a> {
    config: &'a TallyConfig,
    outcome: Outcome,
    endings: Endings,
    /// Working days from filing to decision, of decisions that no human took.
    working_days_automatic: CountHistogram,
    /// Calendar days from filing to decision: by whether a human decided, and by whether that is also the time to
    /// restoration, which is then counted here alone.
    decision_days: [[LogHistogram; 2]; 2],
    groups: Groups,
    screens: Screens,
    /// The lines of the stations after filing together, where there are several.
    together: Option<Together>,
    by_time: Option<Box<ByTime>>,
    cross: Option<Box<Cross>>,
}

impl<'a> Tally<'a> {
    /// An empty tally.
    pub fn new(config: &'a TallyConfig) -> Self {
        let stations = (0..config.stations.len()).map(|station| StationTally::new(config, station)).collect();
        let several = config.stations.iter().filter(|station| station.after_filing).count() > 1;
        Self {
            config,
            together: several.then(|| Together::new(config.warm_up, config.days)),
            by_time: config.by_time.as_ref().map(|plan| Box::new(ByTime::new(config, plan))),
            cross: config.cross.as_ref().map(|plan| Box::new(Cross::new(plan))),
            groups: Groups::new(&config.names),
            screens: Screens::new(config.app_screens),
            endings: Endings::default(),
            working_days_automatic: CountHistogram::default(),
            decision_days: Default::default(),
            outcome: Outcome {
                plain: config.plain,
                arrival_days: config.arrival_days,
                lender_duty_hours: config.lender_duty.counted(config.arrival_days),
                applicants: 0,
                first_pass: 0,
                fates: [0; 7],
                applications: 0,
                routes: [0; 4],
                decisions: super::ApprovalCount::default(),
                attempts: Vec::new(),
                undecided: 0,
                undecided_human: 0,
                working_days: CountHistogram::default(),
                working_days_human: CountHistogram::default(),
                withdrawn_working_days: CountHistogram::default(),
                withdrawn_working_days_human: CountHistogram::default(),
                decision_days: LogHistogram::default(),
                decision_days_human: LogHistogram::default(),
                decision_days_sum: 0.0,
                restoration_days: LogHistogram::default(),
                restoration_whole_days: CountHistogram::default(),
                restoration_course: None,
                restoration_days_sum: 0.0,
                other_days: LogHistogram::default(),
                other_whole_days: CountHistogram::default(),
                pending_days: LogHistogram::default(),
                pending_whole_days: CountHistogram::default(),
                human: super::ApprovalCount::default(),
                read_twice: 0,
                flipped: 0,
                review_minutes: 0.0,
                bad: 0,
                bad_restored: 0,
                pay: config.duty_pay,
                screen_cny: 0.0,
                working_days_in_period: config.working_days,
                behaviour_cost_cny: 0.0,
                repaid_arrears_cny: 0.0,
                behaviour_effort_hours: 0.0,
                takeover_loss_cny: 0.0,
                behaviours: Vec::new(),
                done_first: Vec::new(),
                done: Vec::new(),
                segments: Vec::new(),
                screens: Vec::new(),
                stations,
                together: None,
                by_time: None,
                cross: None,
                days: vec![DayCount::default(); config.days as usize],
            },
        }
    }

    /// Closes the integrals at `end` and gives the outcome.
    pub fn finish(mut self, end: SimTime) -> Outcome {
        for station in &mut self.outcome.stations {
            station.advance(end);
        }
        self.outcome.together = self.together.map(|together| together.finish(end));
        self.endings.tell(&mut self.outcome);
        self.outcome.add_decision_days(&self.decision_days);
        self.outcome.restoration_course = self.outcome.course();
        self.outcome.applicants = self.outcome.fates.iter().sum();
        self.outcome.screen_cny = self.config.screen_cny * self.outcome.applications as f64;
        self.outcome.working_days.merge(&self.outcome.working_days_human);
        self.outcome.working_days.merge(&self.working_days_automatic);
        ([self.outcome.behaviours, self.outcome.done_first, self.outcome.done], self.outcome.segments) =
            self.groups.finish();
        self.outcome.screens = self.screens.finish();
        (self.outcome.by_time, self.outcome.cross) = (self.by_time, self.cross);
        self.outcome
    }

    fn day(&mut self, at: SimTime) -> Option<&mut DayCount> {
        self.outcome.days.get_mut(at.day() as usize)
    }

    #[inline]
    fn station(&mut self, station: u16) -> &mut StationTally {
        &mut self.outcome.stations[usize::from(station)]
    }

    /// Whether something that began at `began` is counted.
    #[inline]
    fn counts(&self, began: SimTime) -> bool {
        began >= self.config.warm_up && began < self.config.until
    }

    /// Whether an applicant who was restricted then, or an application of theirs filed then, is counted. Who was in a
    /// line when the period began came before it.
    #[inline]
    fn counts_of(&self, index: u64, restricted_at: SimTime, filed_at: SimTime) -> bool {
        let began = if self.config.by_filing { filed_at } else { restricted_at };
        self.counts(began) && index < OF_BACKLOG
    }
}

impl Inlined for Tally<'_> {}

impl Observer for Tally<'_> {
    #[inline]
    fn logs(&self) -> bool {
        false
    }

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

    #[inline(always)]
    fn decided(&mut self, at: SimTime, approved: bool) {
        if let Some(day) = self.day(at) {
            day.decisions += 1;
            day.approvals += u64::from(approved);
        }
    }

    #[inline(always)]
    fn application(&mut self, record: &ApplicationRecord<'_>) {
        if !self.counts_of(record.index, record.restricted_at, record.submitted_at) {
            return;
        }
        self.endings.add(record);
        if let Some(by_time) = &mut self.by_time {
            by_time.application(record);
        }
        let outcome = &mut self.outcome;
        outcome.review_minutes += record.handling.as_minutes();
        let human = record.route == Route::Human;
        let (Some(_), Some(decided_at)) = (record.approved, record.decided_at) else {
            return outcome.withdraw(record.withdrawn_working_days, human);
        };
        let takers = if human { &mut outcome.working_days_human } else { &mut self.working_days_automatic };
        takers.record(record.working_days.unwrap_or(0));
        let days = decided_at.since(record.submitted_at).as_days();
        let restored = self.config.filed_on_arrival && record.approved == Some(true);
        self.decision_days[usize::from(human)][usize::from(restored)].record(days);
        outcome.decision_days_sum += days;
    }

    #[inline(always)]
    fn applicant(&mut self, record: &ApplicantRecord<'_>) {
        let filed_at = record.first.map_or(SimTime::NEVER, |first| first.filed_at);
        if !self.counts_of(record.index, record.restricted_at, filed_at) {
            return;
        }
        let plain = self.config.plain;
        let outcome = &mut self.outcome;
        outcome.fates[record.fate.index()] += 1;
        let days = record.restored_at.map(|at| at.since(record.restricted_at).as_days());
        let share = Share {
            first_pass: u64::from(record.first.is_some_and(|first| first.restored)),
            restored: u64::from(record.restored_at.is_some()),
            bad: u64::from(record.bad & record.restored_at.is_some()),
            days: days.map(Binned::new),
        };
        outcome.first_pass += share.first_pass;
        if let (Some(days), Some(binned)) = (days, share.days) {
            // Where that is also the time to decision, it is counted there.
            if !self.config.filed_on_arrival {
                outcome.restoration_days.record_binned(binned);
            }
            outcome.restoration_whole_days.record(days as u32);
            outcome.restoration_days_sum += days;
        } else {
            let days = record.ended_at.since(record.restricted_at).as_days();
            if record.fate == Fate::Pending {
                outcome.pending_days.record(days);
                outcome.pending_whole_days.record(days as u32);
            } else {
                outcome.other_days.record(days);
                outcome.other_whole_days.record(days as u32);
            }
        }
        if !plain {
            outcome.bad += u64::from(record.bad);
            outcome.bad_restored += share.bad;
            outcome.behaviour_cost_cny += record.cost_cny;
            outcome.repaid_arrears_cny += record.arrears_cny;
            outcome.behaviour_effort_hours += record.effort_hours;
            outcome.takeover_loss_cny += record.takeover_loss_cny;
            let member = Membership {
                segments: record.segments,
                channel: record.channel,
                first: record.first.map(|first| (first.score, first.route)),
                eligible: record.eligible,
                intended: record.intended,
                done_first: record.done_first,
                done: record.done,
            };
            self.groups.add(&member, &share);
            if let (Some(cross), Some(plan)) = (&mut self.cross, &self.config.cross) {
                cross.add(plan, record, &share);
            }
        }
    }

    #[inline(always)]
    fn walked(&mut self, restricted_at: SimTime, broken: &[BrokenPass], files: bool) {
        // Of which filings a way is, is not told.
        if self.counts(restricted_at) && !self.config.by_filing {
            self.screens.add(broken, files);
        }
    }

    #[inline(always)]
    fn joined(&mut self, station: u16, now: SimTime) {
        if self.counts(now) {
            self.station(station).arrivals += 1;
            if let Some(by_time) = &mut self.by_time {
                by_time.joined(station, now);
            }
        }
    }

    #[inline]
    fn balked(&mut self, station: u16, now: SimTime) {
        if self.counts(now) {
            self.station(station).balked += 1;
        }
    }

    #[inline(always)]
    fn served(
        &mut self,
        station: u16,
        since: SimTime,
        waited: SimDuration,
        now: SimTime,
        due: Option<SimTime>,
    ) {
        if self.counts(since) {
            let tally = self.station(station);
            tally.wait(waited);
            tally.serve(since, now, due);
        } else {
            self.station(station).served_before += 1;
        }
    }

    #[inline(never)]
    fn abandoned(&mut self, station: u16, since: SimTime, waited: SimDuration, now: SimTime) {
        if self.counts(since) {
            let tally = self.station(station);
            tally.wait(waited);
            tally.abandoned += 1;
            tally.abandoned_minutes += now.since(since).as_minutes();
            if let Some(by_time) = &mut self.by_time {
                by_time.waited(station, since, waited);
            }
        }
    }

    #[inline(never)]
    fn cleared(&mut self, station: u16, now: SimTime) {
        self.station(station).clearing.cleared = Some(now);
    }

    #[inline(never)]
    fn paid(&mut self, pay: &Pay) {
        self.outcome.pay += *pay;
    }

    #[inline(always)]
    fn levels(&mut self, station: u16, now: SimTime, waiting: u32, in_service: u32) {
        let tally = &mut self.outcome.stations[usize::from(station)];
        if let Some(together) = &mut self.together
            && waiting != tally.waiting()
            && tally.facts().after_filing
        {
            together.change(now, tally.waiting(), waiting);
        }
        tally.set_levels(now, waiting, in_service);
    }

    #[inline(always)]
    fn worked(&mut self, station: u16, hours: &OfficeHours, from: SimTime, until: SimTime, straight: bool) {
        self.station(station).work(hours, from, until, straight);
    }

    #[inline(always)]
    fn served_by(&mut self, by: (u16, u32), station: u16, since: SimTime, waited: SimDuration, now: SimTime) {
        if self.by_time.is_some()
            && self.counts(since)
            && let Some(by_time) = &mut self.by_time
        {
            by_time.waited(station, since, waited);
            by_time.served(station, by, waited, now);
        }
    }

    #[inline(always)]
    fn worked_by(
        &mut self,
        by: (u16, u32),
        station: u16,
        hours: &OfficeHours,
        from: SimTime,
        until: SimTime,
        straight: bool,
    ) {
        if let Some(by_time) = &mut self.by_time {
            by_time.worked(&Worked { station, by, hours, from, until, straight });
        }
    }

    #[inline(always)]
    fn judged(&mut self, by: (u16, u32), now: SimTime, approved: bool) {
        if self.by_time.is_some()
            && self.counts(now)
            && let Some(by_time) = &mut self.by_time
        {
            by_time.judged(by, approved);
        }
    }
}
