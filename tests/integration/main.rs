//! All integration tests, in one binary.
#![allow(clippy::unwrap_used)]

mod architecture;
mod bad_input;
mod cli;
mod common;
mod journey;
mod population;
mod queueing;
mod reproducibility;
