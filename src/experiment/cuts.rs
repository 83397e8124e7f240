//! Estimates of what is told by hour, weekday and people, and of the cells of crossed segments.

use super::RateEstimate;
use crate::observe::{CELL_METRICS, Measure, Outcome};

/// A cell of crossed segments.
#[derive(Debug, Clone, Default)]
pub struct CellEstimate {
    /// Applicants in it, of all replications together.
    pub applicants: u64,
    /// Each of [`CELL_METRICS`] over replications.
    pub measures: [RateEstimate; CELL_METRICS.len()],
    /// The same, replication by replication; `None` where one is not defined.
    pub by_replication: Vec<[Option<f64>; CELL_METRICS.len()]>,
}

/// What is estimated besides, if somebody has asked; else nothing.
#[derive(Debug, Clone, Default)]
pub struct CutEstimates {
    /// In the order of [`crate::observe::ByTime::measures`].
    pub by_time: Vec<RateEstimate>,
    /// In the order of [`crate::observe::ByTime::of_resources`].
    pub resources: Vec<RateEstimate>,
    /// The cells of crossed segments.
    pub cells: Vec<CellEstimate>,
}

fn push_all(estimates: &mut Vec<RateEstimate>, measures: &[Measure]) {
    estimates.resize(measures.len(), RateEstimate::default());
    estimates.iter_mut().zip(measures).for_each(|(estimate, measure)| estimate.push_measure(measure));
}

impl CutEstimates {
    /// Adds one replication.
    pub(super) fn push(&mut self, outcome: &Outcome) {
        if let Some(by_time) = &outcome.by_time {
            push_all(&mut self.by_time, &by_time.measures());
            push_all(&mut self.resources, &by_time.of_resources());
        }
        if let Some(cross) = &outcome.cross {
            self.cells.resize(cross.cells.len(), CellEstimate::default());
            for (estimate, count) in self.cells.iter_mut().zip(&cross.cells) {
                estimate.applicants += count.counts.applicants;
                let measures = CELL_METRICS.map(|metric| (metric.read)(count));
                for (estimate, measure) in estimate.measures.iter_mut().zip(&measures) {
                    estimate.push_measure(measure);
                }
                estimate.by_replication.push(measures.map(|measure| measure.value));
            }
        }
    }
}
