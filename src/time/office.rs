//! Office time: the hours of working days in which people are on duty.
//!
//! Office time is a clock that stands still outside the shifts. Both directions, from calendar
//! time to office time and back, cost a few look-ups: with equal hours every working day, office
//! time is (working days passed) × (hours a day) + (hours passed today).

use std::fmt;

use super::{DAY, SimDuration, SimTime, WorkCalendar};

/// A stretch of duty within a day, from `start` to `end` after local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Start, after midnight.
    pub start: SimDuration,
    /// End, after midnight, at most 24 hours.
    pub end: SimDuration,
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = |span: SimDuration| span.ticks() / super::MINUTE.ticks();
        let (start, end) = (minutes(self.start), minutes(self.end));
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// What makes a list of shifts unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// The list is empty: nobody would ever be on duty.
    #[error("a day needs at least one shift")]
    Empty,
    /// A shift ends before it starts, or after midnight.
    #[error("shift {0} must end after it starts and by 24:00")]
    Backwards(Shift),
    /// Two shifts overlap or are out of order.
    #[error("shift {later} must start after shift {earlier} ends")]
    Overlap {
        /// The shift listed first.
        earlier: Shift,
        /// The shift listed after it.
        later: Shift,
    },
}

/// A working calendar with the shifts of its working days.
#[derive(Debug, Clone)]
pub struct OfficeHours {
    calendar: WorkCalendar,
    shifts: Vec<Shift>,
    daily: u64,
    always_open: bool,
}

