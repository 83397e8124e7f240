//! Differences of paired systems that are judged together: intervals that all hold at once, and what pairing gains.
//!
//! A difference stands here as its influences: what it owes to each cluster, such as a replication. Influences add up to 0,
//! and their spread is the error of the difference, whether it is one of means, of ratios of sums or of quantiles. With few
//! clusters the intervals share the error probability equally (Bonferroni). With more, clusters are drawn again, whole and
//! with replacement, and the greatest |t| of the family is looked at: what the members have in common is then not paid
//! for twice (Westfall and Young, *Resampling-Based Multiple Testing*, 1993, section 2.5). This module draws nothing
//! itself: whoever asks says which clusters are drawn.

use super::pooled_quantile::jackknife;
use super::{ClusterSums, Clusters, ConfidenceLevel, Courses, Estimate, Interval, Moments};

/// Clusters from which on the greatest |t| is resampled.
pub const FEWEST_RESAMPLED: usize = 30;
/// Resamples: the 95 % quantile of the greatest |t| is then known to within some 2 %.
const RESAMPLES: usize = 2_000;
/// Clusters that are kept apart; of more, neighbours are put together, as [`Clusters`] does it.
const MOST_APART: usize = 512;
/// Error of a difference below which clusters do not differ but by rounding, as a share of what is compared.
const ROUNDING: f64 = 1e-12;

/// What a difference of two systems owes to each cluster.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Influences {
    value: Option<f64>,
    /// By cluster, what the first and the second owe to it; `None` where one of them is not defined.
    clusters: Vec<Option<[f64; 2]>>,
    /// The size of what is compared.
    size: f64,
}

impl Influences {
    /// The second mean less the first, over the clusters in which both are defined.
    pub fn of_means(pairs: impl IntoIterator<Item = (Option<f64>, Option<f64>)>) -> Self {
        let pairs: Vec<Option<(f64, f64)>> =
            pairs.into_iter().map(|(first, second)| first.zip(second)).collect();
        let mean =
            |side: fn(&(f64, f64)) -> f64| pairs.iter().flatten().map(side).collect::<Moments>().mean();
        let means = mean(|pair| pair.0).zip(mean(|pair| pair.1));
        let Some((first, second)) = means else { return Self::default() };
        let owed = |pair: &Option<(f64, f64)>| pair.map(|pair| [pair.0 - first, pair.1 - second]);
        Self {
            value: Some(second - first),
            clusters: pairs.iter().map(owed).collect(),
            size: first.abs().max(second.abs()),
        }
    }

    /// That of means of all cases, by the clusters in which both have cases ([`ClusterSums::difference`]).
    pub fn of_cases(first: &ClusterSums, second: &ClusterSums) -> Self {
        let clusters = ClusterSums::influences(first, second);
        let known = ClusterSums::difference(first, second, ConfidenceLevel::NINETY_FIVE);
        let Some((first, second)) = known.first.zip(known.second) else { return Self::default() };
        Self { value: Some(second - first), clusters, size: first.abs().max(second.abs()) }
    }

    /// That of quantiles of all cases, from leaving out one cluster after the other ([`Clusters::difference`]); `None` for
    /// whole numbers, whose quantiles move in steps.
    pub fn of_quantiles(first: &Clusters, second: &Clusters, p: f64) -> Option<Self> {
        let value = second.quantile(p).zip(first.quantile(p)).map(|(second, first)| second - first);
        Some(Self::of_left_out(value, &first.left_out(p)?, &second.left_out(p)?))
    }

    /// That of times by which a share has had an event ([`Courses::difference`]).
    pub fn of_courses(first: &Courses, second: &Courses, p: f64) -> Option<Self> {
        let value = Courses::difference(first, second, p, ConfidenceLevel::NINETY_FIVE).value;
        Some(Self::of_left_out(value, &first.left_out(p)?, &second.left_out(p)?))
    }

    /// By what comes out without each of the clusters: (n − 1)(mean − one), whose standard error is the jackknife's.
    fn of_left_out(value: Option<f64>, first: &[f64], second: &[f64]) -> Self {
        let owed = |all: &[f64]| {
            let (n, mean) = (all.len() as f64, all.iter().sum::<f64>() / all.len() as f64);
            all.iter().map(|one| (n - 1.0) * (mean - one)).collect::<Vec<f64>>()
        };
        let clusters = owed(first).into_iter().zip(owed(second)).map(|(a, b)| Some([a, b])).collect();
        let size = first.iter().chain(second).fold(0.0, |size: f64, one| size.max(one.abs()));
        Self { value, clusters, size }
    }

    /// The difference.
    pub fn value(&self) -> Option<f64> {
        self.value
    }

    /// Sums of squares over the clusters: of the first, of the second, of the difference; and how many clusters.
    fn squares(&self) -> ([f64; 3], usize) {
        let mut sums = ([0.0; 3], 0);
        for [first, second] in self.clusters.iter().flatten() {
            for (sum, one) in sums.0.iter_mut().zip([*first, *second, second - first]) {
                *sum += one * one;
            }
            sums.1 += 1;
        }
        sums
    }

    /// Standard error of the difference; `None` with fewer than two clusters, and where these differ by rounding alone.
    pub fn std_error(&self) -> Option<f64> {
        let ([.., squares], count) = self.squares();
        let n = count as f64;
        let error = (count > 1).then(|| (squares / (n * (n - 1.0))).sqrt())?;
        (error > ROUNDING * self.size && error.is_finite()).then_some(error)
    }

    /// Variance of the difference if the systems had nothing in common, over that of the pairs: how many times as many
    /// independent clusters would be as exact. `None` where nothing is known of the error.
    pub fn variance_ratio(&self) -> Option<f64> {
        self.std_error()?;
        let ([first, second, difference], _) = self.squares();
        Some((first + second) / difference)
    }

