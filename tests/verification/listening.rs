//! Playing a scenario before an observer of the test's own.
//!
//! The modules that rest on this one (`networks`, `time_varying`, `calendars`, `working_days`, `warm_up`,
//! `coverage`) make 127 intervals and 11 p-values at 1e-5, 12 bands and 2 estimated truths at 1e-4: a
//! false alarm with probability 2.8e-3, and below 3.2e-3 with room for the skewness of means at a load of
//! .95. What `conservation` and the rest of `working_days` say is exact.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use reinstate::model::{Model, replicate};
use reinstate::observe::Observer;
use reinstate::stats::{ConfidenceLevel, Interval, Moments, t_interval};
use reinstate::time::{DAY, HOUR, SimDuration, SimTime};

use super::common::ALARM;

/// Replications, each before an observer of its own, in order.
pub(crate) fn listen<O: Observer + Send>(
    model: &Model,
    seed: u64,
    replications: u64,
    fresh: impl Fn() -> O + Sync,
) -> Vec<O> {
    let one = |replication| {
        let mut observer = fresh();
        replicate(model, seed, replication, &mut observer);
        observer
    };
    (0..replications).into_par_iter().map(one).collect()
}

/// Student's interval of values of independent replications, at the level of the checks.
pub(crate) fn interval(values: &Moments) -> Interval {
    let level = ConfidenceLevel::new(1.0 - ALARM).unwrap();
    t_interval(values, level).expect("several values that differ")
}

/// The number at the only station, by hour of the day and at given times of it.
#[derive(Debug, Clone)]
pub(crate) struct DayShape {
    until: SimTime,
    /// Whole days that are counted.
    days: u32,
    marks: Vec<SimDuration>,
    last: SimTime,
    level: u32,
    /// ∫ number dt by hour of the day, ticks.
    hours: [u64; 24],
    /// The number at each mark, day by day.
    pub(crate) at_marks: Vec<Vec<f64>>,
    /// Longest line.
    pub(crate) waiting_max: u32,
}

impl DayShape {
    /// Counts the days from `from` up to `until`; marks ascend and are times of the day.
    pub(crate) fn new(from: u32, until: u32, marks: &[SimDuration]) -> Self {
        Self {
            until: SimTime::from_day(until),
            days: until - from,
            marks: marks.to_vec(),
            last: SimTime::from_day(from),
            level: 0,
            hours: [0; 24],
            at_marks: vec![Vec::new(); marks.len()],
            waiting_max: 0,
        }
    }

    fn advance(&mut self, now: SimTime) {
        let now = now.min(self.until);
        while self.last < now {
            let hour = self.last.ticks() / HOUR.ticks();
            let next = now.min(SimTime::from_ticks((hour + 1) * HOUR.ticks()));
            self.hours[(hour % 24) as usize] += u64::from(self.level) * next.since(self.last).ticks();
            let midnight = SimTime::from_day(self.last.day());
            for (mark, seen) in self.marks.iter().zip(&mut self.at_marks) {
                if (self.last..next).contains(&(midnight + *mark)) {
                    seen.push(f64::from(self.level));
                }
            }
            self.last = next;
        }
    }

    /// Closes the integrals.
    pub(crate) fn finish(mut self) -> Self {
        self.advance(self.until);
        self
    }

    /// Mean number in an hour of the day.
    pub(crate) fn hour(&self, hour: usize) -> f64 {
        self.hours[hour] as f64 / (u64::from(self.days) * HOUR.ticks()) as f64
    }

    /// Mean number over the whole day.
    pub(crate) fn mean(&self) -> f64 {
        self.hours.iter().sum::<u64>() as f64 / (u64::from(self.days) * DAY.ticks()) as f64
    }
}

impl Observer for DayShape {
    fn levels(&mut self, station: u16, now: SimTime, waiting: u32, in_service: u32) {
        assert_eq!(station, 0, "one station is listened to");
        self.advance(now);
        self.level = waiting + in_service;
        self.waiting_max = self.waiting_max.max(waiting);
    }
}
