//! How many wait at several stations together: the most on each day.
//!
//! The longest line of each station alone does not tell: they need not be longest at the same moment. Which
//! stations belong together is not known here.

use serde::{Deserialize, Serialize};

use super::day::end_of_stretch;
use crate::time::SimTime;

/// The most in line at once at all stations of a group, day by day. Days are kept from the start; what lies before
/// the warm-up is over does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Together {
    warm_up: SimTime,
    last: SimTime,
    waiting: u32,
    /// The day under way, and its end; cut in two where the warm-up ends on it.
    today: u32,
    today_until: SimTime,
    /// The most so far on it.
    most: u32,
    /// The most of the part of the first day that does not count.
    before: u32,
    /// Of the first day that counts, only the part that does.
    days: Vec<u32>,
}

impl Together {
    /// Nobody in line, over `days` days.
    pub fn new(warm_up: SimTime, days: u32) -> Self {
        Self {
            warm_up,
            last: SimTime::START,
            waiting: 0,
            today: 0,
            today_until: end_of_stretch(SimTime::START, warm_up),
            most: 0,
            before: 0,
            days: vec![0; days as usize],
        }
    }

    /// At one of the stations the line changes from `before` to `after`.
    #[inline(always)]
    pub fn change(&mut self, now: SimTime, before: u32, after: u32) {
        self.advance(now);
        self.waiting = self.waiting - before + after;
    }

    /// Whoever waits has waited until `now`. A line that lasted no time was none.
    #[inline(always)]
    fn advance(&mut self, now: SimTime) {
        if now >= self.today_until {
            self.turn_to(now);
        }
        self.reach(now);
    }

    /// The line has been as long as it is until `now`, which lies within the day under way or at its end.
    #[inline(always)]
    fn reach(&mut self, now: SimTime) {
        if self.last < now {
            self.most = self.most.max(self.waiting);
            self.last = now;
        }
    }

    /// Closes the days before that of `now`, and the part of one that does not count.
    #[cold]
    fn turn_to(&mut self, now: SimTime) {
        while now >= self.today_until {
            // Whoever waits at midnight waited on the day before, and waits on the next only if time passes.
            self.reach(self.today_until);
            self.close();
            self.today_until = end_of_stretch(self.today_until, self.warm_up);
        }
    }

    /// The day under way, or the part of it that does not count, is over.
    fn close(&mut self) {
        let most = std::mem::take(&mut self.most);
        if self.today_until < SimTime::from_day(self.today + 1) {
            self.before = most;
            return;
        }
        if let Some(day) = self.days.get_mut(self.today as usize) {
            *day = most;
        }
        self.today += 1;
    }

    /// The same once nothing happens any more, up to `end`.
    #[must_use]
    pub fn finish(mut self, end: SimTime) -> Self {
        self.advance(end);
        self.close();
        self
    }

    /// The most on a whole day, counted or not.
    pub fn on(&self, day: u32) -> u32 {
        let counted = self.days[day as usize];
        if day == self.warm_up.day() { counted.max(self.before) } else { counted }
    }

    /// The most over what counts of the first `days` days.
    pub fn most(&self, days: u32) -> u32 {
        let first = self.warm_up.day() as usize;
        self.days.iter().take(days as usize).skip(first).copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    fn at(day: u32, hours: u64) -> SimTime {
        SimTime::from_day(day) + hours * HOUR
    }

    fn days(together: &Together) -> Vec<u32> {
        (0..together.days.len() as u32).map(|day| together.on(day)).collect()
    }

    #[test]
    fn lines_that_are_long_at_different_times_do_not_add_up() {
        let mut together = Together::new(SimTime::START, 4);
        together.change(at(0, 9), 0, 5);
        together.change(at(0, 10), 5, 0);
        together.change(at(0, 11), 0, 4);
        together.change(at(0, 12), 0, 3);
        // Seven over night; exactly at midnight, two leave.
        together.change(at(2, 0), 4, 2);
        let together = together.finish(at(4, 0));
        assert_eq!((days(&together), together.most(4)), (vec![7, 7, 5, 5], 7));
    }

    #[test]
    fn what_waits_when_the_warm_up_ends_counts_from_then_on() {
        let mut together = Together::new(at(1, 6), 3);
        together.change(at(0, 1), 0, 9);
        together.change(at(1, 2), 9, 2);
        together.change(at(1, 7), 2, 1);
        let together = together.finish(at(3, 0));
        assert_eq!((days(&together), together.most(3), together.most(1)), (vec![9, 9, 1], 2, 0));
    }

    #[test]
    fn a_line_of_no_time_is_none() {
        let mut together = Together::new(SimTime::START, 2);
        together.change(at(0, 1), 0, 6);
        together.change(at(0, 1), 6, 0);
        let together = together.finish(at(2, 0));
        assert_eq!(days(&together), [0, 0]);
    }
}
