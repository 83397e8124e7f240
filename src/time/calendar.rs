//! Which days are worked: weekends, public holidays, make-up working days.

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::words::say;

/// How a date departs from Monday to Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A public holiday: not worked whatever the weekday.
    Off,
    /// A make-up working day (调休): worked although it falls on a weekend.
    Work,
}

/// What makes a calendar unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No day in the whole span is worked, so that no working day can ever be counted.
    #[error("{}", say!(NoWorkingDayBetweenAnd, first = first, last = last))]
    NoWorkingDay {
        /// First day of the span.
        first: Date,
        /// Last day of the span.
        last: Date,
    },
    /// The span leaves the range of representable dates.
    #[error("{}", say!(DaysFromReachPastThe, days = days, first = first))]
    OutOfRange {
        /// First day of the span.
        first: Date,
        /// Length of the span.
        days: u32,
    },
}

/// The working days of a span that starts on the scenario's first day, with O(1) look-ups.
///
/// A clone shares the tables, so that every replication can hold one.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    first: Date,
    /// Per day: how many working days lie strictly before it.
    before: Arc<[u32]>,
    /// Days (counted from `first`) that are worked, ascending.
    worked: Arc<[u32]>,
    announced_until: Option<Date>,
    /// Whether the day before `first` is worked.
    eve: bool,
}

impl WorkCalendar {
    /// Builds the calendar of `days` days from `first`: days of `weekdays` are worked unless
    /// `exceptions` says otherwise. `announced_until` is the last date for which the exceptions
    /// are known; `None` means they are known for ever.
    ///
    /// # Errors
    /// No working day in the span, or a span that leaves the calendar.
    pub fn new(
        first: Date,
        days: u32,
        weekdays: [bool; 7],
        exceptions: &BTreeMap<Date, DayKind>,
        announced_until: Option<Date>,
    ) -> Result<Self, CalendarError> {
        let mut before = Vec::with_capacity(days as usize + 1);
        let mut worked = Vec::new();
        let mut date = first;
        let works = |date: Date| match exceptions.get(&date) {
            Some(DayKind::Off) => false,
            Some(DayKind::Work) => true,
            None => weekdays[date.weekday().to_monday_zero_offset() as usize],
        };
        for day in 0..days {
            before.push(worked.len() as u32);
            if works(date) {
                worked.push(day);
            }
            date = date.tomorrow().map_err(|_| CalendarError::OutOfRange { first, days })?;
        }
        before.push(worked.len() as u32);
        if worked.is_empty() {
            let last = date.yesterday().unwrap_or(date);
            return Err(CalendarError::NoWorkingDay { first, last });
        }
        let eve = first.yesterday().is_ok_and(works);
        Ok(Self { first, before: before.into(), worked: worked.into(), announced_until, eve })
    }

    /// The calendar on which every day is worked.
    ///
    /// # Errors
    /// A span that leaves the calendar.
    pub fn every_day(first: Date, days: u32) -> Result<Self, CalendarError> {
        Self::new(first, days.max(1), [true; 7], &BTreeMap::new(), None)
    }

    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: [bool; 7] = [true, true, true, true, true, false, false];

    /// The date of day 0.
    pub fn first(&self) -> Date {
        self.first
    }

    /// Length of the span in days.
    pub fn days(&self) -> u32 {
        self.before.len() as u32 - 1
    }

    /// The date of `day`, or the last representable date.
    pub fn date(&self, day: u32) -> Date {
        self.first.checked_add(jiff::Span::new().days(i64::from(day))).unwrap_or(Date::MAX)
    }

    /// The last date whose exceptions have been announced; `None` when they always are.
    pub fn announced_until(&self) -> Option<Date> {
        self.announced_until
    }

    /// Whether `day` is worked. Days past the span are not.
    #[inline]
    pub fn is_working(&self, day: u32) -> bool {
        let day = day as usize;
        day + 1 < self.before.len() && self.before[day + 1] > self.before[day]
    }

    /// Whether the day before the span is worked: a shift that begins on it may last into the span.
    pub fn works_before_first(&self) -> bool {
        self.eve
    }

    /// How many working days lie strictly before `day`.
    #[inline]
    pub fn working_days_before(&self, day: u32) -> u32 {
        self.before[(day as usize).min(self.before.len() - 1)]
    }

    /// The working day with this index, counted from 0; `None` past the span.
    #[inline]
    pub fn working_day(&self, index: u32) -> Option<u32> {
        self.worked.get(index as usize).copied()
    }

