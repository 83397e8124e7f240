//! What is counted at one station.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::clearing::Clearing;
use super::day::{DayTally, end_of_stretch};
use super::metrics::{Measure, plain, ratio, share, time_share};
use super::totals::Totals;
use super::{StationFacts, TallyConfig};
use crate::stats::{BatchMeans, LogHistogram};
use crate::time::{DAY, HOUR, MINUTE, OfficeHours, SimDuration, SimTime};

/// Names and units of the measures of a station, in the order of the files.
pub const STATION_MEASURES: [(&str, &str); 20] = [
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
    ("days_to_clear", "days"),
    ("days_to_empty", "days"),
];

/// Counts and integrals of one station over one replication. What began before the warm-up was
/// over is left out; the days are kept from the start, and those before it do not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationTally {
    #[serde(skip)]
    config: Arc<[StationFacts]>,
    station: usize,
    pub(super) warm_up: SimTime,
    /// The first day that counts, all of it or a part.
    first: u32,
    last: SimTime,
    waiting: u32,
    in_service: u32,
    /// The day under way: its number, from when, and its end; cut in two where the warm-up ends on it. Most of what
    /// happens falls on the same day as what happened before.
    today: u32,
    today_from: SimTime,
    today_until: SimTime,
    /// The part of the first day that does not count.
    before: DayTally,
    /// Of the first day that counts, only the part that does.
    days: Vec<DayTally>,
    /// What had been counted at the end of each day that is closed.
    pub(super) totals: Vec<Totals>,
    /// Arrivals, those who balked included.
    pub arrivals: u64,
    /// Arrivals who found the line too long.
    pub balked: u64,
    /// Services completed.
    pub served: u64,
    /// Services completed of visits that began in the warm-up.
    pub served_before: u64,
    /// Departures from the line without service.
    pub abandoned: u64,
    /// Their time at the station, minutes: in line, and in service before a handover.
    pub abandoned_minutes: f64,
    /// Waits of all whose visit is over, minutes of calendar time: see [`Self::wait`].
    pub waits: LogHistogram,
    /// The same in order, for one long run.
    pub wait_batches: BatchMeans,
    /// Times from arrival to the end of service in order, for one long run.
    pub sojourn_batches: BatchMeans,
    /// Sum of waits, ticks.
    waited: u128,
    /// Sum of times from arrival to the end of service, ticks of calendar time.
    stayed: u128,
    /// Services that ended after they were due.
    pub late: u64,
    /// Sum of end minus due date, negative where early, minutes.
    pub lateness_minutes: f64,
    /// Time by which services were late, minutes.
    pub tardiness: LogHistogram,
    /// What became of those who were there when the period began.
    pub clearing: Clearing,
}

fn minutes(ticks: u128) -> f64 {
    ticks as f64 / MINUTE.ticks() as f64
}

impl StationTally {
    /// An empty tally of a station of a model.
    pub fn new(config: &TallyConfig, station: usize) -> Self {
        Self {
            config: Arc::clone(&config.stations),
            station,
            warm_up: config.warm_up,
            first: config.warm_up.day(),
            last: SimTime::START,
            waiting: 0,
            in_service: 0,
            today: 0,
            today_from: SimTime::START,
            today_until: end_of_stretch(SimTime::START, config.warm_up),
            before: DayTally::default(),
            days: vec![DayTally::default(); config.days as usize],
            totals: Vec::new(),
            arrivals: 0,
            balked: 0,
            served: 0,
            served_before: 0,
            abandoned: 0,
            abandoned_minutes: 0.0,
            waits: LogHistogram::default(),
            wait_batches: BatchMeans::default(),
            sojourn_batches: BatchMeans::default(),
            waited: 0,
            stayed: 0,
            late: 0,
            lateness_minutes: 0.0,
            tardiness: LogHistogram::default(),
            clearing: Clearing::of(config.stations[station].backlog),
        }
    }

