//! Verification: the simulation against queueing theory, in one binary.
//!
//! What theory says stands in `theory`, as plain functions with tests of their own and no simulation;
//! whatever compares a run with it stands in a module beside it.
// A test may fail by unwrapping.
#![allow(clippy::unwrap_used)]

mod theory;
