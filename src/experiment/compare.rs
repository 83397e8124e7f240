//! Differences between scenarios, replication by replication.

use super::Estimates;
use crate::observe::METRICS;
use crate::stats::{ConfidenceLevel, Interval, Moments, paired_differences, t_interval};

/// One metric of two scenarios, over the replications in which it is defined in both.
#[derive(Debug, Clone, Copy)]
pub struct Difference {
    /// Position of the metric in [`METRICS`].
    pub metric: usize,
    /// The metric in the scenario that is compared with.
    pub base: Moments,
    /// The metric in the other.
    pub other: Moments,
    /// The other less the base, pair by pair.
    pub difference: Moments,
}

impl Difference {
    /// 95 % paired-t interval of the difference (Law 2015, section 10.2.1): what both scenarios have in common, the
    /// same applicants with the same luck, cancels before the variance is taken. `None` with fewer than two pairs,
    /// and where all differences are equal.
    pub fn interval(&self) -> Option<Interval> {
        t_interval(&self.difference, ConfidenceLevel::NINETY_FIVE)
    }
}

/// Every metric of `other` beside `base`. Both must be of the same seed: then replication r of one meets the
/// applicants of replication r of the other.
pub fn compare(base: &Estimates, other: &Estimates) -> Vec<Difference> {
    let one = |metric: usize| {
        let pairs: Vec<(f64, f64)> = base
            .by_replication
            .iter()
            .zip(&other.by_replication)
            .filter_map(|(base, other)| Some((base[metric]?, other[metric]?)))
            .collect();
        Difference {
            metric,
            base: pairs.iter().map(|pair| pair.0).collect(),
            other: pairs.iter().map(|pair| pair.1).collect(),
            difference: paired_differences(pairs),
        }
    };
    (0..METRICS.len()).map(one).collect()
}
