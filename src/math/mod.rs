//! The exponential, exact to the bit, at less than the price of a call; a choice without a branch; and the
//! registers that loops over many numbers are compiled for.
//!
//! Every function of numbers here has the value that correct rounding gives it, so that results do not
//! depend on how it was found: a short formula whose error is bounded is tried, and where the bound leaves
//! two answers open (Ziv 1991, doi 10.1145/114697.116813), the correctly rounded `pxfm` decides. What the
//! numbers are for is not known here. Distribution functions and quantiles are made of these alone, so they too are the same
//! on every platform; that their last bit is right is not said of them.

mod beta;
mod bound;
mod choose;
mod elementary;
mod exp;
mod gamma;
mod logistic;
mod near;
mod normal_tail;
mod powers;
mod wide;

pub use beta::{beta_below, student_tail_quantile};
pub use bound::Bound;
pub use choose::{choose, if_so};
pub use elementary::{ln, pow};
pub use exp::{exp, exps};
pub use gamma::{gamma, gamma_below, ln_gamma};
pub use logistic::{below_logistic, logistics};
pub use near::{fetch, fetch_start};
pub use normal_tail::normal_tail_quantile;
#[cfg(test)]
pub(crate) use wide::at_every_width;
pub use wide::{Work, marked, widely};
