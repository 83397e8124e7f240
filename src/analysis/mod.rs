//! What designs and results say: which setting is the least that will do, and which inputs matter.
//!
//! Everything here takes points as numbers and results as a table, a row a point and a column a replication, and knows
//! no scenario, no model and no file. A result that is not defined is left out by the caller. Random choices (the
//! bootstrap) follow from a seed.

mod cross;
mod morris;
mod one;
mod recourse;
mod search;
mod sobol;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use cross::Index;
pub use morris::{MorrisIndices, morris};
pub use one::{Effects, one_at_a_time};
pub use recourse::{Choice, Way, choose};
pub use search::{Ask, Search, Tested, Verdict};
pub use sobol::{SobolIndices, sobol};

/// A sample quantile as the inverse of the distribution function; `None` of no values.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}
