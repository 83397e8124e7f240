//! The quantile of all values of independent clusters: estimate, interval, and difference between two systems.
//!
//! The interval is Woodruff's (*JASA* 47(260), 1952, DOI 10.1080/01621459.1952.10483443): the share of values up to
//! the quantile is a ratio of sums over clusters, whose standard error is known; the ends are the quantiles at that
//! share plus and minus t standard errors. See also Särndal, Swensson, Wretman, *Model Assisted Survey Sampling*,
//! 1992, section 5.11. With few clusters of skewed values it covers less than its level: docs/verification.md says
//! how often.

use super::histogram::within_bin;
use super::packed::{Packed, Scale};
use super::{Clusters, ConfidenceLevel, Interval, quantile_rank};

/// An estimate and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The estimate; `None` where it is not defined.
    pub value: Option<f64>,
    /// Its standard error; `None` where it cannot be known.
    pub std_error: Option<f64>,
    /// Its interval; `None` where none is known.
    pub interval: Option<Interval>,
}

/// The values of all clusters together.
#[derive(Debug, Clone)]
pub(super) struct Pooled {
    scale: Scale,
    /// Values with key 0.
    zeros: u64,
    /// The least other key.
    first: u32,
    /// Values by key, from `first` on.
    counts: Vec<u64>,
    total: u64,
    min: f64,
    max: f64,
}

/// A key, the values before it and the values with it.
#[derive(Debug, Clone, Copy)]
struct Place {
    key: u32,
    below: u64,
    count: u64,
}

