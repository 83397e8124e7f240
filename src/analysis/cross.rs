//! Products of means over replications, without the noise of replications in them, and the bootstrap around them.
//!
//! The product of two means over the same replications holds the covariance of their noise. Taken over pairs of
//! different replications r ≠ s it is the product of what is expected of each, also where both points share their random
//! numbers.

/// Draws of the bootstrap.
pub(super) const DRAWS: usize = 200;
/// Standard errors that a 95 % interval reaches, of an error that is about normal.
const REACH: f64 = 1.959_963_984_540_054;

/// An index with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The estimate.
    pub estimate: f64,
    /// Ends of its 95 % interval; `None` where no error is known.
    pub interval: Option<(f64, f64)>,
}

impl Index {
    /// An estimate with the spread of its bootstrap.
    pub(super) fn with(estimate: f64, draws: &[f64]) -> Self {
        let reach = spread(draws).filter(|spread| *spread > 0.0).map(|spread| REACH * spread);
        Self { estimate, interval: reach.map(|reach| (estimate - reach, estimate + reach)) }
    }

    /// Whether it can be told from zero: zero lies outside its interval. Without one it can if it is not zero.
    pub fn is_told(&self) -> bool {
        match self.interval {
            Some((low, high)) => low > 0.0 || high < 0.0,
            None => self.estimate.abs() > 1e-12,
        }
    }
}

/// Standard deviation; `None` of fewer than two values.
pub(super) fn spread(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    Some((values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

/// How often each replication counts.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    each: Vec<f64>,
    sum: f64,
    /// Number of ordered pairs of different replications.
    pairs: f64,
}

impl Weights {
    pub(super) fn new(each: Vec<f64>) -> Self {
        let sum: f64 = each.iter().sum();
        let pairs = sum * sum - each.iter().map(|weight| weight * weight).sum::<f64>();
        Self { each, sum, pairs }
    }

    /// Each once.
    pub(super) fn even(replications: usize) -> Self {
        Self::new(vec![1.0; replications])
    }

    /// Whether products can be taken: there are different replications, or there is only one at all.
    pub(super) fn are_usable(&self) -> bool {
        self.pairs > 0.0 || self.each.len() == 1
    }

    /// The mean of values over replications.
    pub(super) fn mean(&self, values: impl Iterator<Item = f64>) -> f64 {
        self.each.iter().zip(values).map(|(weight, value)| weight * value).sum::<f64>() / self.sum
    }

    /// The product of two means, over pairs of different replications; with one replication, the product of its values.
    pub(super) fn product(&self, pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
        let (mut first, mut second, mut same) = (0.0, 0.0, 0.0);
        for (weight, (one, other)) in self.each.iter().zip(pairs) {
            first += weight * one;
            second += weight * other;
            same += weight * weight * one * other;
        }
        if self.pairs > 0.0 { (first * second - same) / self.pairs } else { same / (self.sum * self.sum) }
    }

    /// The variance over replications; `None` with fewer than two.
    pub(super) fn variance(&self, values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
        let mean = self.mean(values.clone());
        let squares: f64 =
            self.each.iter().zip(values).map(|(weight, value)| weight * (value - mean).powi(2)).sum();
        (self.sum > 1.0).then(|| squares / (self.sum - 1.0))
    }
}

/// Numbers that follow from a seed (Steele, Lea and Flood 2014, `SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5EED_B007_57A9_0001)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// How often each of so many is drawn in as many draws with replacement.
    pub(super) fn counts(&mut self, of: usize) -> Vec<f64> {
        let mut counts = vec![0.0; of];
        for _ in 0..of {
            counts[(self.next() % of.max(1) as u64) as usize] += 1.0;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// By hand: values 1, 2, 6 and 3, 5, 4. All pairs: 9 · 12 = 108; the same replication: 3 + 10 + 24 = 37.
    #[test]
    fn a_product_leaves_out_what_is_of_one_replication() {
        let pairs = || [(1.0, 3.0), (2.0, 5.0), (6.0, 4.0)].into_iter();
        assert_relative_eq!(Weights::even(3).product(pairs()), 71.0 / 6.0, max_relative = 1e-14);
        // The second twice, the third not: pairs of the first with the second are four, of 9 less 5.
        let drawn = Weights::new(vec![1.0, 2.0, 0.0]);
        assert_relative_eq!(drawn.product(pairs()), (5.0 + 6.0) * 2.0 / 4.0, max_relative = 1e-14);
        assert_relative_eq!(Weights::even(1).product([(2.0, 5.0)].into_iter()), 10.0);
        assert!(!Weights::new(vec![3.0, 0.0, 0.0]).are_usable() && Weights::even(1).are_usable());
    }

    #[test]
    fn drawn_counts_add_up() {
        let mut draws = Draws::new(7);
        for of in [1, 2, 30] {
            assert_relative_eq!(draws.counts(of).iter().sum::<f64>(), of as f64);
        }
    }
}
