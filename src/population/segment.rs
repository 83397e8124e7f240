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

/// Edges that are compared at once, whether there are as many or not.
const AT_ONCE: usize = 8;

/// A rule as it is asked of every applicant.
#[derive(Debug, Clone, PartialEq)]
enum Cut {
    Cause,
    Restriction,
    /// By the first edges, with edges that nobody reaches in the places that are left, and by those beyond them.
    Attribute(Attribute, [f32; AT_ONCE], Vec<f32>),
}

impl Cut {
    fn new(rule: SegmentRule) -> Self {
        match rule {
            SegmentRule::Cause => Self::Cause,
            SegmentRule::Restriction => Self::Restriction,
            SegmentRule::Edges(attribute, edges) => {
                let mut first = [f32::INFINITY; AT_ONCE];
                first.iter_mut().zip(&edges).for_each(|(place, edge)| *place = *edge);
                Self::Attribute(attribute, first, edges.into_iter().skip(AT_ONCE).collect())
            }
        }
    }
}

/// The segments of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segments(Vec<Cut>);

impl Segments {
    /// How many a scenario may have.
    pub const MOST: usize = 16;

    /// These, of which those beyond [`Self::MOST`] do not count.
    pub fn new(mut rules: Vec<SegmentRule>) -> Self {
        rules.truncate(Self::MOST);
        Self(rules.into_iter().map(Cut::new).collect())
    }

    /// The value of someone in each, whose attributes that the scenario defines are `own`.
    #[inline]
    pub fn of(&self, applicant: &Applicant, own: &[f32]) -> SegmentValues {
        let mut values = [0; Self::MOST];
        for (value, cut) in values.iter_mut().zip(&self.0) {
            *value = match cut {
                Cut::Cause => applicant.cause.index() as u8,
                Cut::Restriction => applicant.restriction.index() as u8,
                Cut::Attribute(attribute, first, others) => {
                    let number = applicant.attribute(*attribute, own) as f32;
                    let mut reached = 0;
                    for edge in first {
                        reached += u8::from(number >= *edge);
                    }
                    if others.is_empty() { reached } else { reached + passed(others, number) }
                }
            };
        }
        values
    }
}

/// How many edges a number has reached.
#[inline(never)]
fn passed(edges: &[f32], number: f32) -> u8 {
    edges.iter().map(|edge| u8::from(number >= *edge)).sum()
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

    /// As many edges as are compared at once, fewer, and more.
    #[test]
    fn any_number_of_edges_is_counted() {
        for count in [0, 1, 7, 8, 9, 20] {
            let edges = (1..=count).map(|edge| f32::from(edge as u8)).collect();
            let segments = Segments::new(vec![SegmentRule::Edges(Attribute::DAYS_OVERDUE, edges)]);
            for days_overdue in 0..=25 {
                let applicant = Applicant { days_overdue, ..Applicant::BLANK };
                assert_eq!(u16::from(segments.of(&applicant, &[])[0]), days_overdue.min(count));
            }
        }
    }
}
