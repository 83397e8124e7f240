//! The proof that the engine is right: theory in the assertions, one binary.
//!
//! Each module states what it holds the program to, at which level, and with which seeds.

#![allow(clippy::unwrap_used)]

mod common;
mod random;
mod theory;
