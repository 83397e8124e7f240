//! On which days people of a team are on duty: hours of weekdays, exceptions of a calendar, posts of a roster.
//!
//! A shift belongs to the day on which it starts. So each day is asked alone, the day before the first as well: its shift past
//! midnight may last into the run.

use std::collections::{BTreeMap, HashMap};

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

/// The hours of people who have some posts, each on the dates on which it is filled.
pub(super) fn posted(
    days: &WorkCalendar,
    posts: &[Vec<Shift>],
    filled: impl Fn(Date, usize) -> bool,
    turn: &Turn,
) -> Result<OfficeHours, ShiftError> {
    // The posts of a date, as one pattern for each combination that comes up; the first post is one whether it does or not.
    let mut patterns = vec![posts.first().cloned().unwrap_or_default()];
    let mut known: HashMap<Vec<usize>, usize> = HashMap::from([(vec![0], 0)]);
    let mut pattern = |date: Date| {
        let held: Vec<usize> = (0..posts.len()).filter(|at| filled(date, *at)).collect();
        if held.is_empty() {
            return None;
        }
        Some(*known.entry(held).or_insert_with_key(|held| {
            patterns.push(held.iter().flat_map(|at| posts[*at].clone()).collect());
            patterns.len() - 1
        }))
    };
    let eve = days.first().yesterday().ok().and_then(&mut pattern).filter(|_| !turn.was_away());
    let mut duty_days = 0;
    let plan: Vec<Option<usize>> = (0..days.days())
        .map(|day| {
            let pattern = pattern(days.date(day))?;
            duty_days += 1;
            (!turn.is_away(duty_days - 1)).then_some(pattern)
        })
        .collect();
    // The usual hours are those of a full day.
    let full = known.get(&(0..posts.len()).collect::<Vec<usize>>()).copied();
    let order = |at: usize| match full {
        Some(full) if at == full => 0,
        Some(full) if at == 0 => full,
        _ => at,
    };
    if let Some(full) = full {
        patterns.swap(0, full);
    }
    OfficeHours::by_day(days.clone(), patterns, eve.map(order), |day| plan[day as usize].map(order))
}
