//! The proof that the engine is right: theory in the assertions, one binary.
//!
//! Each module states what it holds the program to, at which level, and with which seeds.
//! All tests together may raise a false alarm with a probability of 1 %. Of this `random` takes 5e-4, and
//! the single stations (`exponential`, `general`, `priorities`, `orders`, `batches`) take 2.55e-3: 255
//! checks at 1e-5 each; networks, timetables, conservation, coverage and warm-up take 3.2e-3. Together
//! less than .65 % by their levels. Means over replications are skewed, which adds some .1 %: at 1e-5 Student's
//! interval of a mean of skewness 1, as that of the squared wait is at a load of .95, misses ten times as often.

// A test may fail by unwrapping, and compares exactly what must be exact, and says what it found.
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::print_stdout)]

mod audit;
mod batches;
mod calendars;
mod common;
mod conservation;
mod controls;
mod coverage;
mod coverage_quantiles;
mod effects;
mod exponential;
mod general;
mod listeners;
mod listening;
mod networks;
mod orders;
mod priorities;
mod random;
mod random_process;
mod sensitivity;
mod theory;
mod time_varying;
mod warm_up;
mod working_days;
