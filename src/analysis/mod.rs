//! What designs and results say: which setting is the least that will do, which is the best, and which inputs matter.
//!
//! Everything here takes points as numbers and results as a table, a row a point and a column a replication, and knows
//! no scenario, no model and no file. A result that is not defined is left out by the caller. Random choices (the
//! bootstrap) follow from a seed.

mod cross;
#[cfg(feature = "terminal")]
mod descent;
mod front;
mod morris;
mod one;
mod search;
mod selection;
mod sobol;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use cross::Index;
#[cfg(feature = "terminal")]
pub use descent::descend;
pub use front::unbeaten;
pub use morris::{MorrisIndices, morris};
pub use one::{Effects, one_at_a_time};
pub use search::{Ask, Search, Tested, Verdict};
pub use selection::{Answer, Round, Selection, Standing, Terms, Told};
pub use sobol::{SobolIndices, sobol};

/// A sample quantile as the inverse of the distribution function; `None` of no values.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}
