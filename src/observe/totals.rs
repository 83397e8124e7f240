//! What a station has counted by the end of each day, for batches of days and for lines that grow.
//!
//! Taken when a day is closed, which costs nothing while cases pass. A day is closed by the first change of the levels
//! on a later one, so what is counted just before that change is told on the day before.

use std::ops::{Range, Sub};

use serde::{Deserialize, Serialize};

use super::StationTally;
use crate::time::{MINUTE, SimTime};

/// Counts from the end of the warm-up on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Arrivals, those who balked included.
    pub arrivals: u64,
    /// Arrivals who found the line too long.
    pub balked: u64,
    /// Departures from the line without service.
    pub abandoned: u64,
    /// Waits of visits that are over.
    pub waits: u64,
    /// Their sum, ticks.
    pub waited: u128,
    /// Services completed.
    pub served: u64,
    /// Sum of times from arrival to the end of service, ticks.
    pub stayed: u128,
}

impl Sub for Totals {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            arrivals: self.arrivals - before.arrivals,
            balked: self.balked - before.balked,
            abandoned: self.abandoned - before.abandoned,
            waits: self.waits - before.waits,
            waited: self.waited - before.waited,
            served: self.served - before.served,
            stayed: self.stayed - before.stayed,
        }
    }
}

impl Totals {
    /// Sum of waits, minutes.
    pub fn wait_minutes(&self) -> f64 {
        self.waited as f64 / MINUTE.ticks() as f64
    }

    /// Sum of times at the station, minutes.
    pub fn sojourn_minutes(&self) -> f64 {
        self.stayed as f64 / MINUTE.ticks() as f64
    }
}

/// Fewest batches that the days of one long run are grouped into, and most.
const LEAST_BATCHES: u32 = 10;
const MOST_BATCHES: u32 = 20;

impl StationTally {
    /// What was counted on some days.
    pub fn counted_on(&self, days: Range<u32>) -> Totals {
        let by = |day: u32| match day.checked_sub(1) {
            Some(before) => {
                self.totals.get(before as usize).or(self.totals.last()).copied().unwrap_or_default()
            }
            None => Totals::default(),
        };
        by(days.end) - by(days.start)
    }

    /// The first day all of which counts.
    pub fn first_whole_day(&self) -> u32 {
        let first = self.warm_up.day();
        first + u32::from(self.warm_up > SimTime::from_day(first))
    }

    /// The whole days that count, up to `days`, in 10 to 20 batches of equal length, each of whole cycles of what
    /// repeats; days at the front are left out. `None` if nothing repeats, or less than ten times.
    pub fn batches(&self, days: u32) -> Option<Vec<Range<u32>>> {
        let cycle = self.facts().cycle?.days();
        let until = days.min(self.day_count());
        let cycles = until.saturating_sub(self.first_whole_day()) / cycle;
        if cycles < LEAST_BATCHES {
            return None;
        }
        let batches = cycles.min(MOST_BATCHES);
        let length = cycles / batches * cycle;
        let first = until - batches * length;
        Some((0..batches).map(|batch| first + batch * length..first + (batch + 1) * length).collect())
    }
}
