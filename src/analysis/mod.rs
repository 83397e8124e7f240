//! What designs and results say: which setting is the least that will do, which inputs matter, and what each of
//! several that act together adds.
//!
//! Everything here takes points as numbers and results as a table, a row a point and a column a replication, and knows
//! no scenario, no model and no file. A result that is not defined is left out by the caller. Random choices (the
//! bootstrap) follow from a seed.

mod cross;
mod morris;
mod one;
mod search;
mod shapley;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod shapley_tests;
mod sobol;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use cross::Index;
pub use morris::{MorrisIndices, morris};
pub use one::{Effects, one_at_a_time};
pub use search::{Ask, Search, Tested, Verdict};
pub use shapley::{ByReplication, Mean, apportioned, beyond_sum, mean_of, ranks, shapley, shapley_sampled};
pub use sobol::{SobolIndices, sobol};

/// A sample quantile as the inverse of the distribution function; `None` of no values.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}
