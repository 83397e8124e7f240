//! The journey: where the event kernel meets population, behaviour and policy.
//!
//! [`Model`] is compiled once and shared by all threads; [`replicate`] plays one replication of it
//! before an observer. The lender's side is a [`ProcessConfig`], a graph of stages that a scenario
//! draws. This module does not know files, threads or charts, and it keeps no statistics: it tells
//! observers what happens, and they count.

mod at_once;
mod at_restriction;
mod backlog;
mod breakdowns;
mod case;
mod changes;
mod check;
mod cold;
mod condition;
mod config;
mod controls;
mod counted;
mod cycle;
mod entrants;
mod event;
mod explain;
mod facts;
mod filing;
mod flow;
mod graph;
mod joining;
mod journey;
mod judging;
mod logging;
mod newcomers;
mod paths;
mod patience;
mod pay;
mod plan;
mod process;
mod replication;
mod service;
mod shadows;
mod slab;
mod tags;
mod ways;
mod world;

/// Version of the model: raised whenever the same scenario, seed and generator give other numbers than before, so that
/// results of the two are never taken for the same.
pub const MODEL_VERSION: u32 = 1;

pub use check::{Part, ProcessFault, ProcessFaultKind, check};
pub use condition::{Condition, Quantity, Test};
pub use config::{HumanRequest, ModelConfig, NoticeConfig, UnaskedRestoration};
pub use controls::Control;
pub use cycle::NoCycle;
pub use explain::{
    BehaviourTurn, Explained, ExplainedApplication, FactorScore, FactorTurn, ItemScore, ItemTurn,
    LATEST_DAYS, LaterTurn, LeastChange, OCCASIONS, Preparation, Readers, ReviewerTurn, StationVisit,
    TakesUp, TogetherTurn, explain,
};
pub use paths::shortest_round;
pub use pay::{HourlyCost, PaidFor, PayFactors};
pub use plan::{Model, ModelError};
pub use process::{
    Adjustment, Breakdowns, Decision, DelayConfig, DelayTime, Due, ExitOutcome, ProcessConfig, RouteConfig,
    ServiceOrder, StageConfig, StageId, StageKind, StationConfig, TeamConfig,
};
pub(crate) use replication::replicate_inlined;
pub use replication::{replicate, replicate_unless, replicate_with_shadows};
pub use shadows::ShadowPlan;
