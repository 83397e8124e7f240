//! Which expectations hold.

use super::Estimates;
use crate::observe::{Expectation, METRICS, STATION_MEASURES};
use crate::stats::{ConfidenceLevel, Interval};

/// Probability that all intervals of one run cover at once, if every expectation is true.
const JOINT_LEVEL: f64 = 0.99;

/// An expectation beside its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'a> {
    /// What was expected.
    pub expectation: &'a Expectation,
    /// Unit of the metric.
    pub unit: &'static str,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Its interval at a level at which all of them cover together with probability .99 (Bonferroni).
    pub interval: Option<Interval>,
    /// Whether the value lies in the interval; `None` without one.
    pub holds: Option<bool>,
}

/// Judges every expectation. Intervals are widened so that with all of them true, one of a run fails
/// in one run of a hundred.
pub fn judge<'a>(expectations: &'a [Expectation], estimates: &Estimates) -> Vec<Judged<'a>> {
    let alone = 1.0 - (1.0 - JOINT_LEVEL) / expectations.len().max(1) as f64;
    let level = ConfidenceLevel::new(alone).unwrap_or(ConfidenceLevel::NINETY_FIVE);
    let one = |expectation: &'a Expectation| {
        let position = expectation.position;
        let (unit, found) = match expectation.station {
            Some(station) => {
                (STATION_MEASURES[position].1, estimates.stations[station].estimate(position, level))
            }
            None => (METRICS[position].unit, estimates.metric(position, level)),
        };
        let (estimate, interval) = (found.value, found.interval);
        let inside = |interval: Interval| (interval.low..=interval.high).contains(&expectation.value);
        Judged { expectation, unit, estimate, interval, holds: interval.map(inside) }
    };
    expectations.iter().map(one).collect()
}
