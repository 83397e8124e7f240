//! Differences between scenarios, by pairs of replications.

use super::{CellEstimate, Estimates, StationEstimate};
use crate::observe::{METRICS, MetricKind};
use crate::stats::{
    ClusterSums, ConfidenceLevel, Estimate, Moments, PairedMeans, paired_differences, t_interval,
};

const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;

/// One metric of two scenarios.
#[derive(Debug, Clone, Copy)]
pub struct Difference {
    /// Position of the metric in [`METRICS`].
    pub metric: usize,
    /// The metric in the scenario that is compared with.
    pub base: Option<f64>,
    /// The metric in the other.
    pub other: Option<f64>,
    /// The other less the base, with its 95 % interval.
    pub difference: Estimate,
    /// Pairs of replications.
    pub pairs: u64,
}

/// Every metric of `other` beside `base`. Both must be of the same seed: then replication r of one meets the
/// applicants of replication r of the other.
///
/// A mean is that over the replications in which it is defined in both, and the interval of the difference Student's
/// t over pairs (Law 2015, section 10.2.1): what both scenarios have in common, the same applicants with the same
/// luck, cancels before the variance is taken. A mean of cases is that of all cases of these replications, and the
/// difference that of two ratios ([`ClusterSums::difference`]). A quantile is that of all cases, and the error of the difference comes
/// from leaving out one pair after the other ([`crate::stats::Clusters::difference`]). No interval with fewer than two
/// pairs, and where all differences are equal.
pub fn compare(base: &Estimates, other: &Estimates) -> Vec<Difference> {
    (0..METRICS.len()).map(|metric| compare_at(base, other, metric, LEVEL)).collect()
}

/// One metric, with its interval at this level.
pub(super) fn compare_at(
    base: &Estimates,
    other: &Estimates,
    metric: usize,
    level: ConfidenceLevel,
) -> Difference {
    match METRICS[metric].kind {
        MetricKind::Mean => of_means(base, other, metric, level),
        MetricKind::MeanOfCases => {
            of_cases(metric, [base, other].map(|side| &side.metrics[metric].cases), level)
        }
        MetricKind::Quantile { of, p } => {
            let of_all = |side: &Estimates| side.samples.estimate(of, p, level).value;
            let difference = base.samples.difference(&other.samples, of, p, level);
            let pairs = base.replications.min(other.replications);
            Difference { metric, base: of_all(base), other: of_all(other), difference, pairs }
        }
    }
}

/// A measure of one station beside the same measure of it elsewhere, as [`compare`] does it; `measure` is its position
/// in [`crate::observe::STATION_MEASURES`], and so is [`Difference::metric`].
pub fn compare_stations(base: &StationEstimate, other: &StationEstimate, measure: usize) -> Difference {
    compare_stations_at(base, other, measure, LEVEL)
}

/// The same with its interval at this level.
pub(super) fn compare_stations_at(
    base: &StationEstimate,
    other: &StationEstimate,
    measure: usize,
    level: ConfidenceLevel,
) -> Difference {
    if let Some((first, second, difference)) = StationEstimate::quantiles(base, other, measure, level) {
        let pairs = base.by_replication.len().min(other.by_replication.len()) as u64;
        return Difference { metric: measure, base: first, other: second, difference, pairs };
    }
    let cases = [base, other].map(|side| &side.measures[measure].cases);
    if cases.iter().any(|cases| !cases.is_empty()) {
        return of_cases(measure, cases, level);
    }
    let pairs = base.by_replication.iter().zip(&other.by_replication);
    of_pairs(pairs.map(|(base, other)| (base[measure], other[measure])), measure, level)
}

/// A metric of a cell of crossed segments beside the same of it elsewhere, as [`compare`] does it; `metric` is its
/// position in [`crate::observe::CELL_METRICS`], and so is [`Difference::metric`].
pub fn compare_cells(base: &CellEstimate, other: &CellEstimate, metric: usize) -> Difference {
    let cases = [base, other].map(|side| &side.measures[metric].cases);
    if cases.iter().any(|cases| !cases.is_empty()) {
        return of_cases(metric, cases, LEVEL);
    }
    let pairs = base.by_replication.iter().zip(&other.by_replication);
    of_pairs(pairs.map(|(base, other)| (base[metric], other[metric])), metric, LEVEL)
}

/// The difference of means of all cases.
fn of_cases(metric: usize, [base, other]: [&ClusterSums; 2], level: ConfidenceLevel) -> Difference {
    let PairedMeans { first, second, difference, pairs } = ClusterSums::difference(base, other, level);
    Difference { metric, base: first, other: second, difference, pairs }
}

fn of_means(base: &Estimates, other: &Estimates, metric: usize, level: ConfidenceLevel) -> Difference {
    let pairs = base.by_replication.iter().zip(&other.by_replication);
    of_pairs(pairs.map(|(base, other)| (base[metric], other[metric])), metric, level)
}

/// The difference of means over the replications in which both are defined.
fn of_pairs(
    pairs: impl Iterator<Item = (Option<f64>, Option<f64>)>,
    metric: usize,
    level: ConfidenceLevel,
) -> Difference {
    let pairs: Vec<(f64, f64)> = pairs.filter_map(|(base, other)| Some((base?, other?))).collect();
    let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).collect::<Moments>().mean();
    let (base, other) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let differences = paired_differences(pairs);
    let difference = Estimate {
        value: differences.mean(),
        std_error: differences.std_error(),
        interval: t_interval(&differences, level),
    };
    Difference { metric, base, other, difference, pairs: differences.count() }
}