    /// What the difference owes to each of so many neighbouring clusters together, `groups` at most; nothing where it is
    /// defined in none.
    fn by(&self, together: usize, groups: usize) -> Vec<Option<f64>> {
        let of = |one: &[f64; 2]| one[1] - one[0];
        if self.clusters.len() <= groups {
            return self.clusters.iter().map(|one| one.as_ref().map(of)).collect();
        }
        let mean = |some: &[Option<[f64; 2]>]| some.iter().flatten().map(of).collect::<Moments>().mean();
        self.clusters.chunks(together).map(mean).collect()
    }
}

/// Intervals of a family of differences that all hold with probability `level`, in its order; `None` where nothing is known
/// of an error. `beside` more are judged by themselves, each at its equal share of the error probability
/// ([`shared`]); they count here.
///
/// `draw` gives numbers from 0 up to, and without, the one it is given, all equally likely.
pub fn joint_intervals(
    family: &[Influences],
    beside: usize,
    level: ConfidenceLevel,
    mut draw: impl FnMut(usize) -> usize,
) -> Vec<Option<Interval>> {
    let clusters = family.iter().map(|member| member.clusters.len()).max().unwrap_or(0);
    let alone = shared(level, family.len() + beside);
    let by_t = |member: &Influences, reach: Option<f64>| {
        let (value, error) = (member.value?, member.std_error()?);
        let t = alone.t_quantile(member.squares().1 as u64 - 1)?;
        let reach = reach.unwrap_or(t) * error;
        Interval::new(value - reach, value + reach)
    };
    if clusters < FEWEST_RESAMPLED {
        return family.iter().map(|member| by_t(member, None)).collect();
    }
    let missed = (1.0 - level.get()) * family.len() as f64 / (family.len() + beside) as f64;
    let reach = greatest_t(family, missed, clusters, &mut draw);
    // No wider than each of them alone at its share: that holds whatever they have in common.
    let single = level.t_quantile(clusters as u64 - 1);
    family
        .iter()
        .map(|member| by_t(member, reach.zip(single).map(|(reach, single)| reach.max(single))))
        .collect()
}

/// The level at which each of so many intervals must hold so that all hold at `level`.
pub fn shared(level: ConfidenceLevel, count: usize) -> ConfidenceLevel {
    let missed = (1.0 - level.get()) / count.max(1) as f64;
    ConfidenceLevel::new((1.0 - missed).min(0.999_999)).unwrap_or(level)
}

/// What the greatest |t| of the family exceeds with probability `missed`; `None` if no member has an error.
fn greatest_t(
    family: &[Influences],
    missed: f64,
    clusters: usize,
    draw: &mut impl FnMut(usize) -> usize,
) -> Option<f64> {
    let mut together = 1;
    while clusters.div_ceil(together) > MOST_APART {
        together *= 2;
    }
    let groups = clusters.div_ceil(together);
    let members: Vec<Vec<Option<f64>>> = family
        .iter()
        .filter(|member| member.std_error().is_some())
        .map(|member| member.by(together, groups))
        .collect();
    let moments = |some: &mut dyn Iterator<Item = f64>| some.collect::<Moments>();
    let errors: Vec<f64> = members
        .iter()
        .map(|member| moments(&mut member.iter().flatten().copied()).std_error().unwrap_or(0.0))
        .collect();
    if members.is_empty() {
        return None;
    }
    let mut greatest: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<usize> = (0..groups).map(|_| draw(groups)).collect();
            let of = |(member, error): (&Vec<Option<f64>>, &f64)| {
                // Quantiles may know of fewer, larger groups.
                let place = |at: &usize| at * member.len() / groups;
                let again = moments(&mut drawn.iter().filter_map(|at| member[place(at)]));
                // Where a rare difference is drawn nowhere the spread is none, and says nothing of the error.
                let spread = again.std_error().filter(|spread| *spread > 0.0).unwrap_or(*error);
                again.mean().map_or(0.0, |mean| (mean / spread).abs())
            };
            members.iter().zip(&errors).map(of).fold(0.0, f64::max)
        })
        .collect();
    greatest.sort_by(f64::total_cmp);
    let rank = ((1.0 - missed) * RESAMPLES as f64).ceil() as usize;
    greatest.get(rank.clamp(1, RESAMPLES) - 1).copied().filter(|reach| reach.is_finite())
}

/// A ratio of sums over clusters, such as the rate of the bad among those approved: Σ above ÷ Σ below, with the error from
/// leaving out one cluster after the other and Student's interval, cut to what a share can be.
pub fn share_of_sums(clusters: &[(f64, f64)], level: ConfidenceLevel) -> Estimate {
    let sum = |side: fn(&(f64, f64)) -> f64| clusters.iter().map(side).sum::<f64>();
    let (above, below) = (sum(|one| one.0), sum(|one| one.1));
    if below <= 0.0 {
        return Estimate::default();
    }
    let value = above / below;
    let left_out: Vec<f64> = clusters
        .iter()
        .filter(|one| below - one.1 > ROUNDING * below)
        .map(|one| (above - one.0) / (below - one.1))
        .collect();
    // A cluster that holds all of it leaves nothing to compare with.
    let error = if left_out.len() == clusters.len() { jackknife(&left_out) } else { None };
    let error = error.filter(|error| *error > ROUNDING * value.abs());
    let reach = error.zip(level.t_quantile((clusters.len() as u64).saturating_sub(1))).map(|(e, t)| e * t);
    let interval = reach.and_then(|reach| Interval::new((value - reach).max(0.0), (value + reach).min(1.0)));
    Estimate { value: Some(value), std_error: error, interval }
}

#[cfg(test)]
mod tests;
