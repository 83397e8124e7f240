//! Office time: the hours in which people are on duty.
//!
//! Office time is a clock that stands still outside the shifts. Both directions, from calendar
//! time to office time and back, cost a few look-ups: office time is (duty of the days passed) +
//! (duty passed today), and with equal hours the day on which work ends is found by a division.
//! Who is on duty, and how many, is not known here.

use std::collections::HashMap;

use super::roster::{Day, Roster, duty};
use super::shift::united;
use super::{DAY, Shift, ShiftError, SimDuration, SimTime, WorkCalendar};

/// A working calendar with the shifts of its days.
///
/// Past the span of the calendar nobody is on duty. A clone shares the tables, so that every
/// replication can hold one.
#[derive(Debug, Clone)]
pub struct OfficeHours {
    calendar: WorkCalendar,
    roster: Roster,
    /// Duty time of a day that has any, ticks, if all have the same.
    equal: Option<u64>,
    always_open: bool,
    /// The end of the span.
    end: SimTime,
}

impl OfficeHours {
    /// Puts `shifts` on every working day of `calendar`.
    ///
    /// # Errors
    /// No shift, a shift that ends before it starts or after the next day, or shifts that overlap.
    pub fn new(calendar: WorkCalendar, shifts: Vec<Shift>) -> Result<Self, ShiftError> {
        if shifts.is_empty() {
            return Err(ShiftError::Empty);
        }
        let (worked, eve) = (calendar.clone(), calendar.works_before_first().then_some(0));
        Self::by_day(calendar, vec![shifts], eve, |day| worked.is_working(day).then_some(0))
    }

    /// Begins on each day of the span of `calendar` the pattern of shifts, counted from 0, that
    /// `plan` gives for it: `None`, like a pattern without shifts, means that nobody starts then.
    /// The plan is asked once a day, in order. A shift belongs to the day on which it starts and may go on after midnight;
    /// `eve` is the pattern of the day before the first, of which only what lies in the span counts.
    ///
    /// The plan decides alone: duty on a day off of the calendar, and none on a working day, are
    /// both allowed, and so is a plan without any duty.
    ///
    /// # Errors
    /// A shift that ends before it starts or after the next day, or shifts that overlap, of one pattern or of two days
    /// in a row.
    ///
    /// # Panics
    /// When the plan names a pattern that does not exist: a broken invariant, never a user's fault.
    pub fn by_day(
        calendar: WorkCalendar,
        patterns: Vec<Vec<Shift>>,
        eve: Option<usize>,
        plan: impl FnMut(u32) -> Option<usize>,
    ) -> Result<Self, ShiftError> {
        let roster = Roster::new(calendar.days(), patterns, eve, plan)?;
        let equal = roster.equal();
        let always_open = roster.total() == u64::from(calendar.days()) * DAY;
        let end = SimTime::from_day(calendar.days());
        Ok(Self { calendar, roster, equal, always_open, end })
    }

    /// The hours in which anybody is on duty whose hours are among `all`, over the span of `calendar`.
    ///
    /// # Errors
    /// None: duty of days is within them and in order. The type is that of the constructor.
    pub fn any_of(calendar: WorkCalendar, all: &[Self]) -> Result<Self, ShiftError> {
        let (mut patterns, mut known) = (Vec::new(), HashMap::new());
        let by_day: Vec<usize> = (0..calendar.days())
            .map(|day| {
                let mut shifts: Vec<Shift> = all.iter().flat_map(|hours| hours.on(day)).copied().collect();
                shifts.sort_unstable();
                let union = united(&shifts);
                *known.entry(union.clone()).or_insert_with(|| {
                    patterns.push(union);
                    patterns.len() - 1
                })
            })
            .collect();
        Self::by_day(calendar, patterns, None, |day| by_day.get(day as usize).copied())
    }

    /// The calendar underneath.
    pub fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    /// The end of the span, past which nobody is on duty.
    #[inline]
    pub fn end(&self) -> SimTime {
        self.end
    }

    /// Whether people are on duty at every moment of the span.
    #[inline]
    pub fn is_always_open(&self) -> bool {
        self.always_open
    }

    /// Office time of a day on which the first pattern that has a shift is worked, as on the day before; zero without
    /// one. Where days differ, ask [`Self::duty_on`].
    pub fn daily(&self) -> SimDuration {
        duty(self.roster.typical())
    }

    /// First opening of such a day, after midnight, 0 if a shift goes on over midnight; zero without a pattern.
    /// Where days differ, ask [`Self::opens_on`].
    pub fn opens(&self) -> SimDuration {
        self.roster.typical().first().map_or(SimDuration::ZERO, |shift| shift.start)
    }

    /// Last closing of such a day, after midnight, 24 hours if a shift goes on over midnight; zero without a pattern.
    /// Where days differ, ask [`Self::closes_on`].
    pub fn closes(&self) -> SimDuration {
        self.roster.typical().last().map_or(SimDuration::ZERO, |shift| shift.end)
    }

    /// Duty of `day`, within 0 and 24 hours, in order: of a shift past midnight, what lies on this day.
    pub fn on(&self, day: u32) -> &[Shift] {
        self.shifts_on(day)
    }

    /// Office time of `day`, 0..24 hours.
    pub fn duty_on(&self, day: u32) -> SimDuration {
        duty(self.shifts_on(day))
    }

