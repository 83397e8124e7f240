//! What applicants do: self-check, seven behaviours, and the answer to a refusal.
//!
//! A behaviour has an intensity (the chance that an applicant adopts it when occasion arises) or is forced, a
//! delay until it takes effect, an effect on what is submitted, an effect on true risk, and a cost.
//! This module does not know queues, stations or how a submission is judged.

mod adoption;
mod after;
mod chances;
mod channel;
mod effects;
mod kind;
mod progress;
mod selection;
mod traits;

pub use adoption::{
    ActionConfig, Adoption, AdoptionRule, BehaviourConfig, Behaviours, Forced, Intentions, SelfCheck, Told,
    Undecided,
};
pub use after::{AfterRefusal, ReapplyConfig};
pub use channel::{BrokenPass, Channel, ChannelConfig, PathEnd, Screens};
pub use effects::{Costs, Effects, Shifts};
pub use kind::{Behaviour, BehaviourSet};
pub use progress::Progress;
