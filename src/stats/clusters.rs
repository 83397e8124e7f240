//! Quantiles of all values of independent clusters, such as the waits of all replications, with their error.
//!
//! Values of one cluster depend on each other, those of different ones do not. So the error of a quantile comes
//! from how the share of values below it differs between clusters. This file keeps, for each cluster, how often each
//! bin of a sketch occurred; the estimates are next door.

use std::sync::OnceLock;

use super::packed::{Packed, Scale};
use super::pooled_quantile::Pooled;
use super::{CountHistogram, LogHistogram};

/// Most groups of clusters kept apart.
const MOST_GROUPS: usize = 512;

/// Values in independent clusters.
///
/// Up to 512 clusters are kept one by one. From there on clusters that follow each other are merged into groups of
/// 2, 4, 8, … of equal size, 256 to 512 of them, so that memory is bounded. Groups are as independent as clusters
/// are, and errors rest on at least 255 degrees of freedom, where Student's t differs from the normal law by .5 %.
#[derive(Debug, Clone)]
pub struct Clusters {
    scale: Scale,
    groups: Vec<Packed>,
    /// Clusters in a full group.
    group_size: u64,
    /// Clusters in the last group.
    in_last: u64,
    /// All of them together, once somebody has asked.
    pooled: OnceLock<Box<Pooled>>,
}

impl Clusters {
    /// For durations and other values from 0, told from each other to within [`LogHistogram::RELATIVE_ERROR`].
    pub const fn of_sketches() -> Self {
        Self {
            scale: Scale::Logarithmic,
            groups: Vec::new(),
            group_size: 1,
            in_last: 1,
            pooled: OnceLock::new(),
        }
    }

    /// For whole numbers, exactly.
    pub const fn of_counts() -> Self {
        Self { scale: Scale::Whole, groups: Vec::new(), group_size: 1, in_last: 1, pooled: OnceLock::new() }
    }

    /// Adds the next cluster, empty or not. Clusters that are to be paired must be added in the same order.
    ///
    /// # Panics
    /// If this is a collection of whole numbers.
    pub fn push_sketch(&mut self, values: &LogHistogram) {
        assert!(self.scale == Scale::Logarithmic, "a sketch among whole numbers");
        self.add(Packed::of(values.entries(), values.min(), values.max()));
    }

    /// Adds the next cluster of whole numbers, empty or not.
    ///
    /// # Panics
    /// If this is a collection of sketches.
    pub fn push_counts(&mut self, values: &CountHistogram) {
        assert!(self.scale == Scale::Whole, "whole numbers among sketches");
        let least = values.iter().next().map(|(value, _)| f64::from(value));
        self.add(Packed::of(values.iter(), least, values.max().map(f64::from)));
    }

    fn add(&mut self, cluster: Packed) {
        self.pooled.take();
        if self.in_last < self.group_size
            && let Some(last) = self.groups.last_mut()
        {
            *last = last.merged(&cluster);
            self.in_last += 1;
            return;
        }
        if self.groups.len() == MOST_GROUPS {
            self.groups = self.groups.chunks(2).map(Packed::merged_all).collect();
            self.group_size *= 2;
        }
        self.groups.push(cluster);
        self.in_last = 1;
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(Packed::count).sum()
    }

    /// Bytes that the groups take, for whoever measures memory.
    pub fn bytes(&self) -> usize {
        self.groups.iter().map(Packed::bytes).sum()
    }

    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// All values together: several quantiles are asked of the same.
    pub(super) fn pooled(&self) -> &Pooled {
        self.pooled.get_or_init(|| Box::new(Pooled::of(self.scale, self.groups.iter())))
    }

    pub(super) fn groups(&self) -> &[Packed] {
        &self.groups
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sketch(values: impl IntoIterator<Item = f64>) -> LogHistogram {
        let mut sketch = LogHistogram::new();
        for value in values {
            sketch.record(value);
        }
        sketch
    }

    #[test]
    fn many_clusters_become_groups_of_equal_size_and_lose_no_value() {
        let mut clusters = Clusters::of_sketches();
        for cluster in 0..1_500_u32 {
            clusters.push_sketch(&sketch((0..=cluster % 3).map(f64::from)));
        }
        assert_eq!((clusters.groups.len(), clusters.group_size, clusters.in_last), (375, 4, 4));
        assert_eq!(clusters.count(), 500 * (1 + 2 + 3));
        clusters.push_sketch(&sketch([7.0]));
        assert_eq!((clusters.groups.len(), clusters.in_last), (376, 1));
        assert_eq!(clusters.groups.last().unwrap().max(), Some(7.0));
    }

    #[test]
    fn empty_clusters_count() {
        let mut clusters = Clusters::of_counts();
        clusters.push_counts(&CountHistogram::new());
        clusters.push_counts(&CountHistogram::new());
        assert_eq!((clusters.groups.len(), clusters.count()), (2, 0));
    }
}
