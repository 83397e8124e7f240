//! Which of several ways of acting is best, as far as that can be told, and which of those is the cheapest.
//!
//! A way is left out if another one is better on the same people, by a one-sided Student test over replications at a level
//! that the number of ways divides. So with at least the confidence that is asked for the best one stays, however the ways
//! hang together (subset selection: S. S. Gupta, *Technometrics* 7(2), 1965; the bound is Bonferroni's, as the variances of
//! the differences are unknown and unequal).

use crate::stats::{ClusterSums, ConfidenceLevel};

/// What a way of acting came to: a number of successes and of people in each replication, and what it costs a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Successes and people, replication by replication.
    pub successes: Vec<(f64, u64)>,
    /// Cost of a person; finite.
    pub cost: f64,
}

/// What can be said of several ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Of each way, whether none is shown to be better.
    pub kept: Vec<bool>,
    /// The one with the most successes.
    pub best: Option<usize>,
    /// The cheapest of those that are kept; of several that cost as much, the first.
    pub cheapest: Option<usize>,
}

impl Way {
    fn sums(&self) -> ClusterSums {
        let mut sums = ClusterSums::default();
        self.successes.iter().for_each(|(successes, people)| sums.push(*successes, *people));
        sums
    }
}

/// Chooses among ways of acting, all of the same people, with this confidence that the best is among those kept.
pub fn choose(ways: &[Way], confidence: ConfidenceLevel) -> Choice {
    let sums: Vec<ClusterSums> = ways.iter().map(Way::sums).collect();
    let means: Vec<Option<f64>> = sums.iter().map(ClusterSums::mean).collect();
    let best = (0..ways.len())
        .filter(|way| means[*way].is_some())
        .max_by(|a, b| means[*a].partial_cmp(&means[*b]).unwrap_or(std::cmp::Ordering::Equal).then(b.cmp(a)));
    // Each of the others may be taken for better by chance: a share of the rest each, and one side of it.
    let others = ways.len().saturating_sub(1).max(1) as f64;
    let level = ConfidenceLevel::new(1.0 - 2.0 * (1.0 - confidence.get()) / others);
    let level = level.unwrap_or(confidence);
    let is_better = |other: &ClusterSums, way: &ClusterSums| {
        let found = ClusterSums::difference(way, other, level).difference;
        found.interval.is_some_and(|ends| ends.low > 0.0)
    };
    let beaten = |way: usize| {
        (0..ways.len()).any(|other| means[other] > means[way] && is_better(&sums[other], &sums[way]))
    };
    let kept: Vec<bool> = (0..ways.len()).map(|way| means[way].is_some() && !beaten(way)).collect();
    let cheapest =
        (0..ways.len()).filter(|way| kept[*way]).min_by(|a, b| ways[*a].cost.total_cmp(&ways[*b].cost));
    Choice { kept, best, cheapest }
}
