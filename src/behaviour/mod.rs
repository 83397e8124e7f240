//! What applicants do: self-check, behaviours, and the answer to a refusal.
//!
//! A behaviour has an intensity (the chance that an applicant adopts it when occasion arises) or is forced, a
//! delay until it takes effect, an effect on what is submitted, an effect on true risk, and a cost.
//! This module does not know queues, stations or how a submission is judged.

mod adoption;
mod after;
mod applies;
mod belief;
mod chances;
mod channel;
mod config;
mod effects;
mod intentions;
mod kind;
mod progress;
mod selection;
mod traits;

pub use adoption::{Behaviours, Forced, Told, Undecided};
pub use after::{AfterRefusal, ReapplyConfig};
pub use applies::AppliesTo;
pub use channel::{BrokenPass, Channel, ChannelConfig, PathEnd, Screens};
pub use config::{ActionConfig, Adoption, AdoptionRule, BehaviourConfig, BehaviourDraws, SelfCheck};
pub use effects::{Costs, Effects, Shifts};
pub use intentions::Intentions;
pub use kind::{Behaviour, BehaviourSet};
pub use progress::Progress;

/// How many factors a scenario may have.
pub const MOST_FACTORS: usize = 8;
