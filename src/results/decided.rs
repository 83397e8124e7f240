//! Tables of experiments that look for a setting, or for what matters.

use serde::{Deserialize, Serialize};

use super::PointValue;
use super::files::Row;

/// A setting that was tried, `solution.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SolutionRow {
    /// The value of the key.
    pub value: PointValue,
    /// The metric of the condition.
    pub metric: String,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// Lower end of the interval by which it was judged.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Whether the condition holds; nothing if that is unclear.
    pub holds: Option<bool>,
    /// Whether it is the answer.
    pub chosen: bool,
    /// Replications that it took.
    pub replications: u64,
}

impl Row for SolutionRow {
    const FILE: &'static str = "solution.csv";
}

/// An index of an input, `sensitivity.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// The key, or the name of a group of keys; nothing where the index is of no input.
    pub key: String,
    /// Where the number comes from: `seed`, `data`, `source`, `assumption`, or nothing.
    pub tag: String,
    /// Low end of its band.
    pub low: Option<PointValue>,
    /// High end.
    pub high: Option<PointValue>,
    /// `one`, `morris` or `sobol`.
    pub method: String,
    /// Which index.
    pub index: String,
    /// Of which metric.
    pub metric: String,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
}

impl Row for SensitivityRow {
    const FILE: &'static str = "sensitivity.csv";
}

/// What the assumptions allow for a metric, `assumptions.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// What is told: `level`, or `difference` to the scenario with other settings.
    pub of: String,
    /// The estimate without a change.
    pub estimate: Option<f64>,
    /// 2.5 % of the draws lie below this.
    pub low: Option<f64>,
    /// 2.5 % of the draws lie above this.
    pub high: Option<f64>,
    /// Of a difference, share of the draws in which it has the sign of the estimate.
    pub same_sign: Option<f64>,
    /// Draws that could be played.
    pub draws: u64,
}

impl Row for AssumptionRow {
    const FILE: &'static str = "assumptions.csv";
}
