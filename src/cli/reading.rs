//! From a path and `--set` arguments to something that can be played, or everything that is wrong.

use std::path::Path;

use super::Failure;
use super::terminal::colour;
use crate::scenario::{Compiled, Scenario, compile, load};

/// Reads and compiles a scenario.
pub(super) fn read_scenario(path: &Path, sets: &[String]) -> Result<(Scenario, Compiled), Failure> {
    let mut loaded = load(path, sets);
    let scenario: Scenario = loaded.read();
    match compile(&scenario, &mut loaded.faults) {
        Some(compiled) => Ok((scenario, compiled)),
        None => Err(Failure::Usage(loaded.faults.render(&loaded.sources, colour()))),
    }
}
