//! Queueing theory as plain functions: what a simulation ought to find.
//!
//! Rates are per minute and times in minutes, though any one unit does as well. Nothing here knows
//! the crate, draws a random number or reads a file. Arguments outside a formula's range (an unstable
//! queue, a negative rate) are an error of the calling test and panic with a message. The tests beside
//! each formula check it against published values, against its limits, and by a second route to the
//! same number.
//!
//! Books cited by short name: *Kleinrock I, II*: L. Kleinrock, *Queueing Systems*, Wiley, 1975 and 1976.
//! *Gross & Harris*: D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, 3rd ed., Wiley, 1998.
//! *Cooper*: R. B. Cooper, *Introduction to Queueing Theory*, 2nd ed., North Holland, 1981.

pub(crate) mod abandonment;
pub(crate) mod batch;
pub(crate) mod birth_death;
pub(crate) mod erlang;
pub(crate) mod finite;
pub(crate) mod infinite;
pub(crate) mod linear;
pub(crate) mod network;
pub(crate) mod periodic;
#[cfg(test)]
mod periodic_tests;
pub(crate) mod single_server;
pub(crate) mod uniformisation;
