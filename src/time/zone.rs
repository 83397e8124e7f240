//! Writing moments down: ISO 8601 with the offset of the scenario's time zone.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::fmt::Write as _;

use super::{SECOND, SimTime};

/// A time zone that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no time zone of the IANA database")]
pub struct ZoneError {
    /// The name that was looked up.
    pub name: String,
}

/// Formats moments as local time with offset, for example `2024-04-02T09:30:00+08:00`.
///
/// The date and its offset are remembered from one call to the next, so a stream of moments that
/// mostly grow costs little.
#[derive(Debug, Clone)]
pub struct Stamper {
    first: Date,
    zone: TimeZone,
    known: Option<(u64, String, String)>,
}

impl Stamper {
    /// A formatter for a run whose day 0 is `first` in the named zone.
    ///
    /// # Errors
    /// A name that the IANA database does not hold.
    pub fn new(first: Date, zone: &str) -> Result<Self, ZoneError> {
        let zone = TimeZone::get(zone).map_err(|_| ZoneError { name: zone.to_owned() })?;
        Ok(Self { first, zone, known: None })
    }

    /// Appends `moment`, to the second, to `text`.
    ///
    /// The offset is looked up once an hour of local time, which is as often as any zone changes.
    pub fn append(&mut self, moment: SimTime, text: &mut String) {
        let seconds = moment.ticks() / SECOND.ticks();
        let hour = seconds / 3600;
        if self.known.as_ref().is_none_or(|(known, _, _)| *known != hour) {
            self.known = Some(self.look_up(hour));
        }
        let (prefix, suffix) = self.known.as_ref().map_or(("", ""), |(_, prefix, suffix)| (prefix, suffix));
        // Writing to a String cannot fail.
        let _ = write!(text, "{prefix}{:02}:{:02}{suffix}", seconds / 60 % 60, seconds % 60);
    }

    /// The moment as a fresh string.
    pub fn stamp(&mut self, moment: SimTime) -> String {
        let mut text = String::with_capacity(25);
        self.append(moment, &mut text);
        text
    }

    fn look_up(&self, hour: u64) -> (u64, String, String) {
        let days = i64::try_from(hour / 24).unwrap_or(i64::MAX).min(3_000_000);
        let date = self.first.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX);
        let local = date.at((hour % 24) as i8, 0, 0, 0);
        // A local hour that a clock change skips or repeats is written with the offset before it.
        let offset = match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let prefix = format!("{date}T{:02}:", hour % 24);
        (hour, prefix, format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, MINUTE};
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

    #[test]
    fn an_unknown_zone_is_named() {
        let fault = Stamper::new(date(2024, 1, 1), "Asia/Shanghia").expect_err("no such zone");
        assert_eq!(fault.to_string(), "`Asia/Shanghia` is no time zone of the IANA database");
    }
}
