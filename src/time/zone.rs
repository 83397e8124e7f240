//! Writing moments down: ISO 8601 with the offset of the scenario's time zone.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::fmt::Write as _;

use super::{HOUR, SECOND, SimTime};
use crate::words::say;

/// A time zone that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!(IsNoTimeZoneOf, name = name))]
pub struct ZoneError {
    /// The name that was looked up.
    pub name: String,
}

/// Formats moments as local time with offset, for example `2024-04-02T09:30:00+08:00`.
///
/// The date and its offset are remembered from one call to the next, so a stream of moments that
/// mostly grow costs little.
///
/// Simulated days have 24 hours of local time, so a clock change leaves an hour that is on no clock.
/// All of it is written as its first moment, which is the moment of the change: so what is written
/// never runs back, also when read as points in time.
#[derive(Debug, Clone)]
pub struct Stamper {
    first: Date,
    zone: TimeZone,
    known: Option<Hour>,
}

/// An hour of local time as it is written.
#[derive(Debug, Clone)]
struct Hour {
    /// Counted from the start.
    number: u64,
    /// Before the minute.
    prefix: String,
    /// After the second.
    suffix: String,
    /// Whether a clock change skips it.
    skipped: bool,
}

/// The zone of a name: of the IANA database, or an offset such as `+08:00`, whose clock is never moved.
///
/// # Errors
/// A name that is neither.
pub fn zone(name: &str) -> Result<TimeZone, ZoneError> {
    match fixed_offset(name) {
        Some(offset) => Ok(TimeZone::fixed(offset)),
        None => TimeZone::get(name).map_err(|_| ZoneError { name: name.to_owned() }),
    }
}

/// The offset written as `+08:00` or `-03:30`, at most 23:59.
fn fixed_offset(text: &str) -> Option<Offset> {
    let (sign, time) = match text.split_at_checked(1)? {
        ("+", time) => (1, time),
        ("-", time) => (-1, time),
        _ => return None,
    };
    let (hours, minutes) = time.split_once(':')?;
    let two_digits = |part: &str, least_above: i32| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i32>().ok().filter(|value| digits && *value < least_above)
    };
    Offset::from_seconds(sign * 60 * (60 * two_digits(hours, 24)? + two_digits(minutes, 60)?)).ok()
}

/// A change of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockChange {
    /// The date on which it happens.
    pub date: Date,
    /// The offset up to then, such as `+01:00`.
    pub offset_before: String,
}

/// The first change of the clock of `zone` within `days` days from `first` on, if there is one.
pub fn clock_change(zone: &TimeZone, first: Date, days: u32) -> Option<ClockChange> {
    let last = first.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(Date::MAX);
    let change = |date: Date, before: Offset| ClockChange { date, offset_before: written(before) };
    // A clock that is moved at the first midnight itself moves it.
    let midnight = zone.to_ambiguous_timestamp(first.at(0, 0, 0, 0));
    let offset = match midnight.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Fold { before, .. } | AmbiguousOffset::Gap { before, .. } => {
            return Some(change(first, before));
        }
    };
    let start = midnight.compatible().ok()?;
    let moved = zone.following(start).find(|transition| transition.offset() != offset)?;
    let date = offset.to_datetime(moved.timestamp()).date();
    (date < last).then(|| change(date, offset))
}

