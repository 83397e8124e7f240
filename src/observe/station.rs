//! What is counted at one station.

use std::sync::Arc;

use super::metrics::{Measure, plain, ratio, share};
use super::tally::{StationFacts, TallyConfig, window_share};
use crate::stats::{BatchMeans, LogHistogram};
use crate::time::{DAY, HOUR, MINUTE, OfficeHours, SimDuration, SimTime};

/// Names and units of the measures of a station, in the order of the files.
pub const STATION_MEASURES: [(&str, &str); 18] = [
    ("arrivals", "count"),
    ("served", "count"),
    ("abandoned_share", "share"),
    ("utilisation", "share"),
    ("queue_mean", "count"),
    ("queue_max", "count"),
    ("wait_mean", "minutes"),
    ("wait_p50", "minutes"),
    ("wait_p90", "minutes"),
    ("wait_p95", "minutes"),
    ("wait_p99", "minutes"),
    ("sojourn_mean", "minutes"),
    ("in_system_mean", "count"),
    ("waited_share", "share"),
    ("balked_share", "share"),
    ("late_share", "share"),
    ("lateness_mean", "minutes"),
    ("tardiness_p99", "minutes"),
];

/// One day at a station, as far as it is counted. Integrals are over the day, in whole ticks, so that
/// they are exact however they are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayTally {
    /// ∫ number in line dt, over calendar time.
    queue: u64,
    /// ∫ number in service dt, over calendar time.
    service: u64,
    /// Time worked, ticks.
    busy: u64,
    /// Longest line.
    pub queue_max: u32,
}

impl DayTally {
    /// ∫ number in line dt, over calendar time, hours.
    pub fn queue_hours(&self) -> f64 {
        self.queue as f64 / HOUR.ticks() as f64
    }

    /// ∫ number in line or in service dt, over calendar time, hours.
    pub fn system_hours(&self) -> f64 {
        (self.queue + self.service) as f64 / HOUR.ticks() as f64
    }

    /// Time worked, hours.
    pub fn busy_hours(&self) -> f64 {
        self.busy as f64 / HOUR.ticks() as f64
    }
}

/// Counts and integrals of one station over one replication. What began before the warm-up was
/// over is left out.
#[derive(Debug, Clone)]
pub struct StationTally {
    config: Arc<[StationFacts]>,
    station: usize,
    warm_up: SimTime,
    /// Share of the first day counted that is counted, and which day it is.
    first_day: (u32, f64),
    last: SimTime,
    waiting: u32,
    in_service: u32,
    /// The day under way, as far as it is counted: its number, from when, and its end. Most of what
    /// happens falls on the same day as what happened before.
    today: u32,
    today_from: SimTime,
    today_until: SimTime,
    days: Vec<DayTally>,
    /// Arrivals, those who balked included.
    pub arrivals: u64,
    /// Arrivals on the days on which accounts are restricted, without the drain.
    pub arrivals_in_period: u64,
    /// Arrivals who found the line too long.
    pub balked: u64,
    /// Services completed.
    pub served: u64,
    /// Departures from the line without service.
    pub abandoned: u64,
    /// Their time in line, minutes.
    pub abandoned_minutes: f64,
    /// Waits in line of those whose service started, minutes of calendar time.
    pub waits: LogHistogram,
    /// The same in order, for one long run.
    pub wait_batches: BatchMeans,
    /// Times from arrival to the end of service in order, for one long run.
    pub sojourn_batches: BatchMeans,
    /// Sum of waits, ticks; waits after a handover included.
    waited: u128,
    /// Services started.
    pub started: u64,
    /// Sum of times from arrival to the end of service, ticks of calendar time.
    stayed: u128,
    /// Services that ended after they were due.
    pub late: u64,
    /// Sum of end minus due date, negative where early, minutes.
    pub lateness_minutes: f64,
    /// Time by which services were late, minutes.
    pub tardiness: LogHistogram,
}

fn minutes(ticks: u128) -> f64 {
    ticks as f64 / MINUTE.ticks() as f64
}

