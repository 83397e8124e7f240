//! All integration tests, in one binary.
// A test may fail by unwrapping, compares exactly what must be exact, and says when it is skipped.
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::print_stderr)]

mod accounting;
mod adoption;
mod architecture;
mod arrival_keys;
mod assumptions;
mod bad_input;
mod cli;
mod cli_compare;
mod cli_logs;
mod cli_ocel;
mod cli_safety;
mod cli_sheets;
mod cli_sweep;
mod cli_trouble;
mod common;
mod cuts;
mod data_files;
mod dead_keys;
mod dirty_files;
mod docs;
mod effort;
mod extremes;
mod filed;
mod journey;
mod kills;
mod ledger;
mod literals;
mod moved_keys;
mod population;
mod queueing;
mod readme;
mod remedies;
mod reproducibility;
mod restoration;
mod rosters;
mod rows;
mod said;
mod shadows;
mod stations;
mod statistics;
mod sweeps;
mod terminal;
mod workbench;