/// An offset as it is written in moments: `+08:00`.
fn written(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

impl Stamper {
    /// A formatter for a run whose day 0 is `first` in the named zone.
    ///
    /// # Errors
    /// A name that the IANA database does not hold.
    pub fn new(first: Date, zone: &str) -> Result<Self, ZoneError> {
        Ok(Self { first, zone: self::zone(zone)?, known: None })
    }

    /// Appends `moment`, to the second, to `text`.
    ///
    /// The offset is looked up once an hour of local time, which is as often as any zone changes.
    pub fn append(&mut self, moment: SimTime, text: &mut String) {
        let Hour { prefix, suffix, skipped, .. } = self.hour_of(moment);
        let seconds = if *skipped { 0 } else { moment.ticks() / SECOND.ticks() };
        // Writing to a String cannot fail.
        let _ = write!(text, "{prefix}{:02}:{:02}{suffix}", seconds / 60 % 60, seconds % 60);
    }

    /// Whether a clock change skips the hour of `moment`.
    pub fn skips(&mut self, moment: SimTime) -> bool {
        self.hour_of(moment).skipped
    }

    /// Whether all hours of the day of `moment` have one offset, and the clock skips none of them: then
    /// the moments of the day are written alike but for the time of day.
    pub fn is_even(&self, moment: SimTime) -> bool {
        let date = Self::date(self.first, moment.ticks() / HOUR.ticks());
        let [first, rest @ ..] =
            std::array::from_fn::<_, 24, _>(|hour| Self::offset(&self.zone, date, hour as i8));
        !first.1 && rest.iter().all(|hour| *hour == first)
    }

    /// The moment as a fresh string.
    pub fn stamp(&mut self, moment: SimTime) -> String {
        let mut text = String::with_capacity(25);
        self.append(moment, &mut text);
        text
    }

    fn hour_of(&mut self, moment: SimTime) -> &Hour {
        let hour = moment.ticks() / HOUR.ticks();
        match self.known.take() {
            Some(known) if known.number == hour => self.known.insert(known),
            _ => self.known.insert(Self::look_up(self.first, &self.zone, hour)),
        }
    }

    fn look_up(first: Date, zone: &TimeZone, hour: u64) -> Hour {
        let date = Self::date(first, hour);
        let (offset, skipped) = Self::offset(zone, date, (hour % 24) as i8);
        let suffix = written(offset);
        let prefix = format!("{date}T{:02}:", hour % 24);
        Hour { number: hour, prefix, suffix, skipped }
    }

    /// The date of an hour counted from the start.
    fn date(first: Date, hour: u64) -> Date {
        let days = i64::try_from(hour / 24).unwrap_or(i64::MAX).min(3_000_000);
        first.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
    }

    /// The offset of an hour of local time, and whether a clock change skips it.
    ///
    /// An hour that a clock change skips or repeats is written with the offset before it.
    fn offset(zone: &TimeZone, date: Date, hour: i8) -> (Offset, bool) {
        match zone.to_ambiguous_timestamp(date.at(hour, 0, 0, 0)).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, false),
            AmbiguousOffset::Fold { before, .. } => (before, false),
            AmbiguousOffset::Gap { before, .. } => (before, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, MINUTE, SimDuration};
    use jiff::Timestamp;
    use jiff::civil::date;

    #[test]
    fn local_time_carries_the_offset_of_its_date() {
        let mut shanghai = Stamper::new(date(2024, 4, 2), "Asia/Shanghai").expect("a zone");
        assert_eq!(shanghai.stamp(SimTime::START + HOUR + MINUTE), "2024-04-02T01:01:00+08:00");
        let mut berlin = Stamper::new(date(2024, 3, 30), "Europe/Berlin").expect("a zone");
        assert_eq!(berlin.stamp(SimTime::START), "2024-03-30T00:00:00+01:00");
        assert_eq!(berlin.stamp(SimTime::START + DAY + DAY), "2024-04-01T00:00:00+02:00");
        assert_eq!(berlin.stamp(SimTime::START), "2024-03-30T00:00:00+01:00");
    }

    /// Every five minutes around both changes, in zones that change by an hour, by half an hour, and
    /// at midnight.
    #[test]
    fn what_is_written_never_runs_back() {
        for (zone, days) in [
            ("Europe/Berlin", [date(2024, 3, 30), date(2024, 10, 26)]),
            ("Australia/Lord_Howe", [date(2024, 4, 6), date(2024, 10, 5)]),
            ("Africa/Cairo", [date(2024, 4, 25), date(2024, 10, 31)]),
        ] {
            for day in days {
                let mut stamper = Stamper::new(day, zone).expect("a zone");
                let moment = |step: u64| SimTime::START + SimDuration::from_ticks(5 * step * MINUTE.ticks());
                let written: Vec<Timestamp> = (0..3 * 288)
                    .map(|step| stamper.stamp(moment(step)).parse().expect("a point in time"))
                    .collect();
                assert!(written.is_sorted(), "{zone} {day}");
            }
        }
    }

    #[test]
    fn an_offset_is_a_zone_whose_clock_stands() {
        let mut stamper = Stamper::new(date(2024, 3, 30), "-03:30").expect("a zone");
        assert_eq!(stamper.stamp(SimTime::START + DAY + DAY), "2024-04-01T00:00:00-03:30");
        for name in ["+8", "+08", "08:00", "+24:00", "+08:60", "+0８:00", "", "+", "+1:000", "+-1:00"] {
            assert!(zone(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_change_of_the_clock_is_found_on_its_day() {
        let change = |name: &str, first: Date, days: u32| {
            clock_change(&zone(name).expect("a zone"), first, days)
                .map(|change| (change.date, change.offset_before))
        };
        let told = |date: Date, offset: &str| Some((date, offset.to_owned()));
        assert_eq!(change("America/New_York", date(2024, 11, 2), 4), told(date(2024, 11, 3), "-04:00"));
        assert_eq!(change("America/New_York", date(2024, 11, 2), 1), None, "up to the midnight before");
        assert_eq!(change("America/New_York", date(2024, 11, 3), 1), told(date(2024, 11, 3), "-04:00"));
        assert_eq!(change("America/New_York", date(2024, 11, 4), 120), None);
        assert_eq!(change("Australia/Lord_Howe", date(2024, 10, 1), 10), told(date(2024, 10, 6), "+10:30"));
        // Cairo skips the first hour of its day.
        assert_eq!(change("Africa/Cairo", date(2024, 4, 26), 1), told(date(2024, 4, 26), "+02:00"));
        assert_eq!(change("Asia/Shanghai", date(2024, 1, 1), 36_500), None);
        assert_eq!(change("+05:45", date(2024, 1, 1), 36_500), None);
    }

    #[test]
    fn an_unknown_zone_is_named() {
        let fault = Stamper::new(date(2024, 1, 1), "Asia/Shanghia").expect_err("no such zone");
        assert_eq!(fault.to_string(), "`Asia/Shanghia` is no time zone of the IANA database");
    }
}
