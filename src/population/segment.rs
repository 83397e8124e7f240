//! Segments: ways of cutting the applicants into groups.

use super::{Applicant, Attribute};

/// What a segment cuts by.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentRule {
    /// Why the account was restricted: a value a cause.
    Cause,
    /// The kind of the restriction: a value a kind.
    Restriction,
    /// An attribute: a value below the first edge, and one from each edge on. Edges rise.
    Edges(Attribute, Vec<f32>),
}

/// An applicant's value in each segment of a scenario, in their order; 0 beyond the last.
pub type SegmentValues = [u8; 16];

const _: () = assert!(Segments::MOST == 16);

/// The segments of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segments(Vec<SegmentRule>);

impl Segments {
    /// How many a scenario may have.
    pub const MOST: usize = 16;

    /// These, of which those beyond [`Self::MOST`] do not count.
    pub fn new(mut rules: Vec<SegmentRule>) -> Self {
        rules.truncate(Self::MOST);
        Self(rules)
    }

    /// The value of someone in each, whose attributes that the scenario defines are `own`.
    #[inline]
    pub fn of(&self, applicant: &Applicant, own: &[f32]) -> SegmentValues {
        let mut values = [0; Self::MOST];
        for (value, rule) in values.iter_mut().zip(&self.0) {
            *value = match rule {
                SegmentRule::Cause => applicant.cause.index() as u8,
                SegmentRule::Restriction => applicant.restriction.index() as u8,
                SegmentRule::Edges(attribute, edges) => {
                    let number = applicant.attribute(*attribute, own) as f32;
                    edges.iter().map(|edge| u8::from(number >= *edge)).sum()
                }
            };
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_begins_at_its_edge() {
        let segments = Segments::new(vec![
            SegmentRule::Cause,
            SegmentRule::Edges(Attribute::DAYS_OVERDUE, vec![1.0, 8.0, 31.0, 91.0]),
        ]);
        let value = |days_overdue| segments.of(&Applicant { days_overdue, ..Applicant::BLANK }, &[])[1];
        assert_eq!([0, 1, 7, 8, 30, 31, 90, 91, 120].map(value), [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
