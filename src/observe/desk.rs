//! What is counted at one desk.

use crate::stats::LogHistogram;
use crate::time::{OfficeHours, SimDuration, SimTime};

/// One day at a desk. Integrals are over the day, in hours.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayTally {
    /// ∫ number in line dt, over calendar time.
    pub queue_hours: f64,
    /// ∫ number in line or in service dt, over calendar time.
    pub system_hours: f64,
    /// ∫ busy servers dt, over the time they work.
    pub busy_hours: f64,
    /// Longest line.
    pub queue_max: u32,
}

/// Counts and integrals of one desk over one replication.
#[derive(Debug, Clone)]
pub struct DeskTally {
    hours: OfficeHours,
    servers: u32,
    /// Whether busy servers work outside office hours as well (they finish the case in hand).
    overtime: bool,
    last: SimTime,
    waiting: u32,
    busy: u32,
    days: Vec<DayTally>,
    /// Arrivals at the desk.
    pub arrivals: u64,
    /// Services completed.
    pub served: u64,
    /// Departures from the line without service.
    pub abandoned: u64,
    /// Waits in line of those whose service started, minutes of calendar time.
    pub waits: LogHistogram,
    /// Their sum, minutes.
    pub wait_minutes: f64,
    /// Services started.
    pub started: u64,
    /// Sum of times from arrival to the end of service, minutes of calendar time.
    pub sojourn_minutes: f64,
}

impl DeskTally {
    /// An empty tally of a desk of `servers`, over `days` days.
    pub fn new(hours: OfficeHours, servers: u32, overtime: bool, days: u32) -> Self {
        Self {
            hours,
            servers,
            overtime,
            last: SimTime::START,
            waiting: 0,
            busy: 0,
            days: vec![DayTally::default(); days as usize],
            arrivals: 0,
            served: 0,
            abandoned: 0,
            waits: LogHistogram::default(),
            wait_minutes: 0.0,
            started: 0,
            sojourn_minutes: 0.0,
        }
    }

    /// Records a wait.
    #[inline]
    pub fn wait(&mut self, waited: SimDuration) {
        let minutes = waited.as_minutes();
        self.started += 1;
        self.wait_minutes += minutes;
        self.waits.record(minutes);
    }

    /// Brings the integrals up to `now` and sets new levels.
    #[inline]
    pub fn set_levels(&mut self, now: SimTime, waiting: u32, busy: u32) {
        self.advance(now);
        (self.waiting, self.busy) = (waiting, busy);
        if let Some(day) = self.days.get_mut(now.day() as usize) {
            day.queue_max = day.queue_max.max(waiting);
        }
    }

    /// Brings the integrals up to `now`, splitting them at midnights.
    pub fn advance(&mut self, now: SimTime) {
        while self.last < now {
            let midnight = SimTime::from_day(self.last.day() + 1);
            let until = now.min(midnight);
            let Some(day) = self.days.get_mut(self.last.day() as usize) else {
                self.last = now;
                return;
            };
            let calendar = until.since(self.last).as_hours();
            day.queue_max = day.queue_max.max(self.waiting);
            day.queue_hours += f64::from(self.waiting) * calendar;
            day.system_hours += f64::from(self.waiting + self.busy) * calendar;
            if self.busy > 0 {
                let worked =
                    if self.overtime { calendar } else { self.hours.between(self.last, until).as_hours() };
                day.busy_hours += f64::from(self.busy) * worked;
            }
            self.last = until;
        }
    }

    /// The days.
    pub fn days(&self) -> &[DayTally] {
        &self.days
    }

    /// Duty time of all servers on `day`, hours.
    pub fn duty_hours(&self, day: u32) -> f64 {
        self.hours.duty_on(day).as_hours() * f64::from(self.servers)
    }

    /// Busy share of duty time over the first `days` days; `None` without duty time.
    pub fn utilisation(&self, days: u32) -> Option<f64> {
        let duty: f64 = (0..days).map(|day| self.duty_hours(day)).sum();
        let busy: f64 = self.days.iter().take(days as usize).map(|day| day.busy_hours).sum();
        (duty > 0.0).then(|| busy / duty)
    }

    /// Mean number in line and mean number at the desk over the first `days` days.
    pub fn mean_levels(&self, days: u32) -> Option<(f64, f64)> {
        let hours = 24.0 * f64::from(days);
        let sum = |value: fn(&DayTally) -> f64| self.days.iter().take(days as usize).map(value).sum::<f64>();
        (hours > 0.0).then(|| (sum(|day| day.queue_hours) / hours, sum(|day| day.system_hours) / hours))
    }

    /// Longest line over the first `days` days.
    pub fn queue_max(&self, days: u32) -> u32 {
        self.days.iter().take(days as usize).map(|day| day.queue_max).max().unwrap_or(0)
    }
}
