//! Event-driven simulation of how a suspended pay-later account is restored.

pub mod engine;
pub mod random;
pub mod time;
