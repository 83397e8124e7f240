//! Fast writing of moments in long tables.

use super::CsvStyle;
use super::text::Text;
use crate::time::{DAY, SECOND, SimTime, Stamper};

/// Days remembered: more than an application takes, since the moments in a row lie weeks apart.
const DAYS: u64 = 256;

/// Writes moments, and remembers the date and offset of many days.
///
/// A [`Stamper`] remembers one hour, and the moments in one row are rarely of the same hour.
#[derive(Debug, Clone)]
pub(super) struct Stamps {
    stamper: Stamper,
    /// By day modulo [`DAYS`].
    known: Vec<Day>,
    /// How moments are written.
    style: CsvStyle,
}

/// A day of local time.
#[derive(Debug, Clone)]
struct Day {
    /// Counted from the start.
    number: u64,
    /// What stands around the time in all of its stamps, if that is the same.
    around: Option<Around>,
}

/// What stands before and after the time of day.
#[derive(Debug, Clone, Copy)]
struct Around {
    /// Such as `2024-04-02T`.
    date: [u8; DATE],
    /// Such as `+08:00`.
    offset: [u8; OFFSET],
}

/// Length of a date and the `T` behind it.
const DATE: usize = 11;
/// Length of a time of day, to the second.
const TIME: usize = 8;
/// Length of a point and microseconds.
const MICROS: usize = 7;
/// Length of an offset.
const OFFSET: usize = 6;

impl Stamps {
    /// Moments with their offset.
    pub(super) fn new(stamper: Stamper) -> Self {
        Self::in_style(stamper, CsvStyle::Standard)
    }

    /// Moments as they stand in tables of a style.
    pub(super) fn in_style(stamper: Stamper, style: CsvStyle) -> Self {
        // No day has this number, for its ticks could not be counted.
        Self { stamper, known: vec![Day { number: u64::MAX, around: None }; DAYS as usize], style }
    }

    /// Appends `moment`, to the second, and to the microsecond, the tick of the clock, where that says more.
    #[inline]
    pub(super) fn push(&mut self, text: &mut Text, moment: SimTime) {
        if self.style == CsvStyle::Excel {
            return self.push_local(text, moment);
        }
        let micros = moment.ticks() % SECOND.ticks();
        if let Some(Around { date, offset }) = self.around(moment) {
            text.fill::<{ DATE + TIME + MICROS + OFFSET }>(|room| {
                room[..DATE].copy_from_slice(date);
                room[DATE..DATE + TIME].copy_from_slice(&time_of_day(moment));
                let rest = DATE + TIME;
                if micros == 0 {
                    room[rest..rest + OFFSET].copy_from_slice(offset);
                    return rest + OFFSET;
                }
                room[rest..rest + MICROS].copy_from_slice(&decimals(micros));
                room[rest + MICROS..].copy_from_slice(offset);
                room.len()
            });
        } else {
            let stamp = self.stamper.stamp(moment);
            let (time, offset) = stamp.split_at(stamp.len() - OFFSET);
            text.push_str(time);
            if micros > 0 && !self.stamper.skips(moment) {
                text.push_part(decimals(micros), MICROS);
            }
            text.push_str(offset);
        }
    }

    /// Appends `moment` as Excel reads it: the local time, to the second, without offset.
    #[inline(never)]
    fn push_local(&mut self, text: &mut Text, moment: SimTime) {
        if let Some(Around { date, .. }) = self.around(moment) {
            text.push_part(*date, DATE - 1);
            text.push_byte(b' ');
            text.push_part(time_of_day(moment), TIME);
        } else {
            let stamp = self.stamper.stamp(moment);
            text.push_str(&stamp[..stamp.len() - OFFSET].replace('T', " "));
        }
    }

    /// What stands around the time in every stamp of the day of `moment`.
    #[inline]
    fn around(&mut self, moment: SimTime) -> Option<&Around> {
        let number = moment.ticks() / DAY.ticks();
        let known = &mut self.known[(number % DAYS) as usize];
        if known.number != number {
            *known = Self::look_up(&mut self.stamper, number);
        }
        known.around.as_ref()
    }

    #[cold]
    #[inline(never)]
    fn look_up(stamper: &mut Stamper, number: u64) -> Day {
        let first = SimTime::from_ticks(number * DAY.ticks());
        let start = stamper.is_even(first).then(|| stamper.stamp(first).into_bytes());
        // Years of more than four digits take the longer way.
        let around = start
            .filter(|start| start.len() == DATE + TIME + OFFSET)
            .and_then(|start| Some(Around { date: *start.first_chunk()?, offset: *start.last_chunk()? }));
        Day { number, around }
    }
}

