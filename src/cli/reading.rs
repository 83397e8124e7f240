//! From a path and `--set` arguments to something that can be played, or everything that is wrong.

use std::path::Path;

use super::Failure;
use super::missing::missing;
use super::terminal::Screen;
use crate::scenario::{Compiled, Identity, Scenario, compile, idle_keys, load, numbers};

/// Reads and compiles a scenario, and says which it is.
pub(super) fn read_scenario(path: &Path, sets: &[String]) -> Result<(Scenario, Compiled, Identity), Failure> {
    if let Some(told) = missing(path) {
        return Err(Failure::Usage(told));
    }
    let mut loaded = load(path, sets);
    let scenario: Scenario = loaded.read();
    let Some(mut compiled) = compile(&scenario, &mut loaded.faults) else {
        let screen = Screen::stderr();
        return Err(Failure::Usage(loaded.faults.render_within(
            &loaded.sources,
            screen.styled,
            screen.width,
        )));
    };
    compiled.idle = idle_keys(&loaded, &scenario, &compiled);
    compiled.numbers = numbers(&loaded, &scenario);
    let identity = Identity::of(&scenario, &loaded, &compiled.receipts).map_err(Failure::run)?;
    Ok((scenario, compiled, identity))
}
