//! Intervals from one long run, whose successive observations depend on each other: batch means.
//!
//! Keeps sums of batches, never observations. Knows neither weights nor time, and does not look for a
//! warm-up; cut that off first ([`super::mser`]).

use serde::{Deserialize, Serialize};

use super::{ConfidenceLevel, Interval, Moments, t_interval};

/// Default of the least number of batches. Schmeiser (1982): beyond 30 there is little left to gain, and
/// fewer, longer batches are closer to independent.
const LEAST_BATCHES: usize = 32;

/// Batch means of a sequence of any length, in constant memory.
///
/// Observations are summed into successive batches of equal size, at first of one observation. As soon as
/// there are 2k full batches they are merged two by two and the size doubles, so that there are k to
/// 2k − 1 of them once k observations were seen (32 to 63 by default), and the batches grow with the run.
/// Once they are long against the memory of the process their means are almost independent and normal.
/// Schmeiser, *Operations Research* 30(3), 1982, DOI 10.1287/opre.30.3.556; the doubling is that of LBATCH
/// in Fishman and Yarberry, *INFORMS Journal on Computing* 9(3), 1997, DOI 10.1287/ijoc.9.3.296. See also
/// Law, *Simulation Modeling and Analysis*, 5th ed., section 9.5.3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchMeans {
    /// Sums of the complete batches, in order.
    sums: Vec<f64>,
    /// Observations in each complete batch, a power of two.
    size: u64,
    /// Least number of batches an interval is made of; k above.
    least: usize,
    /// Sum of the batch that is being filled.
    open_sum: f64,
    /// Observations in it, fewer than `size`.
    open_count: u64,
}

impl BatchMeans {
    /// No observations yet; 32 batches at least.
    pub fn new() -> Self {
        Self::with_least_batches(LEAST_BATCHES)
    }

    /// No observations yet; an interval will rest on `least` to `2 · least − 1` batches.
    ///
    /// # Panics
    ///
    /// If `least` is below 2: a single batch has no variance.
    pub fn with_least_batches(least: usize) -> Self {
        assert!(least >= 2, "batch means need at least 2 batches, got {least}");
        Self { sums: Vec::with_capacity(2 * least), size: 1, least, open_sum: 0.0, open_count: 0 }
    }

    /// Adds the next observation of the sequence. The order matters.
    ///
    /// # Panics
    ///
    /// If the value is NaN or infinite, as for [`Moments::push`].
    #[inline]
    pub fn push(&mut self, value: f64) {
        if !value.is_finite() {
            refuse(value);
        }
        self.open_sum += value;
        self.open_count += 1;
        if self.open_count == self.size {
            self.close_batch();
        }
    }

    /// Number of observations, those of the incomplete batch included.
    pub const fn count(&self) -> u64 {
        self.sums.len() as u64 * self.size + self.open_count
    }

    /// Number of complete batches.
    pub const fn batches(&self) -> usize {
        self.sums.len()
    }

    /// Observations in each complete batch, a power of two.
    pub const fn batch_size(&self) -> u64 {
        self.size
    }

    /// Arithmetic mean of all observations, those of the incomplete batch included; `None` without any, or
    /// if their sum left the range of `f64`.
    pub fn mean(&self) -> Option<f64> {
        let mean = (self.sums.iter().sum::<f64>() + self.open_sum) / self.count() as f64;
        mean.is_finite().then_some(mean)
    }

    /// Interval for the mean of the process: [`Self::mean`] ± t · standard error of the complete batch means,
    /// with one degree of freedom fewer than there are of these.
    ///
    /// The incomplete batch counts in the centre, where it adds information, but not in the error, since its
    /// mean varies more than the others; the interval is wider than it need be by at most the share of the
    /// observations in that batch. It is too narrow while batches still depend on each other: see
    /// [`Self::lag_one`]. `None` with fewer complete batches than the least number, or if they do not vary.
    pub fn interval(&self, level: ConfidenceLevel) -> Option<Interval> {
        let (mean, half_width) = (self.mean()?, t_interval(&self.batch_moments()?, level)?.half_width());
        Interval::new(mean - half_width, mean + half_width)
    }

