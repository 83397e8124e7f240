//! Means of all cases of independent clusters, such as the mean wait over all replications: a ratio of two sums.
//!
//! The mean of the clusters' means is another number: it counts a day of few cases like one of many, and where busy days
//! have longer waits its interval misses the mean of the cases more often, the more clusters there are. Cochran,
//! *Sampling Techniques*, 3rd ed., 1977, sections 6.3 and 6.4; how often intervals cover stands in docs/verification.md.

use super::proportion::logit_within;
use super::{ConfidenceLevel, Estimate, Interval, wilson};

/// Error of a ratio below which clusters do not differ but by rounding, as a share of the ratio.
const ROUNDING: f64 = 1e-12;

/// Sums and numbers of the cases of clusters, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClusterSums {
    /// Sum and number of cases of each cluster.
    clusters: Vec<(f64, f64)>,
}

impl ClusterSums {
    /// Adds the next cluster, empty or not. Clusters that are to be paired must be added in the same order.
    pub fn push(&mut self, sum: f64, count: u64) {
        self.clusters.push((sum, count as f64));
    }

    /// Whether no cluster was added.
    pub const fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// Mean of all cases; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        ratio(&self.clusters)
    }

    /// Mean of all cases with its error. Clusters without cases say nothing and do not count.
    ///
    /// The standard error is that of a ratio ([`ratio_interval`]). The interval of what can be of either sign
    /// (`signed`) is Student's around the mean. That of anything else is Student's on the logarithmic scale
    /// ([`Interval::of_positive`]), as sums of waits are skewed. Neither with fewer than two clusters.
    pub fn estimate(&self, signed: bool, level: ConfidenceLevel) -> Estimate {
        let used: Vec<(f64, f64)> = self.clusters.iter().copied().filter(|cluster| cluster.1 > 0.0).collect();
        let (value, std_error) = (ratio(&used), ratio_error(&used));
        let interval = || {
            let (value, error) = (value?, std_error?);
            let reach = reach(value, error, used.len(), level)?;
            if signed {
                Interval::new(value - reach, value + reach)
            } else {
                Interval::of_positive(value, reach)
            }
        };
        Estimate { value, std_error, interval: interval() }
    }

    /// What the mean owes to each cluster, in order: the mean and (y − r·x)/x̄, whose mean is the mean of all cases. `None`
    /// for a cluster without cases.
    pub fn pseudo_values(&self) -> Vec<Option<f64>> {
        let used: Vec<(f64, f64)> = self.clusters.iter().copied().filter(|cluster| cluster.1 > 0.0).collect();
        let Some((mean, owed)) = ratio(&used).zip(influence(&used)) else {
            return vec![None; self.clusters.len()];
        };
        let mut owed = owed.into_iter();
        let value =
            |cluster: &(f64, f64)| if cluster.1 > 0.0 { owed.next().map(|own| mean + own) } else { None };
        self.clusters.iter().map(value).collect()
    }

    /// Share of the cases, of which each counts 0 or 1, with its error. Clusters without cases do not count.
    ///
    /// The interval is Student's on the logit scale with the standard error of a ratio ([`ratio_interval`]), or Wilson's on
    /// the pooled counts where there are fewer than two clusters, or these do not differ.
    pub fn share(&self, level: ConfidenceLevel) -> Estimate {
        let used: Vec<(f64, f64)> = self.clusters.iter().copied().filter(|cluster| cluster.1 > 0.0).collect();
        let (value, std_error) = (ratio(&used), ratio_error(&used));
        let clustered = || {
            let (value, error) = (value?, std_error?);
            let reach = reach(value.max(1.0 - value), error, used.len(), level)?;
            logit_within(value, reach)
        };
        let total = |part: fn(&(f64, f64)) -> f64| used.iter().map(part).sum::<f64>() as u64;
        let pooled = || wilson(total(|cluster| cluster.0), total(|cluster| cluster.1), level);
        Estimate { value, std_error, interval: clustered().or_else(pooled) }
    }

    /// Means of all cases of two systems, and the second less the first with Student's interval, over the clusters in
    /// which both have cases; and how many these are. What both have in common cancels, as in the differences of
    /// pairs: each cluster stands with what the difference owes to it, (y₂ − r₂x₂)/x̄₂ − (y₁ − r₁x₁)/x̄₁.
    pub fn difference(first: &Self, second: &Self, level: ConfidenceLevel) -> PairedMeans {
        let pairs = || {
            let both = first.clusters.iter().copied().zip(second.clusters.iter().copied());
            both.filter(|(first, second)| first.1 > 0.0 && second.1 > 0.0)
        };
        let sides: [Vec<(f64, f64)>; 2] =
            [pairs().map(|pair| pair.0).collect(), pairs().map(|pair| pair.1).collect()];
        let pairs = sides[0].len();
        let [first, second] = [ratio(&sides[0]), ratio(&sides[1])];
        let value = first.zip(second).map(|(first, second)| second - first);
        let std_error = influence(&sides[0]).zip(influence(&sides[1])).and_then(|(first, second)| {
            let squares: f64 =
                first.iter().zip(&second).map(|(first, second)| (second - first).powi(2)).sum();
            error_of(squares, pairs)
        });
        let interval = || {
            let (value, error) = (value?, std_error?);
            let scale = first?.abs().max(second?.abs());
            let reach = reach(scale, error, pairs, level)?;
            Interval::new(value - reach, value + reach)
        };
        let difference = Estimate { value, std_error, interval: interval() };
        PairedMeans { first, second, difference, pairs: pairs as u64 }
    }
}

