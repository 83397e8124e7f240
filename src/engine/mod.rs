//! A generic discrete-event kernel: event list, run loop, stations.
//!
//! The kernel orders events totally, by time, then named priority, then the order of scheduling,
//! and hands them to a [`Simulation`]. A [`Station`] keeps who is served and who waits. Neither
//! draws a random number, and neither knows what an entity is, why it is served, or who listens.

mod agenda;
mod run;
mod station;

pub use agenda::{Agenda, EventId, Priority};
pub use run::{Simulation, run};
pub use station::{Arrival, EndOfShift, Start, Station, Ticket};
