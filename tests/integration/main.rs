//! Integration tests, in one binary: linking once is faster than linking a dozen times.

mod architecture;
mod bad_input;
