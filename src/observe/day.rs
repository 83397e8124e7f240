//! A day at a station, and where days are cut.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::time::{HOUR, SimTime};

/// One day at a station, or a part of it. Integrals are over the day, in whole ticks, so that
/// they are exact however they are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayTally {
    /// ∫ number in line dt, over calendar time.
    pub(super) queue: u64,
    /// ∫ number in service dt, over calendar time.
    pub(super) service: u64,
    /// Time worked, ticks.
    pub(super) busy: u64,
    /// Longest line.
    pub queue_max: u32,
}

impl AddAssign for DayTally {
    fn add_assign(&mut self, other: Self) {
        self.queue += other.queue;
        self.service += other.service;
        self.busy += other.busy;
        self.queue_max = self.queue_max.max(other.queue_max);
    }
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

/// The end of the day of `from`, or of the warm-up if that comes before it.
pub(super) fn end_of_stretch(from: SimTime, warm_up: SimTime) -> SimTime {
    let midnight = SimTime::from_day(from.day() + 1);
    if from < warm_up { midnight.min(warm_up) } else { midnight }
}
