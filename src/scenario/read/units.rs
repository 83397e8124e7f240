//! Quantities as people write them: durations, money, shares, dates, times of day, shifts.
//!
//! Each type displays itself in a form that reads back to exactly the same value. Calendar time and
//! working time are different types: what a working day is depends on a calendar that is not known
//! here.

use std::fmt;
use std::str::FromStr;

use crate::words::say;

/// The longest duration that can be written, in seconds: about 3,000 years.
pub const MAX_SECONDS: f64 = 1e11;

/// The largest sum of money that can be written, in CNY.
pub const MAX_CNY: f64 = 1e15;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
const WEEK: f64 = 604_800.0;

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// The text does not have the expected form.
    #[error("{}", say!(UnitsIsNot, found = found, expected = expected))]
    Form {
        /// What was written.
        found: String,
        /// What was wanted.
        expected: &'static str,
    },
    /// A number without a unit.
    #[error("{}", say!(HasNoUnit, what = .0))]
    NoUnit(String),
    /// A unit that is not known.
    #[error("{}", say!(IsNotAUnitOf, what = .0))]
    UnknownUnit(String),
    /// A working day where only calendar time makes sense.
    #[error("{}", say!(IsWorkingTimeAndCalendar, what = .0))]
    Working(String),
    /// A sum in another currency.
    #[error("{}", say!(IsNoSumInYuan, what = .0))]
    Foreign(String),
    /// Below zero.
    #[error("{}", say!(IsNegative, what = .0))]
    Negative(String),
    /// NaN, infinite, or beyond what is representable.
    #[error("{}", say!(IsTooLargeOrNot, what = .0))]
    NotFinite(String),
}

/// A length of calendar time, never negative, finite.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Duration {
    seconds: f64,
}

impl Duration {
    /// So many seconds, brought into 0..[`MAX_SECONDS`]; NaN becomes zero.
    pub const fn seconds(seconds: f64) -> Self {
        Self { seconds: if seconds > 0.0 { seconds.min(MAX_SECONDS) } else { 0.0 } }
    }

    /// So many minutes.
    pub const fn minutes(minutes: f64) -> Self {
        Self::seconds(minutes * MINUTE)
    }

    /// So many hours.
    pub const fn hours(hours: f64) -> Self {
        Self::seconds(hours * HOUR)
    }

    /// So many days of 24 hours.
    pub const fn days(days: f64) -> Self {
        Self::seconds(days * DAY)
    }

    /// Length in seconds.
    pub const fn as_seconds(self) -> f64 {
        self.seconds
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, seconds) in [("d", DAY), ("h", HOUR), ("min", MINUTE)] {
            let count = self.seconds / seconds;
            // A larger unit is used where it is short and loses no bit.
            let is_short = (count * 100.0).fract() == 0.0 && count >= 1.0;
            if is_short && (count * seconds).to_bits() == self.seconds.to_bits() {
                return write!(f, "{count}{unit}");
            }
        }
        write!(f, "{}s", self.seconds)
    }
}

impl FromStr for Duration {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        match text.parse()? {
            DurationValue::Calendar(duration) => Ok(duration),
            DurationValue::WorkingDays(_) => Err(UnitError::Working(text.trim().to_owned())),
        }
    }
}

/// A length of time, on the calendar or in working days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DurationValue {
    /// Calendar time.
    Calendar(Duration),
    /// So many working days, not negative; fractions are shares of a working day.
    WorkingDays(f64),
}

impl Default for DurationValue {
    fn default() -> Self {
        Self::Calendar(Duration::default())
    }
}

impl fmt::Display for DurationValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(duration) => duration.fmt(f),
            Self::WorkingDays(days) => {
                let plural = if days.to_bits() == 1.0_f64.to_bits() { "" } else { "s" };
                write!(f, "{days} working day{plural}")
            }
        }
    }
}

/// What a word for a unit means.
enum Unit {
    Seconds(f64),
    Milliseconds,
    Working,
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "ms" | "millisecond" | "milliseconds" => Unit::Milliseconds,
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Seconds(MINUTE),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(HOUR),
        "d" | "day" | "days" => Unit::Seconds(DAY),
        "w" | "week" | "weeks" => Unit::Seconds(WEEK),
        "wd" | "working day" | "working days" => Unit::Working,
        _ => return None,
    })
}

impl FromStr for DurationValue {
    type Err = UnitError;