    /// First opening of `day`, after midnight; `None` on a day without duty.
    pub fn opens_on(&self, day: u32) -> Option<SimDuration> {
        self.shifts_on(day).first().map(|shift| shift.start)
    }

    /// Last closing of `day`, after midnight; `None` on a day without duty.
    pub fn closes_on(&self, day: u32) -> Option<SimDuration> {
        self.shifts_on(day).last().map(|shift| shift.end)
    }

    /// Whether people are on duty at `moment`; a shift is open from its start up to, and not at,
    /// its end.
    #[inline]
    pub fn is_open(&self, moment: SimTime) -> bool {
        if self.always_open {
            return moment < self.end;
        }
        self.is_on_shift(moment)
    }

    /// [`Self::is_open`] where the time of day matters; by a call, since it is the longer way.
    #[inline(never)]
    fn is_on_shift(&self, moment: SimTime) -> bool {
        let time_of_day = moment.time_of_day();
        self.shifts_on(moment.day()).iter().any(|shift| shift.holds(time_of_day))
    }

    /// When the duty that is on at `moment` stops: the end of the shift, or of the last of several
    /// that touch, over midnight as well. `None` when closed; [`SimTime::NEVER`] if duty lasts to
    /// the end of the span.
    // In line, day and time of day would be computed before it is known whether anyone asks.
    #[inline(never)]
    pub fn shift_end(&self, moment: SimTime) -> Option<SimTime> {
        let (day, time_of_day) = (moment.day(), moment.time_of_day());
        let shift = self.shifts_on(day).iter().find(|shift| shift.holds(time_of_day))?;
        Some(self.roster.stop(day, shift))
    }

    /// `moment` itself if open, else the next start of a shift; [`SimTime::NEVER`] if there is none
    /// within the span.
    #[inline]
    pub fn next_open(&self, moment: SimTime) -> SimTime {
        if self.always_open && moment < self.end {
            return moment;
        }
        let time_of_day = moment.time_of_day();
        let today = self.roster.day(moment.day());
        if let Some(shift) = self.roster.shifts(today).iter().find(|shift| time_of_day < shift.end) {
            return SimTime::from_day(moment.day()) + shift.start.max(time_of_day);
        }
        let place = today.place as usize + usize::from(today.has_duty());
        self.roster.duty_day(place).map_or(SimTime::NEVER, |day| self.at(day, 0))
    }

    /// Office time passed from the start of the scenario to `moment`.
    #[inline]
    pub fn elapsed(&self, moment: SimTime) -> SimDuration {
        if self.always_open {
            return SimDuration::from_ticks(moment.min(self.end).ticks());
        }
        let today = self.roster.day(moment.day());
        SimDuration::from_ticks(today.before + self.within(today, moment.time_of_day()))
    }

    /// Office time from `from` to `to`; zero if `to` is earlier.
    #[inline]
    pub fn between(&self, from: SimTime, to: SimTime) -> SimDuration {
        self.elapsed(to) - self.elapsed(from)
    }

    /// The earliest moment at which `work` of office time has passed since `from`;
    /// [`SimTime::NEVER`] if that is not within the span.
    ///
    /// No work takes no time when the office is open, and lasts to the next opening when closed.
    #[inline]
    pub fn add(&self, from: SimTime, work: SimDuration) -> SimTime {
        let from = self.next_open(from);
        if from == SimTime::NEVER || work == SimDuration::ZERO {
            return from;
        }
        if self.always_open {
            let done = from + work;
            return if done <= self.end { done } else { SimTime::NEVER };
        }
        let today = self.roster.day(from.day());
        let target = self.within(today, from.time_of_day()).saturating_add(work.ticks());
        let place = today.place as usize;
        let (place, left) = match self.equal {
            Some(daily) if target <= daily => return self.at(from.day(), target),
            Some(daily) => {
                // Work that ends exactly at closing time ends that day, not at the next opening:
                // hence − 1.
                let days = (target - 1) / daily;
                let ahead = usize::try_from(days).unwrap_or(usize::MAX);
                (place.saturating_add(ahead), target - days * daily)
            }
            None => {
                let target = target.saturating_add(today.before);
                let place = self.roster.reaching(place, target);
                (place, target - self.roster.before(place))
            }
        };
        self.roster.duty_day(place).map_or(SimTime::NEVER, |day| self.at(day, left))
    }

    #[inline]
    fn shifts_on(&self, day: u32) -> &[Shift] {
        self.roster.shifts(self.roster.day(day))
    }

    /// The moment of a day with duty at which `worked` ticks of its office time have passed.
    #[inline]
    fn at(&self, day: u32, worked: u64) -> SimTime {
        let midnight = SimTime::from_day(day);
        let mut left = SimDuration::from_ticks(worked);
        for shift in self.shifts_on(day) {
            if left <= shift.length() {
                return midnight + shift.start + left;
            }
            left = left - shift.length();
        }
        midnight + DAY
    }

    /// Office time of a day that has passed by this time of day, ticks.
    #[inline]
    fn within(&self, day: &Day, time_of_day: SimDuration) -> u64 {
        self.roster.shifts(day).iter().map(|shift| shift.passed(time_of_day).ticks()).sum()
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
            "shift 09:00-09:00 must end after it starts, and by the end of the next day"
        );
        assert!(matches!(refuse(vec![shift(9, 49)]), ShiftError::Backwards(_)));
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