    /// The day itself if it is worked, else the next one that is; `None` past the span.
    #[inline]
    pub fn on_or_after(&self, day: u32) -> Option<u32> {
        self.working_day(self.working_days_before(day))
    }

    /// The day `count` working days after `day`. A start on a day off counts from the next
    /// working day. `None` past the span.
    #[inline]
    pub fn add_working_days(&self, day: u32, count: u32) -> Option<u32> {
        self.working_day(self.working_days_before(day).checked_add(count)?)
    }

    /// Working days from `from` to `to`, the inverse of [`Self::add_working_days`]: zero on the
    /// starting day itself (or the working day it stands for), one on the next working day. A
    /// `to` on a day off counts as the working day before it.
    #[inline]
    pub fn working_days_between(&self, from: u32, to: u32) -> u32 {
        if from == to {
            return 0;
        }
        let reached = self.working_days_before(to) + u32::from(self.is_working(to));
        reached.saturating_sub(self.working_days_before(from) + 1)
    }
}

/// China's announced public holidays and make-up working days, 2024 to 2026, with the last date
/// they cover.
///
/// Source: the State Council's notices of October 2023, November 2024 and November 2025.
pub fn china_2024_to_2026() -> (BTreeMap<Date, DayKind>, Date) {
    let mut days = BTreeMap::new();
    for (year, month, first, last) in CHINA_OFF {
        for day in first..=last {
            days.insert(jiff::civil::date(year, month, day), DayKind::Off);
        }
    }
    for (year, month, day) in CHINA_WORK {
        days.insert(jiff::civil::date(year, month, day), DayKind::Work);
    }
    (days, jiff::civil::date(2026, 12, 31))
}

/// China's public holidays of 2024 to 2026 by law, without the days off that are made by shifting weekends to them: work on
/// these days is paid as work on holidays, on the shifted ones as work on rest days (Labour Law, article 44).
///
/// Source: the State Council's regulation on public holidays, 11 days a year up to 2024 and 13 from 2025 on.
pub fn china_holidays_by_law() -> BTreeSet<Date> {
    let days = |(year, month, first, last): (i16, i8, i8, i8)| {
        (first..=last).map(move |day| jiff::civil::date(year, month, day))
    };
    CHINA_BY_LAW.into_iter().flat_map(days).collect()
}

/// Holidays by law as (year, month, first day, last day): New Year, Spring Festival (from 2025 on with its eve), Qingming,
/// Labour Day (from 2025 on two days), Dragon Boat, Mid-Autumn, National Day.
const CHINA_BY_LAW: [(i16, i8, i8, i8); 21] = [
    (2024, 1, 1, 1),
    (2024, 2, 10, 12),
    (2024, 4, 4, 4),
    (2024, 5, 1, 1),
    (2024, 6, 10, 10),
    (2024, 9, 17, 17),
    (2024, 10, 1, 3),
    (2025, 1, 1, 1),
    (2025, 1, 28, 31),
    (2025, 4, 4, 4),
    (2025, 5, 1, 2),
    (2025, 5, 31, 31),
    (2025, 10, 1, 3),
    (2025, 10, 6, 6),
    (2026, 1, 1, 1),
    (2026, 2, 16, 19),
    (2026, 4, 5, 5),
    (2026, 5, 1, 2),
    (2026, 6, 19, 19),
    (2026, 9, 25, 25),
    (2026, 10, 1, 3),
];

/// Holidays as (year, month, first day, last day).
const CHINA_OFF: [(i16, i8, i8, i8); 22] = [
    (2024, 1, 1, 1),
    (2024, 2, 10, 17),
    (2024, 4, 4, 6),
    (2024, 5, 1, 5),
    (2024, 6, 10, 10),
    (2024, 9, 15, 17),
    (2024, 10, 1, 7),
    (2025, 1, 1, 1),
    (2025, 1, 28, 31),
    (2025, 2, 1, 4),
    (2025, 4, 4, 6),
    (2025, 5, 1, 5),
    (2025, 5, 31, 31),
    (2025, 6, 1, 2),
    (2025, 10, 1, 8),
    (2026, 1, 1, 3),
    (2026, 2, 15, 23),
    (2026, 4, 4, 6),
    (2026, 5, 1, 5),
    (2026, 6, 19, 21),
    (2026, 9, 25, 27),
    (2026, 10, 1, 7),
];