/// The time of day, to the second: `09:30:00`.
///
/// Hours, minutes and seconds are split into digits side by side in one word, three bytes each;
/// 103 / 2^10 stands for a tenth, exactly so for two digits.
#[inline]
fn time_of_day(moment: SimTime) -> [u8; TIME] {
    let second = moment.ticks() % DAY.ticks() / SECOND.ticks();
    let parts = (second / 3600) | ((second / 60 % 60) << 24) | ((second % 60) << 48);
    let tens = ((parts * 103) >> 10) & 0x000F_0000_0F00_000F;
    let digits = tens | ((parts - 10 * tens) << 8);
    (digits | u64::from_le_bytes(*b"00:00:00")).to_le_bytes()
}

/// Microseconds of a second as decimals: `.040506`.
#[inline]
fn decimals(micros: u64) -> [u8; MICROS] {
    let mut text = [b'.'; MICROS];
    for (pair, value) in
        text[1..].chunks_exact_mut(2).zip([micros / 10_000, micros / 100 % 100, micros % 100])
    {
        pair.copy_from_slice(&[b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::text::written;
    use crate::time::SimDuration;
    use proptest::prelude::*;

    #[test]
    fn stamps_go_to_the_microsecond_where_there_are_any() {
        let stamper = Stamper::new(jiff::civil::date(2024, 4, 1), "Asia/Shanghai").expect("a zone");
        let mut stamps = Stamps::new(stamper);
        let mut stamp = |ticks| {
            let moment = SimTime::from_ticks(DAY.ticks() / 24 + 2 * SECOND.ticks() + ticks);
            written(|text| stamps.push(text, moment))
        };
        assert_eq!(stamp(40_506), "2024-04-01T01:00:02.040506+08:00");
        assert_eq!(stamp(0), "2024-04-01T01:00:02+08:00");
    }

    proptest! {
        /// Across clock changes, in the hour they skip, in days that share a slot, and in years of
        /// more than four digits, the stamps are those of the stamper.
        #[test]
        fn stamps_are_those_of_the_stamper(
            hours in prop::collection::vec((0_u64..20_000, 0_u64..10), 1..40),
            second in 0_u64..3600,
            micros in prop::sample::select(vec![0_u64, 1, 999_999]),
            zone in prop::sample::select(vec!["Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe"]),
            year in prop::sample::select(vec![-12_i16, 2024, 9998]),
        ) {
            let mut stamper = Stamper::new(jiff::civil::date(year, 3, 1), zone).expect("a zone");
            let mut stamps = Stamps::new(stamper.clone());
            for (hour, day) in hours {
                for hour in [hour, 24 * (25 + day) + hour % 4] {
                    let moment = SimTime::START + SimDuration::from_ticks((hour * 3600 + second) * SECOND.ticks() + micros);
                    let text = written(|text| stamps.push(text, moment));
                    let exact = micros > 0 && !stamper.skips(moment);
                    let decimals = if exact { format!(".{micros:06}") } else { String::new() };
                    prop_assert_eq!(text.replace(&decimals, ""), stamper.stamp(moment));
                    prop_assert_eq!(text.contains('.'), exact);
                    let mut local = Stamps::in_style(stamper.clone(), CsvStyle::Excel);
                    let local = written(|text| local.push(text, moment));
                    let whole = stamper.stamp(moment);
                    prop_assert_eq!(local.replace(' ', "T"), &whole[..whole.len() - OFFSET]);
                }
            }
        }

        /// A day is even exactly if every hour of it is written with one offset and none is skipped.
        #[test]
        fn an_even_day_has_one_offset(day in 0_u64..800, zone in prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "Africa/Cairo"])) {
            let mut stamper = Stamper::new(jiff::civil::date(2024, 1, 1), zone).expect("a zone");
            let hour = |hour: u64| SimTime::from_ticks(day * DAY.ticks() + hour * DAY.ticks() / 24);
            let offset = |stamper: &mut Stamper, at| stamper.stamp(hour(at))[DATE + TIME..].to_owned();
            let first = offset(&mut stamper, 0);
            let even = (0..24).all(|at| !stamper.skips(hour(at)) && offset(&mut stamper, at) == first);
            prop_assert_eq!(stamper.is_even(hour(7)), even);
        }
    }
}