    /// Takes its place among the stations of a model again; `None` if it has none there.
    pub(super) fn belongs_to(&mut self, config: &TallyConfig, station: usize) -> Option<()> {
        self.config = Arc::clone(&config.stations);
        let days = self.days.len() == config.days as usize && self.first == config.warm_up.day();
        (days && self.station == station && station < self.config.len()).then_some(())
    }

    /// What is known of the station.
    pub fn facts(&self) -> &StationFacts {
        &self.config[self.station]
    }

    /// Sum of waits, minutes of calendar time.
    pub fn wait_minutes(&self) -> f64 {
        minutes(self.waited)
    }

    /// Sum of times from arrival to the end of service, minutes of calendar time.
    pub fn sojourn_minutes(&self) -> f64 {
        minutes(self.stayed)
    }

    /// Records the wait of a visit that is over: all the time in line, after handovers too, of whoever was served or
    /// left the line. Who balks does not join and has no wait; who is there at the end has none yet.
    #[inline(always)]
    pub fn wait(&mut self, waited: SimDuration) {
        let minutes = waited.as_minutes();
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
        self.integrate(now);
        (self.waiting, self.in_service) = (waiting, in_service);
        if self.clearing.behind && waiting == 0 {
            self.clearing.empty(now);
        }
    }

    /// Brings the integrals up to `now`, splitting them at midnights.
    #[inline(always)]
    pub fn advance(&mut self, now: SimTime) {
        if now >= self.today_until {
            self.turn_to(now);
        }
        self.integrate(now);
    }

    /// Closes the days before that of `now`, and the part of one that does not count.
    #[cold]
    fn turn_to(&mut self, now: SimTime) {
        while now >= self.today_until && (self.today as usize) < self.days.len() {
            self.integrate(self.today_until);
            if self.today_until < SimTime::from_day(self.today + 1) {
                self.before += std::mem::take(&mut self.days[self.today as usize]);
            } else {
                self.today += 1;
                self.totals.push(Totals {
                    arrivals: self.arrivals,
                    balked: self.balked,
                    abandoned: self.abandoned,
                    waits: self.served + self.abandoned,
                    waited: self.waited,
                    served: self.served,
                    stayed: self.stayed,
                });
            }
            self.today_from = self.today_until;
            self.today_until = end_of_stretch(self.today_from, self.warm_up);
        }
    }

    /// Adds the levels held since the last change, within the day under way. A line that lasted no time was none.
    #[inline(always)]
    fn integrate(&mut self, until: SimTime) {
        let Some(day) = self.days.get_mut(self.today as usize) else { return };
        if self.last < until {
            // A day has less than 2^37 ticks, so there is room for a hundred million in line.
            let span = until.since(self.last).ticks();
            self.last = until;
            day.queue += u64::from(self.waiting) * span;
            day.service += u64::from(self.in_service) * span;
            day.queue_max = day.queue_max.max(self.waiting);
        }
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
        // It ends now, and nothing of it may be booked on a part of a day that is yet to be closed.
        self.advance(until);
        let mut from = from;
        while from < until {
            let part = until.min(end_of_stretch(from, self.warm_up));
            let worked = if straight { part.since(from) } else { hours.between(from, part) };
            let day = from.day();
            if day == self.first && from < self.warm_up {
                self.before.busy += worked.ticks();
            } else if let Some(day) = self.days.get_mut(day as usize) {
                day.busy += worked.ticks();
            }
            from = part;
        }
    }

    /// Number of days.
    pub fn day_count(&self) -> u32 {
        self.days.len() as u32
    }

    /// A whole day, counted or not.
    pub fn day(&self, day: u32) -> DayTally {
        let mut whole = self.days[day as usize];
        if day == self.first {
            whole += self.before;
        }
        whole
    }

    /// What counts of the first `days` days.
    fn counted(&self, days: u32) -> &[DayTally] {
        let until = self.days.len().min(days as usize);
        &self.days[until.min(self.first as usize)..until]
    }