impl OfficeHours {
    /// Puts `shifts` on every working day of `calendar`.
    ///
    /// # Errors
    /// No shift, a shift that ends before it starts or after 24:00, or shifts that overlap.
    pub fn new(calendar: WorkCalendar, shifts: Vec<Shift>) -> Result<Self, ShiftError> {
        if shifts.is_empty() {
            return Err(ShiftError::Empty);
        }
        if let Some(wrong) = shifts.iter().find(|shift| shift.end <= shift.start || shift.end > DAY) {
            return Err(ShiftError::Backwards(*wrong));
        }
        if let Some(pair) = shifts.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(ShiftError::Overlap { earlier: pair[0], later: pair[1] });
        }
        let daily = shifts.iter().map(|shift| (shift.end - shift.start).ticks()).sum();
        let always_open =
            daily == DAY.ticks() && calendar.working_days_before(calendar.days()) == calendar.days();
        Ok(Self { calendar, shifts, daily, always_open })
    }

    /// The calendar underneath.
    pub fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    /// Office time of one working day.
    pub fn daily(&self) -> SimDuration {
        SimDuration::from_ticks(self.daily)
    }

    /// First opening of a working day, after midnight.
    pub fn opens(&self) -> SimDuration {
        self.shifts[0].start
    }

    /// Last closing of a working day, after midnight.
    pub fn closes(&self) -> SimDuration {
        self.shifts[self.shifts.len() - 1].end
    }

    /// Whether people are on duty at `moment`; a shift is open from its start up to, and not at,
    /// its end.
    #[inline]
    pub fn is_open(&self, moment: SimTime) -> bool {
        if self.always_open {
            return true;
        }
        let tod = moment.time_of_day();
        self.calendar.is_working(moment.day())
            && self.shifts.iter().any(|shift| shift.start <= tod && tod < shift.end)
    }

    /// `moment` itself if open, else the next start of a shift; [`SimTime::NEVER`] past the span
    /// of the calendar.
    #[inline]
    pub fn next_open(&self, moment: SimTime) -> SimTime {
        if self.is_open(moment) {
            return moment;
        }
        let (day, tod) = (moment.day(), moment.time_of_day());
        if self.calendar.is_working(day)
            && let Some(shift) = self.shifts.iter().find(|shift| shift.start > tod)
        {
            return SimTime::from_day(day) + shift.start;
        }
        match self.calendar.on_or_after(day.saturating_add(1)) {
            Some(day) => SimTime::from_day(day) + self.shifts[0].start,
            None => SimTime::NEVER,
        }
    }

    /// Office time passed from the start of the scenario to `moment`.
    #[inline]
    pub fn elapsed(&self, moment: SimTime) -> SimDuration {
        if self.always_open {
            return SimDuration::from_ticks(moment.ticks());
        }
        let day = moment.day();
        let passed = u64::from(self.calendar.working_days_before(day)) * self.daily;
        let today = if self.calendar.is_working(day) { self.within(moment.time_of_day()) } else { 0 };
        SimDuration::from_ticks(passed + today)
    }

    /// Office time from `from` to `to`; zero if `to` is earlier.
    #[inline]
    pub fn between(&self, from: SimTime, to: SimTime) -> SimDuration {
        self.elapsed(to) - self.elapsed(from)
    }

    /// The earliest moment at which `work` of office time has passed since `from`;
    /// [`SimTime::NEVER`] past the span of the calendar.
    ///
    /// No work takes no time when the office is open, and lasts to the next opening when closed.
    #[inline]
    pub fn add(&self, from: SimTime, work: SimDuration) -> SimTime {
        if self.always_open {
            return from + work;
        }
        let from = self.next_open(from);
        if from == SimTime::NEVER {
            return from;
        }
        let today = self.within(from.time_of_day());
        let target = today + work.ticks();
        if target <= self.daily {
            return self.at(from.day(), target);
        }
        // Work that ends exactly at closing time ends today, not at the next opening: hence − 1.
        let days = (target - 1) / self.daily;
        let index = u64::from(self.calendar.working_days_before(from.day())) + days;
        match u32::try_from(index).ok().and_then(|index| self.calendar.working_day(index)) {
            Some(day) => self.at(day, target - days * self.daily),
            None => SimTime::NEVER,
        }
    }

    /// The moment of working day `day` at which `worked` ticks of its office time have passed.
    fn at(&self, day: u32, worked: u64) -> SimTime {
        let mut left = worked;
        for shift in &self.shifts {
            let length = (shift.end - shift.start).ticks();
            if left <= length {
                return SimTime::from_day(day) + shift.start + SimDuration::from_ticks(left);
            }
            left -= length;
        }
        SimTime::from_day(day) + self.closes()
    }

    /// Office time of a working day that has passed by `tod`.
    #[inline]
    fn within(&self, tod: SimDuration) -> u64 {
        self.shifts.iter().map(|shift| (tod.min(shift.end) - shift.start).ticks()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, MINUTE};
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn at(day: u32, hour: u64, minute: u64) -> SimTime {
        SimTime::from_day(day) + hours(hour) + SimDuration::from_ticks(minute * MINUTE.ticks())
    }

    fn hours(count: u64) -> SimDuration {
        SimDuration::from_ticks(count * HOUR.ticks())
    }

    /// Monday 2024-04-01 onwards with the Qingming holiday, 09:00–12:00 and 13:30–18:00.
    fn desk() -> OfficeHours {
        let (exceptions, until) = crate::time::china_2024_to_2026();
        let calendar =
            WorkCalendar::new(date(2024, 4, 1), 60, WorkCalendar::MONDAY_TO_FRIDAY, &exceptions, Some(until));
        let morning = Shift { start: hours(9), end: hours(12) };
        let afternoon = Shift { start: hours(13) + 30 * MINUTE, end: hours(18) };
        OfficeHours::new(calendar.expect("a calendar"), vec![morning, afternoon]).expect("shifts")
    }

    #[test]
    fn work_stops_at_noon_at_night_and_over_the_holiday() {
        let desk = desk();
        assert_eq!(desk.add(at(0, 11, 50), 20 * MINUTE), at(0, 13, 40));
        assert_eq!(desk.add(at(0, 17, 50), 20 * MINUTE), at(1, 9, 10));
        // Wednesday 04-03 evening to Sunday 04-07, a make-up working day.
        assert_eq!(desk.add(at(2, 17, 50), 20 * MINUTE), at(6, 9, 10));
        assert_eq!(desk.add(at(0, 17, 0), HOUR), at(0, 18, 0));
        assert_eq!(desk.add(at(0, 3, 0), SimDuration::ZERO), at(0, 9, 0));
        assert_eq!(desk.add(at(0, 9, 0), 15 * HOUR), at(1, 18, 0));
    }

    #[test]
    fn doors_open_and_close_on_time() {
        let desk = desk();
        assert!(desk.is_open(at(0, 9, 0)) && !desk.is_open(at(0, 12, 0)) && !desk.is_open(at(3, 10, 0)));
        assert_eq!(desk.next_open(at(0, 12, 30)), at(0, 13, 30));
        assert_eq!(desk.next_open(at(2, 18, 0)), at(6, 9, 0));
        assert_eq!(desk.next_open(at(59, 23, 0)), SimTime::NEVER);
        assert_eq!(desk.add(at(59, 9, 0), 4000 * HOUR), SimTime::NEVER);
    }

    #[test]
    fn shifts_that_make_no_day_are_refused() {
        let calendar = WorkCalendar::every_day(date(2024, 1, 1), 5).expect("a calendar");
        let shift = |start, end| Shift { start: hours(start), end: hours(end) };
        let refuse = |shifts| OfficeHours::new(calendar.clone(), shifts).expect_err("refused");
        assert_eq!(refuse(vec![]), ShiftError::Empty);
        assert_eq!(
            refuse(vec![shift(9, 9)]).to_string(),
            "shift 09:00-09:00 must end after it starts and by 24:00"
        );
        assert!(matches!(refuse(vec![shift(9, 25)]), ShiftError::Backwards(_)));
        assert!(matches!(refuse(vec![shift(9, 13), shift(12, 18)]), ShiftError::Overlap { .. }));
    }

    #[test]
    fn round_the_clock_is_calendar_time() {
        let calendar = WorkCalendar::every_day(date(2024, 1, 1), 5).expect("a calendar");
        let all =
            OfficeHours::new(calendar, vec![Shift { start: SimDuration::ZERO, end: DAY }]).expect("a day");
        assert_eq!(all.add(at(1, 23, 0), 3 * HOUR), at(2, 2, 0));
        assert_eq!(all.between(at(0, 1, 0), at(3, 2, 0)), DAY + DAY + DAY + HOUR);
    }

    proptest! {
        /// Adding work and measuring it are inverse, and the end is reached while on duty.
        #[test]
        fn adding_and_measuring_agree(day in 0_u32..40, tod in 0_u64..DAY.ticks(), work in 1_u64..100 * HOUR.ticks()) {
            let desk = desk();
            let from = SimTime::from_day(day) + SimDuration::from_ticks(tod);
            let work = SimDuration::from_ticks(work);
            let end = desk.add(from, work);
            prop_assume!(end != SimTime::NEVER);
            prop_assert_eq!(desk.between(from, end), work);
            // The end is the earliest such moment: a tick before, less has passed.
            prop_assert!(desk.between(from, SimTime::from_ticks(end.ticks() - 1)) < work);
        }

        /// The look-up agrees with counting every minute.
        #[test]
        fn elapsed_agrees_with_counting_minutes(day in 0_u32..20, minute in 0_u64..1440) {
            let desk = desk();
            let end = at(day, 0, minute);
            let counted = (0..end.ticks() / MINUTE.ticks())
                .filter(|m| desk.is_open(SimTime::from_ticks(m * MINUTE.ticks())))
                .count() as u64;
            prop_assert_eq!(desk.elapsed(end).ticks(), counted * MINUTE.ticks());
        }
    }

    #[test]
    fn no_exceptions_means_plain_weekdays() {
        let calendar =
            WorkCalendar::new(date(2027, 1, 1), 31, WorkCalendar::MONDAY_TO_FRIDAY, &BTreeMap::new(), None);
        assert_eq!(calendar.expect("a calendar").working_days_before(31), 21);
    }
}
