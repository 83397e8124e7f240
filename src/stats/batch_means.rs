//! Intervals from one long run, whose successive observations depend on each other: batch means.
//!
//! Keeps sums of batches, never observations. Knows neither weights nor time, and does not look for a
//! warm-up; cut that off first ([`super::mser`]).

use serde::{Deserialize, Serialize};

use super::{ConfidenceLevel, Interval, t_interval};

/// Default of the least number of batches that are kept. An interval rests on pairs of them, 16 to 31. Schmeiser (1982):
/// beyond 30 there is little left to gain, and fewer, longer batches are closer to independent.
const LEAST_BATCHES: usize = 32;
/// The most that neighbours are taken to be correlated: beyond it a run is too short to tell.
const MOST_CORRELATED: f64 = 0.9;

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

    /// No observations yet; of `least` to `2 · least − 1` batches, an interval will rest on the pairs.
    ///
    /// # Panics
    ///
    /// If `least` is below 4: a single pair has no variance.
    pub fn with_least_batches(least: usize) -> Self {
        assert!(least >= 4, "batch means need at least 4 batches, got {least}");
        Self { sums: Vec::with_capacity(2 * least), size: 1, least, open_sum: 0.0, open_count: 0 }
    }

    /// Adds the next observation of the sequence. The order matters.
    ///
    /// # Panics
    ///
    /// If the value is NaN or infinite, as for [`super::Moments::push`].
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

    /// Interval for the mean of the process: [`Self::mean`] ± [`Self::reach`]. `None` as for that.
    pub fn interval(&self, level: ConfidenceLevel) -> Option<Interval> {
        let (mean, reach) = (self.mean()?, self.reach(level)?);
        Interval::new(mean - reach, mean + reach)
    }

    /// t · standard error of the means of pairs of complete batches, with one degree of freedom fewer than there are
    /// of these.
    ///
    /// The variance of a mean of neighbours that are correlated by φ and whose correlation fades away as fast is
    /// (1 + φ)/(1 − φ) times that of independent ones, and so the error is that much greater where φ, the estimate
    /// freed of its bias of −1/b, is above 0: batches of a short run are still dependent. Tafazzoli and Wilson, *IIE
    /// Transactions* 43(2), 2011. How often the interval covers stands in
    /// docs/verification.md.
    ///
    /// The incomplete batch counts in the centre, where it adds information, but not in the error, since its
    /// mean varies more than the others; the interval is wider than it need be by at most the share of the
    /// observations in that batch. `None` with fewer complete batches than the least number, or if they do not vary.
    pub fn reach(&self, level: ConfidenceLevel) -> Option<f64> {
        self.means().filter(|means| means.len() >= self.least)?;
        let pairs: Vec<f64> =
            self.sums.chunks_exact(2).map(|pair| (pair[0] + pair[1]) / (2 * self.size) as f64).collect();
        let correlated = (lag_one(&pairs)? + 1.0 / pairs.len() as f64).clamp(0.0, MOST_CORRELATED);
        let independent = t_interval(&pairs.into_iter().collect(), level)?.half_width();
        Some(independent * ((1.0 + correlated) / (1.0 - correlated)).sqrt())
    }

    /// Correlation of each complete batch mean with the next, −1..=1, about −1/b for b independent ones.
    ///
    /// Independent batches give a value above 1.64/√b in one case of twenty, which is 0.29 for 32 of them;
    /// one far above says that the run is too short for [`Self::interval`]. `None` as for that.
    pub fn lag_one(&self) -> Option<f64> {
        lag_one(&self.means().filter(|means| means.len() >= self.least)?)
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

    /// Means of the complete batches; `None` if one of them left the range of `f64`.
    fn means(&self) -> Option<Vec<f64>> {
        let means: Vec<f64> = self.sums.iter().map(|sum| sum / self.size as f64).collect();
        means.iter().all(|mean| mean.is_finite()).then_some(means)
    }
}

/// Correlation of neighbours; `None` if they do not vary.
fn lag_one(means: &[f64]) -> Option<f64> {
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    let deviations: Vec<f64> = means.iter().map(|mean| mean - centre).collect();
    let squares: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
    let products: f64 = deviations.windows(2).map(|pair| pair[0] * pair[1]).sum();
    (squares > 0.0 && squares.is_finite()).then(|| (products / squares).clamp(-1.0, 1.0))
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

#[cold]
#[inline(never)]
fn refuse(value: f64) -> ! {
    panic!("batch means take finite values only, got {value}")
}

#[cfg(test)]
mod tests;
