//! What designs and results say: which setting is the least that will do, which is the best, which inputs matter, and
//! what each of several that act together adds.
//!
//! Everything here takes points as numbers and results as a table, a row a point and a column a replication, and knows
//! no scenario, no model and no file. A result that is not defined is left out by the caller. Random choices, where
//! there are any, follow from a seed.

mod cross;
#[cfg(feature = "terminal")]
mod descent;
mod front;
mod left_out;
mod morris;
mod one;
mod recourse;
mod search;
mod selection;
mod shapley;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod shapley_tests;
mod sobol;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use cross::Index;
#[cfg(feature = "terminal")]
pub use descent::descend;
pub use front::unbeaten;
pub use morris::{FEWEST_TRAJECTORIES, MorrisIndices, morris};
pub use one::{Effects, one_at_a_time};
pub use recourse::{Choice, Way, choose};
pub use search::{Ask, Search, Tested, Verdict};
pub use selection::{Answer, Round, Selection, Standing, Terms, Told};
pub use shapley::{ByReplication, Mean, apportioned, beyond_sum, mean_of, ranks, shapley, shapley_sampled};
pub use sobol::{FEWEST_ROWS, SobolIndices, sobol};

/// The range in which draws mostly lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bulk {
    /// Its lower end, one of the values.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The probability that a further draw lies in it.
    pub holds: f64,
}

/// Share of draws that may lie beyond each end.
const BEYOND: f64 = 0.025;

/// Which of so many draws, in order from either end, bounds their bulk.
fn rank(draws: usize) -> usize {
    // A rounding error must not make 39 draws miss the first place.
    ((BEYOND * (draws as f64 + 1.0) + 1e-9) as usize).max(1)
}

/// The probability that a further draw lies in the bulk of so many; `None` of none.
pub fn holds(draws: usize) -> Option<f64> {
    (draws > 0).then(|| (1.0 - 2.0 * rank(draws) as f64 / (draws as f64 + 1.0)).max(0.0))
}

/// From the k-th value to the k-th from above, between which a further draw lies with probability 1 − 2k/(n + 1), whatever
/// its distribution (Wilks, *Annals of Mathematical Statistics* 12 (1941), 91–96): 95 % or a little more of 39 draws and
/// more, and what the least and the greatest of fewer give. `None` of no values.
pub fn bulk(values: &[f64]) -> Option<Bulk> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = rank(sorted.len());
    let (low, high) = (*sorted.get(rank - 1)?, *sorted.get(sorted.len().checked_sub(rank)?)?);
    Some(Bulk { low, high, holds: holds(sorted.len())? })
}
