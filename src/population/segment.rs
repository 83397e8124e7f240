//! Segments: fixed ways of cutting the applicants into groups.

use super::{Applicant, Restriction};

/// A way of cutting the applicants into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Why the account was restricted.
    Cause,
    /// Whether it was suspended or limited.
    Restriction,
    /// Age in years.
    AgeBand,
    /// Credit limit, CNY.
    LimitBand,
    /// Sesame score.
    SesameBand,
    /// Overdue months out of six.
    OverdueMonths,
    /// Days overdue at restriction.
    DaysOverdue,
}

/// An applicant's value in every segment, by the order of [`Segment::ALL`].
pub type SegmentValues = [u8; 7];

/// The values of each segment, by the order of [`Segment::ALL`]. No spreadsheet takes one for a date.
pub const SEGMENT_VALUES: [&[&str]; 7] = [
    &["overdue", "account_risk", "violation", "info_churn", "other"],
    &["suspended", "limited"],
    &["under_25", "25_to_34", "35_to_44", "45_to_54", "55_and_over"],
    &["under_2000", "2000_to_4999", "5000_to_9999", "10000_and_over"],
    &["350_to_549", "550_to_599", "600_to_649", "650_to_699", "700_to_950"],
    &["0", "1", "2", "3", "4", "5", "6"],
    &["0", "1_to_7", "8_to_30", "31_to_90", "over_90"],
];

impl Segment {
    /// All segments.
    pub const ALL: [Self; 7] = [
        Self::Cause,
        Self::Restriction,
        Self::AgeBand,
        Self::LimitBand,
        Self::SesameBand,
        Self::OverdueMonths,
        Self::DaysOverdue,
    ];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Restriction => "restriction",
            Self::AgeBand => "age_band",
            Self::LimitBand => "limit_band",
            Self::SesameBand => "sesame_band",
            Self::OverdueMonths => "overdue_months",
            Self::DaysOverdue => "days_overdue",
        }
    }

    /// Names of its values.
    pub const fn values(self) -> &'static [&'static str] {
        SEGMENT_VALUES[self as usize]
    }
}

#[inline]
fn band<const N: usize>(value: f32, edges: [f32; N]) -> u8 {
    edges.iter().map(|edge| u8::from(value >= *edge)).sum()
}

impl Applicant {
    /// The applicant's value in each segment: an index into [`Segment::values`].
    #[inline]
    pub fn segments(&self) -> SegmentValues {
        [
            self.cause as u8,
            u8::from(self.restriction == Restriction::Limited),
            band(self.card.age_years, [25.0, 35.0, 45.0, 55.0]),
            band(self.card.limit_cny, [2_000.0, 5_000.0, 10_000.0]),
            band(self.external.sesame, [550.0, 600.0, 650.0, 700.0]),
            self.card.overdue_months.min(6),
            [1, 8, 31, 91].iter().map(|first| u8::from(self.days_overdue >= *first)).sum(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_overdue_have_bands() {
        let value = |days_overdue| {
            let applicant = Applicant { days_overdue, ..Applicant::BLANK };
            Segment::DaysOverdue.values()[usize::from(applicant.segments()[Segment::DaysOverdue as usize])]
        };
        let bands = [0, 1, 7, 8, 30, 31, 90, 91, 120].map(value);
        let expected =
            ["0", "1_to_7", "1_to_7", "8_to_30", "8_to_30", "31_to_90", "31_to_90", "over_90", "over_90"];
        assert_eq!(bands, expected);
    }
}
