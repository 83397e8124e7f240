//! A quantile sketch with a guaranteed relative error.
//!
//! Keeps counts, never values: memory follows the range of the values, not their number. Knows no unit.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::{CountHistogram, quantile_rank};

/// Below this a value counts as zero. A microsecond, told in years, is still above it.
const MIN_TRACKED: f64 = 1.0 / (1_u64 << 45) as f64;
/// Each power of two is cut into this many bins of equal width, as a power of two.
const BINS_PER_OCTAVE_BITS: u32 = 7;
const BINS_PER_OCTAVE: usize = 1 << BINS_PER_OCTAVE_BITS;
/// What remains of a float's bits after this shift is its exponent and the bin within it.
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - BINS_PER_OCTAVE_BITS;

/// Counts of non-negative values in bins whose width grows with the value.
///
/// A quantile lies in the same bin as the exact order statistic, so it is within 0.8 % of it
/// ([`LogHistogram::RELATIVE_ERROR`]); the values of a bin are taken to lie at equal distances, so it is far nearer
/// where they do. The least and the greatest value are exact. The guarantee is that of `DDSketch` (Masson, Rim, Lee, *PVLDB* 12(12),
/// 2019, DOI 10.14778/3352063.3352135) with the linear sub-bins of `HdrHistogram`, so that a bin is found
/// from the bits of the number alone: fast, and the same on every platform.
///
/// Bins are allocated in whole powers of two between the least and the greatest value, 256 bytes each:
/// a bin counts to 65,535, and what it carries over is kept apart, so that many histograms in use at once
/// fit the nearest caches. Equal multisets of values give equal histograms, in whatever order they were
/// recorded or merged.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct LogHistogram {
    /// Values below [`MIN_TRACKED`].
    zeros: u64,
    /// Number of the first bin kept; a multiple of [`BINS_PER_OCTAVE`].
    first: usize,
    /// Occurrences modulo 65,536.
    bins: Vec<u16>,
    /// How many times 65,536 occurrences a bin carried over, by its number; at least once each.
    carried: BTreeMap<usize, u64>,
    count: u64,
    min: f64,
    max: f64,
}

mod written;
use written::Written;

/// A value and the bin it falls into: found once, recorded in as many histograms as one likes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binned {
    value: f64,
    bin: usize,
}

impl Binned {
    /// Finds the bin of a value.
    ///
    /// # Panics
    ///
    /// If the value is negative, NaN or infinite: no duration or cost can be.
    #[inline]
    pub fn new(value: f64) -> Self {
        // Adding zero turns −0 into 0. The bits of what is finite and not negative lie below infinity's.
        let value = value + 0.0;
        let takes = value.to_bits() < f64::INFINITY.to_bits();
        if !takes {
            refuse(value);
        }
        Self { value, bin: bin_of(value) }
    }
}

#[cold]
#[inline(never)]
fn refuse(value: f64) -> ! {
    panic!("histogram takes finite values from 0, got {value}")
}

/// One bin of a histogram: how many values lie in `from..to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower edge, included.
    pub from: f64,
    /// Upper edge, excluded.
    pub to: f64,
    /// Number of values.
    pub count: u64,
}

impl LogHistogram {
    /// Greatest relative distance between a quantile and the order statistic it stands for, the width of a bin: 1/128.
    pub const RELATIVE_ERROR: f64 = 1.0 / BINS_PER_OCTAVE as f64;

    /// No values yet, and no memory.
    pub const fn new() -> Self {
        Self {
            zeros: 0,
            first: 0,
            bins: Vec::new(),
            carried: BTreeMap::new(),
            count: 0,
            min: f64::INFINITY,
            max: 0.0,
        }
    }

    /// Adds one value.
    ///
    /// # Panics
    ///
    /// If the value is negative, NaN or infinite: no duration or cost can be.
    #[inline]
    pub fn record(&mut self, value: f64) {
        self.record_binned(Binned::new(value));
    }

    /// Adds one value whose bin is known.
    #[inline]
    pub fn record_binned(&mut self, value: Binned) {
        let Binned { value, bin } = value;
        self.count += 1;
        // Seldom, so a branch is cheaper than a minimum.
        if value < self.min {
            self.min = value;
        }
        if value > self.max {
            self.max = value;
        }
        if value < MIN_TRACKED {
            self.zeros += 1;
            return;
        }
        if let Some(count) = bin.checked_sub(self.first).and_then(|offset| self.bins.get_mut(offset)) {
            *count = count.wrapping_add(1);
            if *count == 0 {
                self.carry(bin, 1);
            }
        } else {
            self.grow(bin..bin + 1);
            self.bins[bin - self.first] = 1;
        }
    }

