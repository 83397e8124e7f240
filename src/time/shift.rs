//! Shifts: the stretches of duty of one day, their rules, and the breaks cut out of them.
//!
//! Knows nothing of dates: which day works which shifts is the roster's.

use std::fmt;

use super::{DAY, SimDuration};

/// A stretch of duty within a day, from `start` to `end` after local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Start, after midnight.
    pub start: SimDuration,
    /// End, after midnight, at most 24 hours.
    pub end: SimDuration,
}

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
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = |span: SimDuration| span.ticks() / super::MINUTE.ticks();
        let (start, end) = (minutes(self.start), minutes(self.end));
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// What makes a list of shifts unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// A working day without a shift, where every working day is the same: nobody would ever be on duty.
    #[error("a day needs at least one shift")]
    Empty,
    /// A shift ends before it starts, or after midnight.
    #[error("shift {0} must end after it starts and by 24:00")]
    Backwards(Shift),
    /// Two shifts overlap or are out of order.
    #[error("shift {later} must start after shift {earlier} ends")]
    Overlap {
        /// The shift listed first.
        earlier: Shift,
        /// The shift listed after it.
        later: Shift,
    },
}

/// The shifts of one day, checked, with those that touch made one.
///
/// # Errors
/// A shift that ends before it starts or after 24:00, or shifts that overlap or are out of order.
pub(super) fn joined(shifts: &[Shift]) -> Result<Vec<Shift>, ShiftError> {
    if let Some(wrong) = shifts.iter().find(|shift| shift.end <= shift.start || shift.end > DAY) {
        return Err(ShiftError::Backwards(*wrong));
    }
    if let Some(pair) = shifts.windows(2).find(|pair| pair[1].start < pair[0].end) {
        return Err(ShiftError::Overlap { earlier: pair[0], later: pair[1] });
    }
    let mut joined: Vec<Shift> = Vec::with_capacity(shifts.len());
    for shift in shifts {
        match joined.last_mut() {
            Some(last) if last.end == shift.start => last.end = shift.end,
            _ => joined.push(*shift),
        }
    }
    Ok(joined)
}

/// What is left of `shifts` once `breaks` are cut out of them. Breaks may come in any order,
/// overlap each other and reach beyond the shifts; one that ends before it starts cuts nothing.
///
/// Nothing is checked: a faulty shift that no break meets stays in the list, so that
/// [`OfficeHours`](super::OfficeHours) can name it.
pub fn without_breaks(shifts: &[Shift], breaks: &[Shift]) -> Vec<Shift> {
    let mut left = shifts.to_vec();
    for pause in breaks.iter().filter(|pause| pause.start < pause.end) {
        left = left.into_iter().flat_map(|shift| cut(shift, *pause)).flatten().collect();
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
