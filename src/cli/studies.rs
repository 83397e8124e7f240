//! The commands whose units can be played anywhere: each has a design, and a few things that are said of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::advise::Advise;
use super::args::Command;
use super::behaviours::Acts;
use super::fairness::Fairness;
use super::optimise::Optimise;
use super::ready::Ready;
use super::sensitivity::Sensitivity;
use super::solve::Solve;
use super::sweep::Sweep;
use super::{Failure, compare};
use crate::experiment::study::Design;
use crate::results::Origin;
use crate::words::say;

/// What is said of a study besides its design.
pub(super) struct About {
    /// What decides its numbers, by name.
    pub(super) settings: BTreeMap<String, String>,
    /// The identity of all points together, as the manifest has it.
    pub(super) identity: String,
    /// Output folder.
    pub(super) dir: PathBuf,
    /// The scenario files.
    pub(super) origin: Origin,
    /// Whether what is in the folder may go.
    pub(super) force: bool,
    /// Whether logs are wanted.
    pub(super) logs: bool,
    /// Threads that are asked for.
    pub(super) threads: Option<u16>,
    /// Names of the points, where they have any.
    pub(super) names: Vec<String>,
}

/// Does something with a design, whichever it is.
pub(super) trait Visit {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<D: Design>(self, design: &D, about: &About) -> Result<Self::Output, Failure>;
}

/// Reads what a command names, and lets `visit` do something with its design. New experiments get an arm here.
///
/// # Errors
/// Faults of the scenarios, a command that plays nothing, and those of `visit`.
pub(super) fn with_design<V: Visit>(command: &Command, visit: V) -> Result<V::Output, Failure> {
    match command {
        Command::Run(arguments) => {
            let ready = Ready::read(arguments)?;
            visit.visit(&ready.design(), &ready.about(arguments))
        }
        Command::Compare(arguments) => {
            let read = compare::read_sides(arguments)?;
            let precision = compare::precisions(arguments, &read)?;
            visit.visit(&compare::Sides::new(&read, &precision), &compare::about(arguments, &read))
        }
        Command::Sweep(arguments) => {
            let read = Sweep::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Solve(arguments) => {
            let read = Solve::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Optimise(arguments) => {
            let read = Optimise::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Sensitivity(arguments) => {
            let read = Sensitivity::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Behaviours(arguments) => {
            let read = Acts::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Fairness(arguments) => {
            let read = Fairness::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        Command::Advise(arguments) => {
            let read = Advise::read(arguments)?;
            visit.visit(&read, &read.about(arguments))
        }
        _ => Err(Failure::Usage(say!(ErrorPlaysNoUnits).to_owned())),
    }
}
