//! Event-driven simulation of how a suspended pay-later account is restored.
//!
//! The library is a house with one way through: a scenario is read and validated, compiled into a
//! [`model::Model`], played in replications, and counted; statistics, tables, charts and the report
//! follow. `ARCHITECTURE.md` draws the plan and says which room may know which.

pub mod behaviour;
pub mod chart;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod math;
pub mod model;
pub mod observe;
pub mod policy;
pub mod population;
pub mod random;
pub mod report;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod time;
pub mod words;
