//! Tables of what behaviours do: curves, sets and their worth, Shapley values, pairs, prices and gaps.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{Row, Table};
use super::{CsvStyle, ResultsError};

/// A metric at a level of a behaviour, `curves.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveRow {
    /// The behaviour.
    pub behaviour: String,
    /// Its level, 0..1.
    pub intensity: f64,
    /// `all`, `eligible` (to whom it applies), or a segment.
    pub segment: String,
    /// The value of the segment.
    pub value: String,
    /// The metric.
    pub metric: String,
    /// Its mean over replications.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Applicants behind it, in all replications.
    pub applicants: u64,
    /// `everyone` or `one`.
    pub scope: String,
    /// `forced`, or `observed`.
    pub basis: String,
}

impl Row for CurveRow {
    const FILE: &'static str = "curves.csv";
}

/// What a behaviour is worth beside the others, `shapley.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShapleyRow {
    /// The behaviour.
    pub behaviour: String,
    /// `all`, or a segment.
    pub segment: String,
    /// The value of the segment.
    pub value: String,
    /// The metric.
    pub metric: String,
    /// Its Shapley value.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Replications behind it.
    pub replications: u64,
    /// The first place that it may have, the greatest value first, at 95 % for all behaviours at once.
    pub rank_low: Option<u64>,
    /// The last.
    pub rank_high: Option<u64>,
}

impl Row for ShapleyRow {
    const FILE: &'static str = "shapley.csv";
}

/// What two behaviours add together beyond what each adds alone, `interactions.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InteractionRow {
    /// One of them.
    pub behaviour: String,
    /// The other one.
    pub other: String,
    /// The metric.
    pub metric: String,
    /// What they add beyond their sum, where nobody does anything else.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for InteractionRow {
    const FILE: &'static str = "interactions.csv";
}

/// What one applicant gains by a behaviour and pays for it, `prices.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// The behaviour.
    pub behaviour: String,
    /// `gain`, `hours`, `cny`, `days`, `gain_per_hour`, `gain_per_cny` or `gain_per_day`.
    pub measure: String,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for PriceRow {
    const FILE: &'static str = "prices.csv";
}

/// What is seen of those who act, and what acting does, `observed.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObservedRow {
    /// The behaviour.
    pub behaviour: String,
    /// The metric.
    pub metric: String,
    /// `observed`, `causal`, `gap`: the one less the other; and its parts `severity`, `diligence` and `rest`.
    pub part: String,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for ObservedRow {
    const FILE: &'static str = "observed.csv";
}

/// What comes of waiting before one applies, `waiting.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitingRow {
    /// Days that everybody waits; 0 is the scenario as it is.
    pub wait_days: u64,
    /// `all`, or a segment.
    pub segment: String,
    /// The value of the segment.
    pub value: String,
    /// The metric.
    pub metric: String,
    /// Its mean over replications.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Waiting less not waiting, from pairs of replications.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub difference_ci_low: Option<f64>,
    /// Upper end.
    pub difference_ci_high: Option<f64>,
}

impl Row for WaitingRow {
    const FILE: &'static str = "waiting.csv";
}

/// The worth of a set of behaviours: a 0 or 1 a behaviour, the metric, its mean and interval, the segment and its value.
pub type CoalitionRow = (Vec<u8>, String, Option<f64>, Option<f64>, Option<f64>, String, String);

/// Writes `coalitions.csv` into `dir`: a column a behaviour, then `metric,estimate,ci_low,ci_high,segment,value`.
///
/// # Errors
/// What the operating system refuses.
pub fn write_coalitions(
    dir: &Path,
    behaviours: &[String],
    rows: impl Iterator<Item = CoalitionRow>,
    style: CsvStyle,
) -> Result<(), ResultsError> {
    let names: Vec<&str> = behaviours.iter().map(String::as_str).collect();
    let header = [&names[..], &["metric", "estimate", "ci_low", "ci_high", "segment", "value"]].concat();
    let mut table = Table::create(&dir.join("coalitions.csv"), &header, style)?;
    for row in rows {
        table.row(&row)?;
    }
    table.finish()
}

/// A set of behaviours on the front of approval against wait: a 0 or 1 a behaviour, then estimate and interval of approval
/// and of wait, own hours, and money.
pub type FrontRow = (Vec<u8>, [Option<f64>; 3], [Option<f64>; 3], Option<f64>, Option<f64>);

/// Writes `front.csv` into `dir`: a column a behaviour, then those of a [`FrontRow`].
///
/// # Errors
/// What the operating system refuses.
pub fn write_front(
    dir: &Path,
    behaviours: &[String],
    rows: impl Iterator<Item = FrontRow>,
    style: CsvStyle,
) -> Result<(), ResultsError> {
    const COLUMNS: [&str; 8] = [
        "eventual_approval_rate",
        "eventual_approval_rate_ci_low",
        "eventual_approval_rate_ci_high",
        "restoration_days_p50",
        "restoration_days_p50_ci_low",
        "restoration_days_p50_ci_high",
        "effort_hours",
        "cost_cny",
    ];
    let names: Vec<&str> = behaviours.iter().map(String::as_str).collect();
    let mut table = Table::create(&dir.join("front.csv"), &[&names[..], &COLUMNS].concat(), style)?;
    for row in rows {
        table.row(&row)?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_interface() {
        assert_eq!(
            CurveRow::columns().join(","),
            "behaviour,intensity,segment,value,metric,estimate,ci_low,ci_high,applicants,scope,basis"
        );
        assert_eq!(
            ShapleyRow::columns().join(","),
            "behaviour,segment,value,metric,estimate,std_error,ci_low,ci_high,replications,rank_low,rank_high"
        );
        assert_eq!(InteractionRow::columns().join(","), "behaviour,other,metric,estimate,ci_low,ci_high");
    }
}
