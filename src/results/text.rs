//! Fast formatting of the fields of long tables.
//!
//! Rows of `cases.csv` and `events.csv` are written by the million, so their fields are formatted
//! straight into one text. None of them can hold a comma, a quote or a line break: they are
//! numbers, moments, and names fixed in the program.

use crate::time::{HOUR, MINUTE, SECOND, SimTime, Stamper};
use std::fmt::Write as _;

/// Appends `value` in decimal.
#[inline]
pub(super) fn push_integer(text: &mut String, value: u64) {
    let mut digits = [0_u8; 20];
    let mut start = digits.len();
    let mut rest = value;
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    text.extend(digits[start..].iter().map(|digit| char::from(*digit)));
}

/// Appends the shortest decimal that reads back as `value`; nothing unless it is finite.
#[inline]
pub(super) fn push_float(text: &mut String, value: f64) {
    if value.is_finite() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{value}");
    }
}

/// Appends the shortest decimal that reads back as `value` in single precision; nothing unless it
/// is finite.
#[inline]
pub(super) fn push_single(text: &mut String, value: f32) {
    if value.is_finite() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{value}");
    }
}

/// Hours remembered: six weeks' worth, since the moments in a row lie weeks apart.
const HOURS: u64 = 1024;

/// Writes moments, and remembers the date, hour and offset of many hours.
///
/// A [`Stamper`] remembers one hour, and the moments in one row are rarely of the same hour.
#[derive(Debug, Clone)]
pub(super) struct Stamps {
    stamper: Stamper,
    /// By hour modulo [`HOURS`]: the hour, and its first moment as written.
    known: Vec<Option<(u64, String)>>,
}

/// Length of the end of a stamp that holds minutes, seconds and offset: `00:00+08:00`.
const TAIL: usize = 11;
/// Length of the offset alone.
const OFFSET: usize = 6;

impl Stamps {
    pub(super) fn new(stamper: Stamper) -> Self {
        Self { stamper, known: vec![None; HOURS as usize] }
    }

    /// Appends `moment`, to the second.
    pub(super) fn push(&mut self, text: &mut String, moment: SimTime) {
        let (hour, within) = (moment.ticks() / HOUR.ticks(), moment.ticks() % HOUR.ticks());
        let slot = &mut self.known[(hour % HOURS) as usize];
        let (_, start) = match slot {
            Some(known) if known.0 == hour => known,
            slot => slot.insert((hour, self.stamper.stamp(SimTime::from_ticks(hour * HOUR.ticks())))),
        };
        let (minute, second) = (within / MINUTE.ticks(), within % MINUTE.ticks() / SECOND.ticks());
        text.push_str(&start[..start.len() - TAIL]);
        push_two_digits(text, minute);
        text.push(':');
        push_two_digits(text, second);
        text.push_str(&start[start.len() - OFFSET..]);
    }
}

#[inline]
fn push_two_digits(text: &mut String, value: u64) {
    text.push(char::from(b'0' + (value / 10 % 10) as u8));
    text.push(char::from(b'0' + (value % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_back_exactly(integer: u64, float in prop::num::f64::ANY, single in prop::num::f32::ANY) {
            let mut text = String::new();
            push_integer(&mut text, integer);
            prop_assert_eq!(text.parse(), Ok(integer));
            text.clear();
            push_float(&mut text, float);
            prop_assert_eq!(text.parse().ok(), float.is_finite().then_some(float));
            text.clear();
            push_single(&mut text, single);
            prop_assert_eq!(text.parse().ok(), single.is_finite().then_some(single));
        }

        /// Across clock changes and hours that share a slot, the stamps are those of the stamper.
        #[test]
        fn stamps_are_those_of_the_stamper(hours in prop::collection::vec(0_u64..20_000, 1..40), second in 0_u64..3600) {
            let mut stamper = Stamper::new(jiff::civil::date(2024, 3, 1), "Europe/Berlin").expect("a zone");
            let mut stamps = Stamps::new(stamper.clone());
            for hour in hours {
                let moment = SimTime::START + SimDuration::from_ticks((hour * 3600 + second) * SECOND.ticks());
                let mut text = String::new();
                stamps.push(&mut text, moment);
                prop_assert_eq!(text, stamper.stamp(moment));
            }
        }
    }
}
