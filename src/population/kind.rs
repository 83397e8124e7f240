//! Applicants of one kind: those with certain values of segments, and with attributes in certain ranges.

use super::{Applicant, Attribute, SegmentValues};

/// From one value to another, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// Whether the whole part of a value is held against them, so that 649.7 lies within 600 to 649.
    pub whole: bool,
}

impl Range {
    /// Whether a value lies in it.
    pub fn holds(&self, value: f64) -> bool {
        let value = if self.whole { value.floor() } else { value };
        self.low <= value && value <= self.high
    }
}

/// A condition on what is known of someone at restriction; everything in it must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kind {
    /// Segments by position, each with the values of which any will do.
    pub segments: Vec<(usize, Vec<u8>)>,
    /// Attributes, each with the ranges of which any will do.
    pub ranges: Vec<(Attribute, Vec<Range>)>,
}

impl Kind {
    /// Everyone.
    pub const EVERYONE: Self = Self { segments: Vec::new(), ranges: Vec::new() };

    /// Whether it holds of someone with these values in the segments, whose attributes that the scenario defines are
    /// `own`.
    pub fn holds(&self, applicant: &Applicant, own: &[f32], segments: &SegmentValues) -> bool {
        let value = |(segment, values): &(usize, Vec<u8>)| {
            segments.get(*segment).is_some_and(|value| values.contains(value))
        };
        let range = |(attribute, ranges): &(Attribute, Vec<Range>)| {
            let value = applicant.attribute(*attribute, own);
            ranges.iter().any(|range| range.holds(value))
        };
        self.segments.iter().all(value) && self.ranges.iter().all(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_must_hold_and_one_of_several_values_will_do() {
        let range = |low, high| Range { low, high, whole: true };
        let kind = Kind {
            segments: vec![(1, vec![0, 3])],
            ranges: vec![(Attribute::DAYS_OVERDUE, vec![range(1.0, 7.0), range(31.0, 90.0)])],
        };
        let holds = |value: u8, days_overdue| {
            let mut segments = SegmentValues::default();
            segments[1] = value;
            kind.holds(&Applicant { days_overdue, ..Applicant::BLANK }, &[], &segments)
        };
        assert!(holds(0, 1) && holds(3, 7) && holds(3, 31) && holds(0, 90));
        assert!(!holds(1, 1) && !holds(0, 0) && !holds(0, 8) && !holds(3, 91));
        assert!(Kind::EVERYONE.holds(&Applicant::BLANK, &[], &SegmentValues::default()));
    }

    #[test]
    fn a_range_of_whole_numbers_is_held_against_the_whole_part() {
        let whole = Range { low: 600.0, high: 649.0, whole: true };
        assert!(whole.holds(600.0) && whole.holds(649.7) && !whole.holds(599.99) && !whole.holds(650.0));
        let exact = Range { whole: false, ..whole };
        assert!(exact.holds(649.0) && !exact.holds(649.7) && !exact.holds(f64::NAN));
    }
}
