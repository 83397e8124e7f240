//! The proof that the engine is right: theory in the assertions, one binary.
//!
//! Each module states what it holds the program to, at which level, and with which seeds.

#![allow(clippy::unwrap_used)]

mod audit;
mod calendars;
mod common;
mod conservation;
mod coverage;
mod listening;
mod networks;
mod random;
mod random_process;
mod theory;
mod time_varying;
mod warm_up;
mod working_days;
