//! The roster: which shifts are worked on which day, in tables made once and shared by all clones.
//!
//! Shifts past midnight are cut at midnight when the tables are made: a day then holds what the day before leaves of it and
//! what begins on it, so that whoever asks about a moment looks at one day.
//!
//! It holds sums and positions per day; the arithmetic of office time is done by its owner.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::shift::{duty_of_day, joined};
use super::{DAY, Shift, ShiftError, SimDuration, SimTime};

/// Days looked at one by one before the search is halved: about a working week, within which most
/// work ends.
const NEAR: usize = 8;

/// What is known of one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// Duty time before this day, ticks.
    pub(super) before: u64,
    /// Days with duty before this day: the place of this day, or of the next one with duty, among
    /// them.
    pub(super) place: u32,
    /// Where its shifts begin and end in the list of all shifts.
    first: u32,
    last: u32,
    /// When duty that is on at midnight, at the start of this day, stops; that midnight itself if
    /// none is, and never if it lasts to the end of the span.
    on_until: SimTime,
}

impl Day {
    /// Whether anybody is on duty on this day.
    #[inline]
    pub(super) fn has_duty(&self) -> bool {
        self.first < self.last
    }
}

/// The shifts of every day of a span.
#[derive(Debug, Clone)]
pub(super) struct Roster {
    /// Duty within a day, for every kind of day: the first pattern that has a shift, worked day after day, then each pair
    /// of a pattern and the one before it that comes up.
    shifts: Arc<[Shift]>,
    /// How many of them belong to the first of these.
    typical: usize,
    /// Per day of the span, and one more that stands for every day past it.
    days: Arc<[Day]>,
    /// The days with duty, ascending.
    duty_days: Arc<[u32]>,
    /// Per day with duty: duty time up to the end of it, ticks.
    done: Arc<[u64]>,
}

impl Roster {
    /// The roster of `span` days on which `plan` says, once a day and in order, which of the
    /// patterns begins; `eve` is that of the day before the first.
    ///
    /// # Errors
    /// A shift that ends before it starts or after the next day, or shifts that overlap, of one pattern or of two days in a
    /// row.
    ///
    /// # Panics
    /// When the plan names a pattern that does not exist.
    #[allow(clippy::needless_pass_by_value)]
    pub(super) fn new(
        span: u32,
        patterns: Vec<Vec<Shift>>,
        eve: Option<usize>,
        mut plan: impl FnMut(u32) -> Option<usize>,
    ) -> Result<Self, ShiftError> {
        let patterns: Vec<Vec<Shift>> =
            patterns.iter().map(|pattern| joined(pattern)).collect::<Result<_, _>>()?;
        let of = |pattern: Option<usize>| pattern.map_or(&[][..], |at| patterns[at].as_slice());
        let usual = patterns.iter().find(|pattern| !pattern.is_empty()).map_or(&[][..], Vec::as_slice);
        // Worked on one day alone, a pattern may last into its own start on the next; then it is its own day that is usual.
        let mut shifts = duty_of_day(usual, usual).or_else(|_| duty_of_day(&[], usual))?;
        let typical = shifts.len();
        let mut kinds: HashMap<(Option<usize>, Option<usize>), Range<usize>> = HashMap::new();
        let mut yesterday = eve;
        let mut days = Vec::with_capacity(span as usize + 1);
        let (mut duty_days, mut done, mut before) = (Vec::new(), Vec::new(), 0);
        for day in 0..span {
            let today = plan(day);
            if let Some(pattern) = today.filter(|pattern| *pattern >= patterns.len()) {
                panic!("day {day} works pattern {pattern} of {}", patterns.len());
            }
            let known = kinds.get(&(yesterday, today)).cloned();
            let worked = if let Some(known) = known {
                known
            } else {
                let first = shifts.len();
                shifts.extend(duty_of_day(of(yesterday), of(today))?);
                kinds.insert((yesterday, today), first..shifts.len());
                first..shifts.len()
            };
            yesterday = today;
            let (first, last, place) = (worked.start as u32, worked.end as u32, duty_days.len() as u32);
            days.push(Day { before, place, first, last, on_until: SimTime::NEVER });
            if first < last {
                before += duty(&shifts[worked]).ticks();
                duty_days.push(day);
                done.push(before);
            }
        }
        let place = duty_days.len() as u32;
        days.push(Day { before, place, first: 0, last: 0, on_until: SimTime::NEVER });
        let (shifts, duty_days, done) = (shifts.into(), duty_days.into(), done.into());
        let mut roster = Self { shifts, typical, days: Arc::default(), duty_days, done };
        roster.days = roster.with_midnights(days).into();
        Ok(roster)
    }

