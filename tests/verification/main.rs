//! What the simulation rests on, verified against theory: one module a room, in one binary.
// A test may fail by unwrapping, and compares exactly what must be exact.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod random;
