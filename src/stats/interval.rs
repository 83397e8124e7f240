//! Confidence intervals for means over independent replications, and for differences of paired ones.
//!
//! Knows no shares; intervals that must stay within 0..1 are in the module next door.

use super::{ConfidenceLevel, Moments};

/// Relative difference that sums of some thousand terms may have by rounding alone: some 2,000 units in the last place.
const ROUNDING: f64 = 5e-13;

/// A two-sided confidence interval, in the unit of the estimate; `low < high` always.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// `None` unless both ends are finite and the width is positive.
    pub(super) fn new(low: f64, high: f64) -> Option<Self> {
        (low.is_finite() && high.is_finite() && low < high).then_some(Self { low, high })
    }

    /// The same without what lies below 0, for what cannot be negative: it covers as often. Only where all of it lies
    /// below 0 it stays as it is.
    #[must_use]
    pub fn from_zero(self) -> Self {
        if self.high > 0.0 { Self { low: self.low.max(0.0), ..self } } else { self }
    }

    /// An interval for what is above 0, such as a mean of waits, from its estimate and t standard errors of it, all above
    /// 0: Student's on the logarithmic scale, estimate · exp(∓reach/estimate), as that of a share is on the logit scale.
    /// Sums of waits are skewed, so that intervals around their mean miss from below; these do so less often.
    ///
    /// Where the reach exceeds the estimate the exponential says nothing any more: each end goes on along a straight line,
    /// as far again as the reach does, and the lower one to 0 at most. `None` where an end is not finite.
    pub fn of_positive(estimate: f64, reach: f64) -> Option<Self> {
        let ratio = reach / estimate;
        let (near, beyond) = (ratio.min(1.0), (ratio - 1.0).max(0.0));
        Self::new(estimate * (libm::exp(-near) - beyond).max(0.0), estimate * (libm::exp(near) + beyond))
    }

    /// Half the width: the ± of a stopping rule.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }

    /// Whether the value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Student's t interval for the mean of independent, roughly normal values: mean ± t · standard error.
///
/// Law, *Simulation Modeling and Analysis*, 5th ed., section 4.5. `None` with fewer than two values, and
/// when they are all equal but for rounding: without variance nothing is known about the error.
pub fn t_interval(moments: &Moments, level: ConfidenceLevel) -> Option<Interval> {
    let (mean, error) = (moments.mean()?, moments.std_error()?);
    if is_rounding(moments) {
        return None;
    }
    let reach = level.t_quantile(moments.count() - 1)? * error;
    Interval::new(mean - reach, mean + reach)
}

/// Whether values differ by no more than rounding may have done to equal ones.
pub(super) fn is_rounding(moments: &Moments) -> bool {
    let (Some(min), Some(max)) = (moments.min(), moments.max()) else { return true };
    max - min <= ROUNDING * min.abs().max(max.abs())
}

/// Moments of the differences `second − first` of replications that share their random numbers.
///
/// [`t_interval`] of the result is the paired-t interval (Law, section 10.2.1): what both sides have in
/// common cancels before the variance is taken.
pub fn paired_differences(pairs: impl IntoIterator<Item = (f64, f64)>) -> Moments {
    pairs.into_iter().map(|(first, second)| second - first).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use approx::assert_relative_eq;

    /// Of 2,000 intervals at 95 %, 1,900 should cover, with standard deviation 9.75; a deviation beyond 49
    /// (five standard deviations) has probability below 10⁻⁶ with a correct method.
    const REPETITIONS: u32 = 2_000;
    const COVERING: std::ops::RangeInclusive<usize> = 1_851..=1_949;

    #[test]
    fn student_worked_example() {
        // 1, 2, 3, 4, 5: mean 3, variance 5/2, standard error √½, t(4) = 2.776445.
        let moments: Moments = (1..=5).map(f64::from).collect();
        let interval = t_interval(&moments, ConfidenceLevel::NINETY_FIVE).unwrap();
        assert_relative_eq!(interval.half_width(), 2.776_445_105 * 0.5_f64.sqrt(), max_relative = 1e-9);
        assert!(interval.contains(3.0) && !interval.contains(5.0));
    }

    #[test]
    fn covers_the_mean_as_often_as_promised_even_with_five_values() {
        // A normal quantile in place of Student's would cover 87.8 % and fail.
        let mut source = Source::new(0x5EED_0001);
        let covering = (0..REPETITIONS)
            .filter(|_| {
                let moments: Moments = (0..5).map(|_| 10.0 + 3.0 * source.normal()).collect();
                t_interval(&moments, ConfidenceLevel::NINETY_FIVE).unwrap().contains(10.0)
            })
            .count();
        assert!(COVERING.contains(&covering), "{covering} of {REPETITIONS} intervals cover");
    }

    #[test]
    fn pairing_keeps_coverage_and_removes_the_common_noise() {
        let mut source = Source::new(0x5EED_0002);
        let (mut covering, mut narrower) = (0, 0);
        for _ in 0..REPETITIONS {
            let pairs: Vec<(f64, f64)> = (0..10)
                .map(|_| {
                    let common = 5.0 * source.normal();
                    (common + source.normal(), common + source.normal() + 0.5)
                })
                .collect();
            let paired = t_interval(&paired_differences(pairs.iter().copied()), ConfidenceLevel::NINETY_FIVE);
            let single = t_interval(&pairs.iter().map(|pair| pair.0).collect(), ConfidenceLevel::NINETY_FIVE);
            covering += usize::from(paired.unwrap().contains(0.5));
            narrower += usize::from(paired.unwrap().half_width() < single.unwrap().half_width());
        }
        assert!(COVERING.contains(&covering), "{covering} of {REPETITIONS} intervals cover");
        // Standard deviations √2 against √26: F(9, 9) exceeds 13 in fewer than 1 of 1,000 repetitions, so
        // twenty or more wider intervals have probability below 10⁻¹².
        assert!(narrower > 1_980, "{narrower} of {REPETITIONS} paired intervals are narrower");
    }

    /// e^∓.5 of 2; at a reach of twice the estimate 1 more than e on either side, but for 0.
    #[test]
    fn what_is_positive_has_ends_on_the_logarithmic_scale() {
        let near = Interval::of_positive(2.0, 1.0).unwrap();
        assert_relative_eq!(near.low, 1.213_061_319_425_267, max_relative = 1e-14);
        assert_relative_eq!(near.high, 3.297_442_541_400_256, max_relative = 1e-14);
        let far = Interval::of_positive(2.0, 4.0).unwrap();
        assert!(far.low.to_bits() == 0, "{far:?}");
        assert_relative_eq!(far.high, 2.0 * (std::f64::consts::E + 1.0), max_relative = 1e-14);
        for (estimate, reach) in [(2.0, 0.0), (0.0, 1.0), (2.0, f64::INFINITY), (f64::NAN, 1.0)] {
            assert_eq!(Interval::of_positive(estimate, reach), None, "{estimate} and {reach}");
        }
    }

    #[test]
    fn undefined_is_none_and_width_is_never_zero() {
        let level = ConfidenceLevel::NINETY_FIVE;
        let cases: [&[f64]; 5] = [&[], &[1.0], &[2.0, 2.0, 2.0], &[f64::MAX, f64::MIN], &[0.1, 0.1]];
        for values in cases {
            assert_eq!(t_interval(&values.iter().copied().collect(), level), None, "{values:?}");
        }
    }
}
