//! How many wait at several stations together: the most on each day.
//!
//! The longest line of each station alone does not tell: they need not be longest at the same moment. Which
//! stations belong together is not known here.

use crate::time::SimTime;

/// The most in line at once at all stations of a group, day by day. What lies before the warm-up is over is left
/// out, as at a single station ([`super::StationTally`]).
#[derive(Debug, Clone)]
pub struct Together {
    last: SimTime,
    waiting: u32,
    /// The day under way, its end, and the most so far.
    today: u32,
    today_until: SimTime,
    most: u32,
    days: Vec<u32>,
}

impl Together {
    /// Nobody in line, over `days` days.
    pub fn new(warm_up: SimTime, days: u32) -> Self {
        let today = warm_up.day();
        Self {
            last: warm_up,
            waiting: 0,
            today,
            today_until: SimTime::from_day(today + 1),
            most: 0,
            days: vec![0; days as usize],
        }
    }

    /// At one of the stations the line changes from `before` to `after`.
    #[inline(always)]
    pub fn change(&mut self, now: SimTime, before: u32, after: u32) {
        self.advance(now);
        self.waiting = self.waiting - before + after;
        // Not before the warm-up, which `last` begins with.
        if now >= self.last {
            self.most = self.most.max(self.waiting);
        }
    }

    /// Whoever waits has waited until `now`.
    #[inline(always)]
    fn advance(&mut self, now: SimTime) {
        if now >= self.today_until {
            self.turn_to(now);
        }
        if self.last < now {
            self.most = self.most.max(self.waiting);
            self.last = now;
        }
    }

    /// Closes the days before that of `now`.
    #[cold]
    fn turn_to(&mut self, now: SimTime) {
        while now >= self.today_until {
            // Whoever waits at midnight waited on the day before, and on the next only if time passes.
            let most = if self.last < self.today_until { self.most.max(self.waiting) } else { self.most };
            if let Some(day) = self.days.get_mut(self.today as usize) {
                *day = most;
            }
            self.last = self.last.max(self.today_until);
            self.most = 0;
            self.today += 1;
            self.today_until = SimTime::from_day(self.today + 1);
        }
    }

    /// The most of each day, up to `end`.
    pub fn finish(mut self, end: SimTime) -> Vec<u32> {
        self.advance(end);
        if let Some(day) = self.days.get_mut(self.today as usize) {
            *day = self.most;
        }
        self.days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, SimDuration};

    fn at(day: u32, hours: u64) -> SimTime {
        SimTime::from_day(day) + hours * HOUR
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
        assert_eq!(together.finish(at(4, 0)), [7, 7, 5, 5]);
    }

    #[test]
    fn what_waits_when_the_warm_up_ends_counts_from_then_on() {
        let mut together = Together::new(at(1, 6), 3);
        together.change(at(0, 1), 0, 9);
        together.change(at(1, 2), 9, 2);
        together.change(at(1, 6) + SimDuration::from_ticks(1), 2, 1);
        assert_eq!(together.finish(at(3, 0)), [0, 2, 1]);
    }

    #[test]
    fn a_line_of_no_time_counts_while_a_day_lasts() {
        let mut together = Together::new(SimTime::START, 2);
        together.change(at(0, 1), 0, 6);
        together.change(at(0, 1), 6, 0);
        assert_eq!(together.finish(at(2, 0)), [6, 0]);
    }
}