    /// Correlation of each complete batch mean with the next, −1..=1, about −1/b for b independent ones.
    ///
    /// Independent batches give a value above 1.64/√b in one case of twenty, which is 0.29 for 32 of them;
    /// one far above says that batches are too short for [`Self::interval`]. `None` as for that.
    pub fn lag_one(&self) -> Option<f64> {
        let centre = self.batch_moments()?.mean()?;
        let deviations: Vec<f64> = self.batch_means().map(|mean| mean - centre).collect();
        let squares: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
        let products: f64 = deviations.windows(2).map(|pair| pair[0] * pair[1]).sum();
        (squares > 0.0 && squares.is_finite()).then(|| (products / squares).clamp(-1.0, 1.0))
    }

    fn close_batch(&mut self) {
        self.sums.push(self.open_sum);
        (self.open_sum, self.open_count) = (0.0, 0);
        if self.sums.len() == 2 * self.least {
            for batch in 0..self.least {
                self.sums[batch] = self.sums[2 * batch] + self.sums[2 * batch + 1];
            }
            self.sums.truncate(self.least);
            self.size *= 2;
        }
    }

    fn batch_means(&self) -> impl Iterator<Item = f64> + '_ {
        self.sums.iter().map(|sum| sum / self.size as f64)
    }

    /// `None` with too few batches, or if one of them left the range of `f64`.
    fn batch_moments(&self) -> Option<Moments> {
        let usable = self.sums.len() >= self.least && self.sums.iter().all(|sum| sum.is_finite());
        usable.then(|| self.batch_means().collect())
    }
}

impl Default for BatchMeans {
    fn default() -> Self {
        Self::new()
    }
}

/// Interval for the mean of a series that is already a sequence, such as daily means, from `batches` groups
/// of equal size: [`t_interval`] of the means of the groups.
///
/// Values at the front that would leave the groups uneven, fewer than `batches` of them, are dropped, since
/// the front is what a warm-up may still weigh on. Law, section 9.5.3. `None` with fewer than two groups,
/// with fewer values than groups, if the means of the groups are all equal, or if a value or the sum of a
/// group is NaN or infinite.
pub fn batch_interval(values: &[f64], batches: usize, level: ConfidenceLevel) -> Option<Interval> {
    let size = values.len().checked_div(batches)?;
    if size == 0 {
        return None;
    }
    let used = &values[values.len() - size * batches..];
    let means: Vec<f64> =
        used.chunks_exact(size).map(|group| group.iter().sum::<f64>() / size as f64).collect();
    if means.iter().any(|mean| !mean.is_finite()) {
        return None;
    }
    t_interval(&means.into_iter().collect(), level)
}

/// Interval for a ratio of two sums over independent groups, such as the mean wait of customers by the sums and the
/// numbers of each batch: ratio ± t · √(k/(k − 1) Σ (yᵢ − r·xᵢ)²) / Σ xᵢ with k groups (Cochran, *Sampling
/// Techniques*, 3rd ed., 1977, section 6.4).
///
/// Groups are pairs (yᵢ, xᵢ). `None` with fewer than two, with nothing to divide by, where the groups do not differ,
/// or if a value is NaN or infinite.
pub fn ratio_interval(groups: &[(f64, f64)], level: ConfidenceLevel) -> Option<Interval> {
    let (above, below) = groups.iter().fold((0.0, 0.0), |sum, group| (sum.0 + group.0, sum.1 + group.1));
    let (count, ratio) = (groups.len() as f64, above / below);
    if groups.len() < 2 || below <= 0.0 || !ratio.is_finite() {
        return None;
    }
    let squares: f64 = groups.iter().map(|group| (group.0 - ratio * group.1).powi(2)).sum();
    let error = (count / (count - 1.0) * squares).sqrt() / below;
    // Of equal ratios rounding alone is left.
    if error <= 1e-12 * ratio.abs() {
        return None;
    }
    let reach = level.t_quantile(groups.len() as u64 - 1)? * error;
    Interval::new(ratio - reach, ratio + reach)
}