impl ClusterSums {
    /// What the means of two systems, over the clusters in which both have cases, owe to every cluster: (y − r·x)/x̄ of each;
    /// `None` where one has no cases.
    pub(super) fn influences(first: &Self, second: &Self) -> Vec<Option<[f64; 2]>> {
        let both = || first.clusters.iter().copied().zip(second.clusters.iter().copied());
        let counts = |pair: &((f64, f64), (f64, f64))| pair.0.1 > 0.0 && pair.1.1 > 0.0;
        let of_first: Vec<(f64, f64)> = both().filter(counts).map(|pair| pair.0).collect();
        let of_second: Vec<(f64, f64)> = both().filter(counts).map(|pair| pair.1).collect();
        let Some((of_first, of_second)) = influence(&of_first).zip(influence(&of_second)) else {
            return Vec::new();
        };
        let mut owed = of_first.into_iter().zip(of_second);
        both().map(|pair| if counts(&pair) { owed.next().map(|(a, b)| [a, b]) } else { None }).collect()
    }
}

/// Means of two systems over the clusters in which both have cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedMeans {
    /// Mean of the first.
    pub first: Option<f64>,
    /// Mean of the second.
    pub second: Option<f64>,
    /// The second less the first.
    pub difference: Estimate,
    /// Clusters in which both have cases.
    pub pairs: u64,
}

/// Interval for a ratio of two sums over independent groups, such as the mean wait of customers by the sums and the
/// numbers of each batch: ratio ± t · √(k/(k − 1) Σ (yᵢ − r·xᵢ)²) / Σ xᵢ with k groups (Cochran, section 6.4).
///
/// Groups are pairs (yᵢ, xᵢ). `None` with fewer than two, with nothing to divide by, where the groups do not differ,
/// or if a value is NaN or infinite.
pub fn ratio_interval(groups: &[(f64, f64)], level: ConfidenceLevel) -> Option<Interval> {
    let ratio = ratio(groups)?;
    let reach = reach(ratio, ratio_error(groups)?, groups.len(), level)?;
    Interval::new(ratio - reach, ratio + reach)
}

/// Σ yᵢ / Σ xᵢ; `None` with nothing to divide by.
fn ratio(groups: &[(f64, f64)]) -> Option<f64> {
    let (above, below) = groups.iter().fold((0.0, 0.0), |sum, group| (sum.0 + group.0, sum.1 + group.1));
    let ratio = above / below;
    (below > 0.0 && ratio.is_finite()).then_some(ratio)
}

/// What the ratio owes to each group: (yᵢ − r·xᵢ)/x̄. They add up to 0.
fn influence(groups: &[(f64, f64)]) -> Option<Vec<f64>> {
    let ratio = ratio(groups)?;
    let mean = groups.iter().map(|group| group.1).sum::<f64>() / groups.len() as f64;
    Some(groups.iter().map(|group| (group.0 - ratio * group.1) / mean).collect())
}

/// Standard error of the ratio; `None` with fewer than two groups.
fn ratio_error(groups: &[(f64, f64)]) -> Option<f64> {
    let squares = influence(groups)?.iter().map(|one| one * one).sum();
    error_of(squares, groups.len())
}

/// Standard error of a mean of values around 0 by the sum of their squares.
fn error_of(squares: f64, count: usize) -> Option<f64> {
    let count = count as f64;
    (count > 1.0).then(|| (squares / (count * (count - 1.0))).sqrt())
}

/// t times the error; `None` where rounding alone is left of it, beside numbers of this size.
fn reach(size: f64, error: f64, groups: usize, level: ConfidenceLevel) -> Option<f64> {
    if error <= ROUNDING * size.abs() {
        return None;
    }
    Some(level.t_quantile(groups as u64 - 1)? * error)
}

#[cfg(test)]
mod tests;
