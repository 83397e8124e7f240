//! Shifts: the stretches of duty of one day, their rules, and the breaks cut out of them.
//!
//! Knows nothing of dates: which day works which shifts is the roster's.

use std::fmt;

use super::{DAY, SimDuration};
use crate::words::say;

/// A stretch of duty from `start` to `end`, both counted from local midnight of the day it belongs to.
///
/// A shift belongs to the day on which it starts; one that ends after 24:00 goes on into the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    /// Start, after midnight of its day.
    pub start: SimDuration,
    /// End, after that midnight: above 24 hours for a shift past midnight, and at most 48 hours.
    pub end: SimDuration,
}

/// The latest end of a shift, counted from midnight of the day on which it starts: the end of the next day.
const LATEST_END: SimDuration = SimDuration::from_ticks(2 * DAY.ticks());

impl Shift {
    /// Whether this moment of the day is on duty: from the start up to, and not at, the end.
    #[inline]
    pub(super) fn holds(&self, time_of_day: SimDuration) -> bool {
        self.start <= time_of_day && time_of_day < self.end
    }

    /// Duty time up to this moment of the day.
    #[inline]
    pub(super) fn passed(&self, time_of_day: SimDuration) -> SimDuration {
        time_of_day.min(self.end) - self.start
    }

    /// Length.
    #[inline]
    pub(super) fn length(&self) -> SimDuration {
        self.end - self.start
    }

    /// What of it lies on its own day.
    fn today(&self) -> Option<Self> {
        (self.start < DAY).then(|| Self { start: self.start, end: self.end.min(DAY) })
    }

