//! `swap_set.csv`: who is approved at the first application by one policy and refused by another.

use serde::{Deserialize, Serialize};

use super::build::segment_names;
use super::files::Row;
use crate::observe::{Names, SCORE_BANDS, SwapCount, SwapTally};
use crate::stats::{ConfidenceLevel, share_of_sums};

/// One direction of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SwapRow {
    /// Name of the scenario that is compared with the base.
    pub scenario: String,
    /// `in` (approved here, refused by the base) or `out` (refused here, approved by the base).
    pub direction: String,
    /// Name of the segment; `all` is everyone.
    pub segment: String,
    /// Value within the segment; empty for everyone.
    pub value: String,
    /// Share of the group's applicants whose first application both decided, over all replications.
    pub applicants_share: Option<f64>,
    /// Of them, the share expected to go bad, with the behaviour and the true risk they have where they are approved.
    pub bad_rate: Option<f64>,
    /// Lower end of its 95 % interval, by leaving out one replication after the other.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for SwapRow {
    const FILE: &'static str = "swap_set.csv";
}

/// The rows of one scenario from its replications: those of everyone, and of each group of which somebody changes sides.
pub fn swap_rows(scenario: &str, names: &Names, replications: &[SwapTally]) -> Vec<SwapRow> {
    let mut rows = Vec::new();
    if replications.is_empty() {
        return rows;
    }
    let all: Vec<SwapCount> = replications.iter().map(|tally| tally.all).collect();
    rows.extend(both(scenario, ("all", ""), &all));
    for (kind, (segment, values)) in segment_names(names, SCORE_BANDS).enumerate() {
        for (place, value) in values.iter().enumerate() {
            let of = |tally: &SwapTally| tally.groups.get(kind)?.get(place).copied();
            let counts: Vec<SwapCount> = replications.iter().filter_map(of).collect();
            let changes = |row: &SwapRow| row.applicants_share.is_some_and(|share| share > 0.0);
            rows.extend(both(scenario, (segment, value), &counts).into_iter().filter(changes));
        }
    }
    rows
}

/// Both directions of a group.
fn both(scenario: &str, (segment, value): (&str, &str), counts: &[SwapCount]) -> [SwapRow; 2] {
    let judged: u64 = counts.iter().map(|count| count.judged).sum();
    ["in", "out"].map(|direction| {
        let of = |count: &SwapCount| match direction {
            "in" => (count.gained_bad, count.gained as f64),
            _ => (count.lost_bad, count.lost as f64),
        };
        let bad: Vec<(f64, f64)> = counts.iter().map(of).collect();
        let swapped: f64 = bad.iter().map(|(_, swapped)| swapped).sum();
        let rate = share_of_sums(&bad, ConfidenceLevel::NINETY_FIVE);
        SwapRow {
            scenario: scenario.to_owned(),
            direction: direction.to_owned(),
            segment: segment.to_owned(),
            value: value.to_owned(),
            applicants_share: (judged > 0).then(|| swapped / judged as f64),
            bad_rate: rate.value,
            ci_low: rate.interval.map(|ends| ends.low),
            ci_high: rate.interval.map(|ends| ends.high),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::observe::SegmentNames;

    /// Ten are judged in each of two replications; two and four come in, with expected bad of one and one.
    #[test]
    fn shares_and_rates_are_of_all_replications_together() {
        let tally = |gained, lost: u64| {
            let all = SwapCount { judged: 10, gained, gained_bad: 1.0, lost, lost_bad: 0.25 * lost as f64 };
            let mut groups = vec![vec![SwapCount::default(); 5]; 3];
            groups[0][1] = SwapCount { judged: 4, gained: 1, gained_bad: 0.5, ..SwapCount::default() };
            SwapTally { applicants: 20, all, groups }
        };
        let values =
            ["overdue", "account_risk", "violation", "info_churn", "other"].map(str::to_owned).to_vec();
        let segments = vec![SegmentNames { name: "cause".to_owned(), values }];
        let names = Names { segments, ..Names::default() };
        let rows = swap_rows("b", &names, &[tally(2, 0), tally(4, 0)]);
        assert_eq!(rows.len(), 3, "{rows:?}");
        let [into, out] = [&rows[0], &rows[1]];
        assert_eq!((into.direction.as_str(), into.segment.as_str(), into.value.as_str()), ("in", "all", ""));
        assert_eq!(into.applicants_share, Some(6.0 / 20.0));
        assert_eq!(into.bad_rate, Some(2.0 / 6.0));
        assert!(into.ci_low.unwrap() < into.bad_rate.unwrap());
        assert_eq!((out.applicants_share, out.bad_rate, out.ci_low), (Some(0.0), None, None));
        assert_eq!((rows[2].segment.as_str(), rows[2].value.as_str()), ("cause", "account_risk"));
        assert_eq!((rows[2].applicants_share, rows[2].bad_rate), (Some(0.25), Some(0.5)));
        assert_eq!(rows[2].ci_low, None, "both replications say the same");
        assert_eq!(swap_rows("b", &names, &[]), []);
    }
}
