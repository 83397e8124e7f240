//! An exact histogram of small whole numbers, such as attempts or queue lengths.

use serde::{Deserialize, Serialize};

use super::quantile_rank;

/// How often each whole number occurred. Exact, at eight bytes for each number up to the greatest seen;
/// for numbers that may reach many millions use [`super::LogHistogram`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountHistogram {
    /// Occurrences of 0, 1, 2, …; the last one is never zero.
    bins: Vec<u64>,
}

impl CountHistogram {
    /// No values yet, and no memory.
    pub const fn new() -> Self {
        Self { bins: Vec::new() }
    }

    /// Adds one value.
    #[inline]
    pub fn record(&mut self, value: u32) {
        self.record_many(value, 1);
    }

    /// Adds a value that occurred `times` times, for example a queue length that lasted so many ticks.
    #[inline]
    pub fn record_many(&mut self, value: u32, times: u64) {
        if times == 0 {
            return;
        }
        if let Some(bin) = self.bins.get_mut(value as usize) {
            *bin += times;
        } else {
            self.reach(value, times);
        }
    }

    /// The first of a value greater than all before it.
    #[cold]
    #[inline(never)]
    fn reach(&mut self, value: u32, times: u64) {
        self.bins.resize(value as usize, 0);
        self.bins.push(times);
    }

    /// Adds all values another histogram has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.bins.len() > self.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            *mine += theirs;
        }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.bins.iter().sum()
    }

    /// How often a value occurred.
    pub fn occurrences(&self, value: u32) -> u64 {
        self.bins.get(value as usize).copied().unwrap_or(0)
    }

    /// The values that occurred, from the least upward, each with how often it did.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (0..).zip(self.bins.iter().copied()).filter(|&(_, times)| times > 0)
    }

    /// Greatest value; `None` without values.
    pub fn max(&self) -> Option<u32> {
        self.bins.len().checked_sub(1).map(|bin| bin as u32)
    }

    /// Arithmetic mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum() / count as f64)
    }

    /// Sum of the values; 0 without any.
    pub fn sum(&self) -> f64 {
        // Wide enough for `u64::MAX` occurrences of `u32::MAX`.
        let sum: u128 = self.bins.iter().zip(0_u128..).map(|(count, value)| u128::from(*count) * value).sum();
        sum as f64
    }

    /// The least value that a share `p` of all values does not exceed. `None` without values, or if `p` is
    /// not in 0..=1.
    pub fn quantile(&self, p: f64) -> Option<u32> {
        let rank = quantile_rank(p, self.count())?;
        let mut seen = 0;
        let bin = self.bins.iter().position(|&count| {
            seen += count;
            seen >= rank
        })?;
        Some(bin as u32)
    }

    /// How many values are at most `value`.
    pub fn count_at_most(&self, value: u32) -> u64 {
        self.bins.iter().take((value as usize).saturating_add(1)).sum()
    }

    /// Share of the values that are at most `value`, 0..=1; `None` without values.
    pub fn share_at_most(&self, value: u32) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.count_at_most(value) as f64 / count as f64)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn recorded(values: &[u32]) -> CountHistogram {
        let mut histogram = CountHistogram::new();
        for &value in values {
            histogram.record(value);
        }
        histogram
    }

    #[test]
    fn known_values() {
        let histogram = recorded(&[1, 1, 2, 3, 3, 3, 7]);
        assert_eq!(histogram.mean(), Some(20.0 / 7.0));
        assert_eq!((histogram.quantile(0.0), histogram.quantile(0.5)), (Some(1), Some(3)));
        assert_eq!((histogram.quantile(1.0), histogram.max()), (Some(7), Some(7)));
        assert_eq!((histogram.share_at_most(0), histogram.share_at_most(2)), (Some(0.0), Some(3.0 / 7.0)));
        assert_eq!(histogram.share_at_most(u32::MAX), Some(1.0));
        assert_eq!((histogram.occurrences(3), histogram.occurrences(99)), (3, 0));
        assert_eq!(histogram.iter().collect::<Vec<_>>(), [(1, 2), (2, 1), (3, 3), (7, 1)]);
    }

    #[test]
    fn a_quantile_at_a_whole_rank_does_not_slip_to_the_next() {
        // 0.07 × 100 is 7.000000000000001 in floating point; rank 7 is meant.
        let histogram = recorded(&(1..=100).collect::<Vec<_>>());
        for percent in 1..=100_u32 {
            assert_eq!(histogram.quantile(f64::from(percent) / 100.0), Some(percent));
        }
    }

    #[test]
    fn undefined_is_none() {
        let empty = CountHistogram::new();
        assert_eq!((empty.mean(), empty.max(), empty.quantile(0.5)), (None, None, None));
        assert_eq!(empty.share_at_most(3), None);
        assert_eq!(recorded(&[1]).quantile(f64::NAN), None);
    }

    #[test]
    fn zero_occurrences_leave_no_trace() {
        let mut histogram = CountHistogram::new();
        histogram.record_many(9, 0);
        assert_eq!(histogram, CountHistogram::new());
    }

    proptest! {
        #[test]
        fn agrees_with_the_sorted_values(
            mut values in prop::collection::vec(0..50_u32, 1..200),
            cut in 0..200_usize,
            per_mille in 0..=1_000_usize,
        ) {
            let (front, back) = values.split_at(cut.min(values.len()));
            let mut merged = recorded(front);
            merged.merge(&recorded(back));
            prop_assert_eq!(&merged, &recorded(&values));
            values.sort_unstable();
            let rank = (per_mille * values.len()).div_ceil(1_000).max(1);
            prop_assert_eq!(merged.quantile(per_mille as f64 / 1_000.0), Some(values[rank - 1]));
        }
    }
}
