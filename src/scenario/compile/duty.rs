//! On which days people of a team are on duty: hours of weekdays, exceptions of a calendar, posts of a roster.
//!
//! A shift belongs to the day on which it starts. So each day is asked alone, the day before the first as well: its shift past
//! midnight may last into the run.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::absence::Turn;
use crate::time::{DayKind, OfficeHours, Shift, ShiftError, WorkCalendar};

/// The hours of a day of duty, and of weekdays that differ.
pub(super) struct Week {
    /// On a day of duty.
    pub(super) usual: Vec<Shift>,
    /// By weekday from Monday: other hours, if there are any.
    pub(super) other: [Option<Vec<Shift>>; 7],
}

impl Week {
    /// Whether every day of duty has the same hours.
    pub(super) fn is_uniform(&self) -> bool {
        self.other.iter().all(Option::is_none)
    }

    /// The hours of people who are there on the days that `present` lets pass. It gets the day, `None` for the one before
    /// the first, and the number of days of duty before it.
    pub(super) fn hours(
        &self,
        days: &WorkCalendar,
        exceptions: &BTreeMap<Date, DayKind>,
        mut present: impl FnMut(Option<u32>, u32) -> bool,
    ) -> Result<OfficeHours, ShiftError> {
        let mut patterns = vec![self.usual.clone()];
        let other = self.other.clone().map(|hours| {
            hours.map(|hours| {
                patterns.push(hours);
                patterns.len() - 1
            })
        });
        let pattern = |date: Date, works: bool| match exceptions.get(&date) {
            Some(DayKind::Off) => None,
            Some(DayKind::Work) => Some(0),
            None => other[date.weekday().to_monday_zero_offset() as usize].or_else(|| works.then_some(0)),
        };
        let eve = days.first().yesterday().ok().and_then(|date| pattern(date, days.works_before_first()));
        let eve = eve.filter(|_| present(None, 0));
        let mut duty_days = 0;
        OfficeHours::by_day(days.clone(), patterns, eve, |day| {
            let pattern = pattern(days.date(day), days.is_working(day))?;
            duty_days += 1;
            present(Some(day), duty_days - 1).then_some(pattern)
        })
    }
}

/// The hours of people of a post on the dates on which it is filled.
pub(super) fn posted(
    days: &WorkCalendar,
    shifts: Vec<Shift>,
    filled: impl Fn(Date) -> bool,
    turn: &Turn,
) -> Result<OfficeHours, ShiftError> {
    let eve = days.first().yesterday().is_ok_and(&filled) && !turn.was_away();
    let mut duty_days = 0;
    OfficeHours::by_day(days.clone(), vec![shifts], eve.then_some(0), |day| {
        if !filled(days.date(day)) {
            return None;
        }
        duty_days += 1;
        (!turn.is_away(duty_days - 1)).then_some(0)
    })
}