    /// Fills in, from the last day back, when duty that is on at midnight stops.
    fn with_midnights(&self, mut days: Vec<Day>) -> Vec<Day> {
        for day in (0..days.len() - 1).rev() {
            let midnight = SimTime::from_day(day as u32);
            days[day].on_until = match self.shifts(&days[day]).first() {
                Some(shift) if shift.holds(SimDuration::ZERO) && shift.end == DAY => days[day + 1].on_until,
                Some(shift) if shift.holds(SimDuration::ZERO) => midnight + shift.end,
                _ => midnight,
            };
        }
        days
    }

    /// What is known of `day`; past the span, a day without duty.
    #[inline]
    pub(super) fn day(&self, day: u32) -> &Day {
        &self.days[(day as usize).min(self.days.len() - 1)]
    }

    /// The shifts of a day.
    #[inline]
    pub(super) fn shifts(&self, day: &Day) -> &[Shift] {
        &self.shifts[day.first as usize..day.last as usize]
    }

    /// Duty within a day on which the first pattern that has a shift is worked, as on the day before; none if there is no
    /// such pattern.
    pub(super) fn typical(&self) -> &[Shift] {
        &self.shifts[..self.typical]
    }

    /// The day with duty at this place, counted from 0; `None` past the span.
    #[inline]
    pub(super) fn duty_day(&self, place: usize) -> Option<u32> {
        self.duty_days.get(place).copied()
    }

    /// Duty time before the day with duty at this place, ticks.
    #[inline]
    pub(super) fn before(&self, place: usize) -> u64 {
        if place == 0 { 0 } else { self.done[place - 1] }
    }

    /// The place, at or after `from`, of the first day by whose end `target` ticks of duty time
    /// have passed since the start of the scenario; past the last place if none.
    #[inline]
    pub(super) fn reaching(&self, from: usize, target: u64) -> usize {
        let near = (from + NEAR).min(self.done.len());
        match self.done[from..near].iter().position(|done| *done >= target) {
            Some(steps) => from + steps,
            None => near + self.done[near..].partition_point(|done| *done < target),
        }
    }

    /// Duty time of each day that has any, if it is the same for all of them; `None` without duty.
    pub(super) fn equal(&self) -> Option<u64> {
        let daily = *self.done.first()?;
        self.done.iter().zip(1..).all(|(done, days)| *done == days * daily).then_some(daily)
    }

    /// Duty time of the whole span.
    pub(super) fn total(&self) -> SimDuration {
        SimDuration::from_ticks(self.done.last().copied().unwrap_or(0))
    }

    /// When `shift` of day `day`, within the span, stops: duty may go on after midnight.
    #[inline]
    pub(super) fn stop(&self, day: u32, shift: &Shift) -> SimTime {
        if shift.end == DAY { self.day(day + 1).on_until } else { SimTime::from_day(day) + shift.end }
    }
}

/// Duty time of a list of shifts.
pub(super) fn duty(shifts: &[Shift]) -> SimDuration {
    shifts.iter().fold(SimDuration::ZERO, |sum, shift| sum + shift.length())
}