    /// Time worked over the first `days` days, as far as it counts, hours.
    pub fn busy_hours(&self, days: u32) -> f64 {
        // A large team over a century exceeds 64 bits.
        let ticks: u128 = self.counted(days).iter().map(|day| u128::from(day.busy)).sum();
        ticks as f64 / HOUR.ticks() as f64
    }

    /// Time worked over duty time, over the first `days` days; `None` without duty time.
    pub fn utilisation(&self, days: u32) -> Option<f64> {
        time_share(self.busy_hours(days), self.facts().duty.counted(days))
    }

    /// Mean number in line and mean number at the station over the first `days` days.
    pub fn mean_levels(&self, days: u32) -> Option<(f64, f64)> {
        let end = SimTime::from_day(days);
        let hours = end.ticks().saturating_sub(self.warm_up.ticks()) as f64 / HOUR.ticks() as f64;
        let sum = |value: fn(&DayTally) -> f64| self.counted(days).iter().map(value).sum::<f64>();
        (hours > 0.0).then(|| (sum(DayTally::queue_hours) / hours, sum(DayTally::system_hours) / hours))
    }

    /// Longest line over the first `days` days.
    pub fn queue_max(&self, days: u32) -> u32 {
        self.counted(days).iter().map(|day| day.queue_max).max().unwrap_or(0)
    }

    /// Line, number at the station, and busy share by days counted, all of them whole: a sequence for batch means.
    ///
    /// The busy share is one ratio, of all work and all duty, and not the mean of those of the days, on some of which
    /// nobody may be on duty. So a day stands with r + (b − r·d)/D, where it has b hours of work and d of duty, r is
    /// the ratio and D the mean duty of a day: the linear part of a ratio estimator (Law 2015, section 9.5.3, as for
    /// cycles), whose mean is r.
    pub fn daily(&self, days: Range<u32>) -> Vec<[f64; 3]> {
        let hours = |day: u32| (self.days[day as usize].busy_hours(), self.facts().duty.on(day));
        let (busy, duty) =
            days.clone().map(hours).fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
        let ratio = if duty > 0.0 { busy / duty } else { 0.0 };
        let mean_duty = duty / f64::from(days.end.saturating_sub(days.start).max(1));
        days.map(|day| {
            let tally = &self.days[day as usize];
            let (busy, duty) = hours(day);
            let share = if mean_duty > 0.0 { ratio + (busy - ratio * duty) / mean_duty } else { 0.0 };
            [tally.queue_hours() / DAY.as_hours(), tally.system_hours() / DAY.as_hours(), share]
        })
        .collect()
    }

    /// Every measure, in the order of [`STATION_MEASURES`], levels and duty over the first `days` days; without a
    /// value where one is not defined.
    pub fn measures(&self, days: u32) -> [Measure; STATION_MEASURES.len()] {
        let levels = self.mean_levels(days);
        let due = |measure: Measure| if self.facts().due { measure } else { Measure::default() };
        let visits = self.served + self.abandoned;
        let [cleared, emptied] = self.clearing.days();
        [
            plain(Some(self.arrivals as f64)),
            plain(Some(self.served as f64)),
            share(self.abandoned, self.arrivals),
            plain(self.utilisation(days).filter(|_| self.facts().enabled)),
            plain(levels.map(|levels| levels.0)),
            plain(Some(f64::from(self.queue_max(days)))),
            ratio(self.wait_minutes(), visits),
            plain(self.waits.quantile(0.50)),
            plain(self.waits.quantile(0.90)),
            plain(self.waits.quantile(0.95)),
            plain(self.waits.quantile(0.99)),
            ratio(self.sojourn_minutes(), self.served),
            plain(levels.map(|levels| levels.1)),
            share(visits - self.waits.zeros(), visits),
            share(self.balked, self.arrivals),
            due(share(self.late, self.served)),
            due(ratio(self.lateness_minutes, self.served)),
            due(plain(self.tardiness.quantile(0.99))),
            plain(cleared),
            plain(emptied),
        ]
    }
}