impl StationTally {
    /// An empty tally of a station of a model.
    pub fn new(config: &TallyConfig, station: usize) -> Self {
        let first = config.warm_up.day();
        Self {
            config: Arc::clone(&config.stations),
            station,
            warm_up: config.warm_up,
            first_day: (first, window_share(config, first)),
            last: config.warm_up,
            waiting: 0,
            in_service: 0,
            today: first,
            today_from: config.warm_up,
            today_until: SimTime::from_day(first + 1),
            days: vec![DayTally::default(); config.days as usize],
            arrivals: 0,
            arrivals_in_period: 0,
            balked: 0,
            served: 0,
            abandoned: 0,
            abandoned_minutes: 0.0,
            waits: LogHistogram::default(),
            wait_batches: BatchMeans::default(),
            sojourn_batches: BatchMeans::default(),
            waited: 0,
            started: 0,
            stayed: 0,
            late: 0,
            lateness_minutes: 0.0,
            tardiness: LogHistogram::default(),
        }
    }

    /// What is known of the station.
    pub fn facts(&self) -> &StationFacts {
        &self.config[self.station]
    }

    /// Sum of waits, minutes of calendar time; waits after a handover included.
    pub fn wait_minutes(&self) -> f64 {
        minutes(self.waited)
    }

    /// Sum of times from arrival to the end of service, minutes of calendar time.
    pub fn sojourn_minutes(&self) -> f64 {
        minutes(self.stayed)
    }

    /// Adds a further wait to a wait that is recorded.
    #[inline]
    pub fn wait_more(&mut self, waited: SimDuration) {
        self.waited += u128::from(waited.ticks());
    }

    /// Records a wait.
    #[inline(always)]
    pub fn wait(&mut self, waited: SimDuration) {
        let minutes = waited.as_minutes();
        self.started += 1;
        self.waited += u128::from(waited.ticks());
        self.waits.record(minutes);
        self.wait_batches.push(minutes);
    }

    /// Records a service that ends.
    #[inline(always)]
    pub fn serve(&mut self, since: SimTime, now: SimTime, due: Option<SimTime>) {
        let stayed = now.since(since);
        self.served += 1;
        self.stayed += u128::from(stayed.ticks());
        self.sojourn_batches.push(stayed.as_minutes());
        if let Some(due) = due {
            if now > due {
                let late = now.since(due).as_minutes();
                self.late += 1;
                self.lateness_minutes += late;
                self.tardiness.record(late);
            } else {
                self.lateness_minutes -= due.since(now).as_minutes();
                self.tardiness.record(0.0);
            }
        }
    }