#[cold]
#[inline(never)]
fn refuse(value: f64) -> ! {
    panic!("batch means take finite values only, got {value}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::Source;
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    const LEVEL: ConfidenceLevel = ConfidenceLevel::NINETY_FIVE;
    /// Of 1,000 intervals at 95 %, 950 should cover, with standard deviation 6.9; five of them, and five
    /// intervals for what remains of dependence and for the incomplete batch. Beyond: probability 10⁻⁶.
    const COVERING: std::ops::RangeInclusive<usize> = 911..=989;

    fn recorded(values: impl IntoIterator<Item = f64>) -> BatchMeans {
        let mut batches = BatchMeans::new();
        values.into_iter().for_each(|value| batches.push(value));
        batches
    }

    /// A stationary autoregressive sequence around zero: xᵢ = 0.8 xᵢ₋₁ + noise of variance 1.
    fn autoregressive(source: &mut Source, length: usize) -> Vec<f64> {
        let mut state = source.normal() / 0.6;
        let mut next = || {
            state = 0.8 * state + source.normal();
            state
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn covers_the_mean_of_independent_values_as_often_as_promised() {
        let mut source = Source::new(0x5EED_0040);
        let covering = (0..1_000)
            .filter(|_| recorded((0..2_100).map(|_| source.normal())).interval(LEVEL).unwrap().contains(0.0))
            .count();
        assert!(COVERING.contains(&covering), "{covering} of 1000 intervals cover");
    }

    /// The mean of n such values varies (1 + φ) / (1 − φ) = 9 times as much as of independent ones, so an
    /// interval that ignores the dependence reaches a third as far as it should and covers
    /// 2 Φ(1.96 / 3) − 1 = 48.7 %. Batches of 512 leave an error of 0.9 % in the variance, 0.1 % in coverage.
    #[test]
    fn covers_the_mean_of_dependent_values_where_the_plain_interval_fails() {
        let mut source = Source::new(0x5EED_0041);
        let (mut online, mut grouped, mut plain) = (0, 0, 0);
        for _ in 0..1_000 {
            let values = autoregressive(&mut source, 20_000);
            online += usize::from(recorded(values.iter().copied()).interval(LEVEL).unwrap().contains(0.0));
            grouped += usize::from(batch_interval(&values, 30, LEVEL).unwrap().contains(0.0));
            let moments: Moments = values.into_iter().collect();
            plain += usize::from(t_interval(&moments, LEVEL).unwrap().contains(0.0));
        }
        assert!(COVERING.contains(&online), "{online} of 1000 intervals of the accumulator cover");
        assert!(COVERING.contains(&grouped), "{grouped} of 1000 intervals of the groups cover");
        assert!((408..=566).contains(&plain), "{plain} of 1000 plain intervals cover, expected 487");
    }

    #[test]
    fn dependence_of_the_batches_shows_in_their_correlation() {
        // A straight line of n values has lag-one correlation 1 − 3/n, an alternation −(n − 1)/n.
        for n in [32_u32, 63] {
            let size = f64::from(n);
            let line = recorded((0..n).map(f64::from)).lag_one().unwrap();
            assert_relative_eq!(line, 1.0 - 3.0 / size, max_relative = 1e-13);
        }
        let alternating = recorded((0..32).map(|i| f64::from(i % 2))).lag_one().unwrap();
        assert_relative_eq!(alternating, -31.0 / 32.0, max_relative = 1e-13);
        // 60 values are batches of one: about φ − (1 + 4φ)/60 = 0.73, standard deviation √((1 − φ²)/60) = 0.08.
        let mut source = Source::new(0x5EED_0042);
        let short = recorded(autoregressive(&mut source, 60)).lag_one().unwrap();
        assert!(short > 0.29, "{short}");
        // 20,000 values make 39 batches of 512, as good as independent: −1/39, standard deviation 1/√39, of
        // the mean over 100 runs 0.016; five of them.
        let runs = (0..100).map(|_| recorded(autoregressive(&mut source, 20_000)).lag_one().unwrap());
        let long = runs.sum::<f64>() / 100.0;
        assert!((long + 1.0 / 39.0).abs() < 0.08, "{long}");
    }

    #[test]
    fn the_half_width_is_that_of_the_complete_batches_and_the_centre_of_all_values() {
        // 32 batches of two, 0 to 31 each, and one value more.
        let batches = recorded((0..32).flat_map(|i| [f64::from(i); 2]).chain([80.0]));
        assert_eq!((batches.batches(), batches.batch_size(), batches.count()), (32, 2, 65));
        let whole = t_interval(&(0..32).map(f64::from).collect(), LEVEL).unwrap();
        let interval = batches.interval(LEVEL).unwrap();
        assert_relative_eq!(interval.half_width(), whole.half_width(), max_relative = 1e-13);
        let centre = f64::midpoint(interval.low, interval.high);
        assert_relative_eq!(centre, (2.0 * 496.0 + 80.0) / 65.0, max_relative = 1e-13);
    }

    #[test]
    fn groups_leave_out_the_front() {
        // Seven values in three groups: the first is dropped.
        let interval = batch_interval(&[1e9, 1.0, 3.0, 4.0, 6.0, 7.0, 9.0], 3, LEVEL).unwrap();
        let expected = t_interval(&[2.0, 5.0, 8.0].into_iter().collect(), LEVEL);
        assert_eq!(Some(interval), expected);
    }

    #[test]
    fn undefined_is_none() {
        let empty = BatchMeans::new();
        assert_eq!((empty.mean(), empty.interval(LEVEL), empty.lag_one()), (None, None, None));
        let few = recorded((0..31).map(f64::from));
        assert_eq!((few.mean(), few.interval(LEVEL), few.lag_one()), (Some(15.0), None, None));
        let constant = recorded([0.5; 1_000]);
        assert_eq!((constant.interval(LEVEL), constant.lag_one()), (None, None));
        let overflowing = recorded([f64::MAX; 100]);
        assert_eq!((overflowing.mean(), overflowing.interval(LEVEL)), (None, None));
        for batches in [0, 1, 4] {
            assert_eq!(batch_interval(&[1.0, 2.0, 4.0], batches, LEVEL), None, "{batches}");
        }
        assert_eq!(batch_interval(&[], 2, LEVEL), None);
        assert_eq!(batch_interval(&[1.0, f64::NAN, 4.0, 3.0], 2, LEVEL), None);
        assert_eq!(batch_interval(&[1.0; 10], 5, LEVEL), None);
    }

    /// Worked by hand: r = 12/6 = 2, what remains is −1, 1, 0, so the error is √(3/2 · 2)/6, and t is 4.3027.
    #[test]
    fn a_ratio_weighs_groups_by_their_size() {
        let interval = ratio_interval(&[(1.0, 1.0), (5.0, 2.0), (6.0, 3.0)], LEVEL).unwrap();
        assert_relative_eq!(interval.half_width(), 4.302_652_73 * 3.0_f64.sqrt() / 6.0, max_relative = 1e-8);
        assert_relative_eq!(f64::midpoint(interval.low, interval.high), 2.0, max_relative = 1e-14);
        for nothing in [&[][..], &[(1.0, 1.0)], &[(0.0, 0.0), (0.0, 0.0)], &[(0.1, 1.0), (0.3, 3.0)]] {
            assert_eq!(ratio_interval(nothing, LEVEL), None, "{nothing:?}");
        }
    }

    #[test]
    #[should_panic(expected = "finite values only")]
    fn not_a_number_is_refused() {
        BatchMeans::new().push(f64::NAN);
    }

    #[test]
    #[should_panic(expected = "at least 2 batches")]
    fn a_single_batch_is_refused() {
        BatchMeans::with_least_batches(1);
    }

    proptest! {
        /// Whole numbers add without rounding, so the comparison is exact.
        #[test]
        fn collapsing_equals_batching_afterwards(
            values in prop::collection::vec(-1_000..1_000_i32, 0..600),
            least in 2..9_usize,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let mut online = BatchMeans::with_least_batches(least);
            for &value in &values {
                online.push(value);
            }
            let size = online.batch_size() as usize;
            let means: Vec<f64> =
                values.chunks_exact(size).map(|batch| batch.iter().sum::<f64>() / size as f64).collect();
            prop_assert_eq!(online.batch_means().collect::<Vec<_>>(), means);
            prop_assert_eq!(online.count(), values.len() as u64);
            prop_assert!(online.batches() < 2 * least && (size == 1 || online.batches() >= least));
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert_eq!(online.mean(), mean.is_finite().then_some(mean));
        }
    }
}
