//! Reading TOML text into validated sections, with every fault reported at its place.
//!
//! Knows quantities, distributions and places, and nothing of what a scenario is about.

mod argument;
pub mod choice;
pub mod civil;
#[cfg(feature = "terminal")]
mod clip;
pub mod commented;
pub mod containers;
pub mod definitions;
pub mod dist;
pub mod dist_forms;
pub mod dist_read;
pub mod dist_table;
mod draw;
mod encodings;
pub mod fault;
pub mod field;
pub mod lines;
pub mod load;
mod meant;
pub mod merge;
pub mod moves;
pub mod offer;
pub mod one_or_more;
#[cfg(feature = "terminal")]
mod picture;
pub mod quantity;
pub mod reader;
pub mod rule;
pub mod section;
pub mod set;
pub mod source;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod units;
pub mod visible;
