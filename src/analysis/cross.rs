//! Products of means over replications, without the noise of replications in them.
//!
//! The product of two means over the same replications holds the covariance of their noise. Taken over pairs of
//! different replications r ≠ s it is the product of what is expected of each, also where both points share their random
//! numbers.

/// An index with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The estimate.
    pub estimate: f64,
    /// Ends of its 95 % interval; `None` where no error is known.
    pub interval: Option<(f64, f64)>,
    /// Whether there is an error of which too little is known: then it cannot be told from zero either.
    pub open: bool,
}

impl Index {
    /// An estimate with its interval, or one that is exact.
    pub(super) fn new(estimate: f64, interval: Option<(f64, f64)>) -> Self {
        Self { estimate, interval, open: false }
    }

    /// An estimate whose error cannot be told.
    pub(super) fn open(estimate: f64) -> Self {
        Self { estimate, interval: None, open: true }
    }

    /// Whether it can be told from zero: zero lies outside its interval. Without one it can if it is exact and not zero.
    pub fn is_told(&self) -> bool {
        match self.interval {
            Some((low, high)) => low > 0.0 || high < 0.0,
            None => !self.open && self.estimate.abs() > 1e-12,
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

    /// Each once but this one.
    pub(super) fn without(replications: usize, left_out: usize) -> Self {
        Self::new((0..replications).map(|at| if at == left_out { 0.0 } else { 1.0 }).collect())
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
        // Without the third: 1 · 5 + 2 · 3, over two ordered pairs.
        assert_relative_eq!(Weights::without(3, 2).product(pairs()), 11.0 / 2.0, max_relative = 1e-14);
    }

    #[test]
    fn what_is_not_known_is_not_told_from_zero() {
        assert!(Index::new(0.3, None).is_told() && !Index::open(0.3).is_told());
        assert!(Index::new(0.3, Some((0.1, 0.5))).is_told() && !Index::new(0.3, Some((-0.1, 0.7))).is_told());
    }
}
