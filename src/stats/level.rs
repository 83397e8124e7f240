//! Confidence levels and the reference quantiles that belong to them.
//!
//! The quantiles come from `math` inside the range in which its root finders converge, and from an
//! expansion or plain bisection outside it, so that no argument can make them loop.

use thiserror::Error;

use crate::math::{beta_below, gamma_below, normal_tail_quantile, student_tail_quantile};
use crate::words::say;

/// Degrees of freedom above which Student's t is expanded around the normal. The iteration loses digits from
/// about 10⁵ on and no longer converges at 10⁹; the expansion is exact to nine digits from here on.
const LARGE_FREEDOM: f64 = 1_000.0;

/// What is wrong with an argument of this module.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum StatsError {
    /// The confidence level cannot be used.
    #[error("{}", say!(ConfidenceLevelMustBeAt, what = .0))]
    Level(f64),
}

/// The probability, before the data are seen, that an interval will cover the true value.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct ConfidenceLevel(f64);

impl ConfidenceLevel {
    /// 95 %.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// A level of at least 0.5 and at most 0.999999.
    ///
    /// # Errors
    ///
    /// [`StatsError::Level`] outside that range, NaN included.
    pub fn new(level: f64) -> Result<Self, StatsError> {
        if (0.5..=0.999_999).contains(&level) { Ok(Self(level)) } else { Err(StatsError::Level(level)) }
    }

    /// The level as a share, 0..1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Probability left outside the interval on each side.
    pub(super) fn tail(self) -> f64 {
        0.5 * (1.0 - self.0)
    }

    /// How many standard errors a two-sided interval reaches if the error is normal and known.
    pub(super) fn normal_quantile(self) -> f64 {
        normal_tail_quantile(self.tail())
    }

    /// How many standard errors a two-sided interval reaches if the error was estimated with `freedom`
    /// degrees of freedom. `None` without any. Costs some microseconds, so it is not worth caching.
    pub fn t_quantile(self, freedom: u64) -> Option<f64> {
        let freedom = freedom as f64;
        if freedom > LARGE_FREEDOM {
            return Some(expanded_t(self.normal_quantile(), freedom));
        }
        (freedom > 0.0).then(|| student_tail_quantile(freedom, self.tail()))
    }

    /// By which factors a variance that was estimated from normal values with `freedom` degrees of freedom may lie above
    /// the estimate, least and most: `freedom` over the quantiles of χ². `None` without any.
    pub fn variance_factors(self, freedom: u64) -> Option<(f64, f64)> {
        let freedom = freedom as f64;
        if freedom <= 0.0 {
            return None;
        }
        let (most, least) =
            (chi_squared_quantile(freedom, 1.0 - self.tail()), chi_squared_quantile(freedom, self.tail()));
        (least > 0.0).then(|| (freedom / most, freedom / least))
    }
}

impl Default for ConfidenceLevel {
    fn default() -> Self {
        Self::NINETY_FIVE
    }
}

/// Student's t quantile from the normal one: Abramowitz and Stegun, *Handbook of Mathematical Functions*,
/// formula 26.7.5, to the third order in 1 / `freedom`.
fn expanded_t(z: f64, freedom: f64) -> f64 {
    let z2 = z * z;
    let first = (z2 + 1.0) * z / 4.0;
    let second = ((5.0 * z2 + 16.0) * z2 + 3.0) * z / 96.0;
    let third = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) * z / 384.0;
    z + (first + (second + third / freedom) / freedom) / freedom
}

/// The `p`-quantile of Beta(`alpha`, `beta`), both positive. Bisection, because Newton's iteration does not
/// end for counts in the millions; exact to the last bit or two of 1.
pub(super) fn beta_quantile(alpha: f64, beta: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > f64::EPSILON {
        let middle = f64::midpoint(low, high);
        if beta_below(alpha, beta, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The `p`-quantile of χ² with `freedom` degrees, by bisection, which ends for any of them.
fn chi_squared_quantile(freedom: f64, p: f64) -> f64 {
    let below = |x: f64| if x > 0.0 { gamma_below(freedom / 2.0, x / 2.0) } else { 0.0 };
    let (mut low, mut high) = (0.0, freedom);
    while below(high) < p {
        high *= 2.0;
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if below(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn t_quantiles_match_the_printed_tables() {
        let level = ConfidenceLevel::NINETY_FIVE;
        for (freedom, printed) in
            [(1, 12.706_204_736), (2, 4.302_652_730), (4, 2.776_445_105), (29, 2.045_229_642)]
        {
            assert_relative_eq!(level.t_quantile(freedom).unwrap(), printed, max_relative = 1e-9);
        }
        assert_relative_eq!(level.normal_quantile(), 1.959_963_984_540_054, max_relative = 1e-12);
        assert_eq!(level.t_quantile(0), None);
    }

    #[test]
    fn expansion_continues_the_exact_quantile() {
        for level in [0.5, 0.9, 0.99, 0.999_999].map(|level| ConfidenceLevel::new(level).unwrap()) {
            let exact = level.t_quantile(1_000).unwrap();
            let expanded = expanded_t(level.normal_quantile(), 1_000.0);
            assert_relative_eq!(expanded, exact, max_relative = 1e-9);
        }
        let huge = ConfidenceLevel::NINETY_FIVE.t_quantile(u64::MAX).unwrap();
        assert_relative_eq!(huge, 1.959_963_984_540_054, max_relative = 1e-12);
    }

    /// Printed tables of χ²: .000982 and 5.023886 with one degree of freedom, .215795 and 9.348404 with three, 14.573 and
    /// 43.195 with 27.
    #[test]
    fn factors_of_a_variance_match_the_printed_tables() {
        for (freedom, least, most) in
            [(1, 0.000_982_069, 5.023_886), (3, 0.215_795, 9.348_404), (27, 14.573_38, 43.194_51)]
        {
            let (down, up) = ConfidenceLevel::NINETY_FIVE.variance_factors(freedom).unwrap();
            assert_relative_eq!(freedom as f64 / down, most, max_relative = 1e-5);
            assert_relative_eq!(freedom as f64 / up, least, max_relative = 1e-5);
        }
        assert_eq!(ConfidenceLevel::NINETY_FIVE.variance_factors(0), None);
    }

    #[test]
    fn beta_quantile_inverts_a_known_distribution_function() {
        // Beta(k, 1) has the distribution function x^k.
        for (power, p) in [(1.0, 0.3), (2.0, 0.025), (50.0, 0.975)] {
            assert_relative_eq!(beta_quantile(power, 1.0, p), p.powf(1.0 / power), max_relative = 1e-12);
        }
    }

    #[test]
    fn impossible_levels_are_refused() {
        for level in [f64::NAN, -1.0, 0.0, 0.49, 1.0, 95.0, f64::INFINITY] {
            assert!(ConfidenceLevel::new(level).is_err(), "{level}");
        }
    }
}
