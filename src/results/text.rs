//! Fast formatting of the fields of long tables.
//!
//! Rows of `cases.csv` and `events.csv` and events of `events.xes` are written by the million, so
//! their fields are formatted straight into one text. No field of the tables can hold a comma, a
//! quote or a line break: they are numbers, moments, and names fixed in the program.

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

/// Appends `value` as it stands between the double quotes of an XML 1.0 attribute.
///
/// Tabs and line breaks are written as references, since a parser turns bare ones into spaces
/// (XML 1.0, section 3.3.3). A character that no document may hold, not even as a reference
/// (section 2.2), becomes U+FFFD.
#[inline]
pub(super) fn push_escaped(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\t' => text.push_str("&#9;"),
            '\n' => text.push_str("&#10;"),
            '\r' => text.push_str("&#13;"),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => text.push(char::REPLACEMENT_CHARACTER),
            other => text.push(other),
        }
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
    /// By hour modulo [`HOURS`].
    known: Vec<Option<Hour>>,
}

/// An hour of local time.
#[derive(Debug, Clone)]
struct Hour {
    /// Counted from the start.
    number: u64,
    /// Its first moment as written.
    start: String,
    /// Whether a clock change skips it, so that all of it is written as its first moment.
    skipped: bool,
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
        self.write(text, moment, false);
    }

    /// Appends `moment`, to the microsecond, the tick of the clock.
    pub(super) fn push_exact(&mut self, text: &mut String, moment: SimTime) {
        self.write(text, moment, true);
    }

    #[inline]
    fn write(&mut self, text: &mut String, moment: SimTime, exact: bool) {
        let hour = moment.ticks() / HOUR.ticks();
        let slot = &mut self.known[(hour % HOURS) as usize];
        let known = match slot {
            Some(known) if known.number == hour => known,
            slot => {
                let first = SimTime::from_ticks(hour * HOUR.ticks());
                let (start, skipped) = (self.stamper.stamp(first), self.stamper.skips(first));
                slot.insert(Hour { number: hour, start, skipped })
            }
        };
        let within = if known.skipped { 0 } else { moment.ticks() % HOUR.ticks() };
        let start = known.start.as_str();
        text.push_str(&start[..start.len() - TAIL]);
        push_two_digits(text, within / MINUTE.ticks());
        text.push(':');
        push_two_digits(text, within % MINUTE.ticks() / SECOND.ticks());
        if exact {
            let micros = within % SECOND.ticks();
            text.push('.');
            for pair in [micros / 10_000, micros / 100, micros] {
                push_two_digits(text, pair % 100);
            }
        }
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

    #[test]
    fn exact_stamps_go_to_the_microsecond() {
        let stamper = Stamper::new(jiff::civil::date(2024, 4, 1), "Asia/Shanghai").expect("a zone");
        let mut stamps = Stamps::new(stamper);
        let mut text = String::new();
        stamps.push_exact(&mut text, SimTime::from_ticks(HOUR.ticks() + 2 * SECOND.ticks() + 40_506));
        assert_eq!(text, "2024-04-01T01:00:02.040506+08:00");
    }

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
                prop_assert_eq!(&text, &stamper.stamp(moment));
                let mut exact = String::new();
                stamps.push_exact(&mut exact, moment);
                prop_assert_eq!(exact.replace(".000000", ""), text);
            }
        }

        /// What is escaped reads back, but for characters that XML 1.0 does not allow.
        #[test]
        fn escaped_text_reads_back(value in r#"([&<>"'\\t\n\r\x00-\x1f\u{FFFE}a]|\PC){0,20}"#) {
            let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || "\u{FFFE}\u{FFFF}".contains(c);
            let mut text = String::new();
            push_escaped(&mut text, &value);
            prop_assert!(!text.contains(|c: char| c < ' ' || forbidden(c) || "<>\"".contains(c)), "{text:?}");
            let mut read = text;
            let names = ["lt", "gt", "quot", "#9", "#10", "#13", "amp"];
            for (name, character) in names.iter().zip(["<", ">", "\"", "\t", "\n", "\r", "&"]) {
                read = read.replace(&format!("&{name};"), character);
            }
            let replaced = |c: char| if forbidden(c) { char::REPLACEMENT_CHARACTER } else { c };
            prop_assert_eq!(read, value.chars().map(replaced).collect::<String>());
        }
    }
}
