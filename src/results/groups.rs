//! Tables of groups held against each other.

use serde::{Deserialize, Serialize};

use super::files::Row;

/// A measure of a group beside that of another, `fairness.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FairnessRow {
    /// The segment; `all` is everyone.
    pub segment: String,
    /// Its value.
    pub value: String,
    /// What is measured.
    pub measure: String,
    /// Nothing, or `true_risk`: at equal risk before any behaviour.
    pub given: String,
    /// Of this group.
    pub estimate: Option<f64>,
    /// Less that of the reference.
    pub difference: Option<f64>,
    /// By that of the reference.
    pub ratio: Option<f64>,
    /// Lower end of the 95 % interval of the difference.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Applicants of the group.
    pub applicants: u64,
    /// The value it is held against.
    pub reference: String,
    /// The figure of that, at the same risks.
    pub reference_estimate: Option<f64>,
    /// Lower end of the 95 % interval of the estimate.
    pub estimate_ci_low: Option<f64>,
    /// Upper end.
    pub estimate_ci_high: Option<f64>,
    /// Lower end of the 95 % interval of the ratio.
    pub ratio_ci_low: Option<f64>,
    /// Upper end.
    pub ratio_ci_high: Option<f64>,
    /// At equal risk, the share of both groups whose risk is rare or missing in the other.
    pub excluded: Option<f64>,
    /// Unit of estimate and difference.
    pub unit: String,
    /// Replications.
    pub replications: u64,
}

impl Row for FairnessRow {
    const FILE: &'static str = "fairness.csv";
}

/// What a behaviour or a policy does to a gap, `gaps.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GapRow {
    /// `behaviour` or `variant`.
    pub kind: String,
    /// Its name.
    pub change: String,
    /// The segment.
    pub segment: String,
    /// The group.
    pub value: String,
    /// The group it is held against.
    pub reference: String,
    /// What is measured.
    pub measure: String,
    /// Nothing, or `true_risk`.
    pub given: String,
    /// The gap without: nobody does it, or the scenario as it is.
    pub gap_before: Option<f64>,
    /// The gap with: everyone does it, or the variant.
    pub gap_after: Option<f64>,
    /// The second less the first.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Unit.
    pub unit: String,
    /// Pairs of replications.
    pub replications: u64,
}

impl Row for GapRow {
    const FILE: &'static str = "gaps.csv";
}

/// The scores of those who were judged rightly or wrongly, application by application, `score_paths.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScorePathRow {
    /// `false_refusal`, `right_refusal`, `false_restoration` or `right_restoration`.
    pub kind: String,
    /// The segment; `all` is everyone.
    pub segment: String,
    /// Its value.
    pub value: String,
    /// The application, from 1.
    pub attempt: u64,
    /// Mean score.
    pub score: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Mean change since the first application of the same applicants.
    pub change: Option<f64>,
    /// Lower end of its 95 % interval.
    pub change_ci_low: Option<f64>,
    /// Upper end.
    pub change_ci_high: Option<f64>,
    /// Applicants who filed so many.
    pub applicants: u64,
}

impl Row for ScorePathRow {
    const FILE: &'static str = "score_paths.csv";
}

/// How well a score tells good accounts from bad ones, `scorecard.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScorecardRow {
    /// The scenario, or the variant.
    pub scenario: String,
    /// Of whom: `all`, `approved`, `later`, `admitted`.
    pub population: String,
    /// What it is.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// How many it is about.
    pub applications: u64,
}

impl Row for ScorecardRow {
    const FILE: &'static str = "scorecard.csv";
}

/// What a cut-off of the score alone would let in, `cut_offs.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CutOffRow {
    /// The scenario, or the variant.
    pub scenario: String,
    /// The least score that it lets in.
    pub cut_off: f64,
    /// `admitted_share`, `bad_rate` of those let in, or `step_bad_rate` of those whom the next cut-off keeps out.
    pub measure: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for CutOffRow {
    const FILE: &'static str = "cut_offs.csv";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_begin_with_those_of_the_interface() {
        let columns = FairnessRow::columns().join(",");
        assert!(
            columns.starts_with(
                "segment,value,measure,given,estimate,difference,ratio,ci_low,ci_high,applicants,"
            )
        );
    }
}
