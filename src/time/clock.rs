//! Moments and durations in integer ticks.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

use serde::{Deserialize, Serialize};

/// A span of simulated calendar time in microseconds; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimDuration(u64);

/// A moment: microseconds of local wall-clock time since midnight of the scenario's first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimTime(u64);

/// One second.
pub const SECOND: SimDuration = SimDuration(1_000_000);
/// One minute.
pub const MINUTE: SimDuration = SimDuration(60 * SECOND.0);
/// One hour.
pub const HOUR: SimDuration = SimDuration(60 * MINUTE.0);
/// One day of 24 hours.
pub const DAY: SimDuration = SimDuration(24 * HOUR.0);

/// Later than any run: about 146,000 years. Half of the range, so that sums cannot overflow.
const NEVER: u64 = u64::MAX / 4;

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole ticks (microseconds).
    pub const fn from_ticks(ticks: u64) -> Self {
        Self(ticks)
    }

    /// The nearest whole tick to `seconds`; negative and NaN count as zero, too long as "never".
    #[inline(always)]
    pub fn from_secs_f64(seconds: f64) -> Self {
        // Signed numbers are converted in one instruction.
        let ticks = (seconds * SECOND.0 as f64 + 0.5) as i64;
        Self(ticks.clamp(0, NEVER as i64) as u64)
    }

    /// Length in ticks (microseconds).
    pub const fn ticks(self) -> u64 {
        self.0
    }

    /// The ticks as a float. Signed numbers, as all these are, are converted in one instruction.
    #[inline]
    fn float(self) -> f64 {
        self.0 as i64 as f64
    }

    /// Length in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.float() / SECOND.0 as f64
    }

    /// Length in minutes.
    pub fn as_minutes(self) -> f64 {
        self.float() / MINUTE.0 as f64
    }

    /// Length in hours.
    pub fn as_hours(self) -> f64 {
        self.float() / HOUR.0 as f64
    }

    /// Length in days of 24 hours.
    pub fn as_days(self) -> f64 {
        self.float() / DAY.0 as f64
    }
}

impl SimTime {
    /// Midnight at the start of the first day.
    pub const START: Self = Self(0);
    /// Later than the end of any run.
    pub const NEVER: Self = Self(NEVER);

    /// The moment this many ticks (microseconds) after the start.
    pub const fn from_ticks(ticks: u64) -> Self {
        Self(ticks)
    }

    /// Midnight at the start of day `day`, counted from 0.
    pub const fn from_day(day: u32) -> Self {
        Self(day as u64 * DAY.0)
    }

    /// Ticks since the start.
    pub const fn ticks(self) -> u64 {
        self.0
    }

    /// Day of the scenario, counted from 0.
    #[inline]
    pub const fn day(self) -> u32 {
        (self.0 / DAY.0) as u32
    }

    /// Time since local midnight.
    #[inline]
    pub const fn time_of_day(self) -> SimDuration {
        SimDuration(self.0 % DAY.0)
    }

    /// Time from `earlier` to this moment.
    ///
    /// # Panics
    /// When `earlier` is later: a broken invariant, never a user's fault.
    #[inline]
    pub fn since(self, earlier: Self) -> SimDuration {
        if self.0 < earlier.0 {
            out_of_order(self, earlier);
        }
        SimDuration(self.0 - earlier.0)
    }
}

// Given by value: an assertion would put both into memory wherever a span is taken.
#[cold]
#[inline(never)]
fn out_of_order(moment: SimTime, earlier: SimTime) -> ! {
    panic!("{moment:?} is before {earlier:?}")
}

impl Add<SimDuration> for SimTime {
    type Output = Self;

    #[inline]
    fn add(self, span: SimDuration) -> Self {
        Self((self.0 + span.0).min(NEVER))
    }
}

impl Add for SimDuration {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self((self.0 + other.0).min(NEVER))
    }
}

impl AddAssign for SimDuration {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimDuration {
    type Output = Self;

    /// The difference, or zero if `other` is longer.
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<SimDuration> for u64 {
    type Output = SimDuration;

    #[inline]
    fn mul(self, span: SimDuration) -> SimDuration {
        SimDuration(span.0.saturating_mul(self).min(NEVER))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 % DAY.0 / SECOND.0;
        write!(f, "day {} {:02}:{:02}:{:02}", self.day(), seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_splits_into_day_and_time_of_day() {
        let moment = SimTime::from_day(3) + HOUR + MINUTE;
        assert_eq!((moment.day(), moment.time_of_day()), (3, HOUR + MINUTE));
        assert_eq!(moment.to_string(), "day 3 01:01:00");
    }

    #[test]
    fn odd_seconds_become_ticks_or_nothing() {
        assert_eq!(SimDuration::from_secs_f64(1.5), SimDuration::from_ticks(1_500_000));
        assert_eq!(SimDuration::from_secs_f64(-1.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::NAN), SimDuration::ZERO);
        assert_eq!(SimTime::START + SimDuration::from_secs_f64(f64::INFINITY), SimTime::NEVER);
        assert_eq!(SimTime::NEVER + SimDuration::from_secs_f64(1e300), SimTime::NEVER);
    }
}