    /// Reads `90min`, `1.5 hours`, `1h 30min`, `2 working days`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let shown = || text.trim().to_owned();
        let mut rest = text.trim();
        let mut total = 0.0;
        let mut working = None;
        let mut parts = 0;
        while !rest.is_empty() {
            let (number, after) = split_number(rest)
                .ok_or_else(|| UnitError::Form { found: shown(), expected: say!(ADurationSuchAsMin) })?;
            let after = after.trim_start();
            let end = after.find(|c: char| c.is_ascii_digit() || "+-.".contains(c)).unwrap_or(after.len());
            let word = after[..end].split_whitespace().collect::<Vec<_>>().join(" ");
            rest = &after[end..];
            parts += 1;
            if word.is_empty() {
                return Err(UnitError::NoUnit(shown()));
            }
            if number < 0.0 {
                return Err(UnitError::Negative(shown()));
            }
            match unit(&word) {
                Some(Unit::Seconds(seconds)) => total += number * seconds,
                Some(Unit::Milliseconds) => total += number / 1000.0,
                Some(Unit::Working) => working = Some(number),
                None => return Err(UnitError::UnknownUnit(word)),
            }
        }
        let size = working.map_or(total, |days| days * DAY);
        if !size.is_finite() || size > MAX_SECONDS {
            return Err(UnitError::NotFinite(shown()));
        }
        match (working, parts) {
            (_, 0) | (Some(_), 2..) => {
                Err(UnitError::Form { found: shown(), expected: say!(ADurationSuchAsMin) })
            }
            (Some(days), _) => Ok(Self::WorkingDays(days + 0.0)),
            (None, _) => Ok(Self::Calendar(Duration::seconds(total))),
        }
    }
}

/// Splits a leading decimal number off. Never NaN; may be infinite.
fn split_number(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            at += 1;
        }
        at
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = digits(sign);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let after = digits(exponent);
        if after > exponent {
            end = after;
        }
    }
    let number = text.get(..end)?.replace('_', "").parse().ok()?;
    Some((number, text.get(end..)?))
}

/// A sum of money in yuan; finite, not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Money {
    cny: f64,
}

impl Money {
    /// So many yuan, brought into 0..[`MAX_CNY`]; NaN becomes zero.
    pub const fn cny(cny: f64) -> Self {
        Self { cny: if cny > 0.0 { cny.min(MAX_CNY) } else { 0.0 } }
    }

    /// The amount in yuan.
    pub const fn as_cny(self) -> f64 {
        self.cny
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "¥{}", self.cny)
    }
}

/// Marks of sums that are not in yuan.
const FOREIGN: [&str; 12] = ["$", "€", "£", "₩", "₹", "USD", "EUR", "GBP", "HKD", "JPY", "TWD", "DOLLAR"];

impl FromStr for Money {
    type Err = UnitError;

    /// Reads `¥800`, `¥1,500.50`, `800 CNY`, `800 yuan`, `800 元`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let shown = text.trim();
        let form = || UnitError::Form { found: shown.to_owned(), expected: say!(ASumOfMoneySuch) };
        let mut bare = shown;
        for mark in ["¥", "￥", "CNY", "RMB"] {
            bare = bare.strip_prefix(mark).unwrap_or(bare);
        }
        for mark in ["CNY", "RMB", "yuan", "元"] {
            bare = bare.strip_suffix(mark).unwrap_or(bare);
        }
        let number = bare.trim().replace(',', "");
        let foreign = FOREIGN.iter().any(|mark| shown.to_uppercase().contains(mark));
        let form = || if foreign { UnitError::Foreign(shown.to_owned()) } else { form() };
        let (amount, rest) = split_number(&number).ok_or_else(form)?;
        match () {
            () if !rest.is_empty() => Err(form()),
            () if bare.len() == shown.len() => Err(UnitError::NoUnit(shown.to_owned())),
            () if amount < 0.0 => Err(UnitError::Negative(shown.to_owned())),
            () if amount > MAX_CNY => Err(UnitError::NotFinite(shown.to_owned())),
            () => Ok(Self::cny(amount)),
        }
    }
}

/// A share of a whole, 0..1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// A share; what lies outside 0..1 is brought to the nearer end, NaN to 0.
    pub const fn new(share: f64) -> Self {
        Self(if share >= 1.0 {
            1.0
        } else if share > 0.0 {
            share
        } else {
            0.0
        })
    }

    /// The share as a number, 0..1.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_its_length() {
        let cases = [
            ("250ms", 0.25),
            ("45s", 45.0),
            ("45 sec", 45.0),
            ("1 second", 1.0),
            ("90min", 5400.0),
            ("2 minutes", 120.0),
            ("2h", 7200.0),
            ("3 hr", 10_800.0),
            ("1.5 hours", 5400.0),
            ("0.5d", 43_200.0),
            ("2 days", 172_800.0),
            ("1w", 604_800.0),
            ("2 weeks", 1_209_600.0),
            ("1h 30min", 5400.0),
            ("1_000s", 1000.0),
            ("1e3s", 1000.0),
        ];
        for (text, seconds) in cases {
            assert_eq!(text.parse(), Ok(Duration::seconds(seconds)), "{text}");
        }
        for text in ["2 working days", "2wd", "2  working   days"] {
            assert_eq!(text.parse(), Ok(DurationValue::WorkingDays(2.0)), "{text}");
        }
    }

    #[test]
    fn money_needs_its_mark() {
        for text in ["¥1500.5", "¥1,500.50", "1500.5 CNY", "CNY 1500.5", "1500.5 yuan", "1500.5元"] {
            assert_eq!(text.parse(), Ok(Money::cny(1500.5)), "{text}");
        }
        assert_eq!("800".parse::<Money>(), Err(UnitError::NoUnit("800".to_owned())));
        assert!(
            "¥-5".parse::<Money>().is_err()
                && "¥".parse::<Money>().is_err()
                && "$5".parse::<Money>().is_err()
        );
    }
}
