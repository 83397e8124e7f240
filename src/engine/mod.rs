//! A generic discrete-event kernel: event list, run loop, stations.
//!
//! The kernel orders events totally, by time, then named priority, then the order of scheduling,
//! and hands them to a [`Simulation`]. A [`Floor`] matches who waits in a [`Line`] with the people
//! of a [`Team`]. None of them draws a random number, and none knows what an entity is, why it is
//! served, or who listens.

mod agenda;
mod floor;
mod line;
mod run;
mod team;

pub use agenda::{Agenda, EventId, Priority};
pub use floor::{Arrival, Floor, Pick, Shadows, Start};
pub use line::{Claim, Discipline, Line, TeamMask, Ticket, Waiting};
pub use run::{Ahead, Simulation, run};
pub use team::{Course, Crew, EndOfShift, Team};
