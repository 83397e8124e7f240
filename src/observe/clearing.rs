//! How a line gets rid of those who were in it when the period began.

use serde::{Deserialize, Serialize};

use crate::time::SimTime;

/// When those have left a station who were there when the period began, and when nobody waited there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clearing {
    /// Whether the line has never been empty yet, if some were there when the period began.
    pub(super) behind: bool,
    /// When the last of those had left.
    pub cleared: Option<SimTime>,
    /// When nobody was in line for the first time, whoever came later included.
    pub emptied: Option<SimTime>,
}

impl Clearing {
    /// Of a station at which so many are when the period begins.
    pub fn of(backlog: u32) -> Self {
        Self { behind: backlog > 0, ..Self::default() }
    }

    /// Nobody is in line; at the very beginning, the line is only being formed.
    #[cold]
    pub(super) fn empty(&mut self, now: SimTime) {
        if now > SimTime::START {
            (self.emptied, self.behind) = (Some(now), false);
        }
    }

    /// Days from the start of the period until the last had left, and until nobody waited.
    pub fn days(&self) -> [Option<f64>; 2] {
        [self.cleared, self.emptied].map(|at| at.map(|at| at.since(SimTime::START).as_days()))
    }
}

/// Whether a measure of stations is about this: then it is told where somebody is there when the period begins, and is
/// defined once it is in every replication.
pub fn is_of_backlog(measure: &str) -> bool {
    measure.starts_with("days_to_")
}