/// Make-up working days as (year, month, day).
const CHINA_WORK: [(i16, i8, i8); 19] = [
    (2024, 2, 4),
    (2024, 2, 18),
    (2024, 4, 7),
    (2024, 4, 28),
    (2024, 5, 11),
    (2024, 9, 14),
    (2024, 9, 29),
    (2024, 10, 12),
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    fn china(first: Date, days: u32) -> WorkCalendar {
        let (exceptions, until) = china_2024_to_2026();
        WorkCalendar::new(first, days, WorkCalendar::MONDAY_TO_FRIDAY, &exceptions, Some(until))
            .expect("working days")
    }

    /// The cases of the model's section on working days, each checked against the notices.
    #[test]
    fn one_two_three_working_days_after_a_request() {
        let calendar = china(date(2024, 1, 1), 1096);
        let day_of = |d: Date| (d - date(2024, 1, 1)).get_days() as u32;
        for (from, expected) in [
            (date(2024, 4, 2), [date(2024, 4, 3), date(2024, 4, 7), date(2024, 4, 8)]),
            (date(2024, 2, 9), [date(2024, 2, 18), date(2024, 2, 19), date(2024, 2, 20)]),
            (date(2024, 9, 13), [date(2024, 9, 14), date(2024, 9, 18), date(2024, 9, 19)]),
            (date(2025, 1, 27), [date(2025, 2, 5), date(2025, 2, 6), date(2025, 2, 7)]),
            (date(2026, 2, 14), [date(2026, 2, 24), date(2026, 2, 25), date(2026, 2, 26)]),
        ] {
            for (count, want) in (1..).zip(expected) {
                let got = calendar.add_working_days(day_of(from), count).expect("within the span");
                assert_eq!(calendar.date(got), want, "{from} + {count} working days");
                assert_eq!(calendar.working_days_between(day_of(from), got), count);
            }
        }
    }

    #[test]
    fn working_days_a_year() {
        for (year, days, worked) in [(2024, 366, 251), (2025, 365, 248), (2026, 365, 248)] {
            assert_eq!(china(date(year, 1, 1), days).working_days_before(days), worked, "{year}");
        }
    }

    #[test]
    fn a_request_on_a_day_off_starts_on_the_next_working_day() {
        // 2024-04-04 to 04-06 are off and Sunday 04-07 is worked.
        let calendar = china(date(2024, 4, 4), 30);
        assert_eq!(calendar.on_or_after(0), Some(3));
        assert_eq!(calendar.add_working_days(0, 1), Some(4));
        assert_eq!(calendar.working_days_between(0, 3), 0);
        assert_eq!(calendar.working_days_between(0, 4), 1);
    }

    #[test]
    fn make_up_days_are_weekends_and_the_last_announced_day_is_known() {
        let (exceptions, until) = china_2024_to_2026();
        for (day, kind) in &exceptions {
            assert!(*day <= until);
            if *kind == DayKind::Work {
                assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day} is no weekend");
            }
        }
    }

    /// Eleven days in 2024 and thirteen from 2025 on, as the regulation counts them, each of which is off; so are the
    /// weekend days among them, such as 2024-02-10 (a Saturday) and 2026-04-05 (a Sunday). Days off by shifting, such as
    /// 2024-02-13, are none.
    #[test]
    fn holidays_by_law_are_eleven_days_and_then_thirteen() {
        let (exceptions, _) = china_2024_to_2026();
        let by_law = china_holidays_by_law();
        for (year, count) in [(2024, 11), (2025, 13), (2026, 13)] {
            // In 2025 Mid-Autumn falls into the week of National Day, on 10-06.
            assert_eq!(by_law.iter().filter(|day| day.year() == year).count(), count, "{year}");
        }
        assert!(by_law.iter().all(|day| exceptions.get(day) == Some(&DayKind::Off)));
        assert!(by_law.contains(&date(2024, 2, 10)) && by_law.contains(&date(2026, 4, 5)));
        assert!(!by_law.contains(&date(2024, 2, 13)) && !by_law.contains(&date(2024, 2, 9)));
    }

    #[test]
    fn a_calendar_without_a_working_day_is_refused() {
        let fault = WorkCalendar::new(date(2024, 1, 1), 30, [false; 7], &BTreeMap::new(), None);
        assert!(matches!(fault, Err(CalendarError::NoWorkingDay { .. })));
    }

    #[test]
    fn past_the_span_there_is_no_day() {
        let calendar = china(date(2024, 1, 1), 10);
        assert_eq!(calendar.add_working_days(9, 5), None);
        assert!(!calendar.is_working(10));
    }
}