impl Pooled {
    pub(super) fn of<'a>(scale: Scale, groups: impl Iterator<Item = &'a Packed> + Clone) -> Self {
        let keys = || groups.clone().flat_map(Packed::entries).map(|entry| entry.0).filter(|key| *key > 0);
        let (first, last) = keys().fold((u32::MAX, 0), |(low, high), key| (low.min(key), high.max(key)));
        let width = if first <= last { (last - first) as usize + 1 } else { 0 };
        let mut all = Self {
            scale,
            zeros: 0,
            first,
            counts: vec![0; width],
            total: 0,
            min: groups.clone().filter_map(Packed::min).fold(f64::INFINITY, f64::min),
            max: groups.clone().filter_map(Packed::max).fold(f64::NEG_INFINITY, f64::max),
        };
        groups.for_each(|group| all.each(group, |mine, count| *mine += count));
        all
    }

    /// The same without some of the values.
    pub(super) fn without<'a>(&self, groups: impl Iterator<Item = &'a Packed>) -> Self {
        let mut rest = self.clone();
        groups.for_each(|group| rest.each(group, |mine, count| *mine -= count));
        rest
    }

    fn each(&mut self, group: &Packed, change: impl Fn(&mut u64, u64)) {
        for (key, count) in group.entries() {
            change(&mut self.total, count);
            match key.checked_sub(self.first) {
                _ if key == 0 => change(&mut self.zeros, count),
                Some(at) => change(&mut self.counts[at as usize], count),
                None => unreachable!("a key below the first"),
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        // The counts are asked first: without any there is no first key to count on from.
        let others = self.counts.iter().zip(self.first..).map(|(count, key)| (key, *count));
        let others = others.filter(|entry| entry.1 > 0);
        (self.zeros > 0).then_some((0, self.zeros)).into_iter().chain(others)
    }

    /// What stands for the values of each bin, ascending, with their number.
    pub(super) fn points(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.entries().map(|(key, count)| {
            let (from, to) = self.scale.edges(key);
            (self.kept(if from < to { 2.0 * from / (1.0 + from / to) } else { from }), count)
        })
    }

    fn kept(&self, value: f64) -> f64 {
        value.clamp(self.min, self.max)
    }

    /// The key of the value at a rank, which need not be whole.
    fn place(&self, rank: f64) -> Option<Place> {
        let mut below = 0;
        for (key, count) in self.entries() {
            if (below + count) as f64 >= rank {
                return Some(Place { key, below, count });
            }
            below += count;
        }
        None
    }

    /// The value at a rank, counted from 0 to the number of values, as if those of a bin lay at equal distances.
    fn value(&self, rank: f64) -> Option<f64> {
        let place = self.place(rank)?;
        let into = (rank - place.below as f64) / place.count as f64;
        Some(self.kept(within_bin(self.scale.edges(place.key), into)))
    }

    /// The least value that a share `p` of all does not exceed.
    fn quantile(&self, p: f64) -> Option<f64> {
        let rank = quantile_rank(p, self.total)?;
        match rank {
            1 => Some(self.min),
            last if last == self.total => Some(self.max),
            rank => self.value(rank as f64 - 0.5),
        }
    }

    /// The same without rounding of the rank: it moves with every value that is left out.
    fn smooth_quantile(&self, p: f64) -> Option<f64> {
        self.value(p * self.total as f64).filter(|_| self.total > 0)
    }

    /// The edges of the bin of the quantile: it lies between them.
    fn around(&self, p: f64) -> Option<(f64, f64)> {
        let place = self.place(quantile_rank(p, self.total)? as f64)?;
        let (from, to) = self.scale.edges(place.key);
        Some((self.kept(from), self.kept(to)))
    }
}

/// Shares on both sides of `p` at a distance of t standard errors; `None` where that leaves 0..1, both excluded.
pub(super) fn shares_around(p: f64, reach: f64) -> Option<(f64, f64)> {
    (p - reach > 0.0 && p + reach < 1.0).then_some((p - reach, p + reach))
}

/// Standard error of an estimate by leaving out one group after the other (Quenouille 1956; Efron and Tibshirani, *An
/// Introduction to the Bootstrap*, 1993, section 11.5). `None` with fewer than two.
pub(super) fn jackknife(left_out: &[f64]) -> Option<f64> {
    let n = left_out.len() as f64;
    let mean = left_out.iter().sum::<f64>() / n;
    let squares: f64 = left_out.iter().map(|value| (value - mean).powi(2)).sum();
    (left_out.len() > 1).then(|| ((n - 1.0) / n * squares).sqrt())
}

/// `value` ± t standard errors; nothing about the error where there is none.
pub(super) fn around(value: Option<f64>, error: Option<f64>, t: Option<f64>) -> Estimate {
    let std_error = error.filter(|error| *error > 0.0);
    let interval = value
        .zip(std_error)
        .zip(t)
        .and_then(|((value, error), t)| Interval::new(value - t * error, value + t * error));
    Estimate { value, std_error, interval }
}

impl Clusters {
    /// The least value that a share `p` of all values does not exceed (inverse of the empirical distribution
    /// function): exact for whole numbers and at both ends; of a sketch within a bin, that is .8 % at most, and
    /// much less where values are spread evenly over the bin. `None` without values, or if `p` is not in 0..=1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.pooled().quantile(p)
    }

    /// The quantile with Woodruff's interval. The ends of the interval are edges of bins, so that what the sketch
    /// does not tell apart lies inside. No interval with fewer than two clusters, where clusters do not differ, where
    /// both ends are the same value, and where p ± t standard errors leaves 0..1: then the quantile lies too far out
    /// for so few clusters.
    pub fn estimate(&self, p: f64, level: ConfidenceLevel) -> Estimate {
        let pooled = self.pooled();
        let interval = self.ends(pooled, p, level).and_then(|(low, high)| Interval::new(low, high));
        let t = level.t_quantile((self.groups().len() as u64).saturating_sub(1));
        let std_error = interval.zip(t).map(|(interval, t)| interval.half_width() / t);
        Estimate { value: pooled.quantile(p), std_error, interval }
    }

    /// The ends, both the quantile itself where clusters do not differ.
    fn ends(&self, pooled: &Pooled, p: f64, level: ConfidenceLevel) -> Option<(f64, f64)> {
        let groups = self.groups().len() as u64;
        let t = level.t_quantile(groups.checked_sub(1)?)?;
        let place = pooled.place(quantile_rank(p, pooled.total)? as f64)?;
        // Where many values are equal, the share jumps: what is unknown of it before the jump counts as well.
        let before = self.share_error(place.key.checked_sub(1), place.below, pooled.total);
        let after = self.share_error(Some(place.key), place.below + place.count, pooled.total);
        let error = before.max(after);
        if error <= 0.0 {
            let value = pooled.quantile(p)?;
            return Some((value, value));
        }
        let (low, high) = shares_around(p, t * error)?;
        Some((pooled.around(low)?.0, pooled.around(high)?.1))
    }

    /// Standard error of the share of values with a key up to `key`, a ratio of two sums over clusters: Cochran,
    /// *Sampling Techniques*, 3rd ed., 1977, section 6.4.
    fn share_error(&self, key: Option<u32>, within: u64, total: u64) -> f64 {
        let Some(key) = key else { return 0.0 };
        let (share, groups) = (within as f64 / total as f64, self.groups().len() as f64);
        let rest = |group: &Packed| group.count_to(key) as f64 - share * group.count() as f64;
        let squares: f64 = self.groups().iter().map(|group| rest(group).powi(2)).sum();
        (groups / (groups - 1.0) * squares).sqrt() / total as f64
    }

    /// The quantile without each of the groups, one after the other; `None` where that leaves none, and of whole numbers.
    pub(super) fn left_out(&self, p: f64) -> Option<Vec<f64>> {
        let pooled = self.pooled();
        let without = |group| pooled.without(std::iter::once(group)).smooth_quantile(p);
        if self.scale() == Scale::Whole { None } else { self.groups().iter().map(without).collect() }
    }

    /// The quantile of `other` less that of `base`, whose clusters are pairs: cluster r of one shares its randomness
    /// with cluster r of the other.
    ///
    /// Of sketches the error comes from leaving out one pair after the other (jackknife), so that what the pair has
    /// in common cancels. A quantile of whole numbers moves in steps, for which the jackknife fails (Efron and
    /// Tibshirani, section 11.6). There the ends are those of both quantiles at half the error each, the least
    /// difference and the greatest: it covers at least as often as promised, and does not use the pairs.
    pub fn difference(base: &Self, other: &Self, p: f64, level: ConfidenceLevel) -> Estimate {
        let (first, second) = (base.pooled(), other.pooled());
        let Some(value) = second.quantile(p).zip(first.quantile(p)).map(|(b, a)| b - a) else {
            return Estimate::default();
        };
        if base.scale() == Scale::Whole {
            let halved = ConfidenceLevel::new(1.0 - level.tail()).unwrap_or(level);
            let ends = base.ends(first, p, halved).zip(other.ends(second, p, halved));
            let interval = ends.and_then(|(a, b)| Interval::new(b.0 - a.1, b.1 - a.0));
            return Estimate { value: Some(value), std_error: None, interval };
        }
        let pairs = base.groups().iter().zip(other.groups());
        let left_out: Option<Vec<f64>> = pairs
            .map(|(a, b)| {
                let a = first.without(std::iter::once(a)).smooth_quantile(p)?;
                Some(second.without(std::iter::once(b)).smooth_quantile(p)? - a)
            })
            .collect();
        let t = level.t_quantile((base.groups().len() as u64).saturating_sub(1));
        around(Some(value), left_out.and_then(|all| jackknife(&all)), t)
    }
}

#[cfg(test)]
mod tests;