    /// Adds all values another histogram has seen. Exact: order and grouping of merges do not matter.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        if other.bins.is_empty() {
            return;
        }
        self.grow(other.first..other.first + other.bins.len());
        for (theirs, bin) in other.bins.iter().zip(other.first..) {
            let (sum, over) = self.bins[bin - self.first].overflowing_add(*theirs);
            self.bins[bin - self.first] = sum;
            if over {
                self.carry(bin, 1);
            }
        }
        for (bin, times) in &other.carried {
            self.carry(*bin, *times);
        }
    }

    /// Number of values.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many values were too small to be told from zero.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// Least value, exact; `None` without values.
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// Greatest value, exact; `None` without values.
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }

    /// The least value that a share `p` of all values does not exceed, within
    /// [`Self::RELATIVE_ERROR`]. `None` without values, or if `p` is not in 0..=1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let rank = quantile_rank(p, self.count)?;
        if rank == 1 || rank == self.count {
            return Some(if rank == 1 { self.min } else { self.max });
        }
        let mut below = 0;
        for (key, count) in self.entries() {
            if below + count >= rank {
                let into = (rank - below) as f64 - 0.5;
                return Some(within_bin(bin_edges(key), into / count as f64).clamp(self.min, self.max));
            }
            below += count;
        }
        None
    }

    /// The values as they are kept, from the least upward, each with its number: within half of
    /// [`Self::RELATIVE_ERROR`] of those recorded.
    pub fn points(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.bins().map(|bin| (self.point(bin), bin.count))
    }

    /// What stands for the values of a bin.
    fn point(&self, bin: Bin) -> f64 {
        // The harmonic mean of the edges is, in relative terms, equally far from both.
        let middle = 2.0 * bin.from / (1.0 + bin.from / bin.to);
        middle.clamp(self.min, self.max)
    }

    /// The keys of the bins that hold values, ascending, each with its number of values; 0 is the key of what counts
    /// as zero. See [`bin_edges`].
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let others = self.bins.iter().zip(self.first..).filter_map(|(&count, bin)| {
            let carried = if self.carried.is_empty() { 0 } else { *self.carried.get(&bin).unwrap_or(&0) };
            let count = (carried << u16::BITS) + u64::from(count);
            (count > 0).then_some((bin as u32, count))
        });
        (self.zeros > 0).then_some((0, self.zeros)).into_iter().chain(others)
    }

    /// The bins that hold values, from the least upward.
    pub fn bins(&self) -> impl Iterator<Item = Bin> + '_ {
        self.entries().map(|(key, count)| {
            let (from, to) = if key == 0 { (0.0, MIN_TRACKED) } else { bin_edges(key) };
            Bin { from, to, count }
        })
    }

    /// The values rounded down to whole numbers: exact up to 256, above which a bin may span several.
    pub fn whole(&self) -> CountHistogram {
        let mut whole = CountHistogram::new();
        for bin in self.bins() {
            // Most bins lie between two whole numbers, and below 256 every whole number is an edge.
            whole.record_many(bin.from as u32, bin.count);
        }
        whole
    }

    #[cold]
    #[inline(never)]
    fn carry(&mut self, bin: usize, times: u64) {
        *self.carried.entry(bin).or_insert(0) += times;
    }

    /// Makes room for a range of bins, in whole powers of two.
    #[cold]
    fn grow(&mut self, wanted: Range<usize>) {
        let mut start = wanted.start / BINS_PER_OCTAVE * BINS_PER_OCTAVE;
        let mut end = wanted.end.next_multiple_of(BINS_PER_OCTAVE);
        if !self.bins.is_empty() {
            start = start.min(self.first);
            end = end.max(self.first + self.bins.len());
            self.bins.splice(0..0, std::iter::repeat_n(0, self.first - start));
        }
        self.first = start;
        self.bins.resize(end - start, 0);
    }
}

impl Default for LogHistogram {
    fn default() -> Self {
        Self::new()
    }
}

/// Number of the bin of a positive value: its exponent followed by the leading bits of its mantissa. The
/// bits of positive floats are ordered as the floats are.
fn bin_of(value: f64) -> usize {
    (value.to_bits() >> SHIFT) as usize
}

/// The edges of a bin by its key; what counts as zero is zero.
pub(super) fn bin_edges(key: u32) -> (f64, f64) {
    if key == 0 { (0.0, 0.0) } else { (lower_edge(key as usize), lower_edge(key as usize + 1).min(f64::MAX)) }
}

/// The value that lies so far, 0..=1, from the first edge to the second: values of a bin are taken to lie at equal
/// distances.
pub(super) fn within_bin((from, to): (f64, f64), into: f64) -> f64 {
    from + into * (to - from)
}

/// The least value of a bin.
fn lower_edge(bin: usize) -> f64 {
    f64::from_bits((bin as u64) << SHIFT)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
