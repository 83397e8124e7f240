//! Dates, times of day and shifts as they are written. No time zone and no calendar of working days.

use std::fmt;
use std::str::FromStr;

use super::units::UnitError;
use crate::words::say;

/// A day of the civil (Gregorian) calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 1..9999.
    pub year: i16,
    /// Month, 1..12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// The date, if the calendar has it.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let error = || UnitError::Form { found: text.to_owned(), expected: say!(ADateSuchAs) };
        let parts: Vec<&str> = text.trim().split('-').collect();
        let &[year, month, day] = parts.as_slice() else { return Err(error()) };
        let widths = [(year, 4), (month, 2), (day, 2)];
        if widths
            .iter()
            .any(|(part, width)| part.len() != *width || !part.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err(error());
        }
        let date = year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok());
        date.and_then(|((year, month), day)| Self::new(year, month, day)).ok_or_else(error)
    }
}

/// A time of day, 00:00:00..24:00:00; the last is the end of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    seconds: u32,
}

impl TimeOfDay {
    /// The time at `hour` and `minute`; what lies after 24:00 becomes 24:00.
    pub const fn hm(hour: u32, minute: u32) -> Self {
        let seconds = hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60));
        Self { seconds: if seconds > 86_400 { 86_400 } else { seconds } }
    }

    /// Seconds since midnight, 0..86,400.
    pub const fn as_seconds(self) -> u32 {
        self.seconds
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        write!(f, "{hour:02}:{minute:02}")?;
        if second > 0 { write!(f, ":{second:02}") } else { Ok(()) }
    }
}

impl FromStr for TimeOfDay {
    type Err = UnitError;

    /// Reads `9:00`, `09:00`, `09:00:30`, `24:00`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let error = || UnitError::Form { found: text.to_owned(), expected: say!(ATimeOfDaySuch) };
        let mut numbers = [0_u32; 3];
        let parts: Vec<&str> = text.trim().split(':').collect();
        if !(2..=3).contains(&parts.len()) {
            return Err(error());
        }
        for (at, part) in parts.iter().enumerate() {
            let width_fits = part.len() == 2 || (at == 0 && part.len() == 1);
            if !width_fits || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(error());
            }
            numbers[at] = part.parse().map_err(|_| error())?;
        }
        let [hour, minute, second] = numbers;
        let seconds = hour * 3600 + minute * 60 + second;
        if minute > 59 || second > 59 || seconds > 86_400 {
            return Err(error());
        }
        Ok(Self { seconds })
    }
}

/// A stretch of duty that starts on one day, such as `09:00-12:00`. One whose end does not lie after its start on the
/// clock, such as `22:00-06:00`, ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    /// When it starts.
    pub from: TimeOfDay,
    /// When it ends, on the next day if that is before the start.
    pub to: TimeOfDay,
}

/// Seconds of a day.
const DAY_SECONDS: u32 = 86_400;

impl Shift {
    /// The shift from `from_hour:from_minute` to `to_hour:to_minute`.
    pub const fn hm(from_hour: u32, from_minute: u32, to_hour: u32, to_minute: u32) -> Self {
        Self { from: TimeOfDay::hm(from_hour, from_minute), to: TimeOfDay::hm(to_hour, to_minute) }
    }

    /// When it ends, seconds after midnight of the day on which it starts: above 86,400 past midnight.
    pub const fn end_seconds(self) -> u32 {
        let past_midnight = self.to.seconds <= self.from.seconds;
        self.to.seconds + if past_midnight { DAY_SECONDS } else { 0 }
    }

    /// Length in seconds.
    pub const fn as_seconds(self) -> u32 {
        self.end_seconds() - self.from.seconds
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for Shift {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let expected = say!(AShiftSuchAs);
        let error = || UnitError::Form { found: text.to_owned(), expected };
        let (from, to) = text.split_once(['-', '–']).ok_or_else(error)?;
        let shift = Self { from: from.parse().map_err(|_| error())?, to: to.parse().map_err(|_| error())? };
        if shift.from.seconds < DAY_SECONDS && shift.to != shift.from {
            Ok(shift)
        } else {
            let expected = say!(AShiftThatStartsBefore);
            Err(UnitError::Form { found: text.to_owned(), expected })
        }
    }
}