    /// Number in line, as it was told last.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting
    }

    /// Brings the integrals up to `now` and sets new levels.
    #[inline(always)]
    pub fn set_levels(&mut self, now: SimTime, waiting: u32, in_service: u32) {
        if now >= self.today_until {
            self.turn_to(now);
        }
        // Before the warm-up is over, no line counts.
        self.integrate(now, if now >= self.today_from { waiting } else { 0 });
        (self.waiting, self.in_service) = (waiting, in_service);
    }

    /// Brings the integrals up to `now`, splitting them at midnights.
    #[inline(always)]
    pub fn advance(&mut self, now: SimTime) {
        if now >= self.today_until {
            self.turn_to(now);
        }
        self.integrate(now, 0);
    }

    /// Closes the days before that of `now`.
    #[cold]
    fn turn_to(&mut self, now: SimTime) {
        while now >= self.today_until && (self.today as usize) < self.days.len() {
            self.integrate(self.today_until, 0);
            self.today += 1;
            self.today_from = self.today_until;
            self.today_until = SimTime::from_day(self.today + 1);
        }
    }

    /// Adds the levels held since the last change, within the day under way, in which the line gets as long as
    /// `reached`.
    #[inline(always)]
    fn integrate(&mut self, until: SimTime, reached: u32) {
        let Some(day) = self.days.get_mut(self.today as usize) else { return };
        let mut longest = reached;
        if self.last < until {
            // A day has less than 2^37 ticks, so there is room for a hundred million in line.
            let span = until.since(self.last).ticks();
            self.last = until;
            longest = longest.max(self.waiting);
            day.queue += u64::from(self.waiting) * span;
            day.service += u64::from(self.in_service) * span;
        }
        day.queue_max = day.queue_max.max(longest);
    }

    /// Books time worked from `from` to `until`, all of it if `straight`, else while on duty.
    #[inline(always)]
    pub fn work(&mut self, hours: &OfficeHours, from: SimTime, until: SimTime, straight: bool) {
        if straight
            && from >= self.today_from
            && until <= self.today_until
            && let Some(day) = self.days.get_mut(self.today as usize)
        {
            day.busy += until.since(from).ticks();
        } else {
            self.work_over_days(hours, from, until, straight);
        }
    }

    #[inline(never)]
    fn work_over_days(&mut self, hours: &OfficeHours, from: SimTime, until: SimTime, straight: bool) {
        let mut from = from.max(self.warm_up);
        while from < until {
            let part = until.min(SimTime::from_day(from.day() + 1));
            let Some(day) = self.days.get_mut(from.day() as usize) else { return };
            let worked = if straight { part.since(from) } else { hours.between(from, part) };
            day.busy += worked.ticks();
            from = part;
        }
    }

    /// The days.
    pub fn days(&self) -> &[DayTally] {
        &self.days
    }

    /// Share of `day` that is counted, 0..1.
    fn counted(&self, day: u32) -> f64 {
        match day.cmp(&self.first_day.0) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => self.first_day.1,
            std::cmp::Ordering::Greater => 1.0,
        }
    }

    /// Time of the station's teams on duty on `day`, hours.
    pub fn duty_hours(&self, day: u32) -> f64 {
        self.facts().duty_hours.get(day as usize).map_or(0.0, |hours| hours * self.counted(day))
    }

    /// Time worked over the first `days` days, hours.
    pub fn busy_hours(&self, days: u32) -> f64 {
        // A large team over a century exceeds 64 bits.
        let ticks: u128 = self.days.iter().take(days as usize).map(|day| u128::from(day.busy)).sum();
        ticks as f64 / HOUR.ticks() as f64
    }

    /// Time worked over duty time, over the first `days` days; `None` without duty time.
    pub fn utilisation(&self, days: u32) -> Option<f64> {
        let duty: f64 = (0..days).map(|day| self.duty_hours(day)).sum();
        (duty > 0.0).then(|| self.busy_hours(days) / duty)
    }

    /// Mean number in line and mean number at the station over the first `days` days.
    pub fn mean_levels(&self, days: u32) -> Option<(f64, f64)> {
        let end = SimTime::from_day(days);
        let hours = end.ticks().saturating_sub(self.warm_up.ticks()) as f64 / HOUR.ticks() as f64;
        let sum = |value: fn(&DayTally) -> f64| self.days.iter().take(days as usize).map(value).sum::<f64>();
        (hours > 0.0).then(|| (sum(DayTally::queue_hours) / hours, sum(DayTally::system_hours) / hours))
    }

    /// Longest line over the first `days` days.
    pub fn queue_max(&self, days: u32) -> u32 {
        self.days.iter().take(days as usize).map(|day| day.queue_max).max().unwrap_or(0)
    }

    /// Means of line, number at the station, and busy share by whole days counted, up to `days`:
    /// a sequence for batch means.
    pub fn daily(&self, days: u32) -> Vec<[f64; 3]> {
        let whole = self.first_day.0 + u32::from(self.first_day.1 < 1.0);
        let day_hours = DAY.as_hours();
        (whole..days.min(self.days.len() as u32))
            .map(|day| {
                let tally = &self.days[day as usize];
                let duty = self.duty_hours(day);
                let busy = if duty > 0.0 { tally.busy_hours() / duty } else { 0.0 };
                [tally.queue_hours() / day_hours, tally.system_hours() / day_hours, busy]
            })
            .collect()
    }

    /// Every measure, in the order of [`STATION_MEASURES`], levels and duty over the first `days` days; without a
    /// value where one is not defined.
    pub fn measures(&self, days: u32) -> [Measure; STATION_MEASURES.len()] {
        let levels = self.mean_levels(days);
        let due = |measure: Measure| if self.facts().due { measure } else { Measure::default() };
        let waited = self.started - self.waits.zeros() + self.abandoned;
        [
            plain(Some(self.arrivals as f64)),
            plain(Some(self.served as f64)),
            share(self.abandoned, self.arrivals),
            plain(self.utilisation(days).filter(|_| self.facts().enabled)),
            plain(levels.map(|levels| levels.0)),
            plain(Some(f64::from(self.queue_max(days)))),
            ratio(self.wait_minutes(), self.started),
            plain(self.waits.quantile(0.50)),
            plain(self.waits.quantile(0.90)),
            plain(self.waits.quantile(0.95)),
            plain(self.waits.quantile(0.99)),
            ratio(self.sojourn_minutes(), self.served),
            plain(levels.map(|levels| levels.1)),
            share(waited, self.started + self.abandoned),
            share(self.balked, self.arrivals),
            due(share(self.late, self.served)),
            due(ratio(self.lateness_minutes, self.served)),
            due(plain(self.tardiness.quantile(0.99))),
        ]
    }
}
