//! The outcome of one replication: counts and distributions, before any statistics.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::{ByTime, Cross, Fate, Pay, ScreenCount, StationTally, TallyConfig, Together};
use crate::policy::Route;
use crate::stats::{CountHistogram, LogHistogram, Survival};

/// Decided applications and approvals among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ApprovalCount {
    /// Decided.
    pub decided: u64,
    /// Approved.
    pub approved: u64,
}

impl AddAssign for ApprovalCount {
    fn add_assign(&mut self, other: Self) {
        self.decided += other.decided;
        self.approved += other.approved;
    }
}

/// Applicants and how many of them were restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BehaviourCount {
    /// Applicants.
    pub applicants: u64,
    /// Restored at the first application.
    pub first_pass: u64,
    /// Restored in the end.
    pub restored: u64,
}

/// Eligible applicants by behaviour: the others (0), and those who meant to do it or did it (1).
///
/// In the order of the behaviours.
pub type ByBehaviour = Vec<[BehaviourCount; 2]>;

/// The applicants of one value of a segment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SegmentCount {
    /// How many, and how many were restored.
    pub counts: BehaviourCount,
    /// Restored accounts that go bad.
    pub bad: u64,
    /// Calendar days from restriction to restoration.
    pub restoration_days: LogHistogram,
}

/// Width of a score band, points.
const BAND_WIDTH: u32 = 5;
/// Bands of the first score: 0–5, 5–10, … 95–100.
pub const SCORE_BANDS: usize = (100 / BAND_WIDTH) as usize;

/// Name of score band `band`, such as `55_to_60`.
pub fn score_band_name(band: usize) -> String {
    let low = band as u32 * BAND_WIDTH;
    format!("{low}_to_{}", low + BAND_WIDTH)
}

/// The band of `score` (0..100).
pub(super) fn score_band(score: f64) -> usize {
    ((score / f64::from(BAND_WIDTH)) as usize).min(SCORE_BANDS - 1)
}

/// What one calendar day saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayCount {
    /// Applicants newly restricted.
    pub arrivals: u64,
    /// Applications filed.
    pub applications: u64,
    /// Decisions.
    pub decisions: u64,
    /// Approvals among them.
    pub approvals: u64,
}

/// Everything counted in one replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether arrivals had no attributes: then nothing is known of risk, behaviour and takeover.
    pub plain: bool,
    /// Days with arrivals; stations are summed up over these.
    pub arrival_days: u32,
    /// Time of teams on duty at stations after filing, hours, summed over those days.
    pub lender_duty_hours: f64,
    /// Applicants.
    pub applicants: u64,
    /// Applicants restored at the first application.
    pub first_pass: u64,
    /// Applicants by fate, in the order of [`Fate::ALL`].
    pub fates: [u64; 7],
    /// Applications filed.
    pub applications: u64,
    /// Applications by route, in the order of [`Route::ALL`].
    pub routes: [u64; 4],
    /// Decisions and approvals.
    pub decisions: ApprovalCount,
    /// Decisions and approvals by attempt; the first attempt is at 0.
    pub attempts: Vec<ApprovalCount>,
    /// Applications still undecided at the end that were not withdrawn: all, and on the human route.
    pub undecided: u64,
    /// Of those, the ones on the human route.
    pub undecided_human: u64,
    /// Working days from filing to decision.
    pub working_days: CountHistogram,
    /// The same for decisions of humans.
    pub working_days_human: CountHistogram,
    /// Working days from filing to withdrawal, of applications withdrawn without a decision.
    pub withdrawn_working_days: CountHistogram,
    /// Of those, the ones on the human route.
    pub withdrawn_working_days_human: CountHistogram,
    /// Calendar days from filing to decision.
    pub decision_days: LogHistogram,
    /// The same for decisions of humans.
    pub decision_days_human: LogHistogram,
    /// Sum of calendar days from filing to decision.
    pub decision_days_sum: f64,
    /// Calendar days from restriction to restoration.
    pub restoration_days: LogHistogram,
    /// The same in whole days.
    pub restoration_whole_days: CountHistogram,
    /// How restoration comes about in days (Aalen–Johansen): pending applicants are censored at the end of the run, and
    /// whoever ended otherwise can no longer be restored. `None` without applicants, and until the tally is finished.
    #[serde(skip)]
    pub restoration_course: Option<Survival>,
    /// Sum of calendar days from restriction to restoration.
    pub restoration_days_sum: f64,
    /// Calendar days from restriction to any other end.
    pub other_days: LogHistogram,
    /// The same in whole days.
    pub other_whole_days: CountHistogram,
    /// Calendar days from restriction to the end of the run, of pending applicants.
    pub pending_days: LogHistogram,
    /// The same in whole days.
    pub pending_whole_days: CountHistogram,
    /// Decisions and approvals of humans.
    pub human: ApprovalCount,
    /// Human decisions on cases that a second reviewer read as well.
    pub read_twice: u64,
    /// Human decisions that a second reviewer would have turned.
    pub flipped: u64,
    /// Reviewers' time, minutes.
    pub review_minutes: f64,
    /// Accounts that go bad, of all applicants.
    pub bad: u64,
    /// Accounts that go bad, of the restored.
    pub bad_restored: u64,
    /// What people are paid: for their time on duty on days with arrivals, and for work that is paid as it is done, as that after these days is.
    pub pay: Pay,
    /// Cost of automatic screens, CNY.
    pub screen_cny: f64,
    /// Working days among the days with arrivals that count.
    pub working_days_in_period: u32,
    /// Money that applicants spent on behaviours, interest on arrears included, CNY.
    pub behaviour_cost_cny: f64,
    /// Arrears that applicants repaid, CNY.
    pub repaid_arrears_cny: f64,
    /// Time that applicants spent on behaviours, hours.
    pub behaviour_effort_hours: f64,
    /// Expected takeover loss, CNY.
    pub takeover_loss_cny: f64,
    /// Eligible applicants by behaviour, who did not (0) and who did (1) mean to do it when restricted.
    pub behaviours: ByBehaviour,
    /// The same by whether it had taken effect when the first application was filed; where none was, by the end.
    pub done_first: ByBehaviour,
    /// The same by whether it had taken effect by the end.
    pub done: ByBehaviour,
    /// Applicants by segment and value: those of the scenario in order,
    /// then the channels, then the score bands.
    pub segments: Vec<Vec<SegmentCount>>,
    /// The screens of the app, from the first on; none of entities without attributes.
    pub screens: Vec<ScreenCount>,
    /// The stations, in the order of the process.
    pub stations: Vec<StationTally>,
    /// The lines of the stations after filing together; `None` with one such station or none.
    pub(super) together: Option<Together>,
    /// Figures by hour, weekday and people, if they were asked for.
    pub by_time: Option<Box<ByTime>>,
    /// Cells of crossed segments, if they were asked for.
    pub cross: Option<Box<Cross>>,
    /// The calendar days.
    pub days: Vec<DayCount>,
}

