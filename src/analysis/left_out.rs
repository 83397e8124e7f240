//! The error of an estimate by what it would be without one row, and without one replication: the jackknife, on both.
//!
//! Rows and replications are crossed, and both are drawn by chance, so the variance is that of leaving out a row and that
//! of leaving out a replication: at most too great, since what a replication does in one row alone is in both. Degrees
//! of freedom after Satterthwaite, *Biometrics Bulletin* 2 (1946), 110–114. The jackknife of products over pairs of
//! replications: Arvesen, *Annals of Mathematical Statistics* 40 (1969), 2076–2100.

use crate::stats::ConfidenceLevel;

/// Share of an estimate below which its error is that of rounding.
const ROUNDING: f64 = 1e-12;

/// The fewest replications of which leaving one out says anything of pairs of them.
pub(super) const FEWEST: usize = 3;

/// A variance and its degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Error {
    variance: f64,
    freedom: f64,
}

impl Error {
    /// Of an estimate by its values with one of the parts left out, each in turn. Where a few parts make most of the
    /// variance, it is known less well than their number tells: by the fourth moment κ it has 2n/(κ − 1) degrees of
    /// freedom, which for normal values are n.
    pub(super) fn of(left_out: &[f64]) -> Self {
        let n = left_out.len() as f64;
        let mean = left_out.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = left_out.iter().map(|value| (value - mean).powi(2)).sum();
        let fourth: f64 = left_out.iter().map(|value| (value - mean).powi(4)).sum();
        let kurtosis = if squares > 0.0 { n * fourth / (squares * squares) } else { 3.0 };
        let freedom = (2.0 * n / (kurtosis - 1.0).max(f64::EPSILON)).min(n - 1.0);
        Self { variance: squares * (n - 1.0) / n.max(1.0), freedom }
    }

    /// That of two causes.
    pub(super) fn and(self, other: Self) -> Self {
        let variance = self.variance + other.variance;
        let weights = self.variance.powi(2) / self.freedom + other.variance.powi(2) / other.freedom;
        Self { variance, freedom: if weights > 0.0 { variance.powi(2) / weights } else { self.freedom } }
    }

    /// How far a 95 % interval reaches; `None` where there is no error but that of rounding.
    pub(super) fn reach(self, estimate: f64) -> Option<f64> {
        let error = self.variance.sqrt();
        let real = error.is_finite() && error > ROUNDING * estimate.abs();
        // Fewer degrees of freedom, rounded down, make it wider.
        let t = ConfidenceLevel::NINETY_FIVE.t_quantile(self.freedom.max(1.0) as u64)?;
        real.then_some(t * error)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Of a mean the jackknife is the usual standard error: of 1, 2, 6 √(7/3), and t with two degrees is 4.302653.
    #[test]
    fn of_a_mean_it_is_the_usual_error() {
        let reach = Error::of(&[4.0, 3.5, 1.5]).reach(3.0).unwrap();
        assert_relative_eq!(reach, 4.302_652_730 * (7.0_f64 / 3.0).sqrt(), max_relative = 1e-9);
        assert_eq!(Error::of(&[0.3; 5]).reach(0.3), None);
        // One of 101 that differs: κ = 101, so 2.02 degrees of freedom.
        let mut one = vec![0.0; 101];
        one[7] = 1.0;
        assert_relative_eq!(Error::of(&one).freedom, 2.02, max_relative = 0.02);
    }

    /// Equal variances with 10 and 10 degrees have 20 together; one that is nothing adds nothing.
    #[test]
    fn two_causes_share_their_degrees_of_freedom() {
        let one = Error { variance: 2.0, freedom: 10.0 };
        let both = one.and(one);
        assert_relative_eq!(both.variance, 4.0);
        assert_relative_eq!(both.freedom, 20.0);
        assert_eq!(one.and(Error { variance: 0.0, freedom: 2.0 }), one);
    }
}
