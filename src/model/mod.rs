//! The journey: where the event kernel meets population, behaviour and policy.
//!
//! [`Model`] is compiled once and shared by all threads; [`replicate`] plays one replication of it
//! before an observer. This module does not know files, threads or charts, and it keeps no
//! statistics: it tells observers what happens, and they count.

mod case;
mod config;
mod event;
mod journey;
mod plan;
mod replication;
mod review;

pub use config::{
    CostConfig, DelayMode, DeskConfig, FixedDelay, HumanRequest, ModelConfig, NoticeConfig, ReviewDelay,
};
pub use plan::{Model, ModelError};
pub use replication::replicate;
