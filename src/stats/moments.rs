//! Mean, variance and range of a stream of values, in constant memory.
//!
//! Knows nothing of what the values are, and keeps none of them.

/// Count, mean, variance, least and greatest of the values seen so far.
///
/// One pass, without cancellation: Welford, *Technometrics* 4(3), 1962, DOI 10.1080/00401706.1962.10490022.
/// Merging: Chan and others, *The American Statistician* 37(3), 1983, DOI 10.1080/00031305.1983.10483115.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// Sum of squared deviations from the mean.
    squares: f64,
    min: f64,
    max: f64,
}

impl Moments {
    /// No values yet.
    pub const fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }

    /// Adds one value.
    ///
    /// # Panics
    ///
    /// If the value is NaN or infinite: a model that produces one is broken, and one such value would
    /// silently spoil every estimate that follows.
    pub fn push(&mut self, value: f64) {
        assert!(
            value.is_finite(),
            "moments take finite values only, got {value} after {} values",
            self.count
        );
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// Adds all values another instance has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let total = self.count + other.count;
        let gap = other.mean - self.mean;
        let share = other.count as f64 / total as f64;
        self.squares += other.squares + gap * gap * self.count as f64 * share;
        self.mean += gap * share;
        self.count = total;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Number of values.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Arithmetic mean; `None` without values, or if it left the range of `f64`.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0 && self.mean.is_finite()).then_some(self.mean)
    }

    /// Unbiased sample variance; `None` with fewer than two values, or if it left the range of `f64`.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1 && self.squares.is_finite()).then(|| self.squares / (self.count - 1) as f64)
    }

    /// Sample standard deviation; `None` as for [`Self::variance`].
    pub fn std_dev(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Standard error of the mean of independent values; `None` as for [`Self::variance`].
    pub fn std_error(&self) -> Option<f64> {
        self.variance().map(|variance| (variance / self.count as f64).sqrt())
    }

    /// Least value; `None` without values.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// Greatest value; `None` without values.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }
}

impl Default for Moments {
    fn default() -> Self {
        Self::new()
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::new();
        moments.extend(values);
        moments
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    #[test]
    fn first_integers_have_their_closed_form() {
        for n in [2_u32, 3, 10, 1_000] {
            let moments: Moments = (1..=n).map(f64::from).collect();
            let n = f64::from(n);
            assert_relative_eq!(moments.mean().unwrap(), f64::midpoint(n, 1.0), max_relative = 1e-14);
            assert_relative_eq!(moments.variance().unwrap(), n * (n + 1.0) / 12.0, max_relative = 1e-13);
            assert_relative_eq!(
                moments.std_error().unwrap(),
                ((n + 1.0) / 12.0).sqrt(),
                max_relative = 1e-13
            );
            assert_eq!((moments.min(), moments.max()), (Some(1.0), Some(n)));
        }
    }

    #[test]
    fn a_large_offset_does_not_drown_the_variance() {
        // The values of NIST's NumAcc4, whose standard deviation is 0.1 exactly.
        let pairs = (0..500).flat_map(|_| [10_000_000.1, 10_000_000.3]);
        let moments: Moments = std::iter::once(10_000_000.2).chain(pairs).collect();
        assert_relative_eq!(moments.std_dev().unwrap(), 0.1, max_relative = 1e-7);
    }

    #[test]
    fn undefined_is_none() {
        let empty = Moments::new();
        assert_eq!((empty.mean(), empty.variance(), empty.min(), empty.max()), (None, None, None, None));
        let one: Moments = [3.0].into_iter().collect();
        assert_eq!((one.mean(), one.variance(), one.std_error()), (Some(3.0), None, None));
        let overflowing: Moments = [f64::MAX, f64::MIN].into_iter().collect();
        assert_eq!((overflowing.mean(), overflowing.variance()), (None, None));
    }

    #[test]
    fn equal_values_have_exactly_no_variance() {
        let moments: Moments = std::iter::repeat_n(0.1, 1_000).collect();
        assert_eq!((moments.mean(), moments.variance()), (Some(0.1), Some(0.0)));
    }

    #[test]
    #[should_panic(expected = "finite values only")]
    fn not_a_number_is_refused() {
        Moments::new().push(f64::NAN);
    }

    proptest! {
        #[test]
        fn merging_equals_recording_in_one_place(
            values in prop::collection::vec(-1e6..1e6_f64, 0..200),
            cut in 0..200_usize,
        ) {
            let (front, back) = values.split_at(cut.min(values.len()));
            let whole: Moments = values.iter().copied().collect();
            let mut merged: Moments = front.iter().copied().collect();
            merged.merge(&back.iter().copied().collect());
            prop_assert_eq!(merged.count(), whole.count());
            prop_assert_eq!((merged.min(), merged.max()), (whole.min(), whole.max()));
            prop_assert!((merged.mean().unwrap_or(0.0) - whole.mean().unwrap_or(0.0)).abs() < 1e-8);
            let (merged, whole) = (merged.variance().unwrap_or(0.0), whole.variance().unwrap_or(0.0));
            prop_assert!((merged - whole).abs() <= 1e-10 * whole + 1e-6);
        }
    }
}