    /// What of it lies on the next day, counted from the midnight between.
    fn tomorrow(&self) -> Option<Self> {
        (self.end > DAY).then(|| Self { start: self.start - DAY, end: self.end - DAY })
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A moment of the next day is written as its time of day; 24:00 is the end of a day.
        let minutes = |span: SimDuration| match span.ticks() / super::MINUTE.ticks() {
            late if late > 24 * 60 => late - 24 * 60,
            of_day => of_day,
        };
        let (start, end) = (minutes(self.start), minutes(self.end));
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// What makes a list of shifts unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// A working day without a shift, where every working day is the same: nobody would ever be on duty.
    #[error("{}", say!(ADayNeedsAtLeast))]
    Empty,
    /// A shift ends before it starts, or later than the next day.
    #[error("{}", say!(ShiftMustEndAfterIt, what = .0))]
    Backwards(Shift),
    /// Two shifts overlap or are out of order.
    #[error("{}", say!(ShiftMustStartAfterShift, later = later, earlier = earlier))]
    Overlap {
        /// The shift listed first.
        earlier: Shift,
        /// The shift listed after it.
        later: Shift,
    },
}

/// The shifts that start on one day, checked, with those that touch made one.
///
/// # Errors
/// A shift that ends before it starts or after the next day, or shifts that overlap or are out of order.
pub(super) fn joined(shifts: &[Shift]) -> Result<Vec<Shift>, ShiftError> {
    if let Some(wrong) = shifts.iter().find(|shift| shift.end <= shift.start || shift.end > LATEST_END) {
        return Err(ShiftError::Backwards(*wrong));
    }
    if let Some(pair) = shifts.windows(2).find(|pair| pair[1].start < pair[0].end) {
        return Err(ShiftError::Overlap { earlier: pair[0], later: pair[1] });
    }
    Ok(united(shifts))
}

/// Duty of one day, within 0 and 24 hours: what the shifts of the day before leave of it, and its own shifts up to
/// midnight. Both lists must have passed [`joined`].
///
/// # Errors
/// A shift of the day before that lasts into one of this day: the same people would be on duty twice.
pub(super) fn duty_of_day(before: &[Shift], own: &[Shift]) -> Result<Vec<Shift>, ShiftError> {
    if let (Some(earlier), Some(later)) = (before.last(), own.first())
        && earlier.end > later.start + DAY
    {
        return Err(ShiftError::Overlap { earlier: *earlier, later: *later });
    }
    let pieces = before.iter().filter_map(Shift::tomorrow).chain(own.iter().filter_map(Shift::today));
    Ok(united(&pieces.collect::<Vec<_>>()))
}

/// Shifts by their start, those that overlap or touch made one.
pub(super) fn united(shifts: &[Shift]) -> Vec<Shift> {
    let mut united: Vec<Shift> = Vec::with_capacity(shifts.len());
    for shift in shifts {
        match united.last_mut() {
            Some(last) if shift.start <= last.end => last.end = last.end.max(shift.end),
            _ => united.push(*shift),
        }
    }
    united
}

/// What is left of `shifts` once `breaks` are cut out of them. A break is a time of day: it is cut out of a shift past
/// midnight on either day. Breaks may come in any order, overlap each other and reach beyond the shifts; one that ends
/// before it starts cuts nothing.
///
/// Nothing is checked: a faulty shift that no break meets stays in the list, so that
/// [`OfficeHours`](super::OfficeHours) can name it.
pub fn without_breaks(shifts: &[Shift], breaks: &[Shift]) -> Vec<Shift> {
    let mut left = shifts.to_vec();
    for pause in breaks.iter().filter(|pause| pause.start < pause.end) {
        let next_day = Shift { start: pause.start + DAY, end: pause.end + DAY };
        for pause in pause.tomorrow().into_iter().chain([*pause, next_day]) {
            left = left.into_iter().flat_map(|shift| cut(shift, pause)).flatten().collect();
        }
    }
    left
}

/// What lies before and after the break.
fn cut(shift: Shift, pause: Shift) -> [Option<Shift>; 2] {
    if pause.end <= shift.start || shift.end <= pause.start {
        return [Some(shift), None];
    }
    let before = Shift { start: shift.start, end: pause.start };
    let after = Shift { start: pause.end, end: shift.end };
    [before, after].map(|piece| (piece.start < piece.end).then_some(piece))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;
    use proptest::prelude::*;

    fn shift((start, end): (u64, u64)) -> Shift {
        Shift { start: start * MINUTE, end: end * MINUTE }
    }

    #[test]
    fn breaks_are_cut_out() {
        let day = [shift((540, 720)), shift((780, 1080))];
        let left = without_breaks(&day, &[shift((900, 915)), shift((600, 610)), shift((700, 800))]);
        let expected = [(540, 600), (610, 700), (800, 900), (915, 1080)].map(shift);
        assert_eq!(left, expected);
        assert_eq!(without_breaks(&day, &[]), day);
        assert_eq!(without_breaks(&day, &[shift((720, 780)), shift((800, 800))]), day);
        assert_eq!(without_breaks(&day, &[shift((0, 1440))]), []);
    }

    /// 22:00–06:00 with a meal at midnight and one at 02:00; the break of 23:30 to 00:30 also begins a shift that starts
    /// at midnight.
    #[test]
    fn breaks_are_cut_out_of_both_days_of_a_night() {
        let left = without_breaks(&[shift((1320, 1800))], &[shift((1410, 1470)), shift((120, 150))]);
        assert_eq!(left, [(1320, 1410), (1470, 1560), (1590, 1800)].map(shift));
        assert_eq!(without_breaks(&[shift((0, 480))], &[shift((1410, 1470))]), [shift((30, 480))]);
    }

    #[test]
    fn a_day_has_what_the_night_before_leaves_of_it() {
        let night = [shift((1320, 1800))];
        assert_eq!(duty_of_day(&night, &night), Ok([(0, 360), (1320, 1440)].map(shift).to_vec()));
        assert_eq!(duty_of_day(&night, &[]), Ok(vec![shift((0, 360))]));
        assert_eq!(duty_of_day(&[], &night), Ok(vec![shift((1320, 1440))]));
        assert_eq!(duty_of_day(&night, &[shift((360, 720))]), Ok(vec![shift((0, 720))]), "they touch");
        let (earlier, later) = (night[0], shift((300, 720)));
        let twice = duty_of_day(&night, &[later]);
        assert_eq!(twice, Err(ShiftError::Overlap { earlier, later }));
        let words = "shift 05:00-12:00 must start after shift 22:00-06:00 ends";
        assert_eq!(twice.map_err(|error| error.to_string()), Err(words.to_owned()));
    }

    #[test]
    fn a_night_shift_written_backwards_is_left_to_be_named() {
        let night = shift((1080, 540));
        let left = without_breaks(&[night], &[shift((720, 780))]);
        assert_eq!(joined(&left), Err(ShiftError::Backwards(night)));
    }

    #[test]
    fn shifts_that_touch_are_one() {
        let day = [(0, 60), (540, 720), (720, 1080), (1080, 1440)].map(shift);
        assert_eq!(joined(&day), Ok([(0, 60), (540, 1440)].map(shift).to_vec()));
    }

    proptest! {
        /// A minute is left if and only if a shift holds it and no break does.
        #[test]
        fn what_is_left_is_shift_and_no_break(
            cuts in prop::collection::btree_set(0_u64..60, 0..8),
            breaks in prop::collection::vec((0_u64..60, 0_u64..60), 0..5),
        ) {
            let cuts: Vec<u64> = cuts.into_iter().collect();
            let shifts: Vec<Shift> = cuts.chunks_exact(2).map(|pair| shift((pair[0], pair[1]))).collect();
            let breaks: Vec<Shift> = breaks.into_iter().map(shift).collect();
            let left = without_breaks(&shifts, &breaks);
            prop_assert!(joined(&left).is_ok());
            for minute in 0..60 {
                let held = |list: &[Shift]| list.iter().any(|shift| shift.holds(minute * MINUTE));
                prop_assert_eq!(held(&left), held(&shifts) && !held(&breaks));
            }
        }
    }
}