impl Outcome {
    /// The outcome as it was before it was written down: what it shares with the model's configuration, or what follows
    /// from the rest, is not written. `None` if it is not one of this model.
    #[must_use]
    pub fn read_back(mut self, config: &TallyConfig) -> Option<Self> {
        let days = self.days.is_empty() || self.days.len() == config.days as usize;
        let behaviours =
            |counts: &ByBehaviour| counts.is_empty() || counts.len() == config.names.behaviours.len();
        let counts = [&self.behaviours, &self.done_first, &self.done];
        if !days || self.stations.len() != config.stations.len() || !counts.into_iter().all(behaviours) {
            return None;
        }
        for (number, station) in self.stations.iter_mut().enumerate() {
            station.belongs_to(config, number)?;
        }
        self.cross = match (&config.cross, self.cross.take()) {
            (None, _) => None,
            (Some(plan), cross) => Some(cross.filter(|cross| cross.is_of(plan))?),
        };
        self.by_time = match (&config.by_time, self.by_time.take()) {
            (None, _) => None,
            (Some(plan), by_time) => {
                let mut by_time = by_time?;
                by_time.belongs_to(config, plan)?;
                Some(by_time)
            }
        };
        self.restoration_course = self.course();
        Some(self)
    }

    /// What metrics, measures of stations and crossed segments are made of, without what is told by group, attempt, screen
    /// and day: far less to write down.
    #[must_use]
    pub fn brief(mut self) -> Self {
        (self.segments, self.attempts, self.screens, self.days) = Default::default();
        self.by_time = None;
        (self.behaviours, self.done_first, self.done) = Default::default();
        (self.restoration_whole_days, self.other_whole_days, self.pending_whole_days) = Default::default();
        self
    }

    /// The stations that filed applications pass.
    pub fn lender_stations(&self) -> impl Iterator<Item = &StationTally> {
        self.stations.iter().filter(|station| station.facts().after_filing)
    }

    /// The most in line at once at those stations together on a whole day, counted or not.
    pub fn longest_line_on(&self, day: u32) -> u32 {
        match &self.together {
            Some(together) => together.on(day),
            None => self.lender_stations().map(|station| station.day(day).queue_max).max().unwrap_or(0),
        }
    }

    /// The same over what counts of the first `days` days.
    pub fn longest_line(&self, days: u32) -> u32 {
        match &self.together {
            Some(together) => together.most(days),
            None => self.lender_stations().map(|station| station.queue_max(days)).max().unwrap_or(0),
        }
    }

    /// Counts an application without a decision, withdrawn after so many working days, if it was.
    #[cold]
    #[inline(never)]
    pub(super) fn withdraw(&mut self, working_days: Option<u32>, human: bool) {
        let Some(days) = working_days else { return };
        self.withdrawn_working_days.record(days);
        if human {
            self.withdrawn_working_days_human.record(days);
        }
    }

    /// Adds calendar days to decision: by whether a human decided, and by whether they are also days to restoration.
    pub(super) fn add_decision_days(&mut self, days: &[[LogHistogram; 2]; 2]) {
        for (human, by_restored) in days.iter().enumerate() {
            for (restored, days) in by_restored.iter().enumerate() {
                self.decision_days.merge(days);
                if human == 1 {
                    self.decision_days_human.merge(days);
                }
                if restored == 1 {
                    self.restoration_days.merge(days);
                }
            }
        }
    }

    /// What decisions cost the lender, CNY: people, and automatic screens.
    pub fn cost_cny(&self) -> f64 {
        self.pay.cny + self.screen_cny
    }

    /// The course of restoration, from the days that were counted.
    pub(super) fn course(&self) -> Option<Survival> {
        let restored = self.restoration_days.points().map(|(days, count)| (days, count, 0, 0));
        let other = self.other_days.points().map(|(days, count)| (days, 0, count, 0));
        let pending = self.pending_days.points().map(|(days, count)| (days, 0, 0, count));
        Survival::from_counts(restored.chain(other).chain(pending))
    }

    /// Applicants whose accounts work again, by an application or without one.
    pub fn restored(&self) -> u64 {
        self.fate(Fate::Restored) + self.fate(Fate::RestoredUnasked)
    }

    /// Applicants of one fate.
    pub fn fate(&self, fate: Fate) -> u64 {
        self.fates[fate.index()]
    }

    /// Applications of one route.
    pub fn route(&self, route: Route) -> u64 {
        self.routes[route.index()]
    }
}
