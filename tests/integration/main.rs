//! All integration tests, in one binary.
#![allow(clippy::unwrap_used)]

mod cli;
mod common;
mod journey;
mod population;
mod queueing;
mod reproducibility;
