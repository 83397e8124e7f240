//! The table of what control variates do, and how it comes from estimates.

use serde::{Deserialize, Serialize};

use super::files::Row;
use crate::experiment::Estimates;
use crate::observe::{METRICS, STATION_MEASURES, TallyConfig};
use crate::stats::{ConfidenceLevel, Controlled, Estimate};

/// What control variates do for a metric, `variance_reduction.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlledRow {
    /// The station, if the metric is one of its measures.
    pub station: String,
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The controls that were taken.
    pub controls: String,
    /// Its estimate.
    pub estimate: Option<f64>,
    /// The standard error of that.
    pub std_error: Option<f64>,
    /// Its estimate without them.
    pub plain_estimate: Option<f64>,
    /// The standard error of that.
    pub plain_std_error: Option<f64>,
    /// Variance without over variance with them.
    pub factor: f64,
}

impl Row for ControlledRow {
    const FILE: &'static str = "variance_reduction.csv";
}

/// What control variates, which have these names, do for each metric and measure for which they do anything.
pub fn controlled_rows(estimates: &Estimates, names: &[&str], facts: &TallyConfig) -> Vec<ControlledRow> {
    let row = |station: &str, (metric, unit): (&str, &str), of: (Estimate, Estimate), found: &Controlled| {
        let (with, plain) = of;
        let used: Vec<&str> = found.used.iter().filter_map(|control| names.get(*control).copied()).collect();
        ControlledRow {
            station: station.to_owned(),
            metric: metric.to_owned(),
            unit: unit.to_owned(),
            controls: used.join(" "),
            estimate: with.value,
            std_error: with.std_error,
            plain_estimate: plain.value,
            plain_std_error: plain.std_error,
            factor: found.factor,
        }
    };
    let level = ConfidenceLevel::NINETY_FIVE;
    let mut rows = Vec::new();
    for (index, metric) in METRICS.iter().enumerate() {
        let Some(found) = estimates.controlled(index) else { continue };
        let of = (estimates.metric(index, level), estimates.plain_metric(index, level));
        rows.push(row("", (metric.name, metric.unit), of, &found));
    }
    for (station, estimate) in facts.stations.iter().zip(&estimates.stations) {
        for (measure, told) in STATION_MEASURES.iter().enumerate() {
            let Some(found) = estimate.controlled(measure) else { continue };
            let of = (estimate.estimate(measure, level), estimate.plain_estimate(measure, level));
            rows.push(row(&station.name, *told, of, &found));
        }
    }
    rows
}
