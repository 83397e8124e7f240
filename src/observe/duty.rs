//! Time on duty day by day, and how much of it counts.

use std::sync::Arc;

use crate::time::SimTime;

/// Hours on duty by day of a run. What lies before the warm-up is over does not count: all of the days before it,
/// and a part of the day on which it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    by_day: Arc<[f64]>,
    first: usize,
    /// Hours of the first day that counts before it does.
    before: f64,
}

impl Duty {
    /// Hours by day; `before` of them lie on the day on which `warm_up` ends, before it does.
    pub fn new(by_day: impl Into<Arc<[f64]>>, warm_up: SimTime, before: f64) -> Self {
        Self { by_day: by_day.into(), first: warm_up.day() as usize, before }
    }

    /// All hours of a day, counted or not.
    pub fn on(&self, day: u32) -> f64 {
        self.by_day.get(day as usize).copied().unwrap_or(0.0)
    }

    /// The hours of a day that count.
    pub fn counted_on(&self, day: u32) -> f64 {
        match (day as usize).cmp(&self.first) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => self.on(day) - self.before,
            std::cmp::Ordering::Greater => self.on(day),
        }
    }

    /// The hours of the first `days` days that count.
    pub fn counted(&self, days: u32) -> f64 {
        (0..days).map(|day| self.counted_on(day)).sum()
    }
}
