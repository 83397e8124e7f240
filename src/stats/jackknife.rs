//! The delete-one jackknife: the error of any figure of independent clusters, by what it would be without each of them.
//!
//! Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 11.

use super::{ConfidenceLevel, Estimate, Interval};

/// Error below which clusters do not differ but by rounding, as a share of the figure.
const ROUNDING: f64 = 1e-12;

/// A figure of all clusters, and what it is without each of them, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeftOut {
    whole: Option<f64>,
    without: Vec<Option<f64>>,
}

impl LeftOut {
    /// By a function that gives the figure of all clusters, or without the one of this number.
    pub fn of(clusters: usize, figure: impl Fn(Option<usize>) -> Option<f64>) -> Self {
        let finite = |at| figure(at).filter(|value: &f64| value.is_finite());
        Self { whole: finite(None), without: (0..clusters).map(|at| finite(Some(at))).collect() }
    }

    /// The figure of all clusters.
    pub fn whole(&self) -> Option<f64> {
        self.whole
    }

    /// A figure made of this one and another of the same clusters.
    #[must_use]
    pub fn with(&self, other: &Self, make: impl Fn(f64, f64) -> f64) -> Self {
        let both = |(one, other): (Option<f64>, Option<f64>)| {
            Some(make(one?, other?)).filter(|value| value.is_finite())
        };
        let without = self.without.iter().copied().zip(other.without.iter().copied());
        Self { whole: both((self.whole, other.whole)), without: without.map(both).collect() }
    }

    /// This less another.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.with(other, |one, other| one - other)
    }

    /// The figure with Student's interval of its jackknife error, over one degree of freedom less than there are clusters.
    /// No error with fewer than two clusters, where one of them alone defines the figure, and where they do not differ.
    pub fn estimate(&self, level: ConfidenceLevel) -> Estimate {
        let std_error = self.std_error();
        let interval = || {
            let (value, error) = (self.whole?, std_error?);
            let reach = level.t_quantile(self.without.len() as u64 - 1)? * error;
            Interval::new(value - reach, value + reach)
        };
        Estimate { value: self.whole, std_error, interval: interval() }
    }

    /// The same of a positive figure such as a ratio, symmetric on the logarithmic scale.
    pub fn estimate_positive(&self, level: ConfidenceLevel) -> Estimate {
        let interval = || {
            let (value, error) = (self.whole?, self.std_error()?);
            let reach = level.t_quantile(self.without.len() as u64 - 1)? * error;
            Interval::of_positive(value, reach)
        };
        Estimate { value: self.whole, std_error: self.std_error(), interval: interval() }
    }

    fn std_error(&self) -> Option<f64> {
        let count = self.without.len() as f64;
        let whole = self.whole?;
        let without: Vec<f64> = self.without.iter().copied().collect::<Option<_>>()?;
        if count < 2.0 {
            return None;
        }
        let mean = without.iter().sum::<f64>() / count;
        let squares: f64 = without.iter().map(|one| (one - mean).powi(2)).sum();
        let error = ((count - 1.0) / count * squares).sqrt();
        (error > ROUNDING * whole.abs().max(mean.abs()).max(1.0)).then_some(error)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Of a mean, the jackknife error is the usual one: of 1, 2, 4, 9 it is √(38/12).
    #[test]
    fn the_error_of_a_mean_is_the_usual_one() {
        let values = [1.0, 2.0, 4.0, 9.0];
        let mean = |without: Option<usize>| {
            let left = values.iter().enumerate().filter(|(at, _)| Some(*at) != without);
            let left: Vec<f64> = left.map(|(_, value)| *value).collect();
            Some(left.iter().sum::<f64>() / left.len() as f64)
        };
        let found = LeftOut::of(4, mean);
        let estimate = found.estimate(ConfidenceLevel::NINETY_FIVE);
        assert_eq!(estimate.value, Some(4.0));
        approx::assert_relative_eq!(estimate.std_error.unwrap(), (38.0_f64 / 12.0).sqrt(), epsilon = 1e-12);
        // Student's t of three degrees of freedom.
        let half = estimate.interval.unwrap().half_width();
        approx::assert_relative_eq!(half, 3.182_446 * (38.0_f64 / 12.0).sqrt(), epsilon = 1e-5);
        assert_eq!(found.minus(&found).estimate(ConfidenceLevel::NINETY_FIVE).interval, None);
        assert_eq!(LeftOut::of(1, mean).estimate(ConfidenceLevel::NINETY_FIVE).interval, None);
    }
}
