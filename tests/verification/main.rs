//! The proof that the engine is right: theory in the assertions, one binary.
//!
//! Each module states what it holds the program to, at which level, and with which seeds.
//! All tests together may raise a false alarm with a probability of 1 %. Of this `random` takes 5e-4, and
//! the single stations (`exponential`, `general`, `priorities`, `orders`, `batches`) take 2.55e-3: 255
//! checks at 1e-5 each.

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
