//! The proof that the engine is right: theory in the assertions, one binary.
//!
//! Each module states what it holds the program to, at which level, and with which seeds.

#![allow(clippy::unwrap_used)]

mod batches;
mod common;
mod exponential;
mod general;
mod listeners;
mod orders;
mod priorities;
mod random;
mod theory;
